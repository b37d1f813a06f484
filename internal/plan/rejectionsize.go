package plan

import (
	"cmp"
	"slices"

	"github.com/openapi-destinations/openapidestinations/internal/limits"
)

// A pattern for several operations is a $or of alternatives, written in one of two ways.
// Folded, the operations with the same guards share an alternative that holds a $or of its
// own: their names stand once. Flat, a guard has an alternative with the names of all
// operations that have it: the guard stands once. Folding is shorter for many operations
// with the same guards, but EventBridge multiplies the lengths of all $or of a pattern, nested
// or not, and takes no product over limits.PatternCombinations.

// arrangement is how the groups of a pattern are written.
type arrangement struct {
	// groups are the operations with the same guards, sorted by those.
	groups []*guardGroup
	// flat are the guards of the groups that are not folded, sorted.
	flat []flatGuard
	// combinations is the product that EventBridge counts.
	combinations int
}

// guardGroup are the operations with the same guards.
type guardGroup struct {
	*rejection
	names  []string
	length int // of the names as JSON, with a comma behind each
	folded bool
}

type flatGuard struct {
	guardText
	groups []*guardGroup
}

// Lengths of what surrounds the parts of a pattern.
const (
	orLength          = len(`{"$or":[]}`)
	alternativeLength = len(`{"detail-type":[],"detail":}`)
	commaLength       = len(`,`)
)

// arrange folds the groups that gain most by it, as far as the product allows.
func arrange(rejections []rejection) arrangement {
	var a arrangement
	at := make(map[string]*guardGroup)
	for i := range rejections {
		r := &rejections[i]
		g := at[r.shape]
		if g == nil {
			g = &guardGroup{rejection: r}
			at[r.shape] = g
			a.groups = append(a.groups, g)
		}
		g.names = append(g.names, r.detailType)
		g.length += r.nameLength + commaLength
	}
	slices.SortFunc(a.groups, func(x, y *guardGroup) int { return cmp.Compare(x.shape, y.shape) })

	users, unguarded := make(map[string]int), 0
	for _, g := range a.groups {
		if len(g.guards) == 0 {
			unguarded++
		}
		for _, guard := range g.guards {
			users[guard.text]++
		}
	}
	alternatives, product := len(users)+unguarded, 1
	for _, g := range byGain(a.groups, users) {
		// What only this group needs goes from the flat ones.
		after := alternatives + 1
		for _, guard := range g.guards {
			if users[guard.text] == 1 {
				after--
			}
		}
		if folded := product * len(g.guards); after*folded <= limits.PatternCombinations || after == 1 {
			g.folded, product, alternatives = true, folded, after
			for _, guard := range g.guards {
				users[guard.text]--
			}
		}
	}
	a.combinations = product
	if alternatives > 1 {
		a.combinations *= alternatives
	}
	a.flatten()
	return a
}

// byGain are the groups that are shorter folded than flat, those that gain most first.
func byGain(groups []*guardGroup, users map[string]int) []*guardGroup {
	gain := func(g *guardGroup) int {
		n := (len(g.guards)-1)*g.length - alternativeLength - len(g.shape)
		for _, guard := range g.guards {
			if users[guard.text] == 1 {
				n += alternativeLength + len(guard.text)
			}
		}
		return n
	}
	sorted := slices.DeleteFunc(slices.Clone(groups), func(g *guardGroup) bool { return len(g.guards) < 2 || gain(g) <= 0 })
	slices.SortStableFunc(sorted, func(x, y *guardGroup) int { return cmp.Compare(gain(y), gain(x)) })
	return sorted
}

// flatten collects the guards of the groups that are not folded.
func (a *arrangement) flatten() {
	at := make(map[string]int)
	for _, g := range a.groups {
		if g.folded {
			continue
		}
		for _, guard := range g.guards {
			i, ok := at[guard.text]
			if !ok {
				i = len(a.flat)
				at[guard.text] = i
				a.flat = append(a.flat, flatGuard{guardText: guard})
			}
			a.flat[i].groups = append(a.flat[i].groups, g)
		}
	}
	slices.SortFunc(a.flat, func(x, y flatGuard) int { return cmp.Compare(x.text, y.text) })
}

// length is that of the pattern's text, without making it: the buckets ask for it for each
// operation and each bucket.
func (a *arrangement) length(sources []string) int {
	length, count := 0, 0
	for _, g := range a.groups {
		switch {
		case g.folded: // a comma between alternatives stands for that behind the last name
			length += alternativeLength + g.length + len(g.shape)
			count++
		case len(g.guards) == 0:
			length += alternativeLength - len(`,"detail":`) + g.length
			count++
		}
	}
	for _, f := range a.flat {
		length += alternativeLength + len(f.text)
		for _, g := range f.groups {
			length += g.length
		}
		count++
	}
	if length -= commaLength; count > 1 {
		length += orLength
	}
	if len(sources) > 0 {
		length += len(`,"source":`) + jsonLength(texts(sources))
	}
	return length
}

// rejectionLength is the length of the text of rejectionPattern.
func rejectionLength(rejections []rejection, sources []string) int {
	a := arrange(rejections)
	return a.length(sources)
}
