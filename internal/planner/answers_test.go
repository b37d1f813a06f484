package planner_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner"
	"github.com/openapi-destinations/openapidestinations/spec"
)

const readAndWrite = `
/a:
  get: {operationId: readA, tags: [slow]}
  head: {operationId: headA}
  options: {operationId: optionsA}
  post: {operationId: addA}
/b:
  get: {operationId: readB}`

// TestAnswersSelect: GET and HEAD are called where their success is told, by whatever says so, and no
// other setting is a reason.
func TestAnswersSelect(t *testing.T) {
	one := func(key string, s plan.OperationSettings) map[string]plan.OperationSettings {
		return map[string]plan.OperationSettings{key: s}
	}
	success := plan.OperationSettings{Answers: plan.SuccessAnswers}
	for name, tt := range map[string]struct {
		opts plan.Options
		want string
	}{
		"none":               {plan.Options{}, "addA"},
		"all":                {plan.Options{Answers: plan.BothAnswers}, "readA headA addA readB"},
		"failures":           {plan.Options{Answers: plan.FailureAnswers}, "addA"},
		"all but one":        {plan.Options{Answers: plan.SuccessAnswers, Operations: one("readA", plan.OperationSettings{Answers: plan.NoAnswers})}, "headA addA readB"},
		"by operationId":     {plan.Options{Operations: one("readB", success)}, "addA readB"},
		"by tag":             {plan.Options{Operations: one("tag:slow", success)}, "readA addA"},
		"by method":          {plan.Options{Operations: one("HEAD *", success)}, "headA addA"},
		"methods are asked":  {plan.Options{Answers: plan.BothAnswers, Methods: []string{"POST"}}, "addA"},
		"left out":           {plan.Options{Answers: plan.BothAnswers, Exclude: []plan.Filter{{OperationIDs: []string{"read*"}}}}, "headA addA"},
		"no machine":         {plan.Options{Answers: plan.BothAnswers, Carriers: []plan.Carrier{plan.ByAPIDestination}, Operations: one("readB", plan.OperationSettings{Carrier: plan.ByStateMachine})}, "addA readB"},
		"by API destination": {plan.Options{Operations: one("readA", plan.OperationSettings{Answers: plan.BothAnswers, Carrier: plan.ByAPIDestination})}, "addA"},
	} {
		if tt.opts.Carriers == nil {
			tt.opts.Carriers = both
		}
		p := build(t, document(readAndWrite), tt.opts)
		var ids []string
		for _, op := range p.Operations {
			ids = append(ids, op.Spec.ID)
		}
		if got := strings.Join(ids, " "); got != tt.want {
			t.Errorf("%s: %s, want %s\n%s", name, got, tt.want, lines(p.Diagnostics))
		}
	}
	p := build(t, document(readAndWrite), plan.Options{Carriers: both, Answers: plan.SuccessAnswers})
	for _, d := range p.Diagnostics {
		if d.Code == diagnostic.LeftOut && !strings.Contains(d.Message, "OPTIONS") {
			t.Errorf("left out, and isn't: %v", d)
		}
	}
}

// TestExtensionAnswersSelect: where a document is trusted, or an overlay says it, GET and HEAD are called as
// if the user asked. What comes closer wins, and what the user says in code before all.
func TestExtensionAnswersSelect(t *testing.T) {
	const success = "{answers: success}"
	for name, tt := range map[string]struct {
		root, path, op string
		opts           plan.Options
		untrusted      string
		want           string
	}{
		"an operation":       {op: success, untrusted: "addA", want: "getA addA"},
		"a path":             {path: success, untrusted: "addA", want: "getA addA"},
		"the root":           {root: "{answers: both}", untrusted: "addA", want: "getA addA getB"},
		"failures":           {root: "{answers: failure}", untrusted: "addA", want: "addA"},
		"all but one":        {root: success, op: "{answers: none}", untrusted: "addA", want: "addA getB"},
		"less than asked":    {op: "{answers: none}", opts: plan.Options{Answers: plan.SuccessAnswers}, untrusted: "getA addA getB", want: "addA getB"},
		"by API destination": {root: success, op: "{carrier: api-destination}", untrusted: "addA", want: "addA getB"},
		"by a machine":       {root: success, op: "{carrier: state-machine}", opts: plan.Options{Carriers: []plan.Carrier{plan.ByAPIDestination}}, untrusted: "addA", want: "getA addA"},
		"code says no":       {root: success, opts: plan.Options{Operations: map[string]plan.OperationSettings{"getA": {Answers: plan.NoAnswers}}}, untrusted: "addA", want: "addA getB"},
		"methods are asked":  {root: success, opts: plan.Options{Methods: []string{"POST"}}, untrusted: "addA", want: "addA"},
		"left out":           {root: success, opts: plan.Options{Exclude: []plan.Filter{{OperationIDs: []string{"getB"}}}}, untrusted: "addA", want: "getA addA"},
	} {
		if tt.opts.Carriers == nil {
			tt.opts.Carriers = both
		}
		text, overlay := answering(tt.root, tt.path, tt.op), overlaying(tt.root, tt.path, tt.op)
		trusted := tt.opts
		trusted.TrustExtensions = true
		for how, got := range map[string]struct {
			p    *plan.Plan
			want string
		}{
			"untrusted":  {build(t, text, tt.opts), tt.untrusted},
			"trusted":    {build(t, text, trusted), tt.want},
			"an overlay": {overlaid(t, answering("", "", ""), overlay, tt.opts), tt.want},
		} {
			var ids []string
			for _, op := range got.p.Operations {
				ids = append(ids, op.Spec.ID)
				if op.Spec.Method == "GET" && len(op.AnswerTypes()) == 0 {
					t.Errorf("%s, %s: %s is called, and tells nothing", name, how, op.Spec.ID)
				}
			}
			if ids := strings.Join(ids, " "); ids != got.want {
				t.Errorf("%s, %s: %s, want %s\n%s", name, how, ids, got.want, lines(got.p.Diagnostics))
			}
		}
	}
	for _, wrong := range []string{"{answers: sometimes}", "{answers: success, carrier: both}"} {
		p := build(t, answering("", "", wrong), plan.Options{Carriers: both, TrustExtensions: true})
		if got := lines(p.Diagnostics); strings.Count(got, "OAD336 error") != 1 {
			t.Errorf("%s: %s", wrong, got)
		}
	}
	if got := lines(build(t, answering("", "", "{answers: sometimes}"), plan.Options{Carriers: both}).Diagnostics); strings.Contains(got, "OAD336") {
		t.Errorf("what is not called is told: %s", got)
	}
}

// answering is a document with GET operations, and an x-eventbridge at its root, a path and an operation.
func answering(root, path, op string) string {
	extension := func(text string) string {
		if text == "" {
			return "x-nothing: 0"
		}
		return "x-eventbridge: " + text
	}
	return `openapi: 3.0.3
info: {title: Test, version: "1"}
servers: [{url: "https://api.example.com/v1"}]
` + extension(root) + `
paths:
  /a:
    ` + extension(path) + `
    get:
      operationId: getA
      ` + extension(op) + `
    post: {operationId: addA}
  /b: {get: {operationId: getB}}
`
}

// overlaying is an overlay that says the same.
func overlaying(root, path, op string) string {
	actions := ""
	for _, one := range []struct{ target, says string }{{"$", root}, {"$.paths['/a']", path}, {"$.paths['/a'].get", op}} {
		if one.says != "" {
			actions += "  - target: " + one.target + "\n    update: {x-eventbridge: " + one.says + "}\n"
		}
	}
	return "overlay: 1.0.0\ninfo: {title: O, version: '1'}\nactions:\n" + actions
}

func overlaid(t *testing.T, text, overlay string, opts plan.Options) *plan.Plan {
	t.Helper()
	doc, err := spec.Load(spec.Source{Path: "test.yaml", Data: []byte(text), Overlays: []spec.Source{{Path: "over.yaml", Data: []byte(overlay)}}})
	if err != nil {
		t.Fatal(err)
	}
	return planner.Build(doc, opts)
}

// TestAnswersAreCarried by a state machine, whose constants say what is told; an API destination
// refuses them.
func TestAnswersAreCarried(t *testing.T) {
	told := map[string]plan.OperationSettings{"op": {Answers: plan.BothAnswers}}
	p := build(t, operation("/a", ""), plan.Options{Carriers: both, Operations: told, AnswerHeaders: []string{"etag"}})
	op := p.Operations[0]
	if op.Carrier != plan.ByStateMachine || op.Fidelity != plan.Exact || !slices.Equal(op.AnswerTypes(), []string{"op succeeded", "op failed"}) {
		t.Fatalf("%s by %s tells %q\n%s", op.Fidelity, op.Carrier, op.AnswerTypes(), lines(p.Diagnostics))
	}
	if d := find(t, p.Diagnostics, diagnostic.CarriedByMachine); !strings.Contains(d.Message, "its outcome comes back as an event") || !strings.Contains(d.Hint, "Answers (context key answers)") {
		t.Errorf("the reason is %v", d)
	}
	input := p.Rules[0].Target.(plan.StateMachineInput).Template
	if want := `"answer":{"succeeded":"op succeeded","failed":"op failed","headers":["etag"]}`; !strings.Contains(input, want) {
		t.Errorf("no %s in %s", want, input)
	}
	if m := p.Machines[0]; m.Answers != plan.BothAnswers || m.Nested {
		t.Errorf("%+v", m)
	}
	for _, opts := range []plan.Options{
		{Carriers: both[:1], Operations: told},
		{Carriers: both, Operations: map[string]plan.OperationSettings{"op": {Answers: plan.FailureAnswers, Carrier: plan.ByAPIDestination}}},
	} {
		p := build(t, operation("/a", ""), opts)
		if op := p.Operations[0]; op.Callable() || len(op.AnswerTypes()) > 0 {
			t.Errorf("%s tells %q", op.Fidelity, op.AnswerTypes())
		}
		find(t, p.Diagnostics, diagnostic.AnswerLost)
	}
	// What the state machine can't carry is refused for that reason.
	p = build(t, operation("/a", "parameters: [{name: If-Match, in: header, required: true, schema: {type: string}}]"), plan.Options{Carriers: both, Operations: told})
	find(t, p.Diagnostics, diagnostic.DroppedHeader)
}

// TestToldTogether: a machine may put answers where any of its operations has some.
func TestToldTogether(t *testing.T) {
	text := document("/a: {post: {operationId: a}, put: {operationId: b}, patch: {operationId: c}}")
	p := build(t, text, plan.Options{Carriers: both[1:], Operations: map[string]plan.OperationSettings{
		"a": {Answers: plan.SuccessAnswers}, "b": {Answers: plan.FailureAnswers}, "c": {Answers: plan.NoAnswers},
	}})
	if len(p.Machines) != 1 || p.Machines[0].Answers != plan.BothAnswers {
		t.Errorf("%+v", p.Machines)
	}
	for i, want := range []string{"a succeeded", "b failed", ""} {
		if got := strings.Join(p.Operations[i].AnswerTypes(), " "); got != want {
			t.Errorf("tells %q, want %q", got, want)
		}
	}
}

// TestLongAnswerTypes: an answer's detail type fits, and is no other's.
func TestLongAnswerTypes(t *testing.T) {
	var paths strings.Builder
	for _, length := range []int{117, 118, 119, 128} {
		for _, end := range []string{"x", "y"} {
			fmt.Fprintf(&paths, "/%d%s: {post: {operationId: %s%s}}\n", length, end, strings.Repeat("ä", length-1), end)
		}
	}
	p := build(t, document(paths.String()), plan.Options{Carriers: both, Answers: plan.BothAnswers})
	if p.Failed() {
		t.Fatal(lines(p.Diagnostics))
	}
	seen := make(map[string]bool)
	for _, op := range p.Operations {
		types := op.AnswerTypes()
		for _, detailType := range types {
			if n := utf8.RuneCountInString(detailType); n > limits.DetailTypeLength || seen[detailType] {
				t.Errorf("%q has %d characters, or is another's", detailType, n)
			}
			seen[detailType] = true
		}
		whole := utf8.RuneCountInString(op.DetailType) <= 118
		if strings.HasPrefix(types[0], op.DetailType) != whole || strings.TrimSuffix(types[0], " succeeded") != strings.TrimSuffix(types[1], " failed") {
			t.Errorf("%q is answered by %q", op.DetailType, types)
		}
	}
}

// TestAnswerTypeTaken: an answer that would be a call is an error, which names both places.
func TestAnswerTypeTaken(t *testing.T) {
	text := document("/a: {post: {operationId: a}}\n/b: {post: {operationId: a failed}}")
	d := find(t, build(t, text, plan.Options{Carriers: both, Answers: plan.BothAnswers}).Diagnostics, diagnostic.AnswerTypeTaken)
	if d.Position.Line != 6 || !strings.Contains(d.Message, "POST /b, and is the answer of POST /a (test.yaml:5:") {
		t.Error(d)
	}
	for _, answers := range []plan.Answers{plan.SuccessAnswers, plan.NoAnswers} {
		if p := build(t, text, plan.Options{Carriers: both, Answers: answers}); p.Failed() {
			t.Errorf("%s: %s", answers, lines(p.Diagnostics))
		}
	}
}

// TestAnswerHeaders: no credentials, no cookies, and nothing that is no header.
func TestAnswerHeaders(t *testing.T) {
	text := strings.Replace(operation("/a", ""), "paths:", "components: {securitySchemes: {key: {type: apiKey, in: header, name: X-Key}, q: {type: apiKey, in: query, name: x-page}}}\npaths:", 1)
	for name, ok := range map[string]bool{
		"etag": true, "x-page": true, "x-ratelimit-remaining": true, "set-cookie": false, "authorization": false, "www-authenticate": false,
		"proxy-authenticate": false, "x-key": false, "": false, "a b": false, "a:b": false, "ä": false, "${aws::stackname}": false, "{{resolve:ssm:a}}": false, strings.Repeat("a", 600): false,
	} {
		p := build(t, text, plan.Options{Carriers: both, Answers: plan.BothAnswers, AnswerHeaders: []string{name}})
		if said := slices.Contains(codes(p.Diagnostics, 0), diagnostic.AnswerHeader); said == ok || p.Failed() == ok {
			t.Errorf("%q is taken: %v\n%s", name, !said, lines(p.Diagnostics))
		}
	}
}

// TestCorrelation: the field that comes back is no parameter's.
func TestCorrelation(t *testing.T) {
	for parameters, want := range map[string]string{
		"": "",
		"[{name: correlation, in: query, schema: {}}]":                                               `"correlation":"_correlation"`,
		"[{name: correlation, in: cookie, schema: {}}]":                                              `"correlation":"_correlation"`,
		"[{name: '[correlation]', in: query, schema: {}}]":                                           `"correlation":"_correlation"`,
		"[{name: correlation, in: query, schema: {const: 1}}]":                                       `"correlation":"_correlation"`,
		"[{name: correlation, in: query, schema: {}}, {name: _correlation, in: header, schema: {}}]": `"correlation":"__correlation"`,
	} {
		rest := ""
		if parameters != "" {
			rest = "parameters: " + parameters
		}
		p := build(t, operation("/a", rest), plan.Options{Carriers: both, Answers: plan.FailureAnswers})
		input := p.Rules[0].Target.(plan.StateMachineInput).Template
		if !strings.Contains(input, `"answer":{"failed":"op failed"`) || strings.Contains(input, `"correlation":`) != (want != "") || !strings.Contains(input, want) {
			t.Errorf("%s: %s", parameters, input)
		}
	}
}

// TestBinaryAnswers are seen from outside.
func TestBinaryAnswers(t *testing.T) {
	for responses, nested := range map[string]bool{
		"{'200': {content: {image/png: {}}}}":                                                   true,
		"{'200': {content: {image/svg+xml: {}}}}":                                               true,
		"{'200': {content: {application/json: {}}}, '206': {content: {application/pdf: {}}}}":   true,
		"{default: {content: {'application/octet-stream; a=b': {}}}}":                           true,
		"{'200': {content: {application/json: {}}}, default: {content: {image/png: {}}}}":       false,
		"{'200': {content: {application/problem+json: {}, text/csv: {}, application/xml: {}}}}": false,
		"{'404': {content: {image/png: {}}}}":                                                   false,
	} {
		p := build(t, operation("/a", "responses: "+responses), plan.Options{Carriers: both, Answers: plan.BothAnswers})
		input := p.Rules[0].Target.(plan.StateMachineInput).Template
		if strings.Contains(input, `"nested":true`) != nested || p.Machines[0].Nested != nested || slices.Contains(codes(p.Diagnostics, 0), diagnostic.BinaryAnswer) != nested {
			t.Errorf("%s: %s\n%s", responses, input, lines(p.Diagnostics))
		}
		p = build(t, operation("/a", "responses: "+responses), plan.Options{Carriers: both, Answers: plan.FailureAnswers})
		if p.Machines[0].Nested {
			t.Errorf("%s: nested, and no success is told", responses)
		}
	}
}

// TestUnknownTypesLeaveAnswers: the rule for unknown detail types takes no answer, and so does one that
// forwards by what names begin with.
func TestUnknownTypesLeaveAnswers(t *testing.T) {
	sources := []plan.AnswerSource{{Text: "openapi-destinations.a", Length: 22}, {Text: "told", Length: 4}}
	opts := plan.Options{Carriers: both, CatchUnknown: true, AnswerSources: sources}
	p := build(t, operation("/a", ""), opts)
	if got, want := kinds(p, plan.UnknownDetailType)[0].Pattern.String(), `{"detail-type":[{"anything-but":["op"]}],"source":[{"anything-but":["openapi-destinations.a","told"]}]}`; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	opts.Sources = []string{"shop"}
	p = build(t, operation("/a", ""), opts)
	if got, want := kinds(p, plan.UnknownDetailType)[0].Pattern.String(), `{"detail-type":[{"anything-but":["op"]}],"source":["shop"]}`; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	opts.Sources = nil
	opts.AnswerSources = []plan.AnswerSource{{Text: "${Token[A.1]}", Length: 2000}}
	p = build(t, operation("/a", ""), opts)
	find(t, p.Diagnostics, diagnostic.UnknownDetailTypes)
	if len(kinds(p, plan.UnknownDetailType)) > 0 {
		t.Error("the pattern may get too long")
	}
}

// TestForwardsLeaveAnswers: where operations are forwarded by what their names begin with, their answers
// stay.
func TestForwardsLeaveAnswers(t *testing.T) {
	var paths strings.Builder
	for i := range 1700 {
		fmt.Fprintf(&paths, "/p%d: {post: {operationId: n%04d%s}}\n", i, i, strings.Repeat("x", 120))
	}
	opts := plan.Options{Carriers: both[1:], Answers: plan.BothAnswers, RulesPerBus: 100, Shards: true, NestedStacks: new(0), AnswerSources: []plan.AnswerSource{{Text: "told", Length: 300}}}
	p := build(t, document(paths.String()), opts)
	prefixes := 0
	for _, r := range kinds(p, plan.Forward) {
		text := r.Pattern.String()
		if strings.Contains(text, `{"prefix":`) {
			prefixes++
		}
		if r.Open != strings.Contains(text, `"source":[{"anything-but":["told"]}]`) || strings.Contains(text, `{"prefix":`) && !r.Open || len(text)+296 > limits.PatternLength && r.Open {
			t.Errorf("%v: %s", r.Open, text)
		}
	}
	if prefixes == 0 {
		t.Errorf("none of %d rules forwards by a prefix", len(p.Rules))
	}
}
