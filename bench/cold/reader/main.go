// Command reader is a small CDK app with the modules for events and queues, which reads a
// document with libopenapi.
package main

import (
	"os"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/jsii-runtime-go"
	"github.com/pb33f/libopenapi"
)

func main() {
	defer jsii.Close()
	app := awscdk.NewApp(nil)
	stack := awscdk.NewStack(app, jsii.String("Stack"), nil)
	data, err := os.ReadFile("openapi.yaml")
	if err != nil {
		panic(err)
	}
	document, err := libopenapi.NewDocument(data)
	if err != nil {
		panic(err)
	}
	if _, err := document.BuildV3Model(); err != nil {
		panic(err)
	}
	awsevents.NewEventBus(stack, jsii.String("Bus"), nil)
	awssqs.NewQueue(stack, jsii.String("Queue"), nil)
	app.Synth(nil)
}
