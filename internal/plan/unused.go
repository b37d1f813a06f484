package plan

import (
	"maps"
	"slices"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/text"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// checkUnusedNames reports what the user named and nothing asked for, with what was meant.
func (b *builder) checkUnusedNames() {
	b.checkUnused("fixed value of the parameter", "parameter:", "Parameters, context key parameters", slices.Sorted(maps.Keys(b.opts.Parameters)), b.parameterNames)
	b.checkUnused("media type of", "media:", "MediaTypes, context key mediaTypes", slices.Sorted(maps.Keys(b.opts.MediaTypes)), b.operationNames)
	b.checkCarryLists()
	b.checkUnused("idempotency header", "idempotency:", "IdempotencyHeaders, context key idempotencyHeaders", b.opts.IdempotencyHeaders, b.parameterNames)
	b.checkUnused("replacement of the server", "server:", "ServerURLs, context key serverUrls", slices.Sorted(maps.Keys(b.opts.ServerURLs)), b.serverURLs)
	b.checkUnused("value of the server variable", "variable:", "ServerVariables, context key serverVariables", slices.Sorted(maps.Keys(b.opts.ServerVariables)), b.variableNames)
	b.checkUnused("secret of the server variable", "variable:", "SecretServerVariables, context key serverVariables", b.opts.SecretVariables, b.variableNames)
	b.checkUnused("secret of the parameter", "parameter:", "SecretParameters, context key parameters", b.opts.SecretParameters, b.parameterNames)
	b.checkUnused("launch parameter for the server variable", "ask:", "AskServerVariables, context key askServerVariables", b.opts.AskServerVariables, b.variableNames)
}

// mostMeant is for how many names of a setting is looked for what was meant.
const mostMeant = 10

// checkUnused reports the names of a setting that nothing used. The candidates are asked for
// if there is one.
func (b *builder) checkUnused(what, kind, setting string, names []string, candidates func() []string) {
	unused := slices.DeleteFunc(slices.Clone(names), func(name string) bool { return b.used[kind+name] })
	var known []string
	if len(unused) > 0 && candidates != nil {
		known = candidates()
	}
	for i, name := range unused {
		if i == mostMeant {
			known = nil
		}
		b.report(diagnostic.NothingSelected, spec.Warning, b.file(), text.Meant(name, known, "check the name")+" ("+setting+")",
			"the %s %q was not used: nothing in the document asks for it", what, name)
	}
}

// operationNames are what settings by operation may name.
func (b *builder) operationNames() []string {
	var names []string
	for i := range b.plan.Operations {
		op := b.plan.Operations[i].Spec
		if op.ID != "" {
			names = append(names, op.ID)
		}
		names = append(names, operationKey(op.Method, op.Path))
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
			for _, n := range []string{name, op.ID + "#" + name, operationKey(op.Method, op.Path) + "#" + name} {
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
