package planner_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// constants are the query parameters and headers of a rule that are no fields.
func constants(r plan.Rule) map[string]string {
	out := map[string]string{}
	for _, p := range slices.Concat(calls(r).Query, calls(r).Headers) {
		if p.Value.Field == "" {
			out[p.Name] = p.Value.Constant
		}
	}
	return out
}

// TestFixedValues fixes a parameter of each kind, as the APIs of vendors need it: a version
// in a header (Klaviyo), the same optional query parameters everywhere (Vercel).
func TestFixedValues(t *testing.T) {
	const filter = `
parameters:
  - {name: filter, in: query, style: deepObject, required: true, schema: {type: object, required: [s], properties: {s: {type: string}, t: {type: string}}}}`
	tests := map[string]struct {
		rest     string
		fixed    map[string]string
		fidelity plan.Fidelity
		codes    []string // of the operation's reasons, from warnings on
		fields   []string
		sent     map[string]string
		unused   int
	}{
		"a required header": {"parameters: [{name: revision, in: header, required: true, schema: {type: string}}]",
			map[string]string{"revision": "2026-01-15"}, plan.Exact, nil, []string{}, map[string]string{"revision": "2026-01-15"}, 0},
		"a header in another case": {"parameters: [{name: Revision, in: header, required: true, schema: {type: string}}]",
			map[string]string{"op#revision": "7", "REVISION": "8"}, plan.Exact, nil, []string{}, map[string]string{"Revision": "7"}, 1},
		"a query parameter in another case is another": {"parameters: [{name: Team, in: query, schema: {type: string}}]",
			map[string]string{"team": "t"}, plan.Exact, nil, []string{"Team"}, map[string]string{}, 1},
		"optional query parameters": {"parameters: [{name: teamId, in: query, schema: {type: string}}, {name: slug, in: query, schema: {type: string}}]",
			map[string]string{"teamId": "t", "POST /a#slug": "s"}, plan.Exact, nil, []string{}, map[string]string{"teamId": "t", "slug": "s"}, 0},
		"the operation's value comes first": {"parameters: [{name: q, in: query, schema: {type: string}}]",
			map[string]string{"q": "all", "op#q": "one"}, plan.Exact, nil, []string{}, map[string]string{"q": "one"}, 1},
		"a constant of the document gives way": {"parameters: [{name: q, in: query, required: true, schema: {enum: [a]}}]",
			map[string]string{"q": "b"}, plan.Exact, nil, []string{}, map[string]string{"q": "b"}, 0},
		"a property of an object": {filter,
			map[string]string{"filter[s]": "new"}, plan.Exact, nil, []string{"filter.t"}, map[string]string{"filter[s]": "new"}, 0},
		"an object as a whole": {filter,
			map[string]string{"filter": "new"}, plan.Unsupported, []string{diagnostic.ConstantValue}, []string{}, nil, 0},
		"one of an array's values": {"parameters: [{name: tag, in: query, schema: {type: array, items: {type: string}}}]",
			map[string]string{"tag": "a"}, plan.Exact, nil, []string{}, map[string]string{"tag": "a"}, 0},
		"an array with commas": {"parameters: [{name: tag, in: query, explode: false, schema: {type: array, items: {type: string}}}]",
			map[string]string{"tag": "a,b"}, plan.Exact, nil, []string{}, map[string]string{"tag": "a,b"}, 0},
		"cookies": {"parameters: [{name: a, in: cookie, required: true, schema: {type: string}}, {name: b, in: cookie, schema: {type: string}}]",
			map[string]string{"a": "1", "b": "2"}, plan.Exact, nil, []string{}, map[string]string{"Cookie": "a=1; b=2"}, 0},
		"a cookie without the name of one": {"parameters: [{name: a b, in: cookie, required: true, schema: {type: string}}]",
			map[string]string{"a b": "1"}, plan.Unsupported, []string{diagnostic.ConstantValue}, []string{}, nil, 0},
		"an empty query value": {"parameters: [{name: q, in: query, schema: {type: string}}]",
			map[string]string{"q": ""}, plan.Unsupported, []string{diagnostic.ConstantValue}, []string{}, nil, 0},
		"a value that AWS may read": {"parameters: [{name: q, in: query, schema: {type: string}}]",
			map[string]string{"q": "$x"}, plan.Inexact, []string{diagnostic.ConstantValue}, []string{}, map[string]string{"q": "$x"}, 0},
		"a value that CloudFormation would read": {"parameters: [{name: q, in: query, schema: {type: string}}]",
			map[string]string{"q": "{{resolve:ssm:x}}"}, plan.Unsupported, []string{diagnostic.ConstantValue}, []string{}, nil, 0},
		"a header that EventBridge removes": {"parameters: [{name: If-Match, in: header, schema: {type: string}}]",
			map[string]string{"if-match": "x"}, plan.Inexact, []string{diagnostic.ConstantValue}, []string{}, map[string]string{}, 0},
		"a header that security decides": {"parameters: [{name: Authorization, in: header, schema: {type: string}}]",
			map[string]string{"Authorization": "x"}, plan.Inexact, []string{diagnostic.ConstantValue}, []string{}, map[string]string{}, 0},
		"the media type of the body": {"requestBody: {content: {application/json: {}}}",
			map[string]string{"content-type": "application/json; charset=utf-8"}, plan.Exact, nil, []string{"message"}, map[string]string{"Content-Type": "application/json; charset=utf-8"}, 0},
		"the media type of an operation": {"requestBody: {content: {application/json: {}}}",
			map[string]string{"op#Content-Type": "application/vnd.club+json", "Content-Type": "text/plain"}, plan.Exact, nil, []string{"message"}, map[string]string{"Content-Type": "application/vnd.club+json"}, 1},
		"the media type where there is no body": {"parameters: [{name: Content-Type, in: header, required: true, schema: {type: string}}]",
			map[string]string{"Content-Type": "application/vnd.club+json"}, plan.Exact, nil, []string{}, map[string]string{"Content-Type": "application/vnd.club+json"}, 0},
		"a form that is none": {"requestBody: {content: {application/json: {}}}",
			map[string]string{"Content-Type": "application/x-www-form-urlencoded"}, plan.Inexact, []string{diagnostic.ConstantValue}, []string{"message"}, map[string]string{"Content-Type": "application/x-www-form-urlencoded"}, 0},
		"no media type": {"requestBody: {content: {application/json: {}}}",
			map[string]string{"Content-Type": "json"}, plan.Inexact, []string{diagnostic.ConstantValue}, []string{"message"}, map[string]string{"Content-Type": "json"}, 0},
		"another charset": {"requestBody: {content: {application/json: {}}}",
			map[string]string{"Content-Type": "application/json; charset=latin1"}, plan.Inexact, []string{diagnostic.ConstantValue}, []string{"message"}, map[string]string{"Content-Type": "application/json; charset=latin1"}, 0},
		"a media type that CloudFormation would read": {"requestBody: {content: {application/json: {}}}",
			map[string]string{"Content-Type": "a/b; x={{resolve:ssm:x}}"}, plan.Unsupported, []string{diagnostic.ConstantValue}, []string{"message"}, nil, 0},
		"a query parameter of the same name": {"parameters: [{name: accept, in: query, schema: {type: string}}]",
			map[string]string{"accept": "t"}, plan.Exact, nil, []string{}, map[string]string{"accept": "t"}, 0},
		"headers that differ in case, with two values": {"parameters: [{name: X-V, in: header, required: true, schema: {enum: [a]}}, {name: x-v, in: header, schema: {enum: [b]}}]",
			map[string]string{"X-V": "c"}, plan.Exact, nil, []string{}, map[string]string{"X-V": "c"}, 0},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			p := build(t, operation("/a", tt.rest), plan.Options{Parameters: tt.fixed})
			op := p.Operations[0]
			if got := codes(op.Reasons, spec.Warning); op.Fidelity != tt.fidelity || !slices.Equal(got, tt.codes) {
				t.Errorf("%s %v, want %s %v\n%s", op.Fidelity, got, tt.fidelity, tt.codes, lines(op.Reasons))
			}
			if got := fieldPaths(op); !slices.Equal(got, tt.fields) {
				t.Errorf("fields %q, want %q", got, tt.fields)
			}
			for _, r := range kinds(p, plan.Delivery) {
				got := constants(r)
				if tt.sent["Content-Type"] == "" {
					delete(got, "Content-Type") // TestContentType
				}
				if !maps.Equal(got, tt.sent) {
					t.Errorf("%s sends %v, want %v", r.ID, got, tt.sent)
				}
			}
			unused := 0
			for _, d := range p.Diagnostics {
				if d.Code == diagnostic.NothingSelected {
					unused++
				}
			}
			if unused != tt.unused {
				t.Errorf("%d unused values, want %d\n%s", unused, tt.unused, lines(p.Diagnostics))
			}
		})
	}
}

// TestSendDefaults: with the option, an event that lacks an optional parameter sends its
// default, where AWS takes it, and a warning says where not. No rule is added.
func TestSendDefaults(t *testing.T) {
	parameter := func(in, schema string) string {
		return fmt.Sprintf("parameters: [{name: p, in: %s, schema: %s}]", in, schema)
	}
	tests := map[string]struct {
		rest, sent string
		warned     bool
	}{
		"query":                     {parameter("query", "{type: integer, default: 20}"), "20", false},
		"header":                    {parameter("header", "{type: boolean, default: false}"), "false", false},
		"no default":                {parameter("query", "{type: string}"), "", false},
		"null":                      {parameter("query", "{type: string, nullable: true, default: null}"), "", false},
		"empty":                     {parameter("query", `{type: string, default: ""}`), "", true},
		"empty header":              {parameter("header", `{type: string, default: ""}`), "", true},
		"array":                     {parameter("query", "{type: array, items: {type: string}, default: [a]}"), "", true},
		"number in an odd form":     {parameter("query", "{type: number, default: 1.0}"), "", true},
		"like a path":               {parameter("query", "{type: string, default: $x}"), "", true},
		"for CloudFormation":        {parameter("query", `{type: string, default: "${AWS::Region}"}`), "", true},
		"no ASCII":                  {parameter("header", "{type: string, default: ü}"), "", true},
		"property of an object":     {parameter("query", "{type: object, properties: {p: {type: string, default: d}}}"), "d", false},
		"an idempotency key is not": {strings.Replace(parameter("header", "{type: string, default: d}"), "name: p", "name: Idempotency-Key", 1), "", false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			before := build(t, operation("/a", tt.rest), plan.Options{})
			p := build(t, operation("/a", tt.rest), plan.Options{SendDefaults: true})
			if len(p.Rules) != len(before.Rules) || p.Operations[0].Fidelity != before.Operations[0].Fidelity {
				t.Errorf("%d rules and %s; without the option %d and %s",
					len(p.Rules), p.Operations[0].Fidelity, len(before.Rules), before.Operations[0].Fidelity)
			}
			if got := constants(before.Rules[0])["p"]; got != "" {
				t.Errorf("without the option %q is sent", got)
			}
			if got := constants(p.Rules[0])["p"]; got != tt.sent {
				t.Errorf("an event without it sends %q, want %q", got, tt.sent)
			}
			if got := constants(p.Rules[1])["p"]; got != "" {
				t.Errorf("an event with it sends %q", got)
			}
			if f := p.Operations[0].Fields[0]; f.Default != tt.sent {
				t.Errorf("the field's default is %q", f.Default)
			}
			if got := slices.Contains(codes(p.Operations[0].Reasons, spec.Warning), diagnostic.DefaultNotSent); got != tt.warned {
				t.Errorf("warned: %v\n%s", got, lines(p.Operations[0].Reasons))
			}
		})
	}
}

// TestOptionalOfAll: "*" is for the operations without a list of their own, and an
// empty list carries none.
func TestOptionalOfAll(t *testing.T) {
	const parameters = `
    parameters:
      - {name: p, in: query, schema: {type: string}}
      - {name: q, in: query, schema: {type: string}}
      - {name: r, in: query, schema: {type: string}}`
	text := document("/a:\n  post:\n    operationId: a" + parameters + "\n/b:\n  post:\n    operationId: b" + parameters)
	for name, tt := range map[string]struct {
		carry  map[string][]string
		a, b   []string
		unused []string
	}{
		"names":        {map[string][]string{"*": {"p", "x"}}, []string{"p"}, []string{"p"}, []string{`"x"`}},
		"none":         {map[string][]string{"*": {}}, []string{}, []string{}, nil},
		"but one":      {map[string][]string{"*": nil, "POST /b": {"q"}}, []string{}, []string{"q"}, nil},
		"all have one": {map[string][]string{"*": {"p"}, "a": {"q"}, "b": {"r"}}, []string{"q"}, []string{"r"}, []string{`"*"`}},
	} {
		t.Run(name, func(t *testing.T) {
			p := build(t, text, plan.Options{Operations: optional(tt.carry)})
			for i, want := range [][]string{tt.a, tt.b} {
				if got := fieldPaths(p.Operations[i]); !slices.Equal(got, want) || p.Operations[i].Fidelity != plan.Exact {
					t.Errorf("%s carries %q, want %q", p.Operations[i].DetailType, got, want)
				}
			}
			var unused []string
			for _, d := range p.Diagnostics {
				if d.Code == diagnostic.NothingSelected {
					unused = append(unused, d.Message)
				}
			}
			if len(unused) != len(tt.unused) || len(unused) > 0 && !strings.Contains(unused[0], tt.unused[0]) {
				t.Errorf("unused are %q, want %q", unused, tt.unused)
			}
		})
	}
}

// TestAllNamesOfOptionalParameters: none of them is cut off.
func TestAllNamesOfOptionalParameters(t *testing.T) {
	var parameters strings.Builder
	for i := range 100 {
		fmt.Fprintf(&parameters, "  - {name: parameter%d, in: query, schema: {type: string}}\n", i)
	}
	p := build(t, operation("/a", "parameters:\n"+parameters.String()), plan.Options{})
	message := find(t, p.Operations[0].Reasons, diagnostic.OptionalParameters).Message
	if !strings.Contains(message, "its 100 optional parameters") || !strings.HasSuffix(message, ", parameter99") {
		t.Error(message)
	}
}

// TestFieldsOfAnyName: whatever a parameter is called, its field can be addressed, and
// what is sent has the parameter's own name.
func TestFieldsOfAnyName(t *testing.T) {
	for name, field := range map[string]string{
		"id": "id", "a-b_c": "a-b_c", "X.Id": "X_Id", "$.xgafv": "xgafv", "[_id]": "_id", "$": "query", "日本": "query",
		"message": "query_message", "exists": "query_exists", "a b": "a_b", "page[size]": "page_size", "7": "7", "@type": "type",
	} {
		p := build(t, operation("/a", fmt.Sprintf("parameters: [{name: %q, in: query, required: true, schema: {type: string}}]", name)), plan.Options{})
		pair := calls(p.Rules[0]).Query[0]
		if pair.Name != name || pair.Value.Expression() != "$.detail."+field || p.Operations[0].Fidelity != plan.Exact {
			t.Errorf("%q is sent as %q from %s: %s", name, pair.Name, pair.Value.Expression(), p.Operations[0].Fidelity)
		}
	}
}

// TestPathsThatDifferInTheFragment are two operations with one address.
func TestPathsThatDifferInTheFragment(t *testing.T) {
	p := build(t, document("/a#x: {post: {}}\n/a#y: {post: {}}"), plan.Options{})
	if len(p.Destinations) != 2 || p.Failed() || p.Destinations[0].ID == p.Destinations[1].ID ||
		p.Destinations[0].Endpoint != p.Destinations[1].Endpoint || p.Operations[1].DetailType != "POST /a#y" {
		t.Errorf("%+v\n%s", p.Destinations, lines(p.Diagnostics))
	}
}
