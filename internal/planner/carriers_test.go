package planner_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// carriable has an operation that an API destination carries exactly, one that it carries inexactly,
// one that it can't carry, one that a state machine carries inexactly, and one that neither can.
const carriable = `
/json:
  post:
    operationId: json
    tags: [slow]
    requestBody: {required: true, content: {application/json: {schema: {type: object, required: [a], properties: {a: {type: string}}}}}}
/optional:
  post:
    operationId: optional
    parameters:
      - {name: a, in: query, schema: {type: string}}
      - {name: b, in: query, schema: {type: string}}
      - {name: c, in: query, schema: {type: string}}
/form:
  post:
    operationId: form
    tags: [slow]
    requestBody: {required: true, content: {application/x-www-form-urlencoded: {schema: {type: object, required: [t], properties: {t: {type: array, items: {type: string}}}}}}}
/file:
  post:
    operationId: file
    requestBody: {required: true, content: {multipart/form-data: {schema: {type: object, required: [f], properties: {f: {type: string, format: binary}}}}}}
/match:
  put:
    operationId: match
    parameters: [{name: If-Match, in: header, required: true, schema: {type: string}}]
`

// carriers says of each operation who carries it, and how faithfully.
func carriers(p *plan.Plan) string {
	var all []string
	for i := range p.Operations {
		op := &p.Operations[i]
		by := map[plan.Carrier]string{plan.ByAPIDestination: "D", plan.ByStateMachine: "M", "": "-"}[op.Carrier]
		all = append(all, op.DetailType+" "+by+" "+string(op.Fidelity))
	}
	return strings.Join(all, ", ")
}

// TestCarriers: of those that may, the most faithful one, and of equals the cheaper; one that an
// operation is given by name has it, come what may.
func TestCarriers(t *testing.T) {
	const destination, machine = plan.ByAPIDestination, plan.ByStateMachine
	both := []plan.Carrier{destination, machine}
	by := func(c plan.Carrier) plan.OperationSettings { return plan.OperationSettings{Carrier: c} }
	const destinations = "json D exact, optional D inexact, form - unsupported, file - unsupported, match - unsupported"
	const machines = "json M exact, optional M exact, form M exact, file M inexact, match - unsupported"
	for name, tt := range map[string]struct {
		carriers   []plan.Carrier
		operations map[string]plan.OperationSettings
		want       string
	}{
		"nothing said":      {nil, nil, destinations},
		"no machine":        {[]plan.Carrier{destination}, nil, destinations},
		"no destination":    {[]plan.Carrier{machine}, nil, machines},
		"both":              {both, nil, "json D exact, optional M exact, form M exact, file M inexact, match - unsupported"},
		"the other order":   {[]plan.Carrier{machine, destination}, nil, "json D exact, optional M exact, form M exact, file M inexact, match - unsupported"},
		"a slow one":        {both, map[string]plan.OperationSettings{"json": by(machine)}, machines},
		"a cheap one":       {both, map[string]plan.OperationSettings{"POST /optional": by(destination)}, "json D exact, optional D inexact, form M exact, file M inexact, match - unsupported"},
		"one that it can't": {both, map[string]plan.OperationSettings{"form": by(destination)}, "json D exact, optional M exact, form - unsupported, file M inexact, match - unsupported"},
		"though forbidden":  {[]plan.Carrier{destination}, map[string]plan.OperationSettings{"tag:slow": by(machine)}, "json M exact, optional D inexact, form M exact, file - unsupported, match - unsupported"},
		"all but one":       {nil, map[string]plan.OperationSettings{"*": by(machine), "js*": by(destination)}, "json D exact, optional M exact, form M exact, file M inexact, match - unsupported"},
		"neither can":       {both, map[string]plan.OperationSettings{"match": by(machine)}, "json D exact, optional M exact, form M exact, file M inexact, match - unsupported"},
	} {
		t.Run(name, func(t *testing.T) {
			p := build(t, document(carriable), plan.Options{Carriers: tt.carriers, Operations: tt.operations})
			if got := carriers(p); got != tt.want {
				t.Errorf("%s\nwant %s", got, tt.want)
			}
			for i := range p.Operations {
				checkCarried(t, p, &p.Operations[i])
			}
		})
	}
}

// checkCarried: an operation of a machine has no destination, and one rule that starts it; each
// other one has no machine. Who has the dearer carrier is told why, who has none too.
func checkCarried(t *testing.T, p *plan.Plan, op *plan.Operation) {
	t.Helper()
	told := 0
	for _, r := range op.Reasons {
		if r.Code == diagnostic.CarriedByMachine {
			told++
		}
	}
	started := 0
	for i := range p.Rules {
		if _, ok := p.Rules[i].Target.(plan.StateMachineInput); ok && slices.Contains(op.Rules, p.Rules[i].ID) {
			started++
		}
	}
	want := 0
	if op.Carrier == plan.ByStateMachine {
		want = 1
	}
	if told != want || started != want || want == 1 && len(op.Rules) != 1 {
		t.Errorf("%s: %d infos about the machine, %d of the %d rules start it:\n%s", op.DetailType, told, started, len(op.Rules), lines(op.Reasons))
	}
	if !op.Callable() && len(codes(op.Reasons, spec.Warning)) == 0 {
		t.Errorf("%s is unsupported without a reason", op.DetailType)
	}
}

// TestWhyTheMachine: the info says whether the API destination can't, or may not.
func TestWhyTheMachine(t *testing.T) {
	both := []plan.Carrier{plan.ByAPIDestination, plan.ByStateMachine}
	for why, opts := range map[string]plan.Options{
		"json: a state machine carries it, since it was asked for; that is about $1.20":                                                      {Carriers: both[1:]},
		"form: a state machine carries it, since an API destination would not send what the document describes: EventBridge sends JSON only": {Carriers: both},
	} {
		p := build(t, document(carriable), opts)
		if all := lines(p.Diagnostics); !strings.Contains(all, why) {
			t.Errorf("not said: %s\n%s", why, all)
		}
	}
}

// TestOtherwiseExactStaysExact: an operation that would be exact by an API destination is so by the
// machine that it is given, whose reasons are its own.
func TestOtherwiseExactStaysExact(t *testing.T) {
	p := build(t, document(carriable), plan.Options{Operations: map[string]plan.OperationSettings{"json": {Carrier: plan.ByStateMachine}}})
	op := p.Operations[0]
	if op.Fidelity != plan.Exact || len(p.Machines) != 1 || op.Destination != p.Machines[0].ID || len(p.Destinations) > 0 && p.Destinations[0].ID == op.Destination || len(codes(op.Reasons, spec.Warning)) > 0 {
		t.Errorf("%s, destination %q, machines %v:\n%s", op.Fidelity, op.Destination, p.Machines, lines(op.Reasons))
	}
}

// TestFormBrackets: where the document says nothing of a form's arrays and objects.
func TestFormBrackets(t *testing.T) {
	for _, brackets := range []bool{false, true} {
		p := build(t, document(carriable), plan.Options{Include: []plan.Filter{{OperationIDs: []string{"form"}}}, Carriers: []plan.Carrier{plan.ByStateMachine}, FormBrackets: brackets})
		input := p.Rules[0].Target.(plan.StateMachineInput).Template
		if got := strings.Contains(input, `"style":"deepObject"`) && strings.Contains(input, `"bracket"`); got != brackets {
			t.Errorf("brackets %v: %s", brackets, input)
		}
	}
}

// TestSettingsThatFitNothing are a warning of the plan, with the prop and the context key.
func TestSettingsThatFitNothing(t *testing.T) {
	p := build(t, document(carriable), plan.Options{Operations: map[string]plan.OperationSettings{"jsn": {Carrier: plan.ByStateMachine}}})
	d := find(t, p.Diagnostics, diagnostic.NothingSelected)
	if want := `OAD321 warning: the settings of "jsn" were not used: they fit no operation (did you mean "json"? (Operations, context key operations))`; !strings.Contains(d.Error(), want) {
		t.Error(d.Error())
	}
}
