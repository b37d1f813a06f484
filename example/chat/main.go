// Command chat is a CDK app that asks a language model and does something with what it says. From
// the root of the repository:
//
//	npx --yes aws-cdk synth --app "go run ./example/chat"
//
// An event "Complete Chat" becomes the call. What the API answers, maybe 20 seconds later, is an event,
// too, "Complete Chat succeeded", and a rule sends it on to a queue of the application. A call that fails
// is in the dead-letter queue, and "Complete Chat failed" tells of it in another queue.
// docs/guide/answers.md shows these events.
package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/jsii-runtime-go"

	"github.com/openapi-destinations/openapidestinations"
)

func main() {
	defer jsii.Close()
	app := awscdk.NewApp(nil)
	newChat(app)
	app.Synth(nil)
}

// answerSource is the source of the answers. It needs no name; one of our own is easier to read in a rule
// than that of the bus.
const answerSource = "chat.answers"

func newChat(app awscdk.App) awscdk.Stack {
	stack := awscdk.NewStack(app, jsii.String("Chat"), nil)
	chat := openapidestinations.NewOpenApiDestinations(stack, jsii.String("Api"), &openapidestinations.OpenApiDestinationsProps{
		Document: openapidestinations.DocumentFromFile("example/chat/chat.yaml"),
		BaseURL:  baseURL(app),
		// Create the secret before the first deployment. Without this line the launch asks for the token.
		Credentials: map[string]openapidestinations.Credential{
			"token": openapidestinations.BearerToken(awscdk.SecretValue_SecretsManager(jsii.String("chat/token"), nil)),
		},
		// Both outcomes come back. That is also what takes "List Completions" in: nobody needs a GET
		// whose answer goes nowhere.
		Answers:      openapidestinations.BothAnswers,
		AnswerSource: answerSource,
		Operations: map[string]openapidestinations.OperationProps{
			// Each repetition of a question costs again, and a late answer is of no use.
			"Complete Chat": {RetryAttempts: jsii.Number(2), MaxEventAge: awscdk.Duration_Minutes(jsii.Number(10))},
		},
	})
	question := chat.Operation("Complete Chat")
	completions := queueOf(stack, chat, "Completions", question.Succeeded)
	failures := queueOf(stack, chat, "Failures", question.Failed)

	output(stack, "BusName", chat.EventBus().EventBusName())
	output(stack, "DeadLetterQueueUrl", chat.DeadLetterQueue().QueueUrl())
	output(stack, "CompletionsUrl", completions.QueueUrl())
	output(stack, "FailuresUrl", failures.QueueUrl())
	return stack
}

// queueOf is a queue that gets the answers of a detail type. Whatever else a rule may call could be there
// instead: a Lambda function, a state machine, the bus of another team.
func queueOf(stack awscdk.Stack, chat openapidestinations.OpenApiDestinations, id, detailType string) awssqs.Queue {
	queue := awssqs.NewQueue(stack, &id, &awssqs.QueueProps{EnforceSSL: jsii.Bool(true)})
	rule := awsevents.NewCfnRule(stack, jsii.String(id+"Rule"), &awsevents.CfnRuleProps{
		EventBusName: chat.EventBus().EventBusName(),
		EventPattern: map[string]any{"source": []string{answerSource}, "detail-type": []string{detailType}},
		Targets:      []any{&awsevents.CfnRule_TargetProperty{Id: &id, Arn: queue.QueueArn()}},
	})
	queue.AddToResourcePolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Principals: &[]awsiam.IPrincipal{awsiam.NewServicePrincipal(jsii.String("events.amazonaws.com"), nil)},
		Actions:    jsii.Strings("sqs:SendMessage"),
		Resources:  &[]*string{queue.QueueArn()},
		Conditions: &map[string]any{"ArnEquals": map[string]any{"aws:SourceArn": rule.AttrArn()}},
	}))
	return queue
}

// baseURL is another address of the API, for a try: cdk synth -c baseUrl=https://….
func baseURL(app awscdk.App) string {
	url, _ := app.Node().TryGetContext(jsii.String("baseUrl")).(string)
	return url
}

func output(stack awscdk.Stack, name string, value *string) {
	awscdk.NewCfnOutput(stack, jsii.String(name), &awscdk.CfnOutputProps{Value: value})
}
