package plan

import (
	"slices"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// rejection is what an operation's guards turn away: the alternatives, one for each
// guard, all in one rule so that no event is rejected twice.
type rejection struct {
	detailType   string
	alternatives []object
	// shape is the alternatives as text: operations with the same share a pattern.
	shape string
	// nameLength is that of the detail type as JSON.
	nameLength int
}

func (o *draft) rejection(form presence) rejection {
	r := rejection{detailType: o.op.DetailType, nameLength: jsonLength(o.op.DetailType)}
	for _, g := range o.guards {
		r.alternatives = append(r.alternatives, detailObject([]test{{g.field, g.rejects(form)}}))
	}
	if len(r.alternatives) > 0 {
		r.shape = Pattern{anyOf(r.alternatives)}.String()
	}
	return r
}

func (r rejection) pattern(sources []string) Pattern {
	return rejectionPattern([]rejection{r}, sources)
}

// rejectionPattern matches what any of the operations turns away.
func rejectionPattern(rejections []rejection, sources []string) Pattern {
	groups := make(map[string][]rejection)
	var shapes []string
	for _, r := range rejections {
		if len(groups[r.shape]) == 0 {
			shapes = append(shapes, r.shape)
		}
		groups[r.shape] = append(groups[r.shape], r)
	}
	slices.Sort(shapes)
	var alternatives []object
	for _, shape := range shapes {
		group := groups[shape]
		names := make([]string, len(group))
		for i, r := range group {
			names[i] = r.detailType
		}
		slices.Sort(names)
		alternative := object{{"detail-type", texts(names)}}
		if len(group[0].alternatives) > 0 {
			alternative = append(alternative, member{"detail", anyOf(group[0].alternatives)})
		}
		alternatives = append(alternatives, alternative)
	}
	root := anyOf(alternatives)
	if len(sources) > 0 {
		root = append(root, member{"source", texts(sources)})
	}
	return Pattern{root}
}

// packRejections spreads what the guards of some operations turn away over rules.
func (b *builder) packRejections(rejections []rejection) []bucket[rejection] {
	guarded := slices.DeleteFunc(slices.Clone(rejections), func(r rejection) bool { return len(r.alternatives) == 0 })
	if len(guarded) == 0 {
		return nil
	}
	return intoTree(guarded, func(r rejection) bucketKey { return bucketKey{r.shape, r.detailType} },
		func(rs []rejection) bool {
			const shortest = len(`"x",`)
			return len(rs)*shortest <= limits.PatternLength && rejectionLength(rs, b.opts.Sources) <= limits.PatternLength
		})
}

func rejectionID(c *cell, bucket string) string { return inCell(c, bucket, "Rejection") }

// addRejections adds the rejection rules of a cell.
func (b *builder) addRejections(c *cell, at site, out *Plan) {
	members := inDocumentOrder(c.units)
	for _, bucket := range c.rejections {
		names := make(map[string]bool)
		for _, r := range bucket.items {
			names[r.detailType] = true
		}
		rule := Rule{
			ID: rejectionID(c, bucket.name), Kind: Rejection, Bus: at.bus, Stack: at.stack,
			Description: "events without a required field go to the dead-letter queue",
			Pattern:     rejectionPattern(bucket.items, b.opts.Sources),
		}
		for _, m := range members {
			if names[m.op.DetailType] {
				rule.After = append(rule.After, m.op.Rules...)
			}
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
	pattern := eventPattern(b.opts.Sources, list(operator("anything-but", texts(names))), nil)
	if length := len(pattern.String()); length > limits.PatternLength {
		b.report(diagnostic.UnknownDetailTypes, spec.Warning, b.file(),
			"select fewer operations, or turn the rule off with IgnoreUnknownDetailTypes",
			"an event with a mistyped detail-type matches no rule: the names of all %d operations do not fit into one pattern (%d characters; it holds %d)",
			len(names), length, limits.PatternLength)
		return nil
	}
	return &Rule{
		ID: "UnknownDetailType", Kind: UnknownDetailType, Pattern: pattern,
		Description: "events that no operation has go to the dead-letter queue",
	}
}
