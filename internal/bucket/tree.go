package bucket

import "strconv"

// Tree spreads items over buckets that fit: the leaves of the binary tree of their
// hashes, each as large as it can be, and a few neighbours in one where they fit. A bucket is a
// matter of its own items and those next to it, so an item more or less changes one bucket, and
// now and then a neighbour. Items of one group are neighbours. A single item that doesn't fit
// gets a bucket all the same.
func Tree[T any](items []T, key func(T) Key, fits func([]T) bool) []Bucket[T] {
	hashes := byHash(items, key)
	t := splitter[T]{fits: fits, known: make(map[span]bool)}
	for i := range hashes {
		t.sorted = append(t.sorted, hashes[i].item)
		t.paths = append(t.paths, [2]uint64{hashes[i].groupHash, hashes[i].nameHash})
	}
	t.grow(span{0, len(items)}, 0, "")
	buckets := make([]Bucket[T], len(t.leaves))
	for i, leaf := range t.leaves {
		buckets[i] = Bucket[T]{leafName(leaf.name), t.sorted[leaf.from:leaf.to]}
	}
	return buckets
}

// splitter is the binary tree of the items' hashes while it grows.
type splitter[T any] struct {
	sorted []T
	// paths are the bits of each item's way through the tree.
	paths  [][2]uint64
	leaves []leaf
	fits   func([]T) bool
	// known are the answers of fits: a branch asks again what its own branches have asked.
	known map[span]bool
}

// span is a run of sorted items.
type span struct{ from, to int }

type leaf struct {
	span
	name string
}

func (t *splitter[T]) fit(s span) bool {
	answer, known := t.known[s]
	if !known {
		answer = t.fits(t.sorted[s.from:s.to])
		t.known[s] = answer
	}
	return answer
}

// grow adds the leaves of a branch.
func (t *splitter[T]) grow(s span, depth int, name string) {
	const deepest = 128 // bits of a path
	switch {
	case s.from == s.to:
		return
	case s.to-s.from == 1 || depth == deepest || t.fit(s):
		t.leaves = append(t.leaves, leaf{s, name})
		return
	}
	half := s.from
	for half < s.to && t.paths[half][depth/64]>>(63-depth%64)&1 == 0 {
		half++
	}
	first := len(t.leaves)
	t.grow(span{s.from, half}, depth+1, name+"0")
	t.grow(span{half, s.to}, depth+1, name+"1")
	if len(t.leaves)-first <= cousins {
		t.join(first)
	}
}

// cousins is how many leaves of one branch join where they fit together: few, so that a
// change stays among them.
const cousins = 12

// join joins neighbours that fit together, among the last leaves.
func (t *splitter[T]) join(first int) {
	last := first
	for _, next := range t.leaves[first+1:] {
		if both := (span{t.leaves[last].from, next.to}); t.fit(both) {
			t.leaves[last].to = next.to
			continue
		}
		last++
		t.leaves[last] = next
	}
	t.leaves = t.leaves[:last+1]
}

// leafName is a number for the bits of a path, the first of which counts too.
func leafName(bits string) string {
	n, err := strconv.ParseUint("1"+bits, 2, 64)
	if err != nil { // deeper than any real one
		return bits
	}
	return strconv.FormatUint(n, 10)
}
