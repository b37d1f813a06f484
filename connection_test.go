//go:build !race

package openapidestinations

import (
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/jsii-runtime-go"

	"github.com/openapi-destinations/openapidestinations/delivery"
	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// combined has operations with each way to carry a credential.
const combined = `
openapi: 3.0.3
info: {title: Test, version: "1"}
servers: [{url: "https://api.example.com/v1"}]
components:
  securitySchemes:
    key: {type: apiKey, in: header, name: X-Key, description: "Ask {{resolve:ssm:/team}}"}
    query: {type: apiKey, in: query, name: api_key}
    cookie: {type: apiKey, in: cookie, name: session}
    csrf: {type: apiKey, in: cookie, name: csrf}
    user: {type: http, scheme: basic}
    token: {type: http, scheme: bearer}
    client: {type: oauth2, flows: {clientCredentials: {tokenUrl: /token, scopes: {read: ""}}}}
    person: {type: openIdConnect, openIdConnectUrl: "https://id.example.com"}
security: [{key: []}]
paths:
  /inherited: {post: {operationId: inherited}}
  /open: {post: {operationId: open, security: []}}
  /optional: {post: {operationId: optional, security: [{}]}}
  /query: {post: {operationId: query, security: [{query: []}], parameters: [{name: page, in: query, required: true, schema: {type: string}}]}}
  /cookies: {post: {operationId: cookies, security: [{csrf: [], cookie: []}]}}
  /all: {post: {operationId: all, security: [{user: [], key: [], query: [], cookie: []}]}}
  /token: {post: {operationId: token, security: [{token: [], key: []}]}}
  /client: {post: {operationId: client, security: [{client: [read], key: [], query: []}]}}
  /person: {post: {operationId: person, security: [{person: []}]}}
`

// TestCredentialsInRequests: each request carries the credentials that its operation asks for,
// in their places, and no other.
func TestCredentialsInRequests(t *testing.T) {
	stack := newStack(t)
	NewOpenApiDestinations(stack, jsii.String("Api"), &OpenApiDestinationsProps{
		Document: DocumentFromBytes("api.yaml", []byte(combined)),
		Credentials: map[string]Credential{
			"key":    APIKey(secretOf("key")),
			"person": ClientCredentials(secretOf("id"), secretOf("secret")),
		},
		TokenRequests: map[string]TokenRequest{
			"person": {URL: "https://id.example.com/token", Parameters: map[string]string{"audience": "api"}, Headers: map[string]string{"X-Tenant": "7"}},
		},
	})
	dir := synth(t, stack).dir
	parameters := map[string]string{"QueryValue": "q&=1", "CookieValue": "c", "CsrfValue": "r", "UserUsername": "me",
		"UserPassword": "pass", "TokenToken": "tok", "ClientClientId": "id", "ClientClientSecret": "sec"}
	assembly, err := delivery.LoadAssembly(dir, delivery.Options{Parameters: parameters})
	if err != nil {
		t.Fatal(err)
	}
	const key = "X-Key: {{resolve:secretsmanager:key:SecretString:::}}"
	for operation, want := range map[string][]string{
		"inherited": {key},
		"open":      {"Accept: */*"},
		"optional":  {"Accept: */*"},
		"query":     {"Accept: */*", "?api_key=q%26%3D1"},
		"cookies":   {"Cookie: session=c; csrf=r"},
		"all":       {"Authorization: Basic bWU6cGFzcw==", "Cookie: session=c", key, "?api_key=q%26%3D1"},
		"token":     {"Authorization: Bearer tok", key},
		"client":    {"Authorization: Bearer <token>", key, "?api_key=q%26%3D1"},
		"person":    {"Authorization: Bearer <token>"},
	} {
		result, err := assembly.Deliver(delivery.Event{Bus: "Stack-Api", Source: "s", DetailType: operation, Detail: []byte(`{"page": "7"}`)})
		if err != nil || len(result.Requests()) != 1 {
			t.Fatalf("%s: %v, %v", operation, result, err)
		}
		request := result.Requests()[0]
		if got := credentialsIn(t, request); !slices.Equal(got, want) {
			t.Errorf("%s carries %q, want %q", operation, got, want)
		}
		if shown := request.URL.String() + request.String(); strings.Contains(shown, "q%26%3D1") || strings.Contains(shown, "tok'") {
			t.Errorf("a secret is shown: %s", shown)
		}
		if operation == "person" {
			checkTokenRequest(t, request.Token)
		}
	}
	checkNoSecrets(t, dir, "{{resolve:ssm")
}

// checkTokenRequest: it goes where the user says, with what the user adds.
func checkTokenRequest(t *testing.T, token *delivery.Request) {
	t.Helper()
	form, err := url.ParseQuery(token.Body.Reveal())
	if err != nil || token.URL.Reveal() != "https://id.example.com/token" || form.Get("audience") != "api" ||
		form.Get("grant_type") != "client_credentials" || form.Get("client_id") != "{{resolve:secretsmanager:id:SecretString:::}}" {
		t.Errorf("the token request is %s %s", token.URL.Reveal(), token.Body.Reveal())
	}
	if tenant, ok := token.Header("X-Tenant"); !ok || tenant.Reveal() != "7" {
		t.Errorf("the token request lacks its header: %v", token)
	}
}

func secretOf(name string) awscdk.SecretValue {
	return awscdk.SecretValue_SecretsManager(jsii.String(name), nil)
}

// credentialsIn are the headers and query parameters of a request that the connection adds.
func credentialsIn(t *testing.T, r *delivery.Request) []string {
	t.Helper()
	var all []string
	for _, name := range []string{"Accept", "Authorization", "Cookie", "X-Key"} {
		if h, ok := r.Header(name); ok {
			all = append(all, name+": "+h.Reveal())
		}
	}
	_, query, _ := strings.Cut(r.URL.Reveal(), "?")
	for _, pair := range strings.Split(query, "&") {
		if pair != "" && pair != "page=7" {
			all = append(all, "?"+pair)
		}
	}
	return all
}

// checkNoSecrets: what must not be there is in no file of the assembly.
func checkNoSecrets(t *testing.T, dir, secret string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(files) == 0 {
		t.Fatal("no files", err)
	}
	for _, file := range files {
		if text, err := os.ReadFile(file); err == nil && strings.Contains(string(text), secret) {
			t.Errorf("%s holds %q", filepath.Base(file), secret)
		}
	}
}

func TestExistingConnections(t *testing.T) {
	stack := newStack(t)
	const arn = "arn:aws:events:eu-west-1:123456789012:connection/mine/11111111-2222-3333-4444-555555555555"
	made := awsevents.NewConnection(stack, jsii.String("Mine"), &awsevents.ConnectionProps{
		Authorization: awsevents.Authorization_Basic(jsii.String("me"), secretOf("pass")),
	})
	NewOpenApiDestinations(stack, jsii.String("Api"), &OpenApiDestinationsProps{
		Document: documentOf(threeSchemes + "  /d: {post: {operationId: d, security: []}}\n"),
		Connections: []ExistingConnection{
			{Schemes: []string{"key"}, ARN: arn},
			{Schemes: []string{"user"}, Connection: made},
			{ARN: *awscdk.Fn_ImportValue(jsii.String("Open"))},
		},
	})
	tmpl := synth(t, stack)
	if n := len(tmpl.ofType("AWS::Events::Connection")); n != 2 {
		t.Errorf("%d connections; want that of the token and the one brought", n)
	}
	if len(tmpl.Parameters) != 1 {
		t.Errorf("what existing connections hold is asked for: %s", jsonOf(t, tmpl.Parameters))
	}
	destinations := jsonOf(t, tmpl.ofType("AWS::Events::ApiDestination"))
	mustContain(t, destinations, `"ConnectionArn":"`+arn+`"`, `"ConnectionArn":{"Fn::ImportValue":"Open"}`, `"ConnectionArn":{"Fn::GetAtt":["Mine`)
}

// TestConnectionKey: a key of the app gets the tag and the statement, once for all; for an
// imported one they are spelled out.
func TestConnectionKey(t *testing.T) {
	stack := newStack(t)
	key := awskms.NewKey(stack, jsii.String("Key"), nil)
	for _, id := range []string{"Api", "Other"} {
		NewOpenApiDestinations(stack, jsii.String(id), &OpenApiDestinationsProps{Document: documentOf(threeSchemes), ConnectionKey: key})
	}
	tmpl := synth(t, stack)
	made := tmpl.only("AWS::KMS::Key").Properties
	if n := len(at(made, "KeyPolicy", "Statement").([]any)); n != 3 {
		t.Errorf("%d statements for two constructs with one key; want that of the account and two", n)
	}
	mustContain(t, jsonOf(t, made), `{"Key":"EventBridgeApiDestinations","Value":"true"}`,
		`"Action":"kms:DescribeKey","Condition":{"StringLike":{"kms:ViaService":"secretsmanager.*.amazonaws.com"}}`,
		`"Action":["kms:GenerateDataKey","kms:Decrypt"],"Condition":{"StringLike":{"kms:EncryptionContext:SecretARN":[`, `:secret:events!connection/*`)
	for id, c := range tmpl.ofType("AWS::Events::Connection") {
		if at(c.Properties, "KmsKeyIdentifier", "Fn::GetAtt", 1) != "Arn" {
			t.Errorf("%s isn't encrypted with the key: %v", id, c.Properties["KmsKeyIdentifier"])
		}
	}

	stack = newStack(t)
	imported := awskms.Key_FromKeyArn(stack, jsii.String("Key"), jsii.String("arn:aws:kms:eu-west-1:123456789012:key/1"))
	api := NewOpenApiDestinations(stack, jsii.String("Api"), &OpenApiDestinationsProps{Document: documentOf(threeSchemes), ConnectionKey: imported})
	at := slices.IndexFunc(api.Diagnostics(), func(d spec.Diagnostic) bool { return d.Code == diagnostic.ConnectionKey })
	if at < 0 {
		t.Fatal("nothing is said of the imported key")
	}
	found := api.Diagnostics()[at]
	mustContain(t, found.Error(), "warning", "EventBridgeApiDestinations=true", `"kms:GenerateDataKey"`)
}

func TestPrivateConnections(t *testing.T) {
	const (
		arn   = "arn:aws:vpc-lattice:eu-west-1:123456789012:resourceconfiguration/rcfg-0123456789abcdef0"
		token = "arn:aws:vpc-lattice:eu-west-1:123456789012:resourceconfiguration/rcfg-0123456789abcdef1"
	)
	stack := newStack(t)
	NewOpenApiDestinations(stack, jsii.String("Api"), &OpenApiDestinationsProps{
		Document:                   documentOf("  /a: {post: {operationId: a, security: [{client: []}]}}\n"),
		ResourceConfiguration:      arn,
		TokenResourceConfiguration: token,
	})
	properties := synth(t, stack).only("AWS::Events::Connection").Properties
	if got := at(properties, "InvocationConnectivityParameters", "ResourceParameters", "ResourceConfigurationArn"); got != arn {
		t.Errorf("the target's resource configuration is %v", got)
	}
	if got := at(properties, "AuthParameters", "ConnectivityParameters", "ResourceParameters", "ResourceConfigurationArn"); got != token {
		t.Errorf("the token endpoint's resource configuration is %v", got)
	}
}

// TestSecurityOfTheUser: schemes and requirements that the document lacks, in OpenAPI's terms.
func TestSecurityOfTheUser(t *testing.T) {
	stack := newStack(t)
	NewOpenApiDestinations(stack, jsii.String("Api"), &OpenApiDestinationsProps{
		Document: documentOf(`
  /a: {post: {operationId: a, parameters: [{name: X-Auth-Token, in: header, required: true, schema: {type: string}}]}}
  /b: {post: {operationId: b}}
`),
		SecuritySchemes: map[string]spec.SecurityScheme{
			"auth": {Type: "apiKey", In: "header", Name: "X-Auth-Token"},
			"hook": {Type: "http", Scheme: "Bearer"},
		},
		Security:    []map[string][]string{{"auth": nil}},
		Operations:  map[string]OperationProps{"POST /b": {Security: []map[string][]string{{"hook": nil}}}},
		Credentials: map[string]Credential{"hook": BearerToken(secretOf("hook"))},
	})
	tmpl := synth(t, stack)
	mustContain(t, jsonOf(t, tmpl.ofType("AWS::Events::Connection")),
		`"ApiKeyName":"X-Auth-Token","ApiKeyValue":{"Ref":"AuthValue"}`,
		`"ApiKeyName":"Authorization","ApiKeyValue":"Bearer {{resolve:secretsmanager:hook:SecretString:::}}"`)
}

// TestEmptySecurity: an empty list says that there is nothing to satisfy, for all that declare none or
// for single operations whatever they declare; it isn't the same as no list.
func TestEmptySecurity(t *testing.T) {
	const operation = "  /a: {post: {operationId: a}}\n"
	none := []map[string][]string{}
	for name, tt := range map[string]struct {
		declared string
		security []map[string][]string
		own      OperationProps
		want     string // of the finding, if there is any
	}{
		"nothing said":      {"", nil, OperationProps{}, diagnostic.NoSecurity},
		"said of all":       {"", none, OperationProps{}, ""},
		"said of one":       {", security: [{key: []}]", nil, OperationProps{Security: none}, ""},
		"said, but of none": {", security: [{key: []}]", none, OperationProps{}, diagnostic.NothingSelected},
	} {
		props := &OpenApiDestinationsProps{Document: documentOf(strings.Replace(operation, "operationId: a", "operationId: a"+tt.declared, 1)), Security: tt.security}
		if tt.own.Security != nil {
			props.Operations = map[string]OperationProps{"a": tt.own}
		}
		api := NewOpenApiDestinations(newStack(t), jsii.String("Api"), props)
		var got []string
		for _, d := range api.Diagnostics() {
			got = append(got, d.Code)
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("%s: %v", name, api.Diagnostics())
		}
	}
}

// TestHalfACredential is an error with the scheme's place, and not a nil pointer.
func TestHalfACredential(t *testing.T) {
	stack := newStack(t)
	NewOpenApiDestinations(stack, jsii.String("Api"), &OpenApiDestinationsProps{
		Document:    documentOf(threeSchemes),
		Credentials: map[string]Credential{"user": BasicAuth(secretOf("name"), nil)},
	})
	mustContain(t, synthError(t, stack), "api.yaml:9:5: "+diagnostic.CredentialHalf, `"user" has no password`)
}

// TestRotation: a new version of a secret changes the connection, and nothing else.
func TestRotation(t *testing.T) {
	templateWith := func(version string) template {
		stack := newStack(t)
		NewOpenApiDestinations(stack, jsii.String("Api"), &OpenApiDestinationsProps{
			Document: documentOf(threeSchemes),
			Credentials: map[string]Credential{"key": APIKey(awscdk.SecretValue_SecretsManager(jsii.String("key"),
				&awscdk.SecretsManagerSecretOptions{VersionId: jsii.String(version)}))},
		})
		return synth(t, stack)
	}
	before, after := templateWith("11111111-2222-3333-4444-555555555555"), templateWith("66666666-2222-3333-4444-555555555555")
	for id, r := range before.Resources {
		changed := jsonOf(t, r) != jsonOf(t, after.Resources[id])
		if want := strings.Contains(id, "keyXKeyConnection"); changed != want {
			t.Errorf("%s changed: %v", id, changed)
		}
	}
}

func TestMistakesAboutConnections(t *testing.T) {
	for name, test := range map[string]struct {
		props OpenApiDestinationsProps
		want  string
	}{
		"no UUID":            {OpenApiDestinationsProps{Connections: []ExistingConnection{{ARN: "arn:aws:events:eu-west-1:123456789012:connection/mine"}}}, "with its UUID"},
		"neither":            {OpenApiDestinationsProps{Connections: []ExistingConnection{{Schemes: []string{"key"}}}}, "either a Connection or an ARN"},
		"twice":              {OpenApiDestinationsProps{Connections: []ExistingConnection{{Schemes: []string{"a", "b"}, ARN: "${Token[A.1]}"}, {Schemes: []string{"b", "a"}, ARN: "${Token[A.1]}"}}}, "two connections"},
		"no configuration":   {OpenApiDestinationsProps{ResourceConfiguration: "rcfg-1"}, "VPC Lattice"},
		"a parameter's name": {OpenApiDestinationsProps{TokenRequests: map[string]TokenRequest{"client": {Parameters: map[string]string{"a b": ""}}}}, `"a b"`},
	} {
		t.Run(name, func(t *testing.T) {
			test.props.Document = documentOf(threeSchemes)
			message := panics(t, func() { NewOpenApiDestinations(newStack(t), jsii.String("Api"), &test.props) })
			mustContain(t, message, "openapidestinations: ", test.want)
		})
	}
}

// TestBodyAndEmptyPassword: what the launch is asked for is where the API wants it, and what
// delivery foretells of the template is that.
func TestBodyAndEmptyPassword(t *testing.T) {
	const text = `
openapi: 3.0.3
info: {title: Test, version: "1"}
servers: [{url: "https://api.acme.dev/v1"}]
components: {securitySchemes: {user: {type: http, scheme: basic}, key: {type: apiKey, in: body, name: routing_key}, secret: {type: apiKey, in: body, name: secret}}}
paths:
  /user: {post: {operationId: user, security: [{user: []}]}}
  /key:
    post:
      operationId: key
      security: [{key: [], secret: []}]
      requestBody: {required: true, content: {application/json: {schema: {type: object, required: [routing_key, name], properties: {routing_key: {type: string}, name: {type: string}}}}}}
`
	stack := newStack(t)
	NewOpenApiDestinations(stack, jsii.String("Api"), &OpenApiDestinationsProps{
		Document:    DocumentFromBytes("api.yaml", []byte(text)),
		Credentials: map[string]Credential{"user": BasicAuthWithoutPassword(nil)},
	})
	dir := synth(t, stack).dir
	assembly, err := delivery.LoadAssembly(dir, delivery.Options{Parameters: map[string]string{"UserUsername": "sk_1", "KeyValue": "k1", "SecretValue": "s1"}})
	if err != nil {
		t.Fatal(err)
	}
	for operation, want := range map[string][2]string{
		"user": {"Basic c2tfMTo=", "{}"},
		"key":  {"", `{"name":"n","routing_key":"k1","secret":"s1"}`},
	} {
		for _, detail := range []string{`{"message": {"name": "n"}}`, `{"message": {"name": "n", "routing_key": "mine"}}`} {
			result, err := assembly.Deliver(delivery.Event{Bus: "Stack-Api", Source: "s", DetailType: operation, Detail: []byte(detail)})
			if err != nil || len(result.Requests()) != 1 {
				t.Fatalf("%s: %v, %v", operation, result, err)
			}
			r := result.Requests()[0]
			authorization, _ := r.Header("Authorization")
			if authorization.Reveal() != want[0] || r.Body.Reveal() != want[1] {
				t.Errorf("%s: %q %s, want %q", operation, authorization.Reveal(), r.Body.Reveal(), want)
			}
			if shown := r.String(); strings.Contains(shown, "c2tfMTo") || strings.Contains(shown, "k1") || strings.Contains(shown, "s1\"") {
				t.Errorf("a secret is shown: %s", shown)
			}
		}
	}
	catalog, err := os.ReadFile(filepath.Join(dir, "Api.events.json"))
	if err != nil {
		t.Fatal(err)
	}
	mustContain(t, string(catalog), `"routing_key": "****"`, `"name": "text"`)
	secret := newStack(t)
	NewOpenApiDestinations(secret, jsii.String("Api"), &OpenApiDestinationsProps{
		Document:    DocumentFromBytes("api.yaml", []byte(text)),
		Credentials: map[string]Credential{"user": BasicAuthWithoutPassword(secretOf("user"))},
	})
	if message := synthError(t, secret); !strings.Contains(message, diagnostic.SecureString) || !strings.Contains(message, "too late to encode it") {
		t.Error(message)
	}
}
