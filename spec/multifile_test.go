package spec_test

import (
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/spec"
)

// summary is what an operation's request is made of, on one line each: the operation with
// its place, its parameters with their types, its body with its media types, its security.
func summary(doc *spec.Document) string {
	var lines []string
	for _, op := range doc.Operations {
		line := fmt.Sprintf("%s %s %s", op.Method, op.Path, op.Position)
		for _, p := range op.Parameters {
			line += fmt.Sprintf(" %s.%s%s", p.In, p.Name, p.Schema.Types)
		}
		if op.Body != nil {
			for _, media := range op.Body.Content {
				line += fmt.Sprintf(" %s %s", media.Type, outline(media.Schema))
			}
		}
		for _, s := range op.Security {
			for _, scheme := range s.Schemes {
				line += " " + scheme.Scheme
			}
		}
		if op.Incomplete {
			line += " INCOMPLETE"
		}
		lines = append(lines, line)
	}
	for _, s := range doc.SecuritySchemes {
		lines = append(lines, fmt.Sprintf("%s %s %s", s.Key, s.Type, s.Position))
	}
	for _, s := range doc.Servers {
		lines = append(lines, s.URL)
	}
	return strings.Join(lines, "\n")
}

// Documents are split in every way that OpenAPI allows, and in those that tools for
// bundling allow.
func TestMultiFile(t *testing.T) {
	const body = "{content: {application/json: {schema: {$ref: '#/components/schemas/S'}}}}"
	tests := map[string]struct {
		files []string
		want  string
		found []string
	}{
		"a path item": {[]string{"api.yaml", "paths: {/a: {$ref: a.yaml}}", "a.yaml", "get: {}"}, "GET /a a.yaml:1:1", nil},
		"an operation": {[]string{"api.yaml", "paths: {/a: {get: {$ref: a.yaml}}}", "a.yaml", "parameters: [{name: p, in: query}]"}, "GET /a api.yaml:2:14 query.p[]",
			[]string{"api.yaml:2:26: OAD105 info: OpenAPI has no $ref here; it is followed"}},
		"all paths": {[]string{"api.yaml", "paths: {$ref: p/paths.yaml}", "p/paths.yaml", "/a: {$ref: a.yaml}\n/b: {get: {}}", "p/a.yaml", "get: {}"}, "GET /a p/a.yaml:1:1\nGET /b p/paths.yaml:2:6",
			[]string{"api.yaml:2:15: OAD105 info: OpenAPI has no $ref here; it is followed"}},
		"a pointer into paths": {[]string{"api.yaml", "paths: {'/a/{id}': {$ref: 'p.yaml#/~1a~1%7Bid%7D'}, /b: {$ref: 'p.yaml#/~01~0'}}", "p.yaml", "'/a/{id}': {get: {}}\n~1~: {put: {}}"},
			"GET /a/{id} p.yaml:1:13\nPUT /b p.yaml:2:7", nil},
		"parameters": {[]string{"api.yaml", "paths: {/a: {parameters: [{$ref: p/p.yaml}], get: {parameters: [{$ref: 'p/all.yaml#/parameters/q'}]}}}",
			"p/p.yaml", "{name: p, in: query, schema: {$ref: ../s/s.yaml}}", "p/all.yaml", "parameters: {q: {$ref: '#/q'}}\nq: {name: q, in: header, schema: {$ref: '../s/s.yaml#/$defs/D'}}",
			"s/s.yaml", "{type: integer, $defs: {D: {$ref: '#/$defs/E'}, E: {type: boolean}}}"}, "GET /a api.yaml:2:46 query.p[integer] header.q[boolean]", nil},
		"a list of parameters": {[]string{"api.yaml", "paths: {/a: {get: {parameters: {$ref: p.yaml}}}}", "p.yaml", "[{name: p, in: query}, {$ref: q.yaml}]", "q.yaml", "{name: q, in: query}"},
			"GET /a api.yaml:2:14 query.p[] query.q[]", []string{"api.yaml:2:39: OAD105 info: OpenAPI has no $ref here; it is followed"}},
		"a request body": {[]string{"api.yaml", "paths: {/a: {post: {requestBody: {$ref: b/b.yaml}}}}", "b/b.yaml", "content: {application/json: {schema: {$ref: s.yaml#/S}}}", "b/s.yaml", "S: {type: object, properties: {x: {$ref: '#/X'}}}\nX: {type: string}"},
			"POST /a api.yaml:2:14 application/json object{x:string}", nil},
		"a media type": {[]string{"api.yaml", "paths: {/a: {post: {requestBody: {content: {application/json: {$ref: m.yaml}}}}}}", "m.yaml", "schema: {type: array}"},
			"POST /a api.yaml:2:14 application/json array", nil},
		"a map of media types": {[]string{"api.yaml", "paths: {/a: {post: {requestBody: {content: {$ref: m.yaml}}}}}", "m.yaml", "application/json: {schema: {type: array}}"},
			"POST /a api.yaml:2:14 application/json array", []string{"api.yaml:2:51: OAD105 info: OpenAPI has no $ref here; it is followed"}},
		"all components": {[]string{"api.yaml", "paths: {/a: {post: {security: [{k: []}], parameters: [{$ref: '#/components/parameters/P'}], requestBody: " + body + "}}}\ncomponents: {$ref: c/c.yaml}",
			"c/c.yaml", "schemas: {$ref: s.yaml}\nparameters: {P: {$ref: p.yaml}}\nsecuritySchemes: {$ref: k.yaml}", "c/s.yaml", "S: {$ref: '#/T'}\nT: {type: string}", "c/p.yaml", "{name: p, in: query}",
			"c/k.yaml", "k: {$ref: l.yaml}", "c/l.yaml", "{type: apiKey, in: header, name: K}"}, "POST /a api.yaml:2:14 query.p[] application/json string k\nk apiKey c/k.yaml:1:1",
			[]string{"api.yaml:3:20: OAD105 info: OpenAPI has no $ref here; it is followed", "c/c.yaml:3:25: OAD105 info: OpenAPI has no $ref here; it is followed"}},
		"maps of components": {[]string{"api.yaml", "paths: {/a: {post: {requestBody: {$ref: '#/components/requestBodies/B'}, parameters: [{$ref: '#/components/parameters/P'}]}}}\n" +
			"components: {schemas: {$ref: ./s.yaml}, requestBodies: {$ref: ./b.yaml}, parameters: {$ref: p.yaml#/list}}",
			"s.yaml", "S: {type: object}", "b.yaml", "B: {content: {application/json: {schema: {$ref: 'api.yaml#/components/schemas/S'}}}}", "p.yaml", "list: {P: {name: p, in: cookie}}"},
			"POST /a api.yaml:2:14 cookie.p[] application/json object", nil},
		"a folder of schemas": {[]string{"api.yaml", "paths: {/a: {post: {requestBody: " + body + "}}}\ncomponents: {schemas: {$ref: s/index.yaml}}",
			"s/index.yaml", "S: {$ref: ./S.yaml}\nT: {$ref: T.yaml}", "s/S.yaml", "{type: object, properties: {t: {$ref: './index.yaml#/T'}, self: {$ref: S.yaml}}}", "s/T.yaml", "type: string"},
			"POST /a api.yaml:2:14 application/json object{t:string, self:object{t:string, self:object}}", nil},
		"back to the document": {[]string{"api.yaml", "paths: {/a: {$ref: p/a.yaml}}\ncomponents: {schemas: {S: {type: string}}}", "p/a.yaml", "post: {requestBody: {content: {application/json: {schema: {$ref: '../api.yaml#/components/schemas/S'}}}}}"},
			"POST /a p/a.yaml:1:1 application/json string", nil},
		"servers and security": {[]string{"api.yaml", "servers: {$ref: s.yaml}\npaths: {/a: {get: {security: {$ref: k.yaml}}}}", "s.yaml", "[{url: 'https://a.example'}]", "k.yaml", "[{k: []}]"},
			"GET /a api.yaml:3:14 k\nhttps://a.example", []string{"api.yaml:2:17: OAD105 info: OpenAPI has no $ref here; it is followed", "api.yaml:3:37: OAD105 info: OpenAPI has no $ref here; it is followed"}},
		"a BOM and Windows line ends": {[]string{"api.yaml", "paths:\r\n  /a: {$ref: 'a.yaml#/a'}\r\n", "a.yaml", "\ufeff# one\r\na:\r\n  get:\r\n    parameters:\r\n      - {name: p, in: query, description: \"x\"}\r\n"},
			"GET /a a.yaml:3:3 query.p[]", nil},
		"JSON beside YAML": {[]string{"api.yaml", "paths: {/a: {$ref: a.json}}", "a.json", "\ufeff{\r\n\t\"get\": {\"parameters\": [{\"$ref\": \".\\/p.json\"}]}}", "p.json", `{"name":"p","in":"query"}`}, "GET /a a.json:2:2 query.p[]", nil},
		"an anchor": {[]string{"api.yaml", "paths: {/a: {post: {requestBody: {content: {application/json: {schema: {$ref: 's.yaml#here'}}}}}}}", "s.yaml", "$defs: {A: {$anchor: here, type: string}}"},
			"POST /a api.yaml:2:14 application/json string", nil},
		"an identifier": {[]string{"api.yaml", "paths: {/a: {post: {requestBody: {content: {application/json: {schema: {$ref: 'https://schemas.example/s'}}}}}, put: {requestBody: {content: {application/json: {schema: {$ref: 'https://schemas.example/s#/$defs/T'}}}}}}}\n" +
			"components: {schemas: {S: {$id: 'https://schemas.example/s', type: string, $defs: {T: {type: boolean}}}}}"},
			"POST /a api.yaml:2:14 application/json string\nPUT /a api.yaml:2:113 application/json boolean", nil},
		"an identifier of a file": {[]string{"api.yaml", "paths: {/a: {post: {requestBody: {content: {application/json: {schema: {$ref: s.yaml}}}}}}}",
			"s.yaml", "$id: https://schemas.example/s\ntype: object\nproperties: {t: {$ref: '#/$defs/T'}, u: {$ref: t.yaml}, v: {$ref: 'https://schemas.example/s#/$defs/T'}}\n$defs: {T: {type: string}}", "t.yaml", "type: boolean"},
			"POST /a api.yaml:2:14 application/json object{t:string, u:boolean, v:string}", nil},
		"a resource within another": {[]string{"api.yaml", "paths: {/a: {post: {requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/S'}}}}}}}\n" +
			"components: {schemas: {S: {$id: 'https://schemas.example/s', type: object, properties: {t: {$ref: '#/$defs/T'}, u: {$ref: '#here'}}, $defs: {T: {type: string}, U: {$anchor: here, type: integer}}}, V: {$anchor: here, type: boolean}}}"},
			"POST /a api.yaml:2:14 application/json object{t:string, u:integer}", nil},
		"texts": {[]string{"api.yaml", "info: {title: T, description: {$ref: ../none.md}}\npaths: {/a: {description: {$ref: 'https://a.example/x.md'}, get: {description: {$ref: none.md}, summary: {$ref: none.md}, externalDocs: {$ref: none}, responses: {$ref: none.yaml}, " +
			"x-codeSamples: [{source: {$ref: none.py}}], parameters: [{name: p, in: query, description: {$ref: none.md}, examples: {e: {$ref: none.json}}, schema: {description: {$ref: none.md}}}]}}}\ntags: [{name: t, description: {$ref: /etc/passwd}}]"},
			"GET /a api.yaml:3:61 query.p[]", []string{"api.yaml:3:169: OAD103 info: $ref \"none.yaml\" leads nowhere: none.yaml cannot be read: there is no such file"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			test.files[1] = "openapi: 3.1.0\n" + test.files[1] + "\n"
			doc := loadFile(t, spec.Source{Path: "api.yaml", FS: tree(test.files...)})
			if got := summary(doc); got != test.want {
				t.Errorf("got\n%s\nwant\n%s", got, test.want)
			}
			wantDiagnostics(t, doc, test.found...)
		})
	}
}

// A reference that leads nowhere costs the operation that needs it, wherever it stands,
// and nothing else of the document.
func TestRefsThatCostAnOperation(t *testing.T) {
	places := map[string]struct{ document, want string }{
		"a path item":         {"paths: {/a: {$ref: R}, /b: {get: {}}}", "GET /b"},
		"an operation":        {"paths: {/a: {get: {$ref: R}}, /b: {get: {}}}", "GET /a INCOMPLETE, GET /b"},
		"a parameter":         {"paths: {/a: {get: {parameters: [{$ref: R}]}}, /b: {get: {}}}", "GET /a INCOMPLETE, GET /b"},
		"a shared parameter":  {"paths: {/a: {parameters: [{$ref: R}], get: {}, put: {}}, /b: {get: {}}}", "GET /a INCOMPLETE, PUT /a INCOMPLETE, GET /b"},
		"parameters":          {"paths: {/a: {get: {parameters: {$ref: R}}}, /b: {get: {}}}", "GET /a INCOMPLETE, GET /b"},
		"a request body":      {"paths: {/a: {get: {requestBody: {$ref: R}}}, /b: {get: {}}}", "GET /a INCOMPLETE, GET /b"},
		"media types":         {"paths: {/a: {get: {requestBody: {content: {$ref: R}}}}, /b: {get: {}}}", "GET /a INCOMPLETE, GET /b"},
		"a media type":        {"paths: {/a: {get: {requestBody: {content: {a/b: {$ref: R}}}}}, /b: {get: {}}}", "GET /a INCOMPLETE, GET /b"},
		"a body's schema":     {"paths: {/a: {get: {requestBody: {content: {a/b: {schema: {$ref: R}}}}}}, /b: {get: {}}}", "GET /a, GET /b"},
		"a parameter's":       {"paths: {/a: {get: {parameters: [{name: p, in: query, schema: {$ref: R}}]}}, /b: {get: {}}}", "GET /a INCOMPLETE, GET /b"},
		"security":            {"paths: {/a: {get: {security: {$ref: R}}}, /b: {get: {}}}", "GET /a INCOMPLETE, GET /b"},
		"servers":             {"paths: {/a: {get: {servers: {$ref: R}}}, /b: {get: {}}}", "GET /a INCOMPLETE, GET /b"},
		"a security scheme":   {"paths: {/a: {get: {security: [{k: []}]}}, /b: {get: {}}}\ncomponents: {securitySchemes: {k: {$ref: R}}}", "GET /a, GET /b"},
		"security schemes":    {"paths: {/a: {get: {security: [{k: []}]}}, /b: {get: {}}}\ncomponents: {securitySchemes: {$ref: R}}", "GET /a, GET /b"},
		"components":          {"paths: {/a: {get: {security: [{k: []}]}}, /b: {get: {}}}\ncomponents: {$ref: R}", "GET /a, GET /b"},
		"a map on the way":    {"paths: {/a: {get: {parameters: [{$ref: '#/components/parameters/P'}]}}, /b: {get: {}}}\ncomponents: {parameters: {$ref: R}}", "GET /a INCOMPLETE, GET /b"},
		"a parameter further": {"paths: {/a: {get: {parameters: [{$ref: '#/components/parameters/P'}]}}, /b: {get: {}}}\ncomponents: {parameters: {P: {$ref: R}}}", "GET /a INCOMPLETE, GET /b"},
		"another's component": {"paths: {/a: {get: {parameters: [{$ref: '#/components/parameters/P'}]}}, /b: {get: {}}}\ncomponents: {parameters: {P: {name: p, in: query}, Q: {$ref: R}}, schemas: {S: {$ref: R}}, responses: {$ref: R}}", "GET /a, GET /b"},
	}
	refs := map[string]string{
		"none.yaml": "OAD103", "p.yaml#/none": "OAD103", "p.yaml#none": "OAD103", "'#/none'": "OAD103", "broken.yaml": "OAD101", "sub": "OAD101",
		"http://a.example/p.yaml": "OAD104", "https://a.example/p.yaml#/p": "OAD104", "//a.example/p.yaml": "OAD104", "file:p.yaml": "OAD104", "file:///etc/passwd": "OAD104",
		"'C:\\p.yaml'": "OAD103", "/etc/passwd": "OAD104", "../../p.yaml": "OAD104", "sub/../../p.yaml": "OAD104", "'sub/%2e%2e/../p.yaml'": "OAD104", "a%00b": "OAD104", "urn:a:b": "OAD104",
	}
	files := tree("p.yaml", "{name: p, in: query}", "broken.yaml", "a: [", "sub/x.yaml", "{}")
	for place, test := range places {
		for ref, code := range refs {
			t.Run(place+", "+strings.ReplaceAll(ref, "/", "|"), func(t *testing.T) {
				text := "openapi: 3.1.0\n" + strings.ReplaceAll(test.document, "R", ref) + "\ninfo: {title: T, version: '1'}\n"
				if strings.HasPrefix(ref, "'") {
					text = strings.ReplaceAll(text, "'''", "'")
				}
				doc := loadFile(t, spec.Source{Path: "api.yaml", Data: []byte(text), FS: files})
				var got []string
				for _, op := range doc.Operations {
					name := op.Method + " " + op.Path
					if op.Incomplete {
						name += " INCOMPLETE"
					}
					got = append(got, name)
				}
				if strings.Join(got, ", ") != test.want {
					t.Errorf("operations %s, want %s", strings.Join(got, ", "), test.want)
				}
				reported := 0
				for _, d := range doc.Diagnostics {
					if d.Severity == spec.Error {
						t.Errorf("it costs the document: %s", d.Error())
					}
					if d.Code == code {
						reported++
					}
				}
				if want := 1; reported != want && place != "another's component" {
					t.Errorf("%d reports of %s:\n%s", reported, code, diagnostics(doc))
				}
				if place == "another's component" && len(doc.Diagnostics) > 0 {
					t.Errorf("nothing needs it:\n%s", diagnostics(doc))
				}
			})
		}
	}
}

// References that pass through one another tell why they lead nowhere, at a length that
// does not grow with their number.
func TestPointersThroughDanglingRefs(t *testing.T) {
	var text strings.Builder
	text.WriteString("openapi: 3.1.0\npaths: {/a: {get: {parameters: [")
	for i := range 3_000 {
		fmt.Fprintf(&text, "{$ref: '#/x-%d/a'}, ", i)
	}
	text.WriteString("]}}}\ninfo: {title: T, version: '1'}\nx-0: {$ref: none.yaml}\n")
	for i := range 3_000 {
		fmt.Fprintf(&text, "x-%d: {$ref: '#/x-%d/a'}\n", i+1, i)
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	doc := loadFile(t, spec.Source{Data: []byte(text.String())})
	runtime.ReadMemStats(&after)
	if len(doc.Diagnostics) != 3_000 || doc.Diagnostics[2_999].Code != "OAD104" {
		t.Errorf("%d findings", len(doc.Diagnostics))
	}
	if used := (after.TotalAlloc - before.TotalAlloc) >> 20; used > 200 {
		t.Errorf("%d MB were used", used)
	}
}

// The same document in one file, in files below a folder, and in a file system is the
// same, but for its places.
func TestMultiFileIsTheSameEverywhere(t *testing.T) {
	files := []string{"api/api.yaml", "openapi: 3.1.0\npaths: {/a: {$ref: ../paths/a.yaml}}\n", "paths/a.yaml", "post: {parameters: [{$ref: '../p/p.yaml#/P'}]}\n", "p/p.yaml", "P: {name: p, in: query, schema: {$ref: '#/S'}}\nS: {type: string}\n"}
	dir := folder(t, files...)
	one := load(t, "openapi: 3.1.0\npaths: {/a: {post: {parameters: [{name: p, in: query, schema: {$ref: '#/components/schemas/S'}}]}}}\ncomponents: {schemas: {S: {type: string}}}\n")
	for name, src := range map[string]spec.Source{
		"folder": {Path: filepath.Join(dir, "api/api.yaml"), Root: dir}, "FS": {Path: "api/api.yaml", FS: tree(files...)},
	} {
		doc := loadFile(t, src)
		wantDiagnostics(t, doc)
		if got, want := show(doc.Operations[0].Parameters[0].Schema), show(one.Operations[0].Parameters[0].Schema); got != want || show(doc.Definitions) != show(one.Definitions) {
			t.Errorf("%s: %s %s, want %s", name, got, show(doc.Definitions), want)
		}
	}
}
