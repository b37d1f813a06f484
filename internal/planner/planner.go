// Package planner decides what AWS will be asked for: from what the document says (package spec)
// and what the user wants (plan.Options) it makes the plan. It knows every limit of AWS (package
// limits) and neither the CDK nor libopenapi. Its output is a function of the document's content:
// the order of maps changes nothing, and the identifier of a resource comes from what it is, never
// from where it stands.
package planner

import (
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner/security"
	"github.com/openapi-destinations/openapidestinations/internal/planner/server"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// Build makes the plan. It never fails as such: what is wrong is in Diagnostics.
func Build(doc *spec.Document, opts plan.Options) *plan.Plan {
	b := newBuilder(doc, opts)
	b.planOperations()
	b.arrange()
	b.checkResult()
	b.keepPart()
	return b.finish()
}

// planOperations decides the operations one by one, after what concerns all of them.
func (b *builder) planOperations() {
	b.servers = server.New(b.doc, b.opts, b.Log)
	b.security = security.New(b.doc, b.opts, b.Log, b.servers)
	b.plan.Operations = b.selection.Choose()
	b.settings = b.selection.Settings(b.plan.Operations, b.opts.Operations)
	b.checkMeasure()
	b.selection.Name(b.plan.Operations)
	b.makeCarriers()
	b.planEach()
}
