package planner_test

import (
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
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

// TestGuardPathOfMachines: a guard that the user asked for and a state machine doesn't have is told,
// and is a reason to take the API destination where both are inexact.
func TestGuardPathOfMachines(t *testing.T) {
	id := "parameters: [{name: id, in: path, required: true, schema: {type: string}}]\n"
	p := build(t, operation("/a/{id}", id+form), plan.Options{Carriers: both, Operations: guarded([]string{"*"}...)})
	if op := p.Operations[0]; op.Fidelity != plan.Inexact || op.Carrier != plan.ByStateMachine {
		t.Errorf("%s by %s", op.Fidelity, op.Carrier)
	}
	find(t, p.Diagnostics, diagnostic.UnguardedPath)
	p = build(t, operation("/a/{id}", `parameters:
  - {name: id, in: path, required: true, schema: {type: string}}
  - {name: a, in: query, schema: {type: string}}
  - {name: b, in: query, schema: {type: string}}
  - {name: c, in: query, schema: {type: string}}`), plan.Options{Carriers: both, Operations: guarded([]string{"op"}...)})
	if op := p.Operations[0]; op.Carrier != plan.ByAPIDestination {
		t.Errorf("%s by %s\n%s", op.Fidelity, op.Carrier, lines(p.Diagnostics))
	}
}
