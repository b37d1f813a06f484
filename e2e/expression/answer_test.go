package expression

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/planner/carrier/statemachine/machine"
)

// outcome is what came of a call, and what is asked to be told of it.
type outcome struct {
	constants string // "answer" of the plan
	plan      string // the rest of it; empty where that doesn't matter
	detail    string // of the request's event
	result    string // of the HTTP task; empty for a failure
	error     string
	cause     string
}

// told is the event that tells it.
type told struct {
	Type   string
	Detail json.RawMessage
}

// tell makes it by the very expression of a definition.
func tell(t *testing.T, text string, o outcome) (told, answer) {
	t.Helper()
	all := definition(t, text).States
	from := "GivenUp"
	if o.result != "" {
		from = "Answered"
	}
	bindings := o.bindings(text)
	bindings["told"] = evaluate(t, inside(t, all[from].Choices[0].Assign["told"]), bindings).Value
	a := evaluate(t, inside(t, all["Compose"].Branches[0].States["Write"].Output), bindings)
	if a.Error != "" {
		t.Fatalf("%.200v: the expression fails: %s", o, a.Error)
	}
	if a.Depth > mostDepth {
		t.Errorf("the depth is %d, more than %d", a.Depth, mostDepth)
	}
	var made told
	if err := json.Unmarshal(a.Value, &made); err != nil {
		t.Fatal(err)
	}
	return made, a
}

// bindings are what a state sees that makes the event.
func (o outcome) bindings(text string) map[string]any {
	handed := raw(`{"v":1,"plan":` + cmp.Or(o.plan, "{}") + `,"event":` + o.event() + `}`)
	if text == machine.Outage() {
		handed = raw(`{"machine":"m","input":` + string(handed) + `}`)
	}
	input := raw(`{}`)
	if o.result != "" {
		input = raw(o.result)
	}
	return map[string]any{
		"states":  map[string]any{"input": input, "context": map[string]any{"Execution": map[string]any{"Input": handed}}},
		"answer":  raw(o.constants),
		"failure": map[string]any{"error": o.error, "cause": o.cause},
	}
}

func (o outcome) event() string {
	return `{"version":"0","id":"` + eventID + `","detail-type":"Order","source":"shop","account":"123456789012","time":"2026-11-27T19:00:00Z","region":"eu-west-1","resources":[],"detail":` + o.detail + `}`
}

const asked = `"request":{"id":"` + eventID + `","detail-type":"Order","source":"shop","time":"2026-11-27T19:00:00Z"}`

// TestAnswers are answers with the events that tell them, byte for byte.
func TestAnswers(t *testing.T) {
	const constants = `{"succeeded":"Order succeeded","failed":"Order failed"}`
	result := func(headers, rest string) string {
		return `{"Headers":{` + headers + `},"StatusCode":201,"StatusText":"Created"` + rest + `}`
	}
	large := strings.Repeat("x", 258_000)
	for name, c := range map[string]struct {
		outcome
		want string
	}{
		"JSON": {outcome{constants: constants, detail: `{"correlation":"c"}`, result: result(`"Content-Type":["application/json"],"Date":["now"]`, `,"ResponseBody":{"b":1,"a":[[1],[],null,{"x":[{}]}]}`)},
			asked + `,"status":201,"correlation":"c","headers":{"content-type":"application/json"},"body":{"b":1,"a":[[1],[],null,{"x":[{}]}]}`},
		"no body":       {outcome{constants: constants, detail: `{}`, result: result(``, ``)}, asked + `,"status":201,"headers":{}`},
		"null":          {outcome{constants: constants, detail: `{"correlation":null}`, result: result(``, `,"ResponseBody":null`)}, asked + `,"status":201,"headers":{},"body":null`},
		"a list of one": {outcome{constants: constants, detail: `{"correlation":[1]}`, result: result(``, `,"ResponseBody":[[1]]`)}, asked + `,"status":201,"correlation":[1],"headers":{},"body":[[1]]`},
		"an empty list": {outcome{constants: constants, detail: `{"correlation":[]}`, result: result(``, `,"ResponseBody":[]`)}, asked + `,"status":201,"correlation":[],"headers":{},"body":[]`},
		"false":         {outcome{constants: constants, detail: `{"correlation":0}`, result: result(``, `,"ResponseBody":false`)}, asked + `,"status":201,"correlation":0,"headers":{},"body":false`},
		"an empty text": {outcome{constants: constants, detail: `{"correlation":""}`, result: result(``, `,"ResponseBody":""`)}, asked + `,"status":201,"correlation":"","headers":{},"body":""`},
		"all headers":   {outcome{constants: constants, detail: `{}`, result: result(`"LOCATION":["/a"],"X-Request-Id":["r"],"x-request-ID":["s","t"],"request-id":[""]`, ``)}, asked + `,"status":201,"headers":{"location":"/a","request-id":"","x-request-id":"r, s, t"}`},
		"named headers": {outcome{constants: `{"succeeded":"Order succeeded","headers":["etag","x-none","link"]}`, detail: `{}`, result: result(`"Link":["a","b"],"ETag":["\"1\""],"Location":["/a"]`, ``)}, asked + `,"status":201,"headers":{"etag":"\"1\"","link":"a, b"}`},
		"no headers":    {outcome{constants: `{"succeeded":"Order succeeded","headers":[]}`, detail: `{}`, result: result(`"Location":["/a"]`, ``)}, asked + `,"status":201,"headers":{}`},
		"another field": {outcome{constants: `{"succeeded":"Order succeeded","correlation":"_correlation"}`, detail: `{"correlation":1,"_correlation":{"a":[2]}}`, result: result(``, ``)}, asked + `,"status":201,"correlation":{"a":[2]},"headers":{}`},
		"another event": {outcome{constants: constants, plan: `{"map":{"correlation":{"key":"$.detail.key","kind":"upload","none":"$.detail.none"}}}`, detail: `{"correlation":1,"key":["k"]}`, result: result(``, ``)},
			asked + `,"status":201,"correlation":{"key":["k"],"kind":"upload"},"headers":{}`},
		"another event without one": {outcome{constants: constants, plan: `{"map":{"a":"$.detail.key"}}`, detail: `{"correlation":1}`, result: result(``, ``)}, asked + `,"status":201,"headers":{}`},
		"a large body":              {outcome{constants: constants, detail: `{"correlation":"c"}`, result: result(``, `,"ResponseBody":"`+large+`"`)}, asked + `,"status":201,"correlation":"c","headers":{},"omitted":{"body":"the event would be larger than it may be"}`},
		"a large field":             {outcome{constants: constants, detail: `{"correlation":"` + large + `"}`, result: result(`"Location":["/a"]`, `,"ResponseBody":1`)}, asked + `,"status":201,"headers":{"location":"/a"},"body":1,"omitted":{"correlation":"the event would be larger than it may be"}`},
		"a failure":                 {outcome{constants: constants, detail: `{"correlation":"c"}`, error: "States.Http.StatusCode.404", cause: "Not Found"}, asked + `,"status":404,"error":"States.Http.StatusCode.404","cause":"Not Found","correlation":"c"`},
		"without a cause":           {outcome{constants: constants, detail: `{}`, error: "States.Http.StatusCode.418"}, asked + `,"status":418,"error":"States.Http.StatusCode.418","cause":""`},
		"without a status":          {outcome{constants: constants, detail: `{}`, error: "UNUSABLE_EVENT", cause: "detail.a is missing"}, asked + `,"error":"UNUSABLE_EVENT","cause":"detail.a is missing"`},
		"a large failure":           {outcome{constants: constants, detail: `{"correlation":"` + large + `"}`, error: "States.Timeout"}, asked + `,"error":"States.Timeout","cause":"","omitted":{"correlation":"the event would be larger than it may be"}`},
	} {
		for _, text := range []string{machine.Express(), machine.Outage()} {
			if c.result != "" && text == machine.Outage() {
				continue // which tells failures only
			}
			got, _ := tell(t, text, c.outcome)
			want := map[bool]string{true: "Order succeeded", false: "Order failed"}[c.result != ""]
			if got.Type != want || string(got.Detail) != "{"+c.want+"}" {
				t.Errorf("%s: %s %.600s\nwant {%s}", name, got.Type, got.Detail, c.want)
			}
		}
	}
}

// TestLeast: what is told where the event can't be made.
func TestLeast(t *testing.T) {
	const why = `"the event could not be made"`
	for detail, want := range map[string]string{
		`{"request":{},"status":200}`:                        `{"request":{},"status":200,"omitted":{"correlation":` + why + `,"headers":` + why + `,"body":` + why + `}}`,
		`{"request":{},"status":404,"error":"E","cause":""}`: `{"request":{},"status":404,"error":"E","cause":"","omitted":{"correlation":` + why + `}}`,
	} {
		for _, text := range []string{machine.Express(), machine.Outage()} {
			for _, c := range definition(t, text).States["Compose"].Catch {
				a := evaluate(t, inside(t, c.Assign["told"]), map[string]any{"told": raw(`{"type":"t","detail":` + detail + `}`)})
				if string(a.Value) != `{"type":"t","detail":`+want+`}` {
					t.Errorf("%s %s", a.Value, a.Error)
				}
			}
		}
	}
}

// model is the same, written apart: what docs/state-machine.md says of a success.
func model(t *testing.T, o outcome) map[string]any {
	t.Helper()
	var constants struct {
		Headers     []string
		Correlation string
	}
	var result struct {
		Headers      map[string][]string
		StatusCode   float64
		ResponseBody json.RawMessage
	}
	var detail map[string]json.RawMessage
	for text, into := range map[string]any{o.constants: &constants, o.result: &result, o.detail: &detail} {
		if err := json.Unmarshal([]byte(text), into); err != nil {
			t.Fatal(err)
		}
	}
	if constants.Headers == nil {
		constants.Headers = strings.Fields("content-type location request-id x-request-id x-amz-request-id x-amzn-requestid x-ms-request-id")
	}
	if constants.Correlation == "" {
		constants.Correlation = "correlation"
	}
	headers := map[string]any{}
	for _, name := range constants.Headers {
		var values []string
		for _, given := range keysOf(t, o.result, "Headers") {
			if strings.ToLower(given) == name {
				values = append(values, result.Headers[given]...)
			}
		}
		if values != nil {
			headers[name] = strings.Join(values, ", ")
		}
	}
	var made map[string]any
	if err := json.Unmarshal([]byte("{"+asked+"}"), &made); err != nil {
		t.Fatal(err)
	}
	made["status"] = result.StatusCode
	room := 258_000 - 300 - bytesOf(t, made)
	omitted := map[string]any{}
	for _, part := range []struct {
		name  string
		value any
	}{{"correlation", detail[constants.Correlation]}, {"headers", headers}, {"body", result.ResponseBody}} {
		value := part.value
		if text, ok := value.(json.RawMessage); ok {
			if text == nil || part.name == "correlation" && string(text) == "null" {
				continue
			}
			value = nil
			if err := json.Unmarshal(text, &value); err != nil {
				t.Fatal(err)
			}
		}
		size := bytesOf(t, value) + 20
		if list, ok := value.([]any); !ok || len(list) == 0 && list == nil {
			size += len("[]")
		}
		if size > room {
			omitted[part.name] = "the event would be larger than it may be"
			continue
		}
		room -= size
		made[part.name] = value
	}
	if len(omitted) > 0 {
		made["omitted"] = omitted
	}
	return made
}

// keysOf are the names of a member that is an object, in their order.
func keysOf(t *testing.T, object, member string) (names []string) {
	t.Helper()
	var all map[string]json.RawMessage
	if err := json.Unmarshal([]byte(object), &all); err != nil {
		t.Fatal(err)
	}
	for _, m := range rawMembers(all[member]) {
		names = append(names, m[0])
	}
	return names
}

// bytesOf is a value's length as JSON, where a dot counts for four.
func bytesOf(t *testing.T, value any) int {
	t.Helper()
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		t.Fatal(err)
	}
	return b.Len() - 1 + 3*bytes.Count(b.Bytes(), []byte("."))
}

// TestAnswersAgree compares the expression with the model, for generated answers.
func TestAnswersAgree(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 27))
	left := map[string]int{}
	for i := range 150 {
		o := generated(r)
		want := model(t, o)
		made, a := tell(t, machine.Express(), o)
		var got map[string]any
		if err := json.Unmarshal(made.Detail, &got); err != nil {
			t.Fatal(err)
		}
		if made.Type != "s" || !reflect.DeepEqual(got, want) {
			gotText, _ := json.Marshal(got)
			wantText, _ := json.Marshal(want)
			t.Fatalf("answer %d: %.300v\n%.1000s\nwant\n%.1000s", i, o, gotText, wantText)
		}
		if len(a.Value) > limits.StateBytes-4000 {
			t.Errorf("answer %d: the event has %d bytes", i, len(a.Value))
		}
		omitted, _ := got["omitted"].(map[string]any)
		for name := range omitted {
			left[name]++
		}
	}
	if left["body"] < 10 || left["correlation"] < 3 || left["headers"] == 0 {
		t.Errorf("left out were %v", left)
	}
}

// TestLargestAnswer: the longest body that is told, and one that has a character more.
func TestLargestAnswer(t *testing.T) {
	for _, unit := range []string{"x", "é", `\n`} {
		kept := func(characters int) bool {
			o := outcome{constants: `{"succeeded":"s"}`, detail: `{"correlation":7}`, result: `{"Headers":{},"StatusCode":200,"ResponseBody":"` + strings.Repeat(unit, characters) + `"}`}
			made, _ := tell(t, machine.Express(), o)
			_, modelled := model(t, o)["body"]
			if got := !bytes.Contains(made.Detail, []byte(`"omitted":{"body"`)); got != modelled {
				t.Errorf("%d of %q are told: %v, want %v", characters, unit, got, modelled)
			}
			return modelled
		}
		longest := 257_400 / len(unit)
		for ; kept(longest + 16); longest += 16 {
		}
		for ; kept(longest + 1); longest++ {
		}
		if most := longest * len(unit); most < 257_300 || most > 257_700 {
			t.Errorf("%d bytes of %q are told", most, unit)
		}
	}
}

// generated is an answer of any kind; one in four is about as large as it may be.
func generated(r *rand.Rand) outcome {
	names := []string{"Content-Type", "content-type", "Location", "LOCATION", "ETag", "x-request-id", "X-Request-Id", "Set-Cookie", "Link"}
	var headers []string
	for _, i := range r.Perm(len(names))[:r.IntN(5)] {
		values := []string{`""`, `"a b"`, `"a","b"`, `"é"`}
		headers = append(headers, fmt.Sprintf(`"%s":[%s]`, names[i], values[r.IntN(len(values))]))
	}
	body, correlation := "", ""
	if r.IntN(5) > 0 {
		body = `,"ResponseBody":` + anyJSON(r, 4)
	}
	if r.IntN(2) > 0 {
		correlation = `"correlation":` + anyJSON(r, 2)
	}
	long := func(most int) string {
		unit := []string{"x", "é", `\"`, "\U0001F600", "."}[r.IntN(5)]
		return `"` + strings.Repeat(unit, most/len(unit)-r.IntN(400)) + `"`
	}
	if r.IntN(4) == 0 {
		body = `,"ResponseBody":` + long(257_800)
		if r.IntN(2) == 0 {
			body = `,"ResponseBody":[` + long(128_700) + `,` + long(128_700) + `]`
		}
	}
	switch r.IntN(12) {
	case 0:
		correlation = `"correlation":` + long(257_800)
	case 1:
		correlation, body = `"correlation":`+long(128_700), `,"ResponseBody":`+long(128_700)
	case 2:
		headers = slices.DeleteFunc(headers, func(h string) bool { return strings.HasPrefix(h, `"Location"`) })
		headers = append(headers, `"Location":[`+long(257_800)+`]`)
	}
	constants := []string{`{"succeeded":"s"}`, `{"succeeded":"s","headers":["etag","link"]}`, `{"succeeded":"s","headers":[]}`, `{"succeeded":"s","correlation":"other"}`}
	return outcome{
		constants: constants[r.IntN(len(constants))], detail: `{` + correlation + `}`,
		result: `{"Headers":{` + strings.Join(headers, ",") + `},"StatusCode":200,"StatusText":"OK"` + body + `}`,
	}
}

// anyJSON is JSON of any kind.
func anyJSON(r *rand.Rand, depth int) string {
	kinds := []string{`null`, `true`, `false`, `0`, `-12.5`, `1e30`, `9007199254740991`, `""`, `"text"`, `"é \u2028 \u0001 \" \\"`, `[]`, `{}`, `[1]`, `[[1]]`, `[[]]`}
	switch n := r.IntN(len(kinds) + 10); {
	case n < len(kinds) || depth == 0:
		return kinds[n%len(kinds)]
	case n < len(kinds)+5:
		var items []string
		for range r.IntN(4) {
			items = append(items, anyJSON(r, depth-1))
		}
		return "[" + strings.Join(items, ",") + "]"
	default:
		var members []string
		for i := range r.IntN(4) {
			members = append(members, fmt.Sprintf(`"%s%d":%s`, []string{"a", "value", "type", "detail"}[r.IntN(4)], i, anyJSON(r, depth-1)))
		}
		return "{" + strings.Join(members, ",") + "}"
	}
}

// TestAnswerTime: the largest answers take half of the time that there is.
func TestAnswerTime(t *testing.T) {
	for name, body := range map[string]string{
		"text":              `"` + strings.Repeat("some text. ", 23_000) + `"`,
		"text beyond ASCII": `"` + strings.Repeat("é ", 80_000) + `"`,
		"JSON":              array(4000, `{"name":"some text","on":true,"of":[1,2,3.5],"n":null}`),
		"numbers":           array(40_000, "1234.5"),
		"lists":             array(80_000, "[]"),
	} {
		best := answer{Milliseconds: 1e9}
		for range 4 {
			o := outcome{constants: `{"succeeded":"s"}`, detail: `{"correlation":` + array(20_000, `"é"`) + `}`, result: `{"Headers":{"a":["b"]},"StatusCode":200,"ResponseBody":` + body + `}`}
			if _, a := tell(t, machine.Express(), o); a.Milliseconds < best.Milliseconds {
				best = a
			}
		}
		if best.Milliseconds > mostMilliseconds {
			t.Errorf("%s takes %.0f milliseconds", name, best.Milliseconds)
		}
	}
}
