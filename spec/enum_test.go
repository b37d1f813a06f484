package spec_test

import (
	"fmt"
	"testing"

	"github.com/openapi-destinations/openapidestinations/spec"
)

// TestEnum: what several lists allow is what they share, and numbers are read as YAML 1.2
// has them.
func TestEnum(t *testing.T) {
	for schema, want := range map[string]string{
		`{allOf: [{enum: [a, b]}, {enum: [b, c]}]}`: `["b"]`,
		`{enum: [a, b], const: b}`:                  `["b"]`,
		`{type: integer, enum: [010]}`:              `[10]`,
		`{type: integer, enum: [0x1F]}`:             `[31]`,
	} {
		doc, err := spec.Load(spec.Source{Path: "test.yaml", Data: fmt.Appendf(nil, `
openapi: 3.1.0
info: {title: Test, version: "1"}
paths:
  /a: {get: {parameters: [{name: p, in: query, schema: %s}]}}
`, schema)})
		if err != nil {
			t.Fatal(err)
		}
		got := "["
		for i, value := range doc.Operations[0].Parameters[0].Schema.Enum {
			if i > 0 {
				got += ","
			}
			got += string(value)
		}
		if got += "]"; got != want {
			t.Errorf("%s allows %s, want %s", schema, got, want)
		}
	}
}
