package planner_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// settable has two operations that either carrier carries exactly.
const settable = `
/bills/{id}:
  patch:
    operationId: change
    tags: [billing]
    parameters:
      - {name: id, in: path, required: true, schema: {type: string}}
      - {name: X-Trace, in: header, required: true, schema: {type: string}}
/notes:
  post: {operationId: note, summary: Leaves a note}
`

var bothCarriers = []plan.Carrier{plan.ByAPIDestination, plan.ByStateMachine}

// settled plans the settable document with every operation on one carrier.
func settled(t *testing.T, by plan.Carrier, opts plan.Options) *plan.Plan {
	t.Helper()
	opts.Carriers = []plan.Carrier{by}
	p := build(t, document(settable), opts)
	for i := range p.Operations {
		if op := &p.Operations[i]; op.Carrier != by {
			t.Fatalf("%s has the carrier %q:\n%s", op.DetailType, op.Carrier, lines(p.Diagnostics))
		}
	}
	return p
}

// ruleOf is the only rule of an operation.
func ruleOf(t *testing.T, p *plan.Plan, detailType string) *plan.Rule {
	t.Helper()
	op := operationOf(t, p, detailType)
	at := slices.IndexFunc(p.Rules, func(r plan.Rule) bool { return len(op.Rules) == 1 && r.ID == op.Rules[0] })
	if at < 0 {
		t.Fatalf("%s has the rules %v", detailType, op.Rules)
	}
	return &p.Rules[at]
}

func operationOf(t *testing.T, p *plan.Plan, detailType string) *plan.Operation {
	t.Helper()
	at := slices.IndexFunc(p.Operations, func(op plan.Operation) bool { return op.DetailType == detailType })
	if at < 0 {
		t.Fatalf("no operation %q", detailType)
	}
	return &p.Operations[at]
}

// destinationOf is the API destination of an operation.
func destinationOf(t *testing.T, p *plan.Plan, detailType string) *plan.Destination {
	t.Helper()
	id := operationOf(t, p, detailType).Destination
	at := slices.IndexFunc(p.Destinations, func(d plan.Destination) bool { return d.ID == id })
	if at < 0 {
		t.Fatalf("%s has no destination %q", detailType, id)
	}
	return &p.Destinations[at]
}

// retryOf is for how long an operation is tried, by its target and, of a machine, by its constants.
func retryOf(t *testing.T, p *plan.Plan, detailType string) [][2]int {
	t.Helper()
	bounds := func(r plan.Retry) [2]int { attempts, seconds := r.Bounds(); return [2]int{*attempts, *seconds} }
	switch to := ruleOf(t, p, detailType).Target.(type) {
	case plan.APIDestination:
		return [][2]int{bounds(to.Retry)}
	case plan.StateMachineInput:
		task := operationOf(t, p, detailType).Request.Task.Retry
		return [][2]int{bounds(to.Retry), {task.Attempts, task.Age}}
	}
	t.Fatal("another target")
	return nil
}

// TestRetrySettings: the attempts and the age of one operation are its own, those of the others stay.
func TestRetrySettings(t *testing.T) {
	for _, by := range bothCarriers {
		p := settled(t, by, plan.Options{Retry: plan.Retry{Attempts: new(9.0)}, Operations: map[string]plan.OperationSettings{
			"PATCH *": {RetryAttempts: new(3.0)}, "tag:billing": {MaxEventAge: new(600.0), RetryAttempts: new(7.0)},
		}})
		for _, got := range retryOf(t, p, "change") {
			if got != [2]int{3, 600} {
				t.Errorf("%s: %v", by, got)
			}
		}
		for _, got := range retryOf(t, p, "note") {
			if got != [2]int{9, 86400} {
				t.Errorf("%s: of the other %v", by, got)
			}
		}
	}
}

// TestRateSettings: a rate is that of the API destination, and an operation with one shares none; that
// a state machine has none is told, whoever asked for it.
func TestRateSettings(t *testing.T) {
	own := map[string]plan.OperationSettings{"tag:billing": {RateLimit: new(5.0)}}
	for _, shared := range []bool{false, true} {
		p := settled(t, plan.ByAPIDestination, plan.Options{RateLimit: new(40.0), SharedDestinations: shared, Operations: own})
		if of, other := destinationOf(t, p, "change"), destinationOf(t, p, "note"); *of.RateLimit != 5 || *other.RateLimit != 40 ||
			!strings.HasPrefix(of.ID, "change") || len(p.Destinations) != 2 {
			t.Errorf("shared %v: %+v, %+v", shared, *of, *other)
		}
	}
	p := settled(t, plan.ByStateMachine, plan.Options{Operations: own})
	if d := find(t, operationOf(t, p, "change").Reasons, diagnostic.CarriedByMachine); !strings.Contains(lines(p.Diagnostics), "its own rate (Operations") || d.Code == "" {
		t.Error(lines(p.Diagnostics))
	}
	if n := strings.Count(lines(p.Diagnostics), "is for API destinations"); n != 1 {
		t.Errorf("%d warnings:\n%s", n, lines(p.Diagnostics))
	}
	p = settled(t, plan.ByStateMachine, plan.Options{RateLimit: new(5.0)})
	if n := strings.Count(lines(p.Diagnostics), "RateLimit (context key rateLimit) is for API destinations"); n != 2 {
		t.Errorf("%d warnings:\n%s", n, lines(p.Diagnostics))
	}
}

// TestDescriptions: the user's own is in the rule's, and in the destination's instead of the summary.
func TestDescriptions(t *testing.T) {
	own := map[string]plan.OperationSettings{"note": {Description: "Ask the <b>editors</b>{{resolve:ssm:x}}"}}
	for _, by := range bothCarriers {
		p := settled(t, by, plan.Options{Operations: own})
		if got := ruleOf(t, p, "note").Description; !strings.HasPrefix(got, "POST /notes: Ask the <b>editors</b>") || strings.Contains(got, "{{") {
			t.Errorf("%s: %q", by, got)
		}
		if got := ruleOf(t, p, "change").Description; got != "PATCH /bills/{id}" {
			t.Errorf("%s: of the other %q", by, got)
		}
		if by == plan.ByAPIDestination {
			if got := destinationOf(t, p, "note").Description; !strings.HasPrefix(got, "POST /notes: Ask the") || strings.Contains(got, "Leaves") {
				t.Errorf("%q", got)
			}
		}
	}
}

// constantsOf are the fixed headers and query parameters of an operation.
func constantsOf(op *plan.Operation) string {
	var all []string
	if task := op.Request.Task; task != nil {
		for _, p := range task.Query {
			all = append(all, "?"+p.Name+"="+string(p.Constant)+p.Field)
		}
		for _, p := range task.Headers {
			all = append(all, p.Name+": "+string(p.Constant)+p.Field)
		}
		return strings.ReplaceAll(strings.Join(all, ", "), `"`, "")
	}
	for _, p := range op.Request.Query {
		all = append(all, "?"+p.Name+"="+p.Value.Constant+p.Value.Field)
	}
	for _, p := range op.Request.Headers {
		all = append(all, p.Name+": "+p.Value.Constant+p.Value.Field)
	}
	return strings.TrimSuffix(strings.Join(all, ", "), ", Content-Type: application/json")
}

// TestAddedParameters: headers and query parameters that the document lacks are sent, those that it
// declares are fixed, and each is a setting of its own.
func TestAddedParameters(t *testing.T) {
	own := map[string]plan.OperationSettings{
		"*":      {Headers: map[string]string{"X-Team": "a", "Prefer": "minimal"}, Query: map[string]string{"v": "1"}},
		"change": {Headers: map[string]string{"x-trace": "t", "x-team": "b"}, Query: map[string]string{"dry": "true"}},
	}
	for _, by := range bothCarriers {
		p := settled(t, by, plan.Options{Operations: own, Parameters: map[string]string{"X-Trace": "other"}})
		if got, want := constantsOf(operationOf(t, p, "change")), "?dry=true, ?v=1, X-Trace: t, Prefer: minimal, x-team: b"; got != want {
			t.Errorf("%s: %s\nwant %s", by, got, want)
		}
		if got, want := constantsOf(operationOf(t, p, "note")), "?v=1, Prefer: minimal, X-Team: a"; got != want {
			t.Errorf("%s: %s\nwant %s", by, got, want)
		}
		for _, f := range operationOf(t, p, "change").Fields {
			if f.Name == "X-Trace" {
				t.Errorf("%s: the header is a field still", by)
			}
		}
		if got := lines(p.Diagnostics); !strings.Contains(got, `fixed value of the parameter "X-Trace" was not used`) {
			t.Errorf("%s: %s", by, got)
		}
	}
}

// TestAddedMediaHeaders: Content-Type and Accept are those of the media types.
func TestAddedMediaHeaders(t *testing.T) {
	own := map[string]plan.OperationSettings{"op": {Headers: map[string]string{"content-type": "application/vnd.a+json", "accept": "text/plain"}}}
	text := strings.Replace(operation("/a", "requestBody: {required: true, content: {application/json: {}}}"),
		"paths:", "security: [{k: []}]\ncomponents: {securitySchemes: {k: {type: apiKey, in: header, name: X-Key}}}\npaths:", 1)
	for _, by := range bothCarriers {
		p := build(t, text, plan.Options{Operations: own, Carriers: []plan.Carrier{by}})
		op := &p.Operations[0]
		got := constantsOf(op)
		if op.Request.Task != nil && op.Request.Task.Body != nil {
			got += ", Content-Type: " + op.Request.Task.Body.Type
		}
		if !strings.Contains(got, "Content-Type: application/vnd.a+json") || !strings.Contains(got, "Accept: text/plain") || op.Fidelity != plan.Exact {
			t.Errorf("%s: %s, %s\n%s", by, op.Fidelity, got, lines(p.Diagnostics))
		}
	}
}

// TestAddedInVain: what a carrier doesn't send makes the operation unsupported there, with the reason;
// a credential is refused.
func TestAddedInVain(t *testing.T) {
	header := func(name string) plan.Options {
		return plan.Options{Carriers: bothCarriers, Operations: map[string]plan.OperationSettings{"op": {Headers: map[string]string{name: "v"}}}}
	}
	text := strings.Replace(operation("/a", "{}"), "paths:", "security: [{k: []}]\ncomponents: {securitySchemes: {k: {type: apiKey, in: header, name: X-Key}}}\npaths:", 1)
	text = strings.Replace(text, "    {}\n", "", 1)
	for name, want := range map[string]string{
		"If-Match":      `OAD204 warning: op: the header "If-Match" of its settings can't be sent`,
		"Host":          `the header "Host" of its settings can't be sent`,
		"X-Amz-Target":  "",
		"x-key":         `OAD328 error: op: the header "x-key" of its settings is the credential, which the connection sends`,
		"authorization": `OAD328 error: op: its settings have the header "authorization": a credential is the connection's`,
		"Bad Name":      `OAD218 warning: op: the header parameter "Bad Name" cannot have the constant value "v": the name is not one of a header`,
	} {
		p := build(t, text, header(name))
		got := lines(slices.DeleteFunc(p.Diagnostics, func(d spec.Diagnostic) bool { return d.Severity < spec.Warning }))
		if want == "" && (got != "" || p.Operations[0].Carrier != plan.ByAPIDestination) || !strings.Contains(got, want) {
			t.Errorf("%s: %s", name, got)
		}
	}
	for _, name := range []string{"If-Match", "X-Amz-Target"} {
		opts := header(name)
		opts.Carriers = []plan.Carrier{plan.ByStateMachine}
		if p := build(t, text, opts); p.Operations[0].Callable() {
			t.Errorf("a state machine sends %s: %s", name, lines(p.Diagnostics))
		}
	}
}

// TestIdleSettings: what had no effect on any operation is told with its key.
func TestIdleSettings(t *testing.T) {
	text := document(settable)
	for want, own := range map[string]map[string]plan.OperationSettings{
		`the mediaType "text/x" of "tag:billing" was not used: the body of no`:     {"tag:billing": {MediaType: "text/x"}},
		`the optional parameter "q" of "*" was not used: no operation`:             {"*": {Optional: []string{"q"}}},
		`"q" is to be carried, and is no optional parameter of this operation`:     {"note": {Optional: []string{"q"}}},
		`the media type "text/x" was chosen, and it has no request body`:           {"note": {MediaType: "text/x"}},
		`the rateLimit of "*" was not used: every operation that it fits has that`: {"*": {RateLimit: new(1.0)}, "change": {RateLimit: new(2.0)}, "note": {RateLimit: new(2.0)}},
		`the header x-a of "*" was not used: every operation that it fits`:         {"*": {Headers: map[string]string{"X-A": "1"}}, "change": {Headers: map[string]string{"x-a": "1"}}, "note": {Headers: map[string]string{"x-A": "1"}}},
	} {
		p := build(t, text, plan.Options{Operations: own})
		if got := lines(p.Diagnostics); strings.Count(got, want) != 1 || !strings.Contains(got, diagnostic.NothingSelected) {
			t.Errorf("%s\nwant %s", got, want)
		}
	}
}

// TestWrongFilters: sources and patterns that no rule can ask for are errors at the operation.
func TestWrongFilters(t *testing.T) {
	for want, tt := range map[string]struct {
		own  plan.OperationSettings
		opts plan.Options
	}{
		`the sources of its settings cannot be used: there are none`:                               {plan.OperationSettings{Sources: []string{}}, plan.Options{}},
		`"c" is not among Sources, which an event must pass, too (add it to Sources`:               {plan.OperationSettings{Sources: []string{"a", "c"}}, plan.Options{Sources: []string{"a", "b"}}},
		`"aws.s3" is AWS's own, and the bus takes no such source that Sources doesn't name`:        {plan.OperationSettings{Sources: []string{"aws.s3"}}, plan.Options{GivenBus: true}},
		`change: the pattern of its settings cannot be used: it is no JSON`:                        {plan.OperationSettings{Pattern: "{"}, plan.Options{}},
		`change: the pattern of its settings cannot be used: it tests "id", which the operation's`: {plan.OperationSettings{Pattern: `{"detail":{"id":["7"]}}`}, plan.Options{}},
	} {
		for _, by := range bothCarriers {
			if by == plan.ByStateMachine && strings.Contains(want, "tests") {
				continue // its rule has no tests of fields
			}
			tt.opts.Operations, tt.opts.Carriers = map[string]plan.OperationSettings{"change": tt.own}, []plan.Carrier{by}
			p := build(t, document(settable), tt.opts)
			d := find(t, slices.DeleteFunc(p.Diagnostics, func(d spec.Diagnostic) bool { return d.Severity < spec.Error }), diagnostic.FilterInvalid)
			if !strings.Contains(d.Error(), want) || d.Position.Line == 0 || !strings.Contains(d.Hint, "context key operations") {
				t.Errorf("%s: %s\nwant %s", by, d.Error(), want)
			}
		}
	}
}

// TestLongFilters: a pattern over the limit makes its operation unsupported, with either carrier.
func TestLongFilters(t *testing.T) {
	own := map[string]plan.OperationSettings{"change": {Pattern: `{"detail":{"kind":["` + strings.Repeat("x", 2000) + `"]}}`}}
	for _, by := range bothCarriers {
		p := build(t, document(settable), plan.Options{Operations: own, Carriers: []plan.Carrier{by}})
		if d := find(t, operationOf(t, p, "change").Reasons, diagnostic.PatternTooLong); operationOf(t, p, "change").Callable() {
			t.Errorf("%s: %s", by, d.Error())
		}
	}
}

// TestOwnDetailTypes: a detail type of one's own is the operation's name; nobody else has it.
func TestOwnDetailTypes(t *testing.T) {
	named := func(name string) plan.Options {
		return plan.Options{Operations: map[string]plan.OperationSettings{"change": {DetailType: name}}, CatchUnknown: true}
	}
	p := build(t, document(settable), named("Bill Changed"))
	if rule := ruleOf(t, p, "Bill Changed"); rule.ID != "Bill Changed:Rule" {
		t.Errorf("the rule is %q", rule.ID)
	}
	if !strings.Contains(strings.Join(p.DetailTypes, ","), "Bill Changed") || strings.Contains(strings.Join(p.DetailTypes, ","), "change") || p.Failed() {
		t.Errorf("%q\n%s", p.DetailTypes, lines(p.Diagnostics))
	}
	for name, want := range map[string]string{
		"note":                   `OAD304 error: the event "note" names both POST /notes and PATCH /bills/{id}`,
		strings.Repeat("ü", 129): "it has 129 characters, and a detail-type at most 128",
		"${AWS::StackName}":      "must not reach a template",
		"{{resolve:ssm:x}}":      "OAD328 error: change: the detail type",
		" a":                     "begins or ends in white space",
	} {
		p := build(t, document(settable), named(name))
		if got := lines(p.Diagnostics); !p.Failed() || !strings.Contains(got, want) && !strings.Contains(got, "cannot be used") {
			t.Errorf("%q: %s\nwant %s", name, got, want)
		}
	}
	twice := plan.Options{Operations: map[string]plan.OperationSettings{"*": {DetailType: "same"}}}
	if got := lines(build(t, document(settable), twice).Diagnostics); !strings.Contains(got, "OAD304 error") || !strings.Contains(got, "give each operation a detail type of its own (Operations") {
		t.Error(got)
	}
}

// TestSwitchedOff: the rules are there and disabled; before they are, another one has the events.
func TestSwitchedOff(t *testing.T) {
	for _, by := range bothCarriers {
		p := settled(t, by, plan.Options{Operations: map[string]plan.OperationSettings{"change": {Enabled: new(bool)}, "note": {Enabled: new(true)}}})
		rule := ruleOf(t, p, "change")
		at := slices.IndexFunc(p.Rules, func(r plan.Rule) bool { return slices.Contains(rule.After, r.ID) })
		if !rule.Disabled || ruleOf(t, p, "note").Disabled || at < 0 {
			t.Fatalf("%s: %+v", by, rule)
		}
		caught := p.Rules[at]
		if caught.Target != (plan.DeadLetters{}) || caught.Role != "" || caught.Disabled || caught.Pattern.String() != rule.Pattern.String() {
			t.Errorf("%s: %+v", by, caught)
		}
		if d := find(t, operationOf(t, p, "change").Reasons, diagnostic.SwitchedOff); d.Severity != spec.Info || !operationOf(t, p, "change").Disabled {
			t.Error(d.Error())
		}
	}
}

// TestValueHints: what can't be sent says where it stands: in the settings, in Parameters, or in the document.
func TestValueHints(t *testing.T) {
	const declared = "parameters: [{name: X-A, in: header, schema: {type: string, enum: [ü]}, required: true}]"
	for hint, opts := range map[string]plan.Options{
		"change it in Headers or Query (Operations, context key operations)": {Operations: map[string]plan.OperationSettings{"op": {Headers: map[string]string{"X-B": "ü"}}}, Parameters: map[string]string{"X-A": "a"}},
		"change the value in Parameters or Operations":                       {Parameters: map[string]string{"X-A": "ü"}},
		"(change the value)": {},
	} {
		for _, carrier := range both {
			opts.Carriers = []plan.Carrier{carrier}
			p := build(t, operation("/a", declared), opts)
			if d := find(t, p.Diagnostics, diagnostic.ConstantValue); !strings.Contains(d.Error(), hint) {
				t.Errorf("%s: %v, want %s", carrier, d, hint)
			}
		}
	}
}

// TestPatternBesideManyGuards: the rule for what the guards turn away has an alternative for each of
// them, and EventBridge takes so many combinations with those of a pattern. What goes beyond is told:
// without the pattern the rule would take events that are none of the operation's.
func TestPatternBesideManyGuards(t *testing.T) {
	var parameters, alternatives []string
	for i := range 25 {
		parameters = append(parameters, fmt.Sprintf("{name: p%02d, in: query, required: true, schema: {type: string}}", i))
	}
	for i := range 41 {
		alternatives = append(alternatives, fmt.Sprintf(`{"detail":{"k":["s%02d"]}}`, i))
	}
	own := map[string]plan.OperationSettings{"op": {Pattern: `{"$or":[` + strings.Join(alternatives, ",") + `]}`}}
	p := build(t, operation("/a", "parameters: ["+strings.Join(parameters, ", ")+"]"), plan.Options{Operations: own, Carriers: []plan.Carrier{plan.ByAPIDestination}})
	told := ""
	for _, d := range p.Diagnostics {
		told += d.Error() + "\n"
	}
	if !p.Failed() || !strings.Contains(told, "it has 1025 combinations of alternatives") {
		t.Errorf("what is told: %s", told)
	}
}
