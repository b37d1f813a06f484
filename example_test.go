//go:build !race

package openapidestinations_test

import (
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/jsii-runtime-go"

	"github.com/openapi-destinations/openapidestinations"
)

func ExampleNewOpenApiDestinations() {
	app := awscdk.NewApp(nil)
	stack := awscdk.NewStack(app, jsii.String("Club"), nil)
	trainer := awsiam.NewRole(stack, jsii.String("Trainer"), &awsiam.RoleProps{
		AssumedBy: awsiam.NewAccountRootPrincipal(),
	})

	football := openapidestinations.NewOpenApiDestinations(stack, jsii.String("Football"), &openapidestinations.OpenApiDestinationsProps{
		Document: openapidestinations.DocumentFromFile("example/football.yaml"),
		Server:   "prod",
		Credentials: map[string]openapidestinations.Credential{
			"apiKey": openapidestinations.APIKey(awscdk.SecretValue_SecretsManager(jsii.String("football/api-key"), nil)),
		},
		MaxEventAge: awscdk.Duration_Hours(jsii.Number(12)),
	})
	injury := football.Operation("Add Player Injury") // its API destination, rules, fidelity
	football.EventBus().GrantPutEventsTo(trainer, jsii.String("Trainer"))

	fmt.Println(injury.Method, injury.Path, "is", injury.Fidelity, "with", len(injury.Rules()), "rules")
	// Output: POST /players/{playerId}/injuries is exact with 2 rules
}

// Two lines say that a PATCH is repeated three times, and that billing gets no more than five calls a
// second.
func ExampleOperationProps() {
	stack := awscdk.NewStack(awscdk.NewApp(nil), jsii.String("Club"), nil)
	club := openapidestinations.NewOpenApiDestinations(stack, jsii.String("Club"), &openapidestinations.OpenApiDestinationsProps{
		Document: openapidestinations.DocumentFromBytes("club.yaml", []byte(`
openapi: 3.1.0
info: {title: Club, version: "1"}
servers: [{url: "https://api.club.example.com"}]
paths:
  /bills/{id}:
    patch:
      operationId: correctBill
      tags: [billing]
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
`)),
		Operations: map[string]openapidestinations.OperationProps{
			"PATCH *":     {RetryAttempts: jsii.Number(3)},
			"tag:billing": {RateLimit: jsii.Number(5)},
		},
	})
	bill := club.Operation("correctBill")
	fmt.Println(*bill.APIDestination().InvocationRateLimitPerSecond(), "calls a second")
	// Output: 5 calls a second
}
