package spec_test

import (
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/spec"
)

const schemas = `
components:
  schemas:
    Base: {type: object, properties: {id: {type: integer, readOnly: true}, kind: {type: string}}, required: [id]}
    Pet: {oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}], properties: {kind: {type: string}}}
    Cat: {allOf: [{$ref: '#/components/schemas/Pet'}, {properties: {purrs: {type: boolean}}}]}
    Dog: {allOf: [{$ref: '#/components/schemas/Pet'}, {type: object}]}
    Tree: {type: object, properties: {name: {type: string}, children: {type: array, items: {$ref: '#/components/schemas/Tree'}}}}
    One: {type: string, enum: [one], default: one}
    Named: {type: string, format: date, readOnly: true, description: D, example: 2020-01-01}
    Loop: {$ref: '#/components/schemas/Loop2'}
    Loop2: {$ref: '#/components/schemas/Loop'}
    "odd name/a~b%": {type: integer, $anchor: odd}
`

// schema reads one schema, written as YAML on line 3.
func schema(t *testing.T, version, text string) (*spec.Document, *spec.Schema) {
	t.Helper()
	doc := load(t, "openapi: "+version+"\npaths: {/a: {get: {parameters: [{name: a, in: query, schema:\n"+text+"\n}]}}}"+schemas)
	return doc, doc.Operations[0].Parameters[0].Schema
}

func TestSchemaTypes(t *testing.T) {
	tests := []struct{ version, schema, want string }{
		{"3.1.0", "{}", ""},
		{"3.1.0", "true", ""},
		{"3.1.0", "{type: string}", "string"},
		{"3.1.0", "{type: [null, integer]}", "integer null"}, // the quotes forgotten
		{"3.1.0", "{type: ['null', integer, string]}", "string integer null"},
		{"3.1.0", "{type: [number, integer]}", "number"},
		{"3.1.0", "{type: file}", ""},
		{"3.1.0", "{type: []}", ""},
		{"3.0.0", "{type: string, nullable: true}", "string null"},
		{"3.1.0", "{type: string, nullable: true}", "string"},
		{"3.0.0", "{nullable: true}", ""},
		{"3.1.0", "{const: 1.0}", "integer"},
		{"3.1.0", "{const: null}", "null"},
		{"3.1.0", "{enum: [a, 1, 1.5, true, null, [], {}]}", ""}, // every type
		{"3.1.0", "{enum: [a, 1, 1.5, true, null, []]}", "string number boolean array null"},
		{"3.1.0", "{type: string, enum: [1, 2]}", "string"},
		{"3.1.0", "{properties: {a: {}}}", "object"},
		{"3.1.0", "{additionalProperties: {}}", "object"},
		{"3.1.0", "{items: {}}", "array"},
		{"3.1.0", "{required: [a]}", ""},
		{"3.1.0", "{allOf: [{type: [string, integer]}, {type: [integer, 'null']}]}", "integer"},
		{"3.1.0", "{allOf: [{type: number}, {type: integer}]}", "integer"},
		{"3.1.0", "{type: string, allOf: [{type: integer}]}", "string"}, // nothing fits: the first holds
		{"3.1.0", "{anyOf: [{type: string}, {type: integer}]}", "string integer"},
		{"3.1.0", "{oneOf: [{type: string}, {type: 'null'}]}", "string null"},
		{"3.1.0", "{oneOf: [{type: string}, {}]}", ""},
		{"3.1.0", "{oneOf: [{type: integer}]}", "integer"},
		{"3.1.0", "{type: object, anyOf: [{required: [a]}, {required: [b]}]}", "object"},
		{"3.1.0", "{type: [string, object], oneOf: [{type: string}, {type: integer}]}", "string"},
		{"3.1.0", "{$ref: '#/components/schemas/Base'}", "object"},
		{"3.1.0", "{$ref: '#/components/schemas/Pet'}", "object"},
		{"3.1.0", "{$ref: '#/components/schemas/Cat'}", "object"},
		{"3.1.0", "{$ref: '#/components/schemas/Loop', type: string}", "string"},
		{"3.0.0", "{$ref: '#/components/schemas/One', type: integer}", "string"},
		{"3.1.0", "{$ref: '#odd'}", "integer"},
		{"3.1.0", "{$ref: '#/components/schemas/odd%20name~1a~0b%25'}", "integer"},
	}
	for _, test := range tests {
		t.Run(test.version+" "+test.schema, func(t *testing.T) {
			doc, s := schema(t, test.version, test.schema)
			if test.schema != "{type: file}" {
				wantDiagnostics(t, doc)
			}
			if got := strings.Join(s.Types, " "); got != test.want {
				t.Errorf("types %q, want %q", got, test.want)
			}
		})
	}
}

func TestSchemaValues(t *testing.T) {
	tests := []struct{ schema, constant, enum, fallback, example string }{
		{"{type: string}", "", "null", "", ""},
		{"{const: a}", `"a"`, `["a"]`, "", ""},
		{"{const: null}", `null`, `[null]`, "", ""},
		{"{const: {b: 1, a: [2]}}", `{"b":1,"a":[2]}`, `[{"b":1,"a":[2]}]`, "", ""},
		{"{enum: [1.10]}", `1.10`, `[1.10]`, "", ""},
		{"{type: string, enum: [1.10], default: 2, example: yes}", `"1.10"`, `["1.10"]`, `"2"`, `"yes"`},
		{"{enum: [2022-11-28, 2023-03-10]}", "", `["2022-11-28","2023-03-10"]`, "", ""},
		{"{enum: [a, a]}", `"a"`, `["a"]`, "", ""},
		{"{enum: []}", "", "null", "", ""},
		{"{type: boolean, enum: [true]}", `true`, `[true]`, "", ""},
		{"{$ref: '#/components/schemas/One'}", `"one"`, `["one"]`, `"one"`, ""},
		{"{allOf: [{$ref: '#/components/schemas/One'}], default: two}", `"one"`, `["one"]`, `"two"`, ""},
		{"{$ref: '#/components/schemas/One', default: three}", `"one"`, `["one"]`, `"three"`, ""},
		{"{enum: [a, b], allOf: [{const: a}]}", `"a"`, `["a"]`, "", ""},
		{"{oneOf: [{const: a}, {enum: [b, c]}]}", "", `["a","b","c"]`, "", ""},
		{"{oneOf: [{const: a}, {type: 'null'}]}", "", `["a",null]`, "", ""},
		{"{oneOf: [{const: a}]}", `"a"`, `["a"]`, "", ""},
		{"{anyOf: [{type: string}, {enum: [b, c]}]}", "", `null`, "", ""},
		{"{examples: [1, 2]}", "", "null", "", "1"},
		{"{example: null, default: null}", "", "null", "null", "null"},
		{"{$ref: '#/components/schemas/Named'}", "", "null", "", `"2020-01-01"`},
	}
	for _, test := range tests {
		t.Run(test.schema, func(t *testing.T) {
			doc, s := schema(t, "3.1.0", test.schema)
			wantDiagnostics(t, doc)
			got := []string{string(s.Constant), show(s.Enum), string(s.Default), string(s.Example)}
			want := []string{test.constant, test.enum, test.fallback, test.example}
			if show(got) != show(want) {
				t.Errorf("%s, want %s", show(got), show(want))
			}
		})
	}
}

// outline renders properties with their types, "!" for required ones, and what is
// below them.
func outline(s *spec.Schema) string {
	text := strings.Join(s.Types, "|")
	if s.ReadOnly {
		text += " ro"
	}
	if s.OpenEnded {
		text += " open"
	}
	if s.Composed {
		text += " composed"
	}
	var properties []string
	for _, p := range s.Properties {
		name := p.Name
		if p.Required {
			name += "!"
		}
		properties = append(properties, name+":"+outline(p.Schema))
	}
	if len(properties) > 0 {
		text += "{" + strings.Join(properties, ", ") + "}"
	}
	if s.Items != nil {
		text += "[" + outline(s.Items) + "]"
	}
	return text
}

func TestSchemaShapes(t *testing.T) {
	tests := []struct{ version, schema, want string }{
		{"3.1.0", "{properties: {z: {type: string}, a: {}}, required: [a, none]}", "object{z:string, a!:}"},
		{"3.1.0", "{$ref: '#/components/schemas/Base'}", "object{id!:integer ro, kind:string}"},
		{
			"3.1.0", "{allOf: [{$ref: '#/components/schemas/Base'}, {properties: {kind: {enum: [k]}, last: {}}}], properties: {own: {}}, required: [kind]}",
			"object{id!:integer ro, kind!:string, last:, own:}",
		},
		{"3.1.0", "{$ref: '#/components/schemas/Base', properties: {more: {}}}", "object{id!:integer ro, kind:string, more:}"},
		{"3.0.0", "{$ref: '#/components/schemas/Base', properties: {more: {}}}", "object{id!:integer ro, kind:string}"},
		{"3.1.0", "{$ref: '#/components/schemas/Pet'}", "object composed{kind:string}"},
		{"3.1.0", "{$ref: '#/components/schemas/Cat'}", "object composed{kind:string, purrs:boolean}"},
		{"3.1.0", "{$ref: '#/components/schemas/Tree'}", "object{name:string, children:array[object]}"},
		{"3.1.0", "{properties: {a: {properties: {b: {properties: {c: {}}}}}}}", "object{a:object{b:object}}"},
		{"3.1.0", "{type: array, items: {type: array, items: {type: array, items: {}}}}", "array[array[array]]"},
		{"3.1.0", "{properties: {a: {type: array, items: {type: integer}}}}", "object{a:array[integer]}"},
		{"3.1.0", "{type: object, additionalProperties: true}", "object open"},
		{"3.1.0", "{type: object, additionalProperties: {type: string}}", "object open"},
		{"3.1.0", "{type: object, additionalProperties: false}", "object"},
		{"3.1.0", "{type: object, patternProperties: {}}", "object"},
		{"3.1.0", "{type: object, patternProperties: {^x: {}}}", "object open"},
		{"3.1.0", "{type: object, allOf: [{additionalProperties: true}]}", "object open"},
		{"3.1.0", "{type: string, not: {const: a}}", "string composed"},
		{"3.1.0", "{allOf: [{$ref: '#/components/schemas/Named'}]}", "string ro"},
		{"3.1.0", "{oneOf: [{properties: {a: {}}}]}", "object{a:}"},
		{"3.1.0", "{properties: {$ref: {type: string}}}", "object{$ref:string}"},
		{"3.1.0", "{properties: []}", ""},
	}
	for _, test := range tests {
		t.Run(test.version+" "+test.schema, func(t *testing.T) {
			doc, s := schema(t, test.version, test.schema)
			wantDiagnostics(t, doc)
			if got := outline(s); got != test.want {
				t.Errorf("%s, want %s", got, test.want)
			}
		})
	}
	if _, s := schema(t, "3.1.0", "{allOf: [{$ref: '#/components/schemas/Named'}]}"); s.Format != "date" {
		t.Errorf("format %q", s.Format)
	}
}

func TestSchemaJSON(t *testing.T) {
	tests := []struct{ version, schema, want, definitions string }{
		{"3.1.0", "{type: string, x-a: {$ref: y}, maxLength: 1.0}", `{"type":"string","x-a":{"$ref":"y"},"maxLength":1.0}`, ""},
		{"3.1.0", "true", "true", ""},
		{"3.1.0", "{$ref: '#/components/schemas/One', description: d}", `{"$ref":"#/$defs/One","description":"d"}`, `One={"type":"string","enum":["one"],"default":"one"}`},
		{"3.0.0", "{$ref: '#/components/schemas/One', description: d}", `{"$ref":"#/$defs/One"}`, `One={"type":"string","enum":["one"],"default":"one"}`},
		{
			"3.1.0", "{properties: {$ref: {$ref: '#/components/schemas/Tree'}}, default: {$ref: '#/none'}, allOf: [{not: {$ref: '#/components/schemas/Loop'}}]}",
			`{"properties":{"$ref":{"$ref":"#/$defs/Tree"}},"default":{"$ref":"#/none"},"allOf":[{"not":{"$ref":"#/$defs/Loop"}}]}`,
			`Loop={"$ref":"#/$defs/Loop2"} Loop2={"$ref":"#/$defs/Loop"} Tree={"type":"object","properties":{"name":{"type":"string"},"children":{"type":"array","items":{"$ref":"#/$defs/Tree"}}}}`,
		},
		{"3.1.0", "{$id: 'https://a/', $schema: 'https://json-schema.org/draft/2020-12/schema', items: {$ref: '#odd'}}", `{"items":{"$ref":"#/$defs/odd"}}`, `odd={"type":"integer","$anchor":"odd"}`},
		{"3.1.0", "{$ref: '#/components/schemas/odd name~1a~0b%25'}", `{"$ref":"#/$defs/odd_name_a_b_"}`, `odd_name_a_b_={"type":"integer","$anchor":"odd"}`},
	}
	for _, test := range tests {
		t.Run(test.version+" "+test.schema, func(t *testing.T) {
			doc, s := schema(t, test.version, test.schema)
			wantDiagnostics(t, doc)
			if string(s.JSON) != test.want {
				t.Errorf("%s, want %s", s.JSON, test.want)
			}
			var definitions []string
			for _, d := range doc.Definitions {
				definitions = append(definitions, d.Name+"="+string(d.JSON))
			}
			if got := strings.Join(definitions, " "); got != test.definitions {
				t.Errorf("definitions %s, want %s", got, test.definitions)
			}
		})
	}
}

// A property that several schemas describe has to fit all of them.
func TestSchemaOfSeveral(t *testing.T) {
	_, s := schema(t, "3.1.0", "{allOf: [{properties: {a: {type: string, enum: [x, y]}}}, {properties: {a: {const: x, readOnly: true}}}]}")
	a := s.Properties[0].Schema
	if string(a.Constant) != `"x"` || !a.ReadOnly || string(a.JSON) != `{"allOf":[{"type":"string","enum":["x","y"]},{"const":"x","readOnly":true}]}` {
		t.Errorf("property %+v, JSON %s", a, a.JSON)
	}
}

// A reference that leads nowhere is reported once, and says nothing about the
// values.
func TestSchemaDanglingRef(t *testing.T) {
	doc, s := schema(t, "3.1.0", "{properties: {a: {$ref: '#/components/schemas/None'}, b: {$ref: '#none', type: string}}}")
	wantDiagnostics(t, doc,
		`api.yaml:3:25: OAD103 warning: $ref "#/components/schemas/None" leads nowhere: there is no such part in api.yaml; needed by GET /a`,
		`api.yaml:3:65: OAD103 warning: $ref "#none" leads nowhere: there is no such part in api.yaml; needed by GET /a`,
	)
	if string(s.JSON) != `{"properties":{"a":{},"b":{"type":"string"}}}` || outline(s) != "object{a:, b:string}" || !doc.Operations[0].Incomplete {
		t.Errorf("%s, %s", s.JSON, outline(s))
	}
}
