//go:build !race

package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"

	"github.com/openapi-destinations/openapidestinations/delivery"
)

// TestPartsKey: with several stacks, all operations are called from the first one's bus.
func TestPartsKey(t *testing.T) {
	t.Chdir("..")
	s, err := readSettings(map[string]any{"parts": "2", "sharedDestinations": "true"})
	if err != nil {
		t.Fatal(err)
	}
	app := awscdk.NewApp(&awscdk.AppProps{Outdir: jsii.String(t.TempDir()), AnalyticsReporting: jsii.Bool(false)})
	if _, err := addStack(app, s); err != nil {
		t.Fatal(err)
	}
	assembly := app.Synth(nil)
	if n := len(*assembly.Stacks()); n != 2 {
		t.Errorf("%d stacks", n)
	}
	loaded, err := delivery.LoadAssembly(*assembly.Directory(), delivery.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for detailType, detail := range map[string]string{
		"Add Player":        `{"message": {"name": "Ann"}}`,
		"Add Player Injury": `{"playerId": "7", "message": {"type": "hamstring", "injuryDate": "2023-10-24"}}`,
	} {
		result, err := loaded.Deliver(delivery.Event{Bus: "FootballAPI-Api", Source: "s", DetailType: detailType, Detail: json.RawMessage(detail)})
		if err != nil {
			t.Fatal(err)
		}
		if len(result.Requests())+len(result.Queues()) != 1 || result.Lost() {
			t.Errorf("%s becomes\n%s", detailType, result)
		}
	}
}

// TestReferencesBetweenStacks: what the app writes, delivery reads, whichever way stacks refer to
// each other by the flag of cdk.json, and with no flag at all.
func TestReferencesBetweenStacks(t *testing.T) {
	t.Chdir("..")
	text, err := os.ReadFile("cdk.json")
	if err != nil {
		t.Fatal(err)
	}
	const flag = "@aws-cdk/core:defaultCrossStackReferences"
	for strength, function := range map[string]string{"weak": "Fn::GetStackOutput", "strong": "Fn::ImportValue", "both": "Fn::GetStackOutput", "": "Fn::ImportValue"} {
		var file struct{ Context map[string]any }
		if err := json.Unmarshal(text, &file); err != nil {
			t.Fatal(err)
		}
		if file.Context[flag] != "weak" {
			t.Errorf("cdk.json says %v", file.Context[flag])
		}
		file.Context[flag] = strength
		if strength == "" {
			delete(file.Context, flag)
		}
		file.Context["parts"], file.Context["nestedStacks"] = 2.0, 1.0
		app := awscdk.NewApp(&awscdk.AppProps{Outdir: jsii.String(t.TempDir()), AnalyticsReporting: jsii.Bool(false), Context: &file.Context})
		s, err := readSettings(file.Context)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := addStack(app, s); err != nil {
			t.Fatal(err)
		}
		dir := *app.Synth(nil).Directory()
		second, err := os.ReadFile(filepath.Join(dir, "FootballAPI-2.template.json"))
		if err != nil || !strings.Contains(string(second), function) {
			t.Errorf("%q: the second stack has no %s: %v", strength, function, err)
		}
		loaded, err := delivery.LoadAssembly(dir, delivery.Options{})
		if err != nil {
			t.Errorf("%q: %v", strength, err)
			continue
		}
		for _, detailType := range []string{"Add Player", "Add Player Injury", "Add Team"} {
			result, err := loaded.Deliver(delivery.Event{Bus: "FootballAPI-Api", Source: "s", DetailType: detailType, Detail: json.RawMessage(`{}`)})
			if err != nil || result.Lost() || len(result.Requests())+len(result.Queues()) != 1 {
				t.Errorf("%q: %s: %v\n%s", strength, detailType, err, result)
			}
		}
	}
}

// TestPartsAndBlueprint: the other stacks have no parameters of the blueprint.
func TestPartsAndBlueprint(t *testing.T) {
	s := settings{
		spec: "../example/football.yaml", parts: jsii.Number(2),
		credentials: map[string]credentialSetting{"apiKey": {value: &valueSetting{Parameter: "Key"}}},
	}
	_, _, err := addParts(nil, nil, nil, s)
	if err == nil || !strings.Contains(err.Error(), `scheme "apiKey"`) {
		t.Error(err)
	}
}
