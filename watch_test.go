//go:build !race

package openapidestinations

import (
	"encoding/json"
	"fmt"
	"maps"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/jsii-runtime-go"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/golden"
	"github.com/openapi-destinations/openapidestinations/internal/planner/operate"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// everything is what can be switched on beside the calls, with its tags.
func everything(stack awscdk.Stack) *OpenApiDestinationsProps {
	return &OpenApiDestinationsProps{
		Document:   DocumentFromFile("testdata/edge.yaml"),
		AlarmTopic: "arn:aws:sns:eu-west-1:123456789012:pager", Dashboard: true,
		Logs:                  LogProps{EventBus: "TRACE", StateMachines: "ALL", Data: true, Days: 90},
		ArchiveDays:           jsii.Number(30),
		RemovalPolicy:         awscdk.RemovalPolicy_RETAIN,
		EventBusKey:           awskms.NewKey(stack, jsii.String("BusKey"), &awskms.KeyProps{EnableKeyRotation: jsii.Bool(true)}),
		DeadLetterQueueKey:    awskms.NewKey(stack, jsii.String("QueueKey"), &awskms.KeyProps{EnableKeyRotation: jsii.Bool(true)}),
		Sources:               []string{"my.trainer"},
		ProducerAccounts:      []string{"210987654321"},
		ProducerOrganizations: []string{"o-abcde12345"},
	}
}

// TestEverythingSwitchedOn keeps the template with all of it.
func TestEverythingSwitchedOn(t *testing.T) {
	stack := newStack(t)
	api := NewOpenApiDestinations(stack, jsii.String("Api"), everything(stack))
	awscdk.Tags_Of(api).Add(jsii.String("team"), jsii.String("football"), nil)
	tmpl := synth(t, stack)
	checkReferences(t, "Stack", tmpl)
	golden.Check(t, "testdata/golden/watched.template.json", indented(t, []byte(withoutDefinitions(t, tmpl.text))))

	// The planner counts as many of them, and enough bytes.
	resources, bytes := 0, 0
	for id, r := range tmpl.Resources {
		switch kind := r.Type; {
		case strings.HasPrefix(kind, "AWS::CloudWatch::"), strings.HasPrefix(kind, "AWS::Logs::") && !strings.HasPrefix(id, "ApiStateMachineLogs"),
			kind == "AWS::Events::Archive", kind == "AWS::Events::EventBusPolicy", strings.HasPrefix(id, "ApiConnectionsRule"):
			resources++
			bytes += len(indented(t, []byte(jsonOf(t, r))))
		}
	}
	c := api.(*openApiDestinations)
	options := c.frame.Options()
	if n, size := operate.Takes(c.plan, &options); n != resources || size < bytes || size > 4*bytes {
		t.Errorf("%d resources of %d bytes are taken for %d of %d", resources, bytes, n, size)
	}
}

// TestTagsReachWhatCanBeTagged: all but what CloudFormation tags not, of each type. The CDK tags
// resources of its own classes only, and some of ours have none.
func TestTagsReachWhatCanBeTagged(t *testing.T) {
	stack := newStack(t)
	api := NewOpenApiDestinations(stack, jsii.String("Api"), everything(stack))
	awscdk.Tags_Of(api).Add(jsii.String("team"), jsii.String("football"), nil)
	awscdk.Tags_Of(api).Add(jsii.String("cost"), jsii.String("7"), nil)
	untaggable := map[string]bool{
		"AWS::Events::Connection": true, "AWS::Events::ApiDestination": true, "AWS::Events::Archive": true, "AWS::Events::EventBusPolicy": true,
		"AWS::SQS::QueuePolicy": true, "AWS::IAM::ManagedPolicy": true, "AWS::CloudWatch::Dashboard": true,
		"AWS::KMS::Key": true, // it is the test's
	}
	want := `[{"Key":"cost","Value":"7"},{"Key":"team","Value":"football"}]`
	for id, r := range synth(t, stack).Resources {
		got := ""
		if tags := r.Properties["Tags"]; tags != nil {
			got = jsonOf(t, tags)
		}
		if (got == want) == untaggable[r.Type] || got != "" && got != want {
			t.Errorf("%s, a %s, has the tags %s", id, r.Type, got)
		}
	}
}

// TestRemovalPolicy is that of what keeps data, and of nothing else.
func TestRemovalPolicy(t *testing.T) {
	stack := newStack(t)
	props := everything(stack)
	props.EventBusKey, props.DeadLetterQueueKey = nil, nil
	NewOpenApiDestinations(stack, jsii.String("Api"), props)
	var template struct {
		Resources map[string]struct{ Type, DeletionPolicy, UpdateReplacePolicy string }
	}
	if err := json.Unmarshal([]byte(synth(t, stack).text), &template); err != nil {
		t.Fatal(err)
	}
	kept := make(map[string]int)
	for id, r := range template.Resources {
		if r.DeletionPolicy != r.UpdateReplacePolicy {
			t.Errorf("%s: %+v", id, r)
		}
		if r.DeletionPolicy != "" && r.Type != "AWS::KMS::Key" {
			kept[r.Type]++
		}
	}
	if want := map[string]int{"AWS::SQS::Queue": 1, "AWS::Events::Archive": 1, "AWS::Logs::LogGroup": 2}; !maps.Equal(kept, want) {
		t.Errorf("%v; want %v", kept, want)
	}
}

// TestMetrics: with the dimensions that EventBridge emits, which are not those of the CDK's rules.
func TestMetrics(t *testing.T) {
	stack := newStack(t)
	api := NewOpenApiDestinations(stack, jsii.String("Api"), &OpenApiDestinationsProps{Document: DocumentFromFile(football)})
	for id, metric := range map[string]awscloudwatch.IMetric{
		"One": api.Operations()[0].Metric("FailedInvocations"), "All": api.Metric("Invocations"),
	} {
		awscloudwatch.NewAlarm(stack, jsii.String(id), &awscloudwatch.AlarmProps{Metric: metric, Threshold: jsii.Number(1), EvaluationPeriods: jsii.Number(1)})
	}
	if got := panics(t, func() { api.Metric("FailedInvocation") }); !strings.Contains(got, `"FailedInvocations"`) {
		t.Error(got)
	}
	alarms := synth(t, stack).ofType("AWS::CloudWatch::Alarm")
	var one, all resource
	for id, alarm := range alarms {
		if strings.HasPrefix(id, "One") {
			one = alarm
		} else {
			all = alarm
		}
	}
	text := jsonOf(t, one.Properties)
	if strings.Count(text, `"EventBusName"`) == 0 || strings.Count(text, `"EventBusName"`) != strings.Count(text, `"RuleName"`) || !strings.Contains(text, `{"Fn::Select":[2,{"Fn::Split":["/",{"Fn::GetAtt":[`) {
		t.Errorf("%s", text)
	}
	if text := jsonOf(t, all.Properties); !strings.Contains(text, `SELECT SUM(Invocations) FROM SCHEMA(\"AWS/Events\", EventBusName, RuleName) WHERE EventBusName = '`) {
		t.Errorf("%s", text)
	}
}

// TestMetricOfTheDefaultBus: there, the rule's name is the only dimension.
func TestMetricOfTheDefaultBus(t *testing.T) {
	stack := newStack(t)
	bus := awsevents.EventBus_FromEventBusName(stack, jsii.String("Bus"), jsii.String("default"))
	api := NewOpenApiDestinations(stack, jsii.String("Api"), &OpenApiDestinationsProps{
		Document: DocumentFromFile(football), EventBus: bus, Sources: []string{"my.trainer"}, Methods: []string{"DELETE"}, Alarms: true,
	})
	for _, o := range api.Operations() {
		if o.Callable() {
			awscloudwatch.NewAlarm(stack, jsii.String("One"), &awscloudwatch.AlarmProps{Metric: o.Metric("Invocations"), Threshold: jsii.Number(1), EvaluationPeriods: jsii.Number(1)})
			break
		}
	}
	for id, alarm := range synth(t, stack).ofType("AWS::CloudWatch::Alarm") {
		text := jsonOf(t, alarm.Properties)
		if strings.Contains(text, "EventBusName") || strings.Contains(text, `"RuleName"`) && !strings.Contains(text, `"Fn::Select":[1,`) {
			t.Errorf("%s: %s", id, text)
		}
	}
}

// TestGrants: each lets somebody do one thing.
func TestGrants(t *testing.T) {
	stack := newStack(t)
	api := NewOpenApiDestinations(stack, jsii.String("Api"), &OpenApiDestinationsProps{
		Document: DocumentFromFile("testdata/edge.yaml"), Sources: []string{"my.trainer", "my.doctor"},
		Operations: map[string]OperationProps{"constants": {Sources: []string{"my.trainer"}}},
	})
	grants := map[string]func(awsiam.IGrantable) awsiam.Grant{
		"All": api.GrantPutEvents, "One": api.Operation("constants").GrantPutEvents, "Letters": api.GrantConsumeDeadLetters, "Call": api.Operation("constants").GrantInvoke,
	}
	for id, grant := range grants {
		role := awsiam.NewRole(stack, jsii.String(id), &awsiam.RoleProps{AssumedBy: awsiam.NewAccountRootPrincipal()})
		grant(role).AssertSuccess()
	}
	got := make(map[string]string)
	for id, policy := range synth(t, stack).ofType("AWS::IAM::Policy") {
		name, _, _ := strings.Cut(id, "DefaultPolicy")
		got[name] = jsonOf(t, at(policy.Properties, "PolicyDocument", "Statement"))
	}
	bus := `"Effect":"Allow","Resource":{"Fn::GetAtt":["ApiEventBusAB5F95D6","Arn"]}}]`
	source := `"ForAllValues:StringEquals":{"events:source":["my.trainer"]},"Null":{"events:source":"false"}`
	if want := `[{"Action":"events:PutEvents","Condition":{` + source + `,"StringEquals":{"events:detail-type":["constants"]}},` + bus; got["One"] != want {
		t.Errorf("%s; want %s", got["One"], want)
	}
	if all := got["All"]; !strings.Contains(all, `{"events:source":["my.trainer","my.doctor"]}`) || !strings.Contains(all, `"constants"`) || !strings.Contains(all, `"many options"`) || strings.Contains(all, `"digest"`) || !strings.HasSuffix(all, bus) {
		t.Errorf("%s", all)
	}
	if letters := got["Letters"]; !strings.Contains(letters, "sqs:DeleteMessage") || strings.Contains(letters, "sqs:SendMessage") {
		t.Errorf("%s", letters)
	}
	if call := got["Call"]; !strings.HasPrefix(call, `[{"Action":"events:InvokeApiDestination","Effect":"Allow","Resource":{"Fn::GetAtt":["Api`) {
		t.Errorf("%s", call)
	}
}

// TestGrantOfManyNames: names that would fill the policy are left out, and that is said.
func TestGrantOfManyNames(t *testing.T) {
	stack := newStack(t)
	var paths strings.Builder
	for i := range 120 {
		fmt.Fprintf(&paths, "  /a-resource-with-a-name-of-some-length-%d: {post: {}}\n", i)
	}
	api := NewOpenApiDestinations(stack, jsii.String("Api"), &OpenApiDestinationsProps{Document: documentOf(paths.String())})
	role := awsiam.NewRole(stack, jsii.String("Role"), &awsiam.RoleProps{AssumedBy: awsiam.NewAccountRootPrincipal()})
	api.GrantPutEvents(role)
	d := found(api, diagnostic.WideGrant)
	if len(d) != 1 || !strings.Contains(d[0].Message, "any event on the bus") {
		t.Errorf("%v", d)
	}
}

// TestGrantInvokeOfAMachine fails the synth: a state machine is started by events only.
func TestGrantInvokeOfAMachine(t *testing.T) {
	stack := newStack(t)
	api := NewOpenApiDestinations(stack, jsii.String("Api"), &OpenApiDestinationsProps{Document: DocumentFromFile("testdata/edge.yaml")})
	role := awsiam.NewRole(stack, jsii.String("Role"), &awsiam.RoleProps{AssumedBy: awsiam.NewAccountRootPrincipal()})
	api.Operation("many options").GrantInvoke(role)
	if message := synthError(t, stack); !strings.Contains(message, "carried by a state machine and has none") {
		t.Error(message)
	}
}

// TestOperatePropsThatCannotBe are a programmer's mistakes, each told in one sentence.
func TestOperatePropsThatCannotBe(t *testing.T) {
	stack := newStack(t)
	bus := awsevents.EventBus_FromEventBusName(stack, jsii.String("Bus"), jsii.String("orders"))
	key := awskms.NewKey(stack, jsii.String("Key"), nil)
	queue := awssqs.NewQueue(stack, jsii.String("Queue"), nil)
	for want, props := range map[string]*OpenApiDestinationsProps{
		`AlarmTopic "pager" is not the ARN`:                         {AlarmTopic: "pager"},
		`for the EventBus the level "error": `:                      {Logs: LogProps{EventBus: "error"}},
		`for StateMachines the level "OFF"`:                         {Logs: LogProps{StateMachines: "OFF"}},
		`kept for 31 days`:                                          {Logs: LogProps{Days: 31}},
		`ArchiveDays is -1`:                                         {ArchiveDays: jsii.Number(-1)},
		`RemovalPolicy "SNAPSHOT"`:                                  {RemovalPolicy: awscdk.RemovalPolicy_SNAPSHOT},
		`"12", which is not the number of an account`:               {ProducerAccounts: []string{"12"}},
		`"acme", which is not the id of an organization`:            {ProducerOrganizations: []string{"acme"}},
		`ProducerAccounts has 41 entries`:                           {ProducerAccounts: make([]string, 41)},
		`ProducerAccounts and EventBus exclude each other`:          {ProducerAccounts: []string{"210987654321"}, EventBus: bus},
		`EventBusKey and EventBus exclude each other`:               {EventBusKey: key, EventBus: bus},
		`Logs.EventBus and EventBus exclude each other`:             {Logs: LogProps{EventBus: "INFO"}, EventBus: bus},
		`DeadLetterQueueKey and DeadLetterQueue exclude each other`: {DeadLetterQueueKey: key, DeadLetterQueue: queue},
	} {
		props.Document = DocumentFromFile(football)
		if got := panics(t, func() { NewOpenApiDestinations(stack, jsii.String("Api"), props) }); !strings.HasPrefix(got, "openapidestinations: ") || !strings.Contains(got, want) {
			t.Errorf("%s; want %s", got, want)
		}
	}
}

// TestKeyOfAnotherStack: the policies of a key and of a queue in another stack don't refer to the name of
// the stack that refers to them.
func TestKeyOfAnotherStack(t *testing.T) {
	for name, shards := range map[string]float64{"one bus": 300, "shards": 20} {
		t.Run(name, func(t *testing.T) {
			stack := newStack(t)
			shared := stackIn(awscdk.Stage_Of(stack).(awscdk.App), "Shared")
			props := &OpenApiDestinationsProps{
				Document:        documentOf(tables(20)),
				EventBusKey:     awskms.NewKey(shared, jsii.String("Key"), nil),
				DeadLetterQueue: awssqs.NewQueue(shared, jsii.String("Letters"), nil),
				RulesPerBus:     &shards,
			}
			NewOpenApiDestinations(stack, jsii.String("Api"), props)
			all := assemblyOf(t, synth(t, stack).dir)
			for kind, policy := range map[string]string{"AWS::KMS::Key": "KeyPolicy", "AWS::SQS::QueuePolicy": "PolicyDocument"} {
				for _, r := range all["Shared.template.json"].ofType(kind) {
					mustContain(t, jsonOf(t, r.Properties[policy]), ":event-bus/Stack-Api")
				}
			}
		})
	}
}

// TestImportedKeys: what their policies need is said.
func TestImportedKeys(t *testing.T) {
	stack := newStack(t)
	key := awskms.Key_FromKeyArn(stack, jsii.String("Key"), jsii.String("arn:aws:kms:eu-west-1:123456789012:key/12345678-1234-1234-1234-123456789012"))
	api := NewOpenApiDestinations(stack, jsii.String("Api"), &OpenApiDestinationsProps{Document: DocumentFromFile(football), EventBusKey: key, DeadLetterQueueKey: key})
	for _, code := range []string{diagnostic.BusKey, diagnostic.QueueKey} {
		if d := found(api, code); len(d) != 1 || d[0].Severity != spec.Warning || !strings.Contains(d[0].Hint, "kms:GenerateDataKey") {
			t.Errorf("%s: %v", code, d)
		}
	}
	tmpl := synth(t, stack)
	if got := at(tmpl.only("AWS::SQS::Queue").Properties, "KmsMasterKeyId"); got != *key.KeyArn() {
		t.Errorf("the queue is encrypted with %v", got)
	}
}

// TestShardsAreWatched: each has its logs, its key and its alarms.
func TestShardsAreWatched(t *testing.T) {
	stack := newStack(t)
	NewOpenApiDestinations(stack, jsii.String("Api"), &OpenApiDestinationsProps{
		Document: documentOf(tables(60)), RulesPerBus: jsii.Number(40), Alarms: true, Dashboard: true,
		Logs: LogProps{EventBus: "INFO"}, EventBusKey: awskms.NewKey(stack, jsii.String("Key"), nil),
	})
	tmpl := synth(t, stack)
	buses := tmpl.ofType("AWS::Events::EventBus")
	for id, bus := range buses {
		if at(bus.Properties, "LogConfig", "Level") != "INFO" || bus.Properties["KmsKeyIdentifier"] == nil || at(bus.Properties, "DeadLetterConfig", "Arn") == nil {
			t.Errorf("%s: %v", id, bus.Properties)
		}
	}
	if len(buses) < 3 || len(tmpl.ofType("AWS::Logs::Delivery")) != 2*len(buses) || len(tmpl.ofType("AWS::CloudWatch::Alarm")) != 3*len(buses)+3 {
		t.Errorf("%d buses, %d deliveries, %d alarms", len(buses), len(tmpl.ofType("AWS::Logs::Delivery")), len(tmpl.ofType("AWS::CloudWatch::Alarm")))
	}
}

// TestNestedStacksAreWatched: what watches is in the construct's own stack, and the deployment of a large
// document still has room for it.
func TestNestedStacksAreWatched(t *testing.T) {
	stack := newStack(t)
	api := NewOpenApiDestinations(stack, jsii.String("Api"), &OpenApiDestinationsProps{
		Document: documentOf(tables(60)), NestedStacks: jsii.Number(2), Alarms: true, Dashboard: true, ArchiveDays: jsii.Number(0),
	})
	for _, d := range api.Diagnostics() {
		if d.Severity == spec.Error {
			t.Error(d.Error())
		}
	}
	tmpl := synth(t, stack)
	if len(tmpl.ofType("AWS::CloudFormation::Stack")) != 2 || len(tmpl.ofType("AWS::CloudWatch::CompositeAlarm")) != 1 {
		t.Errorf("%d nested stacks", len(tmpl.ofType("AWS::CloudFormation::Stack")))
	}
}

// TestTriggersAreWatched: a rule on the default bus by its name alone, one on another bus by both names.
func TestTriggersAreWatched(t *testing.T) {
	stack := newStack(t)
	orders := awsevents.EventBus_FromEventBusName(stack, jsii.String("Orders"), jsii.String("aws.partner/shop/orders"))
	NewOpenApiDestinations(stack, jsii.String("Api"), &OpenApiDestinationsProps{
		Document: documentOf("  /calls: {post: {operationId: call}}\n"), Alarms: true,
		Triggers: map[string]Trigger{
			"upload": {Operation: "call", Pattern: map[string]any{"source": []any{"aws.s3"}}},
			"order":  {Operation: "call", Pattern: map[string]any{"source": []any{"shop"}}, EventBus: orders},
		},
	})
	for id, alarm := range synth(t, stack).ofType("AWS::CloudWatch::Alarm") {
		if !strings.Contains(id, "Triggers") {
			continue
		}
		text := jsonOf(t, alarm.Properties["Metrics"])
		if strings.Count(text, `"Name":"RuleName"`) != 2 || strings.Count(text, `"Name":"EventBusName"`) != 1 || !strings.Contains(text, `"Value":"aws.partner/shop/orders"`) ||
			!strings.Contains(text, `{"Fn::Select":[1,`) || !strings.Contains(text, `{"Fn::Select":[4,`) {
			t.Errorf("%s: %s", id, text)
		}
	}
}

// TestProducers: a policy of the bus has a principal and a condition for each thing that it may be about.
func TestProducers(t *testing.T) {
	stack := newStack(t)
	NewOpenApiDestinations(stack, jsii.String("Api"), &OpenApiDestinationsProps{
		Document: documentOf("  /calls: {post: {operationId: call}}\n"), Sources: []string{"shop"},
		ProducerAccounts: []string{"210987654321"}, ProducerOrganizations: []string{"o-abcde12345"},
	})
	policies := synth(t, stack).ofType("AWS::Events::EventBusPolicy")
	for id, policy := range policies {
		text := jsonOf(t, policy.Properties["Statement"])
		organization := strings.Contains(id, "Organizations")
		for want, is := range map[string]bool{
			`"Effect":"Allow"`: true, `"Action":"events:PutEvents"`: true, `"events:detail-type":["call"]`: true, `"ForAllValues:StringEquals":{"events:source":["shop"]}`: true,
			`"Null":{"events:source":"false"}`: true, `:iam::210987654321:root`: !organization, `"Principal":"*"`: organization, `"aws:PrincipalOrgID":["o-abcde12345"]`: organization,
		} {
			if strings.Contains(text, want) != is {
				t.Errorf("%s: %s in %s? want %v", id, want, text, is)
			}
		}
	}
	if len(policies) != 2 {
		t.Errorf("%d policies", len(policies))
	}
}

// TestLogsWithoutData: events may be personal data, and are logged only if that is said.
func TestLogsWithoutData(t *testing.T) {
	for _, data := range []bool{false, true} {
		stack := newStack(t)
		NewOpenApiDestinations(stack, jsii.String("Api"), &OpenApiDestinationsProps{
			Document: DocumentFromFile("testdata/edge.yaml"), Logs: LogProps{EventBus: "TRACE", StateMachines: "ALL", Data: data},
		})
		tmpl := synth(t, stack)
		want := map[bool]string{false: "NONE", true: "FULL"}[data]
		if got := at(tmpl.only("AWS::Events::EventBus").Properties, "LogConfig", "IncludeDetail"); got != want {
			t.Errorf("the bus' logs have the detail %v; want %v", got, want)
		}
		for id, machine := range tmpl.ofType("AWS::StepFunctions::StateMachine") {
			if at(machine.Properties, "LoggingConfiguration", "IncludeExecutionData") != data || at(machine.Properties, "LoggingConfiguration", "Level") != "ALL" {
				t.Errorf("%s: %v", id, machine.Properties["LoggingConfiguration"])
			}
		}
	}
}
