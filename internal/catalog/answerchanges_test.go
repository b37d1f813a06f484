package catalog

import (
	"encoding/json"
	"strings"
	"testing"
)

// TestAnswerChanges: what those who read answers are told, for whom it is the other way round than for
// producers.
func TestAnswerChanges(t *testing.T) {
	const base = `{"type":"object","required":["status"],"properties":{"status":{"type":"integer","const":200},"body":{"type":"object","required":["id"],"properties":{"id":{"type":"integer"},"kind":{"enum":["a","b"]}}}}}`
	answer := func(schema string) []Answer {
		return []Answer{{Outcome: Succeeded, DetailType: "a succeeded", Source: "s", Bus: "b", Correlation: "correlation", Schema: json.RawMessage(schema)}}
	}
	moved := answer(base)
	moved[0].Bus = "c"
	for name, tt := range map[string]struct {
		was, is []Answer
		want    string
	}{
		"the same":          {answer(base), answer(base), ""},
		"gone":              {answer(base), nil, "comes no more"},
		"new":               {nil, answer(base), ""},
		"another bus":       {answer(base), moved, `the bus was "b"`},
		"another type":      {answer(base), answer(strings.Replace(base, `"id":{"type":"integer"}`, `"id":{"type":"string"}`, 1)), ".body.id"},
		"a type more":       {answer(base), answer(strings.Replace(base, `"id":{"type":"integer"}`, `"id":{"type":["integer","null"]}`, 1)), ".body.id"},
		"a value more":      {answer(base), answer(strings.Replace(base, `"b"]`, `"b","c"]`, 1)), ".body.kind"},
		"a value less":      {answer(base), answer(strings.Replace(base, `,"b"]`, `]`, 1)), ""},
		"a property more":   {answer(base), answer(strings.Replace(base, `"kind":`, `"more":{},"kind":`, 1)), ""},
		"a property less":   {answer(base), answer(strings.Replace(base, `,"kind":{"enum":["a","b"]}`, ``, 1)), ".body of the event a succeeded no longer has the property kind"},
		"no longer there":   {answer(base), answer(strings.Replace(base, `"required":["id"],`, ``, 1)), ".body"},
		"required now":      {answer(base), answer(strings.Replace(base, `["id"]`, `["id","kind"]`, 1)), ""},
		"another status":    {answer(base), answer(strings.Replace(base, `200`, `201`, 1)), ".status"},
		"failures too, now": {answer(base), append(answer(base), Answer{Outcome: Failed, DetailType: "a failed", Schema: json.RawMessage(`{}`)}), ""},
	} {
		t.Run(name, func(t *testing.T) {
			with := func(answers []Answer) *Catalog {
				return &Catalog{Operations: []Operation{{Method: "POST", Path: "/a", DetailType: "a", Fidelity: Exact, Answers: answers}}}
			}
			said := ""
			for _, c := range Changes(with(tt.was), with(tt.is), func(string) bool { return false }) {
				switch c.Kind {
				case BreakingAnswer:
					said = c.What
				case Breaking:
					t.Errorf("producers are told %q", c.What)
				}
			}
			if (said == "") != (tt.want == "") || !strings.Contains(said, tt.want) {
				t.Errorf("they are told %q, want %q", said, tt.want)
			}
		})
	}
}
