//go:build !race

package openapidestinations

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/jsii-runtime-go"

	"github.com/openapi-destinations/openapidestinations/delivery"
	"github.com/openapi-destinations/openapidestinations/internal/golden"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
)

// tables are operations with a path parameter and an optional one: two rules each, three resources.
func tables(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "  /table%d/{id}/rows: {post: {operationId: addRow%d, parameters: [{name: id, in: path, required: true, schema: {type: string}}, {name: q, in: query, schema: {type: string}}]}}\n", i, i)
	}
	return b.String()
}

// assemblyOf is the whole of what was synthesized: each template, by its file.
func assemblyOf(t *testing.T, dir string) map[string]template {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.template.json"))
	if err != nil || len(files) == 0 {
		t.Fatal("no templates", err)
	}
	all := make(map[string]template)
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		tmpl := template{t: t, dir: dir, text: string(text)}
		if err := json.Unmarshal(text, &tmpl); err != nil {
			t.Fatal(err)
		}
		if len(tmpl.Resources) > limits.ResourcesPerStack || len(text) > limits.TemplateBytes || len(tmpl.Parameters) > limits.ParametersPerStack {
			t.Errorf("%s: %d resources, %d bytes, %d parameters", file, len(tmpl.Resources), len(text), len(tmpl.Parameters))
		}
		checkReferences(t, filepath.Base(file), tmpl)
		all[filepath.Base(file)] = tmpl
	}
	return all
}

func TestScale(t *testing.T) {
	for name, props := range map[string]*OpenApiDestinationsProps{
		"shards":           {Document: documentOf(tables(100)), RulesPerBus: jsii.Number(60)},
		"nested":           {Document: documentOf(tables(200)), RulesPerBus: jsii.Number(1000)},
		"both":             {Document: documentOf(tables(300))},
		"shared":           {Document: documentOf(tables(300)), SharedDestinations: true},
		"number of stacks": {Document: documentOf(tables(20)), NestedStacks: jsii.Number(3), Prefix: "Shop"},
	} {
		t.Run(name, func(t *testing.T) {
			stack := newStack(t)
			api := NewOpenApiDestinations(stack, jsii.String("Api"), props)
			dir := *awscdk.Stage_Of(stack).Synth(nil).Directory()
			for file, tmpl := range assemblyOf(t, dir) {
				t.Logf("%s: %d resources, %d bytes, %d parameters", file, len(tmpl.Resources), len(tmpl.text), len(tmpl.Parameters))
				for id := range tmpl.Resources {
					if !strings.HasPrefix(id, props.Prefix) {
						t.Errorf("the resource %s lacks the prefix", id)
					}
				}
			}
			assembly, err := delivery.LoadAssembly(dir, delivery.Options{})
			if err != nil {
				t.Fatal(err)
			}
			for _, o := range api.Operations() {
				for detail, queued := range map[string]bool{`{"id": "7"}`: false, `{"id": 7, "q": "x"}`: false, `{"q": "x"}`: true} {
					result, err := assembly.Deliver(delivery.Event{Source: "s", DetailType: o.DetailType, Detail: json.RawMessage(detail)})
					if err != nil {
						t.Fatal(err)
					}
					requests := result.Requests()
					if result.Lost() || (len(requests) == 0) != queued || (len(result.Queues()) == 1) != queued || len(requests) > 1 {
						t.Fatalf("%s %s:\n%s", o.DetailType, detail, result)
					}
					if !queued && !strings.HasPrefix(requests[0].URL.Reveal(), "https://api.example.com/v1"+strings.ReplaceAll(o.Path, "{id}", "7")) {
						t.Fatalf("%s: %s", o.Path, requests[0].URL)
					}
				}
			}
		})
	}
}

// TestParts: parts in stacks of their own, on the bus of the first, make the whole document.
func TestParts(t *testing.T) {
	for name, props := range map[string]OpenApiDestinationsProps{
		"one bus": {Document: documentOf(tables(30))},
		"shards":  {Document: documentOf(tables(60)), RulesPerBus: jsii.Number(40)},
		"brought": {Document: documentOf(tables(60)), RulesPerBus: jsii.Number(40), ShardBus: true},
	} {
		t.Run(name, func(t *testing.T) {
			stack := newStack(t)
			if name == "brought" {
				props.EventBus = awsevents.NewEventBus(stack, jsii.String("Bus"), nil)
			}
			props.Part = "1/3"
			first := NewOpenApiDestinations(stack, jsii.String("Api"), &props)
			var operations []Operation
			operations = append(operations, first.Operations()...)
			for _, part := range []string{"2/3", "3/3"} {
				next := props
				next.Part, next.EventBus, next.DeadLetterQueue, next.ShardBus = part, first.EventBus(), first.DeadLetterQueue(), true
				api := NewOpenApiDestinations(stackIn(awscdk.Stage_Of(stack).(awscdk.App), "Stack"+part[:1]), jsii.String("Api"), &next)
				operations = append(operations, api.Operations()...)
			}
			dir := *awscdk.Stage_Of(stack).Synth(nil).Directory()
			assembly, err := delivery.LoadAssembly(dir, delivery.Options{})
			if err != nil {
				t.Fatal(err)
			}
			called := make(map[string]bool)
			for _, o := range operations {
				for detail, requests := range map[string]int{`{"id": "7"}`: 1, `{}`: 0} {
					result, err := assembly.Deliver(delivery.Event{Source: "s", DetailType: o.DetailType, Detail: json.RawMessage(detail)})
					if err != nil || result.Lost() || len(result.Requests()) != requests || len(result.Queues()) != 1-requests {
						t.Fatalf("%s: %v\n%s", o.DetailType, err, result)
					}
				}
				called[o.DetailType] = true
			}
			if want := strings.Count(tables(60), "post"); len(called) != len(operations) || name != "one bus" && len(called) != want {
				t.Errorf("%d operations of %d in %d parts", len(called), want, len(operations))
			}
			if unknown, err := assembly.Deliver(delivery.Event{Source: "s", DetailType: "addrow1", Detail: json.RawMessage(`{}`)}); name == "one bus" && (err != nil || len(unknown.Queues()) != 1) {
				t.Errorf("a mistyped event: %v\n%s", err, unknown)
			}
			var policies int
			for _, tmpl := range assemblyOf(t, dir) {
				for _, policy := range tmpl.ofType("AWS::SQS::QueuePolicy") {
					policies++
					if text := jsonOf(t, policy.Properties); strings.Contains(text, `:rule/*"`) {
						t.Errorf("the queue takes dead letters of any rule: %s", text)
					}
				}
			}
			if policies != 1 {
				t.Errorf("%d queue policies", policies)
			}
		})
	}
}

// TestPartsNeeded says how many, and a wrong Part is a programmer's mistake.
func TestPartsNeeded(t *testing.T) {
	for operations, want := range map[int]int{10: 1, 900: 2} {
		props := OpenApiDestinationsProps{Document: documentOf(tables(operations))}
		if got := props.Parts(); got != want {
			t.Errorf("%d operations need %d parts, want %d", operations, got, want)
		}
	}
	for part, want := range map[string]string{"0/2": "number", "3/2": "number", "1/2/3": "number", "1/100": "up to 99", "1/99999999999999999999": "number", "2/2": "EventBus"} {
		message := panics(t, func() {
			NewOpenApiDestinations(newStack(t), jsii.String("Api"), &OpenApiDestinationsProps{Document: documentOf(tables(1)), Part: part})
		})
		mustContain(t, message, want, `"`+part+`"`)
	}
}

// TestRegions: a stack whose Region has a lower quota has it by default.
func TestRegions(t *testing.T) {
	for region, shards := range map[string]int{"af-south-1": 2, "eu-south-1": 2, "eu-west-1": 0} {
		app := awscdk.NewApp(&awscdk.AppProps{Outdir: jsii.String(t.TempDir()), AnalyticsReporting: jsii.Bool(false)})
		stack := awscdk.NewStack(app, jsii.String("Stack"), &awscdk.StackProps{
			Env: &awscdk.Environment{Region: jsii.String(region), Account: jsii.String("123456789012")}})
		NewOpenApiDestinations(stack, jsii.String("Api"), &OpenApiDestinationsProps{Document: documentOf(tables(55))})
		if got := len(synth(t, stack).ofType("AWS::Events::EventBus")) - 1; got != shards {
			t.Errorf("%s: %d shards, want %d", region, got, shards)
		}
	}
}

// TestLaunchOfNestedStacks: what the launch chooses reaches the nested stacks.
func TestLaunchOfNestedStacks(t *testing.T) {
	stack := newStack(t)
	NewOpenApiDestinations(stack, jsii.String("Football"), &OpenApiDestinationsProps{
		Document: DocumentFromFile(football), AskServer: true, NestedStacks: jsii.Number(2),
	})
	result := deliver(t, *awscdk.Stage_Of(stack).Synth(nil).Directory(), "Stack-Football", injury)
	if requests := result.Requests(); len(requests) != 1 || !strings.HasSuffix(requests[0].URL.Reveal(), "/v1/players/7/injuries?followUpDate=2023-10-31") {
		t.Errorf("want one request:\n%s", result)
	}
}

// TestGoldenStacks keeps the templates of what is spread over nested stacks and shards, logical
// ids above all, and of shared destinations.
func TestGoldenStacks(t *testing.T) {
	for name, props := range map[string]*OpenApiDestinationsProps{
		"stacks": {Document: DocumentFromFile(football), NestedStacks: jsii.Number(2), RulesPerBus: jsii.Number(7)},
		"shared": {Document: DocumentFromFile(football), SharedDestinations: true, Prefix: "League"},
	} {
		t.Run(name, func(t *testing.T) {
			stack := newStack(t)
			NewOpenApiDestinations(stack, jsii.String("Api"), props)
			all := make(map[string]any)
			for file, tmpl := range assemblyOf(t, *awscdk.Stage_Of(stack).Synth(nil).Directory()) {
				var value any
				if err := json.Unmarshal([]byte(assetHash.ReplaceAllString(tmpl.text, "HASH")), &value); err != nil {
					t.Fatal(err)
				}
				all[file] = value
			}
			text, err := json.Marshal(all)
			if err != nil {
				t.Fatal(err)
			}
			golden.Check(t, "testdata/golden/"+name+".templates.json", indented(t, text))
		})
	}
}

// assetHash is that of a nested stack's template, which the golden file holds itself.
var assetHash = regexp.MustCompile(`[0-9a-f]{64}`)

// TestTokensInNestedStacks: what only the deployment knows reaches the nested stacks too.
func TestTokensInNestedStacks(t *testing.T) {
	stack := newStack(t)
	parameter := func(name string) *string {
		return awscdk.NewCfnParameter(stack, jsii.String(name), nil).ValueAsString()
	}
	NewOpenApiDestinations(stack, jsii.String("Api"), &OpenApiDestinationsProps{
		Document: documentOf(tables(12)), NestedStacks: jsii.Number(2), RulesPerBus: jsii.Number(20), ShardBus: true,
		EventBus: awsevents.EventBus_FromEventBusName(stack, jsii.String("Bus"), parameter("BusName")),
		BaseURL:  *parameter("BaseUrl"), Sources: []string{"shop", *parameter("Source")},
	})
	assembly, err := delivery.LoadAssembly(*awscdk.Stage_Of(stack).Synth(nil).Directory(), delivery.Options{
		Parameters: map[string]string{"BusName": "orders", "BaseUrl": "https://api.example.org/v7", "Source": "club"}})
	if err != nil {
		t.Fatal(err)
	}
	for source, want := range map[string]int{"club": 1, "shop": 1, "other": 0} {
		for detail := range map[string]bool{`{"id": "7"}`: true, `{"id": "7", "q": null}`: true, `{"id": "7", "q": "x"}`: true} {
			result, err := assembly.Deliver(delivery.Event{Bus: "orders", Source: source, DetailType: "addRow3", Detail: json.RawMessage(detail)})
			if err != nil {
				t.Fatal(err)
			}
			requests := result.Requests()
			if len(requests) != want || want == 1 && !strings.HasPrefix(requests[0].URL.Reveal(), "https://api.example.org/v7/table3/7/rows") {
				t.Errorf("from %s:\n%s", source, result)
			}
		}
	}
}

// TestManyConnections: more than the construct's own stack has room for follow their operations
// into the nested stacks, with their secrets hidden.
func TestManyConnections(t *testing.T) {
	var schemes, paths strings.Builder
	for i := range 150 {
		fmt.Fprintf(&schemes, "    key%d: {type: apiKey, in: header, name: X-Key-%d}\n", i, i)
		fmt.Fprintf(&paths, "  /a%d: {post: {operationId: a%d, security: [{key%d: []}]}}\n", i, i, i)
	}
	secret := awscdk.SecretValue_SecretsManager(jsii.String("api"), nil)
	stack := newStack(t)
	NewOpenApiDestinations(stack, jsii.String("Api"), &OpenApiDestinationsProps{
		Document: DocumentFromBytes("api.yaml", []byte("openapi: 3.0.3\ninfo: {title: T, version: \"1\"}\nservers: [{url: \"https://api.example.com\"}]\ncomponents:\n  securitySchemes:\n"+
			schemes.String()+"paths:\n"+paths.String())),
		Credentials: map[string]Credential{"key0": APIKey(secret)}, NestedStacks: jsii.Number(2),
	})
	dir := *awscdk.Stage_Of(stack).Synth(nil).Directory()
	for file, tmpl := range assemblyOf(t, dir) {
		connections := tmpl.ofType("AWS::Events::Connection")
		if nested := strings.Contains(file, ".nested."); nested != (len(connections) > 0) {
			t.Errorf("%s has %d connections", file, len(connections))
		}
		for name, parameter := range tmpl.Parameters {
			if strings.Contains(name, "Value") && parameter["NoEcho"] != true {
				t.Errorf("%s shows the secret %s", file, name)
			}
		}
	}
	assembly, err := delivery.LoadAssembly(dir, delivery.Options{Parameters: map[string]string{"Key7Value": "seven"}})
	if err != nil {
		t.Fatal(err)
	}
	for detailType, want := range map[string]string{"a7": "seven", "a0": "{{resolve:secretsmanager:api:SecretString:::}}"} {
		result, err := assembly.Deliver(delivery.Event{Source: "s", DetailType: detailType, Detail: json.RawMessage(`{}`)})
		if err != nil || len(result.Requests()) != 1 {
			t.Fatalf("%v\n%s", err, result)
		}
		if key, _ := result.Requests()[0].Header("X-Key-" + detailType[1:]); key.Reveal() != want {
			t.Errorf("%s: the key is %q", detailType, key.Reveal())
		}
	}
}
