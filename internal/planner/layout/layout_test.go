package layout

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/pattern"
)

// TestRoleCount: the numbers that docs/guide/any-size.md gives.
func TestRoleCount(t *testing.T) {
	for destinations, want := range map[int]int{1: 1, 46: 1, 47: 2, 91: 2, 92: 3, 138: 4, 183: 4, 184: 6, 274: 6, 275: 8} {
		if got := roleCount(destinations); got != want {
			t.Errorf("%d roles for %d destinations, want %d", got, destinations, want)
		}
	}
}

// TestForwardSize is the length of the pattern.
func TestForwardSize(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		source := pattern.Sources(rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b<c", "ü"}), 0, 2).Draw(t, "sources"), false)
		var units []unit
		for _, name := range rapid.SliceOfNDistinct(rapid.StringMatching(`[a-c<"ü /{}]{1,9}`), 1, 12, rapid.ID[string]).Draw(t, "names") {
			units = append(units, unit{key: name, test: name, size: pattern.JsonLength(name)})
		}
		if got, want := forwardSize(units, source), len(forwardPattern(units, source).String()); got != want {
			t.Fatalf("%d, want %d", got, want)
		}
	})
}

// TestForwardsFit: a rule that forwards has as many names as its pattern holds.
func TestForwardsFit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		source := pattern.Sources(rapid.SliceOfN(rapid.StringMatching(`[a-c]{1,9}`), 0, 2).Draw(t, "sources"), false)
		var units []unit
		for i := range rapid.IntRange(1, 300).Draw(t, "units") {
			name := fmt.Sprint(strings.Repeat("name", i%9), i)
			units = append(units, unit{key: name, test: name, size: pattern.TextLength(name)})
		}
		packed := 0
		for _, bucket := range (&whole{Options: Options{Source: source}}).packForwards(units) {
			packed += len(bucket.Items)
			if length := forwardPattern(bucket.Items, source).Length(); length > limits.PatternLength {
				t.Fatalf("%d names have %d characters", len(bucket.Items), length)
			}
		}
		if packed != len(units) {
			t.Fatalf("%d of %d are forwarded", packed, len(units))
		}
	})
}

// TestByBeginning: each name is in one unit, is matched by its test and no other's.
func TestByBeginning(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		names := rapid.SliceOfNDistinct(rapid.StringMatching(`[ab.ü]{1,6}`), 1, 40, rapid.ID[string]).Draw(t, "names")
		slices.Sort(names)
		var units []unit
		for _, name := range names {
			units = append(units, unit{key: name, test: name, size: pattern.JsonLength(name), members: []*member{{Carried: &Carried{DetailType: name}}}, weight: weight{rules: 1}})
		}
		most := rapid.IntRange(1, 5).Draw(t, "most")
		joined := byBeginning(units, "", most)
		var found []string
		for _, u := range joined {
			if len(u.members) > most || len(u.members) != u.rules || u.size != pattern.JsonLength(u.test) {
				t.Fatalf("%q has %d members, %d rules", u.key, len(u.members), u.rules)
			}
			for _, m := range u.members {
				found = append(found, m.DetailType)
			}
			for _, name := range names {
				_, isPrefix := u.test.(pattern.Object)
				member := slices.ContainsFunc(u.members, func(m *member) bool { return m.DetailType == name })
				if matches := name == u.key || isPrefix && strings.HasPrefix(name, u.key); matches != member {
					t.Fatalf("%v matches %q: %v", u.test, name, matches)
				}
			}
		}
		if slices.Sort(found); !slices.Equal(found, names) {
			t.Fatalf("%q became %q", names, found)
		}
	})
}
