package planner_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// TestFunctionNames: a parameter or property that is called like a function of CloudFormation
// is carried under its own name, but where it would be the key of a map.
func TestFunctionNames(t *testing.T) {
	for name, tt := range map[string]struct {
		rest     string
		fidelity plan.Fidelity
		code     string
		field    string
		sent     string
	}{
		"required header":   {`parameters: [{name: Ref, in: header, required: true}]`, plan.Exact, "", "Ref", "ref"},
		"optional header":   {`parameters: [{name: Condition, in: header}]`, plan.Exact, "", "Condition", "condition"},
		"path":              {`parameters: [{name: id, in: header, required: true}]`, plan.Exact, "", "id", "id"},
		"body":              {`requestBody: {required: true, content: {application/json: {schema: {type: object, required: [Ref], properties: {Ref: {type: string}}}}}}`, plan.Exact, "", "message", ""},
		"deep object":       {`parameters: [{name: o, in: query, style: deepObject, required: true, schema: {type: object, additionalProperties: false, required: [Ref], properties: {Ref: {type: string}}}}]`, plan.Exact, "", "o.Ref", "o[Ref]"},
		"another case":      {`parameters: [{name: ref, in: query, required: true}]`, plan.Exact, "", "ref", "ref"},
		"required query":    {`parameters: [{name: Ref, in: query, required: true}]`, plan.Unsupported, diagnostic.UnsafeString, "", ""},
		"optional query":    {`parameters: [{name: Ref, in: query}]`, plan.Inexact, diagnostic.UnsafeString, "", ""},
		"constant query":    {`parameters: [{name: "Fn::ImportValue", in: query, required: true, schema: {const: x}}]`, plan.Unsupported, diagnostic.UnsafeString, "", ""},
		"exploded property": {`parameters: [{name: o, in: query, required: true, schema: {type: object, required: [Ref], properties: {Ref: {type: string}}}}]`, plan.Unsupported, diagnostic.UnsafeString, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			p := build(t, operation("/a", tt.rest)+"  /other: {post: {operationId: other}}\n", plan.Options{})
			op := p.Operations[0]
			if op.Fidelity != tt.fidelity || tt.code != "" && !slices.Contains(codes(op.Reasons, spec.Warning), tt.code) || p.Failed() {
				t.Fatalf("it is %s: %v", op.Fidelity, op.Reasons)
			}
			if tt.field != "" && (len(op.Fields) != 1 || op.Fields[0].Path != tt.field) {
				t.Errorf("the fields are %+v, want %q", op.Fields, tt.field)
			}
			for _, r := range p.Rules {
				sent, _ := r.Target.(plan.APIDestination)
				for _, pair := range append(sent.Query, sent.Headers...) {
					if pair.Name != tt.sent && pair.Name != "Content-Type" {
						t.Errorf("%s has %+v, want %q", r.ID, pair, tt.sent)
					}
				}
				if text := r.Pattern.String(); (strings.Contains(text, `"Ref"`) || strings.Contains(text, `"Condition"`)) && r.Pattern.Object() != nil {
					t.Errorf("the pattern %s goes into the template as an object", text)
				}
			}
		})
	}
}

// TestServersLikeFunctions: the names of servers are keys of a mapping.
func TestServersLikeFunctions(t *testing.T) {
	p := build(t, strings.Replace(operation("/a", ""), `{url: "https://api.example.com/v1"}`,
		`{url: "https://a.acme.dev", description: Ref}, {url: "https://b.acme.dev", description: Condition}, {url: "https://c.acme.dev", description: "Fn::Sub"}`, 1), plan.Options{AskServer: true})
	if len(p.Servers) != 3 {
		t.Fatalf("there are the servers %v: %v", p.Servers, p.Diagnostics)
	}
	for _, s := range p.Servers {
		if s.Name == "Ref" || s.Name == "Condition" || strings.Contains(s.Name, ":") {
			t.Errorf("a server is called %q", s.Name)
		}
	}
}

// TestPathConstants: what EventBridge evaluates is not sent as a constant of the document.
func TestPathConstants(t *testing.T) {
	for value, evaluated := range map[string]bool{
		"$": true, "$.detail": true, "$.account": true, "$.detail-type": true, "$.detail.a[0].b": true, "$.detail.a[*]": true, "$.a/b": true,
		"$5": false, "$.a b": false, "$..a": false, "$.a[-1]": false, "a$.b": false,
	} {
		for _, in := range []string{"header", "query"} {
			rest := `parameters: [{name: X-All, in: ` + in + `, required: true, schema: {const: "` + value + `"}}]`
			op := build(t, operation("/a", rest), plan.Options{}).Operations[0]
			want, code := plan.Inexact, diagnostic.ConstantValue
			switch {
			case evaluated:
				want, code = plan.Unsupported, diagnostic.UnsafeString
			case value[0] != '$':
				want = plan.Exact
			}
			if op.Fidelity != want || want != plan.Exact && op.Reasons[0].Code != code {
				t.Errorf("%s in a %s is %s: %v", value, in, op.Fidelity, op.Reasons)
			}
			// The user's own word.
			op = build(t, operation("/a", rest), plan.Options{Parameters: map[string]string{"X-All": "$.detail"}}).Operations[0]
			if op.Fidelity != plan.Inexact || op.Reasons[0].Code != diagnostic.ConstantValue {
				t.Errorf("fixed by the user it is %s: %v", op.Fidelity, op.Reasons)
			}
		}
	}
	op := build(t, operation("/a", `requestBody: {content: {$.detail/json: {}}}`), plan.Options{}).Operations[0]
	if len(op.Request.Headers) != 1 || op.Request.Headers[0].Value.Constant != "application/json" {
		t.Errorf("the media type is sent: %+v", op.Request.Headers)
	}
}
