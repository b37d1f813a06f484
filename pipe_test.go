//go:build !race

package openapidestinations

import (
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"

	"github.com/openapi-destinations/openapidestinations/delivery"
)

// TestPipesAndSchedules: the examples of docs/guide/triggers.md, and the events that they put.
func TestPipesAndSchedules(t *testing.T) {
	stack := newStack(t)
	football := NewOpenApiDestinations(stack, jsii.String("Football"), &OpenApiDestinationsProps{Document: DocumentFromFile(football)})
	injury := football.Operation("Add Player Injury")
	const role = "arn:aws:iam::123456789012:role/puts-events"

	pipe := injury.PipeTarget("clinic.queue", map[string]any{
		"playerId": "$.body.player", "followUpDate": "$.body.due",
		"message": map[string]any{"type": "scan", "injuryDate": "$.body.day"},
	})
	pipe["RoleArn"], pipe["Source"] = role, "arn:aws:sqs:eu-west-1:123456789012:scans"
	awscdk.NewCfnResource(stack, jsii.String("Scans"), &awscdk.CfnResourceProps{Type: jsii.String("AWS::Pipes::Pipe"), Properties: &pipe})

	target := injury.ScheduleTarget("clinic.clock", map[string]any{
		"playerId": "all", "message": map[string]any{"type": "check", "injuryDate": "<aws.scheduler.scheduled-time>"},
	})
	target["RoleArn"] = role
	awscdk.NewCfnResource(stack, jsii.String("Weekly"), &awscdk.CfnResourceProps{Type: jsii.String("AWS::Scheduler::Schedule"), Properties: &map[string]any{
		"ScheduleExpression": "rate(7 days)", "FlexibleTimeWindow": map[string]any{"Mode": "OFF"}, "Target": target,
	}})
	made := synth(t, stack)
	for _, r := range made.Resources {
		switch r.Type {
		case "AWS::Pipes::Pipe":
			parameters := r.Properties["TargetParameters"].(map[string]any)
			if got := parameters["InputTemplate"]; got != `{"followUpDate":<$.body.due>,"message":{"injuryDate":<$.body.day>,"type":"scan"},"playerId":<$.body.player>}` {
				t.Errorf("the template is %s", got)
			}
			if got := parameters["EventBridgeEventBusParameters"].(map[string]any); got["DetailType"] != "Add Player Injury" || got["Source"] != "clinic.queue" {
				t.Errorf("the event is %v", got)
			}
		case "AWS::Scheduler::Schedule":
			input := r.Properties["Target"].(map[string]any)["Input"].(string)
			if !strings.Contains(input, `"injuryDate":"<aws.scheduler.scheduled-time>"`) {
				t.Errorf("the input is %s", input)
			}
			assembly, err := delivery.LoadAssembly(made.dir, delivery.Options{Parameters: map[string]string{"ApiKeyValue": "secret"}})
			if err != nil {
				t.Fatal(err)
			}
			result, err := assembly.Deliver(delivery.Event{Source: "clinic.clock", DetailType: "Add Player Injury", Detail: json.RawMessage(input)})
			if err != nil || len(result.Requests()) != 1 {
				t.Errorf("the schedule's event comes to %v %v", result, err)
			}
		}
	}
}

// TestPipesInvalid: what can't be used fails the synth.
func TestPipesInvalid(t *testing.T) {
	stack := newStack(t)
	shop := NewOpenApiDestinations(stack, jsii.String("Own"), &OpenApiDestinationsProps{Document: DocumentFromFile(football), Operations: map[string]OperationProps{"Add Player Injury": {Sources: []string{"shop"}}}})
	football := NewOpenApiDestinations(stack, jsii.String("Football"), &OpenApiDestinationsProps{Document: DocumentFromFile(football), Sources: []string{"clinic"}})
	injury := football.Operation("Add Player Injury")
	injury.PipeTarget("other", map[string]any{"playrId": "$.body.id", "message": "$.body.x"})
	injury.ScheduleTarget("clinic", map[string]any{"playerId": "$.time", "message": map[string]any{}})
	injury.PipeTarget("clinic", map[string]any{"playerId": nil, "followUpDate": []string{"a"}, "message": map[string]any{"injuryDate": "$.body.day", "type": 1, "kind": "x"}})
	all := ""
	for _, d := range football.Diagnostics() {
		all += d.Error() + "\n"
	}
	shop.Operation("Add Player Injury").PipeTarget("clinic", map[string]any{"playerId": "$.body.id", "message": "$.body.x"})
	for _, d := range shop.Diagnostics() {
		all += d.Error() + "\n"
	}
	for _, want := range []string{`source "other" are not accepted`, `source "clinic" are not accepted`, `no field "playrId" (did you mean "playerId"?`, `requires the field "playerId"`, "a schedule has no event for the path $.time",
		`message must have "injuryDate", and nothing gives it a value (give it a path or a constant: {"injuryDate": "…"}`, `the field "playerId" is null`, `the field "followUpDate" is a list or an object`,
		`message.type is of the type integer`, `OAD340 warning: the pipe that calls the operation "Add Player Injury": message has a "kind"`} {
		if !strings.Contains(all, want) {
			t.Errorf("the findings lack %s: %s", want, all)
		}
	}
}

// TestTriggersGuide: the programs of docs/guide/triggers.md are what the tests run.
func TestTriggersGuide(t *testing.T) {
	guide, err := os.ReadFile("docs/guide/triggers.md")
	if err != nil {
		t.Fatal(err)
	}
	test, err := os.ReadFile("pipe_test.go")
	if err != nil {
		t.Fatal(err)
	}
	programs := regexp.MustCompile("(?s)```go\n(.*?)```").FindAllStringSubmatch(string(guide), -1)
	if len(programs) != 2 {
		t.Fatalf("%d programs", len(programs))
	}
	for _, program := range programs {
		for line := range strings.Lines(program[1]) {
			if !strings.Contains(string(test), strings.TrimSpace(line)) {
				t.Errorf("the test lacks the guide's line %q", strings.TrimSpace(line))
			}
		}
	}
}
