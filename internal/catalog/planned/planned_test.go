package planned

import (
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/internal/catalog"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// fromFile is the catalog of the document in a file.
func fromFile(t *testing.T, path string) *catalog.Catalog {
	t.Helper()
	doc, err := spec.Load(spec.Source{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	return New(doc, planner.Build(doc, plan.Options{CatchUnknown: true}))
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
	if body := string(New(doc, planner.Build(doc, plan.Options{})).Operations[0].SampleRequest.Body); body != `{"name": "x"}` {
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
	c := New(doc, planner.Build(doc, plan.Options{SendDefaults: true}))
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
