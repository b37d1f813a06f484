package planner_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// serverCase is a list of servers, what the user says, and what comes of it.
type serverCase struct {
	servers, own string
	opts         plan.Options
	endpoint     string // empty: none
	// found are the diagnostics, each a code with a part of its text; none is allowed besides.
	found []string
}

func (c serverCase) check(t *testing.T) {
	t.Helper()
	p := build(t, withServers(c.servers, c.own), c.opts)
	switch {
	case c.endpoint == "" && len(p.Destinations) != 0:
		t.Errorf("destinations %+v, want none", p.Destinations)
	case c.endpoint != "" && (len(p.Destinations) != 1 || p.Destinations[0].Endpoint != c.endpoint):
		t.Errorf("destinations %+v, want %s\n%s", p.Destinations, c.endpoint, lines(p.Diagnostics))
	}
	if len(p.Diagnostics) != len(c.found) {
		t.Errorf("diagnostics\n%swant %q", lines(p.Diagnostics), c.found)
		return
	}
	for _, want := range c.found {
		code, text, _ := strings.Cut(want, " ")
		severity, text, _ := strings.Cut(text, ": ")
		if d := find(t, p.Diagnostics, code); d.Severity.String() != severity || !strings.Contains(d.Error(), text) || d.Position.File == "" {
			t.Errorf("%s\nwant %s", d.Error(), want)
		}
	}
}

func variables(pairs ...string) plan.Options {
	values := make(map[string]string)
	for i := 0; i < len(pairs); i += 2 {
		values[pairs[i]] = pairs[i+1]
	}
	return plan.Options{ServerVariables: values}
}

const regions = `[{url: "https://{region}.acme.dev/{version}", variables: {region: {default: eu, enum: [eu, us]}, version: {default: v1}}}]`

func TestServerVariables(t *testing.T) {
	for name, c := range map[string]serverCase{
		"defaults":               {servers: regions, endpoint: "https://eu.acme.dev/v1/a"},
		"given":                  {servers: regions, opts: variables("region", "us", "version", "v2/"), endpoint: "https://us.acme.dev/v2/a"},
		"outside the enum":       {servers: regions, opts: variables("region", "de"), found: []string{`OAD315 error: test.yaml:3:68: OAD315 error: the server variable "region" may not be "de" (it may be "eu" or "us")`}},
		"unused":                 {servers: regions, opts: variables("regoin", "us"), endpoint: "https://eu.acme.dev/v1/a", found: []string{`OAD321 warning: "regoin"`}},
		"not declared":           {servers: `[{url: "https://{host}/"}]`, opts: variables("host", "a.acme.dev:8443"), endpoint: "https://a.acme.dev:8443/a"},
		"without any value":      {servers: `[{url: "https://{host}/"}]`, found: []string{`OAD314 error: no value for its variable {host} (give the variable {host} a value (ServerVariables, context key serverVariables)`}},
		"an enum of one":         {servers: `[{url: "https://{r}.acme.dev", variables: {r: {enum: [eu]}}}]`, endpoint: "https://eu.acme.dev/a"},
		"an enum and no default": {servers: `[{url: "https://{r}.acme.dev", variables: {r: {enum: [eu, us]}}}]`, found: []string{"OAD314 error: no value for its variable {r}"}},
		"no default":             {servers: `[{url: "https://a.acme.dev/{v}/x", variables: {v: {description: d}}}]`, found: []string{"OAD314 error: no value for its variable {v}"}},
		"an operation's own, without a value": {servers: regions, own: `[{url: "https://{t}.acme.dev"}]`,
			found: []string{"OAD314 warning: (AskServerVariables, context key askServerVariables), or replace the server (ServerURLs, context key serverUrls))", "OAD322 error: "}},
		"a value with variables":     {servers: `[{url: "https://{r}.acme.dev/{s}", variables: {r: {default: eu}, s: {default: "1"}}}]`, opts: variables("r", "{s}"), found: []string{"OAD314 error: {s}"}},
		"a value to evaluate":        {servers: regions, opts: variables("version", "{{resolve:ssm:x}}"), found: []string{"OAD216 error: {{resolve:"}},
		"a token as a value":         {servers: regions, opts: variables("version", "${Token[TOKEN.1]}"), found: []string{"OAD216 error: ${"}},
		"a port":                     {servers: `[{url: "https://a.acme.dev:{port}/x/", variables: {port: {default: "8443"}}}]`, opts: variables("port", "9443"), endpoint: "https://a.acme.dev:9443/x/a"},
		"a port that is none":        {servers: `[{url: "https://a.acme.dev:{port}", variables: {port: {default: "8443"}}}]`, opts: variables("port", "99999"), found: []string{"OAD314 error: does not take the host"}},
		"an empty base path":         {servers: `[{url: "https://a.acme.dev/{base}", variables: {base: {default: ""}}}]`, endpoint: "https://a.acme.dev/a"},
		"the whole address":          {servers: `[{url: "{api}/x", variables: {api: {default: "http://localhost:9091"}}}]`, opts: variables("api", "https://api.acme.dev/y"), endpoint: "https://api.acme.dev/y/x/a"},
		"the address without scheme": {servers: `[{url: "{api}/x", variables: {api: {default: "http://localhost:9091"}}}]`, opts: variables("api", "api.acme.dev"), endpoint: "https://api.acme.dev/x/a", found: []string{"OAD318 warning: is read as \"https://api.acme.dev/x\""}},
		"an address that is none":    {servers: `[{url: "{api}", variables: {api: {default: none}}}]`, found: []string{`OAD314 error: "none" is no address (give the variable {api} a value`}},
		"an address that is http":    {servers: `[{url: "{api}", variables: {api: {default: "http://api.acme.dev"}}}]`, found: []string{`OAD311 error: (give the variable {api} a value`}},
		"an operation's own": {servers: regions, own: `[{url: "https://{region}.up.acme.dev", variables: {region: {default: eu}}}]`,
			opts: variables("region", "us"), endpoint: "https://us.up.acme.dev/a"},
		"an operation's own, outside the enum": {servers: regions, own: `[{url: "https://{r}.up.acme.dev", variables: {r: {default: eu, enum: [eu]}}}, {url: "https://x.acme.dev"}]`,
			opts: variables("r", "us"), found: []string{`OAD315 error: may not be "us"`}},
		"selected by what is filled in": {servers: `[{url: "https://a.acme.dev"}, {url: "https://{e}.acme.dev", variables: {e: {default: b}}}]`,
			opts: plan.Options{Server: "https://c.acme.dev", ServerVariables: map[string]string{"e": "c"}}, endpoint: "https://c.acme.dev/a"},
	} {
		t.Run(name, c.check)
	}
}

func TestSchemes(t *testing.T) {
	const protocol = `[{url: "{protocol}://{host}:{port}{path}", variables: {protocol: {default: http, enum: [http, https]}, host: {default: a.acme.dev}, port: {default: "8001"}, path: {default: /}}}]`
	for name, c := range map[string]serverCase{
		"a host":              {servers: `[{url: api.acme.dev/v1}]`, endpoint: "https://api.acme.dev/v1/a", found: []string{`OAD318 warning: "api.acme.dev/v1" has no scheme; it is read as "https://api.acme.dev/v1"`}},
		"a host with a port":  {servers: `[{url: "api:8443/v1"}]`, endpoint: "https://api:8443/v1/a", found: []string{"OAD318 warning: ", "OAD316 warning: a name without a dot"}},
		"an IP address":       {servers: `[{url: "93.184.216.34/v1"}]`, endpoint: "https://93.184.216.34/v1/a", found: []string{"OAD318 warning: "}},
		"a path, not a host":  {servers: `[{url: "v1.0/x"}]`, found: []string{"OAD310 error: is relative"}},
		"a version, no host":  {servers: `[{url: "v1.x"}]`, found: []string{"OAD310 error: is relative"}},
		"the scheme's twin":   {servers: `[{url: "https://sand.acme.dev"}, {url: "http://a.acme.dev", description: prod}, {url: "https://a.acme.dev/"}]`, opts: plan.Options{Server: "prod"}, endpoint: "https://a.acme.dev/a", found: []string{"OAD311 info: the same address with https is in the list"}},
		"the twin comes last": {servers: `[{url: "http://a.acme.dev"}, {url: "https://sand.acme.dev"}, {url: "https://a.acme.dev"}]`, endpoint: "https://a.acme.dev/a", found: []string{"OAD311 info: "}},
		"a variable":          {servers: protocol, endpoint: "https://a.acme.dev:8001/a", found: []string{`OAD318 info: the server variable "protocol" is https`}},
		"a variable, given":   {servers: protocol, opts: variables("protocol", "https"), endpoint: "https://a.acme.dev:8001/a"},
		"a variable, http":    {servers: protocol, opts: variables("protocol", "http"), found: []string{"OAD311 error: "}},
		"a variable, path":    {servers: protocol, opts: variables("path", "/admin/", "protocol", "https"), endpoint: "https://a.acme.dev:8001/admin/a"},
		"never https":         {servers: `[{url: "{s}://a.acme.dev", variables: {s: {default: ws, enum: [ws, http]}}}]`, found: []string{"OAD314 error: https"}},
		"slashes at the end":  {servers: `[{url: "https://a.acme.dev/v1//"}]`, endpoint: "https://a.acme.dev/v1/a"},
		"a password":          {servers: `[{url: "https://me:s3cr3t@a.acme.dev"}]`, found: []string{`OAD314 error: "https://…@a.acme.dev" cannot be called: it holds a user name`}},
	} {
		t.Run(name, c.check)
	}
}

func TestPlaceholders(t *testing.T) {
	warned := []string{"OAD316 warning: is a placeholder"}
	unreached := []string{"OAD316 warning: cannot be reached by EventBridge"}
	withDefault := func(value string) string {
		return `[{url: "https://{tenant}.acme.dev", variables: {tenant: {default: "` + value + `"}}}]`
	}
	for _, tt := range []struct {
		servers string
		found   []string
	}{
		{`[{url: "https://localhost:8080"}]`, unreached},
		{`[{url: "https://127.0.0.1/v1"}]`, unreached},
		{`[{url: "https://10.1.2.3"}]`, unreached},
		{`[{url: "https://example.com"}]`, warned},
		{`[{url: "https://www.example.org/v1"}]`, warned},
		{`[{url: "https://api.shop.test"}]`, unreached},
		{`[{url: "https://azure.local"}]`, unreached},
		{`[{url: "https://your-domain.com"}]`, warned},
		{`[{url: "https://api.yourdomain.com"}]`, warned},
		{`[{url: "https://my-tenant.acme.dev"}]`, warned},
		{`[{url: "https://api.xxxx.dev"}]`, warned},
		{withDefault("your-tenant"), warned},
		{withDefault("tenant"), warned},
		{`[{url: "https://{host}/v1", variables: {host: {default: api.example.com}}}]`, warned},
		{`[{url: "https://acme.dev/{tenant}", variables: {tenant: {default: "<id>"}}}]`, warned},
		{`[{url: "{url}", variables: {url: {default: "https://localhost"}}}]`, warned},

		{`[{url: "https://api.football.example.com"}]`, nil},
		{`[{url: "https://93.184.216.34"}]`, nil},
		{`[{url: "https://mydomainservice.com"}]`, nil},
		{`[{url: "https://yourse.lf.dev"}]`, nil},
		{withDefault("acme"), nil},
		{`[{url: "https://{v}.acme.dev", variables: {v: {default: example.com, enum: [example.com]}}}]`, nil},
	} {
		t.Run(tt.servers, func(t *testing.T) {
			p := build(t, withServers(tt.servers, ""), plan.Options{})
			serverCase{servers: tt.servers, endpoint: p.Destinations[0].Endpoint, found: tt.found}.check(t)
		})
	}
	// A server that is not called needs no word.
	serverCase{servers: `[{url: "https://localhost"}]`, own: `[{url: "https://a.acme.dev"}]`, endpoint: "https://a.acme.dev/a"}.check(t)
}

func TestServerURLs(t *testing.T) {
	replace := func(pairs ...string) plan.Options {
		return plan.Options{ServerURLs: variables(pairs...).ServerVariables}
	}
	for name, c := range map[string]serverCase{
		"as written":           {servers: regions, opts: replace("https://{region}.acme.dev/{version}", "https://x.acme.dev/"), endpoint: "https://x.acme.dev/a"},
		"filled":               {servers: regions, opts: replace("https://eu.acme.dev/v1", "https://x.acme.dev"), endpoint: "https://x.acme.dev/a"},
		"of a placeholder":     {servers: `[{url: "https://{t}.acme.dev", variables: {t: {default: your-tenant}}}]`, opts: replace("https://{t}.acme.dev", "https://x.acme.dev"), endpoint: "https://x.acme.dev/a"},
		"of an operation":      {servers: regions, own: `[{url: "http://up.acme.dev"}]`, opts: replace("http://up.acme.dev", "https://up.acme.dev"), endpoint: "https://up.acme.dev/a"},
		"with a relative one":  {servers: regions, own: `[{url: "http://up.acme.dev"}]`, opts: replace("http://up.acme.dev", "/up"), endpoint: "https://eu.acme.dev/up/a"},
		"with one that is bad": {servers: regions, own: `[{url: "http://up.acme.dev"}]`, opts: replace("http://up.acme.dev", "http://x"), found: []string{"OAD311 warning: ", "OAD322 error: "}},
	} {
		t.Run(name, c.check)
	}
}

// TestPathThatIsAURL: EventBridge calls the host of the endpoint and no other.
func TestPathThatIsAURL(t *testing.T) {
	for _, tt := range []struct {
		path string
		is   bool
	}{
		{"/<upload_url>", true}, {"/https://up.acme.dev/files/{id}", true}, {"/{upload_url}", true}, {"/{uploadUrl}/", true},
		{"{upload_url}", true}, {"/HTTP://x", true}, {"/{url}", true}, {"/{+upload_uri}", true}, {"/{upload_link}", true},
		{"/{id}", false}, {"/urls/{url}", false}, {"/{url}/preview", false}, {"/curl", false}, {"/{urlId}", false},
	} {
		p := build(t, operation(tt.path, ""), plan.Options{})
		got := false
		for _, op := range p.Operations {
			for _, r := range op.Reasons {
				got = got || r.Code == diagnostic.PathIsURL
			}
			if got != tt.is || got && op.Fidelity != plan.Unsupported {
				t.Errorf("%s: %s %s", tt.path, op.Fidelity, lines(op.Reasons))
			}
		}
	}
}

// TestTokenURLs: variables are the server's, and a path from the root is the host's.
func TestTokenURLs(t *testing.T) {
	const token = "${Token[TOKEN.1]}"
	for name, tt := range map[string]struct {
		servers, url string
		opts         plan.Options
		want         string // empty: EventBridge can't call it
	}{
		"variables":                    {regions, "https://login.{region}.acme.dev/token", plan.Options{}, "https://login.eu.acme.dev/token"},
		"variables, given":             {regions, "https://login.{region}.acme.dev/token", variables("region", "us"), "https://login.us.acme.dev/token"},
		"a variable that is not there": {regions, "https://{tenant}.acme.dev/token", plan.Options{}, ""},
		"with a query":                 {regions, "https://{region}.acme.dev/token?v={version}", plan.Options{}, "https://eu.acme.dev/token?v=v1"},
		"relative":                     {regions, "token/", plan.Options{}, "https://eu.acme.dev/v1/token/"},
		"from the root":                {regions, "/token", plan.Options{}, "https://eu.acme.dev/token"},
		"base URL, given variables": {regions, "https://{region}.acme.dev/token",
			plan.Options{BaseURL: "https://x.acme.dev", ServerVariables: map[string]string{"region": "us"}}, "https://us.acme.dev/token"},
		"base URL, no variables":          {regions, "https://{region}.acme.dev/token", plan.Options{BaseURL: "https://x.acme.dev"}, ""},
		"a token, from the root":          {"", "/token", plan.Options{BaseURL: token, BaseURLHasToken: true}, "${BaseUrl.Origin}/token"},
		"a token, below":                  {"", "oauth/token", plan.Options{BaseURL: token, BaseURLHasToken: true}, token + "/oauth/token"},
		"a token, above":                  {"", "../token", plan.Options{BaseURL: token, BaseURLHasToken: true}, ""},
		"a token, elsewhere":              {"", "//id.acme.dev/token", plan.Options{BaseURL: token, BaseURLHasToken: true, CredentialHosts: []string{"id.acme.dev"}}, "https://id.acme.dev/token"},
		"a token in the path":             {"", "/token", plan.Options{BaseURL: "https://a.acme.dev/" + token + "/v1", BaseURLHasToken: true}, "https://a.acme.dev/token"},
		"a token in the host":             {"", "/token", plan.Options{BaseURL: "https://" + token + "/v1", BaseURLHasToken: true}, "${BaseUrl.Origin}/token"},
		"asked":                           {regions, "https://login.{region}.acme.dev/token", plan.Options{AskServerVariables: []string{"region"}}, "https://login.${ServerRegion}.acme.dev/token"},
		"asked, from the root":            {regions, "/token", plan.Options{AskServerVariables: []string{"*"}}, "https://${ServerRegion}.acme.dev/token"},
		"asked, relative":                 {regions, "token", plan.Options{AskServerVariables: []string{"*"}}, "https://${ServerRegion}.acme.dev/${ServerVersion}/token"},
		"the whole address, from root":    {`[{url: "{api}/x", variables: {api: {default: "https://a.acme.dev"}}}]`, "/token", plan.Options{AskServerVariables: []string{"*"}}, "${ServerApi.Origin}/token"},
		"the whole address, in the token": {`[{url: "{api}/x", variables: {api: {default: "https://a.acme.dev"}}}]`, "{api}/token", plan.Options{AskServerVariables: []string{"*"}}, "${ServerApi}/token"},
	} {
		t.Run(name, func(t *testing.T) {
			text := withServers(tt.servers, "") + "      security: [{o: []}]\ncomponents:\n  securitySchemes:\n    o: {type: oauth2, flows: {clientCredentials: {tokenUrl: \"" + tt.url + "\", scopes: {}}}}\n"
			p := build(t, text, tt.opts)
			got := ""
			if len(p.Connections) == 1 && p.Connections[0].OAuth != nil { // else the launch asks for a token
				got = p.Connections[0].OAuth.TokenURL
			}
			if got != tt.want {
				t.Errorf("%q, want %q\n%s", got, tt.want, lines(p.Diagnostics))
			}
			for _, d := range p.Diagnostics {
				if d.Severity > spec.Info && tt.want != "" {
					t.Error(d.Error())
				}
			}
		})
	}
}

// TestServersOfRealDocuments: what real documents have in the place of an address.
func TestServersOfRealDocuments(t *testing.T) {
	for name, tt := range map[string]struct {
		file, detailType string
		opts             plan.Options
		base             string // empty: none
		found            string // of the servers' codes
	}{
		"kong":            {"kong/gateway/admin-ee/3.15/openapi.yaml", "", plan.Options{RulesPerBus: 3000}, "https://localhost:8001", "OAD316 OAD318"},
		"kong, given":     {"kong/gateway/admin-ee/3.15/openapi.yaml", "", variables("hostname", "kong.acme.dev", "port", "8444", "path", "/admin/"), "https://kong.acme.dev:8444/admin", "OAD318"},
		"kong, asked":     {"kong/gateway/admin-ee/3.15/openapi.yaml", "", asked("*"), "https://${ServerHostname}:${ServerPort}${ServerPath}", "OAD316 OAD318"},
		"qdrant":          {"qdrant/master/openapi.json", "", variables("hostname", "q.acme.dev"), "https://q.acme.dev:6333", "OAD318"},
		"auth0":           {"auth0/authentication/authentication-api-oas.json", "", plan.Options{}, "https://your-tenant.auth0.com", "OAD316"},
		"auth0, asked":    {"auth0/authentication/authentication-api-oas.json", "", asked("yourDomain"), "https://${ServerYourDomain}", "OAD316"},
		"camara":          {"camara/API_definitions/quality-on-demand.yaml", "", plan.Options{}, "", "OAD311"},
		"camara, given":   {"camara/API_definitions/quality-on-demand.yaml", "", variables("apiRoot", "https://api.acme.dev/camara"), "https://api.acme.dev/camara/quality-on-demand/vwip", ""},
		"camara, asked":   {"camara/API_definitions/quality-on-demand.yaml", "", asked("*"), "${ServerApiRoot}/quality-on-demand/vwip", "OAD316"},
		"azure":           {"apis-guru/azure.com/containerregistry.json", "", plan.Options{}, "https://azure.local", "OAD316 OAD317"},
		"azure, selected": {"apis-guru/azure.com/containerregistry.json", "", plan.Options{Server: "{url}"}, "", "OAD314 OAD317"},
		"azure, given":    {"apis-guru/azure.com/containerregistry.json", "", plan.Options{Server: "{url}", ServerVariables: map[string]string{"url": "https://acme.azurecr.io"}}, "https://acme.azurecr.io", "OAD317"},
		"beacon":          {"ethereum-beacon/beacon-node-oapi.yaml", "", plan.Options{}, "", "OAD311"},
		"beacon, asked":   {"ethereum-beacon/beacon-node-oapi.yaml", "", asked("server_url"), "${ServerServerUrl}", "OAD316"},
		"superset":        {"apis-guru/superset.apache.local/superset.json", "", plan.Options{}, "", "OAD311"},
		"box":             {"box/openapi.json", "PUT /files/upload_sessions/{upload_session_id}", plan.Options{Methods: []string{"PUT"}}, "https://upload.box.com/api/2.0", ""},
		"box, asked":      {"box/openapi.json", "PUT /files/upload_sessions/{upload_session_id}", plan.Options{Methods: []string{"PUT"}, AskServerVariables: []string{"*"}}, "https://${ServerBoxUploadServer}/api/2.0", ""},
		"momento, asked":  {"momento/openapi.yaml", "", plan.Options{AskServer: true}, "${Server}", ""},
	} {
		t.Run(name, func(t *testing.T) {
			corpusDocuments(t)
			doc, err := loadCorpus(corpus + "/" + tt.file)
			if err != nil {
				t.Fatal(err)
			}
			p := planner.Build(doc, tt.opts)
			base, seen := "", false
			for _, op := range p.Operations {
				if !seen && (tt.detailType == "" || tt.detailType == op.Spec.Method+" "+op.Spec.Path) {
					base, seen = op.Request.BaseURL, true
				}
			}
			if base != tt.base || !seen {
				t.Errorf("base URL %q, want %q", base, tt.base)
			}
			found := make(map[string]bool)
			for _, d := range p.Diagnostics {
				if strings.HasPrefix(d.Code, "OAD31") {
					found[d.Code] = true
				}
			}
			if got := strings.Join(slices.Sorted(maps.Keys(found)), " "); got != tt.found {
				t.Errorf("found %s, want %s", got, tt.found)
			}
		})
	}
}

// TestURLsArePutTogether: as URLs, not as texts. No value changes the host beside it, for
// that host would get the credential.
func TestURLsArePutTogether(t *testing.T) {
	server := func(url, variable, value string) string {
		return `[{url: "` + url + `", variables: {` + variable + `: {default: "` + value + `"}}}]`
	}
	for _, tt := range []struct{ url, value, endpoint string }{
		{"https://x.amazonaws.com/{v}", "/prod", "https://x.amazonaws.com/prod/a"},
		{"https://x.amazonaws.com/{v}/", "/prod/", "https://x.amazonaws.com/prod/a"},
		{"https://x.amazonaws.com/{v}/api", "/prod/", "https://x.amazonaws.com/prod/api/a"},
		{"https://x.amazonaws.com/{v}/api", "", "https://x.amazonaws.com/api/a"},
		{"https://x.amazonaws.com/{v}/api", "/", "https://x.amazonaws.com/api/a"},
		{"https://x.amazonaws.com{v}", "/prod", "https://x.amazonaws.com/prod/a"},
		{"https://x.amazonaws.com{v}/api", "/prod/", "https://x.amazonaws.com/prod/api/a"},
		{"https://x.amazonaws.com{v}", "", "https://x.amazonaws.com/a"},
		{"https://x.amazonaws.com{v}", ":8443/prod", "https://x.amazonaws.com:8443/prod/a"},
		{"https://x.amazonaws.com:{v}/api", "", "https://x.amazonaws.com/api/a"},
		{"https://{v}/api", "x.acme.dev/", "https://x.acme.dev/api/a"},
		{"https://{v}", "x.acme.dev:8443", "https://x.acme.dev:8443/a"},
		{"https://api.acme{v}", ".dev", "https://api.acme.dev/a"},
		{"https://api{v}.acme.dev", "-eu", "https://api-eu.acme.dev/a"},
		{"{v}/api", "https://x.acme.dev/", "https://x.acme.dev/api/a"},
		{"https://x.acme.dev/bot{v}", "1:a@b", "https://x.acme.dev/bot1:a@b/a"},

		{"https://api.acme.dev{v}", "evil.dev", ""},
		{"https://api.acme.dev{v}", "v1", ""},
		{"https://api.acme.dev{v}", ".evil.dev@x", ""},
		{"https://api.acme.dev{v}", "@evil.dev", ""},
		{"https://api.acme.dev{v}", ":@evil.dev", ""},
		{"https://api.acme.dev{v}", "/..", ""},
		{"https://{v}.acme.dev", "evil.dev/", ""},
		{"https://{v}.acme.dev", "evil.dev/x", ""},
		{"https://{v}.acme.dev", "evil.dev?", ""},
		{"https://{v}.acme.dev", "evil.dev#", ""},
		{"https://{v}.acme.dev", "evil.dev:443", ""},
		{"https://{v}.acme.dev", `evil.dev\\`, ""},
		{"https://{v}.acme.dev", "me@evil", ""},
		{"https://{v}.acme.dev/x", "evil.dev/", ""},
		{"https://{v}:8443", "evil.dev/", ""},
		{"https://{v}", "https://x.acme.dev", ""},
		{"https://{v}", "x.acme.dev/v1", ""},
		{"https://x.acme.dev:{v}", "443@evil.dev", ""},
		{"https://x.acme.dev:{v}", "443/evil", ""},
		{"https://x.acme.dev:{v}/y", ":443", ""},
		{"https://x.acme.dev/v1/{v}", "../admin", ""},
		{"https://x.acme.dev/v1/{v}", "%2e%2E", ""},
		{"https://x.acme.dev/{v}", "y?z=1", ""},
		{"{v}://x.acme.dev", "https://evil.dev/?", ""},
		{"{v}.acme.dev/v1", "evil.dev/", ""},
		{"https://x.acme.dev/{v", "1", ""},
		{"https://x.acme.dev/%7Bv%7D", "1", ""},
		{"https://x.acme.dev/{{v}}", "1", ""},
	} {
		if strings.HasPrefix(tt.url, "{v}:") {
			continue // the default of a scheme is https
		}
		p := build(t, withServers(server(tt.url, "v", tt.value), ""), plan.Options{})
		got := ""
		if len(p.Destinations) > 0 {
			got = p.Destinations[0].Endpoint
		}
		if got != tt.endpoint {
			t.Errorf("%s with %q becomes %q, want %q\n%s", tt.url, tt.value, got, tt.endpoint, lines(p.Diagnostics))
		}
		for _, d := range p.Diagnostics {
			if d.Severity > spec.Info && tt.endpoint != "" {
				t.Errorf("%s with %q: %s", tt.url, tt.value, d.Error())
			}
		}
	}
	for _, tt := range []struct{ url, value string }{
		{"https://{v}.acme.dev", "evil.dev/"}, {"https://api.acme.dev{v}", "evil.dev"}, {"{v}://x.acme.dev", "https://evil.dev/?"}, {"https://{v}", "me@evil.dev"},
	} {
		serverCase{servers: server(tt.url, "v", "x"), opts: variables("v", tt.value), found: []string{"OAD315 error: cannot be called with this value of its variable"}}.check(t)
	}
	// Another server of the list may be called.
	serverCase{servers: `[{url: "https://{x}.acme.dev", variables: {x: {default: evil.dev/}}}, {url: "https://api.acme.dev"}]`,
		endpoint: "https://api.acme.dev/a", found: []string{`OAD314 warning: it stands for a part of a host name, and "evil.dev/" is none (the server "https://api.acme.dev" is taken instead`}}.check(t)
}

// TestDefaultOutsideEnum: it is used, as other tools do, and said.
func TestDefaultOutsideEnum(t *testing.T) {
	const region = `[{url: "https://{region}.acme.dev", variables: {region: {default: eu, enum: [us, jp]}}}]`
	serverCase{servers: region, endpoint: "https://eu.acme.dev/a",
		found: []string{`OAD315 warning: the default "eu" of the server variable "region" is not one of its values, which are "us" or "jp"; it is used`}}.check(t)
	serverCase{servers: region, opts: variables("region", "jp"), endpoint: "https://jp.acme.dev/a"}.check(t)
	serverCase{servers: region, opts: asked("region"), endpoint: "https://${ServerRegion}.acme.dev/a", found: []string{"OAD315 info: without a default"}}.check(t)
}

// TestLaunchOffersNoOtherHost: an enum's value that would change the host is no choice.
func TestLaunchOffersNoOtherHost(t *testing.T) {
	p := build(t, withServers(`[{url: "https://{x}.acme.dev/{y}/z", variables: {x: {default: eu, enum: [eu, evil.dev/, "u@v", us]}, y: {default: /prod, enum: [/prod, /prod/, "", test]}}}]`, ""), asked("*"))
	var got []string
	for _, q := range p.Parameters {
		got = append(got, parameter(q))
	}
	if want := []string{"ServerX eu|us eu", "ServerY prod|test prod"}; !slices.Equal(got, want) || len(codes(p.Diagnostics, spec.Warning)) != 3 {
		t.Errorf("%q, want %q\n%s", got, want, lines(p.Diagnostics))
	}
}

// TestFetchedDocument: relative servers, or none, count from the document's own address.
func TestFetchedDocument(t *testing.T) {
	for _, tt := range []struct {
		from, servers, own, endpoint, base string
	}{
		{"https://api.acme.dev/openapi.json", `[{url: /api/v3}]`, "", "https://api.acme.dev/api/v3/a", ""},
		{"https://api.acme.dev:8443/docs/openapi.json", "", "", "https://api.acme.dev:8443/a", ""},
		{"https://api.acme.dev/docs/openapi.json", "[{url: .}]", "", "https://api.acme.dev/docs/a", ""},
		{"https://api.acme.dev/docs/openapi.json", "[{url: ./test}]", "", "https://api.acme.dev/docs/test/a", ""},
		{"https://api.acme.dev/docs/openapi.json", "[{url: ../v1/}]", "", "https://api.acme.dev/v1/a", ""},
		{"https://api.acme.dev/docs/openapi.json", `[{url: "https://x.acme.dev/v1"}]`, "[{url: /up}]", "https://api.acme.dev/up/a", ""},
		{"https://api.acme.dev/docs/openapi.json", "[{url: /v1}]", "", "https://b.acme.dev/a", "https://b.acme.dev"},
		{"https://api.acme.dev/docs/openapi.json", "[{url: /v1}]", "[{url: /up}]", "https://b.acme.dev/up/a", "https://b.acme.dev"},
		{"https://api.acme.dev/docs/openapi.json", "[{url: /v1?x=1}]", "", "", ""},
		{"", "[{url: /v1}]", "", "", ""},
	} {
		doc := Load(t, withServers(tt.servers, tt.own))
		doc.URL = tt.from
		p := planner.Build(doc, plan.Options{BaseURL: tt.base})
		got := ""
		if len(p.Destinations) > 0 {
			got = p.Destinations[0].Endpoint
		}
		if got != tt.endpoint || len(codes(p.Diagnostics, spec.Warning)) > 0 != (tt.endpoint == "") {
			t.Errorf("%+v becomes %q\n%s", tt, got, lines(p.Diagnostics))
		}
		if got != "" && tt.base == "" {
			find(t, p.Diagnostics, diagnostic.NoServer) // an info
		}
	}
	doc := Load(t, withServers("[{url: /v1}]", ""))
	doc.URL = "https://raw.githubusercontent.com/acme/api/main/openapi.yaml"
	if d := find(t, planner.Build(doc, plan.Options{}).Diagnostics, diagnostic.NoServer); d.Severity != spec.Warning {
		t.Error(d.Error())
	}
}

// TestUnreachableHosts: EventBridge comes from the internet.
func TestUnreachableHosts(t *testing.T) {
	for _, host := range []string{
		"backend:8080", "unknown", "api.internal", "homeassistant.lan:8123", "x.corp", "x.home", "nas.home.arpa", "x.local", "x.localdomain",
		"x.intranet", "x.private", "x.test", "x.invalid", "x.onion", "x.alt", "a.localhost", "localhost", "x.svc.cluster", "x.CORP", "x.lan.",
		"127.0.0.1", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "100.64.0.1", "100.127.255.255", "192.0.2.1",
		"198.51.100.7", "203.0.113.9", "224.0.0.1", "240.0.0.1", "0.0.0.0", "198.18.0.1", "127.1", "2130706433", "0x7f.1", "0177.0.0.1", "0x7f000001",
		"10.1", "192.168.257", "1.2.3.4.5", "256.1.1.1",
	} {
		for _, opts := range []plan.Options{{}, {Private: true}} {
			p := build(t, withServers(`[{url: "https://`+host+`/v1"}]`, ""), opts)
			if d := find(t, p.Diagnostics, diagnostic.ServerPlaceholder); d.Severity != spec.Warning || len(p.Destinations) != 1 {
				t.Errorf("%s: %s", host, d.Error())
			}
			if p = build(t, withServers("", `[{url: "https://`+host+`/v1"}]`), opts); p.Operations[0].Callable() {
				find(t, p.Diagnostics, diagnostic.ServerPlaceholder)
			}
		}
		p := build(t, withServers("", ""), plan.Options{BaseURL: "https://" + host})
		find(t, p.Diagnostics, diagnostic.ServerPlaceholder)
		token := withServers(`[{url: "https://api.acme.dev"}]`, "") + "      security: [{o: []}]\ncomponents:\n  securitySchemes:\n    o: {type: oauth2, flows: {clientCredentials: {tokenUrl: \"https://" + host + "/token\", scopes: {}}}}\n"
		if d := find(t, build(t, token, plan.Options{}).Diagnostics, diagnostic.ServerPlaceholder); d.Position.Line == 0 {
			t.Errorf("%s: %s", host, d.Error())
		}
	}
	for _, host := range []string{
		"93.184.216.34", "172.32.0.1", "100.128.0.1", "198.20.0.1", "8.8.8.8", "api.acme.dev", "internal.acme.dev", "lan.acme.dev", "x.homes",
		"a.b.corporation", "home.acme.io", "api.test.acme.dev", "0x5d.0xb8.0xd8.0x22", "xn--bcher-kva.example.com",
	} {
		serverCase{servers: `[{url: "https://` + host + `"}]`, endpoint: "https://" + host + "/a"}.check(t)
	}
	// A base URL leaves an operation's own server alone.
	serverCase{servers: `[{url: "https://a.acme.dev"}]`, own: `[{url: "https://backend"}]`, endpoint: "https://backend/a",
		found: []string{"OAD316 warning: (replace the server (ServerURLs, context key serverUrls))"}}.check(t)
	// Values that are a part of a name, or a version, are none.
	for _, value := range []string{"test", "local", "internal", "10.1", "127.1", "corp", "eu"} {
		p := build(t, withServers(`[{url: "https://{v}.acme.dev/{v}", variables: {v: {default: "`+value+`"}}}]`, ""), plan.Options{})
		if len(p.Diagnostics) > 0 {
			t.Errorf("%s: %s", value, lines(p.Diagnostics))
		}
	}
}

// TestLengthsOfHosts: what AWS would refuse at the deployment is refused here.
func TestLengthsOfHosts(t *testing.T) {
	label := strings.Repeat("a", 63)
	serverCase{servers: `[{url: "https://` + label + `.acme.dev"}]`, endpoint: "https://" + label + ".acme.dev/a"}.check(t)
	for _, host := range []string{label + "a.acme.dev", strings.Repeat("abcdefghi.", 26) + "dev", "a..dev"} {
		serverCase{servers: `[{url: "https://` + host + `"}]`, found: []string{"OAD314 error: its host"}}.check(t)
	}
}

// TestUnknownServerIsTheOneFinding: what the first server is like was not asked.
func TestUnknownServerIsTheOneFinding(t *testing.T) {
	serverCase{servers: `[{url: "http://a.acme.dev"}]`, opts: plan.Options{Server: "nope"}, found: []string{"OAD312 error: "}}.check(t)
	serverCase{servers: `[{url: "https://localhost"}]`, opts: plan.Options{Server: "nope"}, endpoint: "https://localhost/a", found: []string{"OAD312 error: "}}.check(t)
	serverCase{servers: `[{url: "https://a.acme.dev"}]`, own: `[{url: "http://b.acme.dev"}]`, opts: plan.Options{Server: "nope"}, found: []string{"OAD312 error: "}}.check(t)
}
