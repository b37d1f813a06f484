package render

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/jsii-runtime-go"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// checkBusKey reports a bus of the app whose key was imported: the CDK gives a key of the app what
// EventBridge needs, and says nothing where it can't.
func (r *renderer) checkBusKey() {
	if r.given.EventBusKey != nil {
		r.allowBusKey()
		return
	}
	if !r.base.Bus.Given || !r.bus.made {
		return
	}
	made, ok := r.given.EventBus.Node().DefaultChild().(awsevents.CfnEventBus)
	if !ok {
		return
	}
	key := made.KmsKeyIdentifier()
	if key == nil {
		return
	}
	if function, ok := r.place.stack.Resolve(*key).(map[string]any); ok && function["Fn::GetAtt"] != nil {
		return // a key of the app
	}
	bus := r.place.arnOf("events", "event-bus/"+r.bus.physical.atSynth())
	r.reportBusKey(busKeyStatements(bus)...)
}

func (r *renderer) reportBusKey(needed ...statement) {
	r.found.Add(diagnostic.BusKey, spec.Warning,
		"add to the Statement of the key's policy, unless it allows as much already: "+r.spelledOut(needed...),
		"the event bus is encrypted with a KMS key that was imported, so its policy cannot be changed here; unless it lets EventBridge use the key, no event gets through")
}

// busKeyStatements let EventBridge use a key for a bus
// (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-encryption-event-bus-cmkey.html).
func busKeyStatements(bus string) []statement {
	service := map[string]string{"Service": eventsPrincipal}
	return []statement{
		{Sid: "DescribeKey", Effect: "Allow", Principal: service, Action: "kms:DescribeKey", Resource: "*"},
		{
			Sid: "Events", Effect: "Allow", Principal: service, Action: []string{"kms:GenerateDataKey", "kms:Decrypt"}, Resource: "*",
			Condition: conditions{"StringEquals": {"kms:EncryptionContext:aws:events:event-bus:arn": bus, "aws:SourceArn": bus}},
		},
	}
}

// allowBusKey lets EventBridge use the user's key for the construct's own bus and its shards, and for the
// archive, which it is encrypted with again
// (https://docs.aws.amazon.com/eventbridge/latest/userguide/encryption-archives.html). What EventBridge
// can't decrypt goes to the dead-letter queue as it is
// (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-encryption-event-bus-dlq.html).
func (r *renderer) allowBusKey() {
	needed := busKeyStatements("")
	needed[1].Action = []string{"kms:GenerateDataKey", "kms:Decrypt", "kms:ReEncrypt*"}
	needed[1].Condition = conditions{
		"StringEquals": {"aws:SourceAccount": r.place.account},
		"StringLike":   {"kms:EncryptionContext:aws:events:event-bus:arn": r.busesFor(r.topOfKey())},
	}
	added := true
	for _, s := range needed {
		added = allowKeyUse(r.given.EventBusKey, s) && added
	}
	if !added {
		r.reportBusKey(needed...)
	}
	letters := statement{
		Sid: "Undecrypted" + r.place.addr[:8], Effect: "Allow", Principal: map[string]string{"Service": eventsPrincipal},
		Action: "sqs:SendMessage", Resource: *r.queueARN,
		Condition: conditions{"ArnLike": {"aws:SourceArn": r.busesFor(r.topOfLetters())}, "StringEquals": {"aws:SourceAccount": r.place.account}},
	}
	result := r.Queue.AddToResourcePolicy(letters.policyStatement())
	r.undecrypted = result.StatementAdded != nil && *result.StatementAdded
	if bus, ok := r.Bus.Node().DefaultChild().(awsevents.CfnEventBus); ok && r.bus.own {
		r.sendUndecrypted(bus)
	}
}

// busesFor are the ARNs of the construct's own bus and its shards, for a policy that is in the topmost
// stack of that path: in another one than the construct's the name of its stack is that at synth.
func (r *renderer) busesFor(top string) []string {
	buses := []string{r.place.arnOf("events", "event-bus/"+r.bus.physical.in(top))}
	for _, shard := range r.shardPatterns {
		buses = append(buses, r.place.arnOf("events", "event-bus/"+shard.in(top)))
	}
	return buses
}

// topOfKey is the path of the topmost stack that the policy of the bus' key is in. What an imported key
// needs is told in the construct's own words.
func (r *renderer) topOfKey() string {
	if r.given.EventBusKey.Node().DefaultChild() == nil {
		return r.place.topPath
	}
	stack := awscdk.Stack_Of(r.given.EventBusKey)
	_, top := topmost(stack, *stack.Node().Path())
	return top
}

// topOfLetters is the same for the dead-letter queue, whose policy an imported one has elsewhere.
func (r *renderer) topOfLetters() string {
	if top := r.topOfQueue(); top != "" {
		return top
	}
	return r.place.topPath
}

// sendUndecrypted sends what can't be decrypted to the dead-letter queue.
func (r *renderer) sendUndecrypted(bus awsevents.CfnEventBus) {
	if r.undecrypted {
		bus.SetDeadLetterConfig(&awsevents.CfnEventBus_DeadLetterConfigProperty{Arn: r.queueARN})
	}
}

// encryptShard encrypts a shard as the bus that forwards to it. A key that is given to a further part
// of a document is that of the first part's bus, and the shard is encrypted with it, too.
func (r *renderer) encryptShard(bus awsevents.CfnEventBus) {
	if key := r.given.EventBusKey; key != nil {
		bus.SetKmsKeyIdentifier(jsii.String(*key.KeyArn()))
		r.sendUndecrypted(bus)
	}
}
