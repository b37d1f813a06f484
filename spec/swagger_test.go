package spec_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/spec"
)

func TestSwaggerVersions(t *testing.T) {
	for text, want := range map[string]string{
		"'2.0'": "2.0", "2.0": "2.0", "2": "2", "2.0.0": "2.0.0",
		"'1.2'": "", "3.0": "", "2.1": "", "20": "",
	} {
		doc, err := spec.Load(spec.Source{Path: "api.yaml", Data: []byte("swagger: " + text + "\npaths: {/a: {get: {}}}\n")})
		switch {
		case want != "" && (err != nil || doc.OpenAPI != want || len(doc.Operations) != 1):
			t.Errorf("swagger: %s: %v, %+v", text, err, doc)
		case want == "" && (err == nil || !strings.Contains(err.Error(), "api.yaml:1:10: OAD102 error: Swagger")):
			t.Errorf("swagger: %s: %v", text, err)
		}
	}
}

// What Swagger 2.0 does not allow, or does not say, is reported at its place, and an
// operation of which a part is lost is incomplete.
func TestSwaggerDiagnostics(t *testing.T) {
	tests := map[string]struct {
		text        string
		incomplete  bool
		diagnostics string
	}{
		"media type of a body": {
			"paths: {/a: {post: {parameters: [\n{in: body, name: b}]}}}", false,
			"api.yaml:3:1: OAD117 info: the document does not say which media type this body has: application/json is taken",
		},
		"media type of a form": {
			"consumes: [application/json]\npaths: {/a: {post: {parameters: [\n{in: formData, name: f, type: string}]}}}", false,
			"api.yaml:4:1: OAD117 info: the document does not say which media type this form has: application/x-www-form-urlencoded is taken",
		},
		"a list of consumes that is none": {
			"consumes: a/b\npaths: {/a: {post: {consumes: [{}]}}}", false,
			"api.yaml:2:11: OAD105 warning: \"consumes\" is a string, not a list",
		},
		"a media type that is none": {
			"paths: {/a: {post: {consumes: [{}, a/b], parameters: [{in: body, name: b}]}}}", false,
			"api.yaml:2:32: OAD105 warning: a member of \"consumes\" is an object, not a string",
		},
		"two bodies": {
			"consumes: [a/b]\npaths: {/a: {post: {parameters: [{in: body, name: a},\n{in: body, name: b}]}}}", true,
			`api.yaml:4:1: OAD105 warning: an operation has one body, and "b" is a second one`,
		},
		"a field of a form twice": {
			"consumes: [multipart/form-data]\npaths: {/a: {post: {parameters: [{in: formData, name: a, type: string},\n{in: formData, name: a, type: string}]}}}", false,
			`api.yaml:4:1: OAD107 warning: the formData parameter "a" is in this list already: the first one is read`,
		},
		"a body and a form": {
			"consumes: [a/b]\npaths: {/a: {parameters: [{in: formData, name: a, type: string}], post: {parameters: [\n{in: body, name: b}]}}}", true,
			`api.yaml:4:1: OAD105 warning: an operation has parameters in "body" and in "formData", which describe two bodies`,
		},
		"a field without a name": {
			"consumes: [multipart/form-data]\npaths: {/a: {post: {parameters: [\n{in: formData, type: string}]}}}", true,
			"api.yaml:4:1: OAD105 warning: a parameter has no name: it is not read",
		},
		"a dangling parameter": {
			"paths: {/a: {post: {parameters: [{$ref: '#/parameters/none'}]}}}", true,
			`api.yaml:2:41: OAD103 warning: $ref "#/parameters/none" leads nowhere: there is no such part in api.yaml; needed by POST /a`,
		},
		"a cookie": {
			"paths: {/a: {post: {parameters: [{in: cookie, name: c, type: string}]}}}", true,
			`api.yaml:2:34: OAD105 warning: the parameter "c" is in "cookie", which is no location: it is not read`,
		},
		"OpenAPI 3's schema": {
			"paths: {/a: {post: {parameters: [{in: query, name: q, schema: {type: array}, style: form}]}}}", false,
			"api.yaml:2:63: OAD105 info: only a parameter in \"body\" has a schema; this one is read as in OpenAPI 3\n" +
				`api.yaml:2:78: OAD105 warning: "style" is a field of OpenAPI 3, and this is a Swagger 2.0 document: it is not read`,
		},
		"OpenAPI 3's body": {
			"paths: {/a: {post: {requestBody: {}}}}", true,
			`api.yaml:2:21: OAD105 warning: "requestBody" is a field of OpenAPI 3, and this is a Swagger 2.0 document: it is not read`,
		},
		"OpenAPI 3's servers and components": {
			"servers: [{url: x}]\ncomponents: {x: y}\npaths: {/a: {servers: [], trace: {}, query: {}, post: {servers: [{url: y}]}}}", false,
			`api.yaml:2:1: OAD105 warning: "servers" is a field of OpenAPI 3, and this is a Swagger 2.0 document: it is not read` + "\n" +
				`api.yaml:3:1: OAD105 warning: "components" is a field of OpenAPI 3, and this is a Swagger 2.0 document: it is not read` + "\n" +
				`api.yaml:4:14: OAD105 warning: "servers" is a field of OpenAPI 3, and this is a Swagger 2.0 document: it is not read` + "\n" +
				`api.yaml:4:27: OAD105 warning: "trace" is a field of OpenAPI 3, and this is a Swagger 2.0 document: it is not read` + "\n" +
				`api.yaml:4:38: OAD105 warning: "query" is no field of a path item: it is not read` + "\n" +
				`api.yaml:4:56: OAD105 warning: "servers" is a field of OpenAPI 3, and this is a Swagger 2.0 document: it is not read`,
		},
		"a collectionFormat that is none": {
			"paths: {/a: {post: {parameters: [{in: query, name: q, type: array, collectionFormat: tabs}]}}}", true,
			`api.yaml:2:86: OAD105 warning: "tabs" is no collectionFormat`,
		},
		"multi in a header": {
			"paths: {/a: {post: {parameters: [{in: header, name: q, type: array, collectionFormat: multi}]}}}", false,
			`api.yaml:2:87: OAD105 warning: only a parameter in query or formData can repeat its name (multi); this one is read as csv`,
		},
		"a host that is a URL": {
			"host: https://a.test\npaths: {/a: {post: {}}}", false, `api.yaml:2:7: OAD105 warning: "host" is a URL: it is read as one`,
		},
		"flows": {
			"paths: {/a: {post: {}}}\nsecurityDefinitions:\n  none: {type: oauth2}\n  odd: {type: oauth2, flow: device}\n  x: 1\n  untyped: {flow: x}", false,
			"api.yaml:4:9: OAD105 warning: an oauth2 security definition has no flow\n" +
				`api.yaml:5:29: OAD105 warning: "device" is no flow of Swagger 2.0` + "\n" +
				`api.yaml:6:3: OAD105 warning: the security scheme "x" is a number, not an object` + "\n" +
				`api.yaml:7:3: OAD105 warning: the security scheme "untyped" has no type`,
		},
		"nothing of it is what it should be": {
			"host: []\nbasePath: {}\nschemes: 1\nsecurityDefinitions: []\npaths: {/a: {post: {parameters: [x, {in: [], name: a}], schemes: {}}}}", true,
			`api.yaml:2:7: OAD105 warning: "host" is a list, not a string` + "\n" +
				`api.yaml:3:11: OAD105 warning: "basePath" is an object, not a string` + "\n" +
				`api.yaml:4:10: OAD105 warning: "schemes" is a number, not a list` + "\n" +
				`api.yaml:5:22: OAD105 warning: "securityDefinitions" is a list, not an object` + "\n" +
				`api.yaml:6:34: OAD105 warning: a parameter is a string, not an object` + "\n" +
				`api.yaml:6:37: OAD105 warning: the parameter "a" is in "", which is no location: it is not read` + "\n" +
				`api.yaml:6:42: OAD105 warning: "in" is a list, not a string`,
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			doc := load(t, "swagger: '2.0'\n"+test.text+"\n")
			wantDiagnostics(t, doc, test.diagnostics)
			if doc.Operations[0].Incomplete != test.incomplete {
				t.Errorf("incomplete: %v", doc.Operations[0].Incomplete)
			}
		})
	}
}

// All of a document made of several files is where the files have it.
func TestSwaggerFiles(t *testing.T) {
	dir := folder(t,
		"api.yaml", `swagger: "2.0"
host: a.test
basePath: /v1
schemes: [https]
consumes: [application/json]
paths:
  /a/{id}:
    parameters:
      - {$ref: "lib/parameters.yaml#/parameters/id"}
    post:
      parameters:
        - {$ref: "lib/parameters.yaml#/parameters/body"}
        - {name: tags, in: query, type: array, items: {type: string}, collectionFormat: tsv}
  /b: {$ref: "lib/b.yaml"}
securityDefinitions:
  basic: {$ref: "lib/parameters.yaml#/securityDefinitions/basic"}
`,
		"lib/parameters.yaml", `parameters:
  id: {name: id, in: path, required: true, type: integer}
  body:
    name: body
    in: body
    schema: {$ref: "#/definitions/Body"}
  field: {name: field, in: formData, type: array, items: {type: string, enum: [a, b]}}
definitions:
  Body: {type: object, properties: {a: {$ref: "schemas.yaml#/definitions/A"}}}
securityDefinitions:
  basic: {type: basic}
`,
		"lib/schemas.yaml", "definitions: {A: {type: string, x-nullable: true}}\n",
		"lib/b.yaml", `post:
  consumes: [multipart/form-data]
  parameters:
    - {name: own, in: formData, type: file, required: true}
    - {$ref: "parameters.yaml#/parameters/field"}
`)
	doc := loadFile(t, spec.Source{Path: filepath.Join(dir, "api.yaml")})
	wantDiagnostics(t, doc)
	at := func(p spec.Position) string {
		p.File, _ = filepath.Rel(dir, p.File)
		return filepath.ToSlash(p.String())
	}
	a, b := doc.Operations[0], doc.Operations[1]
	form := b.Body.Content[0].Schema
	for what, check := range map[string][2]string{
		"server":          {at(a.Servers[0].Position), "api.yaml:2:7"},
		"path parameter":  {at(a.Parameters[0].Position) + show(a.Parameters[0].Schema.Types), `lib/parameters.yaml:2:7["integer"]`},
		"query parameter": {at(a.Parameters[1].Position) + a.Parameters[1].Style, "api.yaml:13:11tabDelimited"},
		"body":            {at(a.Body.Position), "lib/parameters.yaml:4:5"},
		"media type":      {at(a.Body.Content[0].Position) + a.Body.Content[0].Type, "api.yaml:5:12application/json"},
		"schema":          {show(a.Body.Content[0].Schema.Properties[0].Schema.Types), `["string","null"]`},
		"form":            {at(b.Body.Position), "lib/b.yaml:4:7"},
		"form's media":    {at(b.Body.Content[0].Position) + b.Body.Content[0].Type, "lib/b.yaml:2:14multipart/form-data"},
		"form's fields":   {form.Properties[0].Name + " " + form.Properties[1].Name + show(form.Properties[1].Schema.Items.Enum), `own field["a","b"]`},
		"scheme":          {at(doc.SecuritySchemes[0].Position) + doc.SecuritySchemes[0].Scheme, "api.yaml:16:3basic"},
	} {
		if check[0] != check[1] {
			t.Errorf("%s: %s, want %s", what, check[0], check[1])
		}
	}
}

// A form that many path items share is read once: 3,000 times 3,000 fields would take
// minutes.
func TestSwaggerSharedForm(t *testing.T) {
	var b strings.Builder
	b.WriteString("swagger: '2.0'\nconsumes: [multipart/form-data]\nx-item:\n  post: {}\n  parameters:\n")
	for i := range 3000 {
		fmt.Fprintf(&b, "    - {name: f%d, in: formData, type: string}\n", i)
	}
	b.WriteString("    - {in: formData, type: string}\npaths:\n")
	for i := range 3000 {
		fmt.Fprintf(&b, "  /p%d: {$ref: '#/x-item'}\n", i)
	}
	doc := load(t, b.String())
	wantDiagnostics(t, doc, "api.yaml:3006:7: OAD105 warning: a parameter has no name: it is not read")
	first, last := doc.Operations[0], doc.Operations[2999]
	if first.Body != last.Body || len(first.Body.Content[0].Schema.Properties) != 3000 || !first.Incomplete || !last.Incomplete {
		t.Errorf("%+v, %+v", first, last)
	}
}

// What an overlay brings to a document of Swagger 2.0 is read as that, and is where the
// overlay has it.
func TestSwaggerOverlay(t *testing.T) {
	dir := folder(t,
		"api.yaml", "swagger: '2.0'\ninfo: {title: T, version: '1'}\nhost: a.test\nschemes: [https]\npaths:\n  /a:\n    post:\n      parameters: []\n",
		"overlay.yaml", `overlay: 1.0.0
info: {title: T, version: "1"}
actions:
  - target: $
    update: {host: b.test}
  - target: $.paths['/a'].post.parameters
    update: {name: q, in: query, type: array, collectionFormat: pipes}
  - target: $.paths['/a'].post.parameters
    update:
      name: body
      in: body
`)
	doc := loadFile(t, spec.Source{Path: filepath.Join(dir, "api.yaml"), Overlays: []spec.Source{{Path: filepath.Join(dir, "overlay.yaml")}}})
	at := func(p spec.Position) string {
		p.File = filepath.Base(p.File)
		return p.String()
	}
	op := doc.Operations[0]
	if len(op.Parameters) != 1 || op.Body == nil {
		t.Fatalf("%+v", op)
	}
	got := op.Servers[0].URL + " " + at(op.Servers[0].Position) + ", " + op.Parameters[0].Style + " " + at(op.Parameters[0].Position) + ", " + at(op.Body.Position) + ", " + at(doc.Diagnostics[0].Position)
	if got != "https://b.test overlay.yaml:5:20, pipeDelimited overlay.yaml:7:13, overlay.yaml:10:7, overlay.yaml:10:7" {
		t.Error(got)
	}
}
