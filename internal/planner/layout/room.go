package layout

import (
	"slices"

	"github.com/openapi-destinations/openapidestinations/internal/bucket"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
)

// room is what one cell has.
type room struct {
	form
	// rules is the quota of a bus.
	rules int
}

const (
	// stackRoom leaves some of a nested stack for the roles and rejection rules that turn
	// out more than estimated, and its text for what the estimate of its size is off.
	stackRoom = limits.ResourcesPerStack - 10
	textRoom  = limits.TemplateBytes * 9 / 10
	// crossing is how many values of the parent stack a nested one takes for destinations,
	// roles or connections, beside the bus, the queue and what the user's tokens refer to.
	crossing = limits.ParametersPerStack - 20
)

// count is how many cells are about nine tenths full. They hold so many operations that
// hashing fills them evenly.
func (r room) count(w weight) int {
	tenths := func(size, room int) int { return max(1, (size*10+room*9-1)/(room*9)) }
	count := 1
	if r.sharded {
		count = tenths(r.rulesOf(w), r.rules)
	}
	if r.split {
		count = max(count, tenths(r.resources(w), stackRoom), tenths(w.bytes, textRoom))
	}
	return count
}

func (r room) rulesOf(w weight) int { return w.rules + bucket.Count(w.rejected, limits.PatternLength) }

func (r room) resources(w weight) int {
	resources := r.rulesOf(w) + w.own + w.connections + roleCount(w.own) + w.triggers
	if w.triggers > 0 {
		resources += roleCount(w.own) // the triggers' own
	}
	return resources
}

// load is what is in a cell.
func (r room) load() bucket.Load[unit] {
	var all weight
	crossed := crossings{ids: make(map[string]bool)}
	return func(u unit, must bool) bool {
		sum := all.plus(u.weight)
		if !must && (r.sharded && r.rulesOf(sum) > r.rules ||
			r.split && (r.resources(sum) > stackRoom || sum.bytes > textRoom || crossed.with(u) > crossing)) {
			return false
		}
		all = sum
		crossed.add(u)
		return true
	}
}

// crosses is the value of the parent stack that an operation refers to: what it shares with
// others, or the connection of its own destination.
func (c *Carried) crosses() string {
	if c.Own == nil {
		return c.Shared
	}
	return c.Connection
}

// crossings are the values of the parent stack that the units of a cell refer to.
type crossings struct {
	units, shared int
	ids           map[string]bool
}

func (c *crossings) add(u unit) {
	c.units++
	for _, m := range u.members {
		if id := m.crosses(); !c.ids[id] {
			c.ids[id] = true
			if m.Own == nil {
				c.shared++
			}
		}
	}
}

// with counts them as if there were one unit more.
func (c *crossings) with(more unit) int {
	if c.units+1 <= crossing/2 {
		return c.units + 1 // even if each refers to something of its own
	}
	n, shared := len(c.ids), c.shared
	for i, m := range more.members {
		id := m.crosses()
		if !c.ids[id] && !slices.ContainsFunc(more.members[:i], func(o *member) bool { return o.crosses() == id }) {
			n++
			if m.Own == nil {
				shared++
			}
		}
	}
	return n + shared/10 // roles
}

// holds tells whether a cell is within the quotas now that its rules are known.
func (r room) holds(c *cell) bool {
	w := weigh(c.units)
	rules := w.rules + len(c.rejections)
	resources := rules + w.triggers
	if w.triggers > 0 {
		resources += roleCount(w.own) + 1
	}
	if w.own > 0 {
		resources += w.own + w.connections + roleCount(w.own) + 1
	}
	return (!r.sharded || rules <= r.rules) && (!r.split || resources <= limits.ResourcesPerStack)
}
