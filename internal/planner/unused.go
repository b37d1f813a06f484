package planner

import (
	"maps"
	"slices"

	"github.com/openapi-destinations/openapidestinations/internal/ident"
	"github.com/openapi-destinations/openapidestinations/internal/planner/finding"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// checkUnusedNames reports what the user named and nothing asked for, with what was meant.
func (b *builder) checkUnusedNames() {
	b.Unused(finding.Parameters, "fixed value of the parameter", "Parameters, context key parameters", slices.Sorted(maps.Keys(b.opts.Parameters)), b.parameterNames)
	b.Unused(finding.MediaTypes, "media type of", "MediaTypes, context key mediaTypes", slices.Sorted(maps.Keys(b.opts.MediaTypes)), b.operationNames)
	b.checkCarryLists()
	b.Unused(finding.IdempotencyHeaders, "idempotency header", "IdempotencyHeaders, context key idempotencyHeaders", b.opts.IdempotencyHeaders, b.parameterNames)
	b.Unused(finding.ServerURLs, "replacement of the server", "ServerURLs, context key serverUrls", slices.Sorted(maps.Keys(b.opts.ServerURLs)), b.serverURLs)
	b.Unused(finding.ServerVariables, "value of the server variable", "ServerVariables, context key serverVariables", slices.Sorted(maps.Keys(b.opts.ServerVariables)), b.variableNames)
	b.Unused(finding.ServerVariables, "secret of the server variable", "SecretServerVariables, context key serverVariables", b.opts.SecretVariables, b.variableNames)
	b.Unused(finding.Parameters, "secret of the parameter", "SecretParameters, context key parameters", b.opts.SecretParameters, b.parameterNames)
	b.Unused(finding.AskServerVariables, "launch parameter for the server variable", "AskServerVariables, context key askServerVariables", b.opts.AskServerVariables, b.variableNames)
}

// operationNames are what settings by operation may name.
func (b *builder) operationNames() []string {
	var names []string
	for i := range b.plan.Operations {
		op := b.plan.Operations[i].Spec
		if op.ID != "" {
			names = append(names, op.ID)
		}
		names = append(names, ident.OperationKey(op.Method, op.Path))
	}
	return names
}

// parameterNames are those of the selected operations' parameters, each also behind its
// operation as settings for one operation have it.
func (b *builder) parameterNames() []string {
	var names []string
	seen := make(map[string]bool)
	for i := range b.plan.Operations {
		op := b.plan.Operations[i].Spec
		for j := range op.Parameters {
			name := op.Parameters[j].Name
			for _, n := range []string{name, op.ID + "#" + name, ident.OperationKey(op.Method, op.Path) + "#" + name} {
				if !seen[n] {
					seen[n] = true
					names = append(names, n)
				}
			}
		}
	}
	return names
}

func (b *builder) serverURLs() []string {
	var urls []string
	b.eachServer(func(s *spec.Server) { urls = append(urls, s.URL) })
	return urls
}

func (b *builder) variableNames() []string {
	var names []string
	b.eachServer(func(s *spec.Server) {
		for _, v := range s.Variables {
			names = append(names, v.Name)
		}
	})
	return names
}

// serverWords are what a server may be selected by.
func (b *builder) serverWords() []string {
	var words []string
	b.eachServer(func(s *spec.Server) { words = append(words, s.Description, s.Name, s.URL) })
	return words
}

// eachServer visits the servers of the document and of the selected operations.
func (b *builder) eachServer(visit func(*spec.Server)) {
	for i := range b.doc.Servers {
		visit(&b.doc.Servers[i])
	}
	for i := range b.plan.Operations {
		if op := b.plan.Operations[i].Spec; op.ServersFrom != "document" {
			for j := range op.Servers {
				visit(&op.Servers[j])
			}
		}
	}
}
