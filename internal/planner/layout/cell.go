package layout

import (
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/bucket"
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
// rendezvous hashing with bounded loads (bucket.Spread).
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
		c.forwards = w.packForwards(c.units)
	}
	return c
}

// wildcards counts the rules that have some.
func (c *cell) wildcards() int {
	n := 0
	for _, u := range c.units {
		for _, m := range u.members {
			for i := range m.Rules {
				if m.Rules[i].Pattern.Wild() {
					n++
				}
			}
		}
	}
	for _, r := range c.rejections {
		if haveWildcards(r.Items) {
			n++
		}
	}
	return n
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
	n := 0
	for _, part := range l.parts {
		for i := range part {
			w := weigh(part[i].units)
			n += w.here
			if !l.sharded {
				n += w.rules + len(part[i].rejections)
			}
		}
	}
	if l.sharded {
		n += l.forwards()
	}
	return n
}
