package planner_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/spec"
)

const clientScheme = "components: {securitySchemes: {client: {type: oauth2, flows: {clientCredentials: {tokenUrl: 'https://id.acme.dev/token', scopes: {}}}}}}\n"

// scoped is a document whose operations need two scopes each of a long list, and one more
// operation where extra is not empty.
func scoped(operations int, extra string) string {
	var paths strings.Builder
	for i := range operations {
		scope := func(n int) string { return fmt.Sprintf("organization.resource%d.write", n%31) }
		fmt.Fprintf(&paths, "/p%d: {post: {operationId: op%d, security: [{client: [%s, %s]}]}}\n", i, i, scope(i), scope(i*7+1))
	}
	if extra != "" {
		fmt.Fprintf(&paths, "/extra: {post: {operationId: extra, security: [{client: [%s]}]}}\n", extra)
	}
	return document(paths.String()) + clientScheme
}

// connectionsOf are the connections' identifiers by operation, after a check that each asks for
// the scopes that its operations need, in a value that AWS takes.
func connectionsOf(t *testing.T, p *plan.Plan) map[string]string {
	t.Helper()
	byID := make(map[string]plan.Connection)
	for _, c := range p.Connections {
		text := strings.Join(c.OAuth.Scopes, " ")
		if byID[c.ID].ID != "" || len(text) > limits.ParameterValueLength {
			t.Errorf("%s has %d characters of scopes, or is there twice", c.ID, len(text))
		}
		byID[c.ID] = c
	}
	of := make(map[string]string)
	for i := range p.Operations {
		op := &p.Operations[i]
		c := byID[op.Connection]
		for _, s := range op.Spec.Security[0].Schemes[0].Scopes {
			if !slices.Contains(c.OAuth.Scopes, s) {
				t.Errorf("%s needs %s, and its connection asks for %q", op.DetailType, s, c.OAuth.Scopes)
			}
		}
		for _, d := range p.Destinations {
			if d.ID == op.Destination && d.Connection != op.Connection {
				t.Errorf("%s has the connection %s, and its destination %s", op.DetailType, op.Connection, d.Connection)
			}
		}
		of[op.DetailType] = op.Connection
	}
	return of
}

// TestScopesAreSpread: what doesn't fit into one connection goes into several, which an
// operation more hardly changes; what fits keeps its one connection, and its name.
func TestScopesAreSpread(t *testing.T) {
	one := build(t, scoped(5, ""), plan.Options{})
	if connectionsOf(t, one); len(one.Connections) != 1 || one.Connections[0].ID != "client:OAUTH:with scope:Connection" {
		t.Errorf("%+v", one.Connections)
	}
	for _, shared := range []bool{false, true} {
		opts := plan.Options{SharedDestinations: shared}
		p := build(t, scoped(62, ""), opts)
		before := connectionsOf(t, p)
		if n := len(p.Connections); n < 2 || n > 20 || p.Failed() {
			t.Errorf("%d connections\n%s", n, lines(p.Diagnostics))
		}
		if len(p.Secrets) != 2 {
			t.Errorf("one client is asked for once: %+v", p.Secrets)
		}
		moved := 0
		for op, id := range connectionsOf(t, build(t, scoped(62, "an.other.scope"), opts)) {
			if op != "extra" && before[op] != id {
				moved++
			}
		}
		if moved > 62/3 {
			t.Errorf("an operation more moves %d to another connection", moved)
		}
	}
	named := build(t, scoped(62, ""), plan.Options{TokenRequests: map[string]plan.TokenRequest{"client": {Scopes: []string{"all"}}}})
	if len(named.Connections) != 1 {
		t.Errorf("the user's scopes are those of all: %d connections", len(named.Connections))
	}
}

// TestScopesThatDoNotFit: those of one operation are refused by a message that says what to do.
func TestScopesThatDoNotFit(t *testing.T) {
	scope := func(n int) string { return strings.Repeat("s", n) }
	for name, tt := range map[string]struct {
		scopes string
		opts   plan.Options
		fits   bool
	}{
		"512":      {scope(512), plan.Options{}, true},
		"513":      {scope(513), plan.Options{}, false},
		"together": {scope(256) + ", a" + scope(256), plan.Options{}, false},
		"umlaut":   {"lösche", plan.Options{}, false},
		"others":   {scope(600), plan.Options{TokenRequests: map[string]plan.TokenRequest{"client": {Scopes: []string{"all"}}}}, true},
		"given":    {"a", plan.Options{TokenRequests: map[string]plan.TokenRequest{"client": {Scopes: []string{scope(513)}}}}, false},
	} {
		p := build(t, scoped(0, tt.scopes), tt.opts)
		if p.Operations[0].Callable() != tt.fits {
			t.Errorf("%s: %s\n%s", name, p.Operations[0].Fidelity, lines(p.Diagnostics))
		}
		if !tt.fits {
			if d := find(t, p.Diagnostics, diagnostic.ConnectionValue); !strings.Contains(d.Hint, "TokenRequests") || !strings.Contains(d.Hint, "credentials") {
				t.Error(d.Error())
			}
		}
	}
}

// TestValuesOfConnections: what stands beside a credential, and credentials that are given as
// plain text, have an end.
func TestValuesOfConnections(t *testing.T) {
	literal := func(part plan.CredentialPart, text string) map[string]plan.Credential {
		kind := map[plan.CredentialPart]plan.CredentialKind{plan.APIKey: plan.APIKeyCredential, plan.Token: plan.BearerCredential}[part]
		return map[string]plan.Credential{"s": {Kind: kind, Literals: map[plan.CredentialPart]plan.Literal{part: plan.LiteralOf(text)}}}
	}
	x := func(n int) string { return strings.Repeat("x", n) }
	key := "{type: apiKey, in: header, name: X-Key}"
	for name, tt := range map[string]struct {
		scheme string
		given  map[string]plan.Credential
		fits   bool
	}{
		"a header of 512":        {"{type: apiKey, in: header, name: " + x(512) + "}", nil, true},
		"a header of 513":        {"{type: apiKey, in: header, name: " + x(513) + "}", nil, false},
		"a query name of 512":    {"{type: apiKey, in: query, name: " + x(512) + "}", nil, true},
		"a query name of 513":    {"{type: apiKey, in: query, name: " + x(513) + "}", nil, false},
		"a cookie of 510":        {"{type: apiKey, in: cookie, name: " + x(510) + "}", nil, true},
		"a cookie without room":  {"{type: apiKey, in: cookie, name: " + x(511) + "}", nil, false},
		"a key of 512":           {key, literal(plan.APIKey, x(512)), true},
		"a key of 513":           {key, literal(plan.APIKey, x(513)), false},
		"an empty key":           {key, literal(plan.APIKey, ""), false},
		"a key with a line":      {key, literal(plan.APIKey, "a\nb"), false},
		"a key with umlauts":     {key, literal(plan.APIKey, strings.Repeat("ü", 512)), true},
		"umlauts in a parameter": {"{type: apiKey, in: query, name: q}", literal(plan.APIKey, "ü"), false},
		"a token of 505":         {"{type: http, scheme: bearer}", literal(plan.Token, x(505)), true},
		"a token of 506":         {"{type: http, scheme: bearer}", literal(plan.Token, x(506)), false},
	} {
		p := build(t, operation("/a", "security: [{s: []}]")+"components: {securitySchemes: {s: "+tt.scheme+"}}\n", plan.Options{Credentials: tt.given})
		if fits := !p.Failed() && len(codes(p.Diagnostics, spec.Warning)) == 0; fits != tt.fits {
			t.Errorf("%s: %v\n%s", name, fits, lines(p.Diagnostics))
		}
	}
}
