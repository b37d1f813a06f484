package layout

import (
	"cmp"
	"maps"
	"slices"
	"strconv"

	"github.com/openapi-destinations/openapidestinations/internal/bucket"
	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/ident"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/pattern"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner/finding"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// packRejections spreads what the guards of some operations turn away over rules, each group
// apart.
func packRejections(rejections []pattern.Rejection, source []any) []bucket.Bucket[pattern.Rejection] {
	filtered := make(map[string][]pattern.Rejection)
	for i := range rejections {
		key := rejections[i].FilterKey()
		filtered[key] = append(filtered[key], rejections[i])
	}
	var all []bucket.Bucket[pattern.Rejection]
	for _, key := range slices.Sorted(maps.Keys(filtered)) {
		for group := range pattern.WideRejects {
			of := slices.DeleteFunc(slices.Clone(filtered[key]), func(r pattern.Rejection) bool { return r.Group != group })
			if len(of) == 0 {
				continue
			}
			buckets := packGroup(of, source)
			for i := range buckets {
				if group > 0 {
					buckets[i].Name += "Characters" + strconv.Itoa(group+1)
				}
				if key != "" {
					buckets[i].Name += "Of" + ident.Hash(key)
				}
			}
			all = append(all, buckets...)
		}
	}
	return all
}

func packGroup(guarded []pattern.Rejection, source []any) []bucket.Bucket[pattern.Rejection] {
	// Operations with the same first guard are neighbours, so that it stands once for all.
	return bucket.Tree(guarded, func(r pattern.Rejection) bucket.Key {
		return bucket.Key{Group: r.Guards[0].Text + bucket.FamilyMark + r.Shape, Name: r.DetailType}
	},
		func(rs []pattern.Rejection) bool {
			names := 0 // each stands once at least
			for i := range rs {
				names += rs[i].NameLength + pattern.CommaLength
			}
			return names <= limits.PatternLength && pattern.RejectionLength(rs, source) <= limits.PatternLength
		})
}

func rejectionID(c *cell, bucket string) string { return inCell(c, bucket, "Rejection") }

// addRejections adds the rejection rules of a cell.
func (p *placing) addRejections(c *cell, at site) {
	starting := startingRules(c)
	for _, bucket := range c.rejections {
		turned, _ := pattern.RejectionPattern(bucket.Items, p.Source) // what fails is an error of the operation, and nothing is built
		rule := plan.Rule{
			ID: rejectionID(c, bucket.Name), Kind: plan.Rejection, Target: plan.DeadLetters{}, Bus: at.bus, Stack: at.stack,
			Description: "events without a required field go to the dead-letter queue",
			Pattern:     turned,
		}
		var turning []*member
		for _, r := range bucket.Items {
			turning = append(turning, p.members[r.DetailType])
		}
		slices.SortFunc(turning, func(x, y *member) int { return cmp.Compare(x.place, y.place) })
		for _, m := range turning {
			rule.After = append(rule.After, m.ruleIDs()...)
		}
		if len(starting)*len(c.rejections) <= mostWaiting {
			rule.After = append(rule.After, starting...)
		}
		p.addRule(rule, ruleSize(&rule))
	}
}

// mostWaiting bounds how often rejection rules wait for rules that start a state machine.
const mostWaiting = 3_000

// startingRules are the rules of a cell that start a state machine. An operation that one carries
// now was an API destination's before, maybe, and a rejection rule that forgets it must not do so
// before they are there: what its guards turn away would else match no rule for a moment. Which
// rejection rule that was isn't known any more, so all wait for all, as long as they are not too
// many to say so.
func startingRules(c *cell) []string {
	var ids []string
	for _, u := range c.units {
		for _, m := range u.members {
			if m.Call != nil {
				ids = append(ids, m.ruleIDs()...)
			}
		}
	}
	slices.Sort(ids)
	return ids
}

func haveWildcards(rejections []pattern.Rejection) bool {
	return slices.ContainsFunc(rejections, func(r pattern.Rejection) bool { return r.Wide })
}

// unknownDetailTypes is the rule that catches events that no operation has, if the names
// of all fit into one pattern. It is on the bus that users publish to.
func (w *whole) unknownDetailTypes(log *finding.Log) *plan.Rule {
	if !w.CatchUnknown || len(w.Carried) == 0 {
		return nil
	}
	var names []string
	for i := range w.Carried {
		names = append(names, w.Carried[i].DetailType)
	}
	slices.Sort(names)
	source, more := w.openSource()
	asked := pattern.EventPattern(source, pattern.List(pattern.Operator("anything-but", pattern.Texts(names))), nil)
	if length := len(asked.String()) + more; length > limits.PatternLength {
		log.Report(diagnostic.UnknownDetailTypes, spec.Warning, log.File(),
			"select fewer operations, or turn the rule off with IgnoreUnknownDetailTypes (context key ignoreUnknownDetailTypes)",
			"an event with a mistyped detail-type matches no rule: the names of all %d operations do not fit into one pattern (%d characters; it holds %d)",
			len(names), length, limits.PatternLength)
		return nil
	}
	return &plan.Rule{
		ID: "UnknownDetailType", Kind: plan.UnknownDetailType, Open: true, Target: plan.DeadLetters{}, Pattern: asked,
		Description: "events that no operation has go to the dead-letter queue",
	}
}
