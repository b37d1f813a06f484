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
		MaxEventAge: awscdk.Duration_Hours(jsii.Number(2)),
	})
	injury := football.Operation("Add Player Injury") // its API destination, rules, fidelity
	football.EventBus().GrantPutEventsTo(trainer, jsii.String("Trainer"))

	fmt.Println(injury.Method, injury.Path, "is", injury.Fidelity, "with", len(injury.Rules()), "rules")
	// Output: POST /players/{playerId}/injuries is exact with 2 rules
}
