package planner_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// accepts is the Accept that a plan's first operation sends: the target's, or that of a
// connection without a credential.
func accepts(t *testing.T, p *plan.Plan) string {
	t.Helper()
	own := header(p.Rules[0], "Accept")
	for _, c := range p.Connections {
		if c.ID == p.Operations[0].Connection && c.KeyName == "Accept" && c.Key[0].Constant != "" {
			if own != "" {
				t.Errorf("the connection's Accept wins over the target's %q", own)
			}
			return c.Key[0].Constant
		}
	}
	return own
}

// TestAccept: what the answers have is asked for, with a credential and without one.
func TestAccept(t *testing.T) {
	answer := func(types string) string { return "responses: {'200': {description: ok, content: {" + types + "}}}" }
	const vendor = "application/vnd.club+json; version=3"
	tests := map[string]struct {
		rest  string
		fixed string
		want  string
		code  string // of the operation's reasons, if any
	}{
		"plain JSON":                 {answer("application/json: {}"), "", "", ""},
		"nothing":                    {"responses: {'204': {description: ok}}", "", "", ""},
		"no responses":               {"", "", "", ""},
		"a vendor's":                 {answer("'" + vendor + "': {}"), "", vendor, ""},
		"a vendor's and JSON":        {answer("'application/vnd.b+json': {}, application/json: {}"), "", "application/vnd.b+json, application/json", ""},
		"another charset":            {answer("'application/json; charset=utf-8': {}"), "", "application/json; charset=utf-8", ""},
		"a range":                    {answer("image/*: {}"), "", "image/*", ""},
		"anything":                   {answer("'*/*': {}"), "", "", ""},
		"anything and JSON":          {answer("'*/*': {}, application/json: {}"), "", "", ""},
		"anything and a vendor's":    {answer("'*/*': {}, application/vnd.b+json: {}"), "", "*/*, application/vnd.b+json", ""},
		"several answers":            {"responses: {'201': {content: {text/csv: {}}}, '200': {content: {text/csv: {}, text/plain: {}}}, '400': {content: {application/problem+json: {}}}}", "", "text/csv, text/plain", ""},
		"a range of answers":         {"responses: {2XX: {content: {text/csv: {}}}, 4XX: {content: {text/html: {}}}}", "", "text/csv", ""},
		"the default":                {"responses: {default: {content: {text/csv: {}}}, '500': {content: {text/html: {}}}}", "", "text/csv", ""},
		"the default is of errors":   {"responses: {default: {content: {text/csv: {}}}, '204': {description: ok}}", "", "", ""},
		"no media type":              {answer("json: {}, text/csv: {}, '$.detail.x/y': {}"), "", "text/csv", diagnostic.AnswerTypes},
		"what would be read":         {answer("'a/b; x=\"{{resolve:ssm:x}}\"': {}"), "", "", diagnostic.AnswerTypes},
		"more than a header holds":   {answer("text/a" + strings.Repeat("a", 300) + ": {}, text/b" + strings.Repeat("b", 300) + ": {}"), "", "text/a" + strings.Repeat("a", 300), diagnostic.AnswerTypes},
		"a parameter with one value": {"parameters: [{name: accept, in: header, schema: {enum: ['" + vendor + "']}}]\n" + answer("text/csv: {}"), "", vendor, diagnostic.IgnoredHeader},
		"a parameter with two":       {"parameters: [{name: Accept, in: header, required: true, schema: {enum: [a/b, c/d]}}]\n" + answer("text/csv: {}"), "", "text/csv", diagnostic.IgnoredHeader},
		"the user's":                 {answer("text/csv: {}"), "application/xml;q=0.5", "application/xml;q=0.5", ""},
		"the user's first":           {"parameters: [{name: Accept, in: header, required: true, schema: {const: a/b}}]", "c/d", "c/d", diagnostic.IgnoredHeader},
		"the user's nothing":         {answer("text/csv: {}"), "none", "", ""},
	}
	for name, tt := range tests {
		for _, with := range []string{"", "\nsecurity: [{key: []}]\ncomponents: {securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}}", "\nsecurity: [{key: []}]\ncomponents: {securitySchemes: {key: {type: apiKey, in: query, name: key}}}"} {
			t.Run(name, func(t *testing.T) {
				var opts plan.Options
				if tt.fixed != "" {
					opts.Parameters = map[string]string{"Accept": strings.Replace(tt.fixed, "none", "", 1)}
				}
				text := strings.Replace(operation("/a", tt.rest), "3.0.3", "3.1.0", 1)
				p := build(t, text+with, opts)
				want := tt.want
				if want == "" && !strings.Contains(with, "header") {
					want = "*/*"
				}
				if got := accepts(t, p); got != want {
					t.Errorf("%q, want %q\n%s", got, want, lines(p.Operations[0].Reasons))
				}
				if op := p.Operations[0]; op.Fidelity != plan.Exact {
					t.Error(lines(op.Reasons))
				}
				if tt.code != "" {
					find(t, p.Operations[0].Reasons, tt.code)
				} else if found := p.Operations[0].Reasons; len(found) > 0 || len(codes(p.Diagnostics, spec.Warning)) > 0 {
					t.Error(lines(p.Diagnostics))
				}
			})
		}
	}
}

// TestAcceptOfSwagger: what an operation produces is its own, else the document's.
func TestAcceptOfSwagger(t *testing.T) {
	const text = `swagger: "2.0"
info: {title: T, version: "1"}
host: api.example.com
schemes: [https]
produces: [application/vnd.a+json]
paths:
  /a:
    post: {operationId: a, responses: {"200": {description: ok}}}
    put: {operationId: b, produces: [application/json, text/csv], responses: {"200": {description: ok}, "400": {description: no}}}
    patch: {operationId: c, produces: [application/json], responses: {"200": {description: ok}}}
    delete: {operationId: d, produces: [], responses: {"200": {description: ok}}}
`
	p := build(t, text, plan.Options{})
	for i, want := range []string{"application/vnd.a+json", "application/json, text/csv", "*/*", "*/*"} {
		for _, c := range p.Connections {
			if c.ID == p.Operations[i].Connection && c.Key[0].Constant != want {
				t.Errorf("%s: %q, want %q", p.Operations[i].DetailType, c.Key[0].Constant, want)
			}
		}
	}
	if len(p.Connections) != 3 || p.Connections[2].ID != "anonymous:Connection" {
		t.Errorf("connections %+v", p.Connections)
	}
}

// TestAcceptByTheMediaTypes is an API that is versioned by its media types.
func TestAcceptByTheMediaTypes(t *testing.T) {
	p := reported(t, "accept-vendor-media-type", plan.Options{})
	if got := accepts(t, p); got != "application/vnd.warehouse+json;version=3" || p.Operations[0].Fidelity != plan.Exact {
		t.Errorf("%s with %q", p.Operations[0].Fidelity, got)
	}
	if got := header(p.Rules[0], "Content-Type"); got != "application/vnd.warehouse.order.v3+json" {
		t.Errorf("Content-Type %q", got)
	}
}

// TestAcceptOfConnections: operations that want different answers without a credential have
// different connections, whatever the order of the media types, and a colon is not put into one.
func TestAcceptOfConnections(t *testing.T) {
	paths := ""
	for i, types := range []string{"text/a: {}, text/b: {}", "text/b: {}, text/a: {}", "text/a: {}", "'text/a; x=\"b:c\"': {}"} {
		paths += fmt.Sprintf("/%d: {post: {operationId: o%[1]d, responses: {'200': {content: {%s}}}}}\n", i, types)
	}
	p := build(t, document(paths), plan.Options{})
	if o := p.Operations; o[0].Connection != o[1].Connection || o[0].Connection == o[2].Connection || o[3].Connection != "anonymous:Connection" {
		t.Errorf("connections %q %q %q %q", o[0].Connection, o[1].Connection, o[2].Connection, o[3].Connection)
	}
	if find(t, p.Operations[3].Reasons, diagnostic.AnswerTypes); p.Operations[3].Fidelity != plan.Inexact {
		t.Error(p.Operations[3].Fidelity)
	}
}

// TestAcceptThatIsTheCredential is not written twice.
func TestAcceptThatIsTheCredential(t *testing.T) {
	text := operation("/a", "responses: {'200': {content: {text/csv: {}}}}") + "\nsecurity: [{key: []}]\ncomponents: {securitySchemes: {key: {type: apiKey, in: header, name: accept}}}"
	p := build(t, text, plan.Options{})
	if op := p.Operations[0]; op.Fidelity != plan.Exact || header(p.Rules[0], "Accept") != "" {
		t.Errorf("%s: %s", op.Fidelity, lines(op.Reasons))
	}
}
