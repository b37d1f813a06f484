package plan

import (
	"net/url"
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// oauthConnection makes the connection of an oauth2 scheme that has the client
// credentials flow, the only one that needs no person.
func (b *builder) oauthConnection(s *spec.SecurityScheme, scopes []string) (*Connection, *refusal) {
	at := slices.IndexFunc(s.Flows, func(f spec.OAuthFlow) bool { return f.Kind == "clientCredentials" })
	if at < 0 {
		return nil, notSupported(s)
	}
	tokenURL, why := b.tokenURL(s.Flows[at])
	if why != "" {
		return nil, refused(diagnostic.UnsupportedScheme, "correct the token URL",
			"the security scheme %q has the token URL %q: %s", s.Key, s.Flows[at].TokenURL, why)
	}
	if why := unsafe(s.Key + strings.Join(scopes, " ")); why != "" {
		return nil, refused(diagnostic.UnsafeString, "rename it in the document",
			"the security scheme %q must not reach a template: %s", s.Key, why)
	}
	return &Connection{
		ID: identifier(s.Key, "OAUTH", "Connection"), AuthorizationType: "OAUTH_CLIENT_CREDENTIALS",
		Schemes: []string{s.Key},
		OAuth: &OAuth{
			TokenURL:     tokenURL,
			ClientID:     Part{Scheme: s.Key, Name: ClientID},
			ClientSecret: Part{Scheme: s.Key, Name: ClientSecret},
			Scopes:       slices.Compact(slices.Sorted(slices.Values(scopes))),
		},
	}, nil
}

// tokenURL is a flow's token URL as EventBridge takes it: a relative one is
// the document's server's.
func (b *builder) tokenURL(f spec.OAuthFlow) (clean, why string) {
	if why := unsafe(f.TokenURL); why != "" {
		b.report(diagnostic.UnsafeString, spec.Error, f.Position, "correct the document",
			"the token URL %q must not reach a template: %s", f.TokenURL, why)
		return "", why
	}
	u, err := url.Parse(f.TokenURL)
	switch {
	case f.TokenURL == "":
		return "", "it is missing"
	case err != nil:
		return "", "it is not a URL"
	case u.IsAbs():
		query := u.RawQuery
		u.RawQuery = ""
		if clean, why = callable(u.String()); why == "" && query != "" {
			clean += "?" + escapeLiteral(query)
		}
	case b.base.url == "":
		return "", "it is relative, and nothing says to what"
	default:
		clean, why = b.base.resolve(f.TokenURL, u)
	}
	if why == "" && !b.base.opaque && (len(clean) > limits.EndpointLength || !endpointPattern.MatchString(clean)) {
		why = "AWS does not take it"
	}
	return clean, why
}

// add joins the scopes of another operation's connection; it does nothing for
// connections without OAuth.
func (o *OAuth) add(other *OAuth) {
	if o == nil || other == nil {
		return
	}
	o.Scopes = slices.Compact(slices.Sorted(slices.Values(slices.Concat(o.Scopes, other.Scopes))))
}
