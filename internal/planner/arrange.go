package planner

import (
	"slices"

	"github.com/openapi-destinations/openapidestinations/internal/planner/layout"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// arrange gives all that operations need its bus, its stack and its role.
func (b *builder) arrange() {
	b.placed = layout.Arrange(&layout.Document{Carried: b.carried, Connections: b.plan.Connections, Shared: b.shared}, b.layoutOptions(), b.Log)
	b.plan.DetailTypes, b.plan.Parts = b.placed.DetailTypes, b.placed.Parts
	b.plan.Connections, b.plan.Destinations, b.plan.Rules = b.placed.Connections, b.placed.Destinations, b.placed.Rules
	b.plan.Roles, b.plan.Buses, b.plan.Stacks, b.plan.Machines = b.placed.Roles, b.placed.Buses, b.placed.Stacks, b.placed.Machines
}

func (b *builder) layoutOptions() layout.Options {
	return layout.Options{
		Source:                 b.source(),
		CatchUnknown:           b.opts.CatchUnknown,
		RulesPerBus:            b.opts.RulesPerBus,
		DestinationsPerAccount: b.opts.DestinationsPerAccount,
		Shards:                 b.opts.Shards,
		NestedStacks:           b.opts.NestedStacks,
		Part:                   b.opts.Part,
		Parts:                  b.opts.Parts,
		Frame:                  b.plan.Frame,
	}
}

// keepPart leaves what is this part's. What is said of the whole document is said in the first part,
// errors in each.
func (b *builder) keepPart() {
	b.placed.KeepPart(b.plan)
	if b.opts.Part > 1 {
		b.Diagnostics = slices.DeleteFunc(b.Diagnostics, func(d spec.Diagnostic) bool { return d.Severity != spec.Error })
	}
}
