package e2e

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
	"github.com/aws/aws-sdk-go-v2/service/sfn/types"
	"github.com/openapi-destinations/openapidestinations/e2e/internal/lab"
)

// flow is a hand-written definition: the states from its first one on, in JSONata.
type flow map[string]any

// definition is the definition with that first state. In it ${connection}, ${queue}, ${bus} and
// ${api} are those of the stack.
func definition(t *testing.T, start string, states flow) string {
	t.Helper()
	data, err := json.Marshal(map[string]any{"QueryLanguage": "JSONata", "StartAt": start, "States": states})
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// task is a state that does something and is the last.
func task(resource string, arguments any) map[string]any {
	return map[string]any{"Type": "Task", "Resource": "arn:aws:states:::" + resource, "Arguments": arguments, "End": true}
}

// with is a state with further fields; a Next takes the place of its End.
func with(state map[string]any, fields map[string]any) map[string]any {
	for name, value := range fields {
		state[name] = value
		if name == "Next" {
			delete(state, "End")
		}
	}
	return state
}

// pass is a state with an output, and the last.
func pass(output any) map[string]any {
	return map[string]any{"Type": "Pass", "Output": output, "End": true}
}

// caught is a Catch of everything that leads to a state.
func caught(next string) map[string]any {
	return map[string]any{"Catch": []any{map[string]any{
		"ErrorEquals": []any{"States.ALL"}, "Next": next, "Output": "{% $states.errorOutput %}",
	}}}
}

// toQueue is a state that sends the event to the queue, as a dead letter.
func toQueue() map[string]any {
	attribute := func(value string) map[string]any { return map[string]any{"DataType": "String", "StringValue": value} }
	return task("sqs:sendMessage", map[string]any{
		"QueueUrl": "${queue}", "MessageBody": "{% $states.context.Execution.Input.event %}",
		"MessageAttributes": map[string]any{
			"ERROR_CODE":    attribute("{% $states.input.Error %}"),
			"ERROR_MESSAGE": attribute("{% $exists($states.input.Cause) ? $states.input.Cause : 'no cause' %}"),
		},
	})
}

// machineTemplate is testdata/machine.json with the account's API and the definition in it.
func machineTemplate(t *testing.T, api *lab.Mailbox, definition string) *template {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "machine.json"))
	if err != nil {
		t.Fatal(err)
	}
	d := new(template)
	if err := json.Unmarshal([]byte(strings.ReplaceAll(string(data), place, api.URL())), &d.root); err != nil {
		t.Fatal(err)
	}
	properties := d.resources("AWS::StepFunctions::StateMachine")["Machine"]
	properties["DefinitionString"] = definition
	object(properties["DefinitionSubstitutions"])["api"] = api.URL()
	return d
}

// machineSite is the deployed stack of testdata/machine.json.
type machineSite struct {
	*deployment
	outputs map[string]string
}

// launchMachine deploys the template in an account of its own.
func launchMachine(t *testing.T, d *template, api *lab.Mailbox) *machineSite {
	t.Helper()
	site := launch(t, api, d)
	outputs, err := site.Outputs(t.Context(), lab.Stack)
	if err != nil {
		t.Fatal(err)
	}
	return &machineSite{site, outputs}
}

// newMachineSite deploys a machine with the definition; its account's mailbox has the name.
func newMachineSite(t *testing.T, name, definition string) *machineSite {
	t.Helper()
	api := theLab.Recorder.Mailbox(name)
	return launchMachine(t, machineTemplate(t, api, definition), api)
}

// machine is the stack's machine.
func (s *machineSite) machine() string { return s.outputs["Machine"] }

// create makes a further machine with the role of the stack's, and gives its ARN.
func (s *machineSite) create(t *testing.T, name string, kind types.StateMachineType, definition string) string {
	t.Helper()
	text := strings.NewReplacer("${connection}", s.outputs["Plain"], "${queue}", s.queueURL, "${bus}", s.bus,
		"${api}", s.API.URL()).Replace(definition)
	out, err := s.States.CreateStateMachine(t.Context(), &sfn.CreateStateMachineInput{
		Name: aws.String(name), Type: kind, Definition: aws.String(text), RoleArn: aws.String(s.outputs["MachineRole"]),
	})
	if err != nil {
		t.Fatal(err)
	}
	return aws.ToString(out.StateMachineArn)
}

// execute runs a machine.
func (s *machineSite) execute(t *testing.T, machine string, input any) lab.Execution {
	t.Helper()
	execution, err := s.Execute(t.Context(), machine, input)
	if err != nil {
		t.Fatal(err)
	}
	return execution
}

// wantFailed expects the error that an execution ended with.
func wantFailed(t *testing.T, e lab.Execution, code string) {
	t.Helper()
	if e.Status != "FAILED" || e.Error != code {
		t.Errorf("the execution %s with %s %s%s, want %s", e.Status, e.Error, e.Cause, e.Output, code)
	}
}

// wantOutput expects an execution's output.
func wantOutput(t *testing.T, e lab.Execution, output string) {
	t.Helper()
	if e.Status != "SUCCEEDED" || e.Output != output {
		t.Errorf("the execution %s with %s%s %s, want the output %s", e.Status, e.Output, e.Error, e.Cause, output)
	}
}
