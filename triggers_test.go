//go:build !race

package openapidestinations

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/jsii-runtime-go"

	"github.com/openapi-destinations/openapidestinations/delivery"
	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
)

// scans calls the football API for each upload, and reports for one bus of a partner's and a schedule.
func scans(bus awsevents.IEventBus, bucket string) map[string]Trigger {
	fields := map[string]any{
		"playerId": "$.detail.object.key", "followUpDate": "$.detail.due",
		"message": map[string]any{"type": "scan", "injuryDate": "$.time"},
	}
	return map[string]Trigger{
		"scans": {
			Operation: "Add Player Injury",
			Pattern: map[string]any{
				"source": []string{"aws.s3"}, "detail-type": []string{"Object Created"},
				"detail": map[string]any{"bucket": map[string]any{"name": []string{bucket}}},
			},
			Fields: fields,
		},
		"partner": {Operation: "Add Player Injury", EventBus: bus, Pattern: map[string]any{"source": []string{"aws.partner/clinic"}}, Fields: fields},
		"weekly": {Operation: "Add Player Injury", Schedule: "cron(0 8 ? * MON *)", Fields: map[string]any{
			"playerId": "all", "message": map[string]any{"type": "check", "injuryDate": "$.time"},
		}},
	}
}

// TestTriggerDeliveries: what becomes of uploads, of a partner's events, and of a schedule, by both carriers.
func TestTriggerDeliveries(t *testing.T) {
	for _, carrier := range []Carrier{ByAPIDestination, ByStateMachine} {
		stack := newStack(t)
		bucket := awscdk.NewCfnResource(stack, jsii.String("Bucket"), &awscdk.CfnResourceProps{
			Type: jsii.String("AWS::S3::Bucket"), Properties: &map[string]any{"BucketName": "scans-of-a-club"},
		})
		NewOpenApiDestinations(stack, jsii.String("Football"), &OpenApiDestinationsProps{
			Document: DocumentFromFile(football), Carriers: []Carrier{carrier},
			Triggers: scans(awsevents.EventBus_FromEventBusName(stack, jsii.String("Clinic"), jsii.String("clinic")), *bucket.Ref()),
		})
		made := synth(t, stack)
		assembly, err := delivery.LoadAssembly(made.dir, delivery.Options{Parameters: map[string]string{"ApiKeyValue": "secret"}})
		if err != nil {
			t.Fatal(err)
		}
		put := func(e delivery.Event) *delivery.Result {
			result, err := assembly.Deliver(e)
			if err != nil {
				t.Fatal(err)
			}
			return result
		}
		upload := func(detail string) delivery.Event {
			return delivery.Event{Bus: "default", Source: "aws.s3", DetailType: "Object Created", Time: "2026-11-27T08:00:00Z", Detail: json.RawMessage(detail)}
		}
		check := func(what string, r *delivery.Result, url, body string) {
			t.Helper()
			requests := r.Requests()
			if len(requests) != 1 || requests[0].URL.Reveal() != "https://api.football.example.com/v1/players/"+url || !sameJSON(t, requests[0].Body.Reveal(), body) {
				t.Errorf("%s, %s: %+v %v", carrier, what, requests, r.Deliveries)
			}
		}
		check("an upload", put(upload(`{"bucket":{"name":"scans-of-a-club"},"object":{"key":"a b/7.png","size":5},"due":"2026-12-01"}`)),
			"a%20b%2F7.png/injuries?followUpDate=2026-12-01", `{"type":"scan","injuryDate":"2026-11-27T08:00:00Z"}`)
		check("without what is optional", put(upload(`{"bucket":{"name":"scans-of-a-club"},"object":{"key":"7"},"due":null}`)),
			"7/injuries", `{"type":"scan","injuryDate":"2026-11-27T08:00:00Z"}`)
		check("a partner's event", put(delivery.Event{Bus: "clinic", Source: "aws.partner/clinic", DetailType: "x", Time: "2026-11-27T08:00:00Z", Detail: json.RawMessage(`{"object":{"key":"9"}}`)}),
			"9/injuries", `{"type":"scan","injuryDate":"2026-11-27T08:00:00Z"}`)
		for _, detail := range []string{`{"bucket":{"name":"scans-of-a-club"},"object":{"size":5}}`, `{"bucket":{"name":"scans-of-a-club"},"object":{"key":""}}`} {
			r := put(upload(detail))
			queues := r.Queues()
			if len(r.Requests()) > 0 || len(queues) != 1 || queues[0].LogicalID == "" || !strings.Contains(queues[0].Message.Reveal(), `"aws.s3"`) {
				t.Errorf("%s: %s comes to %+v", carrier, detail, r.Deliveries)
			}
		}
		if r := put(upload(`{"bucket":{"name":"other"},"object":{"key":"7"}}`)); len(r.Deliveries) > 0 {
			t.Errorf("%s: another bucket's upload comes to %+v", carrier, r.Deliveries)
		}
		weekly := put(delivery.Event{Bus: "default", Source: "aws.events", DetailType: "Scheduled Event", Detail: json.RawMessage(`{}`)}).Closest
		if weekly == nil {
			t.Fatal("no rule has a schedule")
		}
		check("the schedule", put(delivery.Event{Bus: "default", Source: "aws.events", DetailType: "Scheduled Event", Time: "2026-11-30T08:00:00Z",
			Resources: []string{weekly.Rule.ARN}, Detail: json.RawMessage(`{}`)}),
			"all/injuries", `{"type":"check","injuryDate":"2026-11-30T08:00:00Z"}`)
		checkTriggerRoles(t, made)
		for name, want := range map[string]string{
			"Football.events.md": "* The trigger `weekly` calls it at `cron(0 8 ? * MON *)`, with the detail `{\"message\":", "Football.events.json": `"name": "partner",`,
		} {
			if text, err := os.ReadFile(filepath.Join(made.dir, name)); err != nil || !strings.Contains(string(text), want) {
				t.Errorf("%s lacks %s: %v", name, want, err)
			}
		}
	}
}

func sameJSON(t *testing.T, a, b string) bool {
	t.Helper()
	var x, y any
	if json.Unmarshal([]byte(a), &x) != nil || json.Unmarshal([]byte(b), &y) != nil {
		return false
	}
	left, _ := json.Marshal(x)
	right, _ := json.Marshal(y)
	return string(left) == string(right)
}

// checkTriggerRoles: the roles of triggers trust their rules and no others, and the operations' roles not
// the triggers'; the queue takes from both.
func checkTriggerRoles(t *testing.T, made template) {
	t.Helper()
	roles := 0
	for id, r := range made.Resources {
		if r.Type != "AWS::IAM::Role" || !strings.Contains(id, "Trigger") {
			continue
		}
		roles++
		text, _ := json.Marshal(r.Properties["AssumeRolePolicyDocument"])
		if got := string(text); !strings.Contains(got, ":rule/") || !strings.Contains(got, "AWS::StackId") || strings.Contains(got, `rule/*"`) {
			t.Errorf("the role %s trusts %s", id, got)
		}
	}
	if roles != 1 {
		t.Errorf("%d roles of triggers", roles)
	}
	var names []string
	for _, r := range made.Resources {
		if name, _ := json.Marshal(r.Properties["Name"]); r.Type == "AWS::Events::Rule" && string(name) != "null" {
			names = append(names, string(name))
		}
	}
	slices.Sort(names)
	if len(names) < 3 || len(slices.Compact(slices.Clone(names))) != len(names) {
		t.Errorf("the names are %q", names)
	}
}

// TestTriggersChangeNothing: without triggers there is nothing of them.
func TestTriggersChangeNothing(t *testing.T) {
	stack := newStack(t)
	NewOpenApiDestinations(stack, jsii.String("Football"), &OpenApiDestinationsProps{Document: DocumentFromFile(football)})
	if made := synth(t, stack); strings.Contains(made.text, "Trigger") || strings.Contains(made.text, "AWS::StackId") {
		t.Error(made.text)
	}
}

// TestTriggerHearsAnswers: a trigger's pattern that takes all of a bus by its source is refused where the
// answers of its operation are put on that bus, and nowhere else.
func TestTriggerHearsAnswers(t *testing.T) {
	for name, tt := range map[string]struct {
		bus, answers string
		refused      bool
	}{
		"the same bus": {"club", "club", true}, "another bus": {"clinic", "club", false},
		"the default one": {"", "default", true}, "not the default one": {"", "club", false},
	} {
		stack := newStack(t)
		busOf := func(id, name string) awsevents.IEventBus {
			return awsevents.EventBus_FromEventBusName(stack, &id, &name)
		}
		trigger := Trigger{
			Operation: "a", Pattern: map[string]any{"source": []any{map[string]any{"prefix": "openapi-"}}}, Fields: map[string]any{"message": map[string]any{}},
		}
		if tt.bus != "" {
			trigger.EventBus = busOf("Bus", tt.bus)
		}
		api := NewOpenApiDestinations(stack, jsii.String("Api"), &OpenApiDestinationsProps{
			Document: documentOf("  /a: {post: {operationId: a, requestBody: {content: {application/json: {schema: {type: object}}}}}}\n"), Carriers: []Carrier{ByStateMachine},
			Answers: SuccessAnswers, AnswerBus: busOf("Told", tt.answers), Triggers: map[string]Trigger{"all": trigger},
		})
		if refused := severityOf(api, diagnostic.TriggerInvalid) == "error"; refused != tt.refused {
			t.Errorf("%s: %v", name, api.Diagnostics())
		}
	}
}

// TestTriggerWildcards: a bus takes few rules with wildcards. Where it is the construct's, those of the
// operations count, too.
func TestTriggerWildcards(t *testing.T) {
	const bus = "club"
	for name, tt := range map[string]struct {
		bus  string
		want string
	}{
		"the construct's": {bus, "32 rules with wildcards on one event bus are more than the 30 that it holds by default: 28 of them are those of triggers"},
		"another":         {"clinic", "the triggers have 28 rules with wildcards on the event bus clinic"},
		"the default one": {"", "the triggers have 28 rules with wildcards on the event bus default"},
	} {
		stack := newStack(t)
		busOf := func(id, name string) awsevents.IEventBus {
			return awsevents.EventBus_FromEventBusName(stack, &id, &name)
		}
		triggers := make(map[string]Trigger)
		for i := range 28 {
			one := Trigger{Operation: "a", Pattern: map[string]any{"source": []any{map[string]any{"wildcard": "a*b"}}}, Fields: map[string]any{"x": "1"}}
			if id := fmt.Sprint("t", i); tt.bus != "" {
				one.EventBus = busOf(id, tt.bus)
			}
			triggers[fmt.Sprint("t", i)] = one
		}
		api := NewOpenApiDestinations(stack, jsii.String("Api"), &OpenApiDestinationsProps{
			Document: documentOf("  /a/{x}: {post: {operationId: a, parameters: [{name: x, in: path, required: true, schema: {type: string}}]}}\n"),
			EventBus: busOf("Bus", bus), Triggers: triggers, Operations: map[string]OperationProps{"a": {GuardPath: jsii.Bool(true)}},
		})
		if said := found(api, diagnostic.AccountQuota); len(said) != 1 || !strings.Contains(said[0].Message, tt.want) {
			t.Errorf("%s: %v", name, api.Diagnostics())
		}
	}
}
