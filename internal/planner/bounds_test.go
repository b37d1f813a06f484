package planner_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// shared is a document whose operations all refer to one path item with parameters.
func shared(operations int, parameters string) string {
	var paths strings.Builder
	for i := range operations {
		fmt.Fprintf(&paths, "/p%d: {$ref: '#/x-item'}\n", i)
	}
	return document(paths.String()) + "x-item: {post: {}, parameters: [" + parameters + "]}\n"
}

func repeated(n int, format string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

// TestMeasure: what many operations share is refused where it would be too much for each.
func TestMeasure(t *testing.T) {
	const small = "{name: p%d, in: query, schema: {type: string}},"
	tests := map[string]struct {
		text     string
		severity spec.Severity
		message  string // empty: nothing is too much
	}{
		"parts":      {shared(400, repeated(800, small)), spec.Error, "the 400 selected operations have 320000 parameters"},
		"fewer":      {shared(20, repeated(900, small)), 0, ""},
		"texts":      {shared(200, "{name: p, in: query, description: "+strings.Repeat("x", 1<<20)+"}"), spec.Error, "bytes of descriptions"},
		"properties": {shared(1, "{name: p, in: query, style: deepObject, schema: {type: object, properties: {"+repeated(1000, "p%d: {},")+"}}}"), spec.Warning, "it has 1001 parameters"},
		"own":        {shared(1, repeated(1001, small)), spec.Warning, "it has 1001 parameters"},
		"own, most":  {shared(1, repeated(1000, small)), 0, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			p := build(t, tt.text, plan.Options{RulesPerBus: 10000})
			if tt.message == "" {
				for _, d := range p.Diagnostics {
					if d.Code == diagnostic.TooMuch {
						t.Error(d.Error())
					}
				}
				return
			}
			if d := find(t, p.Diagnostics, diagnostic.TooMuch); d.Severity != tt.severity || !strings.Contains(d.Message, tt.message) {
				t.Error(d.Error())
			}
		})
	}
	path := build(t, document("? "+strings.Repeat("/{a}{b}", 1000)+"\n: {post: {}}"), plan.Options{})
	if d := find(t, path.Diagnostics, diagnostic.EndpointInvalid); !strings.Contains(d.Message, "its path has 7000 characters") || len(path.Operations[0].Reasons) > 2 {
		t.Errorf("%s\n%s", d.Error(), lines(path.Operations[0].Reasons))
	}
}

// TestLongContentType: a header holds 512 characters.
func TestLongContentType(t *testing.T) {
	for n, want := range map[int]plan.Fidelity{480: plan.Exact, 600: plan.Unsupported} {
		p := build(t, operation("/a", "requestBody: {content: {application/"+strings.Repeat("x", n)+"+json: {schema: {type: object}}}}"), plan.Options{})
		if got := p.Operations[0].Fidelity; got != want {
			t.Errorf("%d characters: %s\n%s", n, got, lines(p.Diagnostics))
		}
	}
}

// TestManySchemes: a connection adds a hundred headers to its authorization.
func TestManySchemes(t *testing.T) {
	for n, want := range map[int]plan.Fidelity{101: plan.Exact, 102: plan.Unsupported} {
		p := build(t, operation("/a", "security: [{"+repeated(n, "s%d: [],")+"}]")+
			"components: {securitySchemes: {"+repeated(n, "s%d: {type: apiKey, in: header, name: X-%[1]d},")+"}}\n", plan.Options{})
		if got := p.Operations[0].Fidelity; got != want {
			t.Errorf("%d schemes: %s\n%s", n, got, lines(p.Diagnostics))
		}
	}
}
