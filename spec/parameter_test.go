package spec_test

import (
	"testing"

	"github.com/openapi-destinations/openapidestinations/spec"
)

// parameter reads one parameter, written as YAML on line 3.
func parameter(t *testing.T, version, text string) (*spec.Document, []spec.Parameter) {
	t.Helper()
	doc := load(t, "openapi: "+version+"\npaths: {/a: {get: {parameters: [\n"+text+"\n]}}}\ncomponents: {parameters: {P: {name: p, in: query}},"+
		" examples: {E: {value: [1]}}, schemas: {S: {type: string, example: s}}}\n")
	return doc, doc.Operations[0].Parameters
}

func TestParameterDefaults(t *testing.T) {
	tests := map[string]struct {
		version, text string
		style         string
		explode       bool
	}{
		"path":                 {"3.0.0", "{name: a, in: path, required: true, schema: {}}", "simple", false},
		"query":                {"3.0.0", "{name: a, in: query, schema: {}}", "form", true},
		"header":               {"3.0.0", "{name: a, in: header, schema: {}}", "simple", false},
		"cookie":               {"3.0.0", "{name: a, in: cookie, schema: {}}", "form", true},
		"3.2 cookie":           {"3.2.0", "{name: a, in: cookie, style: cookie, schema: {}}", "cookie", true},
		"3.2 querystring":      {"3.2.0", "{in: querystring, content: {application/json: {}}}", "form", true},
		"deepObject":           {"3.0.0", "{name: a, in: query, style: deepObject}", "deepObject", false},
		"spaceDelimited":       {"3.0.0", "{name: a, in: query, style: spaceDelimited}", "spaceDelimited", false},
		"explode as told":      {"3.0.0", "{name: a, in: query, explode: false}", "form", false},
		"exploded simple":      {"3.0.0", "{name: a, in: header, explode: true}", "simple", true},
		"by $ref":              {"3.0.0", "{$ref: '#/components/parameters/P'}", "form", true},
		"by $ref with sibling": {"3.1.0", "{$ref: '#/components/parameters/P', description: d}", "form", true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			doc, parameters := parameter(t, test.version, test.text)
			wantDiagnostics(t, doc)
			if len(parameters) != 1 || parameters[0].Style != test.style || parameters[0].Explode != test.explode || parameters[0].Schema == nil {
				t.Errorf("parameters %+v", parameters)
			}
		})
	}
}

func TestParameterContents(t *testing.T) {
	tests := map[string]struct{ text, contentType, types, example string }{
		"schema":                 {"{name: a, in: query, schema: {type: integer}}", "", `["integer"]`, ""},
		"content":                {"{name: a, in: query, content: {application/json: {schema: {type: object}, example: {a: 1}}}}", "application/json", `["object"]`, `{"a":1}`},
		"neither":                {"{name: a, in: query}", "", "null", ""},
		"example":                {"{name: a, in: query, schema: {type: string, example: x}, example: 1.10}", "", `["string"]`, `"1.10"`},
		"null":                   {"{name: a, in: query, schema: {type: [string, 'null']}, example: null}", "", `["string","null"]`, `null`},
		"examples":               {"{name: a, in: query, schema: {}, examples: {none: {externalValue: x}, e: {$ref: '#/components/examples/E'}, z: {value: 2}}}", "", "null", `[1]`},
		"schema's example":       {"{name: a, in: query, schema: {$ref: '#/components/schemas/S'}}", "", `["string"]`, `"s"`},
		"schema's examples":      {"{name: a, in: query, schema: {type: integer, examples: [7, 8]}}", "", `["integer"]`, `7`},
		"content, own examples":  {"{name: a, in: query, content: {text/plain: {schema: {example: b}}}, example: a}", "text/plain", "null", `"a"`},
		"example by $ref":        {"{name: a, in: query, schema: {}, example: {$ref: '#/components/examples/E/value'}}", "", "null", `[1]`},
		"example by broken $ref": {"{name: a, in: query, schema: {}, example: {$ref: none.json}}", "", "null", ``},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			doc, parameters := parameter(t, "3.1.0", test.text)
			wantDiagnostics(t, doc)
			if len(parameters) != 1 {
				t.Fatalf("parameters %+v", parameters)
			}
			p := parameters[0]
			if p.ContentType != test.contentType || show(p.Schema.Types) != test.types || string(p.Example) != test.example {
				t.Errorf("parameter %+v, types %v, example %s", p, p.Schema.Types, p.Example)
			}
		})
	}
}

func TestParameterShapes(t *testing.T) {
	tests := map[string]struct {
		text        string
		count       int
		incomplete  bool
		diagnostics string
	}{
		"a string":      {"x", 0, true, "api.yaml:3:1: OAD105 warning: a parameter is a string, not an object"},
		"no name":       {"{in: query}", 0, true, "api.yaml:3:1: OAD105 warning: a parameter has no name: it is not read"},
		"no location":   {"{name: a}", 0, true, `api.yaml:3:1: OAD105 warning: the parameter "a" is in "", which is no location: it is not read`},
		"Swagger 2":     {"{name: a, in: body}", 0, true, `api.yaml:3:1: OAD105 warning: the parameter "a" is in "body", which is no location: it is not read`},
		"3.2":           {"{name: a, in: querystring}", 0, true, `api.yaml:3:1: OAD105 warning: the parameter "a" is in "querystring", which is no location: it is not read`},
		"name object":   {"{name: {}, in: query}", 0, true, "api.yaml:3:1: OAD105 warning: a parameter has no name: it is not read\napi.yaml:3:8: OAD105 warning: \"name\" is an object, not a string"},
		"twice":         {"{name: a, in: query}, {name: a, in: query}, {name: a, in: header}", 2, false, `api.yaml:3:23: OAD107 warning: the query parameter "a" is in this list already: the first one is read`},
		"optional path": {"{name: a, in: path, required: false}", 1, false, `api.yaml:3:1: OAD105 info: the path parameter "a" is required, though the document does not say so`},
		"dangling":      {"{$ref: '#/components/parameters/None'}", 0, true, `api.yaml:3:8: OAD103 warning: $ref "#/components/parameters/None" leads nowhere: there is no such part in api.yaml; needed by GET /a`},
		"number":        {"{name: 1, in: query, required: 1}", 1, false, `api.yaml:3:32: OAD105 warning: "required" is a number, not a boolean`},
		"schema":        {"{name: a, in: query, schema: string}", 1, false, `api.yaml:3:30: OAD105 warning: "schema" is a string, not an object`},
		"true schema":   {"{name: a, in: query, schema: true}", 1, false, ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			doc, parameters := parameter(t, "3.1.0", test.text)
			if diagnostics(doc) != test.diagnostics {
				t.Errorf("diagnostics:\n%s", diagnostics(doc))
			}
			if len(parameters) != test.count || doc.Operations[0].Incomplete != test.incomplete {
				t.Errorf("incomplete %v, parameters %+v", doc.Operations[0].Incomplete, parameters)
			}
			for _, p := range parameters {
				if p.In == "path" && !p.Required {
					t.Error("a path parameter that is not required")
				}
			}
		})
	}
	doc := load(t, "openapi: 3.1.0\npaths: {/a: {get: {parameters: {a: {in: query}}}}}\n")
	wantDiagnostics(t, doc, `api.yaml:2:32: OAD105 warning: "parameters" is an object, not a list`)
	if !doc.Operations[0].Incomplete {
		t.Error("parameters that are no list leave the operation complete")
	}
}

func TestBodies(t *testing.T) {
	tests := map[string]struct {
		body, want, diagnostics string
		incomplete              bool
	}{
		"none": {"", "null", "", false},
		"inline": {
			"{required: true, description: D, x-b: 1, content: {text/plain: , application/json; charset=utf-8: {schema: {type: array, items: {type: integer}}, example: [1]}}}",
			`true D x-b api.yaml:3:1 text/plain[] @3:52 application/json; charset=utf-8[array][1] @3:66`, "", false,
		},
		"by $ref":    {"{$ref: '#/components/requestBodies/B'}", `true   api.yaml:5:33 a/b[] @5:60`, "", false},
		"dangling":   {"{$ref: '#/none'}", "null", `api.yaml:3:8: OAD103 warning: $ref "#/none" leads nowhere: there is no such part in api.yaml; needed by POST /a`, true},
		"a list":     {"[]", "null", `api.yaml:3:1: OAD105 warning: "requestBody" is a list, not an object`, true},
		"content":    {"{content: []}", `false   api.yaml:3:1`, `api.yaml:3:11: OAD105 warning: "content" is a list, not an object`, true},
		"media type": {"{content: {a/b: x}}", `false   api.yaml:3:1 a/b[] @3:12`, `api.yaml:3:17: OAD105 warning: the media type "a/b" is a string, not an object`, false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			doc := load(t, "openapi: 3.1.0\npaths: {/a: {post: {requestBody: \n"+test.body+"\n}}}\ncomponents: {requestBodies: {B: {required: true, content: {a/b: {}}}}}\n")
			if diagnostics(doc) != test.diagnostics {
				t.Errorf("diagnostics:\n%s", diagnostics(doc))
			}
			op := doc.Operations[0]
			if got := showBody(op.Body); got != test.want || op.Incomplete != test.incomplete {
				t.Errorf("incomplete %v, body\n%s, want\n%s", op.Incomplete, got, test.want)
			}
		})
	}
}

func showBody(b *spec.RequestBody) string {
	if b == nil {
		return "null"
	}
	text := show(b.Required) + " " + b.Description + " "
	for _, x := range b.Extensions {
		text += x.Name
	}
	text += " " + b.Position.String()
	for _, m := range b.Content {
		types := show(m.Schema.Types)
		if types == "null" {
			types = "[]"
		} else {
			types = "[" + m.Schema.Types[0] + "]"
		}
		m.Position.File = ""
		text += " " + m.Type + types + string(m.Example) + " @" + m.Position.String()
	}
	return text
}
