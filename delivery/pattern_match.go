package delivery

import (
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
	nested := false
	for _, f := range a {
		if !p.holds(f, event) {
			return false
		}
		nested = nested || event.leaves(f.path).nested
	}
	// Each field matches by itself: now together, in the same array elements.
	return !nested || newSearch(p, a, event).from(0)
}

// holds says whether a field matches by itself, wherever its values are. For
// values in arrays an absent field is judged later.
func (p *Pattern) holds(f *fieldTest, event *flatEvent) bool {
	found := event.leaves(f.path)
	if f.absent && (len(found.all) == 0 || found.nested) {
		return true
	}
	seen := false
	for i := range found.all {
		if !p.sees(&found.all[i]) {
			continue
		}
		seen = true
		if f.accepts(found.all[i].text) {
			return true
		}
	}
	return f.absent && !seen
}

// sees says whether the matcher looks at a leaf: it skips steps that no
// pattern uses, which it gets wrong for the empty name.
func (p *Pattern) sees(l *leaf) bool { return !l.empty || p.emptySteps }

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
		for _, l := range event.leaves(f.path).all {
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
