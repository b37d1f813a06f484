package oracle

import (
	"encoding/json"

	"github.com/openapi-destinations/openapidestinations/delivery"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner/carrier/statemachine/machine"
)

const role = "arn:aws:iam::123456789012:role/other"

// assemblyOf is a template with the rules of one operation of a plan, and what they reach: what
// render makes of a whole plan takes a process of Node and minutes.
func assemblyOf(p *plan.Plan, op *plan.Operation) (*delivery.Assembly, error) {
	resources := map[string]any{
		"Queue": resource("AWS::SQS::Queue", map[string]any{}),
		"Machine": resource("AWS::StepFunctions::StateMachine", map[string]any{
			"StateMachineType": "EXPRESS", "RoleArn": role, "DefinitionString": machine.Express(),
			"DefinitionSubstitutions": map[string]any{"HttpTask": "arn:aws:states:::http:invoke", "SendMessage": "arn:aws:states:::sqs:sendMessage", "ConnectionArn": arn("Connection"), "QueueUrl": map[string]any{"Ref": "Queue"}, "OutageMachineArn": "x"},
		}),
	}
	for i := range p.Connections {
		if c := &p.Connections[i]; c.ID == op.Connection { // which sends Accept, and no credential
			resources["Connection"] = resource("AWS::Events::Connection", map[string]any{"AuthorizationType": c.AuthorizationType,
				"AuthParameters": map[string]any{"ApiKeyAuthParameters": map[string]any{"ApiKeyName": c.KeyName, "ApiKeyValue": c.Key[0].Constant}}})
		}
	}
	for i := range p.Destinations {
		if d := &p.Destinations[i]; d.ID == op.Destination {
			resources["Destination"] = resource("AWS::Events::ApiDestination", map[string]any{"ConnectionArn": arn("Connection"), "HttpMethod": d.Method, "InvocationEndpoint": d.Endpoint})
		}
	}
	for i := range p.Rules {
		r := &p.Rules[i]
		if target := targetOf(r.Target); target != nil && contains(op.Rules, r.ID) {
			resources[r.ID] = resource("AWS::Events::Rule", map[string]any{"EventPattern": json.RawMessage(r.Pattern.String()), "Targets": []any{target}})
		}
	}
	template, err := json.Marshal(map[string]any{"Resources": resources})
	if err != nil {
		return nil, err
	}
	return delivery.ParseTemplate(template, delivery.Options{})
}

func contains(list []string, one string) bool {
	for _, s := range list {
		if s == one {
			return true
		}
	}
	return false
}

func arn(id string) any { return map[string]any{"Fn::GetAtt": []string{id, "Arn"}} }

func resource(kind string, properties map[string]any) any {
	return map[string]any{"Type": kind, "Properties": properties}
}

// targetOf is a target that makes a request; nil for others.
func targetOf(target plan.Target) map[string]any {
	switch to := target.(type) {
	case plan.APIDestination:
		out := map[string]any{"Id": "T", "Arn": arn("Destination"), "RoleArn": role, "HttpParameters": map[string]any{
			"PathParameterValues": to.PathValues, "QueryStringParameters": expressions(to.Query), "HeaderParameters": expressions(to.Headers),
		}}
		if to.PathValues == nil {
			delete(out["HttpParameters"].(map[string]any), "PathParameterValues")
		}
		if to.InputPath != "" {
			out["InputPath"] = to.InputPath
		}
		if to.Input != "" {
			out["Input"] = to.Input
		}
		return out
	case plan.StateMachineInput:
		return map[string]any{"Id": "T", "Arn": arn("Machine"), "RoleArn": role, "InputTransformer": map[string]any{"InputTemplate": to.Template}}
	}
	return nil
}

func expressions(pairs []plan.Pair) map[string]string {
	out := make(map[string]string)
	for _, p := range pairs {
		out[p.Name] = p.Value.Expression()
	}
	return out
}
