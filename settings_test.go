//go:build !race

package openapidestinations

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"

	"github.com/openapi-destinations/openapidestinations/delivery"
	"github.com/openapi-destinations/openapidestinations/spec"
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
		"Answers":       {OperationProps{Answers: SuccessAnswers}, `-`, `"answer":`},
		"RateLimit":     {OperationProps{RateLimit: jsii.Number(5)}, `"InvocationRateLimitPerSecond":5`, ``},
		"RetryAttempts": {OperationProps{RetryAttempts: jsii.Number(3)}, `"MaximumRetryAttempts":3`, `"retry":{"attempts":3,"age":86400}`},
		"MaxEventAge":   {OperationProps{MaxEventAge: awscdk.Duration_Minutes(jsii.Number(2))}, `"MaximumEventAgeInSeconds":120`, `"retry":{"attempts":185,"age":120}`},
		"Description":   {OperationProps{Description: "Called by night"}, `: Called by night"`, `: Called by night"`},
		"Headers":       {OperationProps{Headers: map[string]string{"X-Team": "reds"}}, `"HeaderParameters":{"Content-Type":"application/json","X-Team":"reds"}`, `{"name":"X-Team","value":"reds"}`},
		"Query":         {OperationProps{Query: map[string]string{"dry": "true"}}, `"QueryStringParameters":{"dry":"true"}`, `{"name":"dry","value":"true"}`},
		"DetailType":    {OperationProps{DetailType: "player.changed"}, `"detail-type":["player.changed"]`, `-`},
		"Sources":       {OperationProps{Sources: []string{"my.trainer"}}, `"source":["my.trainer"]`, `"source":["my.trainer"]`},
		"Pattern":       {OperationProps{Pattern: `{"detail": {"kind": ["urgent"]}, "account": ["123"]}`}, `"kind":["urgent"]`, `"EventPattern":{"account":["123"],"detail":{"kind":["urgent"]},"detail-type":["Pattern by state-machine"]}`},
		"GuardPath":     {OperationProps{GuardPath: jsii.Bool(true)}, `{"anything-but":{"wildcard":["",".","..","*/*"`, `-`},
		"Enabled":       {OperationProps{Enabled: jsii.Bool(false)}, `"State":"DISABLED"`, `"State":"DISABLED"`},
		"MediaType":     {OperationProps{MediaType: "application/merge-patch+json"}, `"Content-Type":"application/merge-patch+json"`, `"type":"application/merge-patch+json"`},
		"Optional":      {OperationProps{Optional: []string{}}, `"detail-type":["Optional by api-destination"]}`, `-`},
		"Security":      {OperationProps{Security: []map[string][]string{{"own": nil}}}, `ownXOwn`, `{"Ref":"ApiownStateMachine`},
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
			paths["/by/"+string(by)+"/"+name+"/{id}"] = map[string]any{"patch": map[string]any{
				"operationId": id,
				"parameters":  []any{map[string]any{"name": "q", "in": "query", "schema": map[string]any{"type": "string"}}, map[string]any{"name": "id", "in": "path", "required": true, "schema": map[string]any{"type": "string"}}},
				"requestBody": map[string]any{"content": map[string]any{"application/json": map[string]any{}, "application/merge-patch+json": map[string]any{}}},
			}}
			operations[id] = cases[name].props
			if name == "DetailType" && by == ByStateMachine {
				delete(operations, id) // one operation has it
			}
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
		SecuritySchemes: map[string]spec.SecurityScheme{"own": {Type: "apiKey", In: "header", Name: "X-Own"}},
	})
	tmpl := synth(t, stack)
	for name, c := range cases {
		for by, want := range map[Carrier]string{ByAPIDestination: c.byDestination, ByStateMachine: c.byMachine} {
			if want == "-" {
				continue
			}
			key := name + " by " + string(by)
			if got := tmpl.of(stack, api.Operation(key)); !strings.Contains(got, want) {
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

// TestAccepted: what becomes of events of an operation that accepts only some, and of one that is
// switched off, with either carrier.
func TestAccepted(t *testing.T) {
	const path = `
    patch:
      operationId: %
      parameters:
        - {name: id, in: query, required: true, schema: {type: string}}
        - {name: team, in: query, required: true, schema: {type: string}}
`
	document := "openapi: 3.0.3\ninfo: {title: Club, version: '1'}\nservers: [{url: 'https://api.club.example.com'}]\npaths:\n"
	operations := map[string]OperationProps{
		"*D": {Carrier: ByAPIDestination}, "*M": {Carrier: ByStateMachine},
		"off*":  {Enabled: jsii.Bool(false)},
		"some*": {Pattern: `{"detail":{"kind":["urgent"]},"$or":[{"account":["123456789012"]},{"detail":{"old":[{"exists":true}]}}]}`, Sources: []string{"b"}},
		"from*": {Sources: []string{"a"}},
		"dark*": {Pattern: `{"detail":{"kind":[{"anything-but":["x"]}]}}`, Enabled: jsii.Bool(false)},
	}
	for _, id := range []string{"offD", "offM", "someD", "someM", "fromD", "fromM", "darkD", "darkM", "plainD"} {
		document += "  /" + id + ":" + strings.ReplaceAll(path, "%", id)
	}
	stack := newStack(t)
	NewOpenApiDestinations(stack, jsii.String("Club"), &OpenApiDestinationsProps{
		Document: DocumentFromBytes("club.yaml", []byte(document)), Operations: operations, Sources: []string{"a", "b"},
	})
	assembly, err := delivery.LoadAssembly(synth(t, stack).dir, delivery.Options{})
	if err != nil {
		t.Fatal(err)
	}
	const good, bad = `"id":"1","team":"2"`, `"id":"1"`
	for _, tt := range []struct{ operation, source, detail, want string }{
		{"plainD", "a", good, "request"},
		{"off", "a", good, "letter"},
		{"off", "a", bad, "letter"},
		{"some", "b", good + `,"kind":"urgent"`, "request"},
		{"some", "b", bad + `,"kind":"urgent"`, "letter"},
		{"some", "a", good + `,"kind":"urgent"`, "nothing"},
		{"some", "a", bad + `,"kind":"urgent"`, "nothing"},
		{"some", "b", good + `,"kind":"slow"`, "nothing"},
		{"some", "b", bad, "nothing"},
		{"from", "a", good, "request"},
		{"from", "a", bad, "letter"},
		{"from", "b", good, "nothing"},
		{"from", "b", bad, "nothing"},
		{"dark", "a", good + `,"kind":"y"`, "letter"},
		{"dark", "a", bad + `,"kind":"y"`, "letter"},
		{"dark", "a", good + `,"kind":"x"`, "nothing"},
		{"dark", "c", good + `,"kind":"y"`, "nothing"},
	} {
		names := []string{tt.operation + "D", tt.operation + "M"}
		if tt.operation == "plainD" {
			names = []string{tt.operation}
		}
		for _, name := range names {
			result, err := assembly.Deliver(delivery.Event{
				Bus: "Stack-Club", Source: tt.source, DetailType: name, Account: "123456789012", Detail: json.RawMessage("{" + tt.detail + "}"),
			})
			if err != nil {
				t.Fatal(err)
			}
			requests, letters := len(result.Requests()), 0
			for _, d := range result.Deliveries {
				if d.Kind == delivery.KindQueue || d.Problem != nil && !d.Lost() {
					letters++
				}
			}
			want := map[string][2]int{"request": {1, 0}, "letter": {0, 1}, "nothing": {0, 0}}[tt.want]
			if got := [2]int{requests, letters}; got != want {
				t.Errorf("%s from %s with %s: %v, want %v", name, tt.source, tt.detail, got, want)
			}
		}
	}
}

// TestOperationHandle: an operation tells its tags, and hands out what it is called with; one that isn't
// called has none of it.
func TestOperationHandle(t *testing.T) {
	stack := newStack(t)
	api := NewOpenApiDestinations(stack, jsii.String("Api"), &OpenApiDestinationsProps{
		Document: DocumentFromBytes("club.yaml", []byte(`openapi: 3.0.3
info: {title: Club, version: "1"}
servers: [{url: "https://api.club.example.com"}]
components: {securitySchemes: {key: {type: apiKey, in: header, name: X-Key}, other: {type: apiKey, in: header, name: X-Other}}}
paths:
  /notes:
    post: {operationId: note, tags: [notes, "2"], security: [{key: []}]}
    put: {operationId: form, security: [{key: []}], requestBody: {content: {application/x-www-form-urlencoded: {}}}}
    patch: {operationId: given, security: [{other: []}]}
    delete: {operationId: match, parameters: [{name: If-Match, in: header, required: true, schema: {type: string}}]}
`)),
		Connections: []ExistingConnection{{Schemes: []string{"other"}, ARN: "arn:aws:events:eu-west-1:123456789012:connection/other/8c6d6a1e-1111-4222-8333-444455556666"}},
	})
	tmpl := synth(t, stack)
	property := func(element awscdk.CfnElement, path ...any) any {
		id, _ := stack.Resolve(element.LogicalId()).(string)
		return at(tmpl.Resources[id].Properties, path...)
	}
	note, form, given, match := api.Operation("note"), api.Operation("form"), api.Operation("given"), api.Operation("match")
	if !reflect.DeepEqual(note.Tags, []string{"notes", "2"}) || len(form.Tags) > 0 {
		t.Errorf("the tags are %q and %q", note.Tags, form.Tags)
	}
	if name := property(note.Connection(), "AuthParameters", "ApiKeyAuthParameters", "ApiKeyName"); name != "X-Key" || note.Connection() != form.Connection() {
		t.Errorf("the connection sends %v", name)
	}
	for op, action := range map[*Operation]string{&note: "events:InvokeApiDestination", &form: "states:StartExecution", &given: "events:InvokeApiDestination"} {
		if got := property(op.Role(), "Policies", 0, "PolicyDocument", "Statement", 0, "Action"); got != action {
			t.Errorf("the role of %s may %v", op.ID, got)
		}
	}
	if given.Connection() != nil || match.Connection() != nil || match.Role() != nil || match.Callable() {
		t.Error("there is a connection or a role that the construct didn't make")
	}
}
