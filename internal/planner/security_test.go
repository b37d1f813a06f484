package planner_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// everyScheme has each kind of security scheme that documents have, those that are refused
// included.
const everyScheme = `
key: {type: apiKey, in: header, name: X-Key}
key2: {type: apiKey, in: header, name: X-Secret}
key3: {type: apiKey, in: header, name: x-key}
query: {type: apiKey, in: query, name: api_key}
query2: {type: apiKey, in: query, name: api_secret}
query3: {type: apiKey, in: query, name: api_key}
cookie: {type: apiKey, in: cookie, name: session}
cookie2: {type: apiKey, in: cookie, name: csrf}
cookie3: {type: apiKey, in: cookie, name: session}
cookieHeader: {type: apiKey, in: header, name: Cookie}
authHeader: {type: apiKey, in: header, name: Authorization, description: The word Token and your key}
basic: {type: http, scheme: Basic}
bearer: {type: http, scheme: bearer}
bearer2: {type: http, scheme: Bearer}
client: {type: oauth2, flows: {clientCredentials: {tokenUrl: "https://id.example.com/token", scopes: {read: "", write: ""}}}}
client2: {type: oauth2, flows: {clientCredentials: {tokenUrl: "https://id.example.com/token", scopes: {}}}}
client3: {type: oauth2, flows: {clientCredentials: {tokenUrl: "https://other.example.com/token", scopes: {}}}}
clientAndMore: {type: oauth2, flows: {implicit: {authorizationUrl: "https://id.example.com", scopes: {}}, clientCredentials: {tokenUrl: oauth2/token, scopes: {}}}}
code: {type: oauth2, flows: {authorizationCode: {authorizationUrl: "https://id.example.com", tokenUrl: "https://id.example.com/token", scopes: {}}}}
implicit: {type: oauth2, flows: {implicit: {authorizationUrl: "https://id.example.com", scopes: {}}}}
password: {type: oauth2, flows: {password: {tokenUrl: "https://id.example.com/token", scopes: {}}}}
plainToken: {type: oauth2, flows: {clientCredentials: {tokenUrl: "http://id.example.com/token", scopes: {}}}}
noToken: {type: oauth2, flows: {clientCredentials: {scopes: {}}}}
openId: {type: openIdConnect, openIdConnectUrl: "https://id.example.com/.well-known/openid-configuration"}
mutual: {type: mutualTLS}
digest: {type: http, scheme: digest}
hmac: {type: http, scheme: HMAC-SHA256}
nameless: {type: http}
sigv4: {type: apiKey, in: header, name: Authorization, x-amazon-apigateway-authtype: awsSigv4}
hmacByWords: {type: apiKey, in: header, name: Authorization, description: Amazon Signature authorization v4}
authorizer: {type: apiKey, in: header, name: Authorization, x-amazon-apigateway-authtype: custom}
vendor: {type: x-vendor}
untyped: {description: What is this?}
elsewhere: {type: apiKey, in: body, name: key}
bodySecret: {type: apiKey, in: Body, name: secret}
bodyTwin: {type: apiKey, in: body, name: key}
bodyBrackets: {type: apiKey, in: body, name: "a[b]"}
nowhere: {type: apiKey, in: path, name: key}
dropped: {type: apiKey, in: header, name: If-Match}
spaced: {type: apiKey, in: header, name: X Key}
empty: {type: apiKey, in: query}
brackets: {type: apiKey, in: query, name: "auth[key]"}
hostile: {type: apiKey, in: header, name: "X-${Key}"}`

// connectionText says in one line what a connection sends, with <scheme.part> for a secret.
func connectionText(c plan.Connection) string {
	text := func(parts plan.Text) string {
		var b strings.Builder
		for _, p := range parts {
			b.WriteString(p.Constant + p.Before)
			if p.Scheme != "" {
				fmt.Fprintf(&b, "<%s.%s>", p.Scheme, p.Name)
			}
		}
		return b.String()
	}
	var out []string
	switch {
	case c.Existing:
		return "existing " + strings.Join(c.Schemes, "+")
	case c.OAuth != nil:
		var body []string
		for _, p := range c.OAuth.Body() {
			body = append(body, p.Name+"="+p.Value.Constant)
		}
		out = append(out, "oauth "+c.OAuth.TokenURL+" "+strings.Join(body, "&")+" "+text(plan.Text{c.OAuth.ClientID})+text(plan.Text{c.OAuth.ClientSecret}))
	case c.AuthorizationType == "BASIC":
		out = append(out, "basic "+text(plan.Text{c.Username})+":"+text(plan.Text{c.Password}))
	default:
		out = append(out, c.KeyName+": "+text(c.Key))
	}
	for _, h := range c.Headers {
		out = append(out, h.Name+": "+text(h.Value))
	}
	for _, q := range c.Query {
		out = append(out, "?"+q.Name+"="+text(q.Value))
	}
	for _, b := range c.Body {
		out = append(out, "{"+b.Name+": "+text(b.Value)+"}")
	}
	return strings.Join(out, " | ")
}

func given(pairs ...any) map[string]plan.Credential {
	m := make(map[string]plan.Credential)
	for i := 0; i < len(pairs); i += 2 {
		kind := pairs[i+1].(plan.CredentialKind)
		m[pairs[i].(string)] = plan.Credential{Kind: kind, Same: string(kind)}
	}
	return m
}

const (
	nothing = "Accept: */*"
	oauth   = "oauth https://id.example.com/token grant_type=client_credentials <client.ClientId><client.ClientSecret>"
)

// TestEveryScheme: each scheme and combination becomes the connection that sends just its
// credentials, or is refused by name.
func TestEveryScheme(t *testing.T) {
	requests := func(scheme string, r plan.TokenRequest) plan.Options {
		return plan.Options{TokenRequests: map[string]plan.TokenRequest{scheme: r}}
	}
	with := func(o plan.Options, c map[string]plan.Credential) plan.Options { o.Credentials = c; return o }
	tests := []struct {
		security string
		opts     plan.Options
		want     string // the connection, or "refused:" and a part of why
	}{
		// One scheme.
		{"[{key: []}]", plan.Options{}, "X-Key: <key.Value>"},
		{"[{authHeader: []}]", plan.Options{}, "Authorization: <authHeader.Value>"},
		{"[{authHeader: []}]", plan.Options{Credentials: given("authHeader", plan.BearerCredential)}, "Authorization: Bearer <authHeader.Token>"},
		{"[{authorizer: []}]", plan.Options{}, "Authorization: <authorizer.Value>"},
		{"[{query: []}]", plan.Options{}, nothing + " | ?api_key=<query.Value>"},
		{"[{cookie: []}]", plan.Options{}, "Cookie: session=<cookie.Value>"},
		{"[{elsewhere: []}]", plan.Options{}, nothing + " | {key: <elsewhere.Value>}"},
		{"[{elsewhere: [], bodySecret: []}]", plan.Options{}, nothing + " | {secret: <bodySecret.Value>} | {key: <elsewhere.Value>}"},
		{"[{elsewhere: [], client: []}]", plan.Options{}, oauth + " | {key: <elsewhere.Value>}"},
		{"[{elsewhere: [], bodyTwin: []}]", plan.Options{}, `refused:both want the property "key" of the body`},
		{"[{basic: []}]", plan.Options{}, "basic <basic.Username>:<basic.Password>"},
		{"[{basic: []}]", plan.Options{Credentials: given("basic", plan.UserCredential)}, "Authorization: Basic <basic.Username>"},
		{"[{bearer: []}]", plan.Options{}, "Authorization: Bearer <bearer.Token>"},
		{"[{bearer: []}]", with(requests("bearer", plan.TokenRequest{URL: "https://x.example.com/t"}), given("bearer", plan.ClientCredential)),
			"oauth https://x.example.com/t grant_type=client_credentials <bearer.ClientId><bearer.ClientSecret>"},
		{"[{bearer: []}]", plan.Options{Credentials: given("bearer", plan.ClientCredential)}, "refused:no token URL to use them at"},
		{"[{client: []}]", plan.Options{}, oauth},
		{"[{client: [write, read]}]", plan.Options{}, strings.Replace(oauth, "credentials ", "credentials&scope=read write ", 1)},
		{"[{client: [write]}]", requests("client", plan.TokenRequest{Scopes: []string{"all"}, Parameters: map[string]string{"audience": "https://api"}}),
			strings.Replace(oauth, "credentials ", "credentials&scope=all&audience=https://api ", 1)},
		{"[{client: [write]}]", requests("client", plan.TokenRequest{Scopes: []string{}, Parameters: map[string]string{"grant_type": "account_credentials"}}),
			strings.Replace(oauth, "client_credentials", "account_credentials", 1)},
		{"[{client: []}]", plan.Options{Credentials: given("client", plan.BearerCredential)}, "Authorization: Bearer <client.Token>"},
		{"[{clientAndMore: []}]", plan.Options{}, "oauth https://api.example.com/v1/oauth2/token grant_type=client_credentials <clientAndMore.ClientId><clientAndMore.ClientSecret>"},
		{"[{code: []}]", plan.Options{}, "Authorization: Bearer <code.Token>"},
		{"[{code: []}]", plan.Options{Credentials: given("code", plan.ClientCredential)}, "refused:no token URL"},
		{"[{code: []}]", plan.Options{Credentials: given("code", plan.BearerCredential)}, "Authorization: Bearer <code.Token>"},
		{"[{code: [a]}]", requests("code", plan.TokenRequest{URL: "https://id.example.com/token"}),
			"oauth https://id.example.com/token grant_type=client_credentials&scope=a <code.ClientId><code.ClientSecret>"},
		{"[{implicit: []}]", plan.Options{}, "Authorization: Bearer <implicit.Token>"},
		{"[{password: []}]", plan.Options{}, "Authorization: Bearer <password.Token>"},
		{"[{openId: []}]", plan.Options{}, "Authorization: Bearer <openId.Token>"},
		{"[{openId: []}]", plan.Options{Credentials: given("openId", plan.BearerCredential)}, "Authorization: Bearer <openId.Token>"},
		// A token URL that EventBridge can't call: a person asks for the token.
		{"[{plainToken: []}]", plan.Options{}, "Authorization: Bearer <plainToken.Token>"},
		{"[{noToken: []}]", plan.Options{}, "Authorization: Bearer <noToken.Token>"},
		{"[{authHeader: []}]", with(requests("authHeader", plan.TokenRequest{URL: "https://x.example.com/t"}), given("authHeader", plan.ClientCredential)),
			"oauth https://x.example.com/t grant_type=client_credentials <authHeader.ClientId><authHeader.ClientSecret>"},
		{"[{openId: [profile]}]", with(requests("openId", plan.TokenRequest{URL: "/token"}), given("openId", plan.ClientCredential)),
			"oauth https://api.example.com/token grant_type=client_credentials&scope=profile <openId.ClientId><openId.ClientSecret>"},
		{"[]", plan.Options{}, nothing},
		{"[{}]", plan.Options{}, nothing},

		// Refused by name.
		{"[{mutual: []}]", plan.Options{}, `refused:"mutual", mutualTLS`},
		{"[{digest: []}]", plan.Options{}, `refused:"digest", HTTP digest`},
		{"[{hmac: []}]", plan.Options{}, `refused:"hmac", HTTP hmac-sha256`},
		{"[{nameless: []}]", plan.Options{}, `refused:"nameless", HTTP, is not supported`},
		{"[{sigv4: []}]", plan.Options{}, `refused:"sigv4" is a signature of AWS`},
		{"[{hmacByWords: []}]", plan.Options{}, `refused:"hmacByWords" is a signature of AWS`},
		{"[{vendor: []}]", plan.Options{}, `refused:"vendor", x-vendor`},
		{"[{untyped: []}]", plan.Options{}, `refused:"untyped", without a type`},
		{"[{nowhere: []}]", plan.Options{}, `refused:"nowhere", an API key in path`},
		{"[{bodyBrackets: []}]", plan.Options{}, `refused:"bodyBrackets" has no valid property name: "a[b]"`},
		{"[{dropped: []}]", plan.Options{}, `refused:"dropped" uses the header If-Match, which EventBridge removes`},
		{"[{spaced: []}]", plan.Options{}, `refused:"spaced" has no valid header name: "X Key"`},
		{"[{empty: []}]", plan.Options{}, `refused:"empty" has no valid parameter name`},
		{"[{brackets: []}]", plan.Options{}, `refused:"brackets" has no valid parameter name: "auth[key]"`},
		{"[{hostile: []}]", plan.Options{}, `refused:"hostile" must not reach a template`},
		{"[{plainToken: []}]", plan.Options{Credentials: given("plainToken", plan.ClientCredential)}, `refused:"plainToken" has the token URL "http://id.example.com/token": it must begin with https://`},
		{"[{noToken: []}]", plan.Options{Credentials: given("noToken", plan.ClientCredential)}, `refused:"noToken" has the token URL "": it is missing`},
		{"[{code: []}]", requests("code", plan.TokenRequest{URL: "http://id.example.com/token"}), `refused:"code" has the token URL "http://id.example.com/token": it must begin with https://`},
		{"[{nobody: []}]", plan.Options{}, `refused:"nobody" is not defined`},
		{"[{mutual: [], key: []}]", plan.Options{}, `refused:"mutual", mutualTLS`},

		// Several at once.
		{"[{key2: [], key: []}]", plan.Options{}, "X-Key: <key.Value> | X-Secret: <key2.Value>"},
		{"[{key: [], key2: [], authHeader: []}]", plan.Options{}, "Authorization: <authHeader.Value> | X-Key: <key.Value> | X-Secret: <key2.Value>"},
		{"[{key: [], bearer: []}]", plan.Options{}, "Authorization: Bearer <bearer.Token> | X-Key: <key.Value>"},
		{"[{query: [], key: []}]", plan.Options{}, "X-Key: <key.Value> | ?api_key=<query.Value>"},
		{"[{query: [], query2: []}]", plan.Options{}, nothing + " | ?api_key=<query.Value> | ?api_secret=<query2.Value>"},
		{"[{key: [], basic: []}]", plan.Options{}, "basic <basic.Username>:<basic.Password> | X-Key: <key.Value>"},
		{"[{key: [], client: []}]", plan.Options{}, oauth + " | X-Key: <key.Value>"},
		{"[{client: [], query: [], cookie: []}]", plan.Options{}, oauth + " | Cookie: session=<cookie.Value> | ?api_key=<query.Value>"},
		{"[{cookie: [], cookie2: []}]", plan.Options{}, "Cookie: session=<cookie.Value>; csrf=<cookie2.Value>"},
		{"[{cookie: [], key: []}]", plan.Options{}, "X-Key: <key.Value> | Cookie: session=<cookie.Value>"},
		{"[{basic: [], bearer: []}]", plan.Options{}, `refused:"basic" and "bearer" are needed at once, and both want the header "Authorization"`},
		{"[{bearer: [], bearer2: []}]", plan.Options{}, `refused:both want the header "Authorization"`},
		{"[{client: [], bearer: []}]", plan.Options{}, `refused:both want the header "Authorization"`},
		{"[{key: [], key3: []}]", plan.Options{}, `refused:both want the header "x-key"`},
		{"[{query: [], query3: []}]", plan.Options{}, `refused:both want the query parameter "api_key"`},
		{"[{cookie: [], cookie3: []}]", plan.Options{}, `refused:both want the cookie "session"`},
		{"[{cookie: [], cookieHeader: []}]", plan.Options{}, `refused:both want the header "Cookie"`},
		// One token for several schemes of OAuth, as Google's documents have it.
		{"[{implicit: [], code: []}]", plan.Options{}, "Authorization: Bearer <code.Token>"},
		{"[{implicit: [], code: []}]", plan.Options{Credentials: given("implicit", plan.BearerCredential)}, "Authorization: Bearer <implicit.Token>"},
		{"[{implicit: [], code: []}]", plan.Options{Credentials: given("code", plan.BearerCredential)}, "Authorization: Bearer <code.Token>"},
		{"[{implicit: [], code: []}]", plan.Options{Credentials: given("code", plan.BearerCredential, "implicit", plan.BearerCredential)}, "Authorization: Bearer <code.Token>"},
		{"[{implicit: [], code: []}]", plan.Options{Credentials: map[string]plan.Credential{
			"code": {Kind: plan.BearerCredential, Same: "a"}, "implicit": {Kind: plan.BearerCredential, Same: "b"}}},
			`refused:each has a token of its own`},
		{"[{client: [read], client2: [more]}]", plan.Options{}, strings.Replace(oauth, "credentials ", "credentials&scope=more read ", 1)},
		{"[{client: [], client3: []}]", plan.Options{}, `refused:each has a token of its own`},
		{"[{client: [], code: []}]", plan.Options{}, "Authorization: Bearer <code.Token>"},
		{"[{client: [], code: []}]", plan.Options{Credentials: given("client", plan.ClientCredential)}, oauth},
		{"[{code: [], key: []}]", plan.Options{}, "Authorization: Bearer <code.Token> | X-Key: <key.Value>"},

		// Alternatives.
		{"[{mutual: []}, {key: []}]", plan.Options{}, "X-Key: <key.Value>"},
		// Those without a person come first, in document order, unless a person's is named.
		{"[{code: []}, {key: []}, {basic: []}]", plan.Options{}, "X-Key: <key.Value>"},
		{"[{code: []}, {client: []}]", plan.Options{}, oauth},
		{"[{code: [], key: []}, {bearer: []}]", plan.Options{}, "Authorization: Bearer <bearer.Token>"},
		{"[{mutual: []}, {openId: []}, {implicit: []}]", plan.Options{}, "Authorization: Bearer <openId.Token>"},
		// None at all only where no other is supported, or the user prefers it.
		{"[{code: []}, {}]", plan.Options{}, "Authorization: Bearer <code.Token>"},
		{"[{}, {code: []}]", plan.Options{}, "Authorization: Bearer <code.Token>"},
		{"[{code: []}, {}]", plan.Options{SchemeOrder: []string{"{}"}}, nothing},
		{"[{}, {code: []}, {key: []}]", plan.Options{}, "X-Key: <key.Value>"},
		{"[{mutual: []}, {}]", plan.Options{}, nothing},
		{"[{code: []}, {key: []}]", plan.Options{SchemeOrder: []string{"code"}}, "Authorization: Bearer <code.Token>"},
		{"[{code: []}, {key: []}]", plan.Options{Credentials: given("code", plan.BearerCredential)}, "Authorization: Bearer <code.Token>"},
		{"[{code: []}, {key: []}]", plan.Options{Credentials: given("basic", plan.BasicCredential)}, "X-Key: <key.Value>"},
		{"[{query: []}, {key: []}]", plan.Options{}, nothing + " | ?api_key=<query.Value>"},
		{"[{key: []}, {basic: []}]", plan.Options{Credentials: given("basic", plan.BasicCredential)}, "basic <basic.Username>:<basic.Password>"},
		{"[{key: [], key2: []}, {key2: []}]", plan.Options{Credentials: given("key2", plan.APIKeyCredential)}, "X-Secret: <key2.Value>"},
		{"[{basic: []}, {key: [], key2: []}]", plan.Options{Credentials: given("key2", plan.APIKeyCredential)}, "X-Key: <key.Value> | X-Secret: <key2.Value>"},
		{"[{}, {key: []}]", plan.Options{}, "X-Key: <key.Value>"},
		{"[{}, {key: []}]", plan.Options{SchemeOrder: []string{"{}"}}, nothing},
		{"[{key: []}, {}]", plan.Options{}, "X-Key: <key.Value>"},
		{"[{}, {key: []}]", plan.Options{Credentials: given("key", plan.APIKeyCredential)}, "X-Key: <key.Value>"},
		{"[{key: []}, {}]", plan.Options{Credentials: given("basic", plan.BasicCredential)}, nothing},
		{"[{key: []}, {basic: []}, {}]", plan.Options{SchemeOrder: []string{"basic"}}, "basic <basic.Username>:<basic.Password>"},
		{"[{key: []}, {basic: []}, {}]", plan.Options{SchemeOrder: []string{"{}"}}, nothing},
		{"[{key: []}, {basic: []}, {bearer: []}]", plan.Options{SchemeOrder: []string{"bearer", "basic"},
			Credentials: given("key", plan.APIKeyCredential, "basic", plan.BasicCredential)}, "basic <basic.Username>:<basic.Password>"},

		// Connections that exist.
		{"[{key: [], basic: []}]", plan.Options{Connections: [][]string{{"key", "basic"}}}, "existing basic+key"},
		{"[{key: []}, {code: []}]", plan.Options{Connections: [][]string{{"code"}}}, "existing code"},
		{"[{key: []}]", plan.Options{Connections: [][]string{{"code"}}}, "X-Key: <key.Value>"},
		{"[]", plan.Options{Connections: [][]string{nil}}, "existing "},
		{"[{mutual: []}]", plan.Options{Connections: [][]string{{"mutual"}}}, `refused:"mutual", mutualTLS`},

		// What the document doesn't say.
		{"[]", plan.Options{Security: []spec.SecurityRequirement{require("key")}}, nothing},
		{"", plan.Options{Security: []spec.SecurityRequirement{require("key")}}, "X-Key: <key.Value>"},
		{"[{key: []}]", ownSecurity("op", require("basic")), "basic <basic.Username>:<basic.Password>"},
		{"[{key: []}]", ownSecurity("POST /a"), nothing},
		{"", plan.Options{Security: []spec.SecurityRequirement{require("mine")},
			SecuritySchemes: []spec.SecurityScheme{{Key: "mine", Type: "apiKey", In: "header", Name: "X-Auth-Token"}}}, "X-Auth-Token: <mine.Value>"},
		{"[{hmac: []}]", plan.Options{SecuritySchemes: []spec.SecurityScheme{{Key: "hmac", Type: "http", Scheme: "bearer"}}}, "Authorization: Bearer <hmac.Token>"},
	}
	for _, tt := range tests {
		t.Run(tt.security, func(t *testing.T) {
			field := ""
			if tt.security != "" {
				field = "security: " + tt.security
			}
			text := operation("/a", field) + "components:\n  securitySchemes:\n" + indent(everyScheme, "    ")
			p := build(t, text, tt.opts)
			op := p.Operations[0]
			if why, refused := strings.CutPrefix(tt.want, "refused:"); refused {
				if op.Callable() || !strings.Contains(lines(op.Reasons), why) {
					t.Errorf("want a refusal that says %q, got %s\n%s", why, op.Connection, lines(op.Reasons))
				}
				for _, r := range op.Reasons {
					if r.Hint == "" || r.Position.Line == 0 {
						t.Errorf("no hint or place: %s", r.Error())
					}
				}
				return
			}
			if len(p.Connections) != 1 || connectionText(p.Connections[0]) != tt.want {
				t.Fatalf("want %s\ngot %+v\n%s", tt.want, p.Connections, lines(p.Diagnostics))
			}
			if op.Connection != p.Connections[0].ID || op.Fidelity != plan.Exact {
				t.Errorf("%s, connection %q\n%s", op.Fidelity, op.Connection, lines(op.Reasons))
			}
			checkSecrets(t, p, tt.opts)
		})
	}
}

// ownSecurity gives the operations of a key their security; none of no alternatives.
func ownSecurity(key string, alternatives ...spec.SecurityRequirement) plan.Options {
	if alternatives == nil {
		alternatives = []spec.SecurityRequirement{}
	}
	return plan.Options{Operations: map[string]plan.OperationSettings{key: {Security: alternatives}}}
}

func require(schemes ...string) spec.SecurityRequirement {
	var r spec.SecurityRequirement
	for _, s := range schemes {
		r.Schemes = append(r.Schemes, spec.SchemeScopes{Scheme: s})
	}
	return r
}

// checkSecrets: each part that the connection holds was given or is asked for.
func checkSecrets(t *testing.T, p *plan.Plan, opts plan.Options) {
	t.Helper()
	text := connectionText(p.Connections[0])
	for _, s := range p.Secrets {
		if strings.Count(text, fmt.Sprintf("<%s.%s>", s.Scheme, s.Name)) != 1 || opts.Credentials[s.Scheme].Kind != "" {
			t.Errorf("%s is asked for, and the connection is %s", s.Parameter, text)
		}
		if s.Label == "" || s.Description == "" || s.MaxLength < 1 || s.MaxLength > 512 {
			t.Errorf("%+v", s)
		}
		text = strings.ReplaceAll(text, fmt.Sprintf("<%s.%s>", s.Scheme, s.Name), "")
	}
	for scheme := range opts.Credentials {
		for _, part := range []plan.CredentialPart{plan.APIKey, plan.Token, plan.Username, plan.Password, plan.ClientID, plan.ClientSecret} {
			text = strings.ReplaceAll(text, fmt.Sprintf("<%s.%s>", scheme, part), "")
		}
	}
	if strings.Contains(text, "<") {
		t.Errorf("nobody gives %s", text)
	}
}

// schemesOf is a document with an operation for each security list, and the schemes of all.
func schemesOf(lists ...string) string {
	var paths strings.Builder
	for i, list := range lists {
		fmt.Fprintf(&paths, "/p%d: {post: {operationId: op%d, security: %s}}\n", i, i, list)
	}
	return document(paths.String()) + "components:\n  securitySchemes:\n" + indent(everyScheme, "    ")
}

// TestConnectionsAreShared: one for each distinct set, and its identifier says what it sends:
// with a parameter more or less, it is another.
func TestConnectionsAreShared(t *testing.T) {
	p := build(t, schemesOf("[{key: []}]", "[{key: []}]", "[{key: [], query: []}]", "[{query: [], key: []}]", "[{client: [read]}]", "[{client: [write]}]", "[]"), plan.Options{})
	var ids []string
	for _, c := range p.Connections {
		ids = append(ids, c.ID)
	}
	want := []string{"key:X-Key:Connection", "key:X-Key:query:?api_key:Connection", "client:OAUTH:with scope:Connection", "anonymous:Connection"}
	if !slices.Equal(ids, want) {
		t.Errorf("%q", ids)
	}
	if o := p.Connections[2].OAuth; !slices.Equal(o.Scopes, []string{"read", "write"}) {
		t.Errorf("scopes %q", o.Scopes)
	}
	if len(p.Secrets) != 4 {
		t.Errorf("a scheme that two connections hold is asked for once: %+v", p.Secrets)
	}
	for i := range p.Operations {
		if !slices.Contains(ids, p.Operations[i].Connection) || p.Destinations[i].Connection != p.Operations[i].Connection {
			t.Errorf("%s has the connection %q, its destination %q", p.Operations[i].DetailType, p.Operations[i].Connection, p.Destinations[i].Connection)
		}
	}
	for _, other := range []plan.Options{
		{TokenRequests: map[string]plan.TokenRequest{"client": {Parameters: map[string]string{"audience": "a"}}}},
		{TokenRequests: map[string]plan.TokenRequest{"client": {Scopes: []string{}}}},
		{TokenRequests: map[string]plan.TokenRequest{"client": {Headers: map[string]string{"Content-Type": "application/json"}}}},
		{ConnectionKey: true}, {Private: true}, {PrivateToken: true},
	} {
		q := build(t, schemesOf("[{client: [read]}]"), other)
		if id := q.Connections[0].ID; slices.Contains(ids, id) {
			t.Errorf("%+v changes what the connection holds, and the identifier stays %s", other, id)
		}
	}
}

// TestLengthOfCredentials: a connection takes 512 characters, whatever stands before them;
// what two connections hold must fit both.
func TestLengthOfCredentials(t *testing.T) {
	p := build(t, schemesOf("[{bearer: []}]", "[{cookie: []}]", "[{cookie: [], cookie2: []}]"), plan.Options{})
	want := map[string]int{"BearerToken": 505, "CookieValue": (512 - len("session=; csrf=")) / 2, "Cookie2Value": (512 - len("session=; csrf=")) / 2}
	for _, s := range p.Secrets {
		if s.MaxLength != want[s.Parameter] {
			t.Errorf("%s: %d, want %d", s.Parameter, s.MaxLength, want[s.Parameter])
		}
	}
}

// TestPrivateConnections: the document's host is on the private network, others are not, and
// a connection has two blocks at most.
func TestPrivateConnections(t *testing.T) {
	text := document(`
/a: {post: {operationId: a, security: [{key: []}]}}
/b: {post: {operationId: b, security: [{key: []}], servers: [{url: "https://upload.example.com"}]}}
/c: {post: {operationId: c, security: [{key: [], client: []}]}}
/d: {post: {operationId: d, security: [{client: []}]}}`) + "components:\n  securitySchemes:\n" + indent(everyScheme, "    ")
	p := build(t, text, plan.Options{Private: true, PrivateToken: true, CredentialHosts: []string{"Upload.example.com"}})
	for i, want := range []bool{true, false} {
		if c := p.Connections[i]; c.Private != want || c.PrivateToken {
			t.Errorf("%+v", c)
		}
	}
	find(t, p.Operations[2].Reasons, diagnostic.TooManyBlocks)
	if c := p.Connections[2]; !c.Private || !c.PrivateToken {
		t.Errorf("%+v", c)
	}
	if all := codes(p.Diagnostics, spec.Warning); slices.Contains(all, diagnostic.OtherHost) || slices.Contains(all, diagnostic.NothingSelected) {
		t.Errorf("the host may have the credential: %q", all)
	}
}

// TestMistakesAboutSecurity: what the user says of security and nothing asks for is said.
func TestMistakesAboutSecurity(t *testing.T) {
	tests := map[string]struct {
		opts plan.Options
		code string
		want string
	}{
		"a scheme that isn't there":     {plan.Options{Credentials: given("kye", plan.APIKeyCredential)}, diagnostic.SchemeUnknown, `"kye"`},
		"a scheme that nothing needs":   {plan.Options{Credentials: given("basic", plan.BasicCredential)}, diagnostic.NothingSelected, `"basic"`},
		"half a pair":                   {plan.Options{Credentials: map[string]plan.Credential{"basic": {Kind: plan.BasicCredential, Missing: []plan.CredentialPart{plan.Password}}}}, diagnostic.CredentialHalf, "no password"},
		"another kind":                  {plan.Options{Credentials: given("key", plan.BasicCredential)}, diagnostic.CredentialKind, "username and password"},
		"a key for OAuth":               {plan.Options{Credentials: given("client", plan.APIKeyCredential)}, diagnostic.CredentialKind, "API key"},
		"a connection of another set":   {plan.Options{Connections: [][]string{{"key", "basic"}}}, diagnostic.NothingSelected, `"basic and key"`},
		"a connection of no scheme":     {plan.Options{Connections: [][]string{{"kye"}}}, diagnostic.SchemeUnknown, `"kye"`},
		"an order of no scheme":         {plan.Options{SchemeOrder: []string{"kye"}}, diagnostic.SchemeUnknown, `"kye"`},
		"an order that changes nothing": {plan.Options{SchemeOrder: []string{"basic"}}, diagnostic.NothingSelected, `"basic"`},
		"a token request for no scheme": {plan.Options{TokenRequests: map[string]plan.TokenRequest{"kye": {}}}, diagnostic.SchemeUnknown, `"kye"`},
		"a token request for a key":     {plan.Options{TokenRequests: map[string]plan.TokenRequest{"key": {}}}, diagnostic.NothingSelected, `"key"`},
		"security of no operation":      {ownSecurity("pots"), diagnostic.NothingSelected, `"pots"`},
		"security that all declare":     {plan.Options{Security: []spec.SecurityRequirement{require("basic")}}, diagnostic.NothingSelected, "Security"},
		"a host that nothing is on":     {plan.Options{CredentialHosts: []string{"a.example.com"}}, diagnostic.NothingSelected, `"a.example.com"`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			p := build(t, schemesOf("[{key: []}]"), tt.opts)
			d := find(t, p.Diagnostics, tt.code)
			if !strings.Contains(d.Message, tt.want) || d.Hint == "" || d.Severity < spec.Warning {
				t.Error(d.Error())
			}
		})
	}
}

// TestCredentialsThatDoNotLast: a token that the launch asks for is said once for each scheme,
// at its place; the requests are exact all the same.
func TestCredentialsThatDoNotLast(t *testing.T) {
	tests := map[string]struct{ scheme, want string }{
		"a login":                  {`{type: oauth2, flows: {authorizationCode: {authorizationUrl: "https://a.dev", tokenUrl: "https://a.dev/token", scopes: {}}}}`, "the flow authorizationCode has \"https://a.dev/token\""},
		"OpenID Connect":           {`{type: openIdConnect, openIdConnectUrl: "https://a.dev/x"}`, "logging in"},
		"an uncallable token URL":  {`{type: oauth2, flows: {clientCredentials: {tokenUrl: "http://a.dev/token", scopes: {}}}}`, "must begin with https://"},
		"a JWT":                    {`{type: http, scheme: bearer, bearerFormat: JWT}`, "longer than the 512"},
		"a JWT by its description": {`{type: apiKey, in: header, name: Authorization, description: JWT Authorization header using the Bearer scheme}`, "longer than the 512"},
		"a bearer token by its":    {`{type: http, scheme: bearer, description: An ID token of Cognito}`, "longer than the 512"},
		"Cognito":                  {`{type: apiKey, in: header, name: Authorization, x-amazon-apigateway-authtype: cognito_user_pools}`, "longer than the 512"},
		"a signature":              {`{type: apiKey, in: header, name: X-Api-Signature}`, "signature or time of one request"},
		"a time in the query":      {`{type: apiKey, in: query, name: timestamp}`, "signature or time of one request"},
		"a plain key":              {`{type: apiKey, in: header, name: X-Key, description: Like the JWT of old}`, ""},
		"a plain token":            {`{type: http, scheme: bearer}`, ""},
		"an opaque token":          {`{type: http, scheme: bearer, bearerFormat: opaque, description: No JWT any more}`, ""},
		"what EventBridge renews":  {`{type: oauth2, flows: {clientCredentials: {tokenUrl: "/token", scopes: {}}}}`, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			text := document(`
/a: {post: {operationId: a, security: [{s: []}]}}
/b: {post: {operationId: b, security: [{s: []}]}}`) + "components:\n  securitySchemes:\n    s: " + tt.scheme + "\n"
			p := build(t, text, plan.Options{Strict: true})
			var found []spec.Diagnostic
			for _, d := range p.Diagnostics {
				if d.Code == diagnostic.NotLasting {
					found = append(found, d)
				}
			}
			if p.Failed() || p.Operations[0].Fidelity != plan.Exact || (len(found) == 1) != (tt.want != "") {
				t.Fatalf("%s, %d findings\n%s", p.Operations[0].Fidelity, len(found), lines(p.Diagnostics))
			}
			if tt.want == "" {
				return
			}
			if d := found[0]; d.Severity != spec.Warning || !strings.Contains(d.Error(), tt.want) || d.Position.Line == 0 || d.Hint == "" {
				t.Error(d.Error())
			}
		})
	}
	known := build(t, schemesOf("[{code: []}]"), plan.Options{Credentials: given("code", plan.BearerCredential)})
	if d := find(t, known.Diagnostics, diagnostic.NotLasting); d.Severity != spec.Info {
		t.Errorf("who gives a token knows of it: %s", d.Error())
	}
}

// TestForgottenSecurity: schemes that no selected operation asks for are said, and that there
// are none; what the user says about it is taken.
func TestForgottenSecurity(t *testing.T) {
	const schemes = "components: {securitySchemes: {key: {type: apiKey, in: header, name: X-Key}, other: {type: http, scheme: basic}}}\n"
	const emptied = "security: [{key: []}]\n"
	all := ownSecurity("*", require("key"))
	for name, tt := range map[string]struct {
		text     string
		opts     plan.Options
		severity spec.Severity // of the finding, if there is any
		want     string
	}{
		"forgotten":                  {operation("/a", "") + schemes, plan.Options{}, spec.Warning, "(context key security)"},
		"emptied everywhere":         {operation("/a", "security: []") + emptied + schemes, plan.Options{}, spec.Warning, "the security of Operations (context key operations)"},
		"emptied, and said":          {operation("/a", "security: []") + emptied + schemes, all, 0, ""},
		"declared to be none":        {operation("/a", "security: []") + schemes, ownSecurity("*"), 0, ""},
		"said to be none":            {operation("/a", "") + schemes, plan.Options{Security: []spec.SecurityRequirement{}}, 0, ""},
		"no scheme at all":           {operation("/a", ""), plan.Options{}, spec.Info, "describes no security scheme"},
		"none, declared":             {operation("/a", "security: []"), plan.Options{}, 0, ""},
		"one that nothing needs":     {operation("/a", "security: [{key: []}]") + schemes, plan.Options{}, spec.Info, `"other", and no selected`},
		"only what isn't selected":   {document("/a: {post: {operationId: op, security: []}, get: {operationId: g, security: [{key: []}]}}") + schemes, plan.Options{}, spec.Warning, `"key", "other", and no selected`},
		"alternatives are asked for": {operation("/a", "security: [{}, {key: []}, {other: []}]") + schemes, plan.Options{}, 0, ""},
	} {
		p := planner.Build(Load(t, tt.text), tt.opts)
		if tt.want == "" {
			if slices.Contains(codes(p.Diagnostics, spec.Info), diagnostic.NoSecurity) {
				t.Errorf("%s: %s", name, lines(p.Diagnostics))
			}
			continue
		}
		if d := find(t, p.Diagnostics, diagnostic.NoSecurity); d.Severity != tt.severity || !strings.Contains(d.Error(), tt.want) || d.Hint == "" {
			t.Errorf("%s: %s", name, d.Error())
		}
	}
	p := build(t, operation("/a", "security: []")+emptied+schemes, all)
	if connectionText(p.Connections[0]) != "X-Key: <key.Value>" {
		t.Errorf("%+v", p.Connections)
	}
}

// TestOwnSecurity: the security of operations is a setting as the others are, by any key, of which the
// more specific wins; a name that is no scheme says where it stands.
func TestOwnSecurity(t *testing.T) {
	text := document(`
/a: {post: {operationId: addA, tags: [in], security: [{query: []}]}}
/b: {post: {operationId: addB, tags: [in]}, delete: {operationId: dropB}}`) + "components:\n  securitySchemes:\n" + indent(everyScheme, "    ")
	own := func(schemes ...string) plan.OperationSettings {
		return plan.OperationSettings{Security: []spec.SecurityRequirement{require(schemes...)}}
	}
	none := plan.OperationSettings{Security: []spec.SecurityRequirement{}}
	for name, tt := range map[string]struct {
		operations map[string]plan.OperationSettings
		security   []spec.SecurityRequirement
		want       string
		found      string
	}{
		"a tag, a glob and the rest": {map[string]plan.OperationSettings{"tag:in": own("key"), "* /b": own("basic"), "*": none}, nil, "key, basic, basic", `the security of "*" was not used: every operation that it fits has that of a more specific key`},
		"a name before a tag":        {map[string]plan.OperationSettings{"tag:in": own("key"), "POST /b": none}, nil, "key, , ", ""},
		"beside what all lack":       {map[string]plan.OperationSettings{"dropB": own("basic", "key")}, []spec.SecurityRequirement{require("bearer")}, "query, bearer, basic+key", ""},
		"nothing is said":            {map[string]plan.OperationSettings{"*": {Optional: []string{}}}, nil, "query, , ", ""},
		"a key that fits nothing":    {map[string]plan.OperationSettings{"tag:im": own("key")}, nil, "query, , ", `did you mean "tag:in"?`},
		"a scheme that isn't there":  {map[string]plan.OperationSettings{"addA": own("kye2")}, nil, "-, , ", `OAD402 warning: addA: the security scheme "kye2" is not defined (did you mean "key2"? define it`},
		"and where it stands":        {map[string]plan.OperationSettings{"addA": own("kye2")}, nil, "-, , ", `or correct the name (Operations, context key operations))`},
	} {
		p := build(t, text, plan.Options{Operations: tt.operations, Security: tt.security})
		var got []string
		for _, op := range p.Operations {
			schemes := "-"
			for _, c := range p.Connections {
				if c.ID == op.Connection {
					schemes = strings.Join(c.Schemes, "+")
				}
			}
			got = append(got, schemes)
		}
		if strings.Join(got, ", ") != tt.want || !strings.Contains(lines(p.Diagnostics), tt.found) {
			t.Errorf("%s: %q\n%s", name, got, lines(p.Diagnostics))
		}
	}
}

// TestDidYouMean: a scheme or a word of it that is nearly right is asked about.
func TestDidYouMean(t *testing.T) {
	for scheme, want := range map[string]string{
		"{type: apiKez, in: header, name: K}": `did you mean "apiKey"?`, "{type: htpp, scheme: basic}": `did you mean "http"?`,
		"{type: http, scheme: baerer}": `did you mean "bearer"?`, "{type: apiKey, in: haeder, name: K}": `did you mean "header"?`,
		"{type: hawk}": "correct its type", "{type: apiKey, in: path, name: K}": "SecuritySchemes (context key security)",
	} {
		p := build(t, operation("/a", "security: [{s: []}]")+"components: {securitySchemes: {s: "+scheme+"}}\n", plan.Options{})
		if d := find(t, p.Operations[0].Reasons, diagnostic.UnsupportedScheme); !strings.Contains(d.Hint, want) {
			t.Errorf("%s: %s", scheme, d.Error())
		}
	}
	p := build(t, operation("/a", "security: [{kye: []}]")+"components: {securitySchemes: {key: {type: apiKey, in: header, name: K}}}\n", plan.Options{})
	if d := find(t, p.Operations[0].Reasons, diagnostic.UnknownScheme); !strings.Contains(d.Hint, `did you mean "key"?`) {
		t.Error(d.Error())
	}
}

// TestCredentialThatIsAParameter is no field, wherever it is; a place that the request needs
// for something else is refused.
func TestCredentialThatIsAParameter(t *testing.T) {
	repeated := build(t, operation("/a", `
security: [{key: [], query: [], cookie: []}]
parameters:
  - {name: x-key, in: header, required: true, schema: {type: string}}
  - {name: api_key, in: query, required: true, schema: {type: string}}
  - {name: session, in: cookie, required: true, schema: {type: string}}`)+"components:\n  securitySchemes:\n"+indent(everyScheme, "    "), plan.Options{})
	if op := repeated.Operations[0]; len(op.Fields) != 0 || op.Fidelity != plan.Exact {
		t.Errorf("%s: fields %+v\n%s", op.Fidelity, op.Fields, lines(op.Reasons))
	}
	for _, parameter := range []string{
		"{name: theme, in: cookie, required: true, schema: {const: dark}}",
	} {
		p := build(t, operation("/a", "security: [{cookie: []}]\nparameters:\n  - "+parameter)+"components:\n  securitySchemes:\n"+indent(everyScheme, "    "), plan.Options{})
		if op := p.Operations[0]; op.Callable() {
			t.Errorf("%s: the connection's header would replace it", parameter)
		}
	}
}

// TestScopesOfALogin: a scope that only the flow with a login has is no client's to ask for, and
// would cost the other operations their token.
func TestScopesOfALogin(t *testing.T) {
	p := build(t, document(`
/a: {post: {operationId: a, security: [{s: [own]}]}}
/b: {post: {operationId: b, security: [{s: [everybody]}]}}
/c: {post: {operationId: c, security: [{s: [unheard]}]}}`)+`components:
  securitySchemes:
    s:
      type: oauth2
      flows:
        authorizationCode: {authorizationUrl: /login, tokenUrl: /token, scopes: {own: x, everybody: x}}
        clientCredentials: {tokenUrl: /token, scopes: {everybody: x}}
`, plan.Options{Strict: true})
	byID := make(map[string]plan.Connection)
	for _, c := range p.Connections {
		byID[c.ID] = c
	}
	for i, scopes := range [][]string{nil, {"everybody", "unheard"}, {"everybody", "unheard"}} {
		op := p.Operations[i]
		c := byID[op.Connection]
		if op.Fidelity != plan.Exact || (c.OAuth == nil) != (scopes == nil) || c.OAuth != nil && !slices.Equal(c.OAuth.Scopes, scopes) {
			t.Errorf("%s: %s, %+v\n%s", op.DetailType, op.Fidelity, c, lines(op.Reasons))
		}
	}
}

// TestHintsOfUnusedSecurity name the prop and the context key.
func TestHintsOfUnusedSecurity(t *testing.T) {
	const text = `openapi: 3.1.0
info: {title: T, version: "1"}
servers: [{url: "https://api.example.com"}]
paths: {/a: {post: {operationId: op, security: [{used: []}]}}}
components: {securitySchemes: {idle: {type: http, scheme: basic}, used: {type: http, scheme: basic}}}
`
	for _, tt := range []struct {
		name string
		opts plan.Options
		code string
		hint string
	}{
		{"a credential", plan.Options{Credentials: map[string]plan.Credential{"idle": {Kind: plan.BasicCredential}}}, diagnostic.NothingSelected, "Credentials (context key credentials)"},
		{"a token request", plan.Options{TokenRequests: map[string]plan.TokenRequest{"idle": {}}}, diagnostic.NothingSelected, "TokenRequests (context key credentials)"},
		{"an order", plan.Options{SchemeOrder: []string{"idle"}}, diagnostic.NothingSelected, "SchemeOrder (context key schemeOrder)"},
		{"half a pair", plan.Options{Credentials: map[string]plan.Credential{"used": {Kind: plan.BasicCredential, Missing: []plan.CredentialPart{plan.Password}}}}, diagnostic.CredentialHalf, "Credentials (context key credentials)"},
		{"another kind", plan.Options{Credentials: map[string]plan.Credential{"used": {Kind: plan.BearerCredential}}}, diagnostic.CredentialKind, "(Credentials, context key credentials)"},
	} {
		if d := find(t, build(t, text, tt.opts).Diagnostics, tt.code); !strings.Contains(d.Hint, tt.hint) {
			t.Errorf("%s: the hint is %q", tt.name, d.Hint)
		}
	}
}
