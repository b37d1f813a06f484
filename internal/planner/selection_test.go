package planner_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// withServers is a document with one operation and servers, given as YAML.
func withServers(servers, operationServers string) string {
	text := "openapi: 3.1.0\ninfo: {title: Test, version: \"1\"}\n"
	if servers != "" {
		text += "servers: " + servers + "\n"
	}
	text += "paths:\n  /a:\n    post:\n      operationId: op\n"
	if operationServers != "" {
		text += "      servers: " + operationServers + "\n"
	}
	return text
}

func TestServers(t *testing.T) {
	const two = `[{url: "https://one.example.com/", description: prod}, {url: "https://two.example.com/v2", name: test}]`
	tests := map[string]struct {
		servers, own string
		opts         plan.Options
		endpoint     string // empty: none
		code         string // of a diagnostic, "" for none at all
		severity     spec.Severity
	}{
		"first":                      {two, "", plan.Options{}, "https://one.example.com/a", "", 0},
		"by description":             {two, "", plan.Options{Server: "prod"}, "https://one.example.com/a", "", 0},
		"by name":                    {two, "", plan.Options{Server: "test"}, "https://two.example.com/v2/a", "", 0},
		"by URL":                     {two, "", plan.Options{Server: "https://two.example.com/v2"}, "https://two.example.com/v2/a", "", 0},
		"unknown":                    {two, "", plan.Options{Server: "nope"}, "https://one.example.com/a", diagnostic.ServerUnknown, spec.Error},
		"none":                       {"", "", plan.Options{}, "", diagnostic.NoServer, spec.Error},
		"base URL":                   {"", "", plan.Options{BaseURL: "https://x.example.com/api/"}, "https://x.example.com/api/a", "", 0},
		"base URL replaces":          {two, "", plan.Options{BaseURL: "https://x.example.com"}, "https://x.example.com/a", "", 0},
		"base URL with a token":      {"", "", plan.Options{BaseURL: "${Token[TOKEN.1]}", BaseURLHasToken: true}, "${Token[TOKEN.1]}/a", "", 0},
		"bad base URL":               {"", "", plan.Options{BaseURL: "http://x.example.com"}, "", diagnostic.ServerInvalid, spec.Error},
		"relative":                   {`[{url: /v1}]`, "", plan.Options{}, "", diagnostic.NoServer, spec.Error},
		"http":                       {`[{url: "http://a.example.com"}]`, "", plan.Options{}, "", diagnostic.ServerNotHTTPS, spec.Error},
		"http first":                 {`[{url: "http://a.example.com"}, {url: "https://b.example.com"}]`, "", plan.Options{}, "https://b.example.com/a", diagnostic.ServerNotHTTPS, spec.Warning},
		"http selected":              {`[{url: "http://a.example.com"}, {url: "https://b.example.com"}]`, "", plan.Options{Server: "http://a.example.com"}, "", diagnostic.ServerNotHTTPS, spec.Error},
		"variables":                  {`[{url: "https://{host}/{v}", variables: {host: {default: h.acme.dev}, v: {default: v3}}}]`, "", plan.Options{}, "https://h.acme.dev/v3/a", "", 0},
		"variable without a value":   {`[{url: "https://{host}/"}]`, "", plan.Options{}, "", diagnostic.ServerInvalid, spec.Error},
		"variables in a default":     {`[{url: "https://{a}.example.com", variables: {a: {default: "{b}"}, b: {default: b}}}]`, "", plan.Options{}, "", diagnostic.ServerInvalid, spec.Error},
		"too long":                   {`[{url: "https://a.example.com` + strings.Repeat("/{v}", 10000) + `", variables: {v: {default: ` + strings.Repeat("v", 10000) + `}}}]`, "", plan.Options{}, "", diagnostic.ServerInvalid, spec.Error},
		"unsafe":                     {`[{url: "https://{{resolve:ssm:x}}/"}]`, "", plan.Options{}, "", diagnostic.UnsafeString, spec.Error},
		"user name":                  {`[{url: "https://u:p@a.example.com"}]`, "", plan.Options{}, "", diagnostic.ServerInvalid, spec.Error},
		"relative to the scheme":     {`[{url: "//a.example.com/v1"}]`, "", plan.Options{}, "https://a.example.com/v1/a", "", 0},
		"blanks and a dot":           {`[{url: " https://a.example.com.:8443 "}]`, "", plan.Options{}, "https://a.example.com.:8443/a", "", 0},
		"port":                       {`[{url: "https://a.example.com:99999"}]`, "", plan.Options{}, "", diagnostic.ServerInvalid, spec.Error},
		"wildcard host":              {`[{url: "https://*.example.com"}]`, "", plan.Options{}, "", diagnostic.ServerInvalid, spec.Error},
		"IPv6":                       {`[{url: "https://[::1]/"}]`, "", plan.Options{}, "", diagnostic.ServerInvalid, spec.Error},
		"query":                      {`[{url: "https://a.example.com/?k=1"}]`, "", plan.Options{}, "", diagnostic.ServerInvalid, spec.Error},
		"operation's own":            {two, `[{url: "https://own.example.com"}]`, plan.Options{}, "https://own.example.com/a", "", 0},
		"operation's own, relative":  {two, `[{url: /v9}]`, plan.Options{}, "https://one.example.com/v9/a", "", 0},
		"relative to the base URL":   {two, `[{url: v9/}]`, plan.Options{BaseURL: "https://x.example.com/api"}, "https://x.example.com/api/v9/a", "", 0},
		"absolute despite base URL":  {two, `[{url: "https://own.example.com"}]`, plan.Options{BaseURL: "https://x.example.com"}, "https://own.example.com/a", "", 0},
		"replaced":                   {two, `[{url: "https://own.example.com"}]`, plan.Options{ServerURLs: map[string]string{"https://own.example.com": "https://new.example.com/"}}, "https://new.example.com/a", "", 0},
		"own list lacks the server":  {two, `[{url: "https://own.example.com"}]`, plan.Options{Server: "prod"}, "https://own.example.com/a", diagnostic.ServerFirst, spec.Warning},
		"replacement that is unused": {two, "", plan.Options{ServerURLs: map[string]string{"https://x": "https://y"}}, "https://one.example.com/a", diagnostic.NothingSelected, spec.Warning},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			p := build(t, withServers(tt.servers, tt.own), tt.opts)
			if tt.endpoint != "" && (len(p.Destinations) != 1 || p.Destinations[0].Endpoint != tt.endpoint) {
				t.Errorf("destinations %+v, want %s", p.Destinations, tt.endpoint)
			}
			if tt.endpoint == "" && len(p.Destinations) != 0 {
				t.Errorf("destinations %+v, want none", p.Destinations)
			}
			if tt.code == "" {
				if len(p.Diagnostics) != 0 {
					t.Errorf("unexpected:\n%s", lines(p.Diagnostics))
				}
				return
			}
			if d := find(t, p.Diagnostics, tt.code); d.Severity != tt.severity {
				t.Errorf("severity %s: %s", d.Severity, d.Error())
			}
		})
	}
}

func TestMethods(t *testing.T) {
	text := document("/a:\n  get: {operationId: g}\n  post: {operationId: p}\n  trace: {operationId: t}\n  delete: {operationId: d}")
	for _, tt := range []struct {
		methods []string
		want    []string
		codes   []string
	}{
		{nil, []string{"p", "d"}, nil},
		{[]string{"get", " DELETE"}, []string{"g", "d"}, nil},
		{[]string{"GET", "PATCH"}, []string{"g"}, []string{diagnostic.NothingSelected}},
		{[]string{"GET", "TRACE"}, []string{"g", "t"}, []string{diagnostic.UnsupportedMethod}},
		{[]string{"PSOT"}, nil, []string{diagnostic.MethodUnknown}},
		{[]string{"PATCH"}, nil, []string{diagnostic.NothingSelected, diagnostic.NothingCallable}},
	} {
		p := build(t, text, plan.Options{Methods: tt.methods})
		var got []string
		for _, op := range p.Operations {
			got = append(got, op.DetailType)
		}
		slices.Sort(tt.codes)
		have := codes(p.Diagnostics, spec.Warning)
		slices.Sort(have)
		if !slices.Equal(got, tt.want) || !slices.Equal(have, tt.codes) {
			t.Errorf("%v: %v %v, want %v %v", tt.methods, got, have, tt.want, tt.codes)
		}
	}
}

func TestDetailTypes(t *testing.T) {
	long := strings.Repeat("x", 129)
	p := build(t, document(`
/none: {post: {}}
/one: {post: {operationId: twice}, get: {operationId: unique}}
/two: {get: {operationId: twice}}
/long: {post: {operationId: `+long+`}}
/fits: {post: {operationId: `+long[1:]+`}}`), plan.Options{})
	want := []string{"POST /none", "POST /one", "POST /long", long[1:]}
	for i, op := range p.Operations {
		if op.DetailType != want[i] {
			t.Errorf("%q, want %q", op.DetailType, want[i])
		}
	}
	if d := find(t, p.Diagnostics, diagnostic.NoOperationID); d.Severity != spec.Info {
		t.Error(d.Error())
	}
	if d := find(t, p.Diagnostics, diagnostic.DuplicateOperationID); d.Severity != spec.Warning || d.Position.Line == 0 {
		t.Error(d.Error())
	}
	find(t, p.Diagnostics, diagnostic.LongOperationID)

	clash := build(t, document(`
/a: {post: {operationId: "POST /b"}}
/b: {post: {}}`), plan.Options{})
	if d := find(t, clash.Diagnostics, diagnostic.DetailTypeTaken); d.Severity != spec.Error {
		t.Error(d.Error())
	}
}

// secured is a document with schemes and an operation's security, as YAML.
func secured(schemes, security, rest string) string {
	return operation("/a", "security: "+security+"\n"+rest) + "components:\n  securitySchemes:\n" + indent(schemes, "    ")
}

const someSchemes = `
key: {type: apiKey, in: header, name: X-Key}
basic: {type: http, scheme: Basic}
oauth: {type: oauth2, flows: {implicit: {scopes: {}}, clientCredentials: {tokenUrl: "https://id.example.com/token", scopes: {a: "", b: ""}}}}
relative: {type: oauth2, flows: {clientCredentials: {tokenUrl: /oauth/token, scopes: {}}}}`

func TestCredentialOfTheWrongKind(t *testing.T) {
	p := build(t, secured(someSchemes, "[{basic: []}]", ""), plan.Options{
		Credentials: map[string]plan.Credential{"basic": {Kind: plan.APIKeyCredential}, "nobody": {Kind: plan.BasicCredential}}})
	if d := find(t, p.Diagnostics, diagnostic.CredentialKind); d.Severity != spec.Error {
		t.Error(d.Error())
	}
	if d := find(t, p.Diagnostics, diagnostic.SchemeUnknown); !strings.Contains(d.Message, "nobody") || !strings.Contains(d.Hint, `"basic"`) {
		t.Error(d.Error())
	}
}

// TestOAuth: operations share the scheme's connection, which asks for the scopes of
// all of them; a relative token URL is the server's.
func TestOAuth(t *testing.T) {
	p := build(t, document(`
/a: {post: {operationId: a, security: [{oauth: [w, r]}]}}
/b: {post: {operationId: b, security: [{oauth: [r, x]}]}}
/c: {post: {operationId: c, security: [{relative: []}]}}`)+"components:\n  securitySchemes:\n"+indent(someSchemes, "    "),
		plan.Options{Credentials: map[string]plan.Credential{"oauth": {Kind: plan.ClientCredential}}})
	if len(p.Connections) != 2 {
		t.Fatalf("connections %+v", p.Connections)
	}
	if o := p.Connections[0].OAuth; o.TokenURL != "https://id.example.com/token" || !slices.Equal(o.Scopes, []string{"r", "w", "x"}) {
		t.Errorf("%+v", o)
	}
	if o := p.Connections[1].OAuth; o.TokenURL != "https://api.example.com/oauth/token" || len(o.Scopes) != 0 {
		t.Errorf("%+v", o)
	}
	if len(p.Secrets) != 2 || p.Secrets[0].Parameter != "RelativeClientId" {
		t.Errorf("secrets %+v", p.Secrets)
	}
	slash := build(t, document("/a: {post: {security: [{slash: []}]}}\n/b: {post: {security: [{relative: []}]}}")+`components:
  securitySchemes:
    slash: {type: oauth2, flows: {clientCredentials: {tokenUrl: "https://id.example.com/o/token/", scopes: {}}}}
    relative: {type: oauth2, flows: {clientCredentials: {tokenUrl: /o/token/, scopes: {}}}}
`, plan.Options{})
	for i, want := range []string{"https://id.example.com/o/token/", "https://api.example.com/o/token/"} {
		if got := slash.Connections[i].OAuth.TokenURL; got != want {
			t.Errorf("token URL %s, want %s: the slash at its end is a part of it", got, want)
		}
	}
	bad := build(t, document("/a: {post: {security: [{bad: []}]}}")+`components:
  securitySchemes:
    bad: {type: oauth2, flows: {clientCredentials: {tokenUrl: "https://{{resolve:ssm:x}}", scopes: {}}}}
`, plan.Options{})
	if d := find(t, bad.Diagnostics, diagnostic.UnsafeString); d.Severity != spec.Error {
		t.Error(d.Error())
	}
}

// TestParameterThatRepeatsTheCredential is no field: the connection sends it.
func TestParameterThatRepeatsTheCredential(t *testing.T) {
	p := build(t, secured(someSchemes, "[{key: []}]", `
parameters:
  - {name: x-key, in: header, required: true, schema: {type: string}}`), plan.Options{})
	if op := p.Operations[0]; len(op.Fields) != 0 || op.Fidelity != plan.Exact {
		t.Errorf("fields %+v", op.Fields)
	}
	find(t, p.Diagnostics, diagnostic.CredentialParameter)
}

func TestSchemesThatShareAParameterName(t *testing.T) {
	p := build(t, document("/a: {post: {operationId: a, security: [{api_key: []}]}, put: {operationId: b, security: [{api-key: []}]}}")+`components:
  securitySchemes:
    api_key: {type: apiKey, in: header, name: A}
    api-key: {type: apiKey, in: header, name: B}
`, plan.Options{})
	if len(p.Secrets) != 2 || p.Secrets[0].Parameter == p.Secrets[1].Parameter {
		t.Errorf("secrets %+v", p.Secrets)
	}
}

func TestCredentialForAnotherHost(t *testing.T) {
	p := build(t, secured(someSchemes, "[{key: []}]", `servers: [{url: "https://elsewhere.example.org"}]`), plan.Options{})
	if d := find(t, p.Diagnostics, diagnostic.OtherHost); d.Severity != spec.Warning {
		t.Error(d.Error())
	}
}

// TestTooManyRules says the numbers.
func TestTooManyRules(t *testing.T) {
	var paths strings.Builder
	for i := range 301 {
		paths.WriteString("/p" + strings.Repeat("x", i) + ": {post: {}}\n")
	}
	p := build(t, document(paths.String()), plan.Options{NestedStacks: new(0)})
	if d := find(t, p.Diagnostics, diagnostic.TooManyRules); !strings.Contains(d.Message, "301 rules") || d.Severity != spec.Error {
		t.Error(d.Error())
	}
	if d := find(t, p.Diagnostics, diagnostic.TooManyResources); !strings.Contains(d.Message, "API destinations: 301") {
		t.Error(d.Error())
	}
	p = build(t, document("/a: {post: {}}"), plan.Options{RulesPerBus: 1, CatchUnknown: true})
	find(t, p.Diagnostics, diagnostic.TooManyRules)
}

// TestUnknownDetailTypesBeyondOnePattern is said, not silent.
func TestUnknownDetailTypesBeyondOnePattern(t *testing.T) {
	var paths strings.Builder
	for i := range 60 {
		paths.WriteString("/p" + strings.Repeat("x", i) + ": {post: {}}\n")
	}
	p := build(t, document(paths.String()), plan.Options{CatchUnknown: true})
	if d := find(t, p.Diagnostics, diagnostic.UnknownDetailTypes); d.Severity != spec.Warning {
		t.Error(d.Error())
	}
	if len(kinds(p, plan.UnknownDetailType)) != 0 {
		t.Error("there is a rule all the same")
	}
}

// TestLongPatterns: where the tests for scalars would be too long, shorter ones tell
// what is there; where those are too long too, the operation is unsupported.
func TestLongPatterns(t *testing.T) {
	params := func(n int) string {
		var b strings.Builder
		b.WriteString("parameters:\n")
		for i := range n {
			b.WriteString("  - {name: parameter" + strings.Repeat("x", i) + ", in: query, required: true, schema: {type: string}}\n")
		}
		return b.String()
	}
	short := build(t, operation("/a", params(25)), plan.Options{})
	if op := short.Operations[0]; op.Fidelity != plan.Inexact || len(op.Rules) != 1 {
		t.Errorf("25 required parameters: %s %v", op.Fidelity, op.Rules)
	}
	compile(t, short)
	long := build(t, operation("/a", params(60)), plan.Options{})
	if d := find(t, long.Operations[0].Reasons, diagnostic.PatternTooLong); long.Operations[0].Fidelity != plan.Unsupported {
		t.Error(d.Error())
	}
}
