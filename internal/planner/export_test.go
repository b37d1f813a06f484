package planner

import (
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner/layout"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// Arranged plans the operations of a document once, and gives what arranges some of them,
// chosen by their detail types: a test of many documents that differ little needs no more.
func Arranged(doc *spec.Document, opts plan.Options) func(some map[string]bool) *plan.Plan {
	p := begin(doc, opts)
	p.selectOperations()
	p.decide()
	p.connect()
	p.carry()
	return func(some map[string]bool) *plan.Plan {
		var chosen []layout.Carried
		for _, c := range p.carried {
			if some[c.DetailType] {
				chosen = append(chosen, c)
			}
		}
		placed := layout.Arrange(&layout.Document{Carried: chosen, Shared: p.shared}, p.layoutOptions(), p.Log)
		return &plan.Plan{Rules: placed.Rules, Destinations: placed.Destinations, Roles: placed.Roles, Buses: placed.Buses, Stacks: placed.Stacks}
	}
}
