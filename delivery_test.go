//go:build !race

package openapidestinations

import (
	"encoding/json"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/jsii-runtime-go"

	"github.com/openapi-destinations/openapidestinations/delivery"
)

const injury = `{"playerId": "7", "followUpDate": "2023-10-31", "message": {"type": "hamstring", "injuryDate": "2023-10-24"}}`

// deliver puts the article's event, or another detail of it, on a bus of an assembly.
func deliver(t *testing.T, dir, bus, detail string) *delivery.Result {
	t.Helper()
	assembly, err := delivery.LoadAssembly(dir, delivery.Options{Parameters: map[string]string{"ApiKeyValue": "secret"}})
	if err != nil {
		t.Fatal(err)
	}
	result, err := assembly.Deliver(delivery.Event{
		Bus: bus, Source: "my.trainer", DetailType: "Add Player Injury", Detail: json.RawMessage(detail)})
	if err != nil {
		t.Fatal(err)
	}
	return result
}

// TestArticle is the event of the article that the predecessor came with, and what becomes
// of it when fields are left out.
func TestArticle(t *testing.T) {
	stack := newStack(t)
	NewOpenApiDestinations(stack, jsii.String("Football"), &OpenApiDestinationsProps{Document: DocumentFromFile(football)})
	dir := synth(t, stack).dir

	const address = "https://api.football.example.com/v1/players/7/injuries"
	const body = `{"type":"hamstring","injuryDate":"2023-10-24"}`
	for name, tt := range map[string]struct{ detail, url string }{
		"all fields":               {injury, address + "?followUpDate=2023-10-31"},
		"without the optional one": {`{"playerId": 7, "message": ` + body + `}`, address},
		"null for it":              {`{"playerId": "7", "followUpDate": null, "message": ` + body + `}`, address},
	} {
		t.Run(name, func(t *testing.T) {
			requests := deliver(t, dir, "Stack-Football", tt.detail).Requests()
			if len(requests) != 1 {
				t.Fatalf("%d requests, want 1", len(requests))
			}
			r := requests[0]
			if r.Method != "POST" || r.URL.Reveal() != tt.url || r.Body.Reveal() != body {
				t.Errorf("%s %s\n%s", r.Method, r.URL.Reveal(), r.Body.Reveal())
			}
			if key, _ := r.Header("X-API-Key"); key.Reveal() != "secret" || key.String() == "secret" {
				t.Errorf("the key is %s, revealed %s", key, key.Reveal())
			}
		})
	}
	for name, detail := range map[string]string{
		"without the player":    `{"message": ` + body + `}`,
		"with an empty player":  `{"playerId": "", "message": ` + body + `}`,
		"with a climbing one":   `{"playerId": "..", "message": ` + body + `}`,
		"without the body":      `{"playerId": "7"}`,
		"with half of the body": `{"playerId": "7", "message": {"injuryDate": "2023-10-24"}}`,
	} {
		t.Run(name, func(t *testing.T) {
			result := deliver(t, dir, "Stack-Football", detail)
			if len(result.Requests()) != 0 || len(result.Queues()) != 1 || result.Lost() {
				t.Errorf("want it in the queue and nowhere else:\n%s", result)
			}
		})
	}
}

// TestStagesAndNestedStacks: the construct works below a stage and in a nested stack, and
// delivery finds it there.
func TestStagesAndNestedStacks(t *testing.T) {
	app := awscdk.NewApp(&awscdk.AppProps{Outdir: jsii.String(t.TempDir()), AnalyticsReporting: jsii.Bool(false)})
	stage := awscdk.NewStage(app, jsii.String("Prod"), nil)
	stack := awscdk.NewStack(stage, jsii.String("Stack"), nil)
	nested := awscdk.NewNestedStack(stack, jsii.String("Apis"), nil)
	NewOpenApiDestinations(nested, jsii.String("Football"), &OpenApiDestinationsProps{Document: DocumentFromFile(football)})
	awssqs.NewQueue(awscdk.NewStack(app, jsii.String("Other"), nil), jsii.String("Queue"), nil)
	dir := *app.Synth(nil).Directory()

	for name, from := range map[string]string{"the app": dir, "the stage": *stage.Outdir()} {
		t.Run(name, func(t *testing.T) {
			result := deliver(t, from, "", injury)
			if requests := result.Requests(); len(requests) != 1 || requests[0].Method != "POST" {
				t.Errorf("want one request:\n%s", result)
			}
			if result.Lost() {
				t.Errorf("lost:\n%s", result)
			}
		})
	}
}
