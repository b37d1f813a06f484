package planner_test

import (
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/spec"
)

const bot = `[{url: "https://bots.acme.dev/bot{token}", variables: {token: {default: "123456:ABC-DEF1234ghIkl", description: The token of your bot}}}]`

// TestSecretServerVariables: what a secret in an address becomes, and what is said of it.
func TestSecretServerVariables(t *testing.T) {
	secret := func(names ...string) plan.Options { return plan.Options{SecretVariables: names} }
	const seen = "OAD414 info: events:DescribeApiDestination"
	for name, c := range map[string]serverCase{
		"the document's example": {servers: bot, endpoint: "https://bots.acme.dev/bot123456:ABC-DEF1234ghIkl/a",
			found: []string{"OAD316 warning: is a placeholder: a document tells no secret (give the variable {token} a value from Secrets Manager (SecretServerVariables"}},
		"an empty default": {servers: `[{url: "https://bots.acme.dev/bot{token}", variables: {token: {default: ""}}}]`, endpoint: "https://bots.acme.dev/bot/a",
			found: []string{"OAD316 warning: is a placeholder: it is empty, and no secret is (give the variable {token} a value from Secrets Manager"}},
		"a host's beginning":  {servers: `[{url: "https://{env}acme.dev", variables: {env: {default: "api."}}}]`, endpoint: "https://api.acme.dev/a"},
		"plain text":          {servers: bot, opts: variables("token", "1:a"), endpoint: "https://bots.acme.dev/bot1:a/a", found: []string{"OAD414 info: plain text"}},
		"from a secret":       {servers: bot, opts: secret("token"), endpoint: "https://bots.acme.dev/bot${SecretToken}/a", found: []string{seen}},
		"asked at the launch": {servers: bot, opts: asked("token"), endpoint: "https://bots.acme.dev/bot${ServerToken}/a", found: []string{seen}},
		"in the host":         {servers: `[{url: "https://{hook}.acme.dev/x"}]`, opts: secret("hook"), endpoint: "https://${SecretHook}.acme.dev/x/a", found: []string{seen}},
		"below":               {servers: bot, own: `[{url: ../up}]`, opts: secret("token"), endpoint: "https://bots.acme.dev/up/a", found: nil},
		"beside":              {servers: bot, own: `[{url: up}]`, opts: secret("token"), endpoint: "https://bots.acme.dev/bot${SecretToken}/up/a", found: []string{seen}},
		"the whole address":   {servers: `[{url: "{token}"}]`, opts: secret("token"), found: []string{"OAD315 error: a part of the path or of the host"}},
		"the scheme":          {servers: `[{url: "{token}://a.acme.dev"}]`, opts: secret("token"), found: []string{"OAD315 error: a part of the path or of the host"}},
		"the port":            {servers: `[{url: "https://a.acme.dev:{token}"}]`, opts: secret("token"), found: []string{"OAD315 error: a part of the path or of the host"}},
		"unused":              {servers: bot, opts: secret("token", "other"), endpoint: "https://bots.acme.dev/bot${SecretToken}/a", found: []string{seen, `OAD321 warning: "other"`}},
		"twice":               {servers: `[{url: "https://a.acme.dev/{a-b}/{a_b}"}]`, opts: secret("a-b", "a_b"), endpoint: "https://a.acme.dev/${SecretAB}/${SecretAB0F075BE9}/a", found: []string{seen, seen}},
	} {
		t.Run(name, c.check)
	}
	p := build(t, withServers(bot, ""), asked("*"))
	if q := p.Parameters[0]; !q.Secret || q.Default != nil || !p.Placeholders[0].Hidden {
		t.Errorf("%+v\n%+v", q, p.Placeholders)
	}
}

// TestWordsOfSecrets: what is hidden by its name.
func TestWordsOfSecrets(t *testing.T) {
	for names, want := range map[string]bool{
		"token bot_token apiKey api-key key APIKey API_KEY secret webhookSecret clientSecret2 password userPassword bottoken authtoken accessKey": true,
		"tokenId keyId keyspace monkey turkey publicKey projectKey tokenType region basePath tenant version secretary keys":                       false,
	} {
		for _, name := range strings.Fields(names) {
			p := build(t, withServers(`[{url: "https://a.acme.dev/{`+name+`}", variables: {`+name+`: {default: x}}}]`, ""), asked("*"))
			if q := p.Parameters[0]; q.Secret != want || (q.Default == nil) != want {
				t.Errorf("%s: %+v", name, q)
			}
		}
	}
	p := build(t, withServers(`[{url: "https://a.acme.dev/{key}", variables: {key: {default: a, enum: [a, b]}}}]`, ""), asked("*"))
	if p.Parameters[0].Secret {
		t.Error("the document lists the values")
	}
}

// TestSecretParameters: a path parameter may be a secret, and nothing else.
func TestSecretParameters(t *testing.T) {
	path := func(path, in string) string {
		return operation(path, "parameters: [{name: token, in: "+in+", required: true, schema: {type: string}}]")
	}
	for _, key := range []string{"token", "op#token", "POST /a/{token}#token"} {
		p := build(t, path("/a/{token}", "path"), plan.Options{SecretParameters: []string{key}})
		op := p.Operations[0]
		if op.Fidelity != plan.Exact || len(op.Fields) != 0 || !strings.HasPrefix(op.Request.Path, "/a/${Secret") || len(p.Diagnostics) != 1 {
			t.Errorf("%s: %s\n%s", op.Request.Path, op.Fidelity, lines(p.Diagnostics))
		}
		if d := find(t, p.Diagnostics, diagnostic.SecretInAddress); d.Severity != spec.Info || d.Position.Line == 0 {
			t.Error(d.Error())
		}
	}
	// An operation's own value goes before that of all.
	p := build(t, path("/a/{token}", "path"), plan.Options{SecretParameters: []string{"token"}, Parameters: map[string]string{"op#token": "x"}})
	if p.Operations[0].Request.Path != "/a/x" {
		t.Error(p.Operations[0].Request.Path)
	}
	p = build(t, operation("/a/{token}", "summary: x"), plan.Options{SecretParameters: []string{"token"}})
	if p.Operations[0].Request.Path != "/a/${SecretToken}" {
		t.Error(p.Operations[0].Request.Path)
	}
	for _, in := range []string{"query", "header", "cookie"} {
		p := build(t, path("/a", in), plan.Options{SecretParameters: []string{"token"}})
		if d := find(t, p.Diagnostics, diagnostic.SecretInAddress); d.Severity != spec.Error || !strings.Contains(d.Hint, "security scheme") {
			t.Error(d.Error())
		}
	}
	p = build(t, path("/a/{token}", "path"), plan.Options{Parameters: map[string]string{"token": "x"}})
	if d := find(t, p.Diagnostics, diagnostic.SecretInAddress); d.Severity != spec.Info {
		t.Error(d.Error())
	}
	p = build(t, path("/a/{token}", "path"), plan.Options{SecretParameters: []string{"token"}, SharedDestinations: true})
	if d := p.Destinations[0]; d.Endpoint != "https://api.example.com/v1/*/${SecretToken}" {
		t.Error(d.Endpoint)
	}
}

// TestSecretsOfEvents: the secret in the path of a webhook or bot is told where events have to hold it.
func TestSecretsOfEvents(t *testing.T) {
	for path, names := range map[string]string{
		"/webhooks/{id}/{webhook_token}":   "webhook_token",
		"/api/Webhook/{apiKey}/{secret}":   "apiKey secret",
		"/bot{token}/sendMessage":          "token",
		"/hooks/{token}/again/{token}":     "token",
		"/hooks/{hook_id}/{public_key}":    "",
		"/tokens/{token}":                  "",
		"/bots/{token}":                    "",
		"/hooks/{key}.{kind}/{token_kind}": "key",
	} {
		text := ""
		for _, variable := range strings.Split(path, "{")[1:] {
			name, _, _ := strings.Cut(variable, "}")
			if item := "{name: " + name + ", in: path, required: true, schema: {type: string}},"; !strings.Contains(text, item) {
				text += item
			}
		}
		told := func(opts plan.Options, parameters string) string {
			var found []string
			for _, d := range build(t, operation(path, parameters), opts).Diagnostics {
				if d.Code == diagnostic.SecretInAddress && strings.Contains(d.Message, "each event holds it") {
					if d.Severity != spec.Info || d.Position.Line == 0 || !strings.Contains(d.Hint, `SecretParameters; in the context key parameters, {"secret": "name"}`) {
						t.Error(d.Error())
					}
					found = append(found, strings.Split(d.Message, `"`)[1])
				}
			}
			return strings.Join(found, " ")
		}
		if got := told(plan.Options{}, "parameters: ["+text+"]"); got != names {
			t.Errorf("%s: told of %q, want %q", path, got, names)
		}
		if got := told(plan.Options{}, "summary: x"); got != names {
			t.Errorf("%s, undeclared: told of %q, want %q", path, got, names)
		}
		if got := told(plan.Options{SecretParameters: strings.Fields(names)}, "parameters: ["+text+"]"); got != "" {
			t.Errorf("%s, given: told of %q", path, got)
		}
		if got := told(plan.Options{}, "parameters: ["+strings.ReplaceAll(text, "type: string", "enum: [a, b]")+"]"); got != "" {
			t.Errorf("%s, listed: told of %q", path, got)
		}
	}
}
