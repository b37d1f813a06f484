package plan

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"strconv"
	"strings"
)

// bucket is a set of items that go into one resource, named by a number.
type bucket[T any] struct {
	name  string
	items []T
}

// bucketKey says where an item belongs: items of one group stay together as long as
// they fit, and the name tells them apart.
type bucketKey struct{ group, name string }

// familyMark ends what the groups of a family begin with: they are neighbours in the order
// of hashes. No JSON text holds it.
const familyMark = "\x00"

func (k bucketKey) groupHash() uint64 {
	family, _, ok := strings.Cut(k.group, familyMark)
	if !ok {
		return hash64(k.group)
	}
	return hash64(family)>>32<<32 | hash64(k.group)>>32
}

// intoBuckets spreads items over buckets that fit, at least as many as given and no
// more than needed: rendezvous hashing with bounded loads. Each group has an order of
// preference among the buckets, by hash; an item goes to the first that has room.
// So an item's place depends on hashes and never on positions, an item more or less
// mostly touches one bucket, and a bucket more takes from the others only what prefers
// it. Large numbers of buckets grow in steps, for each is a new attempt. A single item
// that doesn't fit gets a bucket all the same.
func intoBuckets[T any](items []T, least int, key func(T) bucketKey, fits func([]T) bool) []bucket[T] {
	sorted := byHash(items, key)
	for count := max(least, 1); ; count += max(1, count/16) {
		if placed, ok := place(sorted, count, key, fits); ok {
			return named(placed)
		}
	}
}

// byHash sorts the items, groups together, in an order that hashes give: each is made
// once, not for each comparison.
func byHash[T any](items []T, key func(T) bucketKey) []T {
	type hashed struct {
		item        T
		key         bucketKey
		group, name uint64
	}
	all := make([]hashed, len(items))
	for i, item := range items {
		k := key(item)
		all[i] = hashed{item, k, k.groupHash(), hash64(k.name)}
	}
	slices.SortFunc(all, func(a, b hashed) int {
		return cmp.Or(
			cmp.Compare(a.group, b.group), cmp.Compare(a.key.group, b.key.group),
			cmp.Compare(a.name, b.name), cmp.Compare(a.key.name, b.key.name))
	})
	sorted := make([]T, len(all))
	for i := range all {
		sorted[i] = all[i].item
	}
	return sorted
}

// bucketCount is how many buckets are about four fifths full: few of them, with room
// for an operation more. Large counts go up in steps, so that they change seldom: a
// bucket more takes items from all others.
func bucketCount(size, capacity int) int {
	count := (size*5/4 + capacity - 1) / capacity
	step := 1
	for step*2*16 <= count {
		step *= 2
	}
	return (count + step - 1) / step * step
}

func place[T any](sorted []T, count int, key func(T) bucketKey, fits func([]T) bool) ([][]T, bool) {
	placed := make([][]T, count)
	var order []int
	var group string
	for i, item := range sorted {
		if k := key(item); i == 0 || k.group != group {
			group, order = k.group, preference(k.group, count)
		}
		at := slices.IndexFunc(order, func(b int) bool {
			return len(placed[b]) == 0 || fits(append(placed[b], item))
		})
		if at < 0 {
			return nil, false
		}
		placed[order[at]] = append(placed[order[at]], item)
	}
	return placed, true
}

// preference is the order in which a group tries the buckets. There may be hundreds of
// buckets for each of thousands of groups, so that a group is hashed once, and its hash
// mixed with the bucket's number.
func preference(group string, count int) []int {
	weights := make([]uint64, count)
	order := make([]int, count)
	hash := hash64(group)
	for b := range count {
		weights[b] = mix(hash + uint64(b)*oddFraction)
		order[b] = b
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(weights[b], weights[a]) })
	return order
}

// oddFraction is the golden ratio's fraction of 2^64, made odd: multiples of it are far
// apart.
const oddFraction = 0x9e3779b97f4a7c15

// mix spreads the bits of a number over all others (the finalizer of SplitMix64): no two
// numbers become one.
func mix(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// named numbers the buckets from 1 and leaves out the empty ones.
func named[T any](placed [][]T) []bucket[T] {
	var out []bucket[T]
	for i, items := range placed {
		if len(items) > 0 {
			out = append(out, bucket[T]{strconv.Itoa(i + 1), items})
		}
	}
	return out
}

func hash64(s string) uint64 {
	sum := sha256.Sum256([]byte(s))
	return binary.BigEndian.Uint64(sum[:8])
}
