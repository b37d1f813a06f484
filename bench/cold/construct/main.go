// Command construct is a small CDK app with the construct.
package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"

	"github.com/openapi-destinations/openapidestinations"
)

func main() {
	defer jsii.Close()
	app := awscdk.NewApp(nil)
	stack := awscdk.NewStack(app, jsii.String("Stack"), nil)
	openapidestinations.NewOpenApiDestinations(stack, jsii.String("Api"), &openapidestinations.OpenApiDestinationsProps{
		Document: openapidestinations.DocumentFromFile("openapi.yaml"),
	})
	app.Synth(nil)
}
