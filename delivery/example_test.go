package delivery_test

import (
	"encoding/json"
	"fmt"
	"log"

	"github.com/openapi-destinations/openapidestinations/delivery"
)

const template = `
Parameters:
  ApiKey: {Type: String, NoEcho: true}
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Statement: {Effect: Allow, Principal: {Service: events.amazonaws.com}, Action: "sts:AssumeRole"}}
      Policies: [{PolicyName: call, PolicyDocument: {Statement: {Effect: Allow, Action: "events:InvokeApiDestination", Resource: !GetAtt Injuries.Arn}}}]
  Key:
    Type: AWS::Events::Connection
    Properties: {AuthorizationType: API_KEY, AuthParameters: {ApiKeyAuthParameters: {ApiKeyName: x-api-key, ApiKeyValue: !Ref ApiKey}}}
  Injuries:
    Type: AWS::Events::ApiDestination
    Properties: {ConnectionArn: !GetAtt Key.Arn, HttpMethod: POST, InvocationEndpoint: "https://football.example.com/players/*/injuries"}
  AddInjury:
    Type: AWS::Events::Rule
    Properties:
      EventPattern: {detail-type: [Add Player Injury], detail: {playerId: [{anything-but: [""]}]}}
      Targets:
        - {Id: API, Arn: !GetAtt Injuries.Arn, RoleArn: !GetAtt Role.Arn, InputPath: $.detail.message, HttpParameters: {PathParameterValues: [$.detail.playerId]}}
`

func ExampleAssembly_Deliver() {
	assembly, err := delivery.ParseTemplate([]byte(template), delivery.Options{Parameters: map[string]string{"ApiKey": "secret"}})
	if err != nil {
		log.Fatal(err)
	}
	result, err := assembly.Deliver(delivery.Event{
		Source:     "game",
		DetailType: "Add Player Injury",
		Detail:     json.RawMessage(`{"playerId": 7, "message": {"type": "knee"}}`),
	})
	if err != nil {
		log.Fatal(err)
	}
	for _, request := range result.Requests() {
		fmt.Println(request.Method, request.URL)
		key, _ := request.Header("x-api-key")
		fmt.Println("x-api-key:", key, "is", key.Reveal())
		fmt.Println(request.Body)
		fmt.Println(request.Assumptions[0].ID())
	}
	// Output:
	// POST https://football.example.com/players/7/injuries
	// x-api-key: **** is secret
	// {"type":"knee"}
	// A4
}

func ExampleResult() {
	assembly, err := delivery.ParseTemplate([]byte(template), delivery.Options{})
	if err != nil {
		log.Fatal(err)
	}
	result, err := assembly.Deliver(delivery.Event{Source: "game", DetailType: "Add Player Injury", Detail: json.RawMessage(`{"playerId": ""}`)})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Print(result)
	// Output:
	// no rule of bus default matches: the event is gone
	// the closest is stack/AddInjury:
	//   detail.playerId is "", wanted [{"anything-but":[""]}]
}

func ExamplePattern_Match() {
	pattern, err := delivery.ParsePattern([]byte(`{"detail": {"price": [{"numeric": [">", 10, "<=", 100]}], "shop": [{"prefix": "eu-"}]}}`))
	if err != nil {
		log.Fatal(err)
	}
	event := []byte(`{"detail": {"price": 100, "shop": "us-east"}}`)
	matches, err := pattern.Match(event)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(matches)
	missed, err := pattern.Explain(event)
	if err != nil {
		log.Fatal(err)
	}
	for _, m := range missed {
		fmt.Println(m)
	}
	// Output:
	// false
	// detail.shop is "us-east", wanted [{"prefix":"eu-"}]
}
