package planner

import (
	"cmp"
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/bucket"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/pattern"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
)

// layout says on which bus and in which stack each operation's rules are. A document
// that fits has one cell: the bus that users publish to, and the construct's stack.
type layout struct {
	// sharded rules are on buses of their own, which the users' bus forwards to; split
	// operations are in nested stacks.
	sharded, split bool
	parts          [][]cell
}

// cell is a set of operations whose rules are together on one bus and in one stack.
type cell struct {
	// name is its number; empty where all operations of the part are in one.
	name       string
	units      []unit
	rejections []bucket.Bucket[pattern.Rejection]
	forwards   []bucket.Bucket[unit]
}

// unit is what is always in one cell: an operation, or several whose detail types begin
// alike and are forwarded by that.
type unit struct {
	// key is what its place is found by.
	key string
	// test is what a forwarding rule asks of the detail type, in so many characters.
	test    any
	size    int
	members []candidate
	weight
}

// weight is what fills a cell.
type weight struct {
	operations, rules, rejected, bytes int
	// connections are those that follow their operations, each counted for each of them.
	connections int
}

func (w weight) plus(o weight) weight {
	return weight{w.operations + o.operations, w.rules + o.rules, w.rejected + o.rejected, w.bytes + o.bytes, w.connections + o.connections}
}

func weigh(units []unit) weight {
	var sum weight
	for i := range units {
		sum = sum.plus(units[i].weight)
	}
	return sum
}

// layOut spreads the units. Where the names of all operations are too many for the rules
// that forward them, operations whose names begin alike go to one shard.
func (b *builder) layOut(units []unit, sharded, split bool) layout {
	l := b.layOutUnits(units, sharded, split)
	if sharded && l.forwards() > b.rulesPerBus() {
		begin := slices.Clone(units)
		slices.SortFunc(begin, func(x, y unit) int { return strings.Compare(x.key, y.key) })
		l = b.layOutUnits(byBeginning(begin, "", max(b.rulesPerBus()/10, 1)), sharded, split)
	}
	return l
}

func (b *builder) layOutUnits(units []unit, sharded, split bool) layout {
	l := layout{sharded: sharded, split: split, parts: make([][]cell, b.parts())}
	of := make([][]unit, b.parts())
	for _, u := range units {
		p := 0
		if b.parts() > 1 {
			p = bucket.PartOf(u.key, b.parts())
		}
		of[p] = append(of[p], u)
	}
	for p, units := range of {
		if len(units) > 0 {
			l.parts[p] = b.cells(units, sharded, split)
		}
	}
	return l
}

// cells spreads the operations of a part over as many cells as the quotas ask for, by
// rendezvous hashing with bounded loads (intoBuckets).
func (b *builder) cells(units []unit, sharded, split bool) []cell {
	if !sharded && !split {
		return []cell{b.cell(bucket.Bucket[unit]{Items: units}, false)}
	}
	room := room{sharded: sharded, split: split, shared: b.opts.SharedDestinations, rules: b.rulesPerBus()}
	key := func(u unit) bucket.Key {
		if connection := u.members[0].op.Connection; len(u.members) == 1 && b.whole.followers[connection] {
			return bucket.Key{Group: connection, Name: u.key}
		}
		return bucket.Key{Group: u.key, Name: u.key}
	}
	least := room.count(weigh(units))
	if n := b.opts.NestedStacks; split && n != nil {
		least = *n
	}
	for {
		buckets := bucket.Spread(units, least, key, room.load)
		cells := make([]cell, len(buckets))
		fit := true
		for i, bucket := range buckets {
			if !split {
				// Other buses than those of nested stacks: when the stack is split, one could not hold
				// the old rules and the new ones at once.
				bucket.Name = "0" + bucket.Name
			}
			cells[i] = b.cell(bucket, sharded)
			fit = fit && (len(bucket.Items) == 1 || room.holds(&cells[i]))
		}
		if fit || least >= len(units) {
			return cells
		}
		least = max(least, len(buckets)) + 1
	}
}

func (b *builder) cell(from bucket.Bucket[unit], sharded bool) cell {
	c := cell{name: from.Name, units: from.Items}
	var rejections []pattern.Rejection
	for _, u := range c.units {
		for _, m := range u.members {
			rejections = append(rejections, m.rejections...)
		}
	}
	c.rejections = b.packRejections(rejections)
	if sharded {
		c.forwards = b.packForwards(c.units)
	}
	return c
}

// room is what one cell has.
type room struct {
	sharded, split, shared bool
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
	if r.shared {
		return r.rulesOf(w)
	}
	return r.rulesOf(w) + w.operations + w.connections + roleCount(w.operations)
}

// load is what is in a cell.
func (r room) load() bucket.Load[unit] {
	var all weight
	units, crossed := 0, make(map[string]bool)
	return func(u unit, must bool) bool {
		sum := all.plus(u.weight)
		if !must && (r.sharded && r.rulesOf(sum) > r.rules ||
			r.split && (r.resources(sum) > stackRoom || sum.bytes > textRoom || r.crossing(units+1, crossed, u) > crossing)) {
			return false
		}
		all = sum
		units++
		for _, m := range u.members {
			crossed[r.crosses(m.op)] = true
		}
		return true
	}
}

// crosses is the value of the parent stack that an operation refers to: its connection, or
// the destination that others have too.
func (r room) crosses(op *plan.Operation) string {
	if r.shared {
		return op.Destination
	}
	return op.Connection
}

// crossing counts the values of the parent stack that so many operations refer to, one more
// than those whose values are given.
func (r room) crossing(units int, crossed map[string]bool, more unit) int {
	if units <= crossing/2 {
		return units // even if each refers to something of its own
	}
	n := len(crossed)
	for i, m := range more.members {
		id := r.crosses(m.op)
		if !crossed[id] && !slices.ContainsFunc(more.members[:i], func(c candidate) bool { return r.crosses(c.op) == id }) {
			n++
		}
	}
	if r.shared {
		return n + n/10 // roles
	}
	return n
}

// holds tells whether a cell is within the quotas now that its rules are known.
func (r room) holds(c *cell) bool {
	w := weigh(c.units)
	rules := w.rules + len(c.rejections)
	resources := rules
	if !r.shared {
		resources += w.operations + w.connections + roleCount(w.operations) + 1
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

// inDocumentOrder are the operations of the units.
func inDocumentOrder(units []unit) []candidate {
	var members []candidate
	for _, u := range units {
		members = append(members, u.members...)
	}
	slices.SortFunc(members, func(x, y candidate) int { return cmp.Compare(x.place, y.place) })
	return members
}
