package planner_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// TestFormThatMayBeJSON is an API that takes forms and JSON, and says so elsewhere.
func TestFormThatMayBeJSON(t *testing.T) {
	p := reported(t, "form-that-may-be-json", plan.Options{})
	op := p.Operations[0]
	if d := find(t, op.Reasons, diagnostic.InexactBody); op.Fidelity != plan.Inexact || !strings.Contains(d.Hint, "MediaType (Operations, context key operations)") {
		t.Errorf("%s: %s", op.Fidelity, d.Error())
	}
	p = reported(t, "form-that-may-be-json", plan.Options{Operations: mediaTypes(map[string]string{"*": "application/json"})})
	if op = p.Operations[0]; op.Fidelity != plan.Exact || header(p.Rules[0], "Content-Type") != "application/json" {
		t.Errorf("%s: %s", op.Fidelity, lines(op.Reasons))
	}
	if got := p.Rules[0].Pattern.String(); !strings.Contains(got, `"message":{"channel":[{"exists":true}]}`) {
		t.Errorf("pattern %s", got)
	}
}

// TestFormByTheUser: a form is JSON by the user's word only, and if it has no file.
func TestFormByTheUser(t *testing.T) {
	const form = "application/x-www-form-urlencoded: {schema: {type: object, required: [a], properties: {a: {type: string}}}}"
	tests := map[string]struct {
		content  string
		choice   map[string]string
		fidelity plan.Fidelity
		want     string // Content-Type
		code     string
		hint     string
	}{
		"no word":        {form, nil, plan.Unsupported, "", diagnostic.UnsupportedBody, "choose application/json in MediaType (Operations, context key operations)"},
		"for it":         {form, map[string]string{"op": "application/json"}, plan.Exact, "application/json", diagnostic.MediaTypeUnknown, ""},
		"for all":        {form, map[string]string{"*": "application/vnd.a+json"}, plan.Exact, "application/vnd.a+json", diagnostic.MediaTypeUnknown, ""},
		"text":           {form, map[string]string{"op": "text/plain"}, plan.Unsupported, "", diagnostic.MediaTypeUnknown, ""},
		"a range":        {form, map[string]string{"op": "*/*"}, plan.Unsupported, "", diagnostic.MediaTypeUnknown, ""},
		"multipart":      {"multipart/form-data: {schema: {type: object, properties: {a: {type: string}}}}", map[string]string{"op": "application/json"}, plan.Exact, "application/json", diagnostic.MediaTypeUnknown, ""},
		"a file":         {"multipart/form-data: {schema: {type: object, properties: {a: {type: string, format: binary}}}}", map[string]string{"op": "application/json"}, plan.Unsupported, "", diagnostic.UnsupportedBody, "let a state machine carry it (Carriers or Operations"},
		"files":          {"multipart/form-data: {schema: {type: object, properties: {a: {type: array, items: {type: string, format: binary}}}}}", map[string]string{"*": "application/json"}, plan.Unsupported, "", diagnostic.UnsupportedBody, "let a state machine carry it (Carriers or Operations"},
		"a file of 3.1":  {"multipart/form-data: {schema: {type: object, properties: {a: {type: string, contentMediaType: image/png}}}}", map[string]string{"op": "application/json"}, plan.Unsupported, "", diagnostic.UnsupportedBody, "let a state machine carry it (Carriers or Operations"},
		"a file, chosen": {"multipart/form-data: {schema: {type: object, properties: {a: {type: string, format: binary}}}}", map[string]string{"op": "application/json"}, plan.Unsupported, "", diagnostic.MediaTypeUnknown, "let a state machine carry it (Carriers or Operations"},
		"not described":  {"multipart/form-data: {}", nil, plan.Unsupported, "", diagnostic.UnsupportedBody, "let a state machine carry it (Carriers or Operations"},
		"an open part":   {"multipart/form-data: {schema: {type: object, properties: {a: {type: string}, f: {}}}}", nil, plan.Unsupported, "", diagnostic.UnsupportedBody, "let a state machine carry it (Carriers or Operations"},
		"open parts":     {"multipart/form-data: {schema: {type: object, properties: {f: {type: array, items: {}}}}}", nil, plan.Unsupported, "", diagnostic.UnsupportedBody, "let a state machine carry it (Carriers or Operations"},
		"parts of text":  {"multipart/form-data: {schema: {type: object, properties: {a: {type: string}}}}", nil, plan.Unsupported, "", diagnostic.UnsupportedBody, "choose application/json in MediaType (Operations, context key operations)"},
		"an open form":   {"application/x-www-form-urlencoded: {}", nil, plan.Unsupported, "", diagnostic.UnsupportedBody, "choose application/json in MediaType (Operations, context key operations)"},
		"by the word":    {"multipart/form-data: {}", map[string]string{"op": "application/json"}, plan.Exact, "application/json", diagnostic.MediaTypeUnknown, ""},
		"XML":            {"application/xml: {schema: {type: object}}", map[string]string{"op": "application/json"}, plan.Unsupported, "", diagnostic.UnsupportedBody, "let a state machine carry it (Carriers or Operations"},
		"XML by choice":  {"application/xml: {}, application/json: {}", map[string]string{"op": "application/xml"}, plan.Unsupported, "", diagnostic.UnsupportedBody, "choose another media type in MediaType (Operations, context key operations)"},
		"a form of JSON": {form + ", application/json: {}", nil, plan.Exact, "application/json", "", ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			p := build(t, operation("/a", "requestBody: {required: true, content: {"+tt.content+"}}"), plan.Options{Operations: mediaTypes(tt.choice)})
			op := p.Operations[0]
			if op.Fidelity != tt.fidelity {
				t.Errorf("%s, want %s\n%s", op.Fidelity, tt.fidelity, lines(op.Reasons))
			}
			if tt.want != "" && header(p.Rules[0], "Content-Type") != tt.want {
				t.Errorf("%s, want %s", header(p.Rules[0], "Content-Type"), tt.want)
			}
			if tt.code != "" {
				if d := find(t, op.Reasons, tt.code); !strings.HasPrefix(strings.TrimPrefix(d.Hint, "if the API takes the fields as JSON too, "), tt.hint) {
					t.Errorf("the hint is %q", d.Hint)
				}
			}
			unused := slices.Contains(codes(p.Diagnostics, spec.Warning), diagnostic.NothingSelected)
			if want := tt.choice["*"] != "" && tt.fidelity == plan.Unsupported; unused != want {
				t.Errorf("unused: %v\n%s", unused, lines(p.Diagnostics))
			}
		})
	}
}

// TestHintsOfLongPatterns name only what makes a pattern shorter.
func TestHintsOfLongPatterns(t *testing.T) {
	parameters := func(required string) string {
		var b strings.Builder
		for i := range 150 {
			b.WriteString("- {name: a_rather_long_name_" + strings.Repeat("x", i%7) + string(rune('a'+i%26)) + string(rune('a'+i/26)) + ", in: query, required: " + required + ", schema: {type: string}}\n")
		}
		return "parameters:\n" + indent(b.String(), "  ")
	}
	for required, optional := range map[string]bool{"true": false, "false": true} {
		p := build(t, operation("/a", parameters(required)), plan.Options{})
		d := find(t, p.Operations[0].Reasons, diagnostic.PatternTooLong)
		if strings.Contains(d.Hint, "Optional (Operations") != optional || !strings.Contains(d.Hint, "Parameters (context key parameters)") || strings.Contains(d.Hint, "Sources") {
			t.Errorf("required: %s: %s", required, d.Error())
		}
	}
}

// TestSchemaThatLeadsNowhere: a body is JSON whatever its schema says.
func TestSchemaThatLeadsNowhere(t *testing.T) {
	p := reported(t, "schema-that-leads-nowhere", plan.Options{})
	for _, op := range p.Operations {
		if op.Fidelity != plan.Exact || len(op.Rules) != 1 {
			t.Errorf("%s: %s", op.DetailType, lines(op.Reasons))
		}
	}
	if d := find(t, p.Operations[0].Reasons, diagnostic.IncompleteOperation); d.Severity != spec.Warning || len(p.Operations[1].Reasons) > 0 {
		t.Error(lines(p.Diagnostics))
	}
	find(t, p.Diagnostics, diagnostic.UnresolvedRef)
	for rest, want := range map[string]plan.Fidelity{
		`requestBody: {content: {"*/*": {schema: {$ref: "#/nowhere"}}}}`:                                       plan.Inexact,
		`requestBody: {content: {application/xml: {schema: {$ref: "#/nowhere"}}}}`:                             plan.Unsupported,
		`requestBody: {content: {application/json: {schema: {allOf: [{type: object}, {$ref: "#/nowhere"}]}}}}`: plan.Exact,
		`requestBody: {content: {application/json: {schema: {oneOf: [{type: object}, {$ref: "#/nowhere"}]}}}}`: plan.Exact,
		`requestBody: {$ref: "#/nowhere"}`:                                                                     plan.Unsupported,
		`requestBody: {content: {application/json: {$ref: "#/nowhere"}}}`:                                      plan.Unsupported,
		`parameters: [{name: p, in: query, schema: {$ref: "#/nowhere"}}]`:                                      plan.Unsupported,
	} {
		if op := build(t, operation("/a", rest), plan.Options{}).Operations[0]; op.Fidelity != want {
			t.Errorf("%s: %s, want %s", rest, op.Fidelity, want)
		}
	}
}
