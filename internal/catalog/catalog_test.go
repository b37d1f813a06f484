package catalog_test

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/openapi-destinations/openapidestinations/internal/catalog"
	"github.com/openapi-destinations/openapidestinations/internal/golden"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner"
	"github.com/openapi-destinations/openapidestinations/spec"
)

func catalogOf(t testing.TB, doc *spec.Document) *catalog.Catalog {
	t.Helper()
	opts := plan.Options{CatchUnknown: true, OtherResources: 3}
	p := planner.Build(doc, opts)
	if p.Failed() {
		opts.BaseURL = "https://api.example.com"
		p = planner.Build(doc, opts)
	}
	return catalog.New(doc, p, catalog.Context{Bus: "football-bus", DeadLetterQueue: "football-queue"})
}

func load(t testing.TB, path string) *spec.Document {
	t.Helper()
	doc, err := spec.Load(spec.Source{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// TestGolden keeps the catalogs of the documents written for this project, in both forms.
func TestGolden(t *testing.T) {
	for name, path := range map[string]string{
		"football": "../../example/football.yaml",
		"edge":     "../../testdata/edge.yaml",
	} {
		c := catalogOf(t, load(t, path))
		golden.Check(t, "testdata/"+name+".events.json", c.JSON())
		golden.Check(t, "testdata/"+name+".events.md", c.Markdown())
	}
}

// TestSchema: the published JSON Schema holds for the catalogs of all real documents,
// and every reference in a field's schema is defined.
func TestSchema(t *testing.T) {
	schema, err := jsonschema.NewCompiler().Compile("../../docs/events.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range documents(t) {
		doc, err := spec.Load(spec.Source{Path: path})
		if err != nil {
			continue // not an OpenAPI document: package spec's tests say which
		}
		data := catalogOf(t, doc).JSON()
		value, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
		if err != nil {
			t.Errorf("%s: %v", path, err)
			continue
		}
		if err := schema.Validate(value); err != nil {
			t.Errorf("%s: %v", path, err)
		}
		checkReferences(t, path, data)
	}
}

// documents are those of the project and the real ones.
func documents(t *testing.T) []string {
	t.Helper()
	documents := []string{"../../example/football.yaml", "../../testdata/edge.yaml"}
	for _, pattern := range []string{"*/*.json", "*/*.y*ml", "*/*/*.json", "*/*/*/*.json"} {
		more, err := filepath.Glob("../../../shared/specs/" + pattern)
		if err != nil {
			t.Fatal(err)
		}
		documents = append(documents, more...)
	}
	if len(documents) == 2 {
		t.Log("SKIPPED: no real documents at ../../../shared/specs")
	}
	return documents
}

func checkReferences(t *testing.T, path string, data []byte) {
	t.Helper()
	var c struct {
		Definitions map[string]json.RawMessage `json:"$defs"`
	}
	if err := json.Unmarshal(data, &c); err != nil {
		t.Fatal(err)
	}
	for _, part := range strings.Split(string(data), `"#/$defs/`)[1:] {
		var name string
		end := strings.IndexByte(part, '"')
		if err := json.Unmarshal([]byte(`"`+part[:end]+`"`), &name); err != nil {
			t.Fatal(err)
		}
		name = strings.NewReplacer("~1", "/", "~0", "~").Replace(name)
		if _, ok := c.Definitions[name]; !ok {
			t.Errorf("%s: %q is not defined", path, name)
			return
		}
	}
}

// TestExampleAsText: an example that the document wrote as text is a sample of what it
// says.
func TestExampleAsText(t *testing.T) {
	doc, err := spec.Load(spec.Source{Path: "test.yaml", Data: []byte(`
openapi: 3.0.3
info: {title: Test, version: "1"}
servers: [{url: "https://api.example.com"}]
paths:
  /a:
    post:
      operationId: a
      requestBody:
        content:
          application/json:
            schema: {type: object}
            example: '{"name": "x"}'
`)})
	if err != nil {
		t.Fatal(err)
	}
	if body := string(catalogOf(t, doc).Operations[0].SampleRequest.Body); body != `{"name": "x"}` {
		t.Errorf("the sample's body is %s", body)
	}
}

// TestDefaultInSample: a default that is sent stands in the catalog, and in the sample
// request of an event that lacks the field. An object that is one string has a sample of
// that form.
func TestDefaultInSample(t *testing.T) {
	doc, err := spec.Load(spec.Source{Path: "api.yaml", Data: []byte(`openapi: 3.0.3
info: {title: Club, version: "1"}
servers: [{url: "https://api.example.com"}]
paths:
  /players:
    post:
      operationId: op
      parameters:
        - {name: X-Place, in: header, required: true, schema: {type: object, required: [r, g], properties: {r: {type: integer, example: 1}, g: {type: integer, example: 2}}}}
        - {name: X-Exploded, in: header, required: true, explode: true, example: {r: 1, g: 2}, schema: {type: object}}
        - {name: a, in: query, schema: {type: integer, default: 20}}
        - {name: b, in: query, schema: {type: string}}
        - {name: c, in: query, schema: {type: string}}
        - {name: X-Empty, in: header, required: true, example: "", schema: {type: string, default: "", enum: ["", full]}}
`)})
	if err != nil {
		t.Fatal(err)
	}
	c := catalog.New(doc, planner.Build(doc, plan.Options{SendDefaults: true}), catalog.Context{})
	op := c.Operations[0]
	if got := op.Fields[0].Default; op.Fields[0].Name != "a" || got != "20" {
		t.Errorf("the default of %s is %q", op.Fields[0].Name, got)
	}
	if got, want := op.SampleRequest.URL, "https://api.example.com/players?a=20"; got != want {
		t.Errorf("the sample request goes to %s, want %s", got, want)
	}
	if got := op.SampleRequest.Headers; got["X-Place"] != "r,1,g,2" || got["X-Exploded"] != "r=1,g=2" || got["X-Empty"] != "full" {
		t.Errorf("the sample request has %v", got)
	}
	if !strings.Contains(string(c.Markdown()), "no: `20` where absent") {
		t.Error("the page for people does not tell the default")
	}
}
