package openapidestinations

import (
	"encoding/json"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// eventsPrincipal is the service that delivers events.
const eventsPrincipal = "events.amazonaws.com"

// retentionDays is the longest that SQS keeps a message.
const retentionDays = 14

func newDeadLetterQueue(c *openApiDestinations, props *OpenApiDestinationsProps) awssqs.IQueue {
	if props.DeadLetterQueue != nil {
		return props.DeadLetterQueue
	}
	queue := awssqs.NewQueue(c, jsii.String(queueID), &awssqs.QueueProps{
		RetentionPeriod: awscdk.Duration_Days(jsii.Number(retentionDays)),
		// With a key of KMS, EventBridge would need rights on the key; SSE-SQS needs none.
		Encryption: awssqs.QueueEncryption_SQS_MANAGED,
		EnforceSSL: jsii.Bool(true),
	})
	if props.Prefix != "" {
		overrideLogicalID(queue.Node().DefaultChild(), plan.LogicalID(props.Prefix, queueID))
		policy := queue.Node().FindChild(jsii.String("Policy"))
		overrideLogicalID(policy.Node().DefaultChild(), plan.LogicalID(props.Prefix, policyID))
	}
	return queue
}

// allowDeadLetters lets the rules of the bus and its shards send to the queue, with one statement for
// all of them: a queue policy holds at most 20
// (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-policies.html).
// A queue that takes no statement is reported with the statement that it needs.
func (c *openApiDestinations) allowDeadLetters(props *OpenApiDestinationsProps) {
	statement := awsiam.PolicyStatement_FromJson(map[string]any{
		// The address tells apart the statements of constructs that share a queue.
		"Sid":       "DeadLetters" + c.place.addr,
		"Effect":    "Allow",
		"Principal": map[string]any{"Service": eventsPrincipal},
		"Action":    "sqs:SendMessage",
		"Resource":  c.queueARN,
		"Condition": map[string]any{
			"ArnLike":      map[string]any{"aws:SourceArn": c.bus.ruleARNs(c.place, c.shardPatterns())},
			"StringEquals": map[string]any{"aws:SourceAccount": c.place.account},
		},
	})
	result := c.queue.AddToResourcePolicy(statement)
	if result.StatementAdded != nil && *result.StatementAdded {
		c.queuePolicy = result.PolicyDependable
		return
	}
	c.report(diagnostic.QueuePolicy, spec.Warning,
		"add the statement to the queue's policy: "+c.spelledOut(statement),
		"the dead-letter queue was imported, so its policy cannot be changed here; without a statement for the rules, dead letters are lost")
}

// spelledOut is a statement as JSON, for who must add it to a policy elsewhere.
func (c *openApiDestinations) spelledOut(statement awsiam.PolicyStatement) string {
	text, err := json.Marshal(c.stack.Resolve(statement.ToStatementJson()))
	if err != nil {
		return err.Error() // what the CDK resolves always encodes
	}
	return string(text)
}

// overrideLogicalID names an L1 resource that an L2 construct made.
func overrideLogicalID(resource constructs.IConstruct, id string) {
	if element, ok := resource.(interface{ OverrideLogicalId(*string) }); ok {
		element.OverrideLogicalId(jsii.String(id))
	}
}
