package planner

import (
	"github.com/openapi-destinations/openapidestinations/internal/pattern"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
)

// whole is what the document comes to before it is spread over buses, stacks and parts: a
// part's plan has less, and how many parts are enough is asked of the whole.
type whole struct {
	// units are the operations with rules, in document order.
	units        []unit
	destinations []plan.Destination
	connections  []plan.Connection
	// followers are the connections that follow their operations.
	followers map[string]bool
}

// candidate is an operation with the rules that deliver its events; place is where the
// document has it.
type candidate struct {
	place      int
	op         *plan.Operation
	rules      []*plan.Rule
	rejections []pattern.Rejection
}

// gather collects what planning the operations one by one has made.
func (b *builder) gather() *whole {
	w := &whole{destinations: b.plan.Destinations, connections: b.plan.Connections, followers: b.manyAndSmall()}
	rejections := make(map[string][]pattern.Rejection, len(b.rejections))
	for _, r := range b.rejections {
		rejections[r.DetailType] = append(rejections[r.DetailType], r)
	}
	for i := range w.destinations {
		w.destinations[i].Bytes = destinationSize(&w.destinations[i])
	}
	w.units = make([]unit, 0, len(b.plan.Operations))
	rules := b.plan.Rules // those of one operation after the other
	for i := range b.plan.Operations {
		op := &b.plan.Operations[i]
		if len(op.Rules) == 0 {
			continue
		}
		c := candidate{place: i, op: op, rules: make([]*plan.Rule, 0, len(op.Rules)), rejections: rejections[op.DetailType]}
		for j := range c.rejections {
			c.rejections[j].Place = i
		}
		for range op.Rules {
			c.rules = append(c.rules, &rules[0])
			rules = rules[1:]
		}
		w.units = append(w.units, b.unitOf(c, w.followers[op.Connection]))
	}
	return w
}

func (b *builder) unitOf(c candidate, follower bool) unit {
	u := unit{key: c.op.DetailType, test: c.op.DetailType, members: []candidate{c}, weight: weight{operations: 1, rules: len(c.rules)}}
	u.size = pattern.TextLength(u.key)
	if follower {
		u.connections = 1
	}
	for i := range c.rejections {
		u.rejected += pattern.RejectionLength(c.rejections[i:i+1], nil)
	}
	for _, r := range c.rules {
		r.Bytes = ruleSize(r)
		u.bytes += r.Bytes
	}
	return u
}

// manyConnections is how many fit beside the other things of the construct's own stack.
const manyConnections = 100

// manyAndSmall tells of each connection whether it follows its operations: there are too many
// connections, and this one has few operations.
func (b *builder) manyAndSmall() map[string]bool {
	if len(b.plan.Connections) <= manyConnections || b.opts.SharedDestinations {
		return nil
	}
	const few = 20
	users := make(map[string]int)
	for i := range b.plan.Operations {
		users[b.plan.Operations[i].Connection]++
	}
	small := make(map[string]bool)
	for i := range b.plan.Connections {
		c := &b.plan.Connections[i]
		small[c.ID] = !c.Existing && users[c.ID] <= few
	}
	return small
}
