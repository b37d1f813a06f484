package planner_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/openapi-destinations/openapidestinations/internal/cost"
	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// parameter is a launch parameter in short: its name, its allowed values or a pattern,
// and its default or "-".
func parameter(p plan.LaunchParameter) string {
	values := "pattern"
	if len(p.AllowedValues) > 0 {
		values = strings.Join(p.AllowedValues, "|")
	}
	given := "-"
	if p.Default != nil {
		given = *p.Default
	}
	return p.Name + " " + values + " " + given
}

func asked(names ...string) plan.Options { return plan.Options{AskServerVariables: names} }

// TestAskServerVariables: which parameters the launch has, and where they go.
func TestAskServerVariables(t *testing.T) {
	const kong = `[{url: "{protocol}://{hostname}:{port}{path}", variables: {protocol: {default: http, enum: [http, https]}, hostname: {default: localhost}, port: {default: "8001"}, path: {default: /}}}]`
	for name, tt := range map[string]struct {
		serverCase
		parameters []string
	}{
		"one of two":   {serverCase{servers: regions, opts: asked("region"), endpoint: "https://${ServerRegion}.acme.dev/v1/a"}, []string{"ServerRegion eu|us eu"}},
		"all":          {serverCase{servers: regions, opts: asked("*"), endpoint: "https://${ServerRegion}.acme.dev/${ServerVersion}/a"}, []string{"ServerRegion eu|us eu", "ServerVersion pattern v1"}},
		"one is given": {serverCase{servers: regions, opts: plan.Options{AskServerVariables: []string{"*"}, ServerVariables: map[string]string{"region": "us"}}, endpoint: "https://us.acme.dev/${ServerVersion}/a"}, []string{"ServerVersion pattern v1"}},
		"unknown":      {serverCase{servers: regions, opts: asked("tenant"), endpoint: "https://eu.acme.dev/v1/a", found: []string{`OAD321 warning: "tenant"`}}, nil},
		"not declared": {serverCase{servers: `[{url: "https://{host}"}]`, opts: asked("host"), endpoint: "https://${ServerHost}/a"}, []string{"ServerHost pattern -"}},
		"the scheme is https": {serverCase{servers: kong, opts: asked("*"), endpoint: "https://${ServerHostname}:${ServerPort}${ServerPath}/a",
			found: []string{`OAD318 info: "protocol" is https`, "OAD316 info: the launch is asked for another"}},
			[]string{"ServerHostname pattern localhost", "ServerPort pattern 8001", "ServerPath pattern "}},
		"the scheme, by name":               {serverCase{servers: `[{url: "{protocol}://a.acme.dev", variables: {protocol: {default: https}}}]`, opts: asked("protocol"), endpoint: "https://a.acme.dev/a"}, nil},
		"the whole address":                 {serverCase{servers: `[{url: "{apiRoot}/qos/v1", variables: {apiRoot: {default: "http://localhost:9091"}}}]`, opts: asked("apiRoot"), endpoint: "${ServerApiRoot}/qos/v1/a", found: []string{"OAD316 info: localhost"}}, []string{"ServerApiRoot pattern -"}},
		"the whole address, below its host": {serverCase{servers: `[{url: "{api}", variables: {api: {default: "https://a.dev/v1"}}}]`, own: `[{url: /up}]`, opts: asked("*"), endpoint: "${ServerApi.Origin}/up/a"}, []string{"ServerApi pattern https://a.dev/v1"}},
		"a port with its colon":             {serverCase{servers: `[{url: "https://a.dev{port}", variables: {port: {default: ":8443"}}}]`, opts: asked("*"), endpoint: "https://a.dev${ServerPort}/a"}, []string{"ServerPort pattern :8443"}},
		"text like what is parsed for it":   {serverCase{servers: `[{url: "https://{h}.a.dev:{port}/65534/launch0parameter.launch", variables: {h: {default: x}, port: {default: "8443"}}}]`, opts: asked("*"), endpoint: "https://${ServerH}.a.dev:${ServerPort}/65534/launch0parameter.launch/a"}, []string{"ServerH pattern x", "ServerPort pattern 8443"}},
		"an odd name":                       {serverCase{servers: `[{url: "https://{box-upload_server}/2", variables: {box-upload_server: {default: up.acme.dev}}}]`, opts: asked("*"), endpoint: "https://${ServerBoxUploadServer}/2/a"}, []string{"ServerBoxUploadServer pattern up.acme.dev"}},
		"a name without letter":             {serverCase{servers: `[{url: "https://{é}.acme.dev", variables: {é: {default: x}}}]`, opts: asked("*"), endpoint: "https://${ServerB6E908AE}.acme.dev/a"}, []string{"ServerB6E908AE pattern x"}},
		"values that do not fit": {serverCase{servers: `[{url: "https://{r}.acme.dev", variables: {r: {default: "a b", enum: [eu, "a b", us, "u@s"]}}}]`, opts: asked("*"), endpoint: "https://${ServerR}.acme.dev/a",
			found: []string{`OAD319 warning: not offered`, `OAD319 warning: not offered`}}, []string{"ServerR eu|us -"}},
		"no value that fits":                           {serverCase{servers: `[{url: "https://{r}.acme.dev", variables: {r: {default: "a b", enum: ["a b"]}}}]`, opts: asked("*"), found: []string{`OAD314 error: any value of its variable "r"`, "OAD321 warning: "}}, nil},
		"addresses as values":                          {serverCase{servers: `[{url: "{api}", variables: {api: {default: "https://a.acme.dev/", enum: ["https://a.acme.dev/", "https://a.acme.dev", "http://b.acme.dev", "https://b.acme.dev/v1/"]}}}]`, opts: asked("*"), endpoint: "${ServerApi}/a", found: []string{"OAD319 warning: not https"}}, []string{"ServerApi https://a.acme.dev|https://b.acme.dev/v1 https://a.acme.dev"}},
		"default with a slash":                         {serverCase{servers: `[{url: "https://a.acme.dev/{base}", variables: {base: {default: v1/}}}]`, opts: asked("*"), endpoint: "https://a.acme.dev/${ServerBase}/a"}, []string{"ServerBase pattern v1"}},
		"text to evaluate":                             {serverCase{servers: `[{url: "https://a.acme.dev/{base}", variables: {base: {default: v1, enum: [v1, "{{resolve:ssm:x}}"]}}}]`, opts: asked("*"), found: []string{"OAD216 error: ", "OAD321 warning: "}}, nil},
		"an operation's own, with the same variable":   {serverCase{servers: regions, own: `[{url: "https://up.{region}.acme.dev", variables: {region: {default: eu, enum: [eu, us]}}}]`, opts: asked("region"), endpoint: "https://up.${ServerRegion}.acme.dev/a"}, []string{"ServerRegion eu|us eu"}},
		"an operation's own, with another of the name": {serverCase{servers: regions, own: `[{url: "https://up.{region}.acme.dev", variables: {region: {default: x}}}]`, opts: asked("region"), endpoint: "https://up.${ServerRegion0DF8715F}.acme.dev/a"}, []string{"ServerRegion0DF8715F pattern x"}},
		"an operation's own, relative":                 {serverCase{servers: regions, own: `[{url: /up}]`, opts: asked("*"), endpoint: "https://${ServerRegion}.acme.dev/up/a"}, []string{"ServerRegion eu|us eu"}},
		"an operation's own, by path":                  {serverCase{servers: regions, own: `[{url: ../up/}]`, opts: asked("*"), endpoint: "https://${ServerRegion}.acme.dev/up/a"}, []string{"ServerRegion eu|us eu"}},
		"used by nothing":                              {serverCase{servers: regions, own: `[{url: "https://up.acme.dev"}]`, opts: asked("*"), endpoint: "https://up.acme.dev/a", found: []string{`OAD321 warning: "*"`}}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			tt.check(t)
			p := build(t, withServers(tt.servers, tt.own), tt.opts)
			var got []string
			for _, q := range p.Parameters {
				got = append(got, parameter(q))
				if q.Label == "" || q.Description == "" || q.Constraint == "" || len(q.AllowedValues) == 0 == (q.AllowedPattern == "") {
					t.Errorf("%+v", q)
				}
			}
			if !slices.Equal(got, tt.parameters) {
				t.Errorf("parameters %q, want %q", got, tt.parameters)
			}
		})
	}
}

// TestParameterNameOfACredential: one parameter for both would show the one or break the other.
func TestParameterNameOfACredential(t *testing.T) {
	text := withServers(`[{url: "https://{token}.acme.dev", variables: {token: {default: x}}}]`, "") +
		"      security: [{server: []}]\ncomponents: {securitySchemes: {server: {type: http, scheme: bearer}}}\n"
	p := build(t, text, asked("*"))
	if p.Secrets[0].Parameter != "ServerToken" || p.Parameters[0].Name == "ServerToken" || p.Secrets[0].Label == "" {
		t.Errorf("%+v\n%+v", p.Secrets, p.Parameters)
	}
}

// TestAllowedPatterns: what the launch may give.
func TestAllowedPatterns(t *testing.T) {
	for _, tt := range []struct {
		url       string
		good, bad string // separated by blanks; "_" is the empty value
	}{
		{"{v}", "https://a.dev https://a.dev:8443/v1/x https://a", "_ a.dev http://a.dev https://a.dev/ https://a.dev?x https://a.dev/v1?x https://u:p@a.dev https://a.dev:0 https://a.dev/.. https://*.dev https://a.dev#x https://a..dev"},
		{"{v}/api", "https://a.dev", "https://a.dev/"},
		{"https://{v}", "a.dev a.dev:443 10.0.0.1 a", "_ .a a. a.dev/ a.dev/x -a a:65536 a:0 https://a"},
		{"https://{v}/x", "a.dev:1", "a.dev:x"},
		{"https://{v}:8443", "a.dev", "a.dev:1 _"},
		{"https://{v}.acme.dev", "eu eu.west my-tenant", "_ .eu eu. eu/x eu:1 -eu eu- eu@x"},
		{"https://api.{v}.acme.dev/x", "eu", "_ .eu"},
		{"https://api.{v}", "acme.dev", "_ acme.dev/ acme.dev:1"},
		{"https://{v}-api.acme.dev", "eu a.b-c eu-", "_ -eu .eu eu."},
		{"https://api-{v}.acme.dev", "eu eu.b", "_ eu. .eu eu-"},
		{"https://api{v}.acme.dev", "_ eu -eu .eu", "eu. - ..eu"},
		{"https://a{v}b.acme.dev", "_ eu -", "a.b /"},
		{"https://a.dev:{v}", "1 443 65535", "_ 0 65536 99999 443/ x 0443"},
		{"https://a.dev/{v}", "v1 v1/x 1.0", "_ / /v1 v1/ v1//x .. v1/.. v?x v%20 v*"},
		{"https://a.dev/{v}/x", "v1 v1/x", "_ v1/"},
		{"https://a.dev/v{v}", "_ 1 1/x 1.0", "1/ 1?"},
		{"https://a.dev/v{v}-x/y", "_ 1", "1/x"},
		{"https://a.dev{v}", "_ /v1 /1:ab-c", ".eu v1 -x evil.dev :1 / @evil.dev"},
		{"https://a.dev/bot{v}", "123456:ABC-DEF1234ghIkl a=b;c,d@e!", "a/ a?b a#b a%20 a*b a{b"},
		{"https://a.dev/{v}/x", "a:b :a", ". .. a:b/"},
		{"https://a.dev{basePath}", "_ /v1 /v1/x", "v1 /v1/ / /.."},
		{"https://a.dev:1{basePath}", "_ /v1", "1 v1"},
		{"https://{v}.acme.dev/{v}", "eu a.b", "_ a/b .a a:1"},
		{"https://acme.dev/{v}/x{v}y/", "eu", "_ a/b ."},
		{"https://a.dev:{v}/{v}", "443", "_ x 0"},
	} {
		variable := regexp.MustCompile(`\{([^}]*)\}`).FindStringSubmatch(tt.url)[1]
		p := build(t, withServers(fmt.Sprintf(`[{url: %q, variables: {%s: {default: "?"}}}]`, tt.url, variable), ""), asked("*"))
		if len(p.Parameters) != 1 || p.Parameters[0].Default != nil {
			t.Errorf("%s: %+v\n%s", tt.url, p.Parameters, lines(p.Diagnostics))
			continue
		}
		pattern := regexp.MustCompile(p.Parameters[0].AllowedPattern)
		for _, value := range strings.Fields(tt.good) {
			if !pattern.MatchString(strings.TrimPrefix(value, "_")) {
				t.Errorf("%s may not be %s: %s", tt.url, value, pattern)
			}
		}
		for _, value := range strings.Fields(tt.bad) {
			if pattern.MatchString(strings.TrimPrefix(value, "_")) {
				t.Errorf("%s may be %s: %s", tt.url, value, pattern)
			}
		}
	}
}

// TestAnyLaunchIsValid: whatever the launch may give, the endpoint is an address that AWS
// takes, without an empty segment, on a host that is one.
func TestAnyLaunchIsValid(t *testing.T) {
	endpoint := regexp.MustCompile(limits.EndpointPattern)
	address := regexp.MustCompile(`^https://[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?(:[0-9]{1,5})?(/[^/?#]+)*$`)
	dots := regexp.MustCompile(`/[.]{1,2}(/|$)`)
	rapid.Check(t, func(t *rapid.T) {
		part := func(name string, options ...string) string { return rapid.SampledFrom(options).Draw(t, name) }
		url := part("scheme", "https://", "{protocol}://") +
			part("host", "{a}", "{a}.acme.dev", "api.{a}", "api-{a}.acme.dev", "api{a}.acme.dev", "{a}-api.{b}.dev", "{a}.{b}", "{a}{b}.dev", "x{a}y.dev") +
			part("port", "", ":{port}", ":8443") +
			part("path", "", "/", "{path}", "/{p}", "/v{p}", "/{p}/x", "/x-{p}-{q}/y/", "/{a}", "/{p}{q}")
		if rapid.Bool().Draw(t, "whole") {
			url = "{api}" + part("rest", "", "/x", "/{p}")
		}
		text := withServers(fmt.Sprintf("[{url: %q}]", url), "")
		doc, err := spec.Load(spec.Source{Path: "test.yaml", Data: []byte(text)})
		if err != nil {
			t.Fatal(err)
		}
		p := planner.Build(doc, asked("*"))
		if len(p.Destinations) != 1 {
			t.Fatalf("%s: %s", url, lines(p.Diagnostics))
		}
		launched := p.Destinations[0].Endpoint
		for _, q := range p.Parameters {
			value := rapid.StringMatching(q.AllowedPattern).Draw(t, q.Name)
			if len(value) > q.MaxLength {
				t.Skip("too long")
			}
			launched = strings.ReplaceAll(launched, "${"+q.Name+"}", value)
		}
		if !endpoint.MatchString(launched) || !address.MatchString(launched) || dots.MatchString(launched) {
			t.Errorf("%s becomes %s", url, launched)
		}
	})
}

const stages = `[{url: "https://api.acme.dev/v1", description: Live (EU)}, {url: "http://old.acme.dev", description: old}, {url: "https://sand.acme.dev", name: sandbox}, {url: "https://sand.acme.dev/", name: again}]`

// rows are the choices of a plan, in short.
func rows(p *plan.Plan) []string {
	var out []string
	for _, s := range p.Servers {
		line := s.Name
		for _, q := range p.Placeholders {
			if q.Column != "" {
				line += " " + q.Column + "=" + s.Columns[q.Column]
			}
		}
		out = append(out, line)
	}
	return out
}

func TestAskServer(t *testing.T) {
	const tenants = `[{url: "https://{t}.acme.dev/v1", description: prod, variables: {t: {default: x}}}, {url: "https://{t}.sand.dev", description: test, variables: {t: {default: x}}}]`
	ask := func(opts plan.Options) plan.Options { opts.AskServer = true; return opts }
	for name, tt := range map[string]struct {
		serverCase
		parameters, rows []string
	}{
		"two that can be called": {serverCase{servers: stages, opts: ask(plan.Options{}), endpoint: "${Server}/a",
			found: []string{`OAD319 warning: not offered at the launch: the server "http://old.acme.dev" is not https`}},
			[]string{"Server Live-EU|sandbox Live-EU"}, []string{"Live-EU Url=https://api.acme.dev/v1", "sandbox Url=https://sand.acme.dev"}},
		"another preferred": {serverCase{servers: stages, opts: ask(plan.Options{Server: "sandbox"}), endpoint: "${Server}/a", found: []string{"OAD319 warning: "}},
			[]string{"Server Live-EU|sandbox sandbox"}, []string{"Live-EU Url=https://api.acme.dev/v1", "sandbox Url=https://sand.acme.dev"}},
		"one that cannot be called preferred": {serverCase{servers: stages, opts: ask(plan.Options{Server: "old"}), found: []string{"OAD311 error: "}}, nil, nil},
		"one only":                            {serverCase{servers: regions, opts: ask(plan.Options{}), endpoint: "https://eu.acme.dev/v1/a", found: []string{"OAD321 warning: not left to the launch"}}, nil, nil},
		"none":                                {serverCase{opts: ask(plan.Options{}), found: []string{"OAD310 error: "}}, nil, nil},
		"names that are alike": {serverCase{servers: `[{url: "https://a.dev", description: "prod!"}, {url: "https://b.dev", description: prod}, {url: "https://c.dev"}]`, opts: ask(plan.Options{}), endpoint: "${Server}/a"},
			[]string{"Server prod-6f4e4598|prod-a5de97cf|c.dev prod-6f4e4598"}, []string{"prod-6f4e4598 Url=https://a.dev", "prod-a5de97cf Url=https://b.dev", "c.dev Url=https://c.dev"}},
		"variables, filled": {serverCase{servers: tenants, opts: ask(plan.Options{}), endpoint: "${Server}/a"},
			[]string{"Server prod|test prod"}, []string{"prod Url=https://x.acme.dev/v1", "test Url=https://x.sand.dev"}},
		"variables, asked": {serverCase{servers: tenants, opts: ask(asked("t")), endpoint: "https://${ServerT}${Server.Url2}/a"},
			[]string{"Server prod|test prod", "ServerT pattern x"}, []string{"prod Url2=.acme.dev/v1", "test Url2=.sand.dev"}},
		"variables of one only, asked": {serverCase{servers: `[{url: "https://{t}.acme.dev", variables: {t: {default: x}}}, {url: "https://a.dev"}]`, opts: ask(asked("t")),
			found: []string{"OAD319 error: the variables that the launch is asked for are ${ServerT} in", "OAD321 warning: "}}, nil, nil},
		"an operation's own list follows": {serverCase{servers: stages, own: `[{url: "https://up.acme.dev", description: Live (EU)}, {url: "https://up.sand.dev", name: sandbox}]`,
			opts: ask(plan.Options{}), endpoint: "${Server.UrlA91D788A}/a"},
			[]string{"Server Live-EU|sandbox Live-EU"}, []string{"Live-EU UrlA91D788A=https://up.acme.dev", "sandbox UrlA91D788A=https://up.sand.dev"}},
		"an operation's own list lacks one": {serverCase{servers: stages, own: `[{url: "https://up.acme.dev", description: Live (EU)}]`,
			opts: ask(plan.Options{}), endpoint: "https://up.acme.dev/a", found: []string{`OAD313 warning: this list of servers has no "sandbox"`}}, nil, nil},
		"an operation's own list is another": {serverCase{servers: stages, own: `[{url: "https://up.acme.dev"}]`, opts: ask(plan.Options{}), endpoint: "https://up.acme.dev/a"}, nil, nil},
		"an operation's own is relative": {serverCase{servers: stages, own: `[{url: ../up}]`, opts: ask(plan.Options{}), endpoint: "${Server.Url8C722B8A}/a", found: []string{"OAD319 warning: "}},
			[]string{"Server Live-EU|sandbox Live-EU"}, []string{"Live-EU Url8C722B8A=https://api.acme.dev/up", "sandbox Url8C722B8A=https://sand.acme.dev/up"}},
	} {
		t.Run(name, func(t *testing.T) {
			tt.check(t)
			p := build(t, withServers(tt.servers, tt.own), tt.opts)
			var got []string
			for _, q := range p.Parameters {
				got = append(got, parameter(q))
			}
			if !slices.Equal(got, tt.parameters) || !slices.Equal(rows(p), tt.rows) {
				t.Errorf("parameters %q, want %q\nservers %q, want %q", got, tt.parameters, rows(p), tt.rows)
			}
		})
	}
}

// TestAskServerAndTokenURLs: each of the servers has its token URL.
func TestAskServerAndTokenURLs(t *testing.T) {
	for url, want := range map[string][]string{
		"/token":                             {"https://eu.acme.dev/token", "https://us.sand.dev/token"},
		"token":                              {"https://eu.acme.dev/v1/token", "https://us.sand.dev/token"},
		"https://{r}.login.dev/token":        {"https://eu.login.dev/token", "https://us.login.dev/token"},
		"https://{both}.login.dev/{r}/token": {"https://x.login.dev/eu/token", "https://x.login.dev/us/token"},
	} {
		text := withServers(`[{url: "https://{r}.acme.dev/v1", variables: {r: {default: eu}, both: {default: x}}}, {url: "https://{r}.sand.dev", variables: {r: {default: us}, both: {default: x}}}]`, "") +
			"      security: [{o: []}]\ncomponents:\n  securitySchemes:\n    o: {type: oauth2, flows: {clientCredentials: {tokenUrl: \"" + url + "\", scopes: {}}}}\n"
		p := build(t, text, plan.Options{AskServer: true})
		if len(p.Connections) != 1 || len(p.Servers) != 2 {
			t.Errorf("%s: %+v\n%s", url, p.Connections, lines(p.Diagnostics))
			continue
		}
		for i, s := range p.Servers {
			got := p.Connections[0].OAuth.TokenURL
			for _, q := range p.Placeholders {
				got = strings.ReplaceAll(got, "${"+q.Name+"}", s.Columns[q.Column])
			}
			if got != want[i] {
				t.Errorf("%s at %s: %s, want %s", url, s.Name, got, want[i])
			}
		}
	}
}

// TestHostsOfTheLaunch: a credential that leaves the host of the document's server is
// warned of, whichever server the launch chooses.
func TestHostsOfTheLaunch(t *testing.T) {
	for _, tt := range []struct {
		own   string
		opts  plan.Options
		other bool
	}{
		{`[{url: "/v9"}]`, asked("api"), false},
		{`[{url: "https://api.acme.dev"}]`, asked("api"), true},
		{`[{url: "https://api.acme.dev/v9"}]`, plan.Options{}, false},
		{`[{url: "https://up.acme.dev"}]`, plan.Options{}, false},
		{`[{url: "https://acme.example.org"}]`, plan.Options{}, true},
		{`[{url: "https://api.acme.dev/v9"}]`, plan.Options{AskServer: true}, false},
		{`[{url: "https://acme.example.org/v9"}]`, plan.Options{AskServer: true}, true},
		{`[{url: /v9}]`, plan.Options{AskServer: true}, false},
		{`[{url: "https://api.acme.dev/up", description: Live (EU)}, {url: "https://sand.acme.dev/up", name: sandbox}]`, plan.Options{AskServer: true}, false},
		{`[{url: "https://api.acme.dev/up", description: Live (EU)}, {url: "https://up.acme.dev/up", name: sandbox}]`, plan.Options{AskServer: true}, false},
		{`[{url: "https://api.acme.dev/up", description: Live (EU)}, {url: "https://acme.example.org/up", name: sandbox}]`, plan.Options{AskServer: true}, true},
	} {
		servers := stages
		if len(tt.opts.AskServerVariables) > 0 {
			servers = `[{url: "{api}/v1", variables: {api: {default: "https://api.acme.dev"}}}]`
		}
		text := withServers(servers, tt.own) + "      security: [{k: []}]\ncomponents: {securitySchemes: {k: {type: apiKey, in: header, name: K}}}\n"
		p := build(t, text, tt.opts)
		if got := slices.Contains(codes(p.Diagnostics, spec.Warning), diagnostic.OtherHost); got != tt.other {
			t.Errorf("%s: warned %v, want %v\n%s", tt.own, got, tt.other, lines(p.Diagnostics))
		}
	}
}

// TestLongestLaunch: an endpoint must fit with the longest value.
func TestLongestLaunch(t *testing.T) {
	const servers = `[{url: "{api}", variables: {api: {default: "https://a.dev"}}}]`
	text := strings.Replace(withServers(servers, ""), "/a:", "/"+strings.Repeat("a", 1600)+":", 1)
	if p := build(t, text, plan.Options{}); len(p.Destinations) != 1 {
		t.Errorf("%s", lines(p.Diagnostics))
	}
	p := build(t, text, asked("*"))
	find(t, p.Diagnostics, diagnostic.EndpointInvalid)
}

// TestLaunchHasAnEnd: what no template holds is refused, and in no time.
func TestLaunchHasAnEnd(t *testing.T) {
	const many = 3000
	var servers, paths, own strings.Builder
	for i := range many {
		fmt.Fprintf(&servers, ", {url: \"https://s%d.acme.dev\"}", i)
		fmt.Fprintf(&paths, "  /r%d: {post: {servers: [{url: ../r%d}]}}\n", i, i)
		fmt.Fprintf(&own, "  /v%d: {post: {servers: [{url: \"https://{v%d}.acme.dev\", variables: {v%d: {default: x}}}]}}\n", i, i, i)
	}
	head := "openapi: 3.1.0\ninfo: {title: T, version: '1'}\nservers: [{url: \"https://a.acme.dev\"}, {url: \"https://b.acme.dev\"}"
	began := cost.Time()
	for name, tt := range map[string]struct{ text, code string }{
		"servers":   {head + servers.String() + "]\npaths: {/a: {post: {}}}", diagnostic.LaunchServer},
		"columns":   {head + "]\npaths:\n" + paths.String(), diagnostic.ServerInvalid},
		"variables": {head + "]\npaths:\n" + own.String(), diagnostic.ServerInvalid},
	} {
		p := build(t, tt.text, plan.Options{AskServer: true, AskServerVariables: []string{"*"}, RulesPerBus: 1 << 20})
		find(t, p.Diagnostics, tt.code)
		if len(p.Parameters) > limits.ParametersPerStack+1 || len(p.Servers) > limits.MappingAttributes {
			t.Errorf("%s: %d parameters, %d servers", name, len(p.Parameters), len(p.Servers))
		}
	}
	if took := cost.Time() - began; took > 30*time.Second {
		t.Errorf("it took %v", took)
	}
}
