package pattern

import (
	"cmp"
	"slices"

	"github.com/openapi-destinations/openapidestinations/internal/bucket"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
)

// A pattern for several operations is a $or of alternatives, written in two ways. Folded, the
// operations with the same guards share an alternative that holds a $or of its own: their
// names stand once. Flat, a guard has an alternative with the names of all operations that
// have it: the guard stands once, and guards of the very same operations share one, again
// with a $or. Which is shorter depends on the names and guards around. But EventBridge
// multiplies the lengths of all $or of a pattern, nested or not, and takes no product over
// limits.PatternCombinations.

// arrangement is how the groups of a pattern are written.
type arrangement struct {
	// groups are the operations with the same guards, sorted by those.
	groups []*guardGroup
	// flat are the guards of the groups that are not folded, sorted.
	flat []*flatGuards
	// alternatives are how many the $or around all has, product that of the lengths of those in
	// it.
	alternatives, product int
}

// guardGroup are the operations with the same guards.
type guardGroup struct {
	*Rejection
	names  []string
	length int // of the names as JSON, with a comma behind each
	folded bool
	// gain is how much shorter the pattern is with it folded.
	gain int
	// number tells the group from others, and a sum of numbers a set of groups from most others.
	number uint64
}

// flatGuards are guards that the same groups have.
type flatGuards struct {
	guards []GuardText
	groups []*guardGroup
	sum    uint64
}

// Lengths of what surrounds the parts of a pattern.
const (
	orLength          = len(`{"$or":[]}`)
	alternativeLength = len(`{"detail-type":[],"detail":}`)
	CommaLength       = len(`,`)
)

// arrange finds a short way to write a pattern that EventBridge takes.
func arrange(rejections []Rejection) arrangement {
	a := arrangement{groups: groupsOf(rejections), product: 1}
	a.flat = a.flatten()
	if a.fold() {
		a.flat = a.flatten()
	}
	a.join()
	slices.SortFunc(a.flat, func(x, y *flatGuards) int { return cmp.Compare(x.guards[0].Text, y.guards[0].Text) })
	return a
}

func groupsOf(rejections []Rejection) []*guardGroup {
	at := make(map[string]*guardGroup)
	var groups []*guardGroup
	for i := range rejections {
		r := &rejections[i]
		g := at[r.Shape]
		if g == nil {
			g = &guardGroup{Rejection: r}
			at[r.Shape] = g
			groups = append(groups, g)
		}
		g.names = append(g.names, r.DetailType)
		g.length += r.NameLength + CommaLength
	}
	slices.SortFunc(groups, func(x, y *guardGroup) int { return cmp.Compare(x.Shape, y.Shape) })
	for i, g := range groups {
		g.number = bucket.Mix(uint64(i + 1))
	}
	return groups
}

// flatten collects the guards of the groups that are not folded, those of the same groups
// together.
func (a *arrangement) flatten() []*flatGuards {
	at := make(map[string]*flatGuards, 2*len(a.groups))
	var flat []*flatGuards
	for _, g := range a.groups {
		if g.folded {
			continue
		}
		for _, guard := range g.Guards {
			f := at[guard.Text]
			if f == nil {
				f = &flatGuards{guards: []GuardText{guard}}
				at[guard.Text] = f
				flat = append(flat, f)
			}
			f.groups = append(f.groups, g)
			f.sum += g.number
		}
	}
	slices.SortFunc(flat, func(x, y *flatGuards) int {
		return cmp.Or(cmp.Compare(x.sum, y.sum), cmp.Compare(x.guards[0].Text, y.guards[0].Text))
	})
	together := flat[:0]
	for _, f := range flat {
		if last := len(together) - 1; last >= 0 && slices.Equal(together[last].groups, f.groups) {
			together[last].guards = append(together[last].guards, f.guards...)
		} else {
			together = append(together, f)
		}
	}
	return together
}

// fold folds the groups that are shorter so, those that gain most first, as far as the product
// allows, and tells whether there are any.
func (a *arrangement) fold() bool {
	for _, f := range a.flat {
		a.alternatives += len(f.guards)
	}
	for _, g := range a.groups {
		if len(g.Guards) == 0 {
			a.alternatives++
		}
	}
	sorted := a.byGain()
	if len(sorted) == 0 {
		return false
	}
	users := make(map[string]int, a.alternatives) // flat groups, by guard
	for _, f := range a.flat {
		for _, guard := range f.guards {
			users[guard.Text] = len(f.groups)
		}
	}
	for _, g := range sorted {
		after := a.alternatives + 1
		for _, guard := range g.Guards {
			if users[guard.Text] == 1 {
				after-- // nothing else needs it
			}
		}
		if g.folded = a.take(after, len(g.Guards)); g.folded {
			for _, guard := range g.Guards {
				users[guard.Text]--
			}
		}
	}
	return true
}

// byGain are the groups that are shorter folded than flat, those that gain most first.
func (a *arrangement) byGain() []*guardGroup {
	for _, f := range a.flat {
		for _, g := range f.groups {
			g.gain += g.length
			if len(f.groups) == 1 {
				g.gain += alternativeLength + f.length()
			}
		}
	}
	var sorted []*guardGroup
	for _, g := range a.groups {
		if g.gain -= g.length + alternativeLength + len(g.Shape); g.gain > 0 && len(g.Guards) > 1 {
			sorted = append(sorted, g)
		}
	}
	slices.SortStableFunc(sorted, func(x, y *guardGroup) int { return cmp.Compare(y.gain, x.gain) })
	return sorted
}

// join leaves guards of the same groups together, those that gain most by it first, as far
// as the product allows, and takes the others apart.
func (a *arrangement) join() {
	var several []*flatGuards
	for _, f := range a.flat {
		if len(f.guards) > 1 {
			several = append(several, f)
		}
	}
	gain := func(f *flatGuards) int { return (len(f.guards) - 1) * (alternativeLength + f.namesLength()) }
	slices.SortStableFunc(several, func(x, y *flatGuards) int { return cmp.Compare(gain(y), gain(x)) })
	for _, f := range several {
		if a.take(a.alternatives-len(f.guards)+1, len(f.guards)) {
			continue
		}
		for _, guard := range f.guards[1:] {
			a.flat = append(a.flat, &flatGuards{guards: []GuardText{guard}, groups: f.groups})
		}
		f.guards = f.guards[:1]
	}
}

// take makes so many alternatives, one of them with a $or of its own, if the product allows.
func (a *arrangement) take(alternatives, or int) bool {
	if alternatives > 1 && alternatives*a.product*or > limits.PatternCombinations {
		return false
	}
	a.alternatives, a.product = alternatives, a.product*or
	return true
}

// combinations is the product that EventBridge counts.
func (a *arrangement) combinations() int { return a.product * max(a.alternatives, 1) }

// length is that of the guards as JSON.
func (f *flatGuards) length() int {
	if len(f.guards) == 1 {
		return len(f.guards[0].Text)
	}
	n := orLength + (len(f.guards)-1)*CommaLength
	for i := range f.guards {
		n += len(f.guards[i].Text)
	}
	return n
}

// namesLength is that of the names of the operations, with a comma behind each.
func (f *flatGuards) namesLength() int {
	n := 0
	for _, g := range f.groups {
		n += g.length
	}
	return n
}

// length is that of the pattern's text, without making it: the buckets ask for it for each
// operation and each bucket.
func (a *arrangement) length(source []any) int {
	length := 0
	for _, g := range a.groups {
		switch {
		case g.folded: // a comma between alternatives stands for that behind the last name
			length += alternativeLength + g.length + len(g.Shape)
		case len(g.Guards) == 0:
			length += alternativeLength - len(`,"detail":`) + g.length
		}
	}
	for _, f := range a.flat {
		length += alternativeLength + f.namesLength() + f.length()
	}
	if length -= CommaLength; a.alternatives > 1 {
		length += orLength
	}
	return length + sourceLength(source)
}

func sourceLength(source []any) int {
	if len(source) == 0 {
		return 0
	}
	return len(`,"source":`) + JsonLength(source)
}

// RejectionLength is the length of the text of RejectionPattern.
func RejectionLength(rejections []Rejection, source []any) int {
	if f := rejections[0].Filter; f.Extra != nil { // it stands alone
		p, _ := RejectionPattern(rejections, source) // whoever makes a rule of it looks at the error
		return p.Length()
	} else if f.Source != nil {
		source = f.Source
	}
	if len(rejections) == 1 && len(rejections[0].Guards) > 0 {
		r := &rejections[0]
		return alternativeLength + r.NameLength + len(r.Shape) + sourceLength(source)
	}
	a := arrange(rejections)
	return a.length(source)
}
