package planner_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	yaml "github.com/pb33f/go-yaml"

	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// TestReversedMaps: a document whose maps are all written the other way round becomes the same
// resources, with the same names, in the same stacks and on the same buses.
func TestReversedMaps(t *testing.T) {
	files := []string{"../../example/football.yaml", "../../testdata/edge.yaml"}
	if _, err := os.Stat(corpus); err == nil {
		files = append(files, filepath.Join(corpus, "kong/gateway/admin-ee/3.15/openapi.yaml"), filepath.Join(corpus, "openai/openapi.yaml"))
	}
	exploded := filepath.Join(t.TempDir(), "exploded.yaml")
	if err := os.WriteFile(exploded, []byte(operation("/a/{id}", `
parameters:
  - {name: id, in: path, required: true, schema: {type: string}}
  - {name: filter, in: query, style: deepObject, schema: {type: object, properties: {team: {type: string}, age: {type: integer}}}}
requestBody: {required: true, content: {application/json: {schema: {type: object, properties: {b: {type: string}, a: {type: string}}, required: [b, a]}}}}
`)), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, file := range append(files, exploded) {
		t.Run(filepath.Base(filepath.Dir(file)), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var node yaml.Node
			if err := yaml.Unmarshal(text, &node); err != nil {
				t.Fatal(err)
			}
			reverse(&node)
			reversed, err := yaml.Marshal(&node)
			if err != nil {
				t.Fatal(err)
			}
			for _, opts := range []plan.Options{
				{Shards: true, CatchUnknown: true},
				{Shards: true, RulesPerBus: 60, SharedDestinations: true},
				{Shards: true, Part: 2, Parts: 3},
			} {
				want, got := resources(t, file, text, opts), resources(t, file, reversed, opts)
				for _, id := range slices.Sorted(maps.Keys(want)) {
					if got[id] != want[id] {
						t.Fatalf("%s:\n%s\n%s", id, want[id], got[id])
					}
				}
				if len(got) != len(want) {
					t.Errorf("%d resources became %d", len(want), len(got))
				}
			}
		})
	}
}

// reverse turns round all mappings, but for what they refer to once.
func reverse(n *yaml.Node) {
	for _, child := range n.Content {
		reverse(child)
	}
	if n.Kind == yaml.MappingNode {
		for i, j := 0, len(n.Content)-2; i < j; i, j = i+2, j-2 {
			n.Content[i], n.Content[j] = n.Content[j], n.Content[i]
			n.Content[i+1], n.Content[j+1] = n.Content[j+1], n.Content[i+1]
		}
	}
}

// resources are all that a plan asks for, but for what has an order of its own.
func resources(t *testing.T, file string, text []byte, opts plan.Options) map[string]string {
	t.Helper()
	doc, err := spec.Load(spec.Source{Path: file, Data: text})
	if err != nil {
		t.Fatal(err)
	}
	p := buildCorpus(doc, opts)
	if p.Failed() {
		t.Fatal(lines(p.Diagnostics))
	}
	out := contents(p)
	for _, r := range p.Rules {
		after := slices.Sorted(slices.Values(r.After))
		if call, ok := r.Target.(plan.APIDestination); ok {
			call.Query, call.Headers = inAnyOrder(call.Query), inAnyOrder(call.Headers)
			r.Target = call
		}
		out["rule "+r.ID] = fmt.Sprint(r.Kind, r.Stack, r.Bus, r.Role, r.Target, after, r.AfterStacks)
	}
	for _, c := range p.Connections {
		out["connection "+c.ID] = fmt.Sprint(c.Schemes, c.AuthorizationType, c.Description, c.KeyName)
	}
	for _, s := range p.Stacks {
		out["stack "+s.ID] = s.Name
	}
	return out
}

func inAnyOrder(pairs []plan.Pair) []plan.Pair {
	var out []plan.Pair
	for _, p := range pairs {
		if p.Name == "Accept" { // the order of its media types means nothing (RFC 9110, section 12.5.1)
			types := strings.Split(p.Value.Constant, ", ")
			slices.Sort(types)
			p.Value.Constant = strings.Join(types, ", ")
		}
		out = append(out, p)
	}
	slices.SortFunc(out, func(a, b plan.Pair) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
	return out
}
