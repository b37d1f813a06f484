//go:build !race

package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/openapi-destinations/openapidestinations/delivery"
)

// TestServerKeys: what the context keys about servers make of the addresses, with the
// parameters that the launch is given.
func TestServerKeys(t *testing.T) {
	folder, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		context, parameters map[string]string
		player, photo       string
	}{
		"none":        {nil, nil, "https://eu.football.dev/v1/players", "https://photos.football.dev/photos"},
		"variables":   {map[string]string{"serverVariables": `{"region":"us"}`}, nil, "https://us.football.dev/v1/players", "https://photos.football.dev/photos"},
		"URLs":        {map[string]string{"serverUrls": `{"https://photos.football.dev":"/photos"}`}, nil, "https://eu.football.dev/v1/players", "https://eu.football.dev/photos/photos"},
		"all at once": {map[string]string{"askServer": "true", "askServerVariables": "*"}, map[string]string{"Server": "Sandbox", "ServerRegion": "us"}, "https://us.sandbox.football.dev/v1/players", "https://photos.football.dev/photos"},
		"defaults":    {map[string]string{"askServer": "true", "askServerVariables": "region", "server": "Sandbox"}, nil, "https://eu.sandbox.football.dev/v1/players", "https://photos.football.dev/photos"},
	} {
		t.Run(name, func(t *testing.T) {
			context := map[string]any{"spec": "example/testdata/regions.yaml"}
			for key, value := range test.context {
				context[key] = value
			}
			text, err := synth(t, context)
			if err != nil {
				t.Fatal(err)
			}
			t.Chdir(folder)
			file := filepath.Join(t.TempDir(), "template.json")
			if err := os.WriteFile(file, text, 0o600); err != nil {
				t.Fatal(err)
			}
			assembly, err := delivery.LoadTemplate(file, delivery.Options{Parameters: test.parameters})
			if err != nil {
				t.Fatal(err)
			}
			for detailType, want := range map[string]string{"Add Player": test.player, "Add Photo": test.photo} {
				result, err := assembly.Deliver(delivery.Event{Source: "s", DetailType: detailType, Detail: json.RawMessage(`{}`)})
				if err != nil {
					t.Fatal(err)
				}
				if requests := result.Requests(); len(requests) != 1 || requests[0].URL.Reveal() != want {
					t.Errorf("%s becomes\n%s\nwant %s", detailType, result, want)
				}
			}
		})
	}
}
