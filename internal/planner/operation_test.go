package planner_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// TestOperation plans one operation of each kind and looks at what became of it.
func TestOperation(t *testing.T) {
	type want struct {
		fidelity plan.Fidelity
		codes    []string // all reasons, infos included
		fields   []string
		path     string
		rules    int
	}
	tests := map[string]struct {
		path, rest string
		want       want
	}{
		"a parameter that cannot be read": {"/a", `
parameters:
  - {$ref: "#/components/parameters/nowhere"}`,
			want{plan.Unsupported, []string{diagnostic.IncompleteOperation}, []string{}, "/a", 0}},
		"nothing": {"/a", "", want{plan.Exact, nil, []string{}, "/a", 1}},
		"path parameter": {"/a/{id}/b", `
parameters:
  - {name: id, in: path, required: true, schema: {type: string}}`,
			want{plan.Exact, nil, []string{"id"}, "/a/*/b", 1}},
		"fields come in the template's order, then query, header, body": {"/a/{y}/{x}", `
parameters:
  - {name: h, in: header, required: true, schema: {type: string}}
  - {name: q, in: query, required: true, schema: {type: string}}
  - {name: x, in: path, required: true, schema: {type: string}}
  - {name: y, in: path, required: true, schema: {type: string}}
requestBody: {content: {application/json: {schema: {type: object}}}}`,
			want{plan.Exact, nil, []string{"y", "x", "q", "h", "message"}, "/a/*/*", 1}},
		"optional parameters have a rule for each presence pattern": {"/a", `
parameters:
  - {name: p, in: query, schema: {type: string}}
  - {name: q, in: query, schema: {type: integer}}`,
			want{plan.Exact, nil, []string{"p", "q"}, "/a", 4}},
		"more than two optional parameters have two rules": {"/a", `
parameters:
  - {name: p, in: query, schema: {type: string}}
  - {name: q, in: query, schema: {type: string}}
  - {name: r, in: query, schema: {type: string}}`,
			want{plan.Inexact, []string{diagnostic.OptionalParameters}, []string{"p", "q", "r"}, "/a", 2}},
		"undeclared variable": {"/a/{id}", "",
			want{plan.Inexact, []string{diagnostic.UndeclaredVariable}, []string{"id"}, "/a/*", 1}},
		"unused path parameter": {"/a", `
parameters:
  - {name: id, in: path, required: true, schema: {type: string}}`,
			want{plan.Exact, []string{diagnostic.UnusedPathParameter}, []string{}, "/a", 1}},
		"variable twice": {"/a/{id}/b/{id}", `
parameters:
  - {name: id, in: path, required: true, schema: {type: string}}`,
			want{plan.Unsupported, []string{diagnostic.RepeatedVariable}, nil, "/a/*/b/*", 0}},
		"part of a segment": {"/a/{id}.json", `
parameters:
  - {name: id, in: path, required: true, schema: {type: string}}`,
			want{plan.Inexact, []string{diagnostic.PartialSegment}, []string{"id"}, "/a/*.json", 1}},
		"query and variable in the path": {"/a/{id}?beta=true", `
parameters:
  - {name: id, in: path, required: true, schema: {type: string}}`,
			want{plan.Inexact, []string{diagnostic.PathQueryVariable}, []string{"id"}, "/a/*?beta=true", 1}},
		"bytes of any media type": {"/a", `requestBody: {content: {"*/*": {schema: {type: string, format: binary}}}}`,
			want{plan.Inexact, []string{diagnostic.InexactBody}, []string{"message"}, "/a", 1}},
		"bytes that are called JSON": {"/a", `requestBody: {content: {application/json: {schema: {type: string, format: binary}}}}`,
			want{plan.Inexact, []string{diagnostic.InexactBody}, []string{"message"}, "/a", 1}},
		"fragment": {"/a#b", "",
			want{plan.Exact, []string{diagnostic.Fragment}, []string{}, "/a", 1}},
		"query in the path": {"/a?beta=true", "",
			want{plan.Exact, nil, []string{}, "/a?beta=true", 1}},
		"variable in the path's query": {"/a?id={id}", `
parameters:
  - {name: id, in: path, required: true, schema: {type: string}}`,
			want{plan.Unsupported, []string{diagnostic.PathQueryVariable, diagnostic.UnusedPathParameter}, []string{}, "", 0}},
		"literal characters that an endpoint cannot hold": {"/a b/ü*|", "",
			want{plan.Exact, nil, []string{}, "/a%20b/%C3%BC%2A%7C", 1}},
		"constant in the path": {"/a/{kind}/b", `
parameters:
  - {name: kind, in: path, required: true, schema: {type: string, enum: ["x/y"]}}`,
			want{plan.Exact, nil, []string{}, "/a/x%2Fy/b", 1}},
		"label style": {"/a/{id}", `
parameters:
  - {name: id, in: path, required: true, style: label, schema: {type: string}}`,
			want{plan.Inexact, []string{diagnostic.PartialSegment}, []string{"id"}, "/a/.*", 1}},
		"object in label style": {"/a/{id}", `
parameters:
  - {name: id, in: path, required: true, style: label, schema: {type: object, properties: {a: {type: string}}}}`,
			want{plan.Unsupported, []string{diagnostic.UnsupportedStyle}, nil, "", 0}},
		"array as one string": {"/a", `
parameters:
  - {name: q, in: query, required: true, explode: false, schema: {type: array, items: {type: string}}}`,
			want{plan.Exact, []string{diagnostic.EncodedDelimiter}, []string{"q"}, "/a", 1}},
		"array as one string of a header": {"/a", `
parameters:
  - {name: h, in: header, required: true, schema: {type: array, items: {type: string}}}`,
			want{plan.Exact, nil, []string{"h"}, "/a", 1}},
		"array of objects in a header": {"/a", `
parameters:
  - {name: h, in: header, required: true, schema: {type: array, items: {type: object}}}`,
			want{plan.Inexact, []string{diagnostic.UnsupportedStyle}, []string{"h"}, "/a", 1}},
		"optional parameter that cannot be written": {"/a", `
parameters:
  - {name: q, in: query, style: deepObject, schema: {type: array, items: {type: string}}}`,
			want{plan.Inexact, []string{diagnostic.UnsupportedStyle}, []string{}, "/a", 1}},
		"deep object of which nothing is known": {"/a", `
parameters:
  - {name: q, in: query, style: deepObject}`,
			want{plan.Inexact, []string{diagnostic.UndescribedObject}, []string{}, "/a", 1}},
		"object without a type": {"/a", `
parameters:
  - {name: q, in: query, schema: {properties: {a: {type: string}}}}`,
			want{plan.Exact, nil, []string{"q.a"}, "/a", 2}},
		"object or string": {"/a", `
parameters:
  - {name: q, in: query, required: true, schema: {oneOf: [{type: object, properties: {a: {type: string}}}, {type: string}], properties: {a: {type: string}}}}`,
			want{plan.Inexact, []string{diagnostic.UndescribedObject}, []string{"q.a"}, "/a", 2}},
		"styles that OpenAPI does not have there": {"/a/{p}", `
parameters:
  - {name: p, in: path, required: true, style: form, schema: {type: string}}
  - {name: q, in: query, required: true, style: simple, schema: {type: string}}
  - {name: h, in: header, required: true, style: form, schema: {type: string}}`,
			want{plan.Inexact, []string{diagnostic.UnsupportedStyle, diagnostic.UnsupportedStyle, diagnostic.UnsupportedStyle}, []string{"p", "q", "h"}, "/a/*", 1}},
		"optional header without the name of one": {"/a", `
parameters:
  - {name: "a b", in: header, schema: {type: string}}`,
			want{plan.Inexact, []string{diagnostic.FieldAlias, diagnostic.NameInvalid}, []string{}, "/a", 1}},
		"object or string, as types": {"/a", `
parameters:
  - {name: q, in: query, required: true, schema: {type: [object, string], properties: {a: {type: string}}}}`,
			want{plan.Inexact, []string{diagnostic.UndescribedObject}, []string{"q.a"}, "/a", 2}},
		"constant property of an object": {"/a", `
parameters:
  - {name: q, in: query, required: true, style: deepObject, schema: {type: object, required: [k, a], properties: {k: {enum: [x]}, a: {type: string}}}}`,
			want{plan.Exact, nil, []string{"q.a"}, "/a", 1}},
		"allowReserved without reserved characters": {"/a", `
parameters:
  - {name: q, in: query, required: true, allowReserved: true, schema: {type: string, enum: [a-b, c_d]}}
  - {name: r, in: query, required: true, allowReserved: true, schema: {type: integer}}`,
			want{plan.Exact, nil, []string{"q", "r"}, "/a", 1}},
		"a fixed variable twice": {"/a/{v}/{v}", `
parameters:
  - {name: v, in: path, required: true, schema: {enum: [x]}}`,
			want{plan.Exact, nil, []string{}, "/a/x/x", 1}},
		"greedy variables": {"/a/{+p}/{q+}", `
parameters:
  - {name: p, in: path, required: true, schema: {type: string}}
  - {name: q, in: path, required: true, schema: {type: string}}`,
			want{plan.Inexact, []string{diagnostic.ReservedCharacters, diagnostic.ReservedCharacters}, []string{"p", "q"}, "/a/*/*", 1}},
		"query expression": {"/a{?page,size}", "",
			want{plan.Unsupported, []string{diagnostic.PathTemplate, diagnostic.UndeclaredVariable, diagnostic.PartialSegment}, nil, "", 0}},
		"brace without its other one": {"/a/{id", "",
			want{plan.Unsupported, []string{diagnostic.PathTemplate}, nil, "", 0}},
		"several variables in one segment": {"/a/{x}-{y}", `
parameters:
  - {name: x, in: path, required: true, schema: {type: string}}
  - {name: y, in: path, required: true, schema: {type: string}}`,
			want{plan.Inexact, []string{diagnostic.PartialSegment, diagnostic.PartialSegment}, []string{"x", "y"}, "/a/*-*", 1}},
		"slash at the end, encoded and single percent signs": {"/a%20b/100%/", "",
			want{plan.Exact, nil, []string{}, "/a%20b/100%25/", 1}},
		"constant cookie that some encode": {"/a", `
parameters:
  - {name: c, in: cookie, required: true, schema: {enum: ["a b"]}}`,
			want{plan.Inexact, []string{diagnostic.ConstantValue}, []string{}, "/a", 1}},
		"constant cookie that ends early": {"/a", `
parameters:
  - {name: c, in: cookie, required: true, schema: {enum: ["a;b"]}}`,
			want{plan.Unsupported, []string{diagnostic.ConstantValue}, []string{}, "/a", 0}},
		"idempotency key of another kind": {"/a", `
parameters:
  - {name: Idempotency-Key, in: header, required: true, schema: {type: string, maxLength: 20}}`,
			want{plan.Exact, []string{diagnostic.EventIDNotKey}, []string{"Idempotency-Key"}, "/a", 1}},
		"headers that contradict each other": {"/a", `
parameters:
  - {name: X-V, in: header, required: true, schema: {enum: [a]}}
  - {name: x-v, in: header, schema: {enum: [b]}}`,
			want{plan.Unsupported, []string{diagnostic.HeaderTwice}, []string{}, "/a", 0}},
		"headers of which the second has one value": {"/a", `
parameters:
  - {name: X-V, in: header, schema: {type: string}}
  - {name: x-v, in: header, required: true, schema: {enum: [b]}}`,
			want{plan.Exact, nil, []string{}, "/a", 1}},
		"optional body that is no object": {"/a", `requestBody: {content: {application/json: {schema: {type: array}}}}`,
			want{plan.Exact, []string{diagnostic.EmptyBody}, []string{"message"}, "/a", 1}},
		"optional body with a required property, or null": {"/a", `requestBody: {content: {application/json: {schema: {type: object, nullable: true, required: [a], properties: {a: {type: string}}}}}}`,
			want{plan.Exact, []string{diagnostic.EmptyBody, diagnostic.EmptyBody}, []string{"message"}, "/a", 1}},
		"optional body without demands": {"/a", `requestBody: {content: {application/json: {schema: {type: object, required: [id], properties: {id: {type: string, readOnly: true}}}}}}`,
			want{plan.Exact, nil, []string{"message"}, "/a", 1}},
		"JSON line by line": {"/a", `requestBody: {content: {application/x-ndjson: {schema: {type: object}}}}`,
			want{plan.Inexact, []string{diagnostic.InexactBody}, []string{"message"}, "/a", 1}},
		"JSON text sequence": {"/a", `requestBody: {content: {application/json-seq: {schema: {type: object}}}}`,
			want{plan.Unsupported, []string{diagnostic.UnsupportedBody}, []string{}, "/a", 0}},
		"picture": {"/a", `requestBody: {content: {image/png: {}}}`,
			want{plan.Inexact, []string{diagnostic.InexactBody}, []string{"message"}, "/a", 1}},
		"array with repeated keys": {"/a", `
parameters:
  - {name: q, in: query, required: true, schema: {type: array, items: {type: string}}}`,
			want{plan.Inexact, []string{diagnostic.RepeatedKeys}, []string{"q"}, "/a", 1}},
		"deep object": {"/a", `
parameters:
  - name: filter
    in: query
    required: true
    style: deepObject
    schema:
      type: object
      required: [status]
      properties: {status: {type: string}, exists: {type: string}}`,
			want{plan.Exact, nil, []string{"filter.status", "filter.query_exists"}, "/a", 2}},
		"object without properties": {"/a", `
parameters:
  - {name: filter, in: query, style: deepObject, schema: {type: object}}`,
			want{plan.Inexact, []string{diagnostic.UndescribedObject}, []string{}, "/a", 1}},
		"required object without properties": {"/a", `
parameters:
  - {name: filter, in: query, required: true, style: deepObject, schema: {type: object}}`,
			want{plan.Unsupported, []string{diagnostic.UndescribedObject}, []string{}, "/a", 0}},
		"allowReserved": {"/a", `
parameters:
  - {name: q, in: query, required: true, allowReserved: true, schema: {type: string}}`,
			want{plan.Inexact, []string{diagnostic.ReservedCharacters}, []string{"q"}, "/a", 1}},
		"content": {"/a", `
parameters:
  - {name: q, in: query, required: true, content: {application/json: {schema: {type: object}}}}`,
			want{plan.Exact, nil, []string{"q"}, "/a", 1}},
		"optional cookie": {"/a", `
parameters:
  - {name: c, in: cookie, schema: {type: string}}`,
			want{plan.Inexact, []string{diagnostic.Cookie}, []string{}, "/a", 1}},
		"required cookie": {"/a", `
parameters:
  - {name: c, in: cookie, required: true, schema: {type: string}}`,
			want{plan.Unsupported, []string{diagnostic.Cookie}, []string{}, "/a", 0}},
		"headers that OpenAPI ignores": {"/a", `
parameters:
  - {name: Accept, in: header, required: true, schema: {type: string}}
  - {name: content-type, in: header, required: true, schema: {type: string}}
  - {name: Authorization, in: header, required: true, schema: {type: string}}`,
			want{plan.Exact, []string{diagnostic.IgnoredHeader, diagnostic.IgnoredHeader, diagnostic.IgnoredHeader}, []string{}, "/a", 1}},
		"optional header that EventBridge removes": {"/a", `
parameters:
  - {name: If-Match, in: header, schema: {type: string}}`,
			want{plan.Exact, []string{diagnostic.DroppedHeader}, []string{}, "/a", 1}},
		"required header that EventBridge removes": {"/a", `
parameters:
  - {name: if-match, in: header, required: true, schema: {type: string}}`,
			want{plan.Unsupported, []string{diagnostic.DroppedHeader}, []string{}, "/a", 0}},
		"required header that EventBridge writes its own way": {"/a", `
parameters:
  - {name: User-Agent, in: header, required: true, schema: {type: string}}`,
			want{plan.Inexact, []string{diagnostic.DroppedHeader}, []string{}, "/a", 1}},
		"idempotency header doubles the rules and is never required": {"/a", `
parameters:
  - {name: Idempotency-Key, in: header, required: true, schema: {type: string}}
  - {name: p, in: query, schema: {type: string}}
  - {name: q, in: query, schema: {type: string}}`,
			want{plan.Exact, nil, []string{"p", "q", "Idempotency-Key"}, "/a", 8}},
		"one query key twice": {"/a", `
parameters:
  - {name: "f[a]", in: query, required: true, schema: {type: string}}
  - {name: f, in: query, style: deepObject, required: true, schema: {type: object, required: [a], properties: {a: {type: string}}}}`,
			want{plan.Unsupported, []string{diagnostic.FieldAlias, diagnostic.NameInvalid}, nil, "/a", 0}},
		"constant cookies": {"/a", `
parameters:
  - {name: c, in: cookie, required: true, schema: {type: string, enum: [x]}}
  - {name: d, in: cookie, required: true, schema: {type: string, enum: [y]}}`,
			want{plan.Exact, nil, []string{}, "/a", 1}},
		"a constant cookie beside a Cookie header": {"/a", `
parameters:
  - {name: c, in: cookie, required: true, schema: {type: string, enum: [x]}}
  - {name: cookie, in: header, required: true, schema: {type: string}}`,
			want{plan.Unsupported, []string{diagnostic.NameInvalid}, nil, "/a", 0}},
		"form body": {"/a", `requestBody: {content: {application/x-www-form-urlencoded: {schema: {type: object}}}}`,
			want{plan.Unsupported, []string{diagnostic.UnsupportedBody}, []string{}, "/a", 0}},
		"JSON beside a form body": {"/a", `requestBody: {content: {multipart/form-data: {schema: {type: object}}, application/json: {schema: {type: object}}}}`,
			want{plan.Exact, nil, []string{"message"}, "/a", 1}},
		"XML body": {"/a", `requestBody: {content: {application/soap+xml: {schema: {type: object}}}}`,
			want{plan.Unsupported, []string{diagnostic.UnsupportedBody}, []string{}, "/a", 0}},
		"text body": {"/a", `requestBody: {content: {text/plain: {schema: {type: string}}}}`,
			want{plan.Inexact, []string{diagnostic.InexactBody}, []string{"message"}, "/a", 1}},
		"unsafe path": {"/a/{{resolve:ssm:x}}", "",
			want{plan.Unsupported, []string{diagnostic.UnsafeString, diagnostic.UndeclaredVariable, diagnostic.PartialSegment}, nil, "", 0}},
		"unsafe query parameter": {"/a", `
parameters:
  - {name: "${AWS::AccountId}", in: query, schema: {type: string}}`,
			want{plan.Unsupported, []string{diagnostic.FieldAlias, diagnostic.UnsafeString}, []string{}, "/a", 0}},
		"alias": {"/a", `
parameters:
  - {name: "X.Id", in: query, required: true, schema: {type: string}}
  - {name: message, in: header, required: true, schema: {type: string}}`,
			want{plan.Exact, []string{diagnostic.FieldAlias, diagnostic.FieldAlias}, []string{"X_Id", "header_message"}, "/a", 1}},
		"constant in label style": {"/a/{v}", `
parameters:
  - {name: v, in: path, required: true, style: label, schema: {enum: [x]}}`,
			want{plan.Exact, nil, []string{}, "/a/.x", 1}},
		"constant with reserved characters": {"/a", `
parameters:
  - {name: v, in: query, required: true, allowReserved: true, schema: {enum: ["a/b"]}}`,
			want{plan.Inexact, []string{diagnostic.ReservedCharacters}, []string{}, "/a", 1}},
		"constant number that others write differently": {"/v{v}/a", `
parameters:
  - {name: v, in: path, required: true, schema: {type: number, enum: [2.0]}}`,
			want{plan.Inexact, []string{diagnostic.ConstantValue}, []string{}, "/v2.0/a", 1}},
		"constant that the path's query has": {"/a?comp=list", `
parameters:
  - {name: comp, in: query, required: true, schema: {enum: [list]}}`,
			want{plan.Exact, nil, []string{}, "/a?comp=list", 1}},
		"field that the path's query has": {"/a?comp=list", `
parameters:
  - {name: comp, in: query, required: true, schema: {type: string}}`,
			want{plan.Inexact, []string{diagnostic.PathQueryVariable}, []string{"comp"}, "/a?comp=list", 1}},
		"path without a slash": {"a", "", want{plan.Inexact, []string{diagnostic.Malformed}, []string{}, "/a", 1}},
		"property without a name": {"/a", `
parameters:
  - {name: f, in: query, required: true, schema: {type: object, required: [""], properties: {"": {type: string}}}}`,
			want{plan.Unsupported, []string{diagnostic.NameInvalid}, []string{}, "/a", 0}},
		"name that is lost": {"/a", `
parameters:
  - {name: __proto__, in: query, required: true, schema: {type: string}}`,
			want{plan.Unsupported, []string{diagnostic.FieldAlias, diagnostic.NameInvalid}, []string{}, "/a", 0}},
		"JSON in another charset": {"/a", `requestBody: {content: {"application/json; charset=iso-8859-1": {schema: {}}}}`,
			want{plan.Inexact, []string{diagnostic.InexactBody}, []string{"message"}, "/a", 1}},
		"range of JSON types": {"/a", `requestBody: {content: {"application/*+json": {schema: {}}}}`,
			want{plan.Inexact, []string{diagnostic.InexactBody}, []string{"message"}, "/a", 1}},
		"empty constant": {"/a", `
parameters:
  - {name: q, in: query, required: true, schema: {type: string, enum: [""]}}`,
			want{plan.Unsupported, []string{diagnostic.ConstantValue}, []string{}, "/a", 0}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			p := build(t, operation(tt.path, tt.rest), plan.Options{})
			op := p.Operations[0]
			if op.Fidelity != tt.want.fidelity {
				t.Errorf("fidelity %s, want %s\n%s", op.Fidelity, tt.want.fidelity, lines(op.Reasons))
			}
			if got := codes(op.Reasons, spec.Info); !slices.Equal(slices.Sorted(slices.Values(got)), slices.Sorted(slices.Values(tt.want.codes))) {
				t.Errorf("codes %v, want %v\n%s", got, tt.want.codes, lines(op.Reasons))
			}
			if got := fieldPaths(op); tt.want.fields != nil && !slices.Equal(got, tt.want.fields) {
				t.Errorf("fields %q, want %q", got, tt.want.fields)
			}
			if tt.want.path != "" && op.Request.Path != tt.want.path {
				t.Errorf("path %q, want %q", op.Request.Path, tt.want.path)
			}
			if len(op.Rules) != tt.want.rules {
				t.Errorf("%d rules, want %d: %q", len(op.Rules), tt.want.rules, op.Rules)
			}
			for _, d := range op.Reasons {
				if d.Position.Line == 0 {
					t.Errorf("without a place: %s", d.Error())
				}
			}
		})
	}
}

// TestStrict turns what makes an operation inexact or unsupported into an error,
// and nothing else.
func TestStrict(t *testing.T) {
	text := operation("/a", `
parameters:
  - {name: c, in: cookie, schema: {type: string}}
  - {name: If-Match, in: header, schema: {type: string}}`)
	p := build(t, text, plan.Options{Strict: true})
	if got := codes(p.Diagnostics, spec.Error); !slices.Equal(got, []string{diagnostic.Cookie}) {
		t.Errorf("errors %v, want the cookie alone", got)
	}
	if build(t, text, plan.Options{}).Failed() {
		t.Error("without Strict the document must not fail")
	}
}

func TestFixedParameters(t *testing.T) {
	text := operation("/a/{team}", `
parameters:
  - {name: team, in: path, required: true, schema: {type: string}}
  - {name: revision, in: query, schema: {type: string}}
  - {name: session, in: cookie, required: true, schema: {type: string}}`)
	p := build(t, text, plan.Options{Parameters: map[string]string{
		"team": "red/blue", "op#revision": "7", "session": "s1", "nobody": "x"}})
	op := p.Operations[0]
	if op.Fidelity != plan.Exact || len(op.Fields) != 0 || len(op.Rules) != 1 {
		t.Fatalf("want an exact operation without fields:\n%s", lines(op.Reasons))
	}
	if op.Request.Path != "/a/red%2Fblue" {
		t.Errorf("path %q", op.Request.Path)
	}
	r := p.Rules[0]
	if len(calls(r).Query) != 1 || calls(r).Query[0].Value.Expression() != "7" {
		t.Errorf("query %+v", calls(r).Query)
	}
	if len(calls(r).Headers) != 2 || calls(r).Headers[0].Name != "Cookie" || calls(r).Headers[0].Value.Constant != "session=s1" {
		t.Errorf("headers %+v", calls(r).Headers)
	}
	if d := find(t, p.Diagnostics, diagnostic.NothingSelected); d.Severity != spec.Warning {
		t.Errorf("an unused value: %s", d.Error())
	}
}

func TestOptional(t *testing.T) {
	text := operation("/a", `
parameters:
  - {name: p, in: query, schema: {type: string}}
  - {name: q, in: query, schema: {type: string}}
  - {name: r, in: query, schema: {type: string}}`)
	p := build(t, text, plan.Options{Operations: optional(map[string][]string{"op": {"q", "x"}, "nobody": {"y"}}), IdempotencyHeaders: []string{"X-Once"}})
	for _, name := range []string{`"x"`, `"nobody"`, `"X-Once"`} {
		if !slices.ContainsFunc(p.Diagnostics, func(d spec.Diagnostic) bool {
			return d.Code == diagnostic.NothingSelected && strings.Contains(d.Message, name)
		}) {
			t.Errorf("nothing says that %s matched nothing:\n%s", name, lines(p.Diagnostics))
		}
	}
	op := p.Operations[0]
	if op.Fidelity != plan.Exact || !slices.Equal(fieldPaths(op), []string{"q"}) || len(op.Rules) != 2 {
		t.Errorf("got %s, fields %q, rules %q", op.Fidelity, fieldPaths(op), op.Rules)
	}
}

func TestHeadersThatDifferInCaseAreOne(t *testing.T) {
	p := build(t, operation("/a", `
parameters:
  - {name: X-Trace, in: header, schema: {type: string}}
  - {name: x-trace, in: header, required: true, schema: {type: string}}`), plan.Options{})
	op := p.Operations[0]
	if !slices.Equal(fieldPaths(op), []string{"X-Trace"}) || !op.Fields[0].Required {
		t.Errorf("fields %+v", op.Fields)
	}
}

func TestBodyGuard(t *testing.T) {
	tests := map[string]struct {
		schema string
		want   string // the guarded property's part of the pattern
	}{
		"first required scalar":                         {`{type: object, required: [b, a], properties: {o: {type: object}, a: {type: string}, b: {type: integer}}}`, `{"message":{"b":[{"exists":true}]}}`},
		"read-only, odd and reserved names don't serve": {`{type: object, required: [id, "x.y", exists, n], properties: {id: {type: string, readOnly: true}, "x.y": {type: string}, exists: {type: string}, n: {type: string}}}`, `{"message":{"n":[{"exists":true}]}}`},
		"nothing required":                              {`{type: object, properties: {a: {type: string}}}`, ``},
		"an array":                                      {`{type: array, items: {type: string}}`, ``},
		"a union":                                       {`{oneOf: [{type: object, required: [a], properties: {a: {type: string}}}, {type: string}]}`, ``},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			p := build(t, operation("/a", "requestBody: {required: true, content: {application/json: {schema: "+tt.schema+"}}}"), plan.Options{})
			want := `{"detail-type":["op"]}`
			if tt.want != "" {
				want = `{"detail-type":["op"],"detail":` + tt.want + `}`
			}
			if got := p.Rules[0].Pattern.String(); got != want {
				t.Errorf("pattern %s\nwant    %s", got, want)
			}
			if guarded := p.Operations[0].Fields[0].Guarded; guarded != (tt.want != "") {
				t.Errorf("guarded %v", guarded)
			}
		})
	}
}

// TestFixedValueThatClimbs: a fixed value of the user's is checked for a variable that the
// document forgot to declare, too.
func TestFixedValueThatClimbs(t *testing.T) {
	p := build(t, operation("/a/{x}", ""), plan.Options{Parameters: map[string]string{"x": ".."}})
	if d := find(t, p.Operations[0].Reasons, diagnostic.ConstantValue); p.Operations[0].Fidelity != plan.Unsupported {
		t.Error(d.Error())
	}
}

// TestRequiredAuthorizationHeader: OpenAPI says to ignore it, but then nothing authorizes the
// call, which the user must hear.
func TestRequiredAuthorizationHeader(t *testing.T) {
	p := build(t, operation("/a", `
parameters:
  - {name: Authorization, in: header, required: true, schema: {type: string}}`), plan.Options{})
	if d := find(t, p.Operations[0].Reasons, diagnostic.IgnoredHeader); d.Severity != spec.Warning {
		t.Error(d.Error())
	}
}
