package security

import (
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/ident"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner/finding"
	"github.com/openapi-destinations/openapidestinations/internal/safe"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// usePart asks for a part of a credential that nobody gave. A scheme that several
// connections hold is asked for once, for as much as the tightest of them takes.
func (r *Resolver) usePart(part plan.Part, text plan.Text) {
	r.log.Mark(finding.Credentials, part.Scheme)
	r.checkLasting(r.schemes[part.Scheme], part.Name)
	if given := r.opts.Credentials[part.Scheme]; given.Kind != "" && !(given.Kind == plan.UserCredential && slices.Contains(given.Missing, part.Name)) {
		return
	}
	longest := roomOf(text)
	for i := range r.secrets {
		if s := &r.secrets[i]; s.Scheme == part.Scheme && s.Name == part.Name {
			s.MaxLength = min(s.MaxLength, longest)
			return
		}
	}
	scheme := r.schemes[part.Scheme]
	r.secrets = append(r.secrets, plan.Secret{
		Scheme: part.Scheme, Name: part.Name, Parameter: r.parameterName(part), MaxLength: longest,
		Label:       safe.Clean(label(scheme, part.Name), 120),
		Description: safe.Clean(describeSecret(scheme, part.Name), 400),
	})
}

// label names a part of a credential as people would: "API key X-Key (apiKey)".
func label(s *spec.SecurityScheme, part plan.CredentialPart) string {
	what := strings.ToUpper(wordsOf(part)[:1]) + wordsOf(part)[1:]
	switch part {
	case plan.APIKey:
		what = "API key " + s.Name
	case plan.Token:
		what = "Bearer token"
	}
	return diagnostic.Message("%s (%s)", what, s.Key)
}

// describeSecret says what to fill in: what the part is, and what the document says of
// the scheme.
func describeSecret(s *spec.SecurityScheme, part plan.CredentialPart) string {
	text := diagnostic.Message("%s of the security scheme %s (%s)", wordsOf(part), s.Key, schemeKind(s))
	if s.Description == "" {
		return text
	}
	return text + ": " + s.Description
}

// parameterName is <SchemeName><Part>; schemes that would share one are told apart
// by a hash of their names.
func (r *Resolver) parameterName(part plan.Part) string {
	if r.sharedNames == nil {
		r.sharedNames = make(map[string]int, len(r.schemes))
		for key := range r.schemes {
			r.sharedNames[strings.ToLower(ident.Camel(key))]++
		}
	}
	name := ident.Camel(part.Scheme)
	if r.sharedNames[strings.ToLower(name)] > 1 || name == "" {
		name = "Scheme" + name + strings.ToUpper(ident.Hash(part.Scheme))
	}
	return name + string(part.Name)
}

// wordsOf are what people call the part.
func wordsOf(p plan.CredentialPart) string {
	return map[plan.CredentialPart]string{
		plan.APIKey: "key", plan.Token: "token", plan.Username: "user name", plan.Password: "password",
		plan.ClientID: "client id", plan.ClientSecret: "client secret",
	}[p]
}
