// Command plain is a small CDK app with the modules for events and queues alone.
package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/jsii-runtime-go"
)

func main() {
	defer jsii.Close()
	app := awscdk.NewApp(nil)
	stack := awscdk.NewStack(app, jsii.String("Stack"), nil)
	awsevents.NewEventBus(stack, jsii.String("Bus"), nil)
	awssqs.NewQueue(stack, jsii.String("Queue"), nil)
	app.Synth(nil)
}
