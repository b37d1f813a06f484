package planner_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/spec"
)

var both = []plan.Carrier{plan.ByAPIDestination, plan.ByStateMachine}

// form is an operation that only a state machine carries.
const form = `requestBody: {content: {application/x-www-form-urlencoded: {schema: {type: object, properties: {a: {type: string}}}}}}`

// TestLaunchOfMachines: what the launch fills in is asked for where a state machine's constants have it.
func TestLaunchOfMachines(t *testing.T) {
	text := strings.Replace(operation("/a", form), `"https://api.example.com/v1"`, `"https://{region}.example.com/v1", variables: {region: {default: eu, enum: [eu, us]}}`, 1)
	p := build(t, text, plan.Options{Carriers: both, AskServerVariables: []string{"region"}})
	if len(p.Parameters) != 1 || len(p.Placeholders) != 1 || len(p.Machines) != 1 {
		t.Fatalf("parameters %v, placeholders %v, machines %v\n%s", p.Parameters, p.Placeholders, p.Machines, lines(p.Diagnostics))
	}
	to := p.Rules[0].Target.(plan.StateMachineInput)
	if want := `"https://${ServerRegion}.example.com/v1/a"`; !strings.Contains(to.Template, want) {
		t.Errorf("no %s in %s", want, to.Template)
	}
	if call := p.Machines[0].Calls[0]; call != (plan.Call{Method: "POST", BaseURL: "https://${ServerRegion}.example.com/v1"}) {
		t.Errorf("calls %v", call)
	}
}

// TestOneRuleForEach: an operation that a state machine carries has one rule, whatever it has
// optional, and nothing that turns events away.
func TestOneRuleForEach(t *testing.T) {
	p := build(t, operation("/a/{id}", `
parameters:
  - {name: id, in: path, required: true, schema: {type: string}}
  - {name: a, in: query, schema: {type: string}}
  - {name: b, in: query, schema: {type: string}}
  - {name: c, in: query, schema: {type: string}}
  - {name: d, in: query, schema: {type: array, items: {type: string}}}`), plan.Options{Carriers: both})
	if len(p.Rules) != 1 || len(p.Destinations) != 0 || p.Operations[0].Fidelity != plan.Exact || p.Operations[0].Carrier != plan.ByStateMachine {
		t.Errorf("%d rules, %d destinations, %s by %s\n%s", len(p.Rules), len(p.Destinations), p.Operations[0].Fidelity, p.Operations[0].Carrier, lines(p.Diagnostics))
	}
	if role := p.Roles[0]; len(p.Roles) != 1 || len(role.Machines) != 1 || p.Rules[0].Role != role.ID {
		t.Errorf("roles %+v of rule %+v", p.Roles, p.Rules[0])
	}
}

// TestNamelessVariable: a variable without a name is one all the same.
func TestNamelessVariable(t *testing.T) {
	for _, carriers := range [][]plan.Carrier{nil, {plan.ByStateMachine}} {
		p := build(t, operation("/a/{}", ""), plan.Options{Carriers: carriers})
		if fields := fieldPaths(p.Operations[0]); len(fields) != 1 || fields[0] != "path" {
			t.Errorf("by %v: fields %q", carriers, fields)
		}
	}
}

// TestHostsOfWhatIsCalled: that a host would get a credential is said of operations that are called.
func TestHostsOfWhatIsCalled(t *testing.T) {
	text := strings.Replace(operation("/a", form+"\nservers: [{url: \"https://api.evil.dev\"}]\nsecurity: [{key: []}]"), "paths:",
		"components: {securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}}\npaths:", 1)
	for _, tt := range []struct {
		carriers []plan.Carrier
		want     int
	}{{nil, 0}, {both, 1}} {
		p := build(t, text, plan.Options{Carriers: tt.carriers})
		said := 0
		for _, d := range p.Diagnostics {
			if d.Code == diagnostic.OtherHost {
				said++
			}
		}
		if said != tt.want {
			t.Errorf("by %v it is said %d times, want %d:\n%s", tt.carriers, said, tt.want, lines(p.Diagnostics))
		}
	}
}

// TestGuardPathOfMachines: a state machine guards the path fields of the operations that are named,
// in its constants, and is as exact as without.
func TestGuardPathOfMachines(t *testing.T) {
	id := "parameters: [{name: id, in: path, required: true, schema: {type: string}}]\n"
	for _, tt := range []struct {
		named []string
		want  string
	}{
		{nil, `{"field":"id"}`},
		{[]string{"other"}, `{"field":"id"}`},
		{[]string{"*"}, `{"field":"id","guard":true}`},
		{[]string{"op"}, `{"field":"id","guard":true}`},
	} {
		p := build(t, operation("/a/{id}", id+form), plan.Options{Carriers: both, Operations: guarded(tt.named...)})
		if op := p.Operations[0]; op.Fidelity != plan.Exact || op.Carrier != plan.ByStateMachine {
			t.Errorf("%q: %s by %s\n%s", tt.named, op.Fidelity, op.Carrier, lines(p.Diagnostics))
		}
		if got := p.Rules[0].Target.(plan.StateMachineInput).Template; !strings.Contains(got, tt.want) {
			t.Errorf("%q: no %s in %s", tt.named, tt.want, got)
		}
		if slices.Contains(codes(p.Diagnostics, spec.Warning), diagnostic.UnguardedPath) || p.Rules[0].Pattern.Wild() {
			t.Errorf("%q: %s", tt.named, lines(p.Diagnostics))
		}
	}
}

// TestGuardPathOfTriggers: what a trigger takes from its events is guarded, what it gives is not.
func TestGuardPathOfTriggers(t *testing.T) {
	doc := operation("/a/{id}/{kind}", `parameters:
  - {name: id, in: path, required: true, schema: {type: string}}
  - {name: kind, in: path, required: true, schema: {type: string}}
`+form)
	p := triggered(t, doc, plan.Trigger{
		ID: "uploads", Operation: "op", Pattern: json.RawMessage(`{"source":["aws.s3"]}`), Detail: json.RawMessage(`{"id":"$.detail.key","kind":"a/b"}`),
	}, func(o *plan.Options) { o.Carriers, o.Operations = both, guarded("op") })
	if p.Failed() {
		t.Fatal(lines(p.Diagnostics))
	}
	want := map[string]string{"": `{"field":"id","guard":true},"/",{"field":"kind","guard":true}`, "uploads": `{"field":"id","guard":true},"/",{"field":"kind"}`}
	for _, r := range p.Rules {
		if got := r.Target.(plan.StateMachineInput).Template; !strings.Contains(got, want[r.Trigger]) {
			t.Errorf("rule %s: no %s in %s", r.ID, want[r.Trigger], got)
		}
	}
	if len(p.Rules) != 2 {
		t.Errorf("%d rules", len(p.Rules))
	}
}
