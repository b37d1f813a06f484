// Package layout decides where everything is: on which bus and in which stack an operation's rules
// are, which role may call what they call, and in which part of a document that is spread over
// several constructs it all is. It adds what belongs to no single operation: rejection rules, the
// rule for unknown detail types, shards and the rules that forward to them, roles and nested stacks.
// A document that fits has one bus, one stack and one role; more there are only where AWS's quotas
// ask for them, and an operation more or less moves hardly anything.
//
// It knows what an operation comes to (Carried), and neither requests nor carriers: what a carrier
// makes is its own, and moves with the rules, or shared, and stays in the construct's own stack.
//
// Words of the room: a unit is what is never taken apart, an operation as a rule; cells are the sets
// of units that the document is cut into, each with a site, its bus and its stack; the weight of its
// units has to fit the room that a cell has; what a nested stack needs of its parent crosses over.
package layout

import (
	"cmp"

	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/pattern"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner/finding"
)

// Carried is an operation as a carrier carries it: its rules, what they turn away, and what they
// call. That is either its own or shared.
type Carried struct {
	// DetailType names the operation; no two have the same.
	DetailType string
	// Connection is the ID of the one that its calls go through.
	Connection string
	// Rules deliver its events, without bus, stack and role.
	Rules []plan.Rule
	// Rejections are the events that its rules turn away; none where they take all.
	Rejections []pattern.Rejection
	// Own is the destination that no other operation calls; it moves with the rules.
	Own *plan.Destination
	// Shared is the ID of what others call, too; it stays in the construct's own stack.
	Shared string
	// Call is what the operation asks of a state machine; then Shared is that.
	Call *plan.Call
	// Triggers call the same for other events than the operation's own.
	Triggers []Triggered
	// Answers are the outcomes that the state machine tells, Nested is set where it starts itself.
	Answers plan.Answers
	Nested  bool
}

// Triggered are the rules of a trigger, without stack and role. They are on the bus of its events.
type Triggered struct {
	plan.Trigger
	Rules []plan.Rule
}

// Calls is the ID of what the rules call.
func (c *Carried) Calls() string {
	if c.Own != nil {
		return c.Own.ID
	}
	return c.Shared
}

// Document is what the planner made of the document, before anything has a place.
type Document struct {
	// Carried are the operations with rules, in document order.
	Carried []Carried
	// Connections are all that they need.
	Connections []plan.Connection
	// Shared are the destinations that operations name as such.
	Shared []plan.Destination
}

// Options are those of the user's that concern the layout: see plan.Options.
type Options struct {
	// Source is what all rules ask of an event's source; nil is nothing.
	Source []any
	// AnswerSources are the sources of answers, which no rule may take for requests: see
	// plan.Options.
	AnswerSources []plan.AnswerSource
	// CatchUnknown asks for the rule for unknown detail types.
	CatchUnknown bool
	// RulesPerBus is the quota of a bus, DestinationsPerAccount that of the account; 0 is AWS's.
	RulesPerBus, DestinationsPerAccount int
	// Shards allows more buses.
	Shards bool
	// NestedStacks is how many there may be; nil leaves it to need.
	NestedStacks *int
	// Part of Parts is what this construct makes of the document; 0 of 0 is all.
	Part, Parts int
	// Frame is in the construct's own stack.
	Frame plan.Frame
	// Beside tells what else the construct's own stack has for what is placed: resources and about how
	// many bytes of its template. Nil is nothing.
	Beside func(*Placed) (resources, bytes int)
}

// Placed is everything with its place, of the part that was asked for.
type Placed struct {
	Destinations []plan.Destination
	Rules        []plan.Rule
	Roles        []plan.Role
	Buses        []plan.Bus
	Stacks       []plan.Stack
	// Connections are those of all parts (see KeepPart).
	Connections []plan.Connection
	// Machines are the state machines, in the order of the document's first operations with them.
	Machines []plan.StateMachine
	// DetailTypes are those of all parts, in document order.
	DetailTypes []string
	// Parts is the number of constructs that the document must be spread over; 0 where this one is
	// enough, or no number is.
	Parts int

	whole  *whole
	layout *layout
	part   part
	uses   map[string]*use
	// catchesUnknown tells whether the first part has the rule for unknown detail types.
	catchesUnknown bool
}

// part is one of so many constructs that a document is spread over; the first is 0.
type part struct{ at, of int }

// Arrange gives everything its place, on as few buses and in as few stacks as do.
func Arrange(d *Document, opts Options, log *finding.Log) *Placed {
	opts.RulesPerBus = cmp.Or(opts.RulesPerBus, limits.RulesPerBus)
	w := gather(d, opts)
	here := part{max(opts.Part, 1) - 1, max(opts.Parts, 1)}
	unknown := w.unknownDetailTypes(log)
	l, placed := w.arrange(unknown, here)
	placed.whole, placed.layout, placed.part, placed.catchesUnknown = w, l, here, unknown != nil
	for i := range d.Carried {
		placed.DetailTypes = append(placed.DetailTypes, d.Carried[i].DetailType)
	}
	if total := hierarchyOf(placed.uses); len(placed.Stacks) > 0 && total.tooMuch() {
		placed.Parts = w.partsNeeded(total.resources*here.of/limits.ResourcesPerHierarchy, here.of)
	}
	return placed
}

// arrange finds the simplest layout that does.
//
// A deployment makes new rules before the old ones go. So a bus is not filled up: there is room for the
// rules that forward to the first shards, beside all others. And where a bus can't
// hold all rules twice, a stack that is split for the first time has the new ones on shards.
func (w *whole) arrange(unknown *plan.Rule, p part) (*layout, *Placed) {
	others := 0
	if unknown != nil {
		others = 1
	}
	f := w.atLeast(p.of)
	for {
		l := w.layOut(f)
		placed := w.place(&l, p, unknown)
		switch {
		case !f.sharded && w.Shards && l.rulesOfUsersBus()+others+w.firstForwards() > w.RulesPerBus:
			f.sharded = true
		case !f.split && w.NestedStacks == nil && placed.uses[""].tooMuch():
			f.split = true
		case f.split && !f.sharded && w.Shards && w.NestedStacks == nil && l.rulesOfUsersBus()*2 > w.RulesPerBus:
			f.sharded = true
		default:
			return &l, placed
		}
	}
}

// firstForwards is how many rules it would take to forward to the first shards.
func (w *whole) firstForwards() int {
	const margin = 3 // for a shard more, an operation more, and what hashing leaves empty
	return forwardsFor(w.units, w.Source) + margin
}

// atLeast tells what is needed whatever the rules for unusable events and the roles come to.
func (w *whole) atLeast(parts int) form {
	sum := weigh(w.units)
	f := form{sharded: w.Shards && sum.rules > w.RulesPerBus, parts: parts}
	if n := w.NestedStacks; n != nil {
		f.split = *n > 0
		return f
	}
	f.split = sum.rules+sum.triggers+len(w.Connections)+sum.own > limits.ResourcesPerStack*parts
	return f
}
