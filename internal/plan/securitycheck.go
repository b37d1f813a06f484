package plan

import (
	"maps"
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
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
			b.report(diagnostic.CredentialKind, spec.Error, scheme.Position, "it wants: "+alternatives(words),
				"the security scheme %q, %s, was given a credential of another kind: %s", key, schemeKind(scheme), given.Kind)
		}
		for _, part := range given.Missing {
			b.report(diagnostic.CredentialHalf, spec.Error, scheme.Position, "give both, or none to be asked for both at the launch",
				"the credential of the security scheme %q has no %s", key, part.words())
		}
	}
	b.checkDeclared()
}

// acceptedKinds are the credentials that a scheme takes. A scheme that is not supported
// takes none.
func acceptedKinds(s *spec.SecurityScheme) []CredentialKind {
	switch {
	case s.Type == "apiKey" && isAuthorization(s):
		return []CredentialKind{APIKeyCredential, BearerCredential, ClientCredential}
	case s.Type == "apiKey" && s.In == "header":
		return []CredentialKind{APIKeyCredential, BearerCredential}
	case s.Type == "apiKey":
		return []CredentialKind{APIKeyCredential}
	case s.Type == "http" && s.Scheme == "basic":
		return []CredentialKind{BasicCredential}
	case s.Type == "http" && s.Scheme == "bearer", s.Type == "oauth2", s.Type == "openIdConnect":
		return []CredentialKind{BearerCredential, ClientCredential}
	}
	return nil
}

// checkDeclared warns of schemes that no operation asks for: mostly the document forgot its
// security, for a scheme that is described is wanted somewhere.
func (b *builder) checkDeclared() {
	declares := func(op spec.Operation) bool { return op.SecurityFrom != "" }
	if len(b.doc.SecuritySchemes) == 0 || len(b.doc.Operations) == 0 ||
		b.opts.Security != nil || len(b.opts.OperationSecurity) > 0 ||
		slices.ContainsFunc(b.doc.Operations, declares) {
		return
	}
	b.report(diagnostic.NoSecurity, spec.Warning, b.doc.SecuritySchemes[0].Position,
		"if the API wants a credential, say so with Security, or in the document",
		"the document describes the %s, and no operation asks for it: all are called without a credential", b.schemeNames())
}

// schemeNames lists the schemes that there are.
func (b *builder) schemeNames() string {
	keys := slices.Sorted(maps.Keys(b.schemes))
	if len(keys) == 0 {
		return "none"
	}
	for i, key := range keys {
		keys[i] = diagnostic.Message("%q", key)
	}
	word := "security scheme "
	if len(keys) > 1 {
		word = "security schemes "
	}
	return cleaned(word+strings.Join(keys, ", "), 300)
}

// checkUnusedSecurity reports what the user said of security and nothing asked for.
func (b *builder) checkUnusedSecurity() {
	b.checkSchemes("credential", "scheme:", slices.Sorted(maps.Keys(b.opts.Credentials)))
	b.checkSchemes("token request", "token:", slices.Sorted(maps.Keys(b.opts.TokenRequests)))
	for _, name := range b.opts.SchemeOrder {
		if name == Anonymous {
			b.used["order:"+name] = true
		}
	}
	b.checkSchemes("place in SchemeOrder", "order:", b.opts.SchemeOrder)
	b.checkUnused("security of", "security:", "OperationSecurity, context key operationSecurity", slices.Sorted(maps.Keys(b.opts.OperationSecurity)), b.operationNames)
	b.checkUnused("credential host", "host:", "CredentialHosts, context key credentialHosts", b.opts.CredentialHosts, nil)
	for _, set := range b.opts.Connections {
		b.checkConnection(slices.Sorted(slices.Values(set)))
	}
	if b.opts.Security != nil && !b.used["security"] && len(b.plan.Operations) > 0 {
		b.report(diagnostic.NothingSelected, spec.Warning, b.file(), "use OperationSecurity for operations that declare some",
			"the given Security was not used: every operation declares its own")
	}
}

// meantScheme says which scheme a name that is none may have meant.
func (b *builder) meantScheme(name string) string {
	return text.Meant(name, slices.Sorted(maps.Keys(b.schemes)), "there is: "+b.schemeNames())
}

// checkSchemes tells names that are no scheme from schemes that no operation needs.
func (b *builder) checkSchemes(what, kind string, names []string) {
	for _, name := range names {
		switch {
		case b.used[kind+name]:
		case b.schemes[name] == nil:
			b.report(diagnostic.SchemeUnknown, spec.Warning, b.file(), b.meantScheme(name),
				"the %s for %q was not used: the document has no such security scheme", what, name)
		default:
			b.report(diagnostic.NothingSelected, spec.Warning, b.schemes[name].Position, "leave it out, or choose other operations or alternatives",
				"the %s for the security scheme %q was not used: no selected operation needs it", what, name)
		}
	}
}

// checkConnection reports a connection of the user's for a set of schemes that no operation
// resolves to.
func (b *builder) checkConnection(set []string) {
	key := setName(set)
	if b.used["connection:"+key] {
		return
	}
	for _, name := range set {
		if b.schemes[name] == nil {
			b.report(diagnostic.SchemeUnknown, spec.Warning, b.file(), b.meantScheme(name),
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
	b.report(diagnostic.NothingSelected, spec.Warning, b.file(),
		"the operations need connections for: "+cleaned(strings.Join(sets, ", "), 300),
		"the connection for %q was not used: no operation needs just this set of security schemes", key)
}
