//go:build !race

package openapidestinations

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"
)

// settingCase is a setting of one operation, and a text of the operation's resources that shows it:
// with an API destination, and with a state machine. An empty one shows nowhere.
type settingCase struct {
	props                    OperationProps
	byDestination, byMachine string
}

// settingCases have each field of OperationProps.
func settingCases() map[string]settingCase {
	return map[string]settingCase{
		"Carrier":       {OperationProps{Carrier: ByAPIDestination}, `"HttpMethod":"PATCH"`, `-`},
		"RateLimit":     {OperationProps{RateLimit: jsii.Number(5)}, `"InvocationRateLimitPerSecond":5`, ``},
		"RetryAttempts": {OperationProps{RetryAttempts: jsii.Number(3)}, `"MaximumRetryAttempts":3`, `"retry":{"attempts":3,"age":86400}`},
		"MaxEventAge":   {OperationProps{MaxEventAge: awscdk.Duration_Minutes(jsii.Number(2))}, `"MaximumEventAgeInSeconds":120`, `"retry":{"attempts":185,"age":120}`},
		"Description":   {OperationProps{Description: "Called by night"}, `: Called by night"`, `: Called by night"`},
		"Headers":       {OperationProps{Headers: map[string]string{"X-Team": "reds"}}, `"HeaderParameters":{"Content-Type":"application/json","X-Team":"reds"}`, `{"name":"X-Team","value":"reds"}`},
		"Query":         {OperationProps{Query: map[string]string{"dry": "true"}}, `"QueryStringParameters":{"dry":"true"}`, `{"name":"dry","value":"true"}`},
		"MediaType":     {OperationProps{MediaType: "application/merge-patch+json"}, `"Content-Type":"application/merge-patch+json"`, `"type":"application/merge-patch+json"`},
		"Optional":      {OperationProps{Optional: []string{}}, `"EventPattern":{"detail-type":["Optional by api-destination"]}`, `-`},
	}
}

// TestSettings: each setting is seen in the template, with either carrier; one synth shows all.
func TestSettings(t *testing.T) {
	cases := settingCases()
	paths := map[string]any{}
	operations := map[string]OperationProps{"* /by/state-machine/**": {Carrier: ByStateMachine}, "* /by/api-destination/**": {Carrier: ByAPIDestination}}
	props := reflect.TypeFor[OperationProps]()
	for i := range props.NumField() {
		name := props.Field(i).Name
		if _, ok := cases[name]; !ok {
			t.Errorf("no row for %s", name)
		}
		for _, by := range []Carrier{ByAPIDestination, ByStateMachine} {
			id := name + " by " + string(by)
			paths["/by/"+string(by)+"/"+name] = map[string]any{"patch": map[string]any{
				"operationId": id,
				"parameters":  []any{map[string]any{"name": "q", "in": "query", "schema": map[string]any{"type": "string"}}},
				"requestBody": map[string]any{"content": map[string]any{"application/json": map[string]any{}, "application/merge-patch+json": map[string]any{}}},
			}}
			operations[id] = cases[name].props
		}
	}
	document, err := json.Marshal(map[string]any{
		"openapi": "3.0.3", "info": map[string]any{"title": "Settings", "version": "1"},
		"servers": []any{map[string]any{"url": "https://api.example.com"}}, "paths": paths,
	})
	if err != nil {
		t.Fatal(err)
	}
	stack := newStack(t)
	api := NewOpenApiDestinations(stack, jsii.String("Api"), &OpenApiDestinationsProps{
		Document: DocumentFromBytes("settings.json", document), Operations: operations, RulesPerBus: jsii.Number(1000),
	})
	tmpl := synth(t, stack)
	for name, c := range cases {
		for by, want := range map[Carrier]string{ByAPIDestination: c.byDestination, ByStateMachine: c.byMachine} {
			op := api.Operation(name + " by " + string(by))
			if got := tmpl.of(stack, op); want != "-" && !strings.Contains(got, want) {
				t.Errorf("%s by %s: no %s in\n%s", name, by, want, got)
			}
		}
	}
}

// of is the compact JSON of an operation's rules and API destination, and of a machine's input as it
// stands in a string.
func (tmpl template) of(stack awscdk.Stack, op Operation) string {
	tmpl.t.Helper()
	var all strings.Builder
	elements := []awscdk.CfnElement{}
	for _, rule := range op.Rules() {
		elements = append(elements, rule)
	}
	if op.Carrier == ByAPIDestination {
		elements = append(elements, op.APIDestination())
	}
	for _, element := range elements {
		id, _ := stack.Resolve(element.LogicalId()).(string)
		r, ok := tmpl.Resources[id]
		if !ok {
			tmpl.t.Fatalf("%s has no resource %q", op.DetailType, id)
		}
		text, err := json.Marshal(r.Properties)
		if err != nil {
			tmpl.t.Fatal(err)
		}
		all.Write(text)
		if input, ok := at(r.Properties, "Targets", 0, "InputTransformer", "InputTemplate").(string); ok {
			all.WriteString(input)
		}
	}
	return all.String()
}
