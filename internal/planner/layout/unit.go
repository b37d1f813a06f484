package layout

import (
	"cmp"
	"iter"
	"slices"

	"github.com/openapi-destinations/openapidestinations/internal/pattern"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
)

// whole is what the document comes to before it is spread over buses, stacks and parts: a
// part has less, and how many parts are enough is asked of the whole.
type whole struct {
	Options
	*Document
	// units are the operations, in document order.
	units []unit
	// members are the operations by their detail types.
	members map[string]*member
	// followers are the connections that follow their operations.
	followers map[string]bool
	// sharedBytes are how long the shared destinations are in the template.
	sharedBytes []int
}

// member is an operation with what it comes to.
type member struct {
	*Carried
	// place is where it is in the document.
	place int
	// ruleBytes are how long its rules are in the template, ownBytes how long its destination is.
	ruleBytes []int
	ownBytes  int
	// triggerBytes are how long the rules of its triggers are.
	triggerBytes []int
}

// unit is what is always in one cell: an operation, or several whose detail types begin
// alike and are forwarded by that.
type unit struct {
	// key is what its place is found by.
	key string
	// test is what a forwarding rule asks of the detail type, in so many characters.
	test    any
	size    int
	members []*member
	weight
}

// weight is what fills a cell.
type weight struct {
	operations, rules, rejected, bytes int
	// own are the destinations that move with the operations, triggers the rules of triggers, of which
	// those here are on the bus that users publish to.
	own, triggers, here int
	// connections are those that follow their operations, each counted for each of them.
	connections int
}

func (w weight) plus(o weight) weight {
	return weight{
		w.operations + o.operations, w.rules + o.rules, w.rejected + o.rejected, w.bytes + o.bytes,
		w.own + o.own, w.triggers + o.triggers, w.here + o.here, w.connections + o.connections,
	}
}

func weigh(units []unit) weight {
	var sum weight
	for i := range units {
		sum = sum.plus(units[i].weight)
	}
	return sum
}

// gather measures what planning the operations one by one has made.
func gather(d *Document, opts Options) *whole {
	w := &whole{Options: opts, Document: d, followers: manyAndSmall(d), members: make(map[string]*member, len(d.Carried))}
	for i := range d.Shared {
		w.sharedBytes = append(w.sharedBytes, destinationSize(&d.Shared[i]))
	}
	w.units = make([]unit, 0, len(d.Carried))
	for i := range d.Carried {
		m := &member{Carried: &d.Carried[i], place: i}
		w.members[m.DetailType] = m
		w.units = append(w.units, unitOf(m, w.followers[m.Connection]))
	}
	return w
}

func unitOf(m *member, follower bool) unit {
	u := unit{key: m.DetailType, test: m.DetailType, members: []*member{m}, weight: weight{operations: 1, rules: len(m.Rules)}}
	u.size = pattern.TextLength(u.key)
	if follower {
		u.connections = 1
	}
	if m.Own != nil {
		u.own, m.ownBytes = 1, destinationSize(m.Own)
	}
	for i := range m.Rejections {
		u.rejected += pattern.RejectionLength(m.Rejections[i:i+1], nil)
	}
	m.ruleBytes = make([]int, len(m.Rules))
	for i := range m.Rules {
		m.ruleBytes[i] = ruleSize(&m.Rules[i])
		u.bytes += m.ruleBytes[i]
	}
	for rule := range m.triggerRules() {
		u.triggers++
		m.triggerBytes = append(m.triggerBytes, ruleSize(rule))
		u.bytes += m.triggerBytes[len(m.triggerBytes)-1]
	}
	for i := range m.Triggers {
		if m.Triggers[i].OnBus {
			u.here += len(m.Triggers[i].Rules)
		}
	}
	return u
}

// manyConnections is how many fit beside the other things of the construct's own stack.
const manyConnections = 100

// manyAndSmall tells of each connection whether it follows its operations: there are too many
// connections, and this one has few operations, none of which calls what is in the construct's own
// stack.
func manyAndSmall(d *Document) map[string]bool {
	if len(d.Connections) <= manyConnections {
		return nil
	}
	const few = 20
	users, stays := make(map[string]int), make(map[string]bool)
	for i := range d.Carried {
		c := &d.Carried[i]
		users[c.Connection]++
		stays[c.Connection] = stays[c.Connection] || c.Own == nil
	}
	small := make(map[string]bool)
	for i := range d.Connections {
		c := &d.Connections[i]
		small[c.ID] = !c.Existing && !stays[c.ID] && users[c.ID] <= few
	}
	return small
}

// inDocumentOrder are the operations of the units.
func inDocumentOrder(units []unit) []*member {
	var members []*member
	for _, u := range units {
		members = append(members, u.members...)
	}
	slices.SortFunc(members, func(x, y *member) int { return cmp.Compare(x.place, y.place) })
	return members
}

// triggerRules are those of all its triggers.
func (c *Carried) triggerRules() iter.Seq[*plan.Rule] {
	return func(yield func(*plan.Rule) bool) {
		for i := range c.Triggers {
			for j := range c.Triggers[i].Rules {
				if !yield(&c.Triggers[i].Rules[j]) {
					return
				}
			}
		}
	}
}

// ruleIDs are the rules of the operation.
func (m *member) ruleIDs() []string {
	ids := make([]string, len(m.Rules))
	for i := range m.Rules {
		ids[i] = m.Rules[i].ID
	}
	return ids
}
