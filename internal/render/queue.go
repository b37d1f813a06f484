package render

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/openapi-destinations/openapidestinations/internal/claim"
	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/ident"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// eventsPrincipal is the service that delivers events.
const eventsPrincipal = "events.amazonaws.com"

// retentionDays is the longest that SQS keeps a message.
const retentionDays = 14

// newQueue gives the queue of dead letters: the construct's own, or the given one.
func (f *Frame) newQueue() awssqs.IQueue {
	if f.base.DeadLetters.Given {
		return f.given.DeadLetterQueue
	}
	props := &awssqs.QueueProps{
		RetentionPeriod: awscdk.Duration_Days(jsii.Number(retentionDays)),
		// With a key of KMS, EventBridge would need rights on the key; SSE-SQS needs none.
		Encryption:    awssqs.QueueEncryption_SQS_MANAGED,
		EnforceSSL:    jsii.Bool(true),
		RemovalPolicy: f.given.RemovalPolicy,
	}
	if f.given.DeadLetterQueueKey != nil {
		props.Encryption, props.EncryptionMasterKey = awssqs.QueueEncryption_KMS, f.given.DeadLetterQueueKey
	}
	queue := awssqs.NewQueue(f.scope, jsii.String(f.base.DeadLetters.ID), props)
	if f.given.Prefix != "" {
		overrideLogicalID(queue.Node().DefaultChild(), ident.LogicalID(f.given.Prefix, f.base.DeadLetters.ID))
		policy := queue.Node().FindChild(jsii.String("Policy"))
		overrideLogicalID(policy.Node().DefaultChild(), ident.LogicalID(f.given.Prefix, f.base.DeadLetters.Policy))
	}
	return queue
}

// allowDeadLetters lets the rules of the bus and its shards send to the queue. A queue that takes no
// statement is reported with the statements that it needs.
func (r *renderer) allowDeadLetters() {
	mine := claim.Senders{Queue: r.place.path + "/" + r.base.DeadLetters.ID, Account: r.place.account}
	var others claim.Sharing
	if r.base.DeadLetters.Given {
		mine.Queue = *r.Queue.Node().Path()
		others = claim.SharingWith(mine, noted(r.place.root, claim.SendersKind))
	}
	for _, source := range r.bus.ruleSources(r.place, r.topOfQueue(), r.shardPatterns) {
		if len(source.unlike) > 0 {
			mine.AnyOnDefault = true
		} else {
			mine.Rules = source.like
		}
	}
	r.addTriggerSenders(&mine)
	mine.Added = r.addSenders(mine, others)
	r.note(claim.SendersKind, mine.Text())
	all := append(others, mine)
	if !mine.Added {
		r.reportQueuePolicy(all)
	}
	r.reportWidePolicy(all)
	if r.base.DeadLetters.Given || r.given.DeadLetterQueueKey != nil {
		r.allowQueueKey(mine.Added)
	}
	if r.base.DeadLetters.Given {
		r.checkQueueRegion()
	}
}

// defaultRetentionDays is for how long a queue keeps messages that says nothing about it.
const defaultRetentionDays = 4

// lettersKept is for how many days the queue keeps a message: what is known of a given one.
func (f *Frame) lettersKept() int {
	if !f.base.DeadLetters.Given {
		return retentionDays
	}
	if made, ok := f.Queue.Node().DefaultChild().(awssqs.CfnQueue); ok {
		if seconds := made.MessageRetentionPeriod(); seconds != nil && *seconds > 0 {
			return int(*seconds) / (24 * 60 * 60)
		}
	}
	return defaultRetentionDays
}

// topOfQueue is the path of the topmost stack that the queue's policy is in, or empty if it is
// in none of the app.
func (r *renderer) topOfQueue() string {
	if _, made := r.Queue.Node().DefaultChild().(awssqs.CfnQueue); !made {
		return ""
	}
	stack := awscdk.Stack_Of(r.Queue)
	_, top := topmost(stack, *stack.Node().Path())
	return top
}

// checkQueueRegion reports a given queue that EventBridge would refuse.
func (r *renderer) checkQueueRegion() {
	region := *r.Queue.Env().Region
	if HasToken(region) || HasToken(r.place.region) || region == r.place.region {
		return
	}
	r.found.Add(diagnostic.QueueRegion, spec.Error, "give a queue of the stack's Region",
		"the dead-letter queue is in the Region %s, and the rules are in %s: EventBridge would refuse it", region, r.place.region)
}

// reportQueuePolicy says what the policy of an imported queue needs: one statement for all constructs
// so far that share it, for a policy takes 20.
func (r *renderer) reportQueuePolicy(all claim.Sharing) {
	var sources []ruleSource
	if rules := withinPolicy(all, r.place.ruleARN()+"*"); len(rules) > 0 {
		sources = append(sources, ruleSource{like: rules})
	}
	if all.AnyOnDefault() {
		sources = append(sources, r.place.defaultBusRules())
	}
	hint := "add to the Statement of the queue's policy: " + r.spelledOut(r.letterStatements(r.place.account, sources...)...)
	if len(all) > 1 {
		hint += ", in place of what the constructs before this one need for the same queue"
	}
	r.found.Add(diagnostic.QueuePolicy, spec.Warning, hint,
		"the dead-letter queue was imported, so its policy cannot be changed here; without a statement for the rules, dead letters are lost")
}

// reportWidePolicy reports the construct whose rules make the queue's policy too long.
func (r *renderer) reportWidePolicy(all claim.Sharing) {
	if all.Fit(longest) || !all[:len(all)-1].Fit(longest) {
		return
	}
	r.found.Add(diagnostic.WideQueuePolicy, spec.Warning,
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
