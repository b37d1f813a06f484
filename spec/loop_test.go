package spec_test

import (
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/spec"
)

// TestLoopOfReferences: a schema that is only a loop of references says so, and costs
// nothing; recursion with something in it is what it is.
func TestLoopOfReferences(t *testing.T) {
	const said = ": OAD103 warning: the schema leads to itself and nowhere else: any value fits it (let one of the references lead to a schema with a type)"
	for schema, place := range map[string]string{
		"{$ref: '#/components/schemas/A'}":                                                  "a.yaml:4:73",
		"{$ref: '#/components/schemas/Self'}":                                               "a.yaml:4:73",
		"{description: x, allOf: [{$ref: '#/components/schemas/All'}]}":                     "a.yaml:4:66",
		"{oneOf: [{$ref: '#/components/schemas/One'}]}":                                     "a.yaml:4:66",
		"{type: object, properties: {x: {$ref: '#/components/schemas/A'}}}":                 "a.yaml:4:104",
		"{$ref: '#/components/schemas/Tree'}":                                               "",
		"{allOf: [{$ref: '#/components/schemas/Any'}, {$ref: '#/components/schemas/Any'}]}": "",
		"{}": "",
	} {
		for _, version := range []string{"3.0.3", "3.1.0"} {
			doc, err := spec.Load(spec.Source{Path: "a.yaml", Data: []byte("openapi: " + version + `
info: {title: a, version: "1"}
paths:
  /a: {post: {requestBody: {content: {application/json: {schema: ` + schema + `}}}}}
components:
  schemas:
    A: {$ref: '#/components/schemas/B'}
    B: {$ref: '#/components/schemas/A'}
    Self: {$ref: '#/components/schemas/Self'}
    All: {allOf: [{$ref: '#/components/schemas/All'}]}
    One: {title: One, oneOf: [{$ref: '#/components/schemas/One'}]}
    Any: {}
    Tree: {type: object, properties: {child: {$ref: '#/components/schemas/Tree'}}}
`)})
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for i := range doc.Diagnostics {
				got = append(got, doc.Diagnostics[i].Error())
			}
			want := ""
			if place != "" {
				want = place + said
			}
			if strings.Join(got, "\n") != want || doc.Operations[0].Incomplete {
				t.Errorf("%s %s: incomplete %v, said\n%s\nwant\n%s", version, schema, doc.Operations[0].Incomplete, strings.Join(got, "\n"), want)
			}
		}
	}
}
