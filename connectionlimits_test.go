//go:build !race

package openapidestinations

import (
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"

	"github.com/openapi-destinations/openapidestinations/spec"
)

// longest is a document that has each value of a connection as long as AWS takes it.
func longest() string {
	x := func(n int) string { return strings.Repeat("x", n) }
	var scopes, paths strings.Builder
	for i := range 30 { // 900 characters together: more than one connection
		scope := fmt.Sprintf("scope%02d%s", i, x(23))
		fmt.Fprintf(&scopes, "%s: '', ", scope)
		fmt.Fprintf(&paths, "  /s%d: {post: {operationId: s%d, security: [{client: [%s]}]}}\n", i, i, scope)
	}
	return `openapi: 3.0.3
info: {title: Test, version: "1"}
servers: [{url: "https://api.acme.dev/v1"}]
components:
  securitySchemes:
    header: {type: apiKey, in: header, name: ` + x(512) + `, description: ` + x(2000) + `}
    second: {type: apiKey, in: header, name: y` + x(511) + `}
    query: {type: apiKey, in: query, name: ` + x(512) + `}
    cookie: {type: apiKey, in: cookie, name: ` + x(510) + `}
    whole: {type: oauth2, flows: {clientCredentials: {tokenUrl: "https://id.acme.dev/` + x(2028) + `", scopes: {}}}}
    client: {type: oauth2, flows: {clientCredentials: {tokenUrl: "https://id.acme.dev/token", scopes: {` + strings.TrimSuffix(scopes.String(), ", ") + `}}}}
    basic: {type: http, scheme: basic}
paths:
  /a: {post: {operationId: a, security: [{header: [], second: [], query: []}]}}
  /b: {post: {operationId: b, security: [{cookie: []}]}}
  /c: {post: {operationId: c, security: [{whole: [` + x(512) + `]}]}}
  /d: {post: {operationId: d, security: [{basic: []}]}}
` + paths.String()
}

// TestLongestConnections: what the plan lets pass, the CDK's validation of AWS's schemas lets
// pass too; it is never the one to tell.
func TestLongestConnections(t *testing.T) {
	stack := newStack(t)
	x := func(n int) *string { return jsii.String(strings.Repeat("x", n)) }
	parameters := make(map[string]string)
	for i := range mostTokenParameters {
		parameters[fmt.Sprintf("p%d%s", i, strings.Repeat("x", 500))] = *x(512)
	}
	api := NewOpenApiDestinations(stack, jsii.String("Api"), &OpenApiDestinationsProps{
		Document: DocumentFromBytes("api.yaml", []byte(longest())),
		Credentials: map[string]Credential{
			"basic":  BasicAuth(awscdk.SecretValue_UnsafePlainText(x(512)), awscdk.SecretValue_UnsafePlainText(x(512))),
			"header": APIKey(awscdk.SecretValue_SecretsManager(x(512), nil)),
		},
		TokenRequests: map[string]TokenRequest{"whole": {Parameters: parameters, Headers: parameters}},
	})
	for _, d := range api.Diagnostics() {
		if d.Severity > spec.Info {
			t.Errorf("%.200s", d.Error())
		}
	}
	if n := len(synth(t, stack).ofType("AWS::Events::Connection")); n < 6 {
		t.Errorf("%d connections", n)
	}
}

// TestTokenRequestsThatDoNotFit are a programmer's mistake.
func TestTokenRequestsThatDoNotFit(t *testing.T) {
	many := make(map[string]string)
	for i := range mostTokenParameters + 1 {
		many[fmt.Sprint("p", i)] = "v"
	}
	for name, pairs := range map[string]map[string]string{
		"a long value": {"p": strings.Repeat("x", 513)}, "an empty value": {"p": ""}, "an umlaut": {"p": "ü"},
		"a long name": {strings.Repeat("x", 513): "v"}, "brackets": {"a[b]": "v"}, "no name": {"": "v"}, "too many": many,
	} {
		for _, request := range []TokenRequest{{Parameters: pairs}, {Headers: pairs}} {
			stack := newStack(t)
			message := panics(t, func() {
				NewOpenApiDestinations(stack, jsii.String("Api"), &OpenApiDestinationsProps{
					Document: DocumentFromFile(football), TokenRequests: map[string]TokenRequest{"apiKey": request}})
			})
			if !strings.Contains(message, `the security scheme "apiKey" has`) {
				t.Errorf("%s: %s", name, message)
			}
		}
	}
}
