package planner_test

import (
	"encoding/json"
	"testing"

	"pgregory.net/rapid"

	"github.com/openapi-destinations/openapidestinations/delivery"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
)

// guards is a document whose operations have every kind of guard.
var guards = document(`
/a/{id}:
  post:
    operationId: A
    parameters:
      - {name: id, in: path, required: true, schema: {type: string}}
      - {name: q, in: query, required: true, schema: {type: string}}
      - {name: o1, in: query, schema: {type: string, default: d}}
      - {name: o2, in: query, schema: {type: string}}
      - {name: o3, in: header, schema: {type: string}}
/b/{id}:
  put:
    operationId: B
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    requestBody: {required: true, content: {application/json: {schema: {type: object, required: [n], properties: {n: {type: string}}}}}}
/c:
  post: {operationId: C}
`)

// drawSettings are those of one operation.
func drawSettings(t *rapid.T) plan.OperationSettings {
	s := plan.OperationSettings{Pattern: rapid.SampledFrom([]string{
		"", "", `{"detail":{"kind":["u"]}}`, `{"$or":[{"detail":{"kind":["u"]}},{"detail":{"other":[{"exists":true}]}}]}`,
		`{"detail":{"kind":[{"anything-but":["u"]}]}}`, `{"account":["1"],"detail":{"kind":[{"exists":false}]}}`,
	}).Draw(t, "pattern")}
	if rapid.Bool().Draw(t, "sources") {
		s.Sources = []string{"one"}
	}
	if rapid.Bool().Draw(t, "guard") {
		s.GuardPath = new(true)
	}
	if rapid.Bool().Draw(t, "off") {
		s.Enabled = new(false)
	}
	switch rapid.IntRange(0, 2).Draw(t, "carrier") {
	case 1:
		s.Carrier = plan.ByStateMachine
	case 2:
		s.Carrier, s.Answers = plan.ByStateMachine, plan.BothAnswers
	}
	return s
}

// TestSettingsLoseNothing: whatever the settings of the operations, an event that they accept is taken by
// one rule, and one that they don't by none.
func TestSettingsLoseNothing(t *testing.T) {
	values := []any{nil, "", "x", "..", "a/b", "%2e", 5, true, -1e10, map[string]any{"z": 1}, []any{"a"}}
	rapid.Check(t, func(r *rapid.T) {
		opts := plan.Options{
			Carriers: both, CatchUnknown: rapid.Bool().Draw(r, "unknown"), SendDefaults: rapid.Bool().Draw(r, "defaults"),
			SharedDestinations: rapid.Bool().Draw(r, "shared"), Operations: make(map[string]plan.OperationSettings),
		}
		if opts.Shards = rapid.Bool().Draw(r, "shards"); opts.Shards {
			opts.RulesPerBus = 12
		}
		for _, op := range []string{"A", "B", "C"} {
			opts.Operations[op] = drawSettings(r)
		}
		p := build(t, guards, opts)
		if p.Failed() {
			r.Fatalf("it fails:\n%s", lines(p.Diagnostics))
		}
		rules := compile(t, p)
		for range 20 {
			op := rapid.SampledFrom([]string{"A", "B", "C"}).Draw(r, "operation")
			detail := map[string]any{}
			for _, field := range []string{"id", "q", "o1", "o2", "o3", "other"} {
				if rapid.Bool().Draw(r, "has "+field) {
					detail[field] = rapid.SampledFrom(values).Draw(r, field)
				}
			}
			if rapid.Bool().Draw(r, "has a body") {
				detail["message"] = map[string]any{"n": rapid.SampledFrom(values).Draw(r, "n")}
			}
			if rapid.Bool().Draw(r, "has a kind") {
				detail["kind"] = rapid.SampledFrom([]any{"u", "v", 3, nil}).Draw(r, "kind")
			}
			source := rapid.SampledFrom([]string{"one", "two"}).Draw(r, "source")
			event, err := json.Marshal(map[string]any{"source": source, "detail-type": op, "account": "1", "detail": detail})
			if err != nil {
				r.Fatal(err)
			}
			want := 1
			if own := opts.Operations[op]; !isTheOperations(r, own, source, event) {
				want = 0
			}
			var ids []string
			for _, rule := range rules.onBus(r, event, "") {
				if !rule.Disabled {
					ids = append(ids, rule.ID)
				}
			}
			if len(ids) != want {
				r.Fatalf("%s is taken by the rules %q, want %d", event, ids, want)
			}
		}
	})
}

// isTheOperations tells whether an event is one of the operation's, by its settings.
func isTheOperations(r *rapid.T, own plan.OperationSettings, source string, event []byte) bool {
	if own.Sources != nil && own.Sources[0] != source {
		return false
	}
	if own.Pattern == "" {
		return true
	}
	parsed, err := delivery.ParsePattern([]byte(own.Pattern))
	if err != nil {
		r.Fatal(err)
	}
	fits, err := parsed.Match(event)
	if err != nil {
		r.Fatal(err)
	}
	return fits
}
