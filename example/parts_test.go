//go:build !race

package main

import (
	"encoding/json"
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
	if err := addStack(app, s); err != nil {
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
		result, err := loaded.Deliver(delivery.Event{Bus: "OpenApiDestinations-Api", Source: "s", DetailType: detailType, Detail: json.RawMessage(detail)})
		if err != nil {
			t.Fatal(err)
		}
		if len(result.Requests())+len(result.Queues()) != 1 || result.Lost() {
			t.Errorf("%s becomes\n%s", detailType, result)
		}
	}
}

// TestPartsAndBlueprint: the other stacks have no parameters of the blueprint.
func TestPartsAndBlueprint(t *testing.T) {
	s := settings{
		spec: "../example/football.yaml", sizes: sizeSettings{parts: jsii.Number(2)},
		credentials: map[string]credentialSetting{"apiKey": {value: &valueSetting{Parameter: "Key"}}},
	}
	_, err := addParts(nil, nil, nil, s)
	if err == nil || !strings.Contains(err.Error(), `scheme "apiKey"`) {
		t.Error(err)
	}
}
