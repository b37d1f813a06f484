package planner_test

import (
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// TestIdempotencyKeys: a key that the event's id cannot be is a field like any other,
// wherever its schema says so.
func TestIdempotencyKeys(t *testing.T) {
	const schemas = `
components:
  schemas:
    Short: {type: string, maxLength: 20}
    Behind: {$ref: "#/components/schemas/Short"}
    Key: {type: string, minLength: 1, maxLength: 255}
    Loop: {allOf: [{$ref: "#/components/schemas/Loop"}, {type: string}]}
    Recursive: {anyOf: [{$ref: "#/components/schemas/Recursive"}, {maxLength: 5}]}
`
	for schema, want := range map[string]bool{
		"{}":                                                              true,
		"{type: string}":                                                  true,
		"{type: string, format: uuid}":                                    true,
		"{type: string, maxLength: 36}":                                   true,
		"{type: string, maxLength: 35}":                                   false,
		"{type: string, minLength: 37}":                                   false,
		"{type: [string, 'null']}":                                        true,
		"{type: integer}":                                                 false,
		"{type: object}":                                                  false,
		"{type: string, format: date-time}":                               false,
		"{type: string, format: ulid}":                                    false,
		"{type: string, pattern: '^[0-9]+$'}":                             false,
		"{type: string, pattern: '^[0-9a-f-]{36}$'}":                      true,
		"{type: string, pattern: '^(?!x).*$'}":                            true, // which Go does not know
		"{enum: [a, b]}":                                                  false,
		"{anyOf: [{const: a}, {const: b}]}":                               false,
		"{maxLength: x}":                                                  true,
		"{$ref: '#/components/schemas/Short'}":                            false,
		"{$ref: '#/components/schemas/Behind'}":                           false,
		"{$ref: '#/components/schemas/Key'}":                              true,
		"{$ref: '#/components/schemas/Loop'}":                             true,
		"{$ref: '#/components/schemas/Recursive'}":                        true, // by its own word
		"{allOf: [{type: string}, {$ref: '#/components/schemas/Short'}]}": false,
		"{anyOf: [{$ref: '#/components/schemas/Short'}, {type: string, pattern: '^k'}]}":                      false,
		"{anyOf: [{$ref: '#/components/schemas/Short'}, {type: string}]}":                                     true,
		"{oneOf: [{$ref: '#/components/schemas/Short'}, {type: integer}]}":                                    false,
		"{oneOf: [{$ref: '#/components/schemas/Short'}, {$ref: '#/components/schemas/Key'}]}":                 true,
		"{anyOf: [{allOf: [{oneOf: [{$ref: '#/components/schemas/Behind'}]}]}, {enum: [{a: 1}, [2], null]}]}": false,
	} {
		for _, names := range [][]string{{"Idempotency-Key"}, {"X-Request-Key"}} {
			text := strings.Replace(operation("/a", "parameters: [{name: "+names[0]+", in: header, required: true, schema: "+schema+"}]"), "3.0.3", "3.1.0", 1) + schemas
			p := build(t, text, plan.Options{IdempotencyHeaders: names})
			if len(p.Operations[0].Fields) == 0 {
				t.Fatalf("%s: %s", schema, lines(p.Diagnostics))
			}
			f := p.Operations[0].Fields[0]
			if f.Idempotency != want || f.Guarded == want || f.Required == want {
				t.Errorf("%s: %+v", schema, f)
			}
			if !want {
				if d := find(t, p.Operations[0].Reasons, diagnostic.EventIDNotKey); d.Severity != spec.Warning {
					t.Error(d.Error())
				}
			}
		}
	}
}

// TestIdempotencyKeyBehindRef is an API that says the length of its keys in a component.
func TestIdempotencyKeyBehindRef(t *testing.T) {
	p := reported(t, "idempotency-key-behind-ref", plan.Options{})
	for i, op := range p.Operations {
		f := op.Fields[0]
		if f.Name != "Idempotency-Key" || f.Idempotency || !f.Guarded || len(op.Rules) != 1 || op.Fidelity != plan.Exact {
			t.Errorf("%d: %s, %+v", i, op.Fidelity, f)
		}
		if d := find(t, op.Reasons, diagnostic.EventIDNotKey); d.Severity != spec.Info {
			t.Error(d.Error())
		}
	}
}
