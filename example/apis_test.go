//go:build !race

package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"

	"github.com/openapi-destinations/openapidestinations/delivery"
)

// document is a file with a document of one operation.
func document(t *testing.T, title, operation string) string {
	t.Helper()
	text := `{"openapi":"3.0.3","info":{"title":"` + title + `","version":"1"},"servers":[{"url":"https://api.second.dev"}],"security":[{"key":[]}],
"paths":{"/x":{"post":{"operationId":"` + operation + `","requestBody":{"content":{"application/json":{"schema":{"type":"object"}}}},"responses":{}},"get":{"responses":{}}}},
"components":{"securitySchemes":{"key":{"type":"apiKey","in":"header","name":"X-Key"}}}}`
	file := filepath.Join(t.TempDir(), operation+".json")
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return file
}

// run makes what the context asks for, and gives the cloud assembly and what the app says.
func run(t *testing.T, context map[string]any) (dir, said string, err error) {
	t.Helper()
	apis, err := readAPIs(context)
	if err != nil {
		return "", "", err
	}
	app := awscdk.NewApp(&awscdk.AppProps{Outdir: jsii.String(t.TempDir()), AnalyticsReporting: jsii.Bool(false)})
	outcomes, err := addAPIs(app, apis)
	if err != nil {
		return "", "", err
	}
	dir = *app.Synth(nil).Directory()
	var out bytes.Buffer
	summarize(&out, dir, outcomes)
	return dir, out.String(), nil
}

// templates are the names of the stacks of an assembly.
func templates(t *testing.T, dir string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.template.json"))
	if err != nil {
		t.Fatal(err)
	}
	for i := range files {
		files[i] = strings.TrimSuffix(filepath.Base(files[i]), ".template.json")
	}
	return files
}

// TestTwoDocuments: one after the other they are two stacks, neither of which replaces the
// other, and so are two in one run.
func TestTwoDocuments(t *testing.T) {
	first, second := document(t, "The first API", "first"), document(t, "The second API", "second")
	for file, want := range map[string]string{first: "TheFirstAPI", second: "TheSecondAPI"} {
		dir, said, err := run(t, map[string]any{"spec": file})
		if got := templates(t, dir); err != nil || !slices.Equal(got, []string{want}) {
			t.Errorf("%v: the stacks are %v; want %s", err, got, want)
		}
		if strings.Count(said, "\n") > 5 {
			t.Errorf("more than five lines:\n%s", said)
		}
		for _, part := range []string{want + ": 1 exact, 0 inexact, 0 unsupported\n", "1 GET (an answer goes nowhere", "Api.events.md\n", "cdk deploy, once \"credentials\" says which secret is KeyValue, or launch", `"name": "` + want + `"`} {
			if !strings.Contains(said, part) {
				t.Errorf("%q is not said:\n%s", part, said)
			}
		}
	}
	dir, said, err := run(t, map[string]any{
		"apis":    []any{map[string]any{"spec": first, "name": "One"}, map[string]any{"spec": second, "methods": []any{"POST", "GET"}}},
		"methods": "POST", "sources": []any{"shop"},
	})
	if got := templates(t, dir); err != nil || !slices.Equal(got, []string{"One", "TheSecondAPI"}) {
		t.Fatalf("%v: the stacks are %v", err, got)
	}
	for _, part := range []string{"One: 1 exact", "1 by \"methods\"", "TheSecondAPI: 2 exact", "*.events.md\n", "cdk deploy --all, once \"credentials\" says which secret is One:KeyValue, TheSecondAPI:KeyValue, or launch", `"name": "TheSecondAPI"`} {
		if !strings.Contains(said, part) {
			t.Errorf("%q is not said:\n%s", part, said)
		}
	}
	loaded, err := delivery.LoadAssembly(dir, delivery.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for bus, operation := range map[string]string{"One-Api": "first", "TheSecondAPI-Api": "second"} {
		for source, want := range map[string]int{"shop": 1, "other": 0} {
			result, err := loaded.Deliver(delivery.Event{Bus: bus, Source: source, DetailType: operation, Detail: json.RawMessage(`{"message":{}}`)})
			if err != nil || len(result.Requests()) != want {
				t.Errorf("%s from %s: %v\n%s", operation, source, err, result)
			}
		}
	}
}

// TestAPIsRefuses: what would replace a stack, and what is about one API only.
func TestAPIsRefuses(t *testing.T) {
	file := document(t, "Shop", "sell")
	one := map[string]any{"spec": file}
	for name, test := range map[string]struct {
		context map[string]any
		want    string
	}{
		"one name":             {map[string]any{"apis": []any{one, one}}, `two APIs would be the stack "Shop": give one of them another "name"`},
		"a name in other case": {map[string]any{"apis": []any{one, map[string]any{"spec": file, "name": "SHOP"}}}, `stack "SHOP"`},
		"the name of a part":   {map[string]any{"parts": 2.0, "apis": []any{map[string]any{"spec": file, "name": "Shop-2", "parts": 0.0}, one}}, `stack "Shop-2"`},
		"a document for all":   {map[string]any{"spec": file, "apis": []any{one}}, `"spec" is about one API`},
		"a name for all":       {map[string]any{"name": "A", "apis": []any{one}}, `"name" is about one API`},
		"none":                 {map[string]any{"apis": []any{}}, "must be a list of objects"},
		"null":                 {map[string]any{"apis": []any{nil}}, "must be a list of objects"},
		"no object":            {map[string]any{"apis": `["a.yaml"]`}, "must be a list of objects"},
		"no document":          {map[string]any{"apis": []any{map[string]any{"name": "A"}}}, `no "spec" in number 1`},
		"APIs in an API":       {map[string]any{"apis": []any{map[string]any{"apis": []any{one}}}}, `"apis" in number 1`},
		"a mistake in one":     {map[string]any{"apis": []any{one, map[string]any{"spec": file, "serv": "x"}}}, `number 2 of "apis": the context key "serv" is unknown`},
		"no stack's name":      {map[string]any{"name": "shop_api"}, "must be a letter, then"},
		"a name too long":      {map[string]any{"name": strings.Repeat("a", 126)}, "at most 125"},
	} {
		_, _, err := run(t, test.context)
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v; want %q", name, err, test.want)
		}
	}
}

func TestNameOf(t *testing.T) {
	for _, test := range []struct{ title, file, want string }{
		{"Football API", "x.yaml", "FootballAPI"},
		{"GitHub v3 REST API", "", "GitHubV3RESTAPI"},
		{"  Bob's shop – the best! ", "", "BobsShopTheBest"},
		{"3D models", "", "Api3DModels"},
		{"Überblick", "", "Berblick-"},
		{"天气", "", "Api-"},
		{"C#", "", "C-"},
		{"", "apis/shop/open-api.yaml", "OpenApi-"},
		{"FastAPI", "a/openapi.json", "Openapi-"},
		{strings.Repeat("Long title ", 30), "", strings.Repeat("LongTitle", 13)[:longestName-9] + "-"},
		{"\x1b[31m${Token[X.1]}{{resolve:x}}", "", "Api31mTokenX1ResolveX-"},
	} {
		got := nameOf(test.title, test.file)
		beginning, hashed := strings.CutSuffix(test.want, "-")
		if hash := strings.TrimPrefix(got, beginning); !strings.HasPrefix(got, beginning) || hashed != (len(hash) == len("-01234567")) || !hashed && hash != "" {
			t.Errorf("%q of %q is called %q; want %q", test.title, test.file, got, test.want)
		}
		if !stackPattern.MatchString(got) || len(got) > longestName {
			t.Errorf("%q is no name of a stack", got)
		}
		if again := nameOf(test.title, test.file); again != got {
			t.Errorf("%q and %q", got, again)
		}
	}
	for _, pair := range [][2][2]string{
		{{"天气", ""}, {"股票", ""}}, {{"C#", ""}, {"C++", ""}}, {{"", "a/openapi.yaml"}, {"", "b/openapi.yaml"}}, {{"FastAPI", "a.json"}, {"FastAPI", "b.json"}},
		{{strings.Repeat("a", 200), ""}, {strings.Repeat("a", 201), ""}},
	} {
		if one, other := nameOf(pair[0][0], pair[0][1]), nameOf(pair[1][0], pair[1][1]); one == other {
			t.Errorf("%q and %q are both called %q", pair[0], pair[1], one)
		}
	}
	if one, other := nameOf("", "./a/x.yaml"), nameOf("", "a/x.yaml"); one != other {
		t.Errorf("one file is called %q and %q", one, other)
	}
}
