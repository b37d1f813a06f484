package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// carried is a template whose request a state machine makes.
const carried = `
Resources:
  Queue: {Type: AWS::SQS::Queue}
  Connection:
    Type: AWS::Events::Connection
    Properties: {AuthorizationType: API_KEY, AuthParameters: {ApiKeyAuthParameters: {ApiKeyName: k, ApiKeyValue: s3cret}}}
  Machine:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      StateMachineType: EXPRESS
      RoleArn: arn:aws:iam::123456789012:role/machine
      Definition:
        StartAt: Call
        States:
          Call: {Type: Task, Resource: "arn:aws:states:::http:invoke", Arguments: {InvocationConfig: {ConnectionArn: "${Connection}"}}, Next: DeadLetter}
          DeadLetter: {Type: Task, Resource: "arn:aws:states:::sqs:sendMessage", Arguments: {QueueUrl: "${Queue}"}, End: true}
      DefinitionSubstitutions: {Connection: !GetAtt Connection.Arn, Queue: !Ref Queue}
  Rule:
    Type: AWS::Events::Rule
    Properties:
      EventPattern: {detail-type: [T]}
      Targets:
        - Id: T
          Arn: !Ref Machine
          RoleArn: arn:aws:iam::123456789012:role/rule
          InputTransformer:
            InputTemplate: '{"v":1,"plan":{"method":"POST","url":["https://api.example.com/a"],"body":{"field":"form","required":true,"as":"form","type":"application/x-www-form-urlencoded"},"retry":{"attempts":185,"age":86400}},"event":<aws.events.event.json>}'
`

func TestStateMachine(t *testing.T) {
	file := filepath.Join(t.TempDir(), "template.yaml")
	if err := os.WriteFile(file, []byte(carried), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		detail, want string
		status       int
	}{
		{`{"form":{"a":"it's","b":[1,2]}}`, "-> state machine template/Machine\n", delivered},
		{`{"form":{"a":"it's","b":[1,2]}}`, `curl -X POST 'https://api.example.com/a'`, delivered},
		{`{"form":{"a":"it's","b":[1,2]}}`, `-H 'Content-Type: application/x-www-form-urlencoded'`, delivered},
		{`{"form":{"a":"it's","b":[1,2]}}`, `--data-binary 'a=it%27s&b=1&b=2'`, delivered},
		{`{}`, "  not delivered: UNUSABLE_EVENT: detail.form is missing\n  the event goes to the dead-letter queue template/Queue\nwhy: detail.form is missing\n", rejected},
	} {
		var out bytes.Buffer
		status, err := run(t.Context(), []string{"request", "-template", file, "-stack", "template", "-event", "-"}, streams{strings.NewReader(`{"source":"s","detail-type":"T","detail":` + test.detail + `}`), &out, nil})
		if err != nil || status != test.status || !strings.Contains(out.String(), test.want) || strings.Contains(out.String(), "s3cret") {
			t.Errorf("%d %v\n%s\nlacks %q", status, err, out.String(), test.want)
		}
	}
}
