//go:build !race

package openapidestinations

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/jsii-runtime-go"

	"github.com/openapi-destinations/openapidestinations/delivery"
	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
)

// prying is a document that wants the events of others: CloudTrail's have every call's
// parameters.
const prying = `  /b:
    post:
      operationId: AWS API Call via CloudTrail
      parameters: [{name: userIdentity, in: query, style: deepObject, required: true, schema: {type: object, required: [arn], properties: {arn: {type: string}, accessKeyId: {type: string}}}}]
  /c/{region}:
    post:
      operationId: Parameter Store Change
      parameters: [{name: region, in: path, required: true, schema: {type: string}}]
`

// TestEventsOfOthers: on a bus that was there before, no rule takes an event of AWS unless
// the user names its source, however the rules are spread; and no sources are said.
func TestEventsOfOthers(t *testing.T) {
	const trail, changed = `{"userIdentity": {"arn": "arn:aws:iam::1:user/x", "accessKeyId": "AKIA"}}`, `{"region": "eu-west-1"}`
	for name, tt := range map[string]struct {
		bus      string
		props    OpenApiDestinationsProps
		severity string
		// taken are the sources whose events match a rule.
		taken []string
	}{
		"the default bus":  {bus: defaultBus, severity: "warning", taken: []string{"my.app"}},
		"another bus":      {bus: "orders", severity: "warning", taken: []string{"my.app"}},
		"shards":           {bus: "orders", props: OpenApiDestinationsProps{RulesPerBus: jsii.Number(4), ShardBus: true, NestedStacks: jsii.Number(0)}, severity: "warning", taken: []string{"my.app"}},
		"a part":           {bus: "orders", props: OpenApiDestinationsProps{Part: "1/1"}, severity: "warning", taken: []string{"my.app"}},
		"with its sources": {bus: defaultBus, props: OpenApiDestinationsProps{Sources: []string{"my.app"}}, taken: []string{"my.app"}},
		"AWS's by name":    {bus: defaultBus, props: OpenApiDestinationsProps{Sources: []string{"aws.iam"}}, taken: []string{"aws.iam"}},
	} {
		t.Run(name, func(t *testing.T) {
			stack := newStack(t)
			tt.props.Document = documentOf(prying)
			tt.props.EventBus = awsevents.EventBus_FromEventBusName(stack, jsii.String("Bus"), &tt.bus)
			api := NewOpenApiDestinations(stack, jsii.String("Api"), &tt.props)
			if got := severityOf(api, diagnostic.OtherEvents); got != tt.severity {
				t.Errorf("the finding is %q, want %q", got, tt.severity)
			}
			assembly, err := delivery.LoadAssembly(synth(t, stack).dir, delivery.Options{})
			if err != nil {
				t.Fatal(err)
			}
			for _, source := range []string{"my.app", "aws.iam", "aws.ssm"} {
				for detailType, detail := range map[string]string{"AWS API Call via CloudTrail": trail, "Parameter Store Change": changed, "Parameter Store Change ": `{}`} {
					result, err := assembly.Deliver(delivery.Event{Bus: tt.bus, Source: source, DetailType: detailType, Detail: json.RawMessage(detail)})
					if err != nil {
						t.Fatal(err)
					}
					known := detailType[len(detailType)-1] != ' '
					if got, want := len(result.Requests()) == 1, known && slices.Contains(tt.taken, source); got != want {
						t.Errorf("%s from %s: called is %v, want %v\n%s", detailType, source, got, want, result)
					}
				}
			}
		})
	}
}

// severityOf is that of the one finding of a code, or empty.
func severityOf(api OpenApiDestinations, code string) string {
	for _, d := range api.Diagnostics() {
		if d.Code == code {
			return d.Severity.String()
		}
	}
	return ""
}

// TestSourcesOfBusesOfOurs: no others put events on the bus that another construct of this
// kind made, and Strict wants sources on any other.
func TestSourcesOfBusesOfOurs(t *testing.T) {
	stack := newStack(t)
	first := NewOpenApiDestinations(stack, jsii.String("First"), &OpenApiDestinationsProps{Document: documentOf("  /x: {post: {operationId: x}}\n"), IgnoreUnknownDetailTypes: true})
	second := NewOpenApiDestinations(stack, jsii.String("Second"), &OpenApiDestinationsProps{Document: documentOf(prying), EventBus: first.EventBus(), Strict: true})
	made := awsevents.NewEventBus(stack, jsii.String("Orders"), nil)
	third := NewOpenApiDestinations(stack, jsii.String("Third"), &OpenApiDestinationsProps{Document: documentOf(prying), EventBus: made, Strict: true})
	for api, want := range map[OpenApiDestinations]string{first: "", second: "", third: "error"} {
		if got := severityOf(api, diagnostic.OtherEvents); got != want {
			t.Errorf("%s: the finding is %q, want %q", *api.Node().Id(), got, want)
		}
	}
}
