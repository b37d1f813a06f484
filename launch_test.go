//go:build !race

package openapidestinations

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/jsii-runtime-go"

	"github.com/openapi-destinations/openapidestinations/delivery"
)

// tenants has two servers with a tenant, a relative token URL, and an operation that is
// elsewhere.
const tenants = `
openapi: 3.1.0
info: {title: Tenants, version: "1"}
servers:
  - url: https://{tenant}.acme.dev/{version}
    description: Live
    variables: &variables
      tenant: {default: your-tenant, description: The name of your tenant}
      version: {default: v1, enum: [v1, v2]}
  - {url: "https://{tenant}.sandbox.acme.dev/{version}", description: Sandbox, variables: *variables}
security: [{oauth: []}]
paths:
  /orders: {post: {operationId: order}}
  /files: {post: {operationId: upload, servers: [{url: /up}]}}
components:
  securitySchemes:
    oauth: {type: oauth2, flows: {clientCredentials: {tokenUrl: /token, scopes: {}}}}
`

func tenantsProps() *OpenApiDestinationsProps {
	return &OpenApiDestinationsProps{Document: DocumentFromBytes("tenants.yaml", []byte(tenants))}
}

// launched delivers an event to an operation of a template that was launched with
// parameters, and gives the URL called and the token's.
func launched(t *testing.T, dir, detailType string, parameters map[string]string) (url, token string) {
	t.Helper()
	assembly, err := delivery.LoadAssembly(dir, delivery.Options{Parameters: parameters})
	if err != nil {
		t.Fatal(err)
	}
	result, err := assembly.Deliver(delivery.Event{Source: "s", DetailType: detailType, Detail: json.RawMessage(`{}`)})
	if err != nil {
		t.Fatal(err)
	}
	requests := result.Requests()
	if len(requests) != 1 || result.Lost() {
		t.Fatalf("want one request:\n%s", result)
	}
	if asked := requests[0].Token; asked != nil {
		token = asked.URL.Reveal()
	}
	return requests[0].URL.Reveal(), token
}

// TestLaunch: one template serves all tenants, stages and versions.
func TestLaunch(t *testing.T) {
	for name, change := range map[string]func(*OpenApiDestinationsProps){
		"plain":  func(*OpenApiDestinationsProps) {},
		"prefix": func(p *OpenApiDestinationsProps) { p.Prefix = "Shop" },
		"nested": func(p *OpenApiDestinationsProps) { p.NestedStacks = jsii.Number(2) },
		"shared": func(p *OpenApiDestinationsProps) { p.SharedDestinations = true },
	} {
		t.Run(name, func(t *testing.T) {
			props := tenantsProps()
			props.AskServer, props.AskServerVariables = true, []string{"tenant", "version"}
			change(props)
			stack := newStack(t)
			NewOpenApiDestinations(stack, jsii.String("Api"), props)
			tmpl := synth(t, stack)
			prefix := props.Prefix
			server, tenant, version := tmpl.Parameters[prefix+"Server"], tmpl.Parameters[prefix+"ServerTenant"], tmpl.Parameters[prefix+"ServerVersion"]
			if got := jsonOf(t, server); !strings.Contains(got, `"AllowedValues":["Live","Sandbox"]`) || server["Default"] != "Live" {
				t.Errorf("the server's parameter is %s", got)
			}
			if tenant["AllowedPattern"] == nil || tenant["MaxLength"] != 253.0 || tenant["Default"] != "your-tenant" || tenant["Description"] != "The name of your tenant" || tenant["ConstraintDescription"] == nil {
				t.Errorf("the tenant's parameter is %s", jsonOf(t, tenant))
			}
			if jsonOf(t, version["AllowedValues"]) != `["v1","v2"]` || version["Default"] != "v1" {
				t.Errorf("the version's parameter is %s", jsonOf(t, version))
			}
			for _, tt := range []struct {
				detailType, server, tenant, version, url, token string
			}{
				{"order", "", "", "", "https://your-tenant.acme.dev/v1/orders", "https://your-tenant.acme.dev/token"},
				{"order", "Sandbox", "blue", "v2", "https://blue.sandbox.acme.dev/v2/orders", "https://blue.sandbox.acme.dev/token"},
				{"upload", "Sandbox", "blue", "v2", "https://blue.sandbox.acme.dev/up/files", "https://blue.sandbox.acme.dev/token"},
			} {
				given := map[string]string{}
				for name, value := range map[string]string{"Server": tt.server, "ServerTenant": tt.tenant, "ServerVersion": tt.version} {
					if value != "" {
						given[prefix+name] = value
					}
				}
				if url, token := launched(t, tmpl.dir, tt.detailType, given); url != tt.url || token != tt.token {
					t.Errorf("%v: %s with a token of %s; want %s, %s", given, url, token, tt.url, tt.token)
				}
			}
			catalog, err := os.ReadFile(filepath.Join(tmpl.dir, "Api.events.json"))
			if err != nil {
				t.Fatal(err)
			}
			mustContain(t, string(catalog), `"endpoint": "https://${`+prefix+`ServerTenant}${`+prefix+`Server.Url2}${`+prefix+`ServerVersion}/orders"`)
		})
	}
}

// TestLaunchWholeAddress: the host of an address that only the launch knows is cut out
// of it where a relative URL begins there, and so is that of a token.
func TestLaunchWholeAddress(t *testing.T) {
	text := strings.Replace(tenants, `https://{tenant}.acme.dev/{version}`, "\"{tenant}/{version}\"", 1)
	stack := newStack(t)
	NewOpenApiDestinations(stack, jsii.String("Api"), &OpenApiDestinationsProps{
		Document: DocumentFromBytes("tenants.yaml", []byte(text)), AskServerVariables: []string{"*"}})
	given := map[string]string{"ServerTenant": "https://blue.dev:8443/shop"}
	dir := synth(t, stack).dir
	if url, token := launched(t, dir, "order", given); url != "https://blue.dev:8443/shop/v1/orders" || token != "https://blue.dev:8443/token" {
		t.Errorf("%s, %s", url, token)
	}
	if url, _ := launched(t, dir, "upload", given); url != "https://blue.dev:8443/up/files" {
		t.Error(url)
	}

	stack = newStack(t)
	parameter := awscdk.NewCfnParameter(stack, jsii.String("Address"), nil)
	props := tenantsProps()
	props.BaseURL = *parameter.ValueAsString()
	NewOpenApiDestinations(stack, jsii.String("Api"), props)
	dir = synth(t, stack).dir
	given = map[string]string{"Address": "https://blue.dev/shop"}
	if url, token := launched(t, dir, "order", given); url != "https://blue.dev/shop/orders" || token != "https://blue.dev/token" {
		t.Errorf("%s, %s", url, token)
	}
}

// TestLaunchOfANestedStack: the topmost stack asks.
func TestLaunchOfANestedStack(t *testing.T) {
	stack := newStack(t)
	nested := awscdk.NewNestedStack(stack, jsii.String("Apis"), nil)
	props := tenantsProps()
	props.AskServer, props.AskServerVariables = true, []string{"tenant"}
	NewOpenApiDestinations(nested, jsii.String("Api"), props)
	tmpl := synth(t, stack)
	given := map[string]string{"ServerTenant": "blue", "Server": "Sandbox"}
	if url, token := launched(t, tmpl.dir, "order", given); url != "https://blue.sandbox.acme.dev/v1/orders" || token != "https://blue.sandbox.acme.dev/token" {
		t.Errorf("%s, %s", url, token)
	}
	mustContain(t, jsonOf(t, at(tmpl.Metadata, consoleMetadata, "ParameterGroups")), `["OauthClientId","OauthClientSecret"]`, `["Server","ServerTenant"]`)
}

// TestConsole: the parameters that constructs add are shown in groups behind what the
// stack has, once.
func TestConsole(t *testing.T) {
	stack := newStack(t)
	stack.TemplateOptions().SetMetadata(&map[string]any{"Other": "kept", consoleMetadata: map[string]any{
		"ParameterGroups": []any{map[string]any{"Label": map[string]any{"default": "Mine"}, "Parameters": []any{"Stage", "Source"}}},
		"ParameterLabels": map[string]any{"Stage": map[string]any{"default": "My stage"}, "ServerTenant": map[string]any{"default": "My tenant"}},
	}})
	parameter := func(name string) *string {
		return awscdk.NewCfnParameter(stack, jsii.String(name), nil).ValueAsString()
	}
	bus := awsevents.EventBus_FromEventBusName(stack, jsii.String("Bus"), parameter("BusName"))
	props := tenantsProps()
	props.EventBus, props.Sources = bus, []string{*parameter("Source"), "x." + *parameter("Origin")}
	props.AskServer, props.AskServerVariables = true, []string{"tenant"}
	NewOpenApiDestinations(stack, jsii.String("Api"), props)
	own := awsevents.NewEventBus(stack, jsii.String("Own"), nil)
	NewOpenApiDestinations(stack, jsii.String("Football"), &OpenApiDestinationsProps{Document: DocumentFromFile(football), EventBus: own})
	tmpl := synth(t, stack)

	want := `{"` + consoleMetadata + `":{"ParameterGroups":[` +
		`{"Label":{"default":"Mine"},"Parameters":["Stage","Source"]},` +
		`{"Label":{"default":"Authorization"},"Parameters":["OauthClientId","OauthClientSecret","ApiKeyValue"]},` +
		`{"Label":{"default":"Server"},"Parameters":["Server","ServerTenant"]},` +
		`{"Label":{"default":"Events"},"Parameters":["BusName","Origin"]}],` +
		`"ParameterLabels":{"ApiKeyValue":{"default":"API key X-API-Key (apiKey)"},"OauthClientId":{"default":"Client id (oauth)"},` +
		`"OauthClientSecret":{"default":"Client secret (oauth)"},"Server":{"default":"Server"},` +
		`"ServerTenant":{"default":"My tenant"},"Stage":{"default":"My stage"}}},"Other":"kept"}`
	if got := jsonOf(t, tmpl.Metadata); got != want {
		t.Errorf("the metadata is\n%s\nwant\n%s", got, want)
	}
}

func TestLaunchMistakes(t *testing.T) {
	for want, props := range map[string]*OpenApiDestinationsProps{
		`AskServer and BaseURL`:        {Document: DocumentFromFile(football), AskServer: true, BaseURL: "https://x.dev"},
		`the server variable "tenant"`: {Document: DocumentFromFile(football), AskServerVariables: []string{"tenant"}, ServerVariables: map[string]string{"tenant": "x"}},
	} {
		mustContain(t, panics(t, func() { NewOpenApiDestinations(newStack(t), jsii.String("Api"), props) }), want)
	}
}
