package plan

import (
	"slices"
	"strings"
)

// OAuth is how a connection gets its token: a POST of the client's credentials with
// grant_type=client_credentials and the scopes (RFC 6749, section 4.4). Where the client's
// id and secret go, into a header or the body, is AWS' choice.
type OAuth struct {
	TokenURL     string
	ClientID     Part
	ClientSecret Part
	// Scopes are those that the operations of the connection need, sorted.
	Scopes []string
	// Parameters are what else the body carries, and Headers the request, sorted by name.
	Parameters []Pair
	Headers    []Pair
}

// TokenRequest is what the user says of a token request.
type TokenRequest struct {
	// URL is the token endpoint, instead of the document's.
	URL string
	// Scopes are asked for instead of those of the operations; nil leaves them.
	Scopes []string
	// Parameters are added to the body; they may replace grant_type.
	Parameters map[string]string
	Headers    map[string]string
}

// Body is what the token request carries besides the client's id and secret: grant_type and
// the scopes, unless the user gives others, and what the user adds.
func (o *OAuth) Body() []Pair {
	body := []Pair{{Name: "grant_type", Value: Value{Constant: "client_credentials"}}}
	if len(o.Scopes) > 0 {
		body = append(body, Pair{Name: "scope", Value: Value{Constant: strings.Join(o.Scopes, " ")}})
	}
	for _, p := range o.Parameters {
		if at := slices.IndexFunc(body, func(b Pair) bool { return b.Name == p.Name }); at >= 0 {
			body[at] = p
			continue
		}
		body = append(body, p)
	}
	return body
}
