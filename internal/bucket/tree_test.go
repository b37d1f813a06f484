package bucket

import (
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestTree: every item is in one bucket, each fits, the order of the items changes nothing, and one
// item less changes the buckets that it was in, or joins that with its neighbour.
func TestTree(t *testing.T) {
	key := func(s string) Key { return Key{s[:1], s} }
	rapid.Check(t, func(t *rapid.T) {
		items := rapid.SliceOfNDistinct(rapid.StringMatching(`[a-h][a-z]{1,6}`), 1, 60, rapid.ID[string]).Draw(t, "items")
		most := rapid.IntRange(1, 12).Draw(t, "most")
		fits := func(s []string) bool { return len(s) <= most }
		pack := func(items []string) []Bucket[string] { return Tree(items, key, fits) }
		where := wantPlaced(t, items, fits, pack)
		gone := items[0]
		fewer := placed(t, pack(items[1:]))
		changed := make(map[string]bool)
		for _, item := range items[1:] {
			if fewer[item] != where[item] {
				changed[where[item]] = true
			}
		}
		if delete(changed, where[gone]); len(changed) > most {
			t.Fatalf("without %q, %q change", gone, slices.Sorted(maps.Keys(changed)))
		}
	})
}
