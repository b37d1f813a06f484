package delivery

import (
	"slices"
	"strconv"
	"strings"
)

// match says whether any alternative matches the event.
func (p *Pattern) match(event *flatEvent) bool {
	for _, a := range p.alternatives {
		if p.matches(a, event) {
			return true
		}
	}
	return false
}

func (p *Pattern) matches(a alternative, event *flatEvent) bool {
	for _, f := range a {
		if !p.holds(f, event) {
			return false
		}
	}
	if !event.nested {
		return true
	}
	// Each field matches by itself: now together, in the same array elements.
	s := search{pattern: p, fields: a, event: event, failed: map[string]bool{}}
	return s.from(0, nil)
}

// holds says whether a field matches by itself, wherever its values are. For
// an event with arrays an absent field is judged later.
func (p *Pattern) holds(f *fieldTest, event *flatEvent) bool {
	leaves := event.fields[f.path]
	if f.absent && (len(leaves) == 0 || event.nested) {
		return true
	}
	seen := false
	for i := range leaves {
		if !p.sees(&leaves[i]) {
			continue
		}
		seen = true
		if f.accepts(leaves[i].text) {
			return true
		}
	}
	return f.absent && !seen
}

// sees says whether the matcher looks at a leaf: it skips steps that no
// pattern uses, which it gets wrong for the empty name.
func (p *Pattern) sees(l *leaf) bool { return !l.empty || p.emptySteps }

// search looks for values of all fields such that no two of them are in
// different elements of the same array, field by field in the order of their
// paths, as AWS's matcher does.
type search struct {
	pattern *Pattern
	fields  alternative
	event   *flatEvent
	failed  map[string]bool // states from which there is no way on
}

// from continues at the field number i, the values so far being in place.
func (s *search) from(i int, place []placement) bool {
	if i == len(s.fields) {
		return true
	}
	state := s.state(i, place)
	if s.failed[state] {
		return false
	}
	f := s.fields[i]
	leaves := s.event.fields[f.path]
	if f.absent && !s.present(leaves, place) && s.from(i+1, place) {
		return true
	}
	for j := range leaves {
		l := &leaves[j]
		if !s.pattern.sees(l) || !f.accepts(l.text) {
			continue
		}
		if next, ok := join(place, l.place); ok && s.from(i+1, next) {
			return true
		}
	}
	s.failed[state] = true
	return false
}

// present says whether any of the leaves is consistent with place.
func (s *search) present(leaves []leaf, place []placement) bool {
	for i := range leaves {
		if !s.pattern.sees(&leaves[i]) {
			continue
		}
		if _, ok := join(place, leaves[i].place); ok {
			return true
		}
	}
	return false
}

// state names what the rest of the search depends on: the field, and the
// elements chosen of those arrays that hold values of fields to come. Without
// it the search would try each combination of unrelated arrays.
func (s *search) state(i int, place []placement) string {
	b := strconv.AppendInt(nil, int64(i), 10)
	for _, p := range place {
		if s.matters(p.array, i) {
			b = append(b, ' ')
			b = strconv.AppendInt(b, int64(p.array), 10)
			b = append(b, ':')
			b = strconv.AppendInt(b, int64(p.index), 10)
		}
	}
	return string(b)
}

// matters says whether a field from number i on has a value inside the array.
func (s *search) matters(array, i int) bool {
	for _, f := range s.fields[i:] {
		for _, l := range s.event.fields[f.path] {
			for _, p := range l.place {
				if p.array == array {
					return true
				}
			}
		}
	}
	return false
}

// join adds placements, sorted by array; ok is false if they name different
// elements of one array.
func join(a, b []placement) (both []placement, ok bool) {
	if len(b) == 0 {
		return a, true
	}
	both = a
	copied := false
	for _, p := range b {
		i, found := slices.BinarySearchFunc(both, p, func(x, y placement) int { return x.array - y.array })
		if found {
			if both[i].index != p.index {
				return nil, false
			}
			continue
		}
		if !copied {
			both, copied = slices.Clone(both), true
		}
		both = slices.Insert(both, i, p)
	}
	return both, true
}

// distance is how far an event is from matching.
type distance struct {
	alternative alternative // the closest one
	typed       bool        // its test of the detail type holds, or it has none
	missed, met int         // conditions
}

func (d distance) less(e distance) bool {
	switch {
	case d.typed != e.typed:
		return d.typed
	case d.missed != e.missed:
		return d.missed < e.missed
	}
	return d.met > e.met
}

// distance is that of the closest alternative.
func (p *Pattern) distance(event *flatEvent) (best distance) {
	for i, a := range p.alternatives {
		d := distance{alternative: a, typed: true}
		for _, f := range a {
			switch {
			case p.holds(f, event):
				d.met++
			case f.path == "detail-type":
				d.typed = false
				d.missed++
			default:
				d.missed++
			}
		}
		if i == 0 || d.less(best) {
			best = d
		}
	}
	return best
}

// mismatches are the conditions of an alternative that don't hold; all of them
// if it is only together that they don't.
func (p *Pattern) mismatches(a alternative, event *flatEvent) []Mismatch {
	var missed, all []Mismatch
	for _, f := range a {
		m := Mismatch{Path: f.path, Want: f.want()}
		for _, l := range event.fields[f.path] {
			m.Got = append(m.Got, l.json())
		}
		all = append(all, m)
		if !p.holds(f, event) {
			missed = append(missed, m)
		}
	}
	if len(missed) == 0 {
		return all
	}
	return missed
}

// json is the leaf's value as JSON.
func (l leaf) json() string {
	if s, ok := strings.CutPrefix(l.text, `"`); ok {
		return `"` + escapeJSON(strings.TrimSuffix(s, `"`)) + `"`
	}
	return l.text
}

// want is the field's tests as they are written.
func (f *fieldTest) want() string {
	var texts []string
	for _, t := range f.tests {
		if t.source != "" {
			texts = append(texts, t.source)
		}
	}
	return "[" + strings.Join(texts, ",") + "]"
}
