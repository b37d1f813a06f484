package security

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

// checkGiven reports credentials that are not what their schemes want, before any
// operation asks for them.
func (r *Resolver) checkGiven() {
	for _, key := range slices.Sorted(maps.Keys(r.opts.Credentials)) {
		scheme, given := r.schemes[key], r.opts.Credentials[key]
		if scheme == nil {
			continue
		}
		wanted := acceptedKinds(scheme)
		if len(wanted) > 0 && !slices.Contains(wanted, given.Kind) {
			words := make([]string, len(wanted))
			for i, kind := range wanted {
				words[i] = string(kind)
			}
			r.log.Report(diagnostic.CredentialKind, spec.Error, scheme.Position, "it wants: "+text.Alternatives(words)+" (Credentials, context key credentials)",
				"the security scheme %q, %s, was given a credential of another kind: %s", key, schemeKind(scheme), given.Kind)
		}
		if given.Kind == plan.UserCredential {
			continue // what is missing is asked for
		}
		for _, part := range given.Missing {
			r.log.Report(diagnostic.CredentialHalf, spec.Error, scheme.Position, "give both in Credentials (context key credentials), or none to be asked for both at the launch",
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
func (r *Resolver) checkDeclared(operations []plan.Operation) {
	if r.resolved == 0 || r.opts.Security != nil || r.ownSecurity() {
		return
	}
	var idle []string
	for _, s := range r.declared {
		if !r.wanted[s.Key] {
			idle = append(idle, s.Key)
		}
	}
	declares := func(op plan.Operation) bool { return op.Spec.SecurityFrom != "" }
	declared := slices.ContainsFunc(operations, declares)
	hint := "if the API wants a credential, say so with Security (context key security), or in the document"
	if declared {
		hint = `if the API wants a credential, say so with the security of Operations (context key operations), under "*" for all operations, whatever they declare`
	}
	switch {
	case len(r.declared) == 0 && len(r.schemes) == 0 && !declared:
		r.log.Report(diagnostic.NoSecurity, spec.Info, r.log.File(),
			"if the API wants a credential, in a header, the query, a cookie or the body, say so with SecuritySchemes and Security (context key security)",
			"the document describes no security scheme: all operations are called without a credential")
	case len(idle) == 0:
	case len(r.wanted) == 0:
		r.log.Report(diagnostic.NoSecurity, spec.Warning, r.declared[0].Position, hint,
			"the document describes the %s, and no selected operation asks for a credential: all are called without one", listSchemes(idle))
	default:
		r.log.Report(diagnostic.NoSecurity, spec.Info, r.schemes[idle[0]].Position, "nothing need be done, unless an operation lacks it",
			"the document describes the %s, and no selected operation asks for it", listSchemes(idle))
	}
}

// ownSecurity tells whether the user says what the security of some operations is.
func (r *Resolver) ownSecurity() bool {
	for _, own := range r.opts.Operations {
		if own.Security != nil {
			return true
		}
	}
	return false
}

// schemeNames lists the schemes that there are.
func (r *Resolver) schemeNames() string { return listSchemes(slices.Sorted(maps.Keys(r.schemes))) }

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

// Check reports what the user said of security and nothing asked for, and token endpoints that
// EventBridge cannot reach.
func (r *Resolver) Check(connections []plan.Connection, operations []plan.Operation) {
	r.servers.NoteTokenHosts(connections, r.schemes)
	r.checkDeclared(operations)
	r.checkSchemes("credential", finding.Credentials, "Credentials", "credentials", slices.Sorted(maps.Keys(r.opts.Credentials)))
	r.checkSchemes("token request", finding.TokenRequests, "TokenRequests", "credentials", slices.Sorted(maps.Keys(r.opts.TokenRequests)))
	for _, name := range r.opts.SchemeOrder {
		if name == Anonymous {
			r.log.Mark(finding.SchemeOrder, name)
		}
	}
	r.checkSchemes("place in SchemeOrder", finding.SchemeOrder, "SchemeOrder", "schemeOrder", r.opts.SchemeOrder)
	r.log.Unused(finding.CredentialHosts, "credential host", "CredentialHosts, context key credentialHosts", r.opts.CredentialHosts, nil)
	for _, set := range r.opts.Connections {
		r.checkConnection(slices.Sorted(slices.Values(set)), connections)
	}
	if r.opts.Security != nil && !r.log.Used(finding.Security, "") && len(operations) > 0 {
		r.log.Report(diagnostic.NothingSelected, spec.Warning, r.log.File(), "use the security of Operations (context key operations) for operations that declare some",
			"the given Security (context key security) was not used: every operation declares its own")
	}
}

// meantScheme says which scheme a name that is none may have meant, and which setting has it.
func (r *Resolver) meantScheme(name, prop, key string) string {
	return text.Meant(name, slices.Sorted(maps.Keys(r.schemes)), "there is: "+r.schemeNames()) + " (" + prop + ", context key " + key + ")"
}

// checkSchemes tells names that are no scheme from schemes that no operation needs. The prop
// and the context key are what has the names.
func (r *Resolver) checkSchemes(what string, kind finding.Kind, prop, key string, names []string) {
	for _, name := range names {
		switch {
		case r.log.Used(kind, name):
		case r.schemes[name] == nil:
			r.log.Report(diagnostic.SchemeUnknown, spec.Warning, r.log.File(), r.meantScheme(name, prop, key),
				"the %s for %q was not used: the document has no such security scheme", what, name)
		default:
			r.log.Report(diagnostic.NothingSelected, spec.Warning, r.schemes[name].Position, "leave it out of "+prop+" (context key "+key+"), or choose other operations or alternatives",
				"the %s for the security scheme %q was not used: no selected operation needs it", what, name)
		}
	}
}

// checkConnection reports a connection of the user's for a set of schemes that no operation
// resolves to.
func (r *Resolver) checkConnection(set []string, connections []plan.Connection) {
	key := setName(set)
	if r.log.Used(finding.ExistingConnections, key) {
		return
	}
	for _, name := range set {
		if r.schemes[name] == nil {
			r.log.Report(diagnostic.SchemeUnknown, spec.Warning, r.log.File(), r.meantScheme(name, "Connections", "connections"),
				"the connection for %q was not used: the document has no security scheme %q", key, name)
			return
		}
	}
	var sets []string
	for _, c := range connections {
		name := setName(c.Schemes)
		if name == "" {
			name = "none"
		}
		sets = append(sets, diagnostic.Message("%q", name))
	}
	r.log.Report(diagnostic.NothingSelected, spec.Warning, r.log.File(),
		"the operations need connections for: "+safe.Clean(strings.Join(sets, ", "), 300)+" (Connections, context key connections)",
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
func (r *Resolver) similarScheme(name string) string {
	const mostCompared = 50
	if len(r.schemes) > mostCompared {
		return ""
	}
	return didYouMean(name, slices.Sorted(maps.Keys(r.schemes))...)
}
