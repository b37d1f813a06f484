package server

import (
	"maps"
	"slices"

	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner/finding"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// CheckUnused reports the servers and variables that the user named and nothing asked for. What
// was meant is among those of the document and of the selected operations.
func (c *Chooser) CheckUnused(selected []plan.Operation) {
	urls := func() []string { return c.serverURLs(selected) }
	variables := func() []string { return c.variableNames(selected) }
	c.log.Unused(finding.ServerURLs, "replacement of the server", "ServerURLs, context key serverUrls", slices.Sorted(maps.Keys(c.opts.ServerURLs)), urls)
	c.log.Unused(finding.ServerVariables, "value of the server variable", "ServerVariables, context key serverVariables", slices.Sorted(maps.Keys(c.opts.ServerVariables)), variables)
	c.log.Unused(finding.ServerVariables, "secret of the server variable", "SecretServerVariables, context key serverVariables", c.opts.SecretVariables, variables)
	c.log.Unused(finding.AskServerVariables, "launch parameter for the server variable", "AskServerVariables, context key askServerVariables", c.opts.AskServerVariables, variables)
}

func (c *Chooser) serverURLs(selected []plan.Operation) []string {
	var urls []string
	c.eachServer(selected, func(s *spec.Server) { urls = append(urls, s.URL) })
	return urls
}

func (c *Chooser) variableNames(selected []plan.Operation) []string {
	var names []string
	c.eachServer(selected, func(s *spec.Server) {
		for _, v := range s.Variables {
			names = append(names, v.Name)
		}
	})
	return names
}

// eachServer visits the servers of the document and of the selected operations.
func (c *Chooser) eachServer(selected []plan.Operation, visit func(*spec.Server)) {
	for i := range c.doc.Servers {
		visit(&c.doc.Servers[i])
	}
	for i := range selected {
		if op := selected[i].Spec; op.ServersFrom != "document" {
			for j := range op.Servers {
				visit(&op.Servers[j])
			}
		}
	}
}
