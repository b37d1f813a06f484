package main

import (
	"reflect"
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations"
	"github.com/openapi-destinations/openapidestinations/spec"
)

func TestReadSettings(t *testing.T) {
	number := 450.0
	got, err := readSettings(map[string]any{
		"aws:cdk:bundling-stacks": []any{"**"}, "@aws-cdk/core:flag": true,
		"spec": "api.yaml", "server": " prod ", "methods": "PUT, post,", "sources": []any{"a", "b"},
		"parameters": `{"revision":"2026-01-15","op#limit":5,"dryRun":true}`, "sendDefaults": "true", "maxOptionalParameters": 0.0,
		"idempotencyHeaders": "X-Once",
		"previous":           "a.json,b.json", "refuseBreaking": "true", "parts": "4", "rulesPerBus": "450", "destinationsPerAccount": "450", "nestedStacks": "0", "shardBus": "true", "sharedDestinations": true, "strict": true, "prefix": "Shop", "eventBus": "orders",
		"credentials": `{"k":{"parameter":"P"},"u":{"username":{"secret":"s","field":"n"},"password":{"secret":"s","field":"w","version":"1"}},
			"half":{"clientId":{"secret":"s"},"tokenUrl":"/token","scopes":["a"],"parameters":{"audience":"b"},"headers":{"X-Tenant":"t"}},"asked":{"tokenUrl":"/token"},
			"key":{"username":{"parameter":"K"},"password":""},"blank":{"password":""}}`,
		"operations": `{"op":{"security":[{"t":["a"]}]},"*":{"security":[]}}`, "credentialHosts": "up.acme.dev", "connections": `[{"schemes":["k"],"arn":"arn:aws:events:eu-west-1:123456789012:connection/c/1-2"}]`,
		"connectionKey": "arn:aws:kms:eu-west-1:123456789012:key/1-2",
		"security":      `{"securitySchemes":{"t":{"type":"http","scheme":"Bearer"}}}`, "schemeOrder": "t, {}",
	})
	if err != nil {
		t.Fatal(err)
	}
	want := settings{
		props: openapidestinations.OpenApiDestinationsProps{
			Server: "prod", Methods: []string{"PUT", "post"}, Sources: []string{"a", "b"},
			Parameters: map[string]string{"revision": "2026-01-15", "op#limit": "5", "dryRun": "true"}, SendDefaults: true, MaxOptionalParameters: new(float64),
			IdempotencyHeaders: []string{"X-Once"},
			RulesPerBus:        &number, DestinationsPerAccount: &number, NestedStacks: new(0.0), ShardBus: true, SharedDestinations: true,
			Previous: []string{"a.json", "b.json"}, RefuseBreaking: true, Strict: true, Prefix: "Shop", SchemeOrder: []string{"t", "{}"},
			CredentialHosts: []string{"up.acme.dev"},
			Connections:     []openapidestinations.ExistingConnection{{Schemes: []string{"k"}, ARN: "arn:aws:events:eu-west-1:123456789012:connection/c/1-2"}},
		},
		operations: map[string]operationProps{
			"op": {OperationProps: openapidestinations.OperationProps{Security: []map[string][]string{{"t": {"a"}}}}},
			"*":  {OperationProps: openapidestinations.OperationProps{Security: []map[string][]string{}}},
		},
		spec: "api.yaml", eventBus: "orders", parts: new(4.0), connectionKey: "arn:aws:kms:eu-west-1:123456789012:key/1-2",
		credentials: map[string]credentialSetting{
			"k": {value: &valueSetting{Parameter: "P"}},
			"u": {pair: userPair, first: &valueSetting{Secret: "s", Field: "n"}, second: &valueSetting{Secret: "s", Field: "w", Version: "1"}},
			"half": {pair: clientPair, first: &valueSetting{Secret: "s"}, token: &openapidestinations.TokenRequest{
				URL: "/token", Scopes: []string{"a"}, Parameters: map[string]string{"audience": "b"}, Headers: map[string]string{"X-Tenant": "t"}}},
			"key":   {pair: userPair, first: &valueSetting{Parameter: "K"}, noPassword: true},
			"blank": {pair: userPair, noPassword: true},
			"asked": {token: &openapidestinations.TokenRequest{URL: "/token"}},
		},
	}
	if token := got.security.schemes["t"]; token.Scheme != "bearer" || !reflect.DeepEqual(got.security.requirements, []map[string][]string{{"t": nil}}) {
		t.Errorf("the security is %+v", got.security)
	}
	got.security = nil
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v\nwant %+v", got, want)
	}
	got, err = readSettings(map[string]any{
		"serverVariables": `{"region":"eu","port":8443,"big":10000000}`, "serverUrls": map[string]any{"http://a": "https://b", "n": 1e7},
		"askServer": "true", "askServerVariables": "tenant, stage",
	})
	want = settings{
		spec: defaultSpec, props: openapidestinations.OpenApiDestinationsProps{
			ServerVariables: map[string]string{"region": "eu", "port": "8443", "big": "10000000"},
			ServerURLs:      map[string]string{"http://a": "https://b", "n": "10000000"},
			AskServer:       true, AskServerVariables: []string{"tenant", "stage"},
		},
	}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, %v\nwant %+v", got, err, want)
	}
	if empty, err := readSettings(nil); err != nil || empty.spec != defaultSpec {
		t.Errorf("without context: %+v, %v", empty, err)
	}
}

func TestReadSettingsRefuses(t *testing.T) {
	for _, test := range []struct {
		key   string
		value any
		want  string
	}{
		{"sepc", "x", `"sepc" is unknown; did you mean "spec"?`},
		{"hierarchy", "x", `"hierarchy" is unknown; the keys are alarmTopic, alarms, answerBus, `},
		{"spec", "", "not empty"},
		{"spec", 1.0, "must be a text"},
		{"methods", " , ", "list with commas"},
		{"strict", "yes", "true or false"},
		{"rulesPerBus", "0", "whole number"},
		{"destinationsPerAccount", "0", "whole number"},
		{"nestedStacks", "101", "whole number"},
		{"parameters", "revision=1", "must be a JSON object"},
		{"parameters", `{"a":[1]}`, `"a" that is no text, number or boolean`},
		{"parameters", `{"a":{"secret":""}}`, `for "a" a secret that has a "secret" that is not a text`},
		{"serverVariables", `{"a":{"field":"x"}}`, `for "a" a secret that must have either "parameter" or "secret"`},
		{"serverVariables", map[string]any{"a": map[string]any{"name": "x"}}, `for "a" a secret that has the unknown key "name"`},
		{"parameters", `{"a":null}`, `"a" that is no text, number or boolean`},
		{"maxOptionalParameters", "9", "from 0 to 8"},
		{"maxOptionalParameters", "many", "from 0 to 8"},
		{"sendDefaults", "1", "true or false"},
		{"alarmTopic", "arn:aws:sns:eu-west-1:123456789012:pager.fifo", "standard SNS topic"},
		{"archiveDays", "-1", "from 0"},
		{"removalPolicy", "retian", `did you mean "retain"?`},
		{"logs", `{"eventBus":"error"}`, `"error" for eventBus`},
		{"logs", `{"days":31}`, "has 31 days"},
		{"logs", `{"level":"ERROR"}`, "must be an object such as"},
		{"producerAccounts", "1234", `has "1234", which is not the number of an account`},
		{"producerOrganizations", "acme", `has "acme", which is not the id of an organization`},
		{"eventBusKey", "alias/mine", "ARN of a KMS key"},
		{"idempotencyHeaders", "", "list with commas"},
		{"serverVariables", "region=eu", "must be a JSON object"},
		{"serverVariables", "{} {}", "must be a JSON object"},
		{"serverVariables", "null", "must be a JSON object"},
		{"serverUrls", `{"a":{}}`, `"a" that is no text, number or boolean`},
		{"askServer", "maybe", "true or false"},
		{"askServerVariables", ",", "list with commas"},
		{"credentials", "key", "must be JSON"},
		{"credentials", `{"k":{}}`, `either "parameter" or "secret"`},
		{"credentials", `{"k":{"parameter":"p","secret":"s"}}`, `either "parameter" or "secret"`},
		{"credentials", `{"k":{"parameter":"p","field":"f"}}`, `"field"`},
		{"credentials", `{"k":{"value":"s3cr3t"}}`, `unknown key "value"`},
		{"credentials", `{"k":{"secret":1}}`, "not a text"},
		{"credentials", `{"k":{"parameter":"p","version":"v"}}`, `"version"`},
		{"credentials", `{"k":{"clientId":{"secret":"s"},"password":{"secret":"s"}}}`, "and nothing else"},
		{"credentials", `{"k":{"clientId":{"secret":"s"},"clientSecret":{"secret":"s"},"token":"x"}}`, `has "token", and needs "clientId" and "clientSecret" and nothing else`},
		{"credentials", `{"k":{"tokenUrl":7}}`, `"tokenUrl" that is no text`},
		{"credentials", `{"k":{"scopes":"a"}}`, `"scopes" that is no list`},
		{"security", "bearer", "must be JSON"},
		{"security", `{"securitySchemes":{"a":7}}`, `"a" that is no object`},
		{"security", `[{"a":"b"}]`, "must be JSON"},
		{"credentials", `{"k":{"username":"me","password":{"secret":"s"}}}`, "must say where its username is"},
	} {
		_, err := readSettings(map[string]any{test.key: test.value})
		if err == nil {
			t.Errorf("%s=%v is accepted", test.key, test.value)
			continue
		}
		message := err.Error()
		if !strings.Contains(message, test.want) || !strings.Contains(message, `the context key "`+test.key) || strings.Contains(message, "\n") {
			t.Errorf("%s=%v: %q; want one line with %q", test.key, test.value, message, test.want)
		}
		if strings.Contains(message, "s3cr3t") {
			t.Errorf("the message tells the secret: %q", message)
		}
	}
	if _, err := readSettings(map[string]any{"server": "a", "baseUrl": "https://b"}); err == nil {
		t.Error("server and baseUrl are accepted together")
	}
	for _, key := range []string{"eventBusKey=arn:aws:kms:eu-west-1:123456789012:key/1-2", "producerAccounts=012345678901", "producerOrganizations=o-abcde12345", `logs={"eventBus":"INFO"}`} {
		name, value, _ := strings.Cut(key, "=")
		if _, err := readSettings(map[string]any{name: value, "eventBus": "orders"}); err == nil || !strings.Contains(err.Error(), `"`+name+`" and "eventBus" exclude each other`) {
			t.Errorf("%s and eventBus: %v", name, err)
		}
	}
	if _, err := readSettings(map[string]any{"deadLetterQueueKey": "arn:aws:kms:eu-west-1:123456789012:key/1-2", "deadLetterQueue": "letters"}); err == nil {
		t.Error("deadLetterQueueKey and deadLetterQueue are accepted together")
	}
	if _, err := readSettings(map[string]any{"askServer": "true", "baseUrl": "https://b"}); err == nil {
		t.Error("askServer and baseUrl are accepted together")
	}
	if _, err := readSettings(map[string]any{"askServerVariables": "r", "serverVariables": `{"r":"eu"}`}); err == nil || !strings.Contains(err.Error(), `"r"`) {
		t.Errorf("a variable that is given and asked for: %v", err)
	}
}

func TestSource(t *testing.T) {
	for _, test := range []struct {
		context map[string]any
		want    spec.Source
	}{
		{nil, spec.Source{Path: defaultSpec}},
		{map[string]any{"spec": "defs/api.yaml", "specRoot": ".", "specSha256": "ab"}, spec.Source{Path: "defs/api.yaml", Root: ".", SHA256: "ab"}},
		{map[string]any{"spec": "https://a.example/api.yaml", "specSha256": "ab"}, spec.Source{URL: "https://a.example/api.yaml", SHA256: "ab"}},
		{map[string]any{"overlays": "a.yaml, b.yaml"}, spec.Source{Path: defaultSpec, Overlays: []spec.Source{{Path: "a.yaml"}, {Path: "b.yaml"}}}},
	} {
		settings, err := readSettings(test.context)
		if got := settings.source(); err != nil || !reflect.DeepEqual(got, test.want) {
			t.Errorf("%v is read as %+v, %v", test.context, got, err)
		}
	}
}

func TestFromPanic(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"Error: Resolution error: no\n  at x.js", "Resolution error: no"},
		{"ValidationFailedWithErrors: Validation failed with the following errors:\n  [A/B] one\n  [A/B] two", "[A/B] one\n[A/B] two"},
		{"AssumptionError: section 'Resources' already contains 'Topic'", `both the blueprint and the API have a "Topic" in the template's section Resources`},
	} {
		if got := fromPanic(test.text).Error(); !strings.HasPrefix(got, test.want) {
			t.Errorf("fromPanic(%q) is %q; want %q", test.text, got, test.want)
		}
	}
}

// TestSecurityOfAnyDocument: what a document lacks of security is given as it would stand there.
func TestSecurityOfAnyDocument(t *testing.T) {
	text, err := synth(t, map[string]any{
		"spec": "testdata/edge.yaml", "methods": "POST",
		"security":    `{"securitySchemes":{"digest":{"type":"openIdConnect","openIdConnectUrl":"https://id.example.com"}}}`,
		"credentials": `{"digest":{"clientId":{"secret":"a","field":"id"},"clientSecret":{"secret":"a","field":"word","version":"v2"},"tokenUrl":"https://id.example.com/token","parameters":{"audience":"edge"}}}`,
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{
		`"AuthorizationEndpoint": "https://id.example.com/token"`, `"Key": "audience"`, `"Value": "edge"`,
		`"ClientID": "{{resolve:secretsmanager:a:SecretString:id::}}"`,
		`"ClientSecret": "{{resolve:secretsmanager:a:SecretString:word::v2}}"`,
	} {
		if !strings.Contains(string(text), part) {
			t.Errorf("the template lacks %s", part)
		}
	}
}
