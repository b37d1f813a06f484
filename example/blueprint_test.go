//go:build !race

package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"
)

// TestMain runs the app itself where a test started this program as it: see runApp.
func TestMain(m *testing.M) {
	if os.Getenv(asApp) != "" {
		main()
	}
	code := m.Run()
	jsii.Close()
	os.Exit(code)
}

// synth runs the app's stack with the settings and gives the template, as text.
func synth(t *testing.T, context map[string]any) ([]byte, error) {
	t.Helper()
	// The context names files as they are from the root of the repository.
	t.Chdir("..")
	s, err := readSettings(context)
	if err != nil {
		return nil, err
	}
	app := awscdk.NewApp(&awscdk.AppProps{
		Outdir:             jsii.String(t.TempDir()),
		AnalyticsReporting: jsii.Bool(false),
		// As in cdk.json: what AWS would refuse fails the synth.
		Context: &map[string]any{"@aws-cdk/core:validateAgainstDefaultRules": true},
	})
	made, err := addStack(app, s)
	if err != nil {
		return nil, err
	}
	assembly := app.Synth(nil)
	text, err := os.ReadFile(filepath.Join(*assembly.Directory(), made.stacks[0]+".template.json"))
	if err != nil {
		t.Fatal(err)
	}
	return text, nil
}

// What the blueprint has is in the template as it is, whatever the CDK makes of it: one of plain
// CloudFormation, and one of SAM, with its transform and its resources.
func TestBlueprintIsKept(t *testing.T) {
	for file, parameter := range map[string]string{"example/testdata/blueprint.yaml": "Token", "example/testdata/sam.yaml": "ApiKey"} {
		t.Run(file, func(t *testing.T) {
			text, err := synth(t, map[string]any{
				"blueprint":   file,
				"credentials": `{"apiKey":{"parameter":"` + parameter + `"}}`,
			})
			if err != nil {
				t.Fatal(err)
			}
			source, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			sections, err := parseTemplate(source)
			if err != nil {
				t.Fatal(err)
			}
			var got map[string]any
			if err := json.Unmarshal(text, &got); err != nil {
				t.Fatal(err)
			}
			for name, section := range sections {
				var want any
				if err := json.Unmarshal(section, &want); err != nil {
					t.Fatal(err)
				}
				requireKept(t, name, want, got[name])
			}
		})
	}
}

// requireKept compares each entry of a section, or a section that is no mapping.
func requireKept(t *testing.T, name string, want, got any) {
	t.Helper()
	entries, ok := want.(map[string]any)
	if !ok {
		if !reflect.DeepEqual(want, got) {
			t.Errorf("%s is %v; the blueprint has %v", name, got, want)
		}
		return
	}
	have, _ := got.(map[string]any)
	for key, entry := range entries {
		if !reflect.DeepEqual(entry, have[key]) {
			w, _ := json.Marshal(entry)
			g, _ := json.Marshal(have[key])
			t.Errorf("%s of %s is\n%s\nthe blueprint has\n%s", key, name, g, w)
		}
	}
}

const momento = "../shared/specs/momento/"

// The predecessor's own example: a blueprint without resources, whose parameter names
// the bus.
func TestMomento(t *testing.T) {
	if _, err := os.Stat(filepath.Join("..", momento)); err != nil {
		t.Skipf("the documents of ../shared are not here: %v", err)
	}
	text, err := synth(t, map[string]any{
		"spec": momento + "openapi.yaml", "blueprint": momento + "blueprint.yaml",
		"server": "AWS us-west-2", "methods": "PUT,DELETE,POST", "prefix": "MomentoApi",
		"credentials": `{"apiTokenHeader":{"parameter":"MomentoAuthToken"}}`,
	})
	if err != nil {
		t.Fatal(err)
	}
	var template struct {
		Parameters map[string]any
		Resources  map[string]struct {
			Type       string
			Properties map[string]any
		}
	}
	if err := json.Unmarshal(text, &template); err != nil {
		t.Fatal(err)
	}
	if len(template.Parameters) != 2 {
		t.Errorf("the parameters are %v; want the blueprint's two", template.Parameters)
	}
	endpoints := make(map[string]int)
	for id, r := range template.Resources {
		if !strings.HasPrefix(id, "MomentoApi") {
			t.Errorf("the resource %s lacks the prefix", id)
		}
		switch r.Type {
		case "AWS::Events::EventBus":
			t.Error("the template has a bus of its own")
		case "AWS::Events::Rule":
			if bus, _ := r.Properties["EventBusName"].(map[string]any); bus["Ref"] != busParameter {
				t.Errorf("the rule %s is on the bus %v", id, r.Properties["EventBusName"])
			}
		case "AWS::Events::ApiDestination":
			endpoints[r.Properties["HttpMethod"].(string)+" "+r.Properties["InvocationEndpoint"].(string)]++
		}
	}
	const base = "https://api.cache.cell-4-us-west-2-1.prod.a.momentohq.com"
	for _, want := range []string{"PUT " + base + "/cache/*", "DELETE " + base + "/cache/*", "POST " + base + "/topics/*/*"} {
		if endpoints[want] != 1 || len(endpoints) != 3 {
			t.Errorf("the endpoints are %v; want %s", endpoints, want)
		}
	}
}

// What the app adds to the console's metadata stands behind what is there.
func TestConsoleMetadata(t *testing.T) {
	text, err := synth(t, map[string]any{"blueprint": "example/testdata/blueprint.yaml"})
	if err != nil {
		t.Fatal(err)
	}
	var template struct {
		Metadata map[string]struct {
			ParameterGroups []struct{ Parameters []string }
			ParameterLabels map[string]map[string]string
		}
	}
	if err := json.Unmarshal(text, &template); err != nil {
		t.Fatal(err)
	}
	console := template.Metadata[consoleMetadata]
	if len(console.ParameterGroups) != 2 || console.ParameterGroups[0].Parameters[0] != "Stage" || console.ParameterGroups[1].Parameters[0] != "ApiKeyValue" {
		t.Errorf("the groups are %v; want the blueprint's, then ApiKeyValue", console.ParameterGroups)
	}
	if console.ParameterLabels["Stage"]["default"] != "The stage" || console.ParameterLabels["ApiKeyValue"]["default"] == "" {
		t.Errorf("the labels are %v", console.ParameterLabels)
	}
}

func TestRefusals(t *testing.T) {
	for name, test := range map[string]struct {
		context map[string]any
		want    string
	}{
		"spec":                {map[string]any{"spec": "none.yaml"}, "none.yaml"},
		"server":              {map[string]any{"server": "nowhere"}, `"nowhere"`},
		"blueprint":           {map[string]any{"blueprint": "none.yaml"}, "none.yaml"},
		"prefix":              {map[string]any{"prefix": "a-b"}, `"a-b"`},
		"bus":                 {map[string]any{"eventBus": "arn:aws:events:::bus"}, "not the name of an event bus"},
		"parameter":           {map[string]any{"credentials": `{"apiKey":{"parameter":"Token"}}`}, `"Token", which the blueprint doesn't have`},
		"shown parameter":     {map[string]any{"blueprint": "example/testdata/blueprint.yaml", "credentials": `{"apiKey":{"parameter":"Stage"}}`}, "NoEcho"},
		"parameter of both":   {map[string]any{"blueprint": "example/testdata/clash.yaml", "prefix": "Clash"}, `"ClashApiKeyValue"`},
		"bus that two name":   {map[string]any{"blueprint": "example/testdata/clash.yaml", "eventBus": "orders"}, "named twice"},
		"half a credential":   {map[string]any{"spec": "testdata/edge.yaml", "credentials": `{"user":{"username":{"secret":"a"}}}`}, "OAD407"},
		"kind of credentials": {map[string]any{"credentials": `{"apiKey":{"username":{"secret":"a"},"password":{"secret":"b"}}}`}, "OAD404"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := synth(t, test.context)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("the error is %v; want one with %q", err, test.want)
			}
		})
	}
}
