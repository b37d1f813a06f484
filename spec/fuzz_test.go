package spec_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/openapi-destinations/openapidestinations/internal/cost"
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
	f.Add([]byte("openapi: 3.2.0\npaths: {/a: {post: {requestBody: {content: {multipart/form-data: &m {schema: {$ref: '#/x-s'}, encoding: &e {b: {headers: {H: {$ref: '#/x-h'}, Content-Type: }, style: 1, explode: 'true', encoding: [1]}, a: {$ref: '#/x-e'}, c: }}, multipart/x: *m, application/x-www-form-urlencoded: *m, a/b: *m}}}}}\n" +
		"x-s: {properties: {a: , b: {type: array}}}\nx-h: {content: {a: {schema: {$ref: '#/x-s'}}}}\nx-e: {$ref: '#/x-e'}"))
	for _, more := range []string{
		"openapi: 3.1.0\npaths: {/a: {$ref: a.yaml}, /b: {post: {requestBody: {$ref: 'b.json#/~1b'}}}}\ncomponents: {$ref: sub/c.yaml}\n" +
			"=== a.yaml\n\ufeffget: {parameters: [{$ref: sub/c.yaml#/parameters/P}]}\r\n=== b.json\n{\"/b\": {\"content\": {\"a\": {\"schema\": {\"$ref\": \"../x\"}}}}}\n" +
			"=== sub/c.yaml\nparameters: {P: {$ref: '../a.yaml#/get'}}\nschemas: {$ref: '#/parameters'}\n",
		"openapi: 3.1.0\npaths: {/a: {post: {requestBody: {content: {a: {schema: {$ref: 'x:y#z'}}}}}}}\ncomponents: {schemas: {S: {$id: 'x:y', $defs: {T: {$anchor: z, $ref: '#/$defs'}}}}}\n=== o\n" + actions("{target: '$..*', copy: $.paths}"),
		"openapi: 3.0.0\nx-a: &a {b: [1]}\nx-c: {<<: *a, d: *a}\n=== o\n" + actions("{target: \"$['x-c'].d\", update: {b: 2}}", "{target: '$..b[?@ == 1]', remove: true}", "{target: '$', copy: $.info}"),
	} {
		f.Add([]byte(more))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var doc *spec.Document
		var err error
		cost.Document.Check(t, len(data), func() { doc, err = spec.Load(fuzzed(data)) })
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

// fuzzed is a document of several files, each but the first below a line with its name:
// "=== sub/c.yaml". One that is called o is an overlay.
func fuzzed(data []byte) spec.Source {
	parts := bytes.Split(data, []byte("\n=== "))
	src := spec.Source{Path: "api.yaml", Data: parts[0]}
	if src.Data == nil {
		src.Data = []byte{}
	}
	files := fstest.MapFS{}
	for _, part := range parts[1:] {
		name, contents, _ := bytes.Cut(part, []byte("\n"))
		if string(name) == "o" {
			src.Overlays = append(src.Overlays, spec.Source{Path: "o", Data: append([]byte{}, contents...)})
			continue
		}
		files[string(name)] = &fstest.MapFile{Data: contents, Mode: 0o644}
	}
	if len(files) > 0 {
		src.FS = files
	}
	return src
}
