package layout

import (
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/bucket"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/pattern"
)

// layout says on which bus and in which stack each operation's rules are. A document
// that fits has one cell: the bus that users publish to, and the construct's stack.
type layout struct {
	form
	parts [][]cell
}

// form is how a layout spreads what there is. Sharded rules are on buses of their own, which the
// users' bus forwards to; split operations are in nested stacks.
type form struct {
	sharded, split bool
	parts          int
}

// cell is a set of operations whose rules are together on one bus and in one stack.
type cell struct {
	// name is its number; empty where all operations of the part are in one.
	name       string
	units      []unit
	rejections []bucket.Bucket[pattern.Rejection]
	forwards   []bucket.Bucket[unit]
}

// layOut spreads the units. Where the names of all operations are too many for the rules
// that forward them, operations whose names begin alike go to one shard.
func (w *whole) layOut(f form) layout {
	l := w.layOutUnits(w.units, f)
	if f.sharded && l.forwards() > w.RulesPerBus {
		begin := slices.Clone(w.units)
		slices.SortFunc(begin, func(x, y unit) int { return strings.Compare(x.key, y.key) })
		l = w.layOutUnits(byBeginning(begin, "", max(w.RulesPerBus/10, 1)), f)
	}
	return l
}

func (w *whole) layOutUnits(units []unit, f form) layout {
	l := layout{form: f, parts: make([][]cell, f.parts)}
	of := make([][]unit, f.parts)
	for _, u := range units {
		p := 0
		if f.parts > 1 {
			p = bucket.PartOf(u.key, f.parts)
		}
		of[p] = append(of[p], u)
	}
	for p, units := range of {
		if len(units) > 0 {
			l.parts[p] = w.cells(units, f)
		}
	}
	return l
}

// cells spreads the operations of a part over as many cells as the quotas ask for, by
// rendezvous hashing with bounded loads (intoBuckets).
func (w *whole) cells(units []unit, f form) []cell {
	if !f.sharded && !f.split {
		return []cell{w.cell(bucket.Bucket[unit]{Items: units}, false)}
	}
	room := room{form: f, rules: w.RulesPerBus}
	key := func(u unit) bucket.Key {
		if connection := u.members[0].Connection; len(u.members) == 1 && w.followers[connection] {
			return bucket.Key{Group: connection, Name: u.key}
		}
		return bucket.Key{Group: u.key, Name: u.key}
	}
	least := room.count(weigh(units))
	if n := w.NestedStacks; f.split && n != nil {
		least = *n
	}
	for {
		buckets := bucket.Spread(units, least, key, room.load)
		cells := make([]cell, len(buckets))
		fit := true
		for i, bucket := range buckets {
			if !f.split {
				// Other buses than those of nested stacks: when the stack is split, one could not hold
				// the old rules and the new ones at once.
				bucket.Name = "0" + bucket.Name
			}
			cells[i] = w.cell(bucket, f.sharded)
			fit = fit && (len(bucket.Items) == 1 || room.holds(&cells[i]))
		}
		if fit || least >= len(units) {
			return cells
		}
		least = max(least, len(buckets)) + 1
	}
}

func (w *whole) cell(from bucket.Bucket[unit], sharded bool) cell {
	c := cell{name: from.Name, units: from.Items}
	var rejections []pattern.Rejection
	for _, u := range c.units {
		for _, m := range u.members {
			rejections = append(rejections, m.Rejections...)
		}
	}
	c.rejections = packRejections(rejections, w.Source)
	if sharded {
		c.forwards = packForwards(c.units, w.Source)
	}
	return c
}

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
	return r.rulesOf(w) + w.own + w.connections + roleCount(w.own)
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
	resources := rules
	if w.own > 0 {
		resources += w.own + w.connections + roleCount(w.own) + 1
	}
	return (!r.sharded || rules <= r.rules) && (!r.split || resources <= limits.ResourcesPerStack)
}

// forwards counts the rules that forward events, in all parts.
func (l *layout) forwards() int {
	n := 0
	for _, part := range l.parts {
		for i := range part {
			n += len(part[i].forwards)
		}
	}
	return n
}

// rulesOfUsersBus counts the rules on the bus that users publish to, in all parts.
func (l *layout) rulesOfUsersBus() int {
	if l.sharded {
		return l.forwards()
	}
	n := 0
	for _, part := range l.parts {
		for i := range part {
			n += weigh(part[i].units).rules + len(part[i].rejections)
		}
	}
	return n
}
