package planner_test

import (
	"testing"

	"github.com/openapi-destinations/openapidestinations/internal/plan"
)

// TestCollectionFormats: what Swagger 2.0 writes as one string is one string of the event,
// wherever it stands; a name that repeats is not.
func TestCollectionFormats(t *testing.T) {
	tests := []struct{ in, format, want, carried string }{
		{"query", "csv", "exact", `one string: the items joined by ","`}, // EventBridge encodes the commas
		{"query", "ssv", "exact", `one string: the items joined by " "`},
		{"query", "tsv", "exact", `one string: the items joined by "\t"`},
		{"query", "pipes", "exact", `one string: the items joined by "|"`},
		{"query", "multi", "inexact", ""},
		{"path", "csv", "exact", `one string: the items joined by ","`},
		{"path", "ssv", "exact", `one string: the items joined by " "`},
		{"path", "tsv", "exact", `one string: the items joined by "\t"`},
		{"path", "pipes", "exact", `one string: the items joined by "|"`},
		{"header", "csv", "exact", `one string: the items joined by ","`},
		{"header", "ssv", "exact", `one string: the items joined by " "`},
		{"header", "tsv", "exact", `one string: the items joined by "\t"`},
		{"header", "pipes", "exact", `one string: the items joined by "|"`},
		{"query", "tabs", "unsupported", ""},
	}
	for _, tt := range tests {
		path := "/a"
		if tt.in == "path" {
			path = "/a/{v}"
		}
		p := build(t, `swagger: "2.0"
info: {title: Test, version: "1"}
host: api.example.com
schemes: [https]
paths:
  `+path+`:
    post:
      operationId: op
      parameters:
        - {name: v, in: `+tt.in+`, required: true, type: array, items: {type: string}, collectionFormat: `+tt.format+`}
`, plan.Options{})
		op := p.Operations[0]
		if string(op.Fidelity) != tt.want {
			t.Errorf("%s in %s is %s, want %s:\n%s", tt.format, tt.in, op.Fidelity, tt.want, lines(p.Diagnostics))
		}
		for _, f := range op.Fields {
			if f.In == tt.in && tt.want == "exact" && f.Format != tt.carried {
				t.Errorf("%s in %s: %q, want %q", tt.format, tt.in, f.Format, tt.carried)
			}
		}
	}
}
