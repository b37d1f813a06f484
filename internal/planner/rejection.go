package planner

import (
	"slices"
	"strconv"

	"github.com/openapi-destinations/openapidestinations/internal/bucket"
	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/pattern"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// rejections are what an operation turns away, by group; none without guards.
func (o *draft) rejections(form presence) []pattern.Rejection {
	var out []pattern.Rejection
	for group := range pattern.WideRejects {
		r := pattern.Rejection{DetailType: o.op.DetailType, NameLength: pattern.TextLength(o.op.DetailType), Group: group, Wide: o.wide}
		for _, g := range o.guards {
			var want []any
			switch {
			case o.wide && g.in == "path":
				want = pattern.WideRejects[group]
			case group == 0:
				want = g.rejects(form)
			default:
				continue
			}
			detail := pattern.DetailObject([]pattern.Test{{Field: g.field, Want: want}})
			r.Guards = append(r.Guards, pattern.GuardText{Detail: detail, Text: pattern.Pattern{Root: detail}.String()})
		}
		if len(r.Guards) > 0 {
			r.Shape = pattern.Pattern{Root: pattern.AnyGuard(r.Guards)}.String()
			out = append(out, r)
		}
	}
	return out
}

// packRejections spreads what the guards of some operations turn away over rules, each group
// apart.
func (b *builder) packRejections(rejections []pattern.Rejection) []bucket.Bucket[pattern.Rejection] {
	var all []bucket.Bucket[pattern.Rejection]
	for group := range pattern.WideRejects {
		of := slices.DeleteFunc(slices.Clone(rejections), func(r pattern.Rejection) bool { return r.Group != group })
		if len(of) == 0 {
			continue
		}
		buckets := b.packGroup(of)
		for i := range buckets {
			if group > 0 {
				buckets[i].Name += "Characters" + strconv.Itoa(group+1)
			}
		}
		all = append(all, buckets...)
	}
	return all
}

func (b *builder) packGroup(guarded []pattern.Rejection) []bucket.Bucket[pattern.Rejection] {
	// Operations with the same first guard are neighbours, so that it stands once for all.
	return bucket.Tree(guarded, func(r pattern.Rejection) bucket.Key {
		return bucket.Key{Group: r.Guards[0].Text + bucket.FamilyMark + r.Shape, Name: r.DetailType}
	},
		func(rs []pattern.Rejection) bool {
			names := 0 // each stands once at least
			for i := range rs {
				names += rs[i].NameLength + pattern.CommaLength
			}
			return names <= limits.PatternLength && pattern.RejectionLength(rs, b.source()) <= limits.PatternLength
		})
}

func rejectionID(c *cell, bucket string) string { return inCell(c, bucket, "Rejection") }

// addRejections adds the rejection rules of a cell.
func (b *builder) addRejections(c *cell, at site, out *plan.Plan) {
	for _, bucket := range c.rejections {
		places := make([]int, len(bucket.Items))
		for i, r := range bucket.Items {
			places[i] = r.Place
		}
		slices.Sort(places)
		rule := plan.Rule{
			ID: rejectionID(c, bucket.Name), Kind: plan.Rejection, Target: plan.DeadLetters{}, Bus: at.bus, Stack: at.stack,
			Description: "events without a required field go to the dead-letter queue",
			Pattern:     pattern.RejectionPattern(bucket.Items, b.source()),
			Wildcards:   slices.ContainsFunc(bucket.Items, func(r pattern.Rejection) bool { return r.Wide }),
		}
		for _, place := range places {
			rule.After = append(rule.After, b.plan.Operations[place].Rules...)
		}
		out.Rules = append(out.Rules, rule)
	}
}

// unknownDetailTypes is the rule that catches events that no operation has, if the names
// of all fit into one pattern. It is on the bus that users publish to.
func (b *builder) unknownDetailTypes() *plan.Rule {
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
	asked := pattern.EventPattern(b.source(), pattern.List(pattern.Operator("anything-but", pattern.Texts(names))), nil)
	if length := len(asked.String()); length > limits.PatternLength {
		b.Report(diagnostic.UnknownDetailTypes, spec.Warning, b.File(),
			"select fewer operations, or turn the rule off with IgnoreUnknownDetailTypes (context key ignoreUnknownDetailTypes)",
			"an event with a mistyped detail-type matches no rule: the names of all %d operations do not fit into one pattern (%d characters; it holds %d)",
			len(names), length, limits.PatternLength)
		return nil
	}
	return &plan.Rule{
		ID: "UnknownDetailType", Kind: plan.UnknownDetailType, Target: plan.DeadLetters{}, Pattern: asked,
		Description: "events that no operation has go to the dead-letter queue",
	}
}
