package layout

import (
	"slices"

	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
)

// use is what a stack holds.
type use struct {
	connections, destinations, rules, roles, others int
	// bytes is about how long the template is as the CDK writes it, indented by one blank
	// for each level: within a few percent, since the names that the CDK makes are not
	// known here.
	bytes int
	// parameters are what it asks for, or what the parent stack gives it.
	parameters int
}

func (u use) resources() int { return u.connections + u.destinations + u.rules + u.roles + u.others }

func (u use) tooMuch() bool {
	return u.resources() > limits.ResourcesPerStack || u.bytes > limits.TemplateBytes
}

// hierarchy is what a stack and those nested in it hold.
type hierarchy struct {
	own       use
	resources int
}

func (h hierarchy) tooMuch() bool {
	return h.own.tooMuch() || h.resources > limits.ResourcesPerHierarchy
}

func hierarchyOf(uses map[string]*use) hierarchy {
	h := hierarchy{own: *uses[""]}
	for _, u := range uses {
		h.resources += u.resources()
	}
	return h
}

// measure counts what has its place by now besides rules and destinations.
func (p *placing) measure() {
	uses := p.out.uses
	uses[""].others += p.Frame.Resources() + len(p.out.Buses) + len(p.out.Stacks)
	for i := range p.out.Connections {
		c := &p.out.Connections[i]
		u := uses[c.Stack]
		u.connections++
		u.bytes += 900 + len(c.ID) // a connection has a handful of short values
	}
	resources, bytes := MachinesTake(p.out.Machines)
	uses[""].others += resources
	uses[""].bytes += bytes
	if p.Beside != nil {
		resources, bytes := p.Beside(p.out)
		uses[""].others += resources
		uses[""].bytes += bytes
	}
	trusted := trustedPatterns(p.out.Buses)
	for i := range p.out.Roles {
		r := &p.out.Roles[i]
		u := uses[r.Stack]
		u.roles++
		u.bytes += 900 + trustedBytes*trusted
		for _, id := range slices.Concat(r.Destinations, r.Machines) {
			u.bytes += logicalLength(id) + 80
		}
		for _, id := range r.After {
			u.bytes += logicalLength(id) + line(propertyDepth)
		}
	}
}

// A state machine has a role, and the policies of its calls; all of them have an outage machine with
// its role and its policies, and a log group. Their sizes are those of their definitions, which
// package render writes, with some margin.
const (
	resourcesOfMachine  = 2
	resourcesOfMachines = 3
	bytesOfMachine      = 36_000
	bytesOfMachines     = 16_000
)

// MachinesTake is what state machines take in their stack, with what all of them have together.
func MachinesTake(machines []plan.StateMachine) (resources, bytes int) {
	n := len(machines)
	if n == 0 {
		return 0, 0
	}
	resources = resourcesOfMachines + (n+limits.MachinesPerPolicy-1)/limits.MachinesPerPolicy + n*resourcesOfMachine
	if slices.ContainsFunc(machines, func(m plan.StateMachine) bool { return m.Answers.Any() }) {
		resources++ // the policy of all that put answers
	}
	bytes = bytesOfMachines + n*bytesOfMachine
	for i := range machines {
		resources += len(machines[i].Policies)
		if machines[i].Nested {
			resources++ // the policy by which it starts itself
		}
		for _, policy := range machines[i].Policies {
			for _, g := range policy.Grants {
				bytes += 1200 + endpointsLength(g.Endpoints) + len(g.Endpoints)*line(propertyDepth+5)
			}
		}
	}
	return resources, bytes
}

// trustedBytes is a pattern of the ARNs of rules that a role trusts, with the functions for Region and
// account and a bus' name of some length.
const trustedBytes = 600

// trustedPatterns is how many a role has: for the bus, the default bus where a bus that was given may be
// that, and the shards by the digits of their numbers.
func trustedPatterns(shards []plan.Bus) int {
	digits := 0
	for i := range shards {
		digits = max(digits, len(shards[i].Name))
	}
	return 2 + digits
}
