package planner_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// TestTextAndBytes: any JSON value may be such a body, so that no rule turns one away.
func TestTextAndBytes(t *testing.T) {
	for _, content := range []string{
		"text/plain: {schema: {type: string}}", "application/octet-stream: {schema: {type: string, format: binary}}",
		"text/plain: {schema: {type: integer}}", "application/json: {schema: {type: string, format: binary}}",
		"text/csv: {schema: {type: object, required: [a], properties: {a: {type: string}}}}",
	} {
		p := build(t, operation("/a", "requestBody: {required: true, content: {"+content+"}}"), plan.Options{CatchUnknown: true})
		m := compile(t, p)
		for _, body := range []any{map[string]any{}, map[string]any{"b": 1}, []any{}, []any{map[string]any{}}, 7, true, "text"} {
			if got := m.matching(t, "op", map[string]any{"message": body}); len(got) != 1 || calls(got[0]).InputPath != "$.detail.message" {
				t.Errorf("%s: %v matches %v", content, body, got)
			}
		}
		f := p.Operations[0].Fields[0]
		if f.Guarded || !f.Required || !strings.Contains(f.Format, "JSON text") {
			t.Errorf("%s: the field is %+v", content, f)
		}
	}
}

// TestMediaTypes: of several media types JSON is sent, unless the user chooses another.
func TestMediaTypes(t *testing.T) {
	const both = `requestBody: {content: {application/json: {}, application/vnd.club+json; v=2: {}, text/plain: {}, text/xml: {}}}`
	tests := map[string]struct {
		rest     string
		choice   map[string]string
		fidelity plan.Fidelity
		want     string // the field's media type
		codes    []string
	}{
		"JSON first":               {both, nil, plan.Exact, "application/json", nil},
		"JSON behind":              {`requestBody: {content: {text/plain: {}, application/xml: {}, text/json: {}}}`, nil, plan.Exact, "text/json", nil},
		"lines before text":        {`requestBody: {content: {text/plain: {}, application/x-ndjson: {}}}`, nil, plan.Inexact, "application/x-ndjson", []string{diagnostic.InexactBody}},
		"a vendor's of all":        {both, map[string]string{"*": "application/vnd.club+json; v=2"}, plan.Exact, "application/vnd.club+json; v=2", nil},
		"without its parameters":   {both, map[string]string{"op": "application/vnd.club+json"}, plan.Exact, "application/vnd.club+json; v=2", nil},
		"the operation's first":    {both, map[string]string{"POST /a": "text/plain", "*": "application/json"}, plan.Inexact, "text/plain", []string{diagnostic.InexactBody, diagnostic.NothingSelected}},
		"one that cannot be sent":  {both, map[string]string{"op": "text/xml"}, plan.Unsupported, "", []string{diagnostic.UnsupportedBody}},
		"one that is not there":    {both, map[string]string{"op": "text/html"}, plan.Exact, "application/json", []string{diagnostic.MediaTypeUnknown}},
		"one that no body has":     {both, map[string]string{"*": "text/html"}, plan.Exact, "application/json", []string{diagnostic.NothingSelected}},
		"of an unknown operation":  {both, map[string]string{"nobody": "text/html"}, plan.Exact, "application/json", []string{diagnostic.NothingSelected}},
		"of one that has no body":  {"", map[string]string{"op": "text/html"}, plan.Exact, "", []string{diagnostic.NothingSelected}},
		"nothing but what is lost": {`requestBody: {content: {multipart/form-data: {}}}`, nil, plan.Unsupported, "", []string{diagnostic.UnsupportedBody}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			p := build(t, operation("/a", tt.rest), plan.Options{Operations: mediaTypes(tt.choice)})
			op := p.Operations[0]
			got := ""
			for _, f := range op.Fields {
				got = f.ContentType
			}
			found := slices.DeleteFunc(codes(p.Diagnostics, spec.Warning), func(c string) bool { return c == diagnostic.NothingCallable })
			slices.Sort(found)
			if op.Fidelity != tt.fidelity || got != tt.want || !slices.Equal(found, tt.codes) {
				t.Errorf("%s with %q and %v, want %s with %q and %v", op.Fidelity, got, found, tt.fidelity, tt.want, tt.codes)
			}
		})
	}
}
