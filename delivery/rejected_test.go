package delivery_test

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/openapi-destinations/openapidestinations/delivery"
)

// TestRejected: an event that a rule sends to the dead-letter queue of an API destination is
// rejected, and the closest rule is one that would have called; other queues are targets
// like any other, and an event that is called isn't rejected, whoever else has it.
func TestRejected(t *testing.T) {
	const text = `
Resources:
  Dead: {Type: AWS::SQS::Queue}
  Other: {Type: AWS::SQS::Queue}
  Policy:
    Type: AWS::SQS::QueuePolicy
    Properties: {Queues: [!Ref Dead, !Ref Other], PolicyDocument: {Statement: {Effect: Allow, Principal: {Service: events.amazonaws.com}, Action: "sqs:SendMessage", Resource: "*"}}}
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Statement: {Effect: Allow, Principal: {Service: events.amazonaws.com}, Action: "sts:AssumeRole"}}
      Policies: [{PolicyName: call, PolicyDocument: {Statement: {Effect: Allow, Action: "events:InvokeApiDestination", Resource: !GetAtt API.Arn}}}]
  Connection: {Type: AWS::Events::Connection, Properties: {AuthorizationType: API_KEY, AuthParameters: {ApiKeyAuthParameters: {ApiKeyName: k, ApiKeyValue: v}}}}
  API: {Type: AWS::Events::ApiDestination, Properties: {ConnectionArn: !GetAtt Connection.Arn, HttpMethod: POST, InvocationEndpoint: "https://api.example.com/"}}
  Call:
    Type: AWS::Events::Rule
    Properties: {EventBusName: b, EventPattern: {detail-type: [T], detail: {id: [{exists: true}]}}, Targets: [{Id: T, Arn: !GetAtt API.Arn, RoleArn: !GetAtt Role.Arn, DeadLetterConfig: {Arn: !GetAtt Dead.Arn}}]}
  Reject: {Type: AWS::Events::Rule, Properties: {EventBusName: b, EventPattern: {detail-type: [T, U], detail: {id: [{exists: false}]}}, Targets: [{Id: T, Arn: !GetAtt Dead.Arn}]}}
  Keep: {Type: AWS::Events::Rule, Properties: {EventBusName: b, EventPattern: {detail: {keep: [true]}}, Targets: [{Id: T, Arn: !GetAtt Other.Arn}]}}
`
	assembly, err := delivery.ParseTemplate([]byte(text), delivery.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if got := assembly.DetailTypes("b"); !slices.Equal(got, []string{"T"}) {
		t.Errorf("detail types %q", got)
	}
	for _, tt := range []struct {
		detailType, detail string
		rejected           bool
		missed             string
	}{
		{"T", `{"id": 1}`, false, ""},
		{"T", `{}`, true, "detail.id"},
		{"T", `{"keep": true}`, false, ""},
		{"U", `{}`, true, "detail-type"},
		{"V", `{"keep": true}`, false, ""},
	} {
		r, err := assembly.Deliver(delivery.Event{Bus: "b", Source: "s", DetailType: tt.detailType, Detail: json.RawMessage(tt.detail)})
		if err != nil {
			t.Fatal(err)
		}
		missed := ""
		if r.Closest != nil {
			missed = r.Closest.Missed[0].Path
		}
		if r.Rejected != tt.rejected || missed != tt.missed || r.Closest != nil && r.Closest.Rule.LogicalID != "Call" {
			t.Errorf("%s %s: rejected %v, closest %+v", tt.detailType, tt.detail, r.Rejected, r.Closest)
		}
	}
}
