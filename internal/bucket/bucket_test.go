package bucket

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestBuckets: every item is in exactly one bucket, each bucket fits, the order of the
// items changes nothing, and one bucket more takes items but moves none between others.
func TestBuckets(t *testing.T) {
	key := func(s string) Key { return Key{s[:1], s} }
	rapid.Check(t, func(t *rapid.T) {
		items := rapid.SliceOfNDistinct(rapid.StringMatching(`[a-h][a-z]{1,6}`), 1, 60, rapid.ID[string]).Draw(t, "items")
		most := rapid.IntRange(1, 12).Draw(t, "most")
		fits := func(s []string) bool { return len(s) <= most }
		least := Count(len(items), most)
		wantPlaced(t, items, fits, func(items []string) []Bucket[string] { return Spread(items, least, key, loads(fits)) })
	})
}

// wantPlaced says where the items are: each in one bucket, which fits, whatever their order.
func wantPlaced(t *rapid.T, items []string, fits func([]string) bool, pack func([]string) []Bucket[string]) map[string]string {
	buckets := pack(items)
	where := placed(t, buckets)
	if len(where) != len(items) {
		t.Fatalf("%d of %d items are placed", len(where), len(items))
	}
	for _, b := range buckets {
		if !fits(b.Items) {
			t.Fatalf("bucket %q holds too much: %q", b.Name, b.Items)
		}
	}
	if other := placed(t, pack(rapid.Permutation(items).Draw(t, "shuffled"))); !maps.Equal(where, other) {
		t.Fatal("the order of the items changed their places")
	}
	return where
}

// TestBucketsAreStable: of many buckets, one item less changes two or three, most often one.
func TestBucketsAreStable(t *testing.T) {
	var items []string
	for i := range 600 {
		items = append(items, fmt.Sprintf("g%d item%d", i%97, i))
	}
	key := func(s string) Key { g, _, _ := strings.Cut(s, " "); return Key{g, s} }
	fits := func(s []string) bool { return len(s) <= 20 }
	all := contents(Spread(items, Count(len(items), 20), key, loads(fits)))
	changed := 0
	for i := 0; i < len(items); i += 5 {
		fewer := slices.Delete(slices.Clone(items), i, i+1)
		for name, text := range contents(Spread(fewer, Count(len(items), 20), key, loads(fits))) {
			if all[name] != text {
				changed++
			}
		}
	}
	if average := float64(changed) / float64(len(items)/5); average > 2.5 {
		t.Errorf("%d buckets; an item less changes %.2f of them on average", len(all), average)
	}
}

// TestUpTo: no bucket holds more than it may, but for a single item that is too large, and none is
// turned away that has room.
func TestUpTo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		capacity := rapid.IntRange(1, 40).Draw(t, "capacity")
		take := UpTo(capacity, func(size int) int { return size })()
		sum, count := 0, 0
		for _, size := range rapid.SliceOf(rapid.IntRange(1, 50)).Draw(t, "sizes") {
			took, want := take(size, count == 0), count == 0 || sum+size <= capacity
			if took != want {
				t.Fatalf("%d beside %d of %d: %v", size, sum, capacity, took)
			}
			if took {
				sum, count = sum+size, count+1
			}
		}
	})
}

// loads are buckets of items that fit.
func loads(fits func([]string) bool) func() Load[string] {
	return func() Load[string] {
		var have []string
		return func(item string, must bool) bool {
			if !must && !fits(append(have, item)) {
				return false
			}
			have = append(have, item)
			return true
		}
	}
}

func contents(buckets []Bucket[string]) map[string]string {
	out := make(map[string]string)
	for _, b := range buckets {
		slices.Sort(b.Items)
		out[b.Name] = strings.Join(b.Items, ",")
	}
	return out
}

func placed(t *rapid.T, buckets []Bucket[string]) map[string]string {
	where := make(map[string]string)
	for _, b := range buckets {
		for _, item := range b.Items {
			if _, twice := where[item]; twice {
				t.Fatalf("%q is in two buckets", item)
			}
			where[item] = b.Name
		}
	}
	return where
}
