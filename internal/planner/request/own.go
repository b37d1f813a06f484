package request

import (
	"maps"
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// ownValue is the value that the operation's settings give a query or header parameter, which comes
// before one for the whole document.
func (r *making) ownValue(p Parameter) (string, bool) {
	switch p.In {
	case "query":
		value, ok := r.Settings.Query[p.Name]
		if ok {
			r.sent[Place{"query", p.Name}] = true
		}
		return value, ok
	case "header":
		for _, name := range slices.Sorted(maps.Keys(r.Settings.Headers)) {
			if strings.EqualFold(name, p.Name) {
				r.sent[Place{"header", name}] = true
				return r.Settings.Headers[name], true
			}
		}
	}
	return "", false
}

// addOwn adds the parameters of the operation's settings that the document lacks.
func (r *making) addOwn() {
	for _, of := range []struct {
		in, style string
		values    map[string]string
	}{{"query", "form", r.Settings.Query}, {"header", "simple", r.Settings.Headers}} {
		for _, name := range slices.Sorted(maps.Keys(of.values)) {
			if r.refusesOwn(of.in, name) || r.sent[Place{of.in, name}] || of.in == "header" && isMediaHeader(name) {
				continue
			}
			r.Parameters = append(r.Parameters, Parameter{
				Parameter: &spec.Parameter{
					Name: name, In: of.in, Required: true, Style: of.style,
					Schema: &spec.Schema{Types: []string{"string"}}, Position: r.op.Position,
				},
				Use: UseConstant, Constant: of.values[name], ByUser: true, Added: true,
			})
		}
	}
}

func isMediaHeader(name string) bool {
	return strings.EqualFold(name, AcceptHeader) || strings.EqualFold(name, ContentTypeHeader)
}

// refusesOwn refuses a parameter that is the credential's: the connection would send it anyway, and
// a rule shows its values.
func (r *making) refusesOwn(in, name string) bool {
	if in == "header" && strings.EqualFold(name, "Authorization") {
		r.Note(diagnostic.FilterInvalid, spec.Error, r.op.Position, "declare a security scheme for it (SecuritySchemes and Security, context key security), and give that a credential",
			"its settings have the header %q: a credential is the connection's, and a rule shows its values", name)
		return true
	}
	if r.Credential == nil || !r.Credential.Sends(in, name) || in == "header" && strings.EqualFold(name, AcceptHeader) {
		return false
	}
	r.Note(diagnostic.FilterInvalid, spec.Error, r.op.Position, "give the credential in Credentials (context key credentials), and take the "+in+" out of Operations (context key operations)",
		"the %s %q of its settings is the credential, which the connection sends", in, name)
	return true
}
