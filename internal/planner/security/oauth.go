package security

import (
	"maps"
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner/finding"
	"github.com/openapi-destinations/openapidestinations/internal/safe"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// oauth is a token request while its connection is resolved.
type oauth struct {
	plan.OAuth
	// fixedScopes says that the user named the scopes.
	fixedScopes bool
	// from is the place of the document's token URL; none where the user gave the URL.
	from spec.Position
}

// tokenRequest makes the token request of a scheme: with the client credentials flow, the only one
// that needs no person, or at the token URL that the user gives.
func (r *Resolver) tokenRequest(s *spec.SecurityScheme, flow int, scopes []string) (*oauth, *refusal) {
	given := r.opts.TokenRequests[s.Key]
	r.log.Mark(finding.TokenRequests, s.Key)
	o := &oauth{OAuth: plan.OAuth{
		ClientID:     plan.Part{Scheme: s.Key, Name: plan.ClientID},
		ClientSecret: plan.Part{Scheme: s.Key, Name: plan.ClientSecret},
		Scopes:       sortedSet(scopes),
		Parameters:   sortedPairs(given.Parameters),
		Headers:      sortedPairs(given.Headers),
	}}
	if given.Scopes != nil {
		o.Scopes, o.fixedScopes = sortedSet(given.Scopes), true
	}
	for _, scope := range o.Scopes {
		if why := safe.Unsafe(scope); why != "" {
			return nil, refused(diagnostic.UnsafeString, "rename it in the document",
				"the scope %q of the security scheme %q must not reach a template: %s", scope, s.Key, why)
		}
	}
	raw, at := given.URL, s.Position
	if raw == "" {
		raw, at = s.Flows[flow].TokenURL, s.Flows[flow].Position
		o.from = at
	}
	var why string
	if o.TokenURL, why = r.servers.TokenURL(raw, at); why != "" {
		return nil, refused(diagnostic.UnsupportedScheme, "correct it, or give another in TokenRequests (context key credentials, tokenUrl)",
			"the security scheme %q has the token URL %q: %s", s.Key, raw, why)
	}
	return o, nil
}

// add joins the scopes of another operation's connection; it does nothing for
// connections without OAuth, and where the user named the scopes.
func (o *oauth) add(other *oauth) {
	if o == nil || other == nil || o.fixedScopes {
		return
	}
	for _, scope := range other.Scopes { // thousands of operations may have one of their own
		if at, found := slices.BinarySearch(o.Scopes, scope); !found {
			o.Scopes = slices.Insert(o.Scopes, at, scope)
		}
	}
}

// names are what the token request carries besides grant_type and the client, for the
// connection's identifier.
func (o *oauth) names() []string {
	var names []string
	for _, p := range o.Body()[1:] {
		names = append(names, "with "+p.Name)
	}
	for _, h := range o.Headers {
		names = append(names, "with header "+h.Name)
	}
	return names
}

// checkScopes refuses scopes that no connection holds, however they are spread.
func (o *oauth) checkScopes(s *spec.SecurityScheme) *refusal {
	const hint = "name the scopes that are to be asked for in TokenRequests, or in the context key credentials as scopes"
	switch text := strings.Join(o.Scopes, " "); {
	case len(text) > limits.ParameterValueLength:
		return refused(diagnostic.ConnectionValue, hint,
			"the scopes that it needs of the security scheme %q have %d characters together, and a connection takes %d: %s",
			s.Key, len(text), limits.ParameterValueLength, safe.Clean(text, 100))
	case text != "" && !plan.ConnectionValue.MatchString(text):
		return refused(diagnostic.ConnectionValue, hint,
			"the scopes that it needs of the security scheme %q are not all printable ASCII, and a connection takes nothing else: %s",
			s.Key, safe.Clean(text, 100))
	}
	return nil
}

func sortedSet(words []string) []string {
	return slices.Compact(slices.Sorted(slices.Values(words)))
}

func sortedPairs(m map[string]string) []plan.Pair {
	var pairs []plan.Pair
	for _, name := range slices.Sorted(maps.Keys(m)) {
		pairs = append(pairs, plan.Pair{Name: name, Value: plan.Value{Constant: m[name]}})
	}
	return pairs
}
