package planner

import (
	"slices"

	"github.com/openapi-destinations/openapidestinations/internal/planner/layout"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// arrange gives all that operations need its bus, its stack and its role.
func (p *planning) arrange() {
	p.placed = layout.Arrange(&layout.Document{Carried: p.carried, Connections: p.plan.Connections, Shared: p.shared}, p.layoutOptions(), p.Log)
	p.plan.DetailTypes, p.plan.Parts = p.placed.DetailTypes, p.placed.Parts
	p.plan.Connections, p.plan.Destinations, p.plan.Rules = p.placed.Connections, p.placed.Destinations, p.placed.Rules
	p.plan.Roles, p.plan.Buses, p.plan.Stacks, p.plan.Machines = p.placed.Roles, p.placed.Buses, p.placed.Stacks, p.placed.Machines
}

func (p *planning) layoutOptions() layout.Options {
	return layout.Options{
		Source:                 p.source(),
		CatchUnknown:           p.opts.CatchUnknown,
		RulesPerBus:            p.opts.RulesPerBus,
		DestinationsPerAccount: p.opts.DestinationsPerAccount,
		Shards:                 p.opts.Shards,
		NestedStacks:           p.opts.NestedStacks,
		Part:                   p.opts.Part,
		Parts:                  p.opts.Parts,
		Frame:                  p.plan.Frame,
	}
}

// keepPart leaves what is this part's. What is said of the whole document is said in the first part,
// errors in each.
func (p *planning) keepPart() {
	p.placed.KeepPart(p.plan)
	if p.opts.Part > 1 {
		p.Diagnostics = slices.DeleteFunc(p.Diagnostics, func(d spec.Diagnostic) bool { return d.Severity != spec.Error })
	}
}
