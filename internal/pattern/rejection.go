package pattern

import (
	"slices"
)

// Rejection is what an operation's guards turn away: the alternatives, one for each
// guard, all in one rule so that no event is rejected twice. Only what GuardPath adds is
// too complex for one rule: a value with characters of several groups is rejected by each.
type Rejection struct {
	DetailType string
	Guards     []GuardText
	// Shape is the alternatives as text: operations with the same may share a part of a
	// pattern.
	Shape string
	// NameLength is that of the detail type as JSON.
	NameLength int
	// Group tells rejections apart that are never in one rule; wide ones have wildcards.
	Group int
	Wide  bool
	// Filter is the operation's.
	Filter Filter
}

// FilterKey tells rejections apart that are never in one rule, for what they ask of events besides.
func (r *Rejection) FilterKey() string { return r.Filter.key(r.DetailType) }

// GuardText is what a guard turns away, as an object and as text.
type GuardText struct {
	Detail Object
	Text   string
}

// AnyGuard is what any of the guards turns away; nil where there is none.
func AnyGuard(guards []GuardText) Object {
	if len(guards) == 0 {
		return nil
	}
	details := make([]Object, len(guards))
	for i, g := range guards {
		details[i] = g.Detail
	}
	return AnyOf(details)
}

// RejectionPattern matches what any of the operations turns away. All have the same filter. It fails
// as [Pattern.Narrowed] does: with the guards of an operation, a filter may have more combinations than
// EventBridge takes.
func RejectionPattern(rejections []Rejection, source []any) (Pattern, error) {
	return rejectionPattern(rejections, source).Narrowed(rejections[0].Filter)
}

func rejectionPattern(rejections []Rejection, source []any) Pattern {
	a := arrange(rejections)
	var alternatives []Object
	add := func(detail Object, groups ...*guardGroup) {
		var names []string
		for _, g := range groups {
			names = append(names, g.names...)
		}
		slices.Sort(names)
		alternative := Object{{"detail-type", Texts(names)}}
		if len(detail) > 0 {
			alternative = append(alternative, member{"detail", detail})
		}
		alternatives = append(alternatives, alternative)
	}
	for _, g := range a.groups {
		if g.folded || len(g.Guards) == 0 {
			add(AnyGuard(g.Guards), g)
		}
	}
	for _, f := range a.flat {
		add(AnyGuard(f.guards), f.groups...)
	}
	root := AnyOf(alternatives)
	if len(source) > 0 {
		root = append(root, member{"source", source})
	}
	return Pattern{root}
}
