// Package bucket spreads items over resources of bounded size by their hashes, so that an item
// more or less moves hardly any other: by rendezvous hashing with bounded loads (Spread), or in a
// tree of hash prefixes where neighbours should stay together (Tree).
package bucket

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"strconv"
	"strings"
)

// Bucket is a set of items that go into one resource, named by a number.
type Bucket[T any] struct {
	Name  string
	Items []T
}

// Key says where an item belongs: items of one group stay together as long as
// they fit, and the name tells them apart.
type Key struct{ Group, Name string }

// FamilyMark ends what the groups of a family begin with: they are neighbours in the order
// of hashes. No JSON text holds it.
const FamilyMark = "\x00"

func (k Key) groupHash() uint64 {
	family, _, ok := strings.Cut(k.Group, FamilyMark)
	if !ok {
		return hash64(k.Group)
	}
	return hash64(family)>>32<<32 | hash64(k.Group)>>32
}

// Load is what one bucket holds. It takes an item and says so, unless the item doesn't fit;
// one that it must take, it takes anyway.
type Load[T any] func(item T, must bool) bool

// UpTo makes loads that hold so much, each item as much as its size.
func UpTo[T any](capacity int, size func(T) int) func() Load[T] {
	return func() Load[T] {
		sum := 0
		return func(item T, must bool) bool {
			if more := sum + size(item); more <= capacity || must {
				sum = more
				return true
			}
			return false
		}
	}
}

// Spread spreads items over buckets that fit, at least as many as given and no
// more than needed: rendezvous hashing with bounded loads. Each group has an order of
// preference among the buckets, by hash; an item goes to the first that has room.
// So an item's place depends on hashes and never on positions, an item more or less
// mostly touches one bucket, and a bucket more takes from the others only what prefers
// it. Large numbers of buckets grow in steps, for each is a new attempt. A single item
// that doesn't fit gets a bucket all the same.
func Spread[T any](items []T, least int, key func(T) Key, empty func() Load[T]) []Bucket[T] {
	sorted := byHash(items, key)
	for count := max(least, 1); ; count += max(1, count/16) {
		if placed, ok := place(sorted, count, empty); ok {
			return named(placed)
		}
	}
}

// hashed is an item with its key and the hashes of that, each made once.
type hashed[T any] struct {
	item T
	Key
	groupHash, nameHash uint64
}

// byHash sorts the items, groups together, in an order that hashes give.
func byHash[T any](items []T, key func(T) Key) []hashed[T] {
	sorted := make([]hashed[T], len(items))
	for i, item := range items {
		k := key(item)
		sorted[i] = hashed[T]{item, k, k.groupHash(), hash64(k.Name)}
	}
	slices.SortFunc(sorted, func(a, b hashed[T]) int {
		return cmp.Or(
			cmp.Compare(a.groupHash, b.groupHash), strings.Compare(a.Group, b.Group),
			cmp.Compare(a.nameHash, b.nameHash), strings.Compare(a.Name, b.Name))
	})
	return sorted
}

// Count is how many buckets are about four fifths full: few of them, with room
// for an operation more. Large counts go up in steps, so that they change seldom: a
// bucket more takes items from all others.
func Count(size, capacity int) int { return CountInSteps(size, capacity, 16) }

// CountInSteps counts the buckets one by one up to twice so many, then by two, by four …
func CountInSteps(size, capacity, single int) int {
	count := (size*5/4 + capacity - 1) / capacity
	step := 1
	for step*2*single <= count {
		step *= 2
	}
	return (count + step - 1) / step * step
}

func place[T any](sorted []hashed[T], count int, empty func() Load[T]) ([][]T, bool) {
	placed, loads, weights := make([][]T, count), make([]Load[T], count), make([]uint64, count)
	for b := range loads {
		loads[b] = empty()
	}
	for i := range sorted {
		h := &sorted[i]
		if i == 0 || h.Group != sorted[i-1].Group {
			for b := range weights {
				weights[b] = preference(h.groupHash, b)
			}
		}
		at := favourite(weights, len(weights))
		for tried := 1; !loads[at](h.item, len(placed[at]) == 0); tried++ {
			if tried == count {
				return nil, false
			}
			at = favourite(weights, at)
		}
		placed[at] = append(placed[at], h.item)
	}
	return placed, true
}

// preference is how much a group prefers a bucket: no other as much. There may be hundreds of
// buckets for each of thousands of groups, so that a group is hashed once, and its hash
// mixed with the bucket's number.
func preference(groupHash uint64, bucket int) uint64 {
	return Mix(groupHash + uint64(bucket)*oddFraction)
}

// favourite is the bucket that is preferred most; with one given, most of those that are
// preferred less. Most groups get the first that they ask for, so that sorting all would cost
// more.
func favourite(weights []uint64, than int) int {
	best := -1
	for b, weight := range weights {
		if (than == len(weights) || weight < weights[than]) && (best < 0 || weight > weights[best]) {
			best = b
		}
	}
	return best
}

// PartOf is the part of the document that what has the key belongs to.
func PartOf(key string, parts int) int {
	weights := make([]uint64, parts)
	hash := hash64("part of " + key)
	for part := range weights {
		weights[part] = preference(hash, part)
	}
	return favourite(weights, parts)
}

// oddFraction is the golden ratio's fraction of 2^64, made odd: multiples of it are far
// apart.
const oddFraction = 0x9e3779b97f4a7c15

// Mix spreads the bits of a number over all others (the finalizer of SplitMix64): no two
// numbers become one.
func Mix(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// named numbers the buckets from 1 and leaves out the empty ones.
func named[T any](placed [][]T) []Bucket[T] {
	var out []Bucket[T]
	for i, items := range placed {
		if len(items) > 0 {
			out = append(out, Bucket[T]{strconv.Itoa(i + 1), items})
		}
	}
	return out
}

func hash64(s string) uint64 {
	sum := sha256.Sum256([]byte(s))
	return binary.BigEndian.Uint64(sum[:8])
}
