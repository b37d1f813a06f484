package spec_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/spec"
)

// said is all that a document says, without places and without the version it is
// written in.
func said(t *testing.T, doc *spec.Document) string {
	t.Helper()
	plain := *doc
	plain.SHA256, plain.OpenAPI, plain.Diagnostics = "", "", nil
	text, err := json.Marshal(plain)
	if err != nil {
		t.Fatal(err)
	}
	var tree any
	if err := json.Unmarshal(text, &tree); err != nil {
		t.Fatal(err)
	}
	withoutPlaces(tree)
	indented, _ := json.MarshalIndent(tree, "", " ")
	return string(indented)
}

// TestJSONBesideForms: the fields of a form are JSON, too, where the operation's list says so,
// or that of the document. Neither says so of its fields.
func TestJSONBesideForms(t *testing.T) {
	for text, want := range map[string]string{
		"consumes: [application/json]\npaths: {/a: {post: {parameters: [P]}}}":                                                                         "application/x-www-form-urlencoded",
		"consumes: [application/json]\npaths: {/a: {post: {consumes: [multipart/form-data], parameters: [P]}}}":                                        "multipart/form-data",
		"consumes: [application/x-www-form-urlencoded, application/json]\npaths: {/a: {post: {parameters: [P]}}}":                                      "application/x-www-form-urlencoded application/json beside",
		"consumes: [application/json, multipart/form-data]\npaths: {/a: {post: {consumes: [multipart/form-data], parameters: [P]}}}":                   "multipart/form-data application/json beside",
		"paths: {/a: {post: {consumes: [application/x-www-form-urlencoded, application/vnd.a+json], parameters: [P]}}}":                                "application/x-www-form-urlencoded application/vnd.a+json beside",
		"paths: {/a: {post: {consumes: [application/x-www-form-urlencoded, application/json], parameters: [P, {in: formData, name: f, type: file}]}}}": "application/x-www-form-urlencoded",
	} {
		doc := load(t, "swagger: '2.0'\n"+strings.ReplaceAll(text, "P", "{in: formData, name: a, type: string}")+"\n")
		var got []string
		for _, m := range doc.Operations[0].Body.Content {
			got = append(got, m.Type)
			if m.BesideForm {
				got = append(got, "beside")
			}
			if len(m.Schema.Properties) == 0 {
				t.Errorf("%s: %s has no fields", text, m.Type)
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %q, want %s", text, got, want)
		}
	}
}

// TestSwaggerTwins: a Swagger 2.0 document and the OpenAPI 3.0 document that says the
// same read the same.
func TestSwaggerTwins(t *testing.T) {
	op := func(text string) string { return "paths: {/a: {post: " + text + "}}\n" }
	tests := map[string]struct{ two, three string }{
		"info": {
			"info: {title: T, version: 1.0, description: D}\nx-a: 1\n" + op("{operationId: a, summary: S, description: D, tags: [t], deprecated: true, x-b: 2}"),
			"info: {title: T, version: 1.0, description: D}\nx-a: 1\n" + op("{operationId: a, summary: S, description: D, tags: [t], deprecated: true, x-b: 2}"),
		},
		"server": {
			"host: api.example.com:8443\nbasePath: /v1\nschemes: [https]\n" + op("{}"),
			"servers: [{url: 'https://api.example.com:8443/v1'}]\n" + op("{}"),
		},
		"https comes first, and WebSockets are not called": {
			"host: a.test\nschemes: [ws, http, HTTPS, wss, http]\n" + op("{}"),
			"servers: [{url: 'https://a.test'}, {url: 'http://a.test'}]\n" + op("{}"),
		},
		"WebSockets alone": {
			"host: a.test\nschemes: [wss]\n" + op("{}"),
			"servers: [{url: 'wss://a.test'}]\n" + op("{}"),
		},
		"no schemes":              {"host: a.test\nbasePath: v1/\n" + op("{}"), "servers: [{url: //a.test/v1/}]\n" + op("{}")},
		"no host":                 {"basePath: /v1\nschemes: [https]\n" + op("{}"), "servers: [{url: /v1}]\n" + op("{}")},
		"neither":                 {op("{}"), op("{}")},
		"a slash":                 {"host: a.test\nbasePath: /\nschemes: [https]\n" + op("{}"), "servers: [{url: https://a.test/}]\n" + op("{}")},
		"host as a URL":           {"host: https://a.test/\nbasePath: /v1\n" + op("{}"), "servers: [{url: 'https://a.test/v1'}]\n" + op("{}")},
		"basePath as a URL":       {"host: a.test\nbasePath: https://b.test/v1\n" + op("{}"), "servers: [{url: 'https://b.test/v1'}]\n" + op("{}")},
		"host with a path":        {"host: a.test/v1\nschemes: [https]\nbasePath: /w\n" + op("{}"), "servers: [{url: 'https://a.test/v1/w'}]\n" + op("{}")},
		"schemes of an operation": {"host: a.test\nschemes: [https]\n" + op("{schemes: [http]}"), "servers: [{url: 'https://a.test'}]\n" + op("{servers: [{url: 'http://a.test'}]}")},
		"schemes that come to the same": {
			"host: a.test\nschemes: [http, https]\n" + op("{schemes: [https]}"),
			"servers: [{url: 'https://a.test'}, {url: 'http://a.test'}]\n" + op("{}"),
		},
		"body": {
			"consumes: [application/json]\n" + op("{parameters: [{in: body, name: b, required: true, description: D, x-c: 1, schema: {type: object, required: [a], properties: {a: {type: integer}}}}]}"),
			op("{requestBody: {required: true, description: D, x-c: 1, content: {application/json: {schema: {type: object, required: [a], properties: {a: {type: integer}}}}}}}"),
		},
		"body of several media types, each once": {
			"consumes: [text/plain]\n" + op("{consumes: [application/xml, application/json, application/xml], parameters: [{in: body, name: b, schema: {$ref: '#/definitions/B'}}]}") + "definitions: {B: {type: string}}\n",
			op("{requestBody: {content: {application/xml: {schema: {$ref: '#/components/schemas/B'}}, application/json: {schema: {$ref: '#/components/schemas/B'}}}}}") + "components: {schemas: {B: {type: string}}}\n",
		},
		"body of no media type": {
			op("{parameters: [{in: body, name: b, schema: {type: object}}]}"),
			op("{requestBody: {content: {application/json: {schema: {type: object}}}}}"),
		},
		"the document's media types, cleared": {
			"consumes: [text/plain]\n" + op("{consumes: [], parameters: [{in: body, name: b}]}"),
			op("{requestBody: {content: {application/json: {}}}}"),
		},
		"body by $ref, of the path item": {
			"consumes: [a/b]\npaths: {/a: {parameters: [{$ref: '#/parameters/B'}], post: {}, put: {parameters: [{in: body, name: other, schema: {type: integer}}]}}}\nparameters: {B: {in: body, name: b, schema: {type: string}}}\n",
			"paths: {/a: {post: {requestBody: {content: {a/b: {schema: {type: string}}}}}, put: {requestBody: {content: {a/b: {schema: {type: integer}}}}}}}\n",
		},
		"examples": {
			"consumes: [application/json, text/plain]\n" + op("{parameters: [{in: body, name: b, schema: {example: {a: 1}}, x-examples: {text/plain: x}}, {in: query, name: q, type: string, x-example: 1.0}]}"),
			op("{parameters: [{in: query, name: q, schema: {type: string}, x-example: 1.0, example: 1.0}], requestBody: {x-examples: {text/plain: x}, content: {application/json: {schema: {example: {a: 1}}}, text/plain: {schema: {example: {a: 1}}, example: x}}}}"),
		},
		"form": {
			op("{consumes: [application/x-www-form-urlencoded], parameters: [{in: formData, name: a, type: string, description: D, required: true}, {in: formData, name: n, type: array, items: {type: integer}, collectionFormat: multi}]}"),
			op("{requestBody: {required: true, content: {application/x-www-form-urlencoded: {schema: {type: object, properties: {a: {type: string, description: D}, n: {type: array, items: {type: integer}}}, required: [a]}, encoding: {n: {explode: true}}}}}}"),
		},
		"form with a file": {
			op("{parameters: [{in: formData, name: f, type: file}]}"),
			op("{requestBody: {content: {multipart/form-data: {schema: {type: object, properties: {f: {type: string, format: binary}}}}}}}"),
		},
		"form of either kind": {
			"consumes: [text/plain, multipart/form-data, application/x-www-form-urlencoded]\n" + op("{parameters: [{in: formData, name: f, type: string, x-nullable: true}]}"),
			op("{requestBody: {content: {multipart/form-data: {schema: &s {type: object, properties: {f: {type: string, nullable: true}}}}, application/x-www-form-urlencoded: {schema: *s}}}}"),
		},
		"form of path item and operation": {
			"paths: {/a: {parameters: [{in: formData, name: a, type: string}, {in: formData, name: b, type: string}], post: {parameters: [{in: formData, name: b, type: integer}, {in: formData, name: c, type: string}]}}}\n",
			op("{requestBody: {content: {application/x-www-form-urlencoded: {schema: {type: object, properties: {a: {type: string}, b: {type: integer}, c: {type: string}}}}}}}"),
		},
		"parameters": {
			"paths: {'/a/{id}': {parameters: [{$ref: '#/parameters/id'}], post: {parameters: [{name: q, in: query, type: integer, format: int32, default: 1, enum: [1, 2], allowEmptyValue: true, x-a: 1}, {name: H, in: header, type: string, required: true, description: D, x-nullable: true}]}}}\nparameters: {id: {name: id, in: path, required: true, type: string, pattern: x}}\n",
			"paths: {'/a/{id}': {parameters: [{$ref: '#/components/parameters/id'}], post: {parameters: [{name: q, in: query, schema: {type: integer, format: int32, default: 1, enum: [1, 2]}, allowEmptyValue: true, x-a: 1}, {name: H, in: header, schema: {type: string, nullable: true}, required: true, description: D, x-nullable: true}]}}}\ncomponents: {parameters: {id: {name: id, in: path, required: true, schema: {type: string, pattern: x}}}}\n",
		},
		"a parameter that overrides the path item's": {
			"paths: {/a: {parameters: [{name: q, in: query, type: string}], post: {parameters: [{name: q, in: query, type: integer}]}}}\n",
			op("{parameters: [{name: q, in: query, schema: {type: integer}}]}"),
		},
		"arrays": {
			op("{parameters: [{name: none, in: query, type: array, items: {type: string}}, {name: csv, in: query, type: array, collectionFormat: csv, items: {type: array, collectionFormat: pipes, items: {type: string}}}," +
				" {name: multi, in: query, type: array, collectionFormat: multi, items: {}}, {name: ssv, in: query, type: array, collectionFormat: ssv}, {name: pipes, in: query, type: array, collectionFormat: pipes}, {name: h, in: header, type: array, collectionFormat: csv}]}"),
			op("{parameters: [{name: none, in: query, explode: false, schema: {type: array, items: {type: string}}}, {name: csv, in: query, style: form, explode: false, schema: {type: array, items: {type: array, items: {type: string}}}}," +
				" {name: multi, in: query, schema: {type: array, items: {}}}, {name: ssv, in: query, style: spaceDelimited, schema: {type: array}}, {name: pipes, in: query, style: pipeDelimited, schema: {type: array}}, {name: h, in: header, schema: {type: array}}]}"),
		},
		"security": {
			"security: [{b: []}, {k: [], o: [read]}]\n" + op("{security: []}") +
				"securityDefinitions: {b: {type: basic, description: D, x-a: 1}, k: {type: apiKey, in: query, name: key}, o: {type: oauth2, flow: accessCode, authorizationUrl: /a, tokenUrl: /t, scopes: {read: R, x-s: 1}}," +
				" i: {type: oauth2, flow: implicit, authorizationUrl: /a}, p: {type: oauth2, flow: password, tokenUrl: /p, scopes: {}}, c: {type: oauth2, flow: application, tokenUrl: /c, scopes: {w: W}}}\n",
			"security: [{b: []}, {k: [], o: [read]}]\n" + op("{security: []}") +
				"components: {securitySchemes: {b: {type: http, scheme: basic, description: D, x-a: 1}, k: {type: apiKey, in: query, name: key}, o: {type: oauth2, flows: {authorizationCode: {authorizationUrl: /a, tokenUrl: /t, scopes: {read: R}}}}," +
				" i: {type: oauth2, flows: {implicit: {authorizationUrl: /a}}}, p: {type: oauth2, flows: {password: {tokenUrl: /p, scopes: {}}}}, c: {type: oauth2, flows: {clientCredentials: {tokenUrl: /c, scopes: {w: W}}}}}}\n",
		},
		"schemas": {
			"consumes: [application/json]\n" + op("{parameters: [{in: body, name: b, schema: {$ref: '#/definitions/Pet'}}]}") +
				"definitions: {Pet: {type: object, discriminator: kind, required: [kind], properties: {kind: {type: string}, name: {type: string, x-nullable: true}, both: {nullable: true, x-nullable: true}, discriminator: {type: string, readOnly: true}, owner: {$ref: '#/definitions/Owner'}}}," +
				" Owner: {allOf: [{type: object, properties: {x-nullable: {type: string, x-nullable: false}}}, {$ref: '#/definitions/Pet'}]}}\n",
			op("{requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}}") +
				"components: {schemas: {Pet: {type: object, discriminator: {propertyName: kind}, required: [kind], properties: {kind: {type: string}, name: {type: string, nullable: true}, both: {nullable: true, x-nullable: true}, discriminator: {type: string, readOnly: true}, owner: {$ref: '#/components/schemas/Owner'}}}," +
				" Owner: {allOf: [{type: object, properties: {x-nullable: {type: string, nullable: false}}}, {$ref: '#/components/schemas/Pet'}]}}}\n",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			two, three := load(t, "swagger: '2.0'\n"+test.two), load(t, "openapi: 3.0.3\n"+test.three)
			wantDiagnostics(t, three)
			if got, want := said(t, two), said(t, three); got != want {
				t.Errorf("Swagger 2.0 reads as\n%s\nOpenAPI 3.0 as\n%s", got, want)
			}
			if two.OpenAPI != "2.0" {
				t.Errorf("version %q", two.OpenAPI)
			}
		})
	}
}
