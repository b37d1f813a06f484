//go:build !race

package openapidestinations

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/jsii-runtime-go"

	"github.com/openapi-destinations/openapidestinations/delivery"
)

// TestNameOfTheLaunch: the bus and its shards are called after the stack that is launched, and
// so is what lets their rules send dead letters. Under the stack's own name they are what they
// were when the template had them as texts, so that nothing is replaced.
func TestNameOfTheLaunch(t *testing.T) {
	stack := newStack(t)
	first := NewOpenApiDestinations(stack, jsii.String("Api"), &OpenApiDestinationsProps{Document: documentOf(tables(20)), RulesPerBus: jsii.Number(30), IgnoreUnknownDetailTypes: true})
	NewOpenApiDestinations(stack, jsii.String("Second"), &OpenApiDestinationsProps{
		Document: documentOf("  /x/{id}: {post: {operationId: x, parameters: [{name: id, in: path, required: true, schema: {type: string}}]}}\n"),
		EventBus: first.EventBus(),
	})
	tmpl := synth(t, stack)
	for _, name := range []string{"Stack", "Copy"} {
		assembly, err := delivery.ParseTemplate([]byte(tmpl.text), delivery.Options{StackName: name})
		if err != nil {
			t.Fatal(err)
		}
		for _, detailType := range []string{"addRow7", "x"} {
			for detail, requests := range map[string]int{`{"id": "7"}`: 1, `{}`: 0} {
				result, err := assembly.Deliver(delivery.Event{Bus: name + "-Api", Source: "s", DetailType: detailType, Detail: json.RawMessage(detail)})
				if err != nil || result.Lost() || len(result.Requests()) != requests || len(result.Queues()) != 1-requests {
					t.Errorf("%s: %s %s: %v\n%s", name, detailType, detail, err, result)
				}
			}
		}
		if _, err := assembly.Deliver(delivery.Event{Bus: name + "-Api-01", Source: "s", DetailType: "x", Detail: json.RawMessage(`{}`)}); err != nil {
			t.Errorf("a shard of %s: %v", name, err)
		}
	}
	if text, err := os.ReadFile(filepath.Join(tmpl.dir, "Api.events.md")); err != nil || !strings.Contains(string(text),
		"`Stack-Api`, or `${AWS::StackName}-Api` where the stack is launched under another name") {
		t.Errorf("the catalog says nothing of the name: %v", err)
	}
}

// TestNameInAnotherStack: others refer to the bus as they do to one with a fixed name, in
// another account and Region too.
func TestNameInAnotherStack(t *testing.T) {
	app := awscdk.NewApp(&awscdk.AppProps{Outdir: jsii.String(t.TempDir()), AnalyticsReporting: jsii.Bool(false)})
	in := func(id, region, account string) awscdk.Stack {
		return awscdk.NewStack(app, jsii.String(id), &awscdk.StackProps{Env: &awscdk.Environment{Region: jsii.String(region), Account: jsii.String(account)}})
	}
	stack := in("Stack", "eu-west-1", "111111111111")
	api := NewOpenApiDestinations(stack, jsii.String("Api"), &OpenApiDestinationsProps{Document: documentOf(tables(1))})
	far := in("Far", "us-east-1", "222222222222")
	role := awsiam.NewRole(far, jsii.String("Producer"), &awsiam.RoleProps{AssumedBy: awsiam.NewAccountRootPrincipal()})
	api.EventBus().GrantPutEventsTo(role, jsii.String("Far"))
	awscdk.NewCfnOutput(far, jsii.String("Bus"), &awscdk.CfnOutputProps{Value: api.EventBus().EventBusName()})
	text := synth(t, far).text
	mustContain(t, text, `:events:eu-west-1:111111111111:event-bus/Stack-Api"`, `"Value": "Stack-Api"`)
	mustContain(t, synth(t, stack).text, `"-Api"`)
}

// TestNamesOfParts: the policy of a queue that parts share names the shards of each, those of
// other stacks by the names that these have at synth.
func TestNamesOfParts(t *testing.T) {
	stack := newStack(t)
	props := OpenApiDestinationsProps{Document: documentOf(tables(60)), RulesPerBus: jsii.Number(40), Part: "1/2"}
	first := NewOpenApiDestinations(stack, jsii.String("Api"), &props)
	props.Part, props.EventBus, props.DeadLetterQueue, props.ShardBus = "2/2", first.EventBus(), first.DeadLetterQueue(), true
	other := stackIn(awscdk.Stage_Of(stack).(awscdk.App), "Other")
	NewOpenApiDestinations(other, jsii.String("Api"), &props)
	tmpl := synth(t, stack)
	policy := jsonOf(t, tmpl.only("AWS::SQS::QueuePolicy").Properties)
	mustContain(t, policy, `{"Ref":"AWS::StackName"},"-Api/*"`, `{"Ref":"AWS::StackName"},"-Api-??/*"`, `:rule/Other-Api-??/*"`)
}
