// Package planner decides what AWS will be asked for: from what the document says (package spec)
// and what the user wants (plan.Options) it makes the plan. It knows every limit of AWS (package
// limits) and neither the CDK nor libopenapi. Its output is a function of the document's content:
// the order of maps changes nothing, and the identifier of a resource comes from what it is, never
// from where it stands.
package planner

import (
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner/server"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// wordsOf are what people call the part.
func wordsOf(p plan.CredentialPart) string {
	return map[plan.CredentialPart]string{
		plan.APIKey: "key", plan.Token: "token", plan.Username: "user name", plan.Password: "password",
		plan.ClientID: "client id", plan.ClientSecret: "client secret",
	}[p]
}

// Build makes the plan. It never fails as such: what is wrong is in Diagnostics.
func Build(doc *spec.Document, opts plan.Options) *plan.Plan {
	b := newBuilder(doc, opts)
	b.planOperations()
	if places := b.scopes.spread(); places != nil {
		b = newBuilder(doc, opts)
		b.scopes.places = places
		b.planOperations()
	}
	b.nameConnections()
	b.arrange()
	b.checkResult()
	b.keepPart()
	return b.finish()
}

// planOperations decides the operations one by one, after what concerns all of them.
func (b *builder) planOperations() {
	b.checkOptions()
	b.servers = server.New(b.doc, b.opts, b.Log)
	b.checkSecurity()
	b.chooseOperations()
	b.reportUncallable()
	b.checkMeasure()
	b.nameOperations()
	b.chooseCarriers()
	for i := range b.plan.Operations {
		b.planOperation(&b.plan.Operations[i])
	}
}
