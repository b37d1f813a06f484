package plan

import (
	"maps"
	"slices"

	"github.com/openapi-destinations/openapidestinations/internal/limits"
)

// site is the bus and the stack of a rule.
type site struct{ bus, stack string }

// inCell names what a cell has, by the cell where there are several.
func inCell(c *cell, bucket, what string) string {
	if c == nil || c.name == "" {
		return identifier(bucket, what)
	}
	return identifier(c.name, bucket, what)
}

func stackID(cell string) string { return identifier(cell, "Stack") }

// addRules adds what belongs to no single operation (rejection rules, the rule for unknown
// detail types, roles, and what forwards to shards) and gives every rule its bus and
// its stack. It spreads the operations over shards and nested stacks only when they need it.
func (b *builder) addRules() {
	units := b.units()
	for _, m := range inDocumentOrder(units) {
		b.plan.DetailTypes = append(b.plan.DetailTypes, m.op.DetailType)
	}
	l, assembled := b.arrange(units, b.unknownDetailTypes())
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
func (b *builder) arrange(units []unit, unknown *Rule) (*layout, *Plan) {
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
		case !split && b.opts.NestedStacks == nil && b.stackUse(assembled, "").tooMuch():
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
	return bucketCount(b.forwardSize(units), limits.PatternLength) + margin
}

// atLeast tells what is needed whatever the rules for unusable events and the roles come to.
func (b *builder) atLeast(w weight) (sharded, split bool) {
	sharded = b.opts.Shards && w.rules > b.rulesPerBus()
	if n := b.opts.NestedStacks; n != nil {
		return sharded, *n > 0
	}
	resources := w.rules + len(b.plan.Connections)
	if !b.opts.SharedDestinations {
		resources += w.operations
	}
	return sharded, resources > limits.ResourcesPerStack*b.parts()
}

// assemble makes the resources of this part, as a layout has them.
func (b *builder) assemble(l *layout, unknown *Rule) *Plan {
	out := &Plan{Connections: b.plan.Connections, Secrets: b.plan.Secrets, Parameters: b.plan.Parameters}
	cells := l.parts[b.part()]
	at := make(map[string]site)    // by detail type
	cellOf := make(map[string]int) // by detail type
	for i := range cells {
		where := site{}
		if l.sharded {
			where.bus = identifier(cells[i].name, "Bus")
		}
		if l.split {
			where.stack = stackID(cells[i].name)
			out.Stacks = append(out.Stacks, Stack{ID: where.stack, Name: cells[i].name})
		}
		for _, u := range cells[i].units {
			for _, m := range u.members {
				at[m.op.DetailType], cellOf[m.op.DetailType] = where, i
			}
		}
	}
	b.placeConnections(l, cells, cellOf, out)
	roleOf := b.placeDestinations(l, cells, cellOf, out)
	rules := make(map[string]*Rule, len(b.plan.Rules))
	for i := range b.plan.Rules {
		if b.plan.Rules[i].Kind == Delivery {
			rules[b.plan.Rules[i].ID] = &b.plan.Rules[i]
		}
	}
	for i := range b.plan.Operations {
		op := &b.plan.Operations[i]
		where, here := at[op.DetailType]
		for _, id := range op.Rules {
			if rule := *rules[id]; here {
				rule.Bus, rule.Stack, rule.Role = where.bus, where.stack, roleOf[rule.Destination]
				out.Rules = append(out.Rules, rule)
			}
		}
	}
	for i := range cells {
		where := at[cells[i].units[0].members[0].op.DetailType]
		b.addRejections(&cells[i], where, out)
	}
	if l.sharded {
		b.addShards(l, cells, out)
	}
	if unknown != nil && b.part() == 0 {
		out.Rules = append(out.Rules, orderUnknown(*unknown, out))
	}
	return out
}

// orderUnknown makes the rule for unknown detail types wait for all that deliver.
func orderUnknown(unknown Rule, p *Plan) Rule {
	for i := range p.Rules {
		if r := &p.Rules[i]; r.Kind == Delivery && r.Stack == "" {
			unknown.After = append(unknown.After, r.ID)
		}
	}
	for i := range p.Stacks {
		unknown.AfterStacks = append(unknown.AfterStacks, p.Stacks[i].ID)
	}
	return unknown
}

// manyConnections is how many fit beside the other things of the construct's own stack.
const manyConnections = 100

// manyAndSmall tells of each connection whether it follows its operations: there are too many
// connections, and this one has few operations.
func (b *builder) manyAndSmall() map[string]bool {
	small := make(map[string]bool)
	if len(b.plan.Connections) <= manyConnections || b.opts.SharedDestinations {
		return small
	}
	const few = 20
	users := make(map[string]int)
	for i := range b.plan.Operations {
		users[b.plan.Operations[i].Connection]++
	}
	for i := range b.plan.Connections {
		c := &b.plan.Connections[i]
		small[c.ID] = !c.Existing && users[c.ID] <= few
	}
	return small
}

// placeConnections puts connections into the nested stack of their operations where there are
// too many of them, and their operations are in one.
func (b *builder) placeConnections(l *layout, cells []cell, cellOf map[string]int, out *Plan) {
	small := b.manyAndSmall()
	if len(small) == 0 || !l.split {
		return
	}
	only := make(map[string]string)
	for i := range b.plan.Operations {
		op := &b.plan.Operations[i]
		cell, here := cellOf[op.DetailType]
		if !here || !small[op.Connection] {
			continue
		}
		stack := stackID(cells[cell].name)
		if other, known := only[op.Connection]; known && other != stack {
			stack = ""
		}
		only[op.Connection] = stack
	}
	out.Connections = slices.Clone(out.Connections)
	for i := range out.Connections {
		out.Connections[i].Stack = only[out.Connections[i].ID]
	}
}

// placeDestinations gives each destination its stack, and roles that may call it.
// Destinations that operations share are in the construct's own stack.
func (b *builder) placeDestinations(l *layout, cells []cell, cellOf map[string]int, out *Plan) map[string]string {
	own := make([][]string, max(len(cells), 1))
	var shared []string
	stackOf := make(map[string]string)
	for i := range b.plan.Operations {
		op := &b.plan.Operations[i]
		cell, here := cellOf[op.DetailType]
		if _, known := stackOf[op.Destination]; !here || known {
			continue
		}
		stackOf[op.Destination] = ""
		if b.opts.SharedDestinations || !l.split {
			shared = append(shared, op.Destination)
			continue
		}
		own[cell] = append(own[cell], op.Destination)
		stackOf[op.Destination] = stackID(cells[cell].name)
	}
	for _, d := range b.plan.Destinations {
		if stack, here := stackOf[d.ID]; here {
			d.Stack = stack
			out.Destinations = append(out.Destinations, d)
		}
	}
	roleOf := addRoles(nil, "", shared, out)
	for i, ids := range own {
		if len(ids) > 0 {
			maps.Copy(roleOf, addRoles(&cells[i], stackID(cells[i].name), ids, out))
		}
	}
	return roleOf
}
