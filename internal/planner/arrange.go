package planner

import (
	"slices"

	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner/layout"
	"github.com/openapi-destinations/openapidestinations/internal/planner/operate"
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
	options := layout.Options{
		Source:                 p.source(),
		AnswerSources:          p.opts.AnswerSources,
		CatchUnknown:           p.opts.CatchUnknown,
		RulesPerBus:            p.opts.RulesPerBus,
		DestinationsPerAccount: p.opts.DestinationsPerAccount,
		Shards:                 p.opts.Shards,
		NestedStacks:           p.opts.NestedStacks,
		Part:                   p.opts.Part,
		Parts:                  p.opts.Parts,
		Frame:                  p.plan.Frame,
	}
	if p.opts.Operate.Asks() {
		options.Beside = p.beside
	}
	return options
}

// beside is what watches and keeps the calls of what is placed.
func (p *planning) beside(placed *layout.Placed) (resources, bytes int) {
	like := plan.Plan{Frame: p.plan.Frame}
	like.Connections, like.Rules, like.Buses, like.Stacks, like.Machines = placed.Connections, placed.Rules, placed.Buses, placed.Stacks, placed.Machines
	for i := range p.carried {
		like.DetailTypes = append(like.DetailTypes, p.carried[i].DetailType)
	}
	return operate.Takes(&like, &p.opts)
}

// watch asks for what watches and keeps the calls.
func (p *planning) watch() {
	p.plan.Operate = operate.Decide(p.plan, &p.opts)
	operate.Check(p.plan, &p.opts, p.Log)
}

// keepPart leaves what is this part's. What is said of the whole document is said in the first part,
// errors in each.
func (p *planning) keepPart() {
	p.placed.KeepPart(p.plan)
	if p.opts.Part > 1 {
		p.Diagnostics = slices.DeleteFunc(p.Diagnostics, func(d spec.Diagnostic) bool { return d.Severity != spec.Error })
	}
}
