package pattern

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"github.com/openapi-destinations/openapidestinations/delivery"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
)

// rejectionOf is what an operation with the guards turns away.
func rejectionOf(name string, guards ...Object) Rejection {
	r := Rejection{DetailType: name, NameLength: JsonLength(name)}
	for _, detail := range guards {
		r.Guards = append(r.Guards, GuardText{detail, Pattern{detail}.String()})
	}
	if len(guards) > 0 {
		r.Shape = Pattern{AnyGuard(r.Guards)}.String()
	}
	return r
}

// TestRejectionLength is that of the pattern's text, and its combinations are those that
// EventBridge counts.
func TestRejectionLength(t *testing.T) {
	guards := []Object{{{"a", Missing}}, {{"b", Absent}}, {{"c", Missing}}, {{"ü", PathRejects}}, {{"a", PathRejects}}}
	rapid.Check(t, func(t *rapid.T) {
		names := rapid.SliceOfNDistinct(rapid.StringMatching(`[a-c"ü\\ ]{1,4}`), 1, 12, rapid.ID[string]).Draw(t, "names")
		source := Sources(rapid.SliceOfN(rapid.StringMatching(`[a"]{1,3}`), 0, 2).Draw(t, "sources"), rapid.Bool().Draw(t, "given bus"))
		rejections := make([]Rejection, len(names))
		for i, name := range names {
			some := rapid.SliceOfNDistinct(rapid.IntRange(0, len(guards)-1), 0, 4, rapid.ID[int]).Draw(t, "guards")
			var own []Object
			for _, g := range some {
				own = append(own, guards[g])
			}
			rejections[i] = rejectionOf(name, own...)
		}
		pattern, err := RejectionPattern(rejections, source)
		if err != nil {
			t.Fatal(err)
		}
		text := pattern.String()
		if got := RejectionLength(rejections, source); got != len(text) {
			t.Fatalf("%d, and %s has %d", got, text, len(text))
		}
		a := arrange(rejections)
		if got := combinationsOf(pattern.Root); got != a.combinations() {
			t.Fatalf("%d combinations, and %s has %d", a.combinations(), text, got)
		}
		if _, err := delivery.ParsePattern([]byte(text)); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
	})
}

// combinationsOf is the product of the lengths of all $or.
func combinationsOf(node any) int {
	product := 1
	switch n := node.(type) {
	case Object:
		for _, m := range n {
			if list, ok := m.Value.([]any); ok && m.Name == "$or" {
				product *= len(list)
			}
			product *= combinationsOf(m.Value)
		}
	case []any:
		for _, v := range n {
			product *= combinationsOf(v)
		}
	}
	return product
}

// TestCombinations: a rule for many operations with several guards each is one that
// EventBridge takes.
func TestCombinations(t *testing.T) {
	var rejections []Rejection
	for i := range 12 {
		var guards []Object
		for g := range 4 {
			guards = append(guards, Object{{fmt.Sprintf("f%d_%d", i, g), Absent}})
		}
		rejections = append(rejections, rejectionOf(fmt.Sprintf("op%d", i), guards...))
	}
	all, err := RejectionPattern(rejections, nil)
	if err != nil {
		t.Fatal(err)
	}
	text := all.String()
	if _, err := delivery.ParsePattern([]byte(text)); err != nil {
		t.Errorf("%s: %v", text, err)
	}
	if got := combinationsOf(all.Root); got > limits.PatternCombinations {
		t.Errorf("%d combinations", got)
	}
}

// TestGuardsOfTheSameOperations share an alternative: the names stand once for both.
func TestGuardsOfTheSameOperations(t *testing.T) {
	guard := func(name string) Object { return Object{{name, Missing}} }
	turned, err := RejectionPattern([]Rejection{
		rejectionOf("first", guard("owner"), guard("repo"), guard("a")),
		rejectionOf("second", guard("owner"), guard("repo"), guard("b")),
		rejectionOf("third", guard("owner"), guard("repo")),
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	const m = `[{"exists":false}]`
	want := `{"$or":[` +
		`{"detail-type":["first"],"detail":{"a":` + m + `}},` +
		`{"detail-type":["second"],"detail":{"b":` + m + `}},` +
		`{"detail-type":["first","second","third"],"detail":{"$or":[{"owner":` + m + `},{"repo":` + m + `}]}}]}`
	if got := turned.String(); got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
}
