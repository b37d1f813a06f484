package delivery

import (
	"encoding/binary"
	"fmt"
	"slices"
)

// maxTried is how many placements of values in arrays a search tries. The
// fields of one array stand side by side in the order of their paths, so that
// hardly any pattern makes it try more than the event has elements.
const maxTried = 1_000_000

// tooEntangled stops a search. Whoever is asked about an event recovers it.
type tooEntangled struct{ pattern *Pattern }

func (t tooEntangled) Error() string {
	return fmt.Sprintf("the event's arrays can't be compared with the pattern %s: there are too many combinations of their elements", t.pattern)
}

// recovered makes an error of a search that was stopped.
func recovered(err *error) {
	if cause := recover(); cause != nil {
		stop, ok := cause.(tooEntangled)
		if !ok {
			panic(cause)
		}
		*err = stop
	}
}

// search looks for values of all fields such that no two of them are in
// different elements of the same array, field by field in the order of their
// paths, as AWS's matcher does.
type search struct {
	pattern *Pattern
	fields  []searched
	// place holds the elements chosen so far, an array before those within its
	// element; at are their places in it, by the number of the array.
	place []placement
	at    map[int]int
	// last is the last field that has a value inside an array.
	last   map[int]int
	failed map[string]bool // states from which there is no way on
	tried  int
}

// placement is one element of one array, which stands in another placement
// unless within is negative.
type placement struct{ array, index, within int }

// searched is a field with its leaves, and what they are by the number of
// their branch.
type searched struct {
	absent bool
	root   *branch
	marks  []mark
}

// mark says of a branch what it has, by itself and with the arrays in it:
// leaves that the matcher looks at, and such as a test accepts.
type mark struct{ ownSeen, ownAccepted, seen, accepted bool }

func newSearch(p *Pattern, a alternative, event *flatEvent) *search {
	s := &search{
		pattern: p, fields: make([]searched, len(a)),
		at: map[int]int{}, last: map[int]int{}, failed: map[string]bool{},
	}
	for i, f := range a {
		found := event.leaves(f.path)
		s.fields[i] = searched{f.absent, found.root, make([]mark, found.branches)}
		s.prepare(i, f, found, found.root)
	}
	return s
}

// prepare looks at each leaf of a field once.
func (s *search) prepare(i int, f *fieldTest, found *leaves, in *branch) mark {
	var m mark
	for _, n := range in.leaves {
		if l := &found.all[n]; s.pattern.sees(l) {
			m.ownSeen = true
			m.ownAccepted = m.ownAccepted || f.accepts(l.text)
		}
	}
	m.seen, m.accepted = m.ownSeen, m.ownAccepted
	for _, a := range in.arrays {
		for _, e := range a.elements {
			inside := s.prepare(i, f, found, e.inside)
			if m.seen, m.accepted = m.seen || inside.seen, m.accepted || inside.accepted; inside.seen {
				s.last[a.array] = i
			}
		}
	}
	s.fields[i].marks[in.number] = m
	return m
}

// from continues at the field number i, the values so far being in place.
func (s *search) from(i int) bool {
	if i == len(s.fields) {
		return true
	}
	state := s.state(i)
	if s.failed[state] {
		return false
	}
	f := &s.fields[i]
	if f.absent && !s.present(f, f.root) && s.from(i+1) || s.choose(i, f.root, -1) {
		return true
	}
	s.failed[state] = true
	return false
}

// choose tries the leaves of the field number i in a branch, those that go
// with the place. Leaves of one branch are as good as one another. The branch
// is in the placement number within.
func (s *search) choose(i int, in *branch, within int) bool {
	f := &s.fields[i]
	if !f.marks[in.number].accepted {
		return false
	}
	if f.marks[in.number].ownAccepted && s.from(i+1) {
		return true
	}
	for _, a := range in.arrays {
		if at, chosen := s.at[a.array]; chosen {
			if e := a.element(s.place[at].index); e != nil && s.choose(i, e, at) {
				return true
			}
			continue
		}
		for _, e := range a.elements {
			if f.marks[e.inside.number].accepted && s.into(i, a.array, e, within) {
				return true
			}
		}
	}
	return false
}

// into tries the leaves in one element of an array.
func (s *search) into(i, array int, e element, within int) bool {
	if s.tried++; s.tried > maxTried {
		panic(tooEntangled{s.pattern})
	}
	at := len(s.place)
	s.place = append(s.place, placement{array, e.index, within})
	s.at[array] = at
	ok := s.choose(i, e.inside, at)
	s.place = s.place[:at]
	delete(s.at, array)
	return ok
}

// present says whether a field has a leaf in a branch that goes with the place.
func (s *search) present(f *searched, in *branch) bool {
	if m := f.marks[in.number]; !m.seen || m.ownSeen {
		return m.seen
	}
	for _, a := range in.arrays {
		if at, chosen := s.at[a.array]; chosen {
			if e := a.element(s.place[at].index); e != nil && s.present(f, e) {
				return true
			}
			continue
		}
		// No array within an element that isn't chosen has one that is.
		if slices.ContainsFunc(a.elements, func(e element) bool { return f.marks[e.inside.number].seen }) {
			return true
		}
	}
	return false
}

// element is what is in the element with an index, nil if nothing is.
func (f *fork) element(index int) *branch {
	i, found := slices.BinarySearchFunc(f.elements, index, func(e element, index int) int { return e.index - index })
	if !found {
		return nil
	}
	return f.elements[i].inside
}

// state names what the rest of the search depends on: the field, and the
// elements chosen of those arrays that hold values of fields to come, but for
// those that others are in. Without it the search would try each combination
// of unrelated arrays.
func (s *search) state(i int) string {
	var chosen []placement
	implied := make([]bool, len(s.place))
	for at := len(s.place) - 1; at >= 0; at-- {
		p := s.place[at]
		if !implied[at] {
			last, has := s.last[p.array]
			if !has || last < i {
				continue
			}
			chosen = append(chosen, p)
		}
		if p.within >= 0 {
			implied[p.within] = true
		}
	}
	slices.SortFunc(chosen, func(a, b placement) int { return a.array - b.array })
	key := binary.AppendUvarint(nil, uint64(i))
	for _, p := range chosen {
		key = binary.AppendUvarint(binary.AppendUvarint(key, uint64(p.array)), uint64(p.index))
	}
	return string(key)
}
