package spec_test

import (
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/spec"
)

func read(t testing.TB, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// FuzzLoad: whatever the bytes, Load ends, does not panic, returns a document or
// a diagnostic, and every bit of JSON in the document is JSON.
func FuzzLoad(f *testing.F) {
	f.Add([]byte(inheritance))
	f.Add([]byte("openapi: 3.0.0\npaths: {/a: {get: {parameters: [{name: a, in: query, schema: {$ref: '#/components/schemas/Pet'}}]}}}" + schemas))
	f.Add([]byte("openapi: 3.2.0\npaths: {/a: &a {query: {}, additionalOperations: {X: {}}}, /b: {<<: *a, $ref: '#/paths/~1a'}}"))
	f.Add([]byte("openapi: 3.1.0\ninfo: &a [*a]\n? [a]\n: b\n"))
	f.Add([]byte(`{"openapi":"3.1.0","paths":{"\/a":{"post":{"requestBody":{"content":{"a":{"schema":{"const":1e999,"enum":[1,0x1]}}}}}}}}`))
	f.Add([]byte("openapi: 3.1.0\npaths: {/a: {$ref: '#/paths/~1a/get'}, get: {$ref: '#/paths/~1a'}}"))
	f.Add([]byte("openapi: 3.1.0\npaths: {/a: {get: {parameters: [{name: !!binary a, in: query, example: !!float x, schema: {default: !!int '', allOf: [&b {allOf: [*b]}]}}]}}}"))
	f.Add([]byte("swagger: '2.0'\nhost: a\nschemes: [http, x]\nconsumes: [a/b]\nparameters: {b: &b {in: body, name: b, schema: {$ref: '#/parameters/b/schema'}}}\n" +
		"paths: {/a: {parameters: [*b, {in: formData, name: f, type: file}], post: {schemes: [ws], consumes: [], parameters: [{<<: *b, x-examples: {a/b: 1}}, {in: query, name: q, type: array, collectionFormat: tsv}]}}}\n" +
		"securityDefinitions: {o: {type: oauth2, flow: x, scopes: {x-a: 1}}, b: {type: basic}}"))
	f.Fuzz(func(t *testing.T, data []byte) {
		doc, err := spec.Load(spec.Source{Path: "api.yaml", Data: data})
		if err != nil {
			var d *spec.Diagnostic
			if doc != nil || !errors.As(err, &d) || strings.Contains(d.Message, "internal error") {
				t.Fatalf("error %v", err)
			}
			return
		}
		if _, err := json.Marshal(doc.Operations); err != nil {
			t.Fatal(err)
		}
		for _, d := range doc.Definitions {
			if !json.Valid(d.JSON) {
				t.Fatalf("definition %s: %s", d.Name, d.JSON)
			}
		}
	})
}
