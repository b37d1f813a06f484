package planner

import (
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// Arranged plans the operations of a document once, and gives what arranges some of them,
// chosen by their detail types: a test of many documents that differ little needs no more.
func Arranged(doc *spec.Document, opts plan.Options) func(some map[string]bool) *plan.Plan {
	b := newBuilder(doc, opts)
	b.checkOptions()
	b.chooseServers()
	b.chooseOperations()
	b.nameOperations()
	for i := range b.plan.Operations {
		b.planOperation(&b.plan.Operations[i])
	}
	b.whole = b.gather()
	return func(some map[string]bool) *plan.Plan {
		var chosen []unit
		for _, u := range b.whole.units {
			if some[u.key] {
				chosen = append(chosen, u)
			}
		}
		_, p := b.arrange(chosen, nil)
		return p
	}
}
