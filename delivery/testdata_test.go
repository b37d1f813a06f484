package delivery_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/delivery"
)

// fixture is a template with one API destination, changed by the test's edits:
// pairs of old and new text.
const fixture = `
Parameters:
  Key: {Type: String, NoEcho: true}
Resources:
  Bus: {Type: AWS::Events::EventBus, Properties: {Name: bus}}
  Failed: {Type: AWS::SQS::Queue}
  FailedPolicy:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [!Ref Failed]
      PolicyDocument:
        Statement:
          - Effect: Allow
            Principal: {Service: events.amazonaws.com}
            Action: sqs:SendMessage
            Resource: !GetAtt Failed.Arn
            Condition:
              ArnLike: {"aws:SourceArn": !Sub "arn:aws:events:${AWS::Region}:${AWS::AccountId}:rule/bus/*"}
              StringEquals: {"aws:SourceAccount": !Ref AWS::AccountId}
          - {Effect: Deny, Principal: "*", Action: "sqs:*", Resource: "*", Condition: {Bool: {"aws:SecureTransport": "false"}}}
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{Effect: Allow, Principal: {Service: events.amazonaws.com}, Action: "sts:AssumeRole", Condition: {StringEquals: {"aws:SourceAccount": !Ref AWS::AccountId}}}]
      Policies:
        - PolicyName: call
          PolicyDocument: {Statement: [{Effect: Allow, Action: "events:InvokeApiDestination", Resource: [!GetAtt API.Arn]}]}
  Connection:
    Type: AWS::Events::Connection
    Properties:
      AuthorizationType: API_KEY
      AuthParameters:
        ApiKeyAuthParameters: {ApiKeyName: X-Api-Key, ApiKeyValue: !Ref Key}
        #INVOCATION
  API:
    Type: AWS::Events::ApiDestination
    Properties: {ConnectionArn: !GetAtt Connection.Arn, HttpMethod: POST, InvocationEndpoint: "https://api.example.com/users/*/orders"}
  Rule:
    Type: AWS::Events::Rule
    Properties:
      EventBusName: !Ref Bus
      EventPattern: {detail-type: [Order]}
      Targets:
        - Id: T
          Arn: !GetAtt API.Arn
          RoleArn: !GetAtt Role.Arn
          DeadLetterConfig: {Arn: !GetAtt Failed.Arn}
          InputPath: $.detail.message
          HttpParameters:
            PathParameterValues: [$.detail.id]
            #HTTP
`

// edited is the fixture with edits, which must all apply.
func edited(t testing.TB, edits ...string) string {
	t.Helper()
	text := fixture
	for i := 0; i+1 < len(edits); i += 2 {
		if !strings.Contains(text, edits[i]) {
			t.Fatalf("the fixture has no %q", edits[i])
		}
		text = strings.ReplaceAll(text, edits[i], edits[i+1])
	}
	return text
}

func parse(t testing.TB, template string) *delivery.Assembly {
	t.Helper()
	a, err := delivery.ParseTemplate([]byte(template), delivery.Options{Parameters: map[string]string{"Key": "s3cret"}})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// deliver puts an Order with the detail on the fixture's bus.
func deliver(t testing.TB, a *delivery.Assembly, detail string) *delivery.Result {
	t.Helper()
	r, err := a.Deliver(delivery.Event{Bus: "bus", Source: "shop", DetailType: "Order", Detail: json.RawMessage(detail)})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// one is the only delivery.
func one(t testing.TB, r *delivery.Result) *delivery.Delivery {
	t.Helper()
	if len(r.Deliveries) != 1 {
		t.Fatalf("%d deliveries:\n%s", len(r.Deliveries), r)
	}
	return r.Deliveries[0]
}

// request is the request of the only delivery.
func request(t testing.TB, r *delivery.Result) *delivery.Request {
	t.Helper()
	d := one(t, r)
	if d.Request == nil {
		t.Fatalf("no request:\n%s", r)
	}
	return d.Request
}

// ids are the assumptions of a request.
func ids(r *delivery.Request) string {
	var out []string
	for _, a := range r.Assumptions {
		out = append(out, a.ID())
	}
	return strings.Join(out, " ")
}

func codes(notes []delivery.Note) string {
	var out []string
	for _, n := range notes {
		out = append(out, n.Code)
	}
	return strings.Join(out, " ")
}

// headers are a request's own headers after EventBridge's seven.
func ownHeaders(r *delivery.Request) string {
	var out []string
	for _, h := range r.Headers[7:] {
		out = append(out, fmt.Sprintf("%s: %s", h.Name, h.Value.Reveal()))
	}
	return strings.Join(out, "\n")
}
