package plan

import (
	"slices"
	"strconv"
)

// intoTree spreads items over buckets that fit: the leaves of the binary tree of their
// hashes, each as large as it can be, and a few neighbours in one where they fit. A bucket is a
// matter of its own items and those next to it, so an item more or less changes one bucket, and
// now and then a neighbour. Items of one group are neighbours. A single item that doesn't fit
// gets a bucket all the same.
func intoTree[T any](items []T, key func(T) bucketKey, fits func([]T) bool) []bucket[T] {
	sorted := byHash(items, key)
	path := make([][2]uint64, len(sorted))
	for i, item := range sorted {
		k := key(item)
		path[i] = [2]uint64{k.groupHash(), hash64(k.name)}
	}
	var leaves []bucket[T]
	var grow func(from, to, depth int, name string)
	grow = func(from, to, depth int, name string) {
		switch {
		case from == to:
			return
		case to-from == 1 || depth == 128 || fits(sorted[from:to]):
			leaves = append(leaves, bucket[T]{name, sorted[from:to]})
			return
		}
		half := from
		for half < to && path[half][depth/64]>>(63-depth%64)&1 == 0 {
			half++
		}
		first := len(leaves)
		grow(from, half, depth+1, name+"0")
		grow(half, to, depth+1, name+"1")
		if len(leaves)-first <= cousins {
			leaves = append(leaves[:first], together(leaves[first:], fits)...)
		}
	}
	grow(0, len(sorted), 0, "")
	for i := range leaves {
		leaves[i].name = leafName(leaves[i].name)
	}
	return leaves
}

// cousins is how many leaves of one branch join where they fit together: few, so that a
// change stays among them.
const cousins = 12

// together joins neighbours that fit together.
func together[T any](leaves []bucket[T], fits func([]T) bool) []bucket[T] {
	var out []bucket[T]
	for _, leaf := range leaves {
		if last := len(out) - 1; last >= 0 {
			if both := slices.Concat(out[last].items, leaf.items); fits(both) {
				out[last].items = both
				continue
			}
		}
		out = append(out, leaf)
	}
	return out
}

// leafName is a number for the bits of a path, the first of which counts too.
func leafName(bits string) string {
	n, err := strconv.ParseUint("1"+bits, 2, 64)
	if err != nil { // deeper than any real one
		return bits
	}
	return strconv.FormatUint(n, 10)
}
