package planner

import (
	"maps"
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner/finding"
	"github.com/openapi-destinations/openapidestinations/internal/safe"
	"github.com/openapi-destinations/openapidestinations/internal/text"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// checkSecurity reports credentials that are not what their schemes want, before any
// operation asks for them.
func (b *builder) checkSecurity() {
	for _, key := range slices.Sorted(maps.Keys(b.opts.Credentials)) {
		scheme, given := b.schemes[key], b.opts.Credentials[key]
		if scheme == nil {
			continue
		}
		wanted := acceptedKinds(scheme)
		if len(wanted) > 0 && !slices.Contains(wanted, given.Kind) {
			words := make([]string, len(wanted))
			for i, kind := range wanted {
				words[i] = string(kind)
			}
			b.Report(diagnostic.CredentialKind, spec.Error, scheme.Position, "it wants: "+text.Alternatives(words)+" (Credentials, context key credentials)",
				"the security scheme %q, %s, was given a credential of another kind: %s", key, schemeKind(scheme), given.Kind)
		}
		if given.Kind == plan.UserCredential {
			continue // what is missing is asked for
		}
		for _, part := range given.Missing {
			b.Report(diagnostic.CredentialHalf, spec.Error, scheme.Position, "give both in Credentials (context key credentials), or none to be asked for both at the launch",
				"the credential of the security scheme %q has no %s", key, wordsOf(part))
		}
	}
}

// acceptedKinds are the credentials that a scheme takes. A scheme that is not supported
// takes none.
func acceptedKinds(s *spec.SecurityScheme) []plan.CredentialKind {
	switch {
	case s.Type == "apiKey" && isAuthorization(s):
		return []plan.CredentialKind{plan.APIKeyCredential, plan.BearerCredential, plan.ClientCredential}
	case s.Type == "apiKey" && s.In == "header":
		return []plan.CredentialKind{plan.APIKeyCredential, plan.BearerCredential}
	case s.Type == "apiKey":
		return []plan.CredentialKind{plan.APIKeyCredential}
	case s.Type == "http" && s.Scheme == "basic":
		return []plan.CredentialKind{plan.BasicCredential, plan.UserCredential}
	case s.Type == "http" && s.Scheme == "bearer", s.Type == "oauth2", s.Type == "openIdConnect":
		return []plan.CredentialKind{plan.BearerCredential, plan.ClientCredential}
	}
	return nil
}

// checkDeclared says which schemes of the document no selected operation asks for. Where none
// is asked for it is a warning, for a scheme that is described is wanted somewhere: mostly the
// document forgot its security, or an exporter wrote an empty list into each operation. The
// user's own word about security is taken.
func (b *builder) checkDeclared() {
	if b.resolved == 0 || b.opts.Security != nil || len(b.opts.OperationSecurity) > 0 {
		return
	}
	var idle []string
	for _, s := range b.doc.SecuritySchemes {
		if !b.wanted[s.Key] {
			idle = append(idle, s.Key)
		}
	}
	declares := func(op plan.Operation) bool { return op.Spec.SecurityFrom != "" }
	declared := slices.ContainsFunc(b.plan.Operations, declares)
	hint := "if the API wants a credential, say so with Security (context key security), or in the document"
	if declared {
		hint = `if the API wants a credential, say so with OperationSecurity (context key operationSecurity), under "*" for all operations, whatever they declare`
	}
	switch {
	case len(b.doc.SecuritySchemes) == 0 && len(b.schemes) == 0 && !declared:
		b.Report(diagnostic.NoSecurity, spec.Info, b.File(),
			"if the API wants a credential, in a header, the query, a cookie or the body, say so with SecuritySchemes and Security (context key security)",
			"the document describes no security scheme: all operations are called without a credential")
	case len(idle) == 0:
	case len(b.wanted) == 0:
		b.Report(diagnostic.NoSecurity, spec.Warning, b.doc.SecuritySchemes[0].Position, hint,
			"the document describes the %s, and no selected operation asks for a credential: all are called without one", listSchemes(idle))
	default:
		b.Report(diagnostic.NoSecurity, spec.Info, b.schemes[idle[0]].Position, "nothing need be done, unless an operation lacks it",
			"the document describes the %s, and no selected operation asks for it", listSchemes(idle))
	}
}

// schemeNames lists the schemes that there are.
func (b *builder) schemeNames() string { return listSchemes(slices.Sorted(maps.Keys(b.schemes))) }

func listSchemes(keys []string) string {
	if len(keys) == 0 {
		return "none"
	}
	quoted := make([]string, len(keys))
	for i, key := range keys {
		quoted[i] = diagnostic.Message("%q", key)
	}
	word := "security scheme "
	if len(keys) > 1 {
		word = "security schemes "
	}
	return safe.Clean(word+strings.Join(quoted, ", "), 300)
}

// checkUnusedSecurity reports what the user said of security and nothing asked for.
func (b *builder) checkUnusedSecurity() {
	b.checkDeclared()
	b.checkSchemes("credential", finding.Credentials, "Credentials (context key credentials)", slices.Sorted(maps.Keys(b.opts.Credentials)))
	b.checkSchemes("token request", finding.TokenRequests, "TokenRequests (context key credentials)", slices.Sorted(maps.Keys(b.opts.TokenRequests)))
	for _, name := range b.opts.SchemeOrder {
		if name == Anonymous {
			b.Mark(finding.SchemeOrder, name)
		}
	}
	b.checkSchemes("place in SchemeOrder", finding.SchemeOrder, "SchemeOrder (context key schemeOrder)", b.opts.SchemeOrder)
	b.Unused(finding.OperationSecurity, "security of", "OperationSecurity, context key operationSecurity", slices.Sorted(maps.Keys(b.opts.OperationSecurity)), b.operationNames)
	b.Unused(finding.CredentialHosts, "credential host", "CredentialHosts, context key credentialHosts", b.opts.CredentialHosts, nil)
	for _, set := range b.opts.Connections {
		b.checkConnection(slices.Sorted(slices.Values(set)))
	}
	if b.opts.Security != nil && !b.Used(finding.Security, "") && len(b.plan.Operations) > 0 {
		b.Report(diagnostic.NothingSelected, spec.Warning, b.File(), "use OperationSecurity (context key operationSecurity) for operations that declare some",
			"the given Security was not used: every operation declares its own")
	}
}

// meantScheme says which scheme a name that is none may have meant.
func (b *builder) meantScheme(name string) string {
	return text.Meant(name, slices.Sorted(maps.Keys(b.schemes)), "there is: "+b.schemeNames())
}

// checkSchemes tells names that are no scheme from schemes that no operation needs. The
// setting is what has the names.
func (b *builder) checkSchemes(what string, kind finding.Kind, setting string, names []string) {
	for _, name := range names {
		switch {
		case b.Used(kind, name):
		case b.schemes[name] == nil:
			b.Report(diagnostic.SchemeUnknown, spec.Warning, b.File(), b.meantScheme(name),
				"the %s for %q was not used: the document has no such security scheme", what, name)
		default:
			b.Report(diagnostic.NothingSelected, spec.Warning, b.schemes[name].Position, "leave it out of "+setting+", or choose other operations or alternatives",
				"the %s for the security scheme %q was not used: no selected operation needs it", what, name)
		}
	}
}

// checkConnection reports a connection of the user's for a set of schemes that no operation
// resolves to.
func (b *builder) checkConnection(set []string) {
	key := setName(set)
	if b.Used(finding.ExistingConnections, key) {
		return
	}
	for _, name := range set {
		if b.schemes[name] == nil {
			b.Report(diagnostic.SchemeUnknown, spec.Warning, b.File(), b.meantScheme(name),
				"the connection for %q was not used: the document has no security scheme %q", key, name)
			return
		}
	}
	var sets []string
	for _, c := range b.plan.Connections {
		name := setName(c.Schemes)
		if name == "" {
			name = "none"
		}
		sets = append(sets, diagnostic.Message("%q", name))
	}
	b.Report(diagnostic.NothingSelected, spec.Warning, b.File(),
		"the operations need connections for: "+safe.Clean(strings.Join(sets, ", "), 300),
		"the connection for %q was not used: no operation needs just this set of security schemes", key)
}

// didYouMean begins a hint with the word of a list that another one is a slip of.
func didYouMean(word string, known ...string) string {
	if near := text.Nearest(word, known); near != "" {
		return diagnostic.Message("did you mean %q? ", near)
	}
	return ""
}

// similarScheme begins a hint with the scheme whose name is nearly the same. Any number of
// operations may ask, so it looks at few.
func (b *builder) similarScheme(name string) string {
	const mostCompared = 50
	if len(b.schemes) > mostCompared {
		return ""
	}
	return didYouMean(name, slices.Sorted(maps.Keys(b.schemes))...)
}
