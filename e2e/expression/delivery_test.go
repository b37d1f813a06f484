package expression

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"sort"
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/delivery"
	"github.com/openapi-destinations/openapidestinations/internal/planner/carrier/statemachine/machine"
)

var (
	plans  = flag.Int("plans", 60, "how many random plans TestDelivery makes, with ten events each")
	seeded = flag.Uint64("plans-seed", 1, "the seed of TestDelivery")
)

// TestDelivery: package delivery, which knows nothing of the expression, foretells what the
// expression makes of random constants and events, byte for byte.
func TestDelivery(t *testing.T) {
	g := &generator{rand.New(rand.NewPCG(*seeded, 7))}
	expression := build(t)
	requests, guarded, problems := 0, 0, map[string]int{}
	for range *plans {
		plan := g.plan()
		assembly, err := delivery.ParseTemplate(machineTemplate(t, plan), delivery.Options{})
		if err != nil {
			t.Fatalf("%s: %v", plan, err)
		}
		for range 10 {
			detail := g.object(0, 1+g.IntN(5), g.detailName)
			event := `{"version":"0","id":"` + eventID + `","detail-type":"t","source":"s","account":"123456789012","time":"2026-11-27T19:00:00Z","region":"us-east-1","resources":[],"detail":` + detail + `}`
			a := evaluate(t, expression, map[string]any{"states": map[string]any{"input": json.RawMessage(`{"v":1,"plan":` + plan + `,"event":` + event + `}`)}})
			var want request
			if a.Error != "" || json.Unmarshal(a.Value, &want) != nil {
				t.Fatalf("%s of %s: %s %s", plan, detail, a.Error, a.Value)
			}
			result, err := assembly.Deliver(delivery.Event{Source: "s", DetailType: "t", Detail: json.RawMessage(detail), ID: eventID})
			if err != nil || len(result.Deliveries) != 1 {
				t.Fatalf("%s: %v", detail, err)
			}
			if want.Problem == "" {
				requests++
				guarded += strings.Count(plan, `"guard":true`)
			} else {
				problems[want.Problem[strings.LastIndexByte(want.Problem, ' ')+1:]]++
			}
			if difference := differs(a.Value, want, result.Deliveries[0]); difference != "" {
				t.Fatalf("constants %s\nevent %s\n%s", plan, detail, difference)
			}
		}
	}
	t.Logf("%d requests with %d guarded fields, problems that end in %v", requests, guarded, problems)
	if requests < *plans || guarded == 0 || problems["it"] == 0 || len(problems) < 3 {
		t.Error("too few of them")
	}
}

// TestDeliveryLimits: both draw the line between the same two events.
func TestDeliveryLimits(t *testing.T) {
	repeated := func(before, one, after string) func(int) string {
		return func(n int) string { return `{"m":` + before + strings.Repeat(one, n) + after + `}` }
	}
	nested := func(n int) string {
		return `{"m":{"a":` + strings.Repeat(`{"a":`, n) + "1" + strings.Repeat("}", n) + "}}"
	}
	for name, c := range map[string]struct {
		plan   string
		most   int
		detail func(int) string
	}{
		"a text in the query":  {`"query":[{"name":"c","field":"m"}]`, 262000, repeated(`"`, "x", `"`)},
		"encoded":              {`"query":[{"name":"c","field":"m","reserved":true}]`, 100000, repeated(`"`, " ", `"`)},
		"wide characters":      {`"body":{"field":"m","as":"text","type":"t"}`, 131000, repeated(`"`, "é", `"`)},
		"dots in JSON":         {`"body":{"field":"m","as":"json","type":"t"}`, 131000, repeated(`["`, ".", `"]`)},
		"decimals in JSON":     {`"body":{"field":"m","as":"json","type":"t"}`, 60000, repeated(`[`, "1.25,", `1]`)},
		"values of a query":    {`"query":[{"name":"c","field":"m"}]`, 2000, repeated(`[`, "1,", `1]`)},
		"values of a form":     {`"body":{"field":"m","as":"form","type":"t"}`, 2000, repeated(`{"a":[`, `{"b":[1]},`, `2]}`)},
		"values of a text":     {`"body":{"field":"m","as":"text","type":"t"}`, 20000, repeated(`{"a":[`, "1,", `1]}`)},
		"levels of a query":    {`"query":[{"name":"c","field":"m","style":"deepObject"}]`, 30, nested},
		"levels of a form":     {`"body":{"field":"m","as":"form","type":"t","each":{"style":"deepObject"}}`, 30, nested},
		"a reason that is cut": {`"body":{"field":"m","as":"form","type":"t","each":{"style":"deepObject"}}`, 1, func(int) string { return `{"m":{"` + strings.Repeat("é", 2000) + `":` + nested(25) + `}}` }},
	} {
		plan := `{"method":"POST","url":["https://api.example.com/"],` + c.plan + `,"retry":{"attempts":1,"age":60}}`
		assembly, err := delivery.ParseTemplate(machineTemplate(t, plan), delivery.Options{})
		if err != nil {
			t.Fatal(err)
		}
		foretold := func(n int) string {
			r, err := assembly.Deliver(delivery.Event{Source: "s", DetailType: "t", ID: eventID, Detail: json.RawMessage(c.detail(n))})
			if err != nil {
				t.Fatal(err)
			}
			if p := r.Deliveries[0].Problem; p != nil {
				return p.Message
			}
			return ""
		}
		line := sort.Search(c.most, func(n int) bool { return foretold(n) != "" })
		for n := max(line-1, 0); n <= line; n++ {
			a := evaluate(t, build(t), map[string]any{"states": map[string]any{"input": json.RawMessage(`{"v":1,"plan":` + plan + `,"event":{"id":"` + eventID + `","detail":` + c.detail(n) + `}}`)}})
			var got request
			if a.Error != "" || json.Unmarshal(a.Value, &got) != nil || got.Problem != foretold(n) {
				t.Errorf("%s, %d: %s%q, and foretold is %q", name, n, a.Error, got.Problem, foretold(n))
			}
		}
	}
}

// differs says in what a delivery isn't what the expression made, with what the HTTP task adds.
func differs(value json.RawMessage, want request, got *delivery.Delivery) string {
	if want.Problem != "" || got.Problem != nil {
		if got.Problem == nil || got.Problem.Code != "UNUSABLE_EVENT" || got.Problem.Message != want.Problem {
			return fmt.Sprintf("the problem is %q, and delivery's %v", want.Problem, got.Problem)
		}
		return ""
	}
	sent := got.Request
	var ordered struct{ Query, Headers json.RawMessage }
	json.Unmarshal(value, &ordered)
	url := want.URL
	for _, pair := range members(ordered.Query) {
		separator := "?"
		if strings.Contains(url, "?") {
			separator = "&"
		}
		url += separator + encode(pair[0]) + "=" + encode(pair[1])
	}
	if sent.URL.Reveal() != url || sent.Method != want.Method {
		return fmt.Sprintf("the URL is\n%s, and delivery's\n%s", url, sent.URL.Reveal())
	}
	var headers []string
	if sent.Headers[2].Name != "Content-Type" {
		return fmt.Sprintf("%v", sent.Headers)
	}
	for _, h := range members(ordered.Headers) {
		if h[0] == "Content-Type" {
			if own := sent.Headers[2].Value.Reveal(); own != h[1] {
				return fmt.Sprintf("the Content-Type is %s, and delivery's %s", h[1], own)
			}
			continue
		}
		headers = append(headers, h[0]+": "+h[1])
	}
	var own []string
	for _, h := range sent.Headers[4:] {
		if h.Name != "Content-Length" && h.Name != "Key" {
			own = append(own, h.Name+": "+h.Value.Reveal())
		}
	}
	if strings.Join(own, "\n") != strings.Join(headers, "\n") {
		return fmt.Sprintf("the headers are\n%q, and delivery's\n%q", headers, own)
	}
	return differsBody(want, sent.Body.Reveal())
}

func differsBody(want request, got string) string {
	var text string
	switch {
	case want.Send == "nothing":
	case want.Send == "fields":
		var pairs []string
		for _, m := range rawMembers(want.Body) {
			var items []string
			if json.Unmarshal([]byte(m[1]), &items) != nil {
				items = make([]string, 1)
				json.Unmarshal([]byte(m[1]), &items[0])
			}
			for _, item := range items {
				pairs = append(pairs, encode(m[0])+"="+encode(item))
			}
		}
		text = strings.Join(pairs, "&")
	case json.Unmarshal(want.Body, &text) == nil:
	default:
		if tokens(string(want.Body)) != tokens(got) {
			return fmt.Sprintf("the body is\n%s, and delivery's\n%s", want.Body, got)
		}
		return ""
	}
	if text != got {
		return fmt.Sprintf("the body is\n%q, and delivery's\n%q", text, got)
	}
	return ""
}

// encode is what the HTTP task does to query parameters.
func encode(s string) string {
	var b strings.Builder
	for _, c := range []byte(s) {
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("-._~", c) >= 0 {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}

// members are the names and texts of an object of texts, in order.
func members(object json.RawMessage) (out [][2]string) {
	for _, m := range rawMembers(object) {
		var text string
		if err := json.Unmarshal([]byte(m[1]), &text); err != nil {
			panic(m[1])
		}
		out = append(out, [2]string{m[0], text})
	}
	return out
}

// rawMembers are the names and the JSON of an object's values, in order.
func rawMembers(object json.RawMessage) (out [][2]string) {
	if len(object) == 0 {
		return nil
	}
	d := json.NewDecoder(bytes.NewReader(object))
	d.Token()
	for d.More() {
		name, _ := d.Token()
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			panic(err)
		}
		out = append(out, [2]string{name.(string), string(value)})
	}
	return out
}

// tokens are those of a JSON text, numbers as doubles.
func tokens(text string) string {
	var out strings.Builder
	for d := json.NewDecoder(strings.NewReader(text)); ; {
		token, err := d.Token()
		if err == io.EOF {
			return out.String()
		}
		if err != nil {
			return err.Error()
		}
		fmt.Fprintf(&out, "%T %v,", token, token)
	}
}

// machineTemplate is a template with a rule that hands the machine these constants.
func machineTemplate(t *testing.T, plan string) []byte {
	t.Helper()
	arn := func(id string) any { return map[string]any{"Fn::GetAtt": []string{id, "Arn"}} }
	resource := func(typ string, properties map[string]any) any {
		return map[string]any{"Type": typ, "Properties": properties}
	}
	data, err := json.Marshal(map[string]any{"Resources": map[string]any{
		"Queue": resource("AWS::SQS::Queue", map[string]any{}),
		"Connection": resource("AWS::Events::Connection", map[string]any{"AuthorizationType": "API_KEY",
			"AuthParameters": map[string]any{"ApiKeyAuthParameters": map[string]any{"ApiKeyName": "Key", "ApiKeyValue": "x"}}}),
		"Machine": resource("AWS::StepFunctions::StateMachine", map[string]any{
			"StateMachineType": "EXPRESS", "RoleArn": "arn:aws:iam::123456789012:role/other", "DefinitionString": machine.Express(),
			"DefinitionSubstitutions": map[string]any{"HttpTask": "arn:aws:states:::http:invoke", "SendMessage": "arn:aws:states:::sqs:sendMessage", "ConnectionArn": arn("Connection"), "QueueUrl": map[string]any{"Ref": "Queue"}, "OutageMachineArn": "x"},
		}),
		"Rule": resource("AWS::Events::Rule", map[string]any{"EventPattern": map[string]any{"source": []string{"s"}}, "Targets": []any{map[string]any{
			"Id": "T", "Arn": arn("Machine"), "RoleArn": "arn:aws:iam::123456789012:role/other",
			"InputTransformer": map[string]any{"InputTemplate": `{"v":1,"plan":` + strings.ReplaceAll(plan, "<", `\u003c`) + `,"rule":<aws.events.rule-arn>,"time":<aws.events.event.ingestion-time>,"event":<aws.events.event.json>}`},
		}}}),
	}})
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// generator makes random constants and events.
type generator struct{ *rand.Rand }

func pick[T any](g *generator, all ...T) T { return all[g.IntN(len(all))] }

func (g *generator) often() bool { return g.IntN(4) > 0 }

// detailName are names of fields: few, so that constants and events meet. Names of digits alone
// are left out: JavaScript puts them in front, AWS doesn't.
func (g *generator) detailName() string { return pick(g, "a", "b", "c", "m") }

func (g *generator) name() string {
	return pick(g, "a", "b", "c", "x y", "é", "a[b]", "p&q", "r=", "$s", "t.u", `q"`, "~!*'()", "file", "content", "filename", "nl\r\n")
}

func quote(s string) string {
	text, err := json.Marshal(s)
	if err != nil {
		panic(err)
	}
	return string(text)
}

// value is any JSON.
func (g *generator) value(depth int) string {
	kinds := 11
	if depth > 3 {
		kinds = 8
	}
	switch g.IntN(kinds) {
	case 0:
		return "null"
	case 1:
		return pick(g, "true", "false")
	case 2, 3:
		return g.number()
	case 8:
		return g.object(depth+1, g.IntN(4), g.name)
	case 9, 10:
		items := make([]string, g.IntN(4))
		for i := range items {
			items[i] = g.value(depth + 1)
		}
		return "[" + strings.Join(items, ",") + "]"
	}
	return g.text()
}

func (g *generator) number() string {
	switch g.IntN(12) {
	case 0:
		return pick(g, "1e15", "-1000000000000000", "12345678901234567", "1e21")
	case 1:
		return pick(g, "0.30000000000000004", "-0", "-0.0", "1e-7", "1.50", "100000000000000.5", "-100000000000001.5", "2.5e-10", "5e-324", "0.000001234567890123456", "1e3", "999999999999999.9", "123456789012345.67")
	case 2, 3:
		return fmt.Sprint(g.NormFloat64() * 1e6)
	}
	return fmt.Sprint(g.IntN(2000) - 1000)
}

func (g *generator) text() string {
	if g.IntN(6) == 0 {
		return quote(pick(g, "", ".", "..", "%2e", "%252E.", "a/../b", "a%2f..", "..%5c", "a//b", "\\..", "a/.", ",", "%", "%4", "%zz", eventID, "--"+eventID+"00"))
	}
	const alphabet = "abcXYZ019 -._~:/?#[]@!$&'()*+,;=%\"\\<>^`{|}éß€😀\t"
	letters := []rune(alphabet)
	var b strings.Builder
	for range g.IntN(8) {
		if g.IntN(60) == 0 {
			b.WriteString(pick(g, "\r\n", "\u0000", "\b\f\u001f\u007f", "\u2028", "%41"))
			continue
		}
		b.WriteRune(letters[g.IntN(len(letters))])
	}
	return quote(b.String())
}

// object has names only once: which of two is kept differs from reader to reader.
func (g *generator) object(depth, n int, name func() string) string {
	var members []string
	seen := map[string]bool{}
	for range n {
		if k := name(); !seen[k] {
			seen[k] = true
			members = append(members, quote(k)+":"+g.value(depth))
		}
	}
	return "{" + strings.Join(members, ",") + "}"
}

// flags are members that are true or left out.
func (g *generator) flags(names ...string) (out string) {
	for _, name := range names {
		if g.IntN(4) == 0 {
			out += `,"` + name + `":true`
		}
	}
	return out
}

func (g *generator) field() string {
	return pick(g, "a", "b", "c", "m", "a.b", "c.a", "m.x y", "b.a.b")
}

func (g *generator) plan() string {
	var b strings.Builder
	fmt.Fprintf(&b, `{"method":"%s","url":["https://api.example.com%s"`, pick(g, "GET", "POST", "PUT", "DELETE", "PATCH"), pick(g, "", "/v1", "/a%20b"))
	for range g.IntN(3) {
		fmt.Fprintf(&b, `,"%s"`, pick(g, "/", "/x/", "/a.", "/%C3%A9/"))
		if g.often() {
			style := pick(g, "", "", "label", "matrix")
			b.WriteString(`,{"field":"` + g.field() + `"`)
			if style != "" {
				b.WriteString(`,"style":"` + style + `","name":"` + pick(g, "p", "x y") + `"`)
			}
			b.WriteString(g.flags("explode", "reserved", "guard") + "}")
		}
	}
	if g.IntN(5) == 0 {
		b.WriteString(`,"/q?fixed=1%20"`)
	}
	b.WriteString("]")
	b.WriteString(g.parameters("query", 4, g.name, "", "", "form", "spaceDelimited", "pipeDelimited", "deepObject"))
	headers := []string{"X-A", "X-B", "Accept", "Idempotency-Key"}
	next := 0
	b.WriteString(g.parameters("headers", 3, func() string { next++; return headers[next] }, ""))
	b.WriteString(g.parameters("cookies", 3, func() string { return pick(g, "sid", "a", "b") }, "", "form"))
	if g.often() {
		b.WriteString(g.body())
	}
	return b.String() + `,"retry":{"attempts":185,"age":86400}}`
}

func (g *generator) parameters(where string, most int, name func() string, styles ...string) string {
	n := g.IntN(most)
	if n == 0 {
		return ""
	}
	all := make([]string, n)
	for i := range all {
		all[i] = `{"name":` + quote(name())
		switch g.IntN(8) {
		case 0:
			all[i] += `,"value":` + g.value(2)
		case 1:
			all[i] += `,"field":"` + g.field() + `","default":` + g.value(2)
		case 2:
			all[i] += `,"field":"` + g.field() + `","eventId":true`
		default:
			all[i] += `,"field":"` + g.field() + `"` + g.flags("required")
		}
		all[i] += g.encoding(where == "query", styles...) + "}"
	}
	return `,"` + where + `":[` + strings.Join(all, ",") + "]"
}

func (g *generator) encoding(reserved bool, styles ...string) (out string) {
	if g.IntN(8) == 0 {
		out += `,"json":true`
	} else if style := pick(g, styles...); style != "" {
		out += `,"style":"` + style + `"`
		if style == "deepObject" {
			out += pick(g, "", `,"arrays":"bracket"`, `,"arrays":"repeat"`)
		}
	}
	out += g.flags("explode")
	if reserved {
		out += g.flags("reserved")
	}
	return out
}

func (g *generator) body() string {
	as := pick(g, "json", "text", "lines", "form", "form", "fields", "multipart", "multipart")
	out := `,"body":{"field":"` + pick(g, "m", "m", "a") + `"` + g.flags("required") + `,"as":"` + as + `","type":"application/x-of-` + as + `"`
	if as == "json" || as == "text" || as == "lines" {
		return out + "}"
	}
	property := func() string {
		extra := ""
		switch as {
		case "form":
			extra = g.encoding(true, "", "", "form", "spaceDelimited", "pipeDelimited", "deepObject", "deepObject")
		case "fields": // only styles whose every text has its own name
			extra = pick(g, "", `,"style":"form","explode":true`, `,"style":"deepObject"`, `,"style":"deepObject","arrays":"bracket"`, `,"json":true`)
		case "multipart":
			extra = pick(g, "", "", `,"json":true`, `,"json":true,"type":"application/ld+json"`, `,"type":"text/csv"`, `,"file":"f.txt"`, `,"type":"image/png","file":"é\".png"`)
		}
		return "{" + strings.TrimPrefix(extra, ",") + "}"
	}
	if g.often() {
		out += `,"each":` + property()
	}
	if g.often() {
		out += `,"properties":{"a":` + property() + `,"x y":` + property() + "}"
	}
	return out + "}"
}
