package planner

import (
	"iter"
	"slices"

	"github.com/openapi-destinations/openapidestinations/internal/bucket"
	"github.com/openapi-destinations/openapidestinations/internal/ident"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
)

// site is the bus and the stack of a rule.
type site struct{ bus, stack string }

// inCell names what a cell has, by the cell where there are several.
func inCell(c *cell, bucket, what string) string {
	if c == nil || c.name == "" {
		return ident.Of(bucket, what)
	}
	return ident.Of(c.name, bucket, what)
}

func stackID(cell string) string { return ident.Of(cell, "Stack") }

// addRules adds what belongs to no single operation (rejection rules, the rule for unknown
// detail types, roles, and what forwards to shards) and gives every rule its bus and
// its stack. It spreads the operations over shards and nested stacks only when they need it.
func (b *builder) addRules() {
	b.whole = b.gather()
	for i := range b.whole.units {
		b.plan.DetailTypes = append(b.plan.DetailTypes, b.whole.units[i].key)
	}
	l, assembled := b.arrange(b.whole.units, b.unknownDetailTypes())
	b.layout = l
	b.plan.Rules, b.plan.Destinations = assembled.Rules, assembled.Destinations
	b.plan.Roles, b.plan.Buses, b.plan.Stacks = assembled.Roles, assembled.Buses, assembled.Stacks
	b.plan.Connections = assembled.Connections
}

// arrange finds the simplest layout that does.
//
// A deployment makes new rules before the old ones go. So a bus is not filled up: there is room for the
// rules that forward to the first shards, beside all others. And where a bus can't
// hold all rules twice, a stack that is split for the first time has the new ones on shards.
func (b *builder) arrange(units []unit, unknown *plan.Rule) (*layout, *plan.Plan) {
	others := 0
	if unknown != nil {
		others = 1
	}
	sharded, split := b.atLeast(weigh(units))
	for {
		l := b.layOut(units, sharded, split)
		assembled := b.assemble(&l, unknown)
		switch {
		case !sharded && b.opts.Shards && l.rulesOfUsersBus()+others+b.firstForwards(units) > b.rulesPerBus():
			sharded = true
		case !split && b.opts.NestedStacks == nil && b.uses(assembled)[""].tooMuch():
			split = true
		case split && !sharded && b.opts.Shards && b.opts.NestedStacks == nil && l.rulesOfUsersBus()*2 > b.rulesPerBus():
			sharded = true
		default:
			return &l, assembled
		}
	}
}

// firstForwards is how many rules it would take to forward to the first shards.
func (b *builder) firstForwards(units []unit) int {
	const margin = 3 // for a shard more, an operation more, and what hashing leaves empty
	return bucket.Count(b.forwardSize(units), limits.PatternLength) + margin
}

// atLeast tells what is needed whatever the rules for unusable events and the roles come to.
func (b *builder) atLeast(w weight) (sharded, split bool) {
	sharded = b.opts.Shards && w.rules > b.rulesPerBus()
	if n := b.opts.NestedStacks; n != nil {
		return sharded, *n > 0
	}
	resources := w.rules + len(b.whole.connections)
	if !b.opts.SharedDestinations {
		resources += w.operations
	}
	return sharded, resources > limits.ResourcesPerStack*b.parts()
}

// assemble makes the resources of this part, as a layout has them.
func (b *builder) assemble(l *layout, unknown *plan.Rule) *plan.Plan {
	out := &plan.Plan{Connections: b.whole.connections, Secrets: b.plan.Secrets, Parameters: b.plan.Parameters}
	a := assembly{builder: b, layout: l, cells: l.parts[b.part()], out: out}
	a.placeCells()
	a.placeConnections()
	a.placeDestinations()
	a.placeRules()
	for i := range a.cells {
		b.addRejections(&a.cells[i], a.sites[i], out)
	}
	if l.sharded {
		b.addShards(l, a.cells, out)
	}
	if unknown != nil && b.part() == 0 {
		out.Rules = append(out.Rules, orderUnknown(*unknown, out))
	}
	return out
}

// assembly is a part while it is put together.
type assembly struct {
	*builder
	layout *layout
	cells  []cell
	// sites are where the cells' rules are; cellOf is the cell of each operation by its place
	// in the document, or elsewhere.
	sites  []site
	cellOf []int
	// roleOf is the role of each destination.
	roleOf map[string]string
	out    *plan.Plan
}

// elsewhere is the cell of an operation of another part.
const elsewhere = -1

func (a *assembly) placeCells() {
	a.cellOf = make([]int, len(a.plan.Operations))
	for i := range a.cellOf {
		a.cellOf[i] = elsewhere
	}
	for i := range a.cells {
		c := &a.cells[i]
		var where site
		if a.layout.sharded {
			where.bus = ident.Of(c.name, "Bus")
		}
		if a.layout.split {
			where.stack = stackID(c.name)
			a.out.Stacks = append(a.out.Stacks, plan.Stack{ID: where.stack, Name: c.name})
		}
		a.sites = append(a.sites, where)
		for _, u := range c.units {
			for _, m := range u.members {
				a.cellOf[m.place] = i
			}
		}
	}
}

// here are the operations of this part with their cells, in document order.
func (a *assembly) here() iter.Seq2[int, candidate] {
	return func(yield func(int, candidate) bool) {
		for i := range a.whole.units {
			c := a.whole.units[i].members[0]
			if cell := a.cellOf[c.place]; cell != elsewhere && !yield(cell, c) {
				return
			}
		}
	}
}

func (a *assembly) placeRules() {
	rules := 0
	for i := range a.cells {
		rules += weigh(a.cells[i].units).rules + len(a.cells[i].rejections) + len(a.cells[i].forwards)
	}
	a.out.Rules = make([]plan.Rule, 0, rules+1) // and one for unknown detail types
	for cell, c := range a.here() {
		for _, r := range c.rules {
			rule := *r
			rule.Bus, rule.Stack, rule.Role = a.sites[cell].bus, a.sites[cell].stack, a.roleOf[c.op.Destination]
			a.out.Rules = append(a.out.Rules, rule)
		}
	}
}

// orderUnknown makes the rule for unknown detail types wait for all that deliver, or forward to what does:
// it forgets a new operation last.
func orderUnknown(unknown plan.Rule, p *plan.Plan) plan.Rule {
	for i := range p.Rules {
		if r := &p.Rules[i]; (r.Kind == plan.Delivery || r.Kind == plan.Forward) && r.Stack == "" {
			unknown.After = append(unknown.After, r.ID)
		}
	}
	for i := range p.Stacks {
		unknown.AfterStacks = append(unknown.AfterStacks, p.Stacks[i].ID)
	}
	return unknown
}

// placeConnections puts connections into the nested stack of their operations where there are
// too many of them, and their operations are in one.
func (a *assembly) placeConnections() {
	if len(a.whole.followers) == 0 || !a.layout.split {
		return
	}
	only := make(map[string]string)
	for cell, c := range a.here() {
		if !a.whole.followers[c.op.Connection] {
			continue
		}
		stack := a.sites[cell].stack
		if other, known := only[c.op.Connection]; known && other != stack {
			stack = ""
		}
		only[c.op.Connection] = stack
	}
	a.out.Connections = slices.Clone(a.out.Connections)
	for i := range a.out.Connections {
		a.out.Connections[i].Stack = only[a.out.Connections[i].ID]
	}
}

// placeDestinations gives each destination its stack, and roles that may call it.
// Destinations that operations share are in the construct's own stack.
func (a *assembly) placeDestinations() {
	own := make([][]string, len(a.cells))
	var shared []string
	stackOf := make(map[string]string)
	for cell, c := range a.here() {
		id := c.op.Destination
		if _, known := stackOf[id]; known {
			continue
		}
		stackOf[id] = ""
		if a.opts.SharedDestinations || !a.layout.split {
			shared = append(shared, id)
			continue
		}
		own[cell] = append(own[cell], id)
		stackOf[id] = a.sites[cell].stack
	}
	a.out.Destinations = make([]plan.Destination, 0, len(stackOf))
	for i := range a.whole.destinations {
		if stack, here := stackOf[a.whole.destinations[i].ID]; here {
			a.out.Destinations = append(a.out.Destinations, a.whole.destinations[i])
			a.out.Destinations[len(a.out.Destinations)-1].Stack = stack
		}
	}
	a.roleOf = make(map[string]string, len(stackOf))
	a.addRoles(nil, "", shared)
	for i, ids := range own {
		a.addRoles(&a.cells[i], a.sites[i].stack, ids)
	}
}
