package catalog_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/internal/catalog"
	"github.com/openapi-destinations/openapidestinations/internal/catalog/planned"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// byTags is what encoding/json makes of a catalog.
func byTags(t *testing.T, c *catalog.Catalog) string {
	t.Helper()
	tagged := struct {
		*catalog.Catalog
		Definitions map[string]json.RawMessage `json:"$defs,omitempty"`
	}{c, make(map[string]json.RawMessage)}
	for _, d := range c.Definitions {
		tagged.Definitions[d.Name] = d.JSON
	}
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(tagged); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestJSONByTags: what is written is what the tags of the structs say, for a catalog with
// something in every field, for one with as little as there can be, and for real ones.
func TestJSONByTags(t *testing.T) {
	var full catalog.Catalog
	fill(reflect.ValueOf(&full).Elem(), new(int))
	least := planned.New(&spec.Document{}, &plan.Plan{Operations: []plan.Operation{{Spec: &spec.Operation{}}}})
	least.Diagnostics, least.Operations[0].Fields = []catalog.Finding{{}}, []catalog.Field{{}}
	catalogs := map[string]*catalog.Catalog{"full": &full, "least": least}
	for _, path := range []string{"../../example/football.yaml", "../../testdata/edge.yaml"} {
		catalogs[path] = fromFile(t, path)
	}
	for name, c := range catalogs {
		if got, want := string(c.JSON()), byTags(t, c); got != want {
			t.Errorf("%s is\n%s\nnot\n%s", name, got, want)
		}
	}
}

// fill puts something else into every field. Texts have what JSON escapes.
func fill(v reflect.Value, n *int) {
	*n++
	switch {
	case v.Type() == reflect.TypeFor[json.RawMessage]():
		v.SetBytes(fmt.Appendf(nil, ` { "n" : [ %d , { } ] } `, *n))
	case v.Type() == reflect.TypeFor[catalog.Definition]():
		v.Set(reflect.ValueOf(catalog.Definition{Name: fmt.Sprintf("Name%03d", *n), JSON: json.RawMessage("{}")}))
	case v.Kind() == reflect.String:
		v.SetString(fmt.Sprintf("%d<&>\u2028é\n\"\\\xff", *n))
	case v.Kind() == reflect.Bool:
		v.SetBool(true)
	case v.Kind() == reflect.Int:
		v.SetInt(int64(*n))
	case v.Kind() == reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), n)
	case v.Kind() == reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		fill(v.Index(0), n)
		fill(v.Index(1), n)
	case v.Kind() == reflect.Map:
		v.Set(reflect.ValueOf(map[string]string{"b\"": "1", "a": "<2>"}))
	case v.Kind() == reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i), n)
		}
	default:
		panic(v.Type())
	}
}

func fromFile(t *testing.T, path string) *catalog.Catalog {
	t.Helper()
	doc, err := spec.Load(spec.Source{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	return planned.New(doc, planner.Build(doc, plan.Options{CatchUnknown: true})).In(catalog.Context{Bus: "bus", DeadLetterQueue: "queue"})
}

// TestAllocations: JSON is written into the room that was guessed, which may have to grow
// once or twice, and nothing else is made for any of its values.
func TestAllocations(t *testing.T) {
	c := fromFile(t, "../../testdata/edge.yaml")
	if n := testing.AllocsPerRun(10, func() { c.JSON() }); n > 4 {
		t.Errorf("the JSON of %d operations takes %v allocations", len(c.Operations), n)
	}
	if n := testing.AllocsPerRun(10, func() { c.Markdown() }); n > float64(4+3*len(c.Operations)) {
		t.Errorf("the Markdown of %d operations takes %v allocations", len(c.Operations), n)
	}
}

// TestRenderedPattern: what only the deployment knows of a trigger's pattern may be written as JSON itself,
// and the catalog stays JSON.
func TestRenderedPattern(t *testing.T) {
	c := &catalog.Catalog{Format: catalog.Format, Operations: []catalog.Operation{{
		DetailType: "a", SampleEvent: &catalog.Event{Detail: json.RawMessage("{}")},
		Triggers: []catalog.Trigger{{Name: "up", Pattern: json.RawMessage(`{"detail":{"bucket":{"name":["token"],"n":[1.50]}},"source":["<aws>"]}`), Fields: json.RawMessage("{}")}},
	}}}
	in := c.In(catalog.Context{Render: func(s string) string {
		return strings.ReplaceAll(s, "token", `{"Fn::ImportValue":"a\b"}`)
	}})
	const want = `{"detail":{"bucket":{"n":[1.50],"name":["{\"Fn::ImportValue\":\"a\\b\"}"]}},"source":["<aws>"]}`
	if got := string(in.Operations[0].Triggers[0].Pattern); got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
	if _, err := catalog.Parse(in.JSON()); err != nil {
		t.Error(err)
	}
}
