package plan

import (
	"encoding/json"
	"strings"
	"testing"
)

// TestIndented: the size of a value is that of its JSON as the CDK indents it.
func TestIndented(t *testing.T) {
	for _, c := range []struct{ node, plain any }{
		{object{}, map[string]any{}},
		{list(), []any{}},
		{length(3), "abc"},
		{attribute("a:Destination"), map[string]any{"Fn::GetAtt": []any{"aDestination" + strings.Repeat("x", 16), "Arn"}}},
		{
			object{{"detail-type", texts([]string{"a", `b"`})}, {"detail", object{{"x", present}, {"$or", list(object{{"y", missing}}, object{})}}}, {"n", list()}},
			map[string]any{
				"detail-type": []any{"a", `b"`}, "n": []any{},
				"detail": map[string]any{"x": plain(present), "$or": []any{map[string]any{"y": plain(missing)}, map[string]any{}}},
			},
		},
	} {
		for depth, prefix := range []string{"", " ", "  "} {
			var b strings.Builder
			encoder := json.NewEncoder(&b)
			encoder.SetEscapeHTML(false)
			encoder.SetIndent(prefix, " ")
			if err := encoder.Encode(c.plain); err != nil {
				t.Fatal(err)
			}
			want := len(strings.TrimSuffix(b.String(), "\n"))
			if got := indented(c.node, depth); got != want {
				t.Errorf("depth %d: %d; want %d for %s", depth, got, want, b.String())
			}
		}
	}
}
