package layout

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/openapi-destinations/openapidestinations/internal/bucket"
	"github.com/openapi-destinations/openapidestinations/internal/ident"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/pattern"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
)

// Where the rules are more than a bus holds, the bus that users publish to has rules that
// hand events on to the shards, by their detail types. EventBridge hands an event on once
// (docs/eventbridge.md, 5.1), so this is all the way there is: each name is in exactly one of these
// rules, with as many others as a pattern holds.

// packForwards spreads the operations of a shard over the rules that forward to it.
func (w *whole) packForwards(units []unit) []bucket.Bucket[unit] {
	source, more := w.forwardSource(units)
	return bucket.Spread(units, bucket.Count(forwardSize(units, source)+more, limits.PatternLength),
		// Not as for the shards, or all units of one would prefer the same rule.
		func(u unit) bucket.Key { return bucket.Key{Group: "forward " + u.key, Name: u.key} },
		bucket.UpTo(limits.PatternLength-forwardSize(nil, source)-more, func(u unit) int { return u.size + pattern.CommaLength }))
}

// forwardsFor is how many rules it takes to forward to the operations.
func forwardsFor(units []unit, source []any) int {
	return bucket.Count(forwardSize(units, source), limits.PatternLength)
}

// forwardSize is the length of the pattern, without making it.
func forwardSize(units []unit, source []any) int {
	size := len(forwardPattern(nil, source).String()) + (len(units)-1)*len(",")
	for i := range units {
		size += units[i].size
	}
	return size
}

// forwardPattern matches the events of the operations, whatever is in them.
func forwardPattern(units []unit, source []any) pattern.Pattern {
	sorted := slices.Clone(units)
	slices.SortFunc(sorted, func(x, y unit) int { return strings.Compare(x.key, y.key) })
	tests := make([]any, len(sorted))
	for i, u := range sorted {
		tests[i] = u.test
	}
	return pattern.EventPattern(source, tests, nil)
}

// byBeginning joins operations whose detail types begin alike, up to so many rules: one
// test forwards them all, and no other. The units are sorted by their keys, which have
// what is given in common.
func byBeginning(units []unit, common string, most int) []unit {
	switch sum := weigh(units); {
	case len(units) == 0:
		return nil
	case len(units) == 1:
		return units
	case sum.rules <= most && common != "":
		joined := unit{key: common, test: pattern.Operator("prefix", common), weight: sum}
		joined.size = pattern.JsonLength(joined.test)
		for _, u := range units {
			joined.members = append(joined.members, u.members...)
		}
		return []unit{joined}
	}
	common = commonBeginning(units[0].key, units[len(units)-1].key)
	var out []unit
	if units[0].key == common {
		out, units = append(out, units[0]), units[1:]
	}
	for len(units) > 0 {
		_, size := utf8.DecodeRuneInString(units[0].key[len(common):])
		branch := units[0].key[:len(common)+size]
		end := 1
		for end < len(units) && strings.HasPrefix(units[end].key, branch) {
			end++
		}
		out = append(out, byBeginning(units[:end], branch, most)...)
		units = units[end:]
	}
	return out
}

// commonBeginning is the longest one in whole characters.
func commonBeginning(a, b string) string {
	n := 0
	for n < len(a) && n < len(b) {
		r, size := utf8.DecodeRuneInString(a[n:])
		if other, _ := utf8.DecodeRuneInString(b[n:]); other != r {
			break
		}
		n += size
	}
	return a[:n]
}

// busesPerRole is for how many shards a role may forward.
const busesPerRole = (limits.RolePolicyLength - rolePolicyOverhead) / limits.ShardARNLength

// addShards adds the shards of the part, and what forwards to them.
func (p *placing) addShards() {
	// When the number of shards changes, the rules that forward and their roles get other names: the new ones
	// are there before the old ones go, so that no event falls in between. Unless both together would be too many.
	suffix := ""
	if p.layout.forwards()*2 <= p.RulesPerBus {
		suffix = " of " + strconv.Itoa(len(p.cells))
	}
	out := p.out
	for i := range p.cells {
		c := &p.cells[i]
		bus := plan.Bus{ID: ident.Of(c.name, "Bus"), Name: c.name}
		role := ident.Of(p.cells[i-i%busesPerRole].name, "ForwardRole"+suffix)
		if i%busesPerRole == 0 {
			out.Roles = append(out.Roles, plan.Role{ID: role})
		}
		out.Roles[len(out.Roles)-1].Buses = append(out.Roles[len(out.Roles)-1].Buses, bus.ID)
		out.Buses = append(out.Buses, bus)
		source, _ := p.forwardSource(c.units)
		for _, f := range c.forwards {
			rule := plan.Rule{
				ID: ident.Of(c.name, f.Name, "Forward"+suffix), Kind: plan.Forward, Pattern: forwardPattern(f.Items, source), Open: open(c.units),
				Description: "events of a shard's operations go to its bus",
				Target:      plan.Shard{Bus: bus.ID}, Role: role,
			}
			orderForward(&rule, c, f.Items, p.layout.split)
			p.addRule(rule, ruleSize(&rule))
		}
	}
}

// orderForward makes a rule that forwards wait for the rules that its events go to.
func orderForward(rule *plan.Rule, c *cell, units []unit, split bool) {
	if split {
		rule.AfterStacks = []string{stackID(c.name)}
		return
	}
	names := make(map[string]bool)
	for _, m := range inDocumentOrder(units) {
		names[m.DetailType] = true
		rule.After = append(rule.After, m.ruleIDs()...)
	}
	for _, r := range c.rejections {
		if slices.ContainsFunc(r.Items, func(r pattern.Rejection) bool { return names[r.DetailType] }) {
			rule.After = append(rule.After, rejectionID(c, r.Name))
		}
	}
}
