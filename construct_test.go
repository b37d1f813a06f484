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
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/jsii-runtime-go"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
)

// documentOf makes a document of the paths, with one server and a key, a token and a
// user's password as security schemes.
func documentOf(paths string) Document {
	return DocumentFromBytes("api.yaml", []byte(`
openapi: 3.0.3
info: {title: Test, version: "1"}
servers: [{url: "https://api.example.com/v1"}]
components:
  securitySchemes:
    key: {type: apiKey, in: header, name: X-Key}
    token: {type: http, scheme: bearer}
    user: {type: http, scheme: basic}
    client:
      type: oauth2
      flows: {clientCredentials: {tokenUrl: "https://login.example.com/token", scopes: {write: "", read: ""}}}
paths:
`+paths))
}

const threeSchemes = `
  /a: {post: {operationId: a, security: [{key: []}]}}
  /b: {post: {operationId: b, security: [{token: []}]}}
  /c: {post: {operationId: c, security: [{user: []}]}}
`

func TestFootball(t *testing.T) {
	stack := newStack(t)
	api := NewOpenApiDestinations(stack, jsii.String("Football"), &OpenApiDestinationsProps{
		Document: DocumentFromFile(football),
	})
	tmpl := synth(t, stack)

	t.Run("nothing that CloudFormation refuses", func(t *testing.T) {
		for _, found := range nulls(tmpl.Resources, "Resources") {
			t.Errorf("null at %s", found)
		}
	})
	t.Run("one policy, one statement for all rules", func(t *testing.T) {
		statements := at(tmpl.only("AWS::SQS::QueuePolicy").Properties, "PolicyDocument", "Statement").([]any)
		if len(statements) != 2 || at(statements[0], "Effect") != "Deny" || at(statements[1], "Effect") != "Allow" {
			t.Fatalf("the queue policy has the statements %s; want a Deny without TLS and one Allow", jsonOf(t, statements))
		}
		condition := jsonOf(t, at(statements[1], "Condition"))
		mustContain(t, condition, `:rule/",{"Ref":"AWS::StackName"},"-Football/*"`, `"aws:SourceAccount"`)
		if strings.Contains(condition, `:rule/*"`) {
			t.Errorf("the statement admits rules of the default bus: %s", condition)
		}
	})
	t.Run("the role may call its destinations only", func(t *testing.T) {
		role := tmpl.only("AWS::IAM::Role").Properties
		resources := at(role, "Policies", 0, "PolicyDocument", "Statement", 0, "Resource").([]any)
		if len(resources) != len(tmpl.ofType("AWS::Events::ApiDestination")) {
			t.Errorf("the role has %d resources for %d destinations", len(resources), len(tmpl.ofType("AWS::Events::ApiDestination")))
		}
		if policies := jsonOf(t, at(role, "Policies")); strings.Contains(policies, "*") {
			t.Errorf("the role's policy has a wildcard: %s", policies)
		}
		mustContain(t, jsonOf(t, at(role, "AssumeRolePolicyDocument")), `"aws:SourceAccount"`, eventsPrincipal)
	})
	t.Run("targets", func(t *testing.T) {
		for id, rule := range tmpl.ofType("AWS::Events::Rule") {
			target := at(rule.Properties, "Targets", 0)
			if at(target, "RoleArn") != nil && at(target, "DeadLetterConfig", "Arn") == nil {
				t.Errorf("the rule %s delivers without a dead-letter queue", id)
			}
			if at(target, "RetryPolicy") != nil {
				t.Errorf("the rule %s has a retry policy that nobody asked for", id)
			}
		}
	})
	t.Run("the launch asks for the key", func(t *testing.T) {
		parameter := tmpl.Parameters["ApiKeyValue"]
		if parameter["NoEcho"] != true || parameter["MaxLength"] != 512.0 || len(tmpl.Parameters) != 1 {
			t.Errorf("the parameters are %s; want ApiKeyValue, hidden, at most 512 characters", jsonOf(t, tmpl.Parameters))
		}
	})
	t.Run("operations", func(t *testing.T) {
		byName := api.Operation("Add Player Injury")
		if !byName.Callable() || byName.Fidelity != Exact || len(byName.Rules()) != 2 {
			t.Errorf("Add Player Injury is %+v; want it callable and exact with two rules", byName)
		}
		if byPath := api.Operation("POST /players/{playerId}/injuries"); byPath.DetailType != byName.DetailType {
			t.Errorf("METHOD /path finds %q", byPath.DetailType)
		}
		if got := api.Operations()[0].DetailType; got != "Add Player" {
			t.Errorf("the first operation is %q; want document order", got)
		}
	})
	t.Run("catalog", func(t *testing.T) {
		text, err := os.ReadFile(filepath.Join(tmpl.dir, "Football.events.json"))
		if err != nil {
			t.Fatal(err)
		}
		var events map[string]any
		if err := json.Unmarshal(text, &events); err != nil {
			t.Fatal(err)
		}
		if events["bus"] != "Stack-Football" {
			t.Errorf("the catalog's bus is %v", events["bus"])
		}
		mustContain(t, events["deadLetterQueue"].(string), "${", ".QueueName}")
		if _, err := os.Stat(filepath.Join(tmpl.dir, "Football.events.md")); err != nil {
			t.Error(err)
		}
	})
}

// nulls are the places of JSON nulls.
func nulls(value any, place string) []string {
	var found []string
	switch value := value.(type) {
	case nil:
		found = append(found, place)
	case map[string]resource:
		for key, r := range value {
			found = append(found, nulls(r.Properties, place+"."+key)...)
		}
	case map[string]any:
		for key, v := range value {
			found = append(found, nulls(v, place+"."+key)...)
		}
	case []any:
		for _, v := range value {
			found = append(found, nulls(v, place+"[]")...)
		}
	}
	return found
}

// Patterns must keep their numbers and booleans, and their nulls as text.
func TestPatterns(t *testing.T) {
	stack := newStack(t)
	api := NewOpenApiDestinations(stack, jsii.String("Api"), &OpenApiDestinationsProps{
		Document: documentOf(`
  /a:
    post:
      operationId: a
      parameters: [{name: q, in: query, schema: {type: string}}]
`)})
	tmpl := synth(t, stack)
	var objects, texts int
	for _, rule := range api.Operation("a").Rules() {
		id := stack.Resolve(rule.LogicalId()).(string)
		switch pattern := tmpl.Resources[id].Properties["EventPattern"].(type) {
		case string:
			texts++
			mustContain(t, pattern, `"q":[{"exists":false},null]`)
		case map[string]any:
			objects++
			mustContain(t, jsonOf(t, pattern), `"numeric":[">=",-5000000000]`, `true,false`)
		}
	}
	if objects != 1 || texts != 1 {
		t.Errorf("%d patterns are objects and %d texts; want one of each", objects, texts)
	}
}

func TestCredentialsAndPrefix(t *testing.T) {
	stack := newStack(t)
	secret := func(field string) awscdk.SecretValue {
		return awscdk.SecretValue_SecretsManager(jsii.String("api"), &awscdk.SecretsManagerSecretOptions{JsonField: jsii.String(field)})
	}
	NewOpenApiDestinations(stack, jsii.String("Api"), &OpenApiDestinationsProps{
		Document: documentOf(threeSchemes), Prefix: "Shop",
		Credentials: map[string]Credential{
			"token": BearerToken(secret("token")),
			"user":  BasicAuth(secret("name"), secret("word")),
		},
		RetryAttempts: jsii.Number(0), MaxEventAge: awscdk.Duration_Hours(jsii.Number(2)), RateLimit: jsii.Number(7),
	})
	tmpl := synth(t, stack)
	for id := range tmpl.Resources {
		if !strings.HasPrefix(id, "Shop") {
			t.Errorf("the resource %s lacks the prefix", id)
		}
	}
	connections := jsonOf(t, tmpl.ofType("AWS::Events::Connection"))
	mustContain(t, connections,
		`"ApiKeyValue":"Bearer {{resolve:secretsmanager:api:SecretString:token::}}"`,
		`"Username":"{{resolve:secretsmanager:api:SecretString:name::}}"`,
		`"Password":"{{resolve:secretsmanager:api:SecretString:word::}}"`,
		`"ApiKeyValue":{"Ref":"ShopKeyValue"}`)
	if len(tmpl.Parameters) != 1 || tmpl.Parameters["ShopKeyValue"]["NoEcho"] != true {
		t.Errorf("the parameters are %s; want a hidden ShopKeyValue", jsonOf(t, tmpl.Parameters))
	}
	for _, d := range tmpl.ofType("AWS::Events::ApiDestination") {
		if d.Properties["InvocationRateLimitPerSecond"] != 7.0 {
			t.Errorf("the rate limit is %v; want 7", d.Properties["InvocationRateLimitPerSecond"])
		}
	}
	for _, rule := range tmpl.ofType("AWS::Events::Rule") {
		policy := jsonOf(t, at(rule.Properties, "Targets", 0, "RetryPolicy"))
		if at(rule.Properties, "Targets", 0, "RoleArn") != nil && policy != `{"MaximumEventAgeInSeconds":7200,"MaximumRetryAttempts":0}` {
			t.Errorf("the retry policy is %s", policy)
		}
	}
}

func TestOAuth(t *testing.T) {
	stack := newStack(t)
	NewOpenApiDestinations(stack, jsii.String("Api"), &OpenApiDestinationsProps{
		Document: documentOf(`
  /a: {post: {operationId: a, security: [{client: [write]}]}}
  /b: {post: {operationId: b, security: [{client: [read]}]}}
`),
		Credentials: map[string]Credential{"client": ClientCredentials(
			awscdk.SecretValue_SecretsManager(jsii.String("id"), nil), awscdk.SecretValue_SecretsManager(jsii.String("secret"), nil))},
	})
	tmpl := synth(t, stack)
	connection := tmpl.only("AWS::Events::Connection").Properties
	if connection["AuthorizationType"] != "OAUTH_CLIENT_CREDENTIALS" {
		t.Errorf("the authorization type is %v", connection["AuthorizationType"])
	}
	const want = `{"OAuthParameters":{"AuthorizationEndpoint":"https://login.example.com/token",` +
		`"ClientParameters":{"ClientID":"{{resolve:secretsmanager:id:SecretString:::}}","ClientSecret":"{{resolve:secretsmanager:secret:SecretString:::}}"},` +
		`"HttpMethod":"POST","OAuthHttpParameters":{"BodyParameters":[` +
		`{"IsValueSecret":false,"Key":"grant_type","Value":"client_credentials"},{"IsValueSecret":false,"Key":"scope","Value":"read write"}]}}}`
	if got := jsonOf(t, connection["AuthParameters"]); got != want {
		t.Errorf("the connection's parameters are\n%s\nwant\n%s", got, want)
	}
}

func TestBroughtBusAndQueue(t *testing.T) {
	stack := newStack(t)
	name := awscdk.NewCfnParameter(stack, jsii.String("BusName"), nil).ValueAsString()
	base := awscdk.NewCfnParameter(stack, jsii.String("BaseUrl"), nil).ValueAsString()
	source := awscdk.NewCfnParameter(stack, jsii.String("Source"), nil).ValueAsString()
	api := NewOpenApiDestinations(stack, jsii.String("Api"), &OpenApiDestinationsProps{
		Document:        documentOf(threeSchemes),
		EventBus:        awsevents.EventBus_FromEventBusName(stack, jsii.String("Bus"), name),
		DeadLetterQueue: awssqs.Queue_FromQueueArn(stack, jsii.String("Queue"), jsii.String("arn:aws:sqs:eu-west-1:123456789012:letters")),
		BaseURL:         *base,
		Sources:         []string{"shop", *source},
	})
	tmpl := synth(t, stack)
	for _, kind := range []string{"AWS::Events::EventBus", "AWS::SQS::Queue", "AWS::SQS::QueuePolicy"} {
		if len(tmpl.ofType(kind)) != 0 {
			t.Errorf("the template has a %s of its own", kind)
		}
	}
	for id, rule := range tmpl.ofType("AWS::Events::Rule") {
		if got := jsonOf(t, rule.Properties["EventBusName"]); got != `{"Ref":"BusName"}` {
			t.Errorf("the rule %s is on the bus %s", id, got)
		}
		if got := jsonOf(t, at(rule.Properties, "EventPattern", "source")); got != `["shop",{"Ref":"Source"}]` {
			t.Errorf("the rule %s accepts the sources %s", id, got)
		}
		if at(rule.Properties, "Targets", 0, "Id") == queueID && strings.Contains(id, "Unknown") {
			t.Errorf("the rule %s takes the detail types of others for mistakes", id)
		}
	}
	mustContain(t, jsonOf(t, tmpl.ofType("AWS::Events::ApiDestination")),
		`"InvocationEndpoint":{"Fn::Join":["",[{"Ref":"BaseUrl"},"/a"]]}`)
	var warned bool
	for _, d := range api.Diagnostics() {
		if d.Code == diagnostic.QueuePolicy {
			warned = true
			mustContain(t, d.Hint, `"sqs:SendMessage"`, `:rule/*"`, "arn:aws:sqs:eu-west-1:123456789012:letters")
		}
	}
	if !warned {
		t.Error("nothing says which statement the imported queue needs")
	}
	events, err := os.ReadFile(filepath.Join(tmpl.dir, "Api.events.json"))
	if err != nil {
		t.Fatal(err)
	}
	mustContain(t, string(events), `"bus": "${BusName}"`, `"endpoint": "${BaseUrl}/a"`, `"${Source}"`)
	if strings.Contains(string(events), "Token[") {
		t.Error("the catalog has CDK tokens, whose numbers change from run to run")
	}
}

func TestErrorsFailTheSynth(t *testing.T) {
	t.Run("of the document, all at once, and operations are inert", func(t *testing.T) {
		stack := newStack(t)
		api := NewOpenApiDestinations(stack, jsii.String("Api"), &OpenApiDestinationsProps{
			Document: documentOf(threeSchemes), Server: "nowhere", Methods: []string{"POST", "FETCH"},
		})
		for _, child := range *api.Node().Children() {
			if id := *child.Node().Id(); id != busID && id != queueID {
				t.Errorf("%q was made in spite of the errors", id)
			}
		}
		injury := api.Operation("Add Player Injury")
		if injury.Callable() || len(injury.Rules()) != 0 || injury.Fidelity != Unsupported {
			t.Errorf("the operation is not inert: %+v", injury)
		}
		awscdk.NewCfnOutput(stack, jsii.String("Arn"), &awscdk.CfnOutputProps{Value: injury.APIDestination().AttrArn()})
		awscdk.NewCfnOutput(stack, jsii.String("Bus"), &awscdk.CfnOutputProps{Value: api.EventBus().EventBusName()})
		message := synthError(t, stack)
		mustContain(t, message, "[Stack/Api] api.yaml", diagnostic.ServerUnknown, diagnostic.MethodUnknown)
		if strings.Contains(message, diagnostic.OperationUnknown) {
			t.Errorf("the errors blame the program for what the document caused: %s", message)
		}
	})
	t.Run("of an unreadable document", func(t *testing.T) {
		stack := newStack(t)
		api := NewOpenApiDestinations(stack, jsii.String("Api"), &OpenApiDestinationsProps{Document: DocumentFromFile("testdata/none.yaml")})
		if len(api.Operations()) != 0 || api.EventBus() == nil || api.DeadLetterQueue() == nil {
			t.Error("the construct is not usable")
		}
		mustContain(t, synthError(t, stack), "testdata/none.yaml", diagnostic.Unreadable)
	})
	t.Run("of an operation that is not there", func(t *testing.T) {
		stack := newStack(t)
		api := NewOpenApiDestinations(stack, jsii.String("Api"), &OpenApiDestinationsProps{Document: documentOf(threeSchemes)})
		api.Operation("d").APIDestination()
		mustContain(t, synthError(t, stack), diagnostic.OperationUnknown, `"d"`)
	})
	t.Run("of a credential that CloudFormation does not resolve", func(t *testing.T) {
		stack := newStack(t)
		NewOpenApiDestinations(stack, jsii.String("Api"), &OpenApiDestinationsProps{
			Document:    documentOf(threeSchemes),
			Credentials: map[string]Credential{"key": APIKey(awscdk.SecretValue_SsmSecure(jsii.String("/key"), nil))},
		})
		mustContain(t, synthError(t, stack), diagnostic.SecureString, `"key"`)
	})
}

func TestTwoConstructs(t *testing.T) {
	t.Run("on one bus", func(t *testing.T) {
		stack := newStack(t)
		first := NewOpenApiDestinations(stack, jsii.String("First"), &OpenApiDestinationsProps{Document: documentOf(threeSchemes)})
		NewOpenApiDestinations(stack, jsii.String("Second"), &OpenApiDestinationsProps{
			Document: documentOf("  /x: {post: {operationId: a}}\n"), EventBus: first.EventBus(),
		})
		mustContain(t, synthError(t, stack), diagnostic.BusConflict, "Stack/First and Stack/Second", `"a"`, diagnostic.UnknownTypesOverlap)
	})
	t.Run("whose buses have one name", func(t *testing.T) {
		stack := newStack(t)
		NewOpenApiDestinations(stack, jsii.String("Api"), &OpenApiDestinationsProps{Document: documentOf(threeSchemes), RulesPerBus: jsii.Number(5)})
		NewOpenApiDestinations(stack, jsii.String("Api-01"), &OpenApiDestinationsProps{Document: documentOf("  /x: {post: {operationId: x}}\n")})
		mustContain(t, synthError(t, stack), diagnostic.BusConflict, "Stack/Api and Stack/Api-01", `"Stack-Api-01"`)
	})
	t.Run("on one bus with sources that differ", func(t *testing.T) {
		stack := newStack(t)
		bus := awsevents.EventBus_FromEventBusName(stack, jsii.String("Bus"), jsii.String(defaultBus))
		for _, id := range []string{"First", "Second"} {
			NewOpenApiDestinations(stack, jsii.String(id), &OpenApiDestinationsProps{
				Document: documentOf("  /x: {post: {operationId: a}}\n"), EventBus: bus, Sources: []string{id}, Prefix: id,
			})
		}
		synth(t, stack)
	})
	t.Run("with one id in one stage, and the same parameter", func(t *testing.T) {
		stack := newStack(t)
		other := stackIn(awscdk.Stage_Of(stack).(awscdk.App), "Other")
		for _, s := range []awscdk.Stack{stack, other} {
			NewOpenApiDestinations(s, jsii.String("Api"), &OpenApiDestinationsProps{Document: documentOf(threeSchemes)})
		}
		NewOpenApiDestinations(stack, jsii.String("More"), &OpenApiDestinationsProps{Document: documentOf(threeSchemes)})
		tmpl := synth(t, stack)
		for _, name := range []string{"Api.events.json", "Other-Api.events.json", "More.events.json"} {
			if _, err := os.Stat(filepath.Join(tmpl.dir, name)); err != nil {
				t.Error(err)
			}
		}
		if len(tmpl.Parameters) != 8 {
			t.Errorf("two constructs in one stack have %d parameters; want 4 each", len(tmpl.Parameters))
		}
	})
}

// A nested stack gets its secrets through parameters that hide them as well.
func TestNestedStack(t *testing.T) {
	stack := newStack(t)
	nested := awscdk.NewNestedStack(stack, jsii.String("Nested"), nil)
	NewOpenApiDestinations(nested, jsii.String("Api"), &OpenApiDestinationsProps{Document: documentOf(threeSchemes)})
	tmpl := synth(t, stack)
	if len(tmpl.Parameters) != 4 {
		t.Errorf("the stack asks for %d values; want 4", len(tmpl.Parameters))
	}
	given := jsonOf(t, tmpl.only("AWS::CloudFormation::Stack").Properties["Parameters"])
	mustContain(t, given, `"KeyValue":{"Ref":"KeyValue"}`)
	files, err := filepath.Glob(filepath.Join(tmpl.dir, "*.nested.template.json"))
	if err != nil || len(files) != 1 {
		t.Fatalf("the nested templates are %v", files)
	}
	text, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	mustContain(t, string(text), `"-Nested-Api"`)
	if shown := strings.Count(string(text), `"Type": "String"`) - strings.Count(string(text), `"NoEcho": true`); shown != 1 {
		t.Errorf("%d parameters of the nested stack are shown; want that with the stack's name alone", shown)
	}
	mustContain(t, given, `{"Ref":"AWS::StackName"}`)
}

func TestProgrammersMistakes(t *testing.T) {
	document := documentOf(threeSchemes)
	fifo := awssqs.Queue_FromQueueArn(newStack(t), jsii.String("Q"), jsii.String("arn:aws:sqs:eu-west-1:123456789012:letters.fifo"))
	for name, test := range map[string]struct {
		props *OpenApiDestinationsProps
		want  string
	}{
		"nil props":             {nil, "the props are nil"},
		"no document":           {&OpenApiDestinationsProps{}, "no Document"},
		"nil spec":              {&OpenApiDestinationsProps{Document: DocumentFromSpec(nil)}, "no Document"},
		"server and base URL":   {&OpenApiDestinationsProps{Document: document, Server: "a", BaseURL: "b"}, "exclude each other"},
		"too many retries":      {&OpenApiDestinationsProps{Document: document, RetryAttempts: jsii.Number(186)}, "RetryAttempts is 186; it must be a whole number from 0 to 185"},
		"half a retry":          {&OpenApiDestinationsProps{Document: document, RetryAttempts: jsii.Number(0.5)}, "whole number"},
		"no rate":               {&OpenApiDestinationsProps{Document: document, RateLimit: jsii.Number(0)}, "RateLimit is 0"},
		"too young":             {&OpenApiDestinationsProps{Document: document, MaxEventAge: awscdk.Duration_Seconds(jsii.Number(59))}, "MaxEventAge in seconds is 59"},
		"too many combinations": {&OpenApiDestinationsProps{Document: document, MaxOptionalParameters: jsii.Number(9)}, "from 0 to 8"},
		"empty credential":      {&OpenApiDestinationsProps{Document: document, Credentials: map[string]Credential{"key": APIKey(nil)}}, `"key" is empty`},
		"FIFO queue":            {&OpenApiDestinationsProps{Document: document, DeadLetterQueue: fifo}, "FIFO"},
		"no carrier":            {&OpenApiDestinationsProps{Document: document, Carriers: []Carrier{ByAPIDestination, "step-functions"}}, `Carriers has "step-functions": it must be api-destination or state-machine`},
		"misspelt carrier":      {&OpenApiDestinationsProps{Document: document, Operations: map[string]OperationProps{"a": {}, "tag:b": {Carrier: "StateMachine"}}}, `Operations has for "tag:b" the Carrier "StateMachine": did you mean "state-machine"?`},
		"bad prefix":            {&OpenApiDestinationsProps{Document: document, Prefix: "1-a"}, `"1-a"`},
	} {
		t.Run(name, func(t *testing.T) {
			message := panics(t, func() { NewOpenApiDestinations(newStack(t), jsii.String("Api"), test.props) })
			mustContain(t, message, "openapidestinations: ", test.want)
		})
	}
}

// The construct may be a scope: users put their own resources below it.
func TestScope(t *testing.T) {
	stack := newStack(t)
	api := NewOpenApiDestinations(stack, jsii.String("Api"), &OpenApiDestinationsProps{Document: documentOf(threeSchemes)})
	queue := awssqs.NewQueue(api, jsii.String("Mine"), nil)
	if got := *queue.Node().Path(); got != "Stack/Api/Mine" {
		t.Errorf("the path is %q", got)
	}
}

// A rule that stops sending an operation's events to the queue changes after the
// operation's own rules are there, and nothing is delivered before the queue takes dead
// letters.
func TestOrderOfDeployment(t *testing.T) {
	stack := newStack(t)
	NewOpenApiDestinations(stack, jsii.String("Football"), &OpenApiDestinationsProps{Document: DocumentFromFile(football)})
	tmpl := synth(t, stack)
	policy := ""
	for id := range tmpl.ofType("AWS::SQS::QueuePolicy") {
		policy = id
	}
	delivery := 0
	for id := range tmpl.ofType("AWS::Events::Rule") {
		if strings.Contains(id, "Rule") {
			delivery++
		}
	}
	for id, r := range tmpl.Resources {
		waits := jsonOf(t, r.DependsOn)
		switch {
		case r.Type == "AWS::IAM::Role":
			mustContain(t, waits, policy)
		case strings.Contains(id, "Rejection"), strings.Contains(id, "UnknownDetailType"):
			mustContain(t, waits, policy, "FootballAddPlayerInjuryRule")
			if strings.Contains(id, "UnknownDetailType") && strings.Count(waits, "Rule") != delivery {
				t.Errorf("%s waits for %s; want all %d delivery rules", id, waits, delivery)
			}
		}
	}
}

// TestFailureTellsAll: Go's panic and the CDK's report have the findings that explain an
// error, too: a synth that fails shows no annotations.
func TestFailureTellsAll(t *testing.T) {
	stack := newStack(t)
	NewOpenApiDestinations(stack, jsii.String("Api"), &OpenApiDestinationsProps{Document: DocumentFromBytes("a.yaml", []byte(`
openapi: 3.1.0
info: {title: Failing, version: "1"}
servers: [{url: https://api.failing.dev}]
paths:
  /a: {post: {operationId: a, parameters: [{$ref: "#/components/parameters/None"}]}}
`))})
	message := synthError(t, stack)
	for _, line := range []string{
		"[Stack/Api] a.yaml: OAD322 error: there is no operation to call",
		`[Stack/Api] a.yaml:6:51: OAD103 warning: $ref "#/components/parameters/None" leads nowhere`,
		"[Stack/Api] a.yaml:6:8: OAD221 warning: a: ",
	} {
		mustContain(t, message, line)
	}
}
