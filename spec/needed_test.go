package spec_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/spec"
)

// TestDanglingReferencesNameOperations: those whose requests need what is not there, through
// other references, path items and files; those that only answer with it don't.
func TestDanglingReferencesNameOperations(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"api.yaml": `openapi: 3.0.3
info: {title: Dangling, version: "1"}
paths:
  /a:
    parameters: [{$ref: '#/components/parameters/Shared'}]
    get: {operationId: a1}
    put: {operationId: a2, parameters: [{$ref: '#/none/1'}]}
  /b:
    post:
      requestBody: {$ref: '#/components/requestBodies/B'}
      responses: {"200": {content: {application/json: {schema: {$ref: '#/components/schemas/Answer'}}}}}
  /c: {$ref: 'c.yaml#/item'}
  /d:
    post: {requestBody: {$ref: '#/components/requestBodies/B'}}
    put: {requestBody: {$ref: '#/components/requestBodies/B'}}
    patch: {requestBody: {$ref: '#/components/requestBodies/B'}}
  /e:
    post: {requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Answer'}}}}}
components:
  parameters:
    Shared: {$ref: '#/none/2'}
  requestBodies:
    B: {content: {application/json: {schema: {$ref: '#/components/schemas/Inner'}}}}
  schemas:
    Inner: {properties: {a: {properties: {b: {$ref: '#/none/3'}}}, self: {$ref: '#/components/schemas/Inner'}}}
    Answer: {properties: {b: {$ref: '#/none/4'}}}
`,
		"c.yaml": "item:\n  post: {parameters: [{$ref: '#/p'}]}\np: {$ref: 'none.yaml'}\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(dir)
	doc, err := spec.Load(spec.Source{Path: "api.yaml"})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, d := range doc.Diagnostics {
		if d.Code == "OAD103" {
			name, _, _ := strings.Cut(d.Message, " leads")
			_, names, _ := strings.Cut(d.Message, "; needed by ")
			got[name] = names
		}
	}
	want := map[string]string{
		`$ref "#/none/1"`:  "PUT /a",
		`$ref "#/none/2"`:  "GET /a, PUT /a",
		`$ref "#/none/3"`:  "POST /b, POST /d, PUT /d and 1 more",
		`$ref "#/none/4"`:  "POST /e",
		`$ref "none.yaml"`: "POST /c",
	}
	for ref, names := range want {
		if got[ref] != names {
			t.Errorf("%s is needed by %q, want %q", ref, got[ref], names)
		}
	}
	if len(got) != len(want) {
		t.Errorf("found %q", got)
	}
}
