package plan

import (
	"slices"
	"strconv"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// rejection is what an operation's guards turn away: the alternatives, one for each
// guard, all in one rule so that no event is rejected twice. Only what GuardPaths adds is
// too complex for one rule: a value with characters of several groups is rejected by each.
type rejection struct {
	detailType string
	guards     []guardText
	// shape is the alternatives as text: operations with the same may share a part of a
	// pattern.
	shape string
	// nameLength is that of the detail type as JSON.
	nameLength int
	// place is where the document has the operation.
	place int
	// group tells rejections apart that are never in one rule; wide ones have wildcards.
	group int
	wide  bool
}

// guardText is what a guard turns away, as an object and as text.
type guardText struct {
	detail object
	text   string
}

// rejections are what an operation turns away, by group; none without guards.
func (o *draft) rejections(form presence) []rejection {
	var out []rejection
	for group := range wideRejects {
		r := rejection{detailType: o.op.DetailType, nameLength: textLength(o.op.DetailType), group: group, wide: o.wide}
		for _, g := range o.guards {
			var want []any
			switch {
			case o.wide && g.in == "path":
				want = wideRejects[group]
			case group == 0:
				want = g.rejects(form)
			default:
				continue
			}
			detail := detailObject([]test{{g.field, want}})
			r.guards = append(r.guards, guardText{detail, Pattern{detail}.String()})
		}
		if len(r.guards) > 0 {
			r.shape = Pattern{anyGuard(r.guards)}.String()
			out = append(out, r)
		}
	}
	return out
}

// anyGuard is what any of the guards turns away; nil where there is none.
func anyGuard(guards []guardText) object {
	if len(guards) == 0 {
		return nil
	}
	details := make([]object, len(guards))
	for i, g := range guards {
		details[i] = g.detail
	}
	return anyOf(details)
}

// rejectionPattern matches what any of the operations turns away.
func rejectionPattern(rejections []rejection, source []any) Pattern {
	a := arrange(rejections)
	var alternatives []object
	add := func(detail object, groups ...*guardGroup) {
		var names []string
		for _, g := range groups {
			names = append(names, g.names...)
		}
		slices.Sort(names)
		alternative := object{{"detail-type", texts(names)}}
		if len(detail) > 0 {
			alternative = append(alternative, member{"detail", detail})
		}
		alternatives = append(alternatives, alternative)
	}
	for _, g := range a.groups {
		if g.folded || len(g.guards) == 0 {
			add(anyGuard(g.guards), g)
		}
	}
	for _, f := range a.flat {
		add(anyGuard(f.guards), f.groups...)
	}
	root := anyOf(alternatives)
	if len(source) > 0 {
		root = append(root, member{"source", source})
	}
	return Pattern{root}
}

// packRejections spreads what the guards of some operations turn away over rules, each group
// apart.
func (b *builder) packRejections(rejections []rejection) []bucket[rejection] {
	var all []bucket[rejection]
	for group := range wideRejects {
		of := slices.DeleteFunc(slices.Clone(rejections), func(r rejection) bool { return r.group != group })
		if len(of) == 0 {
			continue
		}
		buckets := b.packGroup(of)
		for i := range buckets {
			if group > 0 {
				buckets[i].name += "Characters" + strconv.Itoa(group+1)
			}
		}
		all = append(all, buckets...)
	}
	return all
}

func (b *builder) packGroup(guarded []rejection) []bucket[rejection] {
	// Operations with the same first guard are neighbours, so that it stands once for all.
	return intoTree(guarded, func(r rejection) bucketKey { return bucketKey{r.guards[0].text + familyMark + r.shape, r.detailType} },
		func(rs []rejection) bool {
			names := 0 // each stands once at least
			for i := range rs {
				names += rs[i].nameLength + commaLength
			}
			return names <= limits.PatternLength && rejectionLength(rs, b.opts.source()) <= limits.PatternLength
		})
}

func rejectionID(c *cell, bucket string) string { return inCell(c, bucket, "Rejection") }

// addRejections adds the rejection rules of a cell.
func (b *builder) addRejections(c *cell, at site, out *Plan) {
	for _, bucket := range c.rejections {
		places := make([]int, len(bucket.items))
		for i, r := range bucket.items {
			places[i] = r.place
		}
		slices.Sort(places)
		rule := Rule{
			ID: rejectionID(c, bucket.name), Kind: Rejection, Bus: at.bus, Stack: at.stack,
			Description: "events without a required field go to the dead-letter queue",
			Pattern:     rejectionPattern(bucket.items, b.opts.source()),
			Wildcards:   slices.ContainsFunc(bucket.items, func(r rejection) bool { return r.wide }),
		}
		for _, place := range places {
			rule.After = append(rule.After, b.plan.Operations[place].Rules...)
		}
		out.Rules = append(out.Rules, rule)
	}
}

// unknownDetailTypes is the rule that catches events that no operation has, if the names
// of all fit into one pattern. It is on the bus that users publish to.
func (b *builder) unknownDetailTypes() *Rule {
	if !b.opts.CatchUnknown || len(b.plan.Destinations) == 0 {
		return nil
	}
	var names []string
	for i := range b.plan.Operations {
		if b.plan.Operations[i].Callable() {
			names = append(names, b.plan.Operations[i].DetailType)
		}
	}
	slices.Sort(names)
	pattern := eventPattern(b.opts.source(), list(operator("anything-but", texts(names))), nil)
	if length := len(pattern.String()); length > limits.PatternLength {
		b.report(diagnostic.UnknownDetailTypes, spec.Warning, b.file(),
			"select fewer operations, or turn the rule off with IgnoreUnknownDetailTypes (context key ignoreUnknownDetailTypes)",
			"an event with a mistyped detail-type matches no rule: the names of all %d operations do not fit into one pattern (%d characters; it holds %d)",
			len(names), length, limits.PatternLength)
		return nil
	}
	return &Rule{
		ID: "UnknownDetailType", Kind: UnknownDetailType, Pattern: pattern,
		Description: "events that no operation has go to the dead-letter queue",
	}
}
