package delivery

import (
	"fmt"
	"strings"
)

// maxAlternatives is how many combinations of $or alternatives a pattern may
// have: EventBridge's limit for them is 1,000. It counts the product of the lengths of all
// $or in the pattern, nested ones too, where the alternatives add up (User Guide, "OR"
// matching in event patterns).
const maxAlternatives = 1000

// maxPatternFields is how many fields an alternative may test: the limit of
// AWS's matcher.
const maxPatternFields = 256

// Pattern is an event pattern: the whole language of EventBridge, with the
// meaning that AWS's own matcher (event-ruler 1.8.1) gives it. A Pattern may
// be used by several goroutines at once.
//
// Two of its habits surprise: a field tested both beside a $or and inside an
// alternative of it is tested only by whichever is written later; and an
// alternative is ignored if an earlier one tests the same fields and shares a
// test with it at each of them. In one thing a Pattern is stricter than the
// matcher: it refuses more combinations of $or than EventBridge's quota allows.
type Pattern struct {
	text         string
	alternatives []alternative
	emptySteps   bool // some step of some path is the empty name
}

// alternative is a combination of $or alternatives: fields that must all match,
// sorted by path. A pattern without $or has one.
type alternative []*fieldTest

// fieldTest is what a pattern asks of one field: one of its tests must hold.
type fieldTest struct {
	path    string
	tests   []*test
	numeric bool // a test compares numbers, so numbers are not compared as text
	ip      bool // a test compares IP addresses
	absent  bool // {"exists": false} is among the tests
	modern  bool // a test is unknown to the matcher's older compiler
}

// Mismatch is a condition of a pattern that an event doesn't meet.
type Mismatch struct {
	Path string   // the field, with dots: detail.playerId
	Want string   // the pattern's tests for it, as JSON: [{"exists":true}]
	Got  []string // the field's values in the event, as JSON; none if it has none
}

// String says what is missed: `detail.id is absent, wanted [{"exists":true}]`.
func (m Mismatch) String() string {
	if len(m.Got) == 0 {
		return fmt.Sprintf("%s is absent, wanted %s", m.Path, m.Want)
	}
	return fmt.Sprintf("%s is %s, wanted %s", m.Path, strings.Join(m.Got, ", "), m.Want)
}

// ParsePattern reads an event pattern. The error says what AWS would refuse.
func ParsePattern(data []byte) (*Pattern, error) {
	v, err := parseJSON(data)
	if err != nil {
		return nil, fmt.Errorf("event pattern: %w", err)
	}
	return newPattern(v)
}

// newPattern compiles a pattern.
func newPattern(v *value) (*Pattern, error) {
	alternatives, err := compilePattern(v, true)
	if err != nil {
		// AWS's matcher then tries an older compiler, to which $or is the name of
		// a field like any other.
		var again error
		if alternatives, again = compilePattern(v, false); again != nil {
			return nil, fmt.Errorf("event pattern: %w", err)
		}
	}
	for _, a := range alternatives {
		for _, f := range a {
			if f.impossible() {
				return nil, fmt.Errorf("event pattern: %s: numeric: no number is left", f.path)
			}
		}
	}
	p := &Pattern{text: v.json().Reveal(), alternatives: withoutShadowed(alternatives)}
	for _, a := range p.alternatives {
		for _, f := range a {
			p.emptySteps = p.emptySteps || hasEmptyStep(f.path)
		}
	}
	return p, nil
}

// impossible says whether a test is for the numbers beyond the last one, which
// AWS's matcher can't compile.
func (f *fieldTest) impossible() bool {
	for _, t := range f.tests {
		if t.interval != nil && t.interval.bottom == t.interval.top {
			return true
		}
	}
	return false
}

// hasEmptyStep says whether a dotted path has an empty step that isn't at its
// end; the matcher forgets those at the end.
func hasEmptyStep(path string) bool {
	if path == "" {
		return true
	}
	steps := strings.Split(strings.TrimRight(path, "."), ".")
	for _, step := range steps {
		if step == "" && len(steps) > 1 {
			return true
		}
	}
	return false
}

// withoutShadowed leaves out the alternatives that AWS's matcher takes for
// ones that it has already.
func withoutShadowed(all []alternative) []alternative {
	var kept []alternative
	byFields := map[string][]alternative{}
	for _, a := range all {
		var key strings.Builder
		for _, f := range a {
			fmt.Fprintf(&key, "%q", f.path)
		}
		shadowed := false
		for _, earlier := range byFields[key.String()] {
			shadowed = shadowed || a.overlaps(earlier)
		}
		if !shadowed {
			kept = append(kept, a)
			byFields[key.String()] = append(byFields[key.String()], a)
		}
	}
	return kept
}

// overlaps says whether two alternatives for the same fields share a test at
// each of them.
func (a alternative) overlaps(b alternative) bool {
	for i := range a {
		if !a[i].shares(b[i]) {
			return false
		}
	}
	return true
}

func (f *fieldTest) shares(g *fieldTest) bool {
	if f == g {
		return true
	}
	for _, t := range f.tests {
		for _, u := range g.tests {
			if t.key == u.key {
				return true
			}
		}
	}
	return false
}

// String is the pattern as compact JSON.
func (p *Pattern) String() string { return p.text }

// Match says whether the pattern matches an event, a JSON object.
func (p *Pattern) Match(event []byte) (matches bool, err error) {
	defer recovered(&err)
	flat, err := flattenJSON(event)
	if err != nil {
		return false, err
	}
	return p.match(flat), nil
}

// Explain lists the conditions that keep an event from matching: those of the
// $or alternative with the fewest. It is empty for an event that matches.
//
// If each condition holds by itself but in different elements of an array, the
// list names the fields that no single element has together.
func (p *Pattern) Explain(event []byte) (missed []Mismatch, err error) {
	defer recovered(&err)
	flat, err := flattenJSON(event)
	if err != nil {
		return nil, err
	}
	if p.match(flat) {
		return nil, nil
	}
	return p.mismatches(p.distance(flat).alternative, flat), nil
}

func flattenJSON(event []byte) (*flatEvent, error) {
	v, err := parseJSON(event)
	if err != nil {
		return nil, fmt.Errorf("event: %w", err)
	}
	if v.kind != kindObject {
		return nil, fmt.Errorf("event: it must be a JSON object")
	}
	return flatten(v), nil
}
