package security_test

import (
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner/finding"
	"github.com/openapi-destinations/openapidestinations/internal/planner/security"
	"github.com/openapi-destinations/openapidestinations/internal/planner/selection"
	"github.com/openapi-destinations/openapidestinations/internal/planner/server"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// TestSettle: operations that resolve to the same share a connection, one that is resolved and not
// used leaves nothing behind, and scopes that don't fit into one value are of several connections,
// with names that each operation is told.
func TestSettle(t *testing.T) {
	doc := &spec.Document{SecuritySchemes: []spec.SecurityScheme{
		{Key: "key", Type: "apiKey", In: "header", Name: "X-Key"},
		{Key: "other", Type: "apiKey", In: "header", Name: "X-Other"},
		{Key: "client", Type: "oauth2", Flows: []spec.OAuthFlow{{Kind: "clientCredentials", TokenURL: "https://login.example.com/token"}}},
	}}
	opts := plan.Options{BaseURL: "https://api.example.com"}
	log := finding.NewLog(doc, false)
	room := security.New(doc, opts, log, server.New(doc, opts, log))
	resolve := func(scheme string, scopes ...string) *security.Connection {
		op := &spec.Operation{SecurityFrom: "operation", Security: []spec.SecurityRequirement{{Schemes: []spec.SchemeScopes{{Scheme: scheme, Scopes: scopes}}}}}
		v := finding.Exactly("op", false)
		c := room.Resolve(op, &selection.Settings{}, false, v)
		if c == nil {
			t.Fatal(v.Reasons)
		}
		return c
	}
	first, second := resolve("key"), resolve("key")
	resolve("other")
	long := func(letter string) string { return strings.Repeat(letter, limits.ParameterValueLength*2/3) }
	one, two := resolve("client", long("a")), resolve("client", long("b"))
	for _, c := range []*security.Connection{first, one, second, two} {
		room.Use(c)
	}
	connections, secrets := room.Settle()
	if len(connections) != 3 || len(secrets) != 3 || secrets[0].Scheme != "key" {
		t.Fatalf("connections %+v, secrets %+v", connections, secrets)
	}
	if first.ID != "key:X-Key:Connection" || first.ID != second.ID || first.ID != connections[0].ID {
		t.Errorf("one connection is called %q, %q, %q", first.ID, second.ID, connections[0].ID)
	}
	if one.ID == two.ID || one.Stem == two.Stem || one.ID != connections[1].ID || two.ID != connections[2].ID {
		t.Errorf("two connections are called %q (%s), %q (%s)", one.ID, one.Stem, two.ID, two.Stem)
	}
	for i, scope := range []string{long("a"), long("b")} {
		if got := connections[i+1].OAuth.Scopes; len(got) != 1 || got[0] != scope {
			t.Errorf("connection %d asks for %q", i+1, got)
		}
	}
}
