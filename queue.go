package openapidestinations

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/ident"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
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
		overrideLogicalID(queue.Node().DefaultChild(), ident.LogicalID(props.Prefix, queueID))
		policy := queue.Node().FindChild(jsii.String("Policy"))
		overrideLogicalID(policy.Node().DefaultChild(), ident.LogicalID(props.Prefix, policyID))
	}
	return queue
}

// allowDeadLetters lets the rules of the bus and its shards send to the queue. A queue that takes no
// statement is reported with the statements that it needs.
func (c *openApiDestinations) allowDeadLetters(props *OpenApiDestinationsProps) {
	root := c.place.root
	mine := senders{Queue: c.place.path + "/" + queueID, Account: c.place.account}
	var others []senders
	if props.DeadLetterQueue != nil {
		mine.Queue = *c.queue.Node().Path()
		others = sendersTo(root, mine)
	}
	for _, source := range c.bus.ruleSources(c.place, c.topOfQueue(), c.shardPatterns()) {
		if len(source.unlike) > 0 {
			mine.AnyOnDefault = true
		} else {
			mine.Rules = source.like
		}
	}
	mine.Added = c.addSenders(mine, others)
	root.AddMetadata(jsii.String(sendersMetadata), jsii.String(mine.text()), nil)
	all := append(others, mine)
	if !mine.Added {
		c.reportQueuePolicy(all)
	}
	c.reportWidePolicy(all)
	if props.DeadLetterQueue != nil {
		c.allowQueueKey(mine.Added)
		c.checkQueueRegion()
	}
}

// topOfQueue is the path of the topmost stack that the queue's policy is in, or empty if it is
// in none of the app.
func (c *openApiDestinations) topOfQueue() string {
	if _, made := c.queue.Node().DefaultChild().(awssqs.CfnQueue); !made {
		return ""
	}
	stack := awscdk.Stack_Of(c.queue)
	_, top := topmost(stack, *stack.Node().Path())
	return top
}

// checkQueueRegion reports a given queue that EventBridge would refuse.
func (c *openApiDestinations) checkQueueRegion() {
	region := *c.queue.Env().Region
	if hasToken(region) || hasToken(c.place.region) || region == c.place.region {
		return
	}
	c.report(diagnostic.QueueRegion, spec.Error, "give a queue of the stack's Region",
		"the dead-letter queue is in the Region %s, and the rules are in %s: EventBridge would refuse it", region, c.place.region)
}

// reportQueuePolicy says what the policy of an imported queue needs: one statement for all constructs
// so far that share it, for a policy takes 20.
func (c *openApiDestinations) reportQueuePolicy(all []senders) {
	var sources []ruleSource
	if rules, _ := withinPolicy(rulesOf(all), c.place.ruleARN()+"*"); len(rules) > 0 {
		sources = append(sources, ruleSource{like: rules})
	}
	if anyOnDefault(all) {
		sources = append(sources, c.place.defaultBusRules())
	}
	hint := "add to the Statement of the queue's policy: " + c.spelledOut(c.letterStatements(c.place.account, sources...)...)
	if len(all) > 1 {
		hint += ", in place of what the constructs before this one need for the same queue"
	}
	c.report(diagnostic.QueuePolicy, spec.Warning, hint,
		"the dead-letter queue was imported, so its policy cannot be changed here; without a statement for the rules, dead letters are lost")
}

// reportWidePolicy reports the construct whose rules make the queue's policy too long.
func (c *openApiDestinations) reportWidePolicy(all []senders) {
	_, before := withinPolicy(rulesOf(all[:len(all)-1]), "")
	if _, fits := withinPolicy(rulesOf(all), ""); fits || !before {
		return
	}
	c.report(diagnostic.WideQueuePolicy, spec.Warning,
		"give some of the constructs a dead-letter queue of their own",
		"the %d constructs that share the dead-letter queue have so many buses that a queue policy, of at most %d bytes, cannot name them: it takes messages from every rule of the account in the Region",
		len(all), limits.QueuePolicyBytes)
}

// overrideLogicalID names an L1 resource that an L2 construct made.
func overrideLogicalID(resource constructs.IConstruct, id string) {
	if element, ok := resource.(interface{ OverrideLogicalId(*string) }); ok {
		element.OverrideLogicalId(jsii.String(id))
	}
}
