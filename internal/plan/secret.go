package plan

import (
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// usePart asks for a part of a credential that nobody gave. A scheme that several
// connections hold is asked for once, for as much as the tightest of them takes.
func (b *builder) usePart(part Part, text Text) {
	b.used["scheme:"+part.Scheme] = true
	b.checkLasting(b.schemes[part.Scheme], part.Name)
	if given := b.opts.Credentials[part.Scheme]; given.Kind != "" && !(given.Kind == UserCredential && slices.Contains(given.Missing, part.Name)) {
		return
	}
	longest := text.room()
	for i := range b.plan.Secrets {
		if s := &b.plan.Secrets[i]; s.Scheme == part.Scheme && s.Name == part.Name {
			s.MaxLength = min(s.MaxLength, longest)
			return
		}
	}
	scheme := b.schemes[part.Scheme]
	b.plan.Secrets = append(b.plan.Secrets, Secret{
		Scheme: part.Scheme, Name: part.Name, Parameter: b.parameterName(part), MaxLength: longest,
		Label:       cleaned(label(scheme, part.Name), 120),
		Description: cleaned(describeSecret(scheme, part.Name), 400),
	})
}

// label names a part of a credential as people would: "API key X-Key (apiKey)".
func label(s *spec.SecurityScheme, part CredentialPart) string {
	what := strings.ToUpper(part.words()[:1]) + part.words()[1:]
	switch part {
	case APIKey:
		what = "API key " + s.Name
	case Token:
		what = "Bearer token"
	}
	return diagnostic.Message("%s (%s)", what, s.Key)
}

// describeSecret says what to fill in: what the part is, and what the document says of
// the scheme.
func describeSecret(s *spec.SecurityScheme, part CredentialPart) string {
	text := diagnostic.Message("%s of the security scheme %s (%s)", part.words(), s.Key, schemeKind(s))
	if s.Description == "" {
		return text
	}
	return text + ": " + s.Description
}

// parameterName is <SchemeName><Part>; schemes that would share one are told apart
// by a hash of their names.
func (b *builder) parameterName(part Part) string {
	if b.sharedNames == nil {
		b.sharedNames = make(map[string]int, len(b.schemes))
		for key := range b.schemes {
			b.sharedNames[strings.ToLower(camel(key))]++
		}
	}
	name := camel(part.Scheme)
	if b.sharedNames[strings.ToLower(name)] > 1 || name == "" {
		name = "Scheme" + name + strings.ToUpper(hash8(part.Scheme))
	}
	return name + string(part.Name)
}
