package planner_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// inBody is the security that a document lacks: keys in the body.
func inBody(names ...string) plan.Options {
	var opts plan.Options
	for _, name := range names {
		opts.SecuritySchemes = append(opts.SecuritySchemes, spec.SecurityScheme{Key: name, Type: "apiKey", In: "body", Name: name})
	}
	opts.Security = []spec.SecurityRequirement{require(names...)}
	return opts
}

// TestCredentialInTheBody: it leaves the event, wherever the schema has it, and what can't carry
// it is said.
func TestCredentialInTheBody(t *testing.T) {
	const components = `
components:
  schemas:
    Key: {type: object, required: [key, name], properties: {key: {type: string}, name: {type: string}}, example: {key: k, name: n}}
    Outer: {allOf: [{$ref: "#/components/schemas/Key"}, {type: object, required: [more], properties: {more: {type: string}}}]}
    Loop: {type: object, properties: {key: {type: string}, next: {$ref: "#/components/schemas/Loop"}}}
`
	body := func(schema string) string {
		return "requestBody: {required: true, content: {application/json: {schema: " + schema + "}}}"
	}
	for name, tt := range map[string]struct {
		rest     string
		names    []string
		fidelity plan.Fidelity
		guard    string // of the body
		required bool
		schema   string
	}{
		"inline": {body("{type: object, required: [key, message], properties: {key: {type: string}, message: {type: string}}}"), []string{"key"}, plan.Exact,
			"message.message", true, `{"type":"object","required":["message"],"properties":{"message":{"type":"string"}}}`},
		"two at once": {body("{type: object, required: [client_id, secret], properties: {client_id: {type: string}, secret: {type: string}, x: {type: string}}}"), []string{"client_id", "secret"}, plan.Exact,
			"", true, `{"type":"object","properties":{"x":{"type":"string"}}}`},
		"behind a reference": {body(`{$ref: "#/components/schemas/Key"}`), []string{"key"}, plan.Exact,
			"message.name", true, `{"type":"object","required":["name"],"properties":{"name":{"type":"string"}},"example":{"name":"n"}}`},
		"behind allOf": {body(`{$ref: "#/components/schemas/Outer"}`), []string{"key"}, plan.Exact, "message.name", true,
			`{"allOf":[{"type":"object","required":["name"],"properties":{"name":{"type":"string"}},"example":{"name":"n"}},{"type":"object","required":["more"],"properties":{"more":{"type":"string"}}}]}`},
		"a loop": {body(`{$ref: "#/components/schemas/Loop"}`), []string{"key"}, plan.Exact, "", true,
			`{"type":"object","properties":{"next":{"$ref":"#/$defs/Loop"}}}`},
		"nothing else":   {body("{type: object, required: [key], properties: {key: {type: string}}}"), []string{"key"}, plan.Exact, "", false, `{"type":"object","properties":{}}`},
		"not described":  {body("{type: object}"), []string{"key"}, plan.Exact, "", true, `{"type":"object"}`},
		"no body":        {"", []string{"key"}, plan.Exact, "", false, ""},
		"an array":       {body("{type: array, items: {type: string}}"), []string{"key"}, plan.Unsupported, "", true, ""},
		"text":           {"requestBody: {content: {text/plain: {}}}", []string{"key"}, plan.Unsupported, "", false, ""},
		"one or other":   {body("{oneOf: [{type: object}, {type: array}]}"), []string{"key"}, plan.Inexact, "", true, ""},
		"a string":       {body("{type: string}"), []string{"key"}, plan.Unsupported, "", true, ""},
		"any JSON value": {body("{}"), []string{"key"}, plan.Exact, "", true, ""},
	} {
		t.Run(name, func(t *testing.T) {
			p := build(t, operation("/a", tt.rest)+components, inBody(tt.names...))
			op := p.Operations[0]
			if op.Fidelity != tt.fidelity {
				t.Fatalf("%s\n%s", op.Fidelity, lines(op.Reasons))
			}
			for _, r := range op.Reasons {
				if op.Fidelity == plan.Unsupported && r.Severity >= spec.Warning && r.Code != diagnostic.UnsupportedBody && r.Code != diagnostic.InexactBody {
					t.Error(r.Error())
				}
			}
			if len(op.Fields) == 1 && op.Callable() {
				f := op.Fields[0]
				if f.Required != tt.required || tt.schema != "" && string(f.Schema.JSON) != tt.schema {
					t.Errorf("required %v, schema %s", f.Required, f.Schema.JSON)
				}
				if guarded := strings.Contains(kindsText(p), strings.TrimPrefix(tt.guard, "message.")); f.Guarded != (tt.guard != "") || tt.guard != "" && !guarded {
					t.Errorf("guarded %v: %s", f.Guarded, kindsText(p))
				}
				if strings.Contains(string(f.Schema.Example)+string(f.Example), `"key"`) {
					t.Errorf("the example shows the key: %s %s", f.Schema.Example, f.Example)
				}
			}
			if op.Callable() && !slices.Contains(op.Assumptions, "A12") {
				t.Errorf("assumptions %q", op.Assumptions)
			}
		})
	}
	other := build(t, operation("/a", body(`{$ref: "#/components/schemas/Key"}`))+components, plan.Options{})
	if s := other.Operations[0].Fields[0].Schema; !strings.Contains(string(s.JSON), "$ref") || len(s.Properties) != 2 {
		t.Errorf("the document's own schema has changed: %s", s.JSON)
	}
}

// kindsText is the patterns of the rules.
func kindsText(p *plan.Plan) string {
	var b strings.Builder
	for _, r := range p.Rules {
		b.WriteString(r.Pattern.String())
	}
	return b.String()
}
