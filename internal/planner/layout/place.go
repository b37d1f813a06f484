package layout

import (
	"iter"
	"slices"

	"github.com/openapi-destinations/openapidestinations/internal/ident"
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

// placing is a part while its resources get their places.
type placing struct {
	*whole
	layout *layout
	cells  []cell
	// sites are where the cells' rules are; cellOf is the cell of each operation by its place
	// in the document, or elsewhere.
	sites  []site
	cellOf []int
	// roleOf is the role of each destination.
	roleOf map[string]string
	out    *Placed
}

// elsewhere is the cell of an operation of another part.
const elsewhere = -1

// place makes the resources of a part, as a layout has them.
func (w *whole) place(l *layout, in part, unknown *plan.Rule) *Placed {
	p := placing{whole: w, layout: l, cells: l.parts[in.at]}
	p.out = &Placed{Connections: w.Connections, uses: map[string]*use{"": new(use)}}
	p.placeCells()
	p.placeConnections()
	p.placeDestinations()
	p.placeRules()
	p.placeTriggers()
	p.letRolesWait()
	for i := range p.cells {
		p.addRejections(&p.cells[i], p.sites[i])
	}
	if l.sharded {
		p.addShards()
	}
	if unknown != nil && in.at == 0 {
		p.addUnknown(*unknown)
	}
	p.addGrants()
	p.measure()
	return p.out
}

func (p *placing) placeCells() {
	p.cellOf = make([]int, len(p.Carried))
	for i := range p.cellOf {
		p.cellOf[i] = elsewhere
	}
	for i := range p.cells {
		c := &p.cells[i]
		var where site
		if p.layout.sharded {
			where.bus = ident.Of(c.name, "Bus")
		}
		if p.layout.split {
			where.stack = stackID(c.name)
			p.out.Stacks = append(p.out.Stacks, plan.Stack{ID: where.stack, Name: c.name})
			p.out.uses[where.stack] = new(use)
		}
		p.sites = append(p.sites, where)
		for _, u := range c.units {
			for _, m := range u.members {
				p.cellOf[m.place] = i
			}
		}
	}
}

// here are the operations of this part with their cells, in document order.
func (p *placing) here() iter.Seq2[int, *member] {
	return func(yield func(int, *member) bool) {
		for i := range p.units {
			if cell := p.cellOf[i]; cell != elsewhere && !yield(cell, p.units[i].members[0]) {
				return
			}
		}
	}
}

func (p *placing) placeRules() {
	rules := 0
	for i := range p.cells {
		rules += weigh(p.cells[i].units).rules + len(p.cells[i].rejections) + len(p.cells[i].forwards)
	}
	p.out.Rules = make([]plan.Rule, 0, rules+1) // and one for unknown detail types
	for cell, m := range p.here() {
		for i := range m.Rules {
			rule := m.Rules[i]
			rule.Bus, rule.Stack, rule.Role = p.sites[cell].bus, p.sites[cell].stack, p.roleOf[m.Calls()]
			if rule.Kind != plan.Delivery {
				rule.Role = ""
			}
			p.addRule(rule, m.ruleBytes[i])
		}
	}
}

// addRule adds a rule that is so long in the template.
func (p *placing) addRule(rule plan.Rule, bytes int) {
	p.out.Rules = append(p.out.Rules, rule)
	u := p.out.uses[rule.Stack]
	u.rules++
	u.bytes += bytes
}

// addUnknown adds the rule for unknown detail types. It waits for all that deliver, or forward to
// what does: it forgets a new operation last.
func (p *placing) addUnknown(unknown plan.Rule) {
	for i := range p.out.Rules {
		if r := &p.out.Rules[i]; (r.Kind == plan.Delivery || r.Kind == plan.Forward) && r.Stack == "" && r.Trigger == "" {
			unknown.After = append(unknown.After, r.ID)
		}
	}
	for i := range p.out.Stacks {
		unknown.AfterStacks = append(unknown.AfterStacks, p.out.Stacks[i].ID)
	}
	p.addRule(unknown, ruleSize(&unknown))
}

// placeConnections puts connections into the nested stack of their operations where there are
// too many of them, and their operations are in one.
func (p *placing) placeConnections() {
	if len(p.followers) == 0 || !p.layout.split {
		return
	}
	only := make(map[string]string)
	for cell, m := range p.here() {
		if !p.followers[m.Connection] {
			continue
		}
		stack := p.sites[cell].stack
		if other, known := only[m.Connection]; known && other != stack {
			stack = ""
		}
		only[m.Connection] = stack
	}
	p.out.Connections = slices.Clone(p.out.Connections)
	for i := range p.out.Connections {
		p.out.Connections[i].Stack = only[p.out.Connections[i].ID]
	}
}

// placeDestinations gives each destination its stack, and roles that may call it: its own go with
// the operation, shared ones are in the construct's stack.
func (p *placing) placeDestinations() {
	own := make([][]string, len(p.cells))
	var inParent, machines []string
	shared := make(map[string]bool)
	for cell, m := range p.here() {
		switch id := m.Calls(); {
		case m.Own != nil && p.layout.split:
			own[cell] = append(own[cell], id)
		case m.Own != nil:
			inParent = append(inParent, id)
		case m.Call != nil:
			if p.addCall(m.Carried) {
				machines = append(machines, id)
			}
		case !shared[id]:
			shared[id] = true
			inParent = append(inParent, id)
		}
	}
	p.out.Destinations = make([]plan.Destination, 0, len(p.Shared)+len(p.Carried))
	for i := range p.Shared {
		if shared[p.Shared[i].ID] {
			p.addDestination(p.Shared[i], p.sharedBytes[i])
		}
	}
	for cell, m := range p.here() {
		if m.Own != nil {
			d := *m.Own
			d.Stack = p.sites[cell].stack
			p.addDestination(d, m.ownBytes)
		}
	}
	p.roleOf = make(map[string]string, len(p.Carried))
	p.addRoles(nil, "", inParent)
	p.addMachineRoles("MachineRole", machines, p.roleOf)
	for i, ids := range own {
		p.addRoles(&p.cells[i], p.sites[i].stack, ids)
	}
}

// addCall gives a state machine what an operation asks of it, and tells whether it is new.
func (p *placing) addCall(c *Carried) bool {
	at := slices.IndexFunc(p.out.Machines, func(m plan.StateMachine) bool { return m.ID == c.Shared })
	if at < 0 {
		p.out.Machines = append(p.out.Machines, plan.StateMachine{
			ID: c.Shared, Connection: c.Connection, Calls: []plan.Call{*c.Call}, Answers: c.Answers, Nested: c.Nested,
		})
		return true
	}
	m := &p.out.Machines[at]
	m.Answers, m.Nested = m.Answers.With(c.Answers), m.Nested || c.Nested
	if place, known := slices.BinarySearchFunc(m.Calls, *c.Call, plan.Call.Compare); !known {
		m.Calls = slices.Insert(m.Calls, place, *c.Call)
	}
	return false
}

// addDestination adds a destination that is so long in the template.
func (p *placing) addDestination(d plan.Destination, bytes int) {
	p.out.Destinations = append(p.out.Destinations, d)
	u := p.out.uses[d.Stack]
	u.destinations++
	u.bytes += bytes
}
