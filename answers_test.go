//go:build !race

package openapidestinations

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/jsii-runtime-go"

	"github.com/openapi-destinations/openapidestinations/delivery"
	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
)

// told is a document with an operation for each way of telling.
const told = `  /a: {post: {operationId: a, responses: {"200": {description: d, content: {application/json: {schema: {type: object}}}}}}}
  /b: {post: {operationId: b, security: [{key: []}], responses: {"200": {description: d, content: {image/png: {}}}}}}
  /c: {get: {operationId: c}}
`

// TestOverlayAnswers: an overlay that asks for the answer of a GET has it called, and what the response
// holds is in the catalog, as where the user asks.
func TestOverlayAnswers(t *testing.T) {
	overlay := filepath.Join(t.TempDir(), "over.yaml")
	const says = "overlay: 1.0.0\ninfo: {title: O, version: '1'}\nactions:\n  - target: $.paths['/a'].get\n    update: {x-eventbridge: {answers: success}}\n"
	if err := os.WriteFile(overlay, []byte(says), 0o600); err != nil {
		t.Fatal(err)
	}
	document := documentOf(`  /a: {get: {operationId: a, responses: {"200": {description: d, content: {application/json: {schema: {type: object, properties: {weatherIs: {type: string}}}}}}}}}` + "\n")
	stack := newStack(t)
	api := NewOpenApiDestinations(stack, jsii.String("Api"), &OpenApiDestinationsProps{Document: document.WithOverlays(overlay)})
	if got := api.Operation("a").Succeeded; got != "a succeeded" {
		t.Fatalf("%q tells of it: %v", got, api.Diagnostics())
	}
	text, err := os.ReadFile(filepath.Join(synth(t, stack).dir, "Api.events.json"))
	if err != nil || !strings.Contains(string(text), "weatherIs") {
		t.Errorf("the catalog says nothing of the body: %v\n%s", err, text)
	}
}

// TestAnswerRights: who may put answers, and where; and nothing more.
func TestAnswerRights(t *testing.T) {
	const put = `{"Action":"events:PutEvents","Condition":{"StringEquals":{"events:source":{"Fn::Join":["",["openapi-destinations.",{"Ref":"%s"}]]}}},"Effect":"Allow","Resource":%s}`
	const own = `{"Fn::GetAtt":["%s","Arn"]}`
	for name, tt := range map[string]struct {
		props  OpenApiDestinationsProps
		roles  []string
		bus    string
		nested bool
	}{
		"nothing": {},
		"success": {props: OpenApiDestinationsProps{Operations: map[string]OperationProps{"a": {Answers: SuccessAnswers}}}, roles: []string{"anonymous"}},
		"failure": {props: OpenApiDestinationsProps{Operations: map[string]OperationProps{"a": {Answers: FailureAnswers}}}, roles: []string{"anonymous", "Outage"}},
		"two":     {props: OpenApiDestinationsProps{Answers: SuccessAnswers}, roles: []string{"anonymous", "key"}, nested: true},
		"binary":  {props: OpenApiDestinationsProps{Operations: map[string]OperationProps{"b": {Answers: BothAnswers}}}, roles: []string{"key", "Outage"}, nested: true},
		"elsewhere": {props: OpenApiDestinationsProps{Answers: BothAnswers}, bus: "arn:aws:events:eu-west-1:210987654321:event-bus/told",
			roles: []string{"anonymous", "key", "Outage"}, nested: true},
	} {
		t.Run(name, func(t *testing.T) {
			stack := newStack(t)
			tt.props.Document = documentOf(told)
			if tt.props.Carriers = []Carrier{ByStateMachine}; tt.bus != "" {
				tt.props.AnswerBus = awsevents.EventBus_FromEventBusArn(stack, jsii.String("Told"), &tt.bus)
			}
			api := NewOpenApiDestinations(stack, jsii.String("Api"), &tt.props)
			tmpl := synth(t, stack)
			bus, _ := tmpl.withID("AWS::Events::EventBus", "")
			want := fmt.Sprintf(put, bus, fmt.Sprintf(own, bus))
			if tt.bus != "" {
				want = fmt.Sprintf(put, bus, `"`+tt.bus+`"`)
			}
			if got, want := severityOf(api, diagnostic.AnswerBus), tt.bus; (got == "info") != (want != "") {
				t.Errorf("the finding about the bus is %q", got)
			}
			checkPuts(t, tmpl, tt.roles, want)
			for id, r := range tmpl.ofType(policyType) {
				if !strings.Contains(id, "Nested") {
					continue
				}
				machine, _ := tmpl.withID(machineType, "key")
				wantStatements(t, id, r.Properties["PolicyDocument"], `{"Action":"states:StartSyncExecution","Effect":"Allow","Resource":{"Ref":"`+machine+`"}}`)
				tt.nested = !tt.nested
			}
			if tt.nested {
				t.Error("who may start itself doesn't, or the other way round")
			}
		})
	}
}

// checkPuts wants the roles, and no others, to put events by the statement.
func checkPuts(t *testing.T, tmpl template, roles []string, want string) {
	t.Helper()
	if n := strings.Count(tmpl.text, "events:PutEvents"); n != min(len(roles), 1) {
		t.Errorf("%d statements about putting events", n)
	}
	for id, r := range tmpl.ofType(policyType) {
		if !strings.Contains(id, "Answers") {
			continue
		}
		wantStatements(t, id, r.Properties["PolicyDocument"], want)
		got := jsonOf(t, r.Properties["Roles"])
		for _, role := range roles {
			if !strings.Contains(got, role) {
				t.Errorf("%s is of %s, and not of %s", id, got, role)
			}
		}
		if n := strings.Count(got, "Ref"); n != len(roles) {
			t.Errorf("%s is of %s", id, got)
		}
	}
}

// TestNoAnswerIsARequest: whatever constructs there are, with whatever buses, sources and order, no rule
// of theirs takes an answer.
func TestNoAnswerIsARequest(t *testing.T) {
	app := awscdk.NewApp(&awscdk.AppProps{Outdir: jsii.String(t.TempDir()), AnalyticsReporting: jsii.Bool(false)})
	one, two := stackIn(app, "One"), stackIn(app, "Two")
	many := ""
	for i := range 12 {
		many += fmt.Sprintf("  /m%d: {post: {operationId: %s%02d}}\n", i, strings.Repeat("m", 10), i)
	}
	first := NewOpenApiDestinations(one, jsii.String("First"), &OpenApiDestinationsProps{Document: documentOf(told), Answers: BothAnswers})
	quiet := NewOpenApiDestinations(one, jsii.String("Quiet"), &OpenApiDestinationsProps{Document: documentOf("  /q: {post: {operationId: q}}\n")})
	sharded := NewOpenApiDestinations(one, jsii.String("Sharded"), &OpenApiDestinationsProps{
		Document: documentOf(many), Answers: BothAnswers, RulesPerBus: jsii.Number(8), NestedStacks: jsii.Number(0), IgnoreUnknownDetailTypes: true})
	named := NewOpenApiDestinations(one, jsii.String("Named"), &OpenApiDestinationsProps{Document: documentOf("  /n: {post: {operationId: n}}\n"), Answers: BothAnswers, Sources: []string{"shop"}})
	second := NewOpenApiDestinations(two, jsii.String("Second"), &OpenApiDestinationsProps{
		Document: documentOf("  /s: {post: {operationId: s}}\n"), Answers: BothAnswers, AnswerBus: quiet.EventBus()})
	third := NewOpenApiDestinations(two, jsii.String("Third"), &OpenApiDestinationsProps{
		Document: documentOf("  /t: {post: {operationId: t}}\n"), Answers: BothAnswers, AnswerBus: first.EventBus(), AnswerSource: "third.answers"})
	fourth := NewOpenApiDestinations(one, jsii.String("Fourth"), &OpenApiDestinationsProps{
		Document: documentOf("  /f: {post: {operationId: f}}\n"), Answers: SuccessAnswers, AnswerBus: quiet.EventBus()})
	fifth := NewOpenApiDestinations(one, jsii.String("Fifth"), &OpenApiDestinationsProps{
		Document: documentOf("  /g: {post: {operationId: g}}\n"), Answers: SuccessAnswers, AnswerBus: sharded.EventBus(), AnswerSource: "fifth"})
	assembly, err := delivery.LoadAssembly(*app.Synth(nil).Directory(), delivery.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if n := len(sharded.Operations()); n != 12 || len(first.Operations()) != 3 {
		t.Fatalf("%d operations", n)
	}
	for _, put := range []struct {
		by          OpenApiDestinations
		bus, source string
	}{
		{first, "One-First", "openapi-destinations.One-First"}, {sharded, "One-Sharded", "openapi-destinations.One-Sharded"},
		{named, "One-Named", "openapi-destinations.One-Named"}, {second, "One-Quiet", "openapi-destinations.Two-Second"},
		{third, "One-First", "third.answers"}, {fourth, "One-Quiet", "openapi-destinations.One-Fourth"}, {fifth, "One-Sharded", "fifth"},
	} {
		for _, op := range put.by.Operations() {
			for _, ending := range []string{" succeeded", " failed"} {
				result, err := assembly.Deliver(delivery.Event{Bus: put.bus, Source: put.source, DetailType: op.DetailType + ending, Detail: []byte(`{"request":{}}`)})
				if err != nil {
					t.Fatal(err)
				}
				if len(result.Matched) > 0 {
					t.Errorf("%s: the answer %s is taken:\n%s", *put.by.Node().Path(), op.DetailType+ending, result)
				}
			}
		}
	}
	// What is a mistake still is one.
	for bus, source := range map[string]string{"One-First": "shop", "One-Quiet": "shop", "One-Named": "shop"} {
		result, err := assembly.Deliver(delivery.Event{Bus: bus, Source: source, DetailType: "mistyped", Detail: []byte(`{}`)})
		if err != nil {
			t.Fatal(err)
		}
		if len(result.Queues()) != 1 {
			t.Errorf("a mistyped event on %s:\n%s", bus, result)
		}
	}
}

// TestAnswersThatAreRequests of another construct are an error.
func TestAnswersThatAreRequests(t *testing.T) {
	for name, tt := range map[string]struct {
		first, second OpenApiDestinationsProps
		want          string
	}{
		"an operation of another": {
			OpenApiDestinationsProps{Document: documentOf("  /a: {post: {operationId: a}}\n"), Answers: BothAnswers, IgnoreUnknownDetailTypes: true},
			OpenApiDestinationsProps{Document: documentOf("  /a: {post: {operationId: a failed}}\n")}, "each answer would be a call"},
		"a source that is asked for": {
			OpenApiDestinationsProps{Document: documentOf("  /a: {post: {operationId: a}}\n"), Sources: []string{"b.answers", "x"}},
			OpenApiDestinationsProps{Document: documentOf("  /b: {post: {operationId: b}}\n"), Sources: []string{"y"}, Answers: BothAnswers, AnswerSource: "b.answers"}, "is one of its Sources"},
	} {
		t.Run(name, func(t *testing.T) {
			stack := newStack(t)
			tt.second.EventBus = NewOpenApiDestinations(stack, jsii.String("First"), &tt.first).EventBus()
			NewOpenApiDestinations(stack, jsii.String("Second"), &tt.second)
			if message := synthError(t, stack); !strings.Contains(message, tt.want) {
				t.Error(message)
			}
		})
	}
}
