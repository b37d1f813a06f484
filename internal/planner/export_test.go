package planner

import (
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner/layout"
	"github.com/openapi-destinations/openapidestinations/internal/planner/security"
	"github.com/openapi-destinations/openapidestinations/internal/planner/server"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// Arranged plans the operations of a document once, and gives what arranges some of them,
// chosen by their detail types: a test of many documents that differ little needs no more.
func Arranged(doc *spec.Document, opts plan.Options) func(some map[string]bool) *plan.Plan {
	b := newBuilder(doc, opts)
	b.servers = server.New(b.doc, b.opts, b.Log)
	b.security = security.New(b.doc, b.opts, b.Log, b.servers)
	b.plan.Operations = b.selection.Choose()
	b.settings = b.selection.Settings(b.plan.Operations, b.opts.Operations)
	b.selection.Name(b.plan.Operations)
	b.makeCarriers()
	b.planEach()
	return func(some map[string]bool) *plan.Plan {
		var chosen []layout.Carried
		for _, c := range b.carried {
			if some[c.DetailType] {
				chosen = append(chosen, c)
			}
		}
		placed := layout.Arrange(&layout.Document{Carried: chosen, Shared: b.shared}, b.layoutOptions(), b.Log)
		return &plan.Plan{Rules: placed.Rules, Destinations: placed.Destinations, Roles: placed.Roles, Buses: placed.Buses, Stacks: placed.Stacks}
	}
}
