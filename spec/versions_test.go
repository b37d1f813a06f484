package spec_test

import (
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/spec"
)

// What the versions of OpenAPI 3 write in their own ways, each read as its version
// means it.
func TestVersionForms(t *testing.T) {
	const components = "components:\n  schemas: {S: {type: string, description: of S, enum: [a, b]}}\n" +
		"  parameters: {P: {name: p, in: query, description: of P, schema: {type: string}}}\n" +
		"  requestBodies: {B: {description: of B, content: {a/b: {}}}}\n" +
		"  securitySchemes: {K: {type: apiKey, in: header, name: k, description: of K}, R: {$ref: '#/components/securitySchemes/K', description: own}}\n"
	body := func(schema string) string {
		return "{requestBody: {content: {application/json: {schema: " + schema + "}}}}"
	}
	types := func(doc *spec.Document) string { return show(doc.Operations[0].Body.Content[0].Schema.Types) }
	schemaOf := func(doc *spec.Document) *spec.Schema { return doc.Operations[0].Body.Content[0].Schema }
	tests := []struct {
		name, version, operation string
		got                      func(*spec.Document) string
		want                     string
		diagnostics              string
	}{
		{"nullable", "3.0.0", body("{type: string, nullable: true}"), types, `["string","null"]`, ""},
		{"nullable in 3.1", "3.1.0", body("{type: string, nullable: true}"), types, `["string"]`, ""},
		{"a list of types", "3.1.0", body("{type: [string, 'null']}"), types, `["string","null"]`, ""},
		{"const", "3.1.0", body("{const: 7}"), func(doc *spec.Document) string {
			return string(schemaOf(doc).Constant) + types(doc)
		}, `7["integer"]`, ""},
		{"example", "3.0.0", body("{type: string, example: x}"), func(doc *spec.Document) string {
			return string(doc.Operations[0].Body.Content[0].Example)
		}, `"x"`, ""},
		{"keywords beside a $ref", "3.1.0", body("{$ref: '#/components/schemas/S', enum: [b, c], default: b}"), func(doc *spec.Document) string {
			return types(doc) + show(schemaOf(doc).Enum) + string(schemaOf(doc).Default) + string(schemaOf(doc).JSON)
		}, `["string"]["b"]"b"{"$ref":"#/$defs/S","enum":["b","c"],"default":"b"}`, ""},
		{"keywords beside a $ref in 3.0", "3.0.0", body("{$ref: '#/components/schemas/S', enum: [b, c], default: b}"), func(doc *spec.Document) string {
			return show(schemaOf(doc).Enum) + string(schemaOf(doc).JSON)
		}, `["a","b"]{"$ref":"#/$defs/S"}`, ""},
		{"description beside a parameter's $ref", "3.1.0", "{parameters: [{$ref: '#/components/parameters/P', description: own, summary: s}]}", func(doc *spec.Document) string {
			return doc.Operations[0].Parameters[0].Description
		}, "own", ""},
		{"description beside a parameter's $ref in 3.0", "3.0.0", "{parameters: [{$ref: '#/components/parameters/P', description: own}]}", func(doc *spec.Document) string {
			return doc.Operations[0].Parameters[0].Description
		}, "of P", ""},
		{"what else stands beside a $ref", "3.1.0", "{parameters: [{$ref: '#/components/parameters/P', in: query, required: true}]}", func(doc *spec.Document) string {
			return show(doc.Operations[0].Parameters[0].Required)
		}, "false", `api.yaml:3:75: OAD105 warning: "required" stands beside a $ref, where OpenAPI ignores it`},
		{"description beside a body's $ref", "3.1.0", "{requestBody: {$ref: '#/components/requestBodies/B', description: own}}", func(doc *spec.Document) string {
			return doc.Operations[0].Body.Description
		}, "own", ""},
		{"description beside one of two $refs to a body", "3.1.0", "{requestBody: {$ref: '#/components/requestBodies/B', description: own}}, put: {requestBody: {$ref: '#/components/requestBodies/B'}}", func(doc *spec.Document) string {
			return doc.Operations[0].Body.Description + ", " + doc.Operations[1].Body.Description
		}, "own, of B", ""},
		{"description beside a security scheme's $ref", "3.1.0", "{}", func(doc *spec.Document) string {
			return doc.SecuritySchemes[0].Description + ", " + doc.SecuritySchemes[1].Description
		}, "of K, own", ""},
		{"whole numbers as response codes", "3.0.0", "{responses: {200: {description: OK}, 4XX: {description: no}, default: {}}}", names, "POST /a", ""},
		{"callbacks", "3.0.0", "{callbacks: {x-a: 1, done: {'{$request.query.url}': {post: {}}}, 'a%d': {}}}", names, "POST /a",
			`api.yaml:3:35: OAD118 info: the callback "done" of POST /a is a call that the API makes: no event becomes it` + "\n" +
				`api.yaml:3:79: OAD118 info: the callback "a%d" of POST /a is a call that the API makes: no event becomes it`},
		{"a schema of another dialect", "3.1.0", body("{$schema: 'http://json-schema.org/draft-07/schema#', type: string}"), types, `["string"]`,
			`api.yaml:3:76: OAD119 warning: the schema dialect "http://json-schema.org/draft-07/schema#" is read as JSON Schema 2020-12`},
		{"a schema of its dialect", "3.1.0", body("{$schema: 'https://json-schema.org/draft/2020-12/schema', type: string}"), types, `["string"]`, ""},
		{"a parameter for the query as a whole", "3.2.0", "{parameters: [{name: q, in: querystring, content: {application/x-www-form-urlencoded: {schema: {type: object}}}}]}", func(doc *spec.Document) string {
			p := doc.Operations[0].Parameters[0]
			return p.In + " " + p.ContentType + show(p.Schema.Types)
		}, `querystring application/x-www-form-urlencoded["object"]`, ""},
		{"media types by $ref", "3.2.0", "{requestBody: {content: {application/json: {$ref: '#/x-media'}}}}", types, `["integer"]`, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			doc := load(t, "openapi: "+test.version+"\npaths:\n  /a: {post: "+test.operation+"}\n"+components+"x-media: {schema: {type: integer}}\n")
			wantDiagnostics(t, doc, test.diagnostics)
			if got := test.got(doc); got != test.want {
				t.Errorf("%s, want %s", got, test.want)
			}
		})
	}
}

func TestWebhooks(t *testing.T) {
	const text = "\nwebhooks:\n  newPet: {post: {}}\n  x-a: {}\n  gone: {$ref: '#/none'}\npaths: {/a: {post: {}}}\n"
	for _, version := range []string{"3.1.0", "3.0.0"} { // 3.0 has none, and does no more with them
		wantDiagnostics(t, load(t, "openapi: "+version+text),
			`api.yaml:3:3: OAD118 info: the webhook "newPet" is a call that the API makes: no event becomes it`,
			`api.yaml:5:3: OAD118 info: the webhook "gone" is a call that the API makes: no event becomes it`)
	}
}

func TestDialects(t *testing.T) {
	for uri, want := range map[string]string{
		"https://spec.openapis.org/oas/3.1/dialect/base":       "",
		"https://spec.openapis.org/oas/3.1/dialect/2024-11-10": "",
		"https://spec.openapis.org/oas/3.2/dialect/2025-09-17": "",
		"https://json-schema.org/draft/2020-12/schema":         "",
		"null": "",
		"https://json-schema.org/draft/2019-09/schema": `api.yaml:2:20: OAD119 warning: the schema dialect "https://json-schema.org/draft/2019-09/schema" is read as JSON Schema 2020-12`,
		"[]": "api.yaml:2:20: OAD105 warning: a schema dialect is a list, not a string",
		"https://evil.test/https://spec.openapis.org/oas/3.1/dialect/base": `api.yaml:2:20: OAD119 warning: the schema dialect "https://evil.test/https://spec.openapis.org/oas/3.1/dialect/base" is read as JSON Schema 2020-12`,
	} {
		const rest = "\npaths: {/a: {post: {}}}\n"
		wantDiagnostics(t, load(t, "openapi: 3.1.0\njsonSchemaDialect: "+uri+rest), want)
		wantDiagnostics(t, load(t, "openapi: 3.0.0\njsonSchemaDialect: "+uri+rest), `api.yaml:2:1: OAD105 info: "jsonSchemaDialect" is no field of a document of OpenAPI 3.0: it is not read`)
	}
}

// What OpenAPI 3.2 adds is read, or breaks nothing.
func TestOpenAPI32(t *testing.T) {
	doc := load(t, `openapi: 3.2.0
$self: https://api.test/openapi.yaml
servers: [{url: 'https://a.test', name: prod}]
tags:
  - {name: pets, summary: Pets, kind: nav}
  - {name: cats, parent: pets}
paths:
  /a:
    query: {tags: [cats], requestBody: {content: {application/jsonl: {itemSchema: {type: object}}}}}
    additionalOperations:
      COPY: {operationId: copy}
      Link: {}
      POST: {}
  /b: {$ref: 'https://api.test/openapi.yaml#/paths/~1a'}
components:
  securitySchemes:
    device: {type: oauth2, deprecated: true, oauth2MetadataUrl: /m, flows: {deviceAuthorization: {deviceAuthorizationUrl: /d, tokenUrl: /t, scopes: {}}}}
`)
	wantDiagnostics(t, doc, `api.yaml:9:83: OAD105 info: "itemSchema" is not read`, `api.yaml:13:7: OAD105 warning: the method "POST" has a field of its own in a path item`)
	if got := names(doc); got != "QUERY /a, COPY /a, Link /a, POST /a, QUERY /b, COPY /b, Link /b, POST /b" {
		t.Error(got)
	}
	if doc.Servers[0].Name != "prod" || doc.Operations[0].Tags[0] != "cats" || doc.SecuritySchemes[0].Flows[0].Kind != "deviceAuthorization" {
		t.Errorf("%+v", doc)
	}
	if media := doc.Operations[0].Body.Content[0]; media.Type != "application/jsonl" || media.Schema.Types != nil {
		t.Errorf("%+v", media)
	}
}

// Windows line ends, a byte order mark, anchors and merge keys: places stay right, in
// the files that the document refers to as well.
func TestFormsOfFiles(t *testing.T) {
	const text = "openapi: 3.0.3\nx-base: &base\n  responses: {200: {description: OK}}\n  parameters:\n    - &id {name: id, in: path, required: true, schema: {type: string}}\n" +
		"paths:\n  '/a/{id}':\n    post:\n      <<: *base\n      operationId: post\n    put:\n      parameters: [*id, {$ref: 'other.yaml#/q'}]\n"
	const other = "# a comment\nq: &q\n  name: q\n  in: query\n  schema: {type: integer}\nr: {<<: *q}\n"
	for name, form := range map[string]func(string) string{
		"plain":            func(text string) string { return text },
		"CRLF":             func(text string) string { return strings.ReplaceAll(text, "\n", "\r\n") },
		"byte order mark":  func(text string) string { return "\ufeff" + text },
		"both":             func(text string) string { return "\ufeff" + strings.ReplaceAll(text, "\n", "\r\n") },
		"r, a merged copy": func(text string) string { return strings.ReplaceAll(text, "#/q", "#/r") },
	} {
		dir := folder(t, "api.yaml", form(text), "other.yaml", form(other))
		doc := loadFile(t, spec.Source{Path: dir + "/api.yaml"})
		wantDiagnostics(t, doc)
		post, put := doc.Operations[0], doc.Operations[1]
		q := put.Parameters[1]
		line := 2
		if strings.HasPrefix(name, "r,") {
			line = 6
		}
		if post.IDPosition.Line != 10 || parameterNames(post) != "path id at 5" || put.Parameters[0].Position.Column != 7 ||
			q.Name != "q" || show(q.Schema.Types) != `["integer"]` || q.Position.Line != line {
			t.Errorf("%s: %v, %v, %+v", name, post.IDPosition, parameterNames(put), q)
		}
	}
}
