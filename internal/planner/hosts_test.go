package planner_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// credentialed is a document with the document's servers, an operation's own, and a scheme.
func credentialed(servers, own, scheme string) string {
	return fmt.Sprintf(`openapi: 3.0.3
info: {title: Hosts, version: "1"}
servers: %s
security: [{s: []}]
paths:
  /own: {servers: %s, post: {operationId: own}}
components: {securitySchemes: {s: %s}}
`, servers, own, scheme)
}

const (
	apiKey = "{type: apiKey, in: header, name: X-Key}"
	base   = `[{url: "https://api.acme.dev/v1"}]`
)

// said are the findings about other hosts.
func said(p *plan.Plan) []spec.Diagnostic {
	return slices.DeleteFunc(slices.Clone(p.Diagnostics), func(d spec.Diagnostic) bool { return d.Code != diagnostic.OtherHost })
}

// TestCredentialHosts: a host that is neither the base's nor of its registrable domain gets no
// credential silently.
func TestCredentialHosts(t *testing.T) {
	token := `https://${Token[TOKEN.7]}`
	for name, tt := range map[string]struct {
		servers, own string
		opts         plan.Options
		// said is the host, with its severity.
		said string
	}{
		"the same":                {base, `[{url: "https://api.acme.dev/v2"}]`, plan.Options{}, ""},
		"another port":            {base, `[{url: "https://api.acme.dev:8443/v2"}]`, plan.Options{}, ""},
		"another case":            {base, `[{url: "https://API.acme.dev"}]`, plan.Options{}, ""},
		"the same domain":         {base, `[{url: "https://upload.acme.dev"}]`, plan.Options{}, ""},
		"another domain":          {base, `[{url: "https://acme.example.org"}]`, plan.Options{}, "acme.example.org warning"},
		"the same public suffix":  {`[{url: "https://acme.github.io"}]`, `[{url: "https://evil.github.io"}]`, plan.Options{}, "evil.github.io warning"},
		"a suffix of two labels":  {`[{url: "https://api.acme.co.uk"}]`, `[{url: "https://evil.co.uk"}]`, plan.Options{}, "evil.co.uk warning"},
		"a longer name":           {base, `[{url: "https://evil-acme.dev"}]`, plan.Options{}, "evil-acme.dev warning"},
		"the name inside":         {base, `[{url: "https://api.acme.dev.evil.dev"}]`, plan.Options{}, "api.acme.dev.evil.dev warning"},
		"addresses":               {`[{url: "https://93.184.216.34"}]`, `[{url: "https://94.184.216.34"}]`, plan.Options{}, "94.184.216.34 warning"},
		"a host that is allowed":  {base, `[{url: "https://acme.example.org"}]`, plan.Options{CredentialHosts: []string{"Acme.example.org"}}, ""},
		"strict":                  {base, `[{url: "https://acme.example.org"}]`, plan.Options{Strict: true}, "acme.example.org error"},
		"a base URL":              {base, `[{url: "https://api.acme.dev"}]`, plan.Options{BaseURL: "https://api.mycompany.dev"}, "api.acme.dev error"},
		"a base URL, and allowed": {base, `[{url: "https://api.acme.dev"}]`, plan.Options{BaseURL: "https://api.mycompany.dev", CredentialHosts: []string{"api.acme.dev"}}, ""},
		"an opaque base":          {base, `[{url: "https://evil.dev"}]`, plan.Options{BaseURL: token, BaseURLHasToken: true}, "evil.dev error"},
		"below an opaque base":    {base, `[{url: v2}]`, plan.Options{BaseURL: token, BaseURLHasToken: true}, ""},
		"at its host":             {base, `[{url: /v2}]`, plan.Options{BaseURL: token, BaseURLHasToken: true}, ""},
		"an opaque label":         {base, `[{url: "https://api.mycompany.dev"}]`, plan.Options{BaseURL: token + ".mycompany.dev", BaseURLHasToken: true}, ""},
		"a variable for a label":  {`[{url: "https://{region}.acme.dev", variables: {region: {default: eu}}}]`, `[{url: "https://up.acme.dev"}]`, plan.Options{AskServerVariables: []string{"region"}}, ""},
		"a variable for a domain": {`[{url: "https://api.{domain}.dev", variables: {domain: {default: acme}}}]`, `[{url: "https://api.evil.dev"}]`, plan.Options{AskServerVariables: []string{"domain"}}, "api.evil.dev warning"},
		"of a launch's domain":    {base, `[{url: "https://{tenant}.evil.dev", variables: {tenant: {default: a}}}]`, plan.Options{AskServerVariables: []string{"tenant"}}, "${servertenant}.evil.dev warning"},
	} {
		t.Run(name, func(t *testing.T) {
			p := build(t, credentialed(tt.servers, tt.own, apiKey), tt.opts)
			got := ""
			for _, d := range said(p) {
				host, _, _ := strings.Cut(strings.SplitN(d.Message, "own server ", 2)[1], " gets")
				got = host + " " + d.Severity.String()
				if !strings.Contains(d.Hint, "CredentialHosts") || !strings.Contains(d.Hint, "credentialHosts") {
					t.Errorf("no line that allows it: %s", d.Hint)
				}
			}
			if got != tt.said {
				t.Errorf("said %q, want %q\n%s", got, tt.said, lines(p.Diagnostics))
			}
		})
	}
}

// TestHostsWithoutABase: where the document has no server, the hosts of one connection are
// compared with each other.
func TestHostsWithoutABase(t *testing.T) {
	p := build(t, `openapi: 3.0.3
info: {title: Hosts, version: "1"}
security: [{s: []}]
paths:
  /a: {servers: [{url: "https://a.acme.dev"}], post: {operationId: a}}
  /b: {servers: [{url: "https://b.acme.dev"}], post: {operationId: b}}
  /c: {servers: [{url: "https://evil.dev"}], post: {operationId: c}}
  /d: {servers: [{url: "https://other.dev"}], post: {operationId: d, security: [{other: []}]}}
  /e: {servers: [{url: "https://open.dev"}], post: {operationId: e, security: []}}
components: {securitySchemes: {s: `+apiKey+`, other: {type: http, scheme: bearer}}}
`, plan.Options{Strict: true})
	found := said(p)
	if len(found) != 1 || !strings.Contains(found[0].Message, "evil.dev gets the credential of a.acme.dev") || found[0].Severity != spec.Error {
		t.Errorf("\n%s", lines(found))
	}
}

// TestTokenHosts: the client's id and secret go where the token URL says, as soon as the
// connection is made.
func TestTokenHosts(t *testing.T) {
	client := func(url string) string {
		return fmt.Sprintf("{type: oauth2, flows: {clientCredentials: {tokenUrl: %q, scopes: {}}}}", url)
	}
	evil := client("https://evil.attacker.dev/token")
	for name, tt := range map[string]struct {
		scheme   string
		opts     plan.Options
		severity string
	}{
		"the API's host":   {client("https://api.acme.dev/token"), plan.Options{}, ""},
		"its domain":       {client("https://id.acme.dev/token"), plan.Options{}, ""},
		"relative":         {client("/token"), plan.Options{}, ""},
		"another host":     {evil, plan.Options{}, "warning"},
		"looks relative":   {client("//evil.attacker.dev/token"), plan.Options{}, "warning"},
		"strict":           {evil, plan.Options{Strict: true}, "error"},
		"a base URL":       {evil, plan.Options{BaseURL: "https://api.mycompany.dev"}, "error"},
		"an opaque base":   {evil, plan.Options{BaseURL: "${Token[TOKEN.7]}", BaseURLHasToken: true}, "error"},
		"allowed":          {evil, plan.Options{Strict: true, CredentialHosts: []string{"evil.attacker.dev"}}, ""},
		"the user's":       {evil, plan.Options{Strict: true, TokenRequests: map[string]plan.TokenRequest{"s": {URL: "https://evil.attacker.dev/token"}}}, ""},
		"an existing one":  {evil, plan.Options{Strict: true, Connections: [][]string{{"s"}}}, ""},
		"only its scopes":  {evil, plan.Options{TokenRequests: map[string]plan.TokenRequest{"s": {Scopes: []string{"x"}}}}, "warning"},
		"a token is given": {evil, plan.Options{Credentials: map[string]plan.Credential{"s": {Kind: plan.BearerCredential}}}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			p := build(t, credentialed(base, base, tt.scheme), tt.opts)
			got := ""
			for _, d := range said(p) {
				if strings.Contains(d.Message, "token URL") {
					got += d.Severity.String()
				}
			}
			if got != tt.severity {
				t.Errorf("said %q, want %q\n%s", got, tt.severity, lines(p.Diagnostics))
			}
		})
	}
}
