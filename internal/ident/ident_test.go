package ident

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestIdentifier: different parts never make an identifier, and no identifier
// holds a slash, which would be a level of the construct tree.
func TestIdentifier(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		parts := rapid.SliceOfN(rapid.StringMatching(`[a~/:01 ]{0,3}`), 1, 3)
		a, b := parts.Draw(t, "a"), parts.Draw(t, "b")
		x, y := Of(a...), Of(b...)
		if (x == y) != slices.Equal(a, b) {
			t.Fatalf("%q and %q become %q and %q", a, b, x, y)
		}
		if strings.Contains(x, "/") {
			t.Fatalf("%q holds a slash", x)
		}
	})
}

func TestLogicalID(t *testing.T) {
	a, b := LogicalID("My-Api", "get~1x Rule"), LogicalID("My-Api", "get-1x Rule")
	if a == b || !strings.HasPrefix(a, "MyApiGet1xRule") {
		t.Errorf("%s and %s", a, b)
	}
	if long := LogicalID("P", strings.Repeat("x", 400)); len(long) > 255 {
		t.Errorf("%d characters", len(long))
	}
}
