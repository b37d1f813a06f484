//go:build !race

package openapidestinations

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"

	"github.com/openapi-destinations/openapidestinations/delivery"
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
