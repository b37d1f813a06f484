package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// guarded is what the construct makes: a delivery rule with guards, a rejection rule, and
// one for unknown detail types on one of its buses.
const guarded = `
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Statement: {Effect: Allow, Principal: {Service: events.amazonaws.com}, Action: "sts:AssumeRole"}}
      Policies: [{PolicyName: call, PolicyDocument: {Statement: {Effect: Allow, Action: "events:InvokeApiDestination", Resource: !GetAtt API.Arn}}}]
  Queue: {Type: AWS::SQS::Queue}
  QueuePolicy:
    Type: AWS::SQS::QueuePolicy
    Properties: {Queues: [!Ref Queue], PolicyDocument: {Statement: {Effect: Allow, Principal: {Service: events.amazonaws.com}, Action: "sqs:SendMessage", Resource: !GetAtt Queue.Arn}}}
  Connection:
    Type: AWS::Events::Connection
    Properties: {AuthorizationType: API_KEY, AuthParameters: {ApiKeyAuthParameters: {ApiKeyName: k, ApiKeyValue: v}}}
  API:
    Type: AWS::Events::ApiDestination
    Properties: {ConnectionArn: !GetAtt Connection.Arn, HttpMethod: POST, InvocationEndpoint: "https://api.example.com/*"}
  Bus: {Type: AWS::Events::EventBus, Properties: {Name: games}}
  Rule:
    Type: AWS::Events::Rule
    Properties:
      EventBusName: !Ref Bus
      EventPattern: {detail-type: [Add Injury], detail: {id: [{"anything-but": ["", ".", ".."]}], day: [{prefix: ""}, {numeric: [">=", -5000000000]}, {numeric: ["<", 0]}, true, false]}}
      Targets: [{Id: T, Arn: !GetAtt API.Arn, RoleArn: !GetAtt Role.Arn, InputPath: $.detail.message, HttpParameters: {PathParameterValues: [$.detail.id]}, DeadLetterConfig: {Arn: !GetAtt Queue.Arn}}]
  Rejection:
    Type: AWS::Events::Rule
    Properties:
      EventBusName: !Ref Bus
      EventPattern: {detail-type: [Add Injury], detail: {$or: [{id: [{exists: false}, "", ".", ".."]}, {day: [{exists: false}, null]}]}}
      Targets: [{Id: T, Arn: !GetAtt Queue.Arn}]
  Unknown:
    Type: AWS::Events::Rule
    Properties: {EventBusName: !Ref Bus, EventPattern: {detail-type: [{"anything-but": [Add Injury]}]}, Targets: [{Id: T, Arn: !GetAtt Queue.Arn}]}
  Open: {Type: AWS::Events::EventBus, Properties: {Name: open}}
  OpenRule:
    Type: AWS::Events::Rule
    Properties: {EventBusName: !Ref Open, EventPattern: {detail-type: [Add Injury]}, Targets: [{Id: T, Arn: !GetAtt API.Arn, RoleArn: !GetAtt Role.Arn}]}
`

// TestStatus: the exit status tells what became of the events, and a line says why nothing
// is called.
func TestStatus(t *testing.T) {
	file := filepath.Join(t.TempDir(), "template.yaml")
	if err := os.WriteFile(file, []byte(guarded), 0o644); err != nil {
		t.Fatal(err)
	}
	event := func(detailType, detail string) string {
		return fmt.Sprintf(`{"source": "s", "detail-type": %q, "detail": %s}`, detailType, detail)
	}
	good := event("Add Injury", `{"id": 7, "day": "x"}`)
	entry := func(source, detailType, detail string) string {
		return fmt.Sprintf(`{"Source": %q, "DetailType": %q, "Detail": %s}`, source, detailType, detail)
	}
	for _, tt := range []struct {
		name, args, event string
		status            int
		want              string // in the output or the error
	}{
		{"delivered", "", good, delivered, "curl -X POST 'https://api.example.com/7'"},
		{"missing field", "", event("Add Injury", `{"day": "x"}`), rejected, "\nwhy: detail.id is missing\n"},
		{"empty field", "", event("Add Injury", `{"id": "", "day": "x"}`), rejected, "\nwhy: detail.id is empty\n"},
		{"null", "", event("Add Injury", `{"id": 7, "day": null}`), rejected, "\nwhy: detail.day is null\n"},
		{"not a path", "", event("Add Injury", `{"id": "..", "day": 1}`), rejected, `why: detail.id is "..", which is not what is wanted: [{"anything-but":["",".",".."]}]`},
		{"object", "", event("Add Injury", `{"id": {"a": 1}, "day": "x"}`), rejected, "\nwhy: detail.id is an object, where a text, a number or a boolean is wanted\n"},
		{"two fields", "", event("Add Injury", `{}`), rejected, "\nwhy: detail.day is missing\nwhy: detail.id is missing\n"},
		{"long number", "", event("Add Injury", `{"id": 7, "day": 12345678901234567890}`), lost, "\nwhy: detail.day is a number of more than 15 digits, which matches nothing: write it as a text\n"},
		{"array", "", event("Add Injury", `{"id": 7, "day": []}`), rejected, "\nwhy: detail.day is an array, where a text, a number or a boolean is wanted\n"},
		{"mistyped", "", event("add-injry", `{"id": 7, "day": "x"}`), rejected, "\nwhy: no operation has the detail type \"add-injry\": did you mean \"Add Injury\"?\n"},
		{"unknown", "", event("Something", `{}`), rejected, "\nwhy: no operation has the detail type \"Something\"\n"},
		{"lost", "-bus open", event("Add Injry", `{}`), lost, "\nwhy: no operation has the detail type \"Add Injry\": did you mean \"Add Injury\"?\n"},
		{"of several the worst", "", "[" + event("Add Injury", `{}`) + "," + good + "]", rejected, "curl"},
		{"of AWS", "", entry("aws.s3", "Add Injury", `"{}"`), rejected, `event.json: PutEvents refuses this: the event's source "aws.s3" begins with "aws."`},
		{"AWS's own", "-service", event("Add Injury", `{"id": 7, "day": 1}`), delivered, "curl"},
		{"eleven", "", "[" + strings.Repeat(good+",", 10) + good + "]", rejected, "there are 11 events, and one PutEvents takes 10"},
		{"ten", "", "[" + strings.Repeat(good+",", 9) + good + "]", delivered, "curl"},
		{"too large", "", entry("s", "Add Injury", `"{\"a\":\"`+strings.Repeat("x", 1<<20)+`\"}"`), rejected, "PutEvents takes 1048576"},
		{"too large together", "", "[" + entry("s", "A", `"{\"a\":\"`+strings.Repeat("x", 600_000)+`\"}"`) + "," + entry("s", "A", `"{\"a\":\"`+strings.Repeat("x", 600_000)+`\"}"`) + "]", rejected, "the events have"},
		{"empty", "", entry(" ", "", `"[1]"`), rejected, "the event has no source; the event has no detail type; the event's detail is malformed: it must be a JSON object"},
		{"no detail", "", `{"Source": "s", "DetailType": "T"}`, rejected, "the event has no detail"},
		{"broken detail", "", entry("s", "T", `"{"`), rejected, "the event's detail is malformed: unexpected end of JSON input"},
		{"null detail", "", entry("s", "T", `"null"`), rejected, "the event's detail is malformed: it must be a JSON object"},
		{"long", "", "[" + entry("s", "T", `{}`) + "," + entry(strings.Repeat("s", 257), strings.Repeat("t", 129), `{}`) + "]", rejected, "event 2's source has more than 256 characters; event 2's detail type has more than 128 characters"},
		{"no event", "", `{}`, rejected, `neither "detail-type"`},
		{"no JSON", "", `{`, rejected, "event.json: event: "},
		{"unknown bus", "-bus none", good, wrongUse, `no bus "none"`},
		{"wrong flag", "-x", good, wrongUse, "there is no flag -x"},
		{"help", "-h", good, delivered, "-service"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Chdir(t.TempDir())
			if err := os.WriteFile("event.json", []byte(tt.event), 0o644); err != nil {
				t.Fatal(err)
			}
			args := []string{"request", "-template", file, "-event", "event.json"}
			if !strings.Contains(tt.args, "-bus") {
				args = append(args, "-bus", "games")
			}
			var out bytes.Buffer
			status, err := run(t.Context(), append(args, strings.Fields(tt.args)...), streams{nil, &out, nil})
			if said := fmt.Sprint(out.String(), err); status != tt.status || !strings.Contains(said, tt.want) {
				t.Errorf("status %d, want %d and %q:\n%.3000s", status, tt.status, tt.want, said)
			}
		})
	}
}
