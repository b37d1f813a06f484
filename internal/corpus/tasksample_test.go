//go:build !race

package corpus

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/delivery"
	events "github.com/openapi-destinations/openapidestinations/internal/catalog"
	"github.com/openapi-destinations/openapidestinations/internal/catalog/planned"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner"
	"github.com/openapi-destinations/openapidestinations/internal/planner/carrier/statemachine/machine"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// TestSamplesOfMachines: where a state machine carries an operation, package delivery makes the
// sample request of the sample event, of the constants that the rule has. No operation asks for a
// credential here; those of samples are compared with real templates.
func TestSamplesOfMachines(t *testing.T) {
	documents := []string{"../../example/football.yaml", "../../testdata/edge.yaml", "testdata/kinds.yaml", "testdata/swagger.yaml"}
	own := len(documents)
	for _, pattern := range []string{"*/*.json", "*/*.y*ml"} {
		more, err := filepath.Glob("../../../shared/specs/" + pattern)
		if err != nil {
			t.Fatal(err)
		}
		documents = append(documents, more...)
	}
	compared := 0
	for n, path := range documents {
		doc, err := spec.Load(spec.Source{Path: path})
		if err != nil {
			continue
		}
		p := planner.Build(doc, plan.Options{
			BaseURL: "https://api.example.com/v1", Carriers: []plan.Carrier{plan.ByStateMachine},
			Operations: map[string]plan.OperationSettings{"*": {Security: []spec.SecurityRequirement{{}}}},
		})
		c := planned.New(doc, p)
		inputs := make(map[string]string)
		for i := range p.Rules {
			if input, ok := p.Rules[i].Target.(plan.StateMachineInput); ok {
				inputs[p.Rules[i].ID] = input.Template
			}
		}
		for i := range p.Operations {
			op := &c.Operations[i]
			if op.Carrier != events.StateMachine || len(p.Operations[i].Rules) == 0 || n >= own && i%40 != 0 {
				continue // of real documents one operation in forty, for each takes a template
			}
			if op.SampleRequest == nil {
				t.Logf("%s: %s has no sample", path, op.DetailType)
				continue
			}
			compared++
			if why := differsFromDelivery(t, op, inputs[p.Operations[i].Rules[0]]); why != "" {
				t.Errorf("%s: %s of %s: %s", path, op.DetailType, op.SampleEvent.Detail, why)
			}
		}
	}
	if compared < 30 {
		t.Errorf("%d samples were compared", compared)
	}
	t.Logf("%d samples", compared)
}

// differsFromDelivery says in what the request that delivery foretells isn't the sample.
func differsFromDelivery(t *testing.T, op *events.Operation, input string) string {
	t.Helper()
	assembly, err := delivery.ParseTemplate(templateOf(t, input), delivery.Options{})
	if err != nil {
		return err.Error()
	}
	result, err := assembly.Deliver(delivery.Event{Source: "s", DetailType: op.DetailType, Detail: op.SampleEvent.Detail, ID: eventID})
	if err != nil {
		return err.Error()
	}
	requests := result.Requests()
	if len(requests) != 1 {
		return fmt.Sprint(result)
	}
	want, sent := op.SampleRequest, requests[0]
	ours := func(text string) string { return strings.ReplaceAll(text, eventID, "event-id") }
	if got := sent.URL.String(); want.Method != sent.Method || want.URL != got {
		return fmt.Sprintf("%s %s, and delivery has %s %s", want.Method, want.URL, sent.Method, got)
	}
	headers := make(map[string]string)
	for _, h := range sent.Headers {
		switch name := strings.ToLower(h.Name); {
		case name == "key", strings.Contains(" host user-agent range content-length ", " "+name+" "):
		case name == "content-type" && len(want.Body) == 0 && want.Text == "" && want.Headers["Content-Type"] == "":
		default:
			headers[h.Name] = ours(h.Value.String())
		}
	}
	for name, value := range want.Headers {
		if name != "Accept" && headers[name] != value && (value != "the event's id" || headers[name] != "event-id") {
			return fmt.Sprintf("the header %s is %q, and delivery has %q", name, value, headers[name])
		}
		delete(headers, name)
	}
	if len(headers) > 0 {
		return fmt.Sprintf("delivery has the headers %v", headers)
	}
	if len(want.Body) == 0 {
		if got := ours(sent.Body.Reveal()); want.Text != got {
			return fmt.Sprintf("the body is %q, and delivery has %q", want.Text, got)
		}
		return ""
	}
	body, err := decodeJSON(want.Body)
	got, err2 := decodeJSON([]byte(sent.Body.Reveal()))
	if err != nil || err2 != nil || !reflect.DeepEqual(body, got) {
		return fmt.Sprintf("the body is %s, and delivery has %s", want.Body, sent.Body.Reveal())
	}
	return ""
}

// templateOf is a template with a rule that hands the machine an input.
func templateOf(t *testing.T, input string) []byte {
	t.Helper()
	arn := func(id string) any { return map[string]any{"Fn::GetAtt": []string{id, "Arn"}} }
	resource := func(kind string, properties map[string]any) any {
		return map[string]any{"Type": kind, "Properties": properties}
	}
	const role = "arn:aws:iam::123456789012:role/other"
	data, err := json.Marshal(map[string]any{"Resources": map[string]any{
		"Queue": resource("AWS::SQS::Queue", map[string]any{}),
		"Connection": resource("AWS::Events::Connection", map[string]any{"AuthorizationType": "API_KEY",
			"AuthParameters": map[string]any{"ApiKeyAuthParameters": map[string]any{"ApiKeyName": "Key", "ApiKeyValue": "x"}}}),
		"Machine": resource("AWS::StepFunctions::StateMachine", map[string]any{
			"StateMachineType": "EXPRESS", "RoleArn": role, "DefinitionString": machine.Express(),
			"DefinitionSubstitutions": map[machine.Key]any{"HttpTask": "arn:aws:states:::http:invoke", "SendMessage": "arn:aws:states:::sqs:sendMessage", machine.ConnectionARN: arn("Connection"),
				machine.QueueURL: map[string]any{"Ref": "Queue"}, machine.OutageMachineARN: "x"},
		}),
		"Rule": resource("AWS::Events::Rule", map[string]any{"EventPattern": map[string]any{"source": []string{"s"}}, "Targets": []any{map[string]any{
			"Id": "T", "Arn": arn("Machine"), "RoleArn": role, "InputTransformer": map[string]any{"InputTemplate": input},
		}}}),
	}})
	if err != nil {
		t.Fatal(err)
	}
	return data
}
