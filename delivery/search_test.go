package delivery_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/openapi-destinations/openapidestinations/delivery"
	"github.com/openapi-destinations/openapidestinations/internal/cost"
)

// TestLargeEvents: what an event takes grows as it does, whatever its shape. A
// search through all elements for each element takes minutes for some of these.
func TestLargeEvents(t *testing.T) {
	repeat := func(n int, what func(int) string) string {
		var b strings.Builder
		for i := range n {
			b.WriteString(what(i))
		}
		return strings.TrimSuffix(b.String(), ",")
	}
	three := `{"detail":{"o":{"a":[{"exists":true}],"b":[{"exists":true}],"z":[{"exists":false}]}}}`
	for _, test := range []struct{ name, pattern, detail string }{
		{"objects in an array", three, `{"o":[` + repeat(40_000, func(i int) string { return fmt.Sprintf(`{"a":%d,"b":1,"z":1},`, i) }) + `]}`},
		{"values apart", three, `{"o":[` + repeat(40_000, func(i int) string { return []string{`{"a":1,"z":1},`, `{"b":1,"z":1},`}[i%2] }) + `]}`},
		{"arrays in arrays", three, `{"o":[` + repeat(200, func(int) string {
			return `[` + repeat(200, func(int) string { return `{"a":1,"b":1,"z":1},` }) + `],`
		}) + `]}`},
		{"deep arrays", three, `{"o":` + strings.Repeat(`[[{"a":1}],`, 900) + `[` + repeat(100_000, func(int) string { return `[{"b":1,"z":1}],` }) + `]` + strings.Repeat(`]`, 900) + `}`},
		{"long names", `{"detail":{"a":[{"exists":true}],"b":[{"exists":false}]}}`,
			strings.Repeat(`{"`+strings.Repeat("n", 400)+`":`, 800) + `{` + repeat(100_000, func(i int) string { return fmt.Sprintf(`"a%d":1,`, i) }) + strings.Repeat(`}`, 801)},
		{"dotted names", `{"detail":{"` + strings.Repeat(`a.`, 500) + `":[{"exists":false}]}}`,
			`{` + repeat(500, func(i int) string {
				return `"` + strings.Repeat("a.", i) + `a":{` + strings.Repeat(`"a":{`, 100) + strings.Repeat(`}`, 101) + `,`
			}) + `}`},
	} {
		t.Run(test.name, func(t *testing.T) {
			pattern, err := delivery.ParsePattern([]byte(test.pattern))
			if err != nil {
				t.Fatal(err)
			}
			before := cost.Time()
			if _, err := pattern.Match([]byte(`{"detail-type":"A","detail":` + test.detail + `}`)); err != nil {
				t.Error(err)
			}
			if taken := cost.Time() - before; taken > 5*time.Second {
				t.Errorf("an event of %d KB takes %v", len(test.detail)>>10, taken)
			}
		})
	}
}

// TestEntangled: fields of many arrays that a pattern asks for in turns are given up at some
// point, with an error.
func TestEntangled(t *testing.T) {
	pattern, event := `{`, `{`
	for i := range 8 { // "q", "q-", "q--" …: the names within come in the opposite order
		name := "q" + strings.Repeat("-", i)
		pattern += `"` + name + `":[1],"` + name + `.b":[1],`
		event += `"` + name + `":[` + strings.TrimSuffix(strings.Repeat(`[1,{"b":2}],`, 20), ",") + `,[{"b":1}]],`
	}
	p, err := delivery.ParsePattern([]byte(strings.TrimSuffix(pattern, ",") + `}`))
	if err != nil {
		t.Fatal(err)
	}
	before := cost.Time()
	_, err = p.Match([]byte(strings.TrimSuffix(event, ",") + `}`))
	if err == nil || !strings.Contains(err.Error(), "too many combinations") || cost.Time()-before > 10*time.Second {
		t.Errorf("%v after %v", err, cost.Time()-before)
	}
}
