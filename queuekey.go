package openapidestinations

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/jsii-runtime-go"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// managedQueueKey is the key that AWS manages for SQS. Nobody can change its policy, which doesn't
// let services use it.
const managedQueueKey = "alias/aws/sqs"

// queueKeyStatement lets EventBridge encrypt what it sends to a queue. It is the one of AWS
// (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-targets.html, "Amazon SQS"), which has no
// condition: AWS documents none for queues, and for topics that aws:SourceArn and aws:SourceAccount
// don't work (https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html). One that doesn't hold
// would lose every dead letter, unseen; who may send is the queue's policy to say. It is the same for
// all constructs, and the CDK writes what is the same once.
func queueKeyStatement() statement {
	return statement{
		Sid: "DeadLetters", Effect: "Allow",
		Principal: map[string]string{"Service": eventsPrincipal},
		Action:    []string{"kms:Decrypt", "kms:GenerateDataKey"},
		Resource:  "*",
	}
}

// allowQueueKey lets EventBridge use the key that a given queue is encrypted with. What can't be
// changed here is reported.
func (c *openApiDestinations) allowQueueKey(ofApp bool) {
	key := c.queue.EncryptionMasterKey()
	encrypted := key != nil
	if made, ok := c.queue.Node().DefaultChild().(awssqs.CfnQueue); ok {
		id := made.KmsMasterKeyId()
		if id != nil && *id == managedQueueKey {
			c.report(diagnostic.QueueKey, spec.Error,
				"encrypt it with a key of your own, or with SSE-SQS (QueueEncryption_SQS_MANAGED), which needs none",
				"the dead-letter queue is encrypted with %s, the key that AWS manages, which EventBridge cannot use: dead letters would be lost", managedQueueKey)
			return
		}
		encrypted = encrypted || id != nil
	}
	if encrypted && allowKeyUse(key, queueKeyStatement()) {
		return
	}
	switch {
	case encrypted:
		c.report(diagnostic.QueueKey, spec.Warning,
			"add to the Statement of the key's policy, unless it allows as much already: "+c.spelledOut(queueKeyStatement()),
			"the dead-letter queue is encrypted with a KMS key that was imported, so its policy cannot be changed here; unless it lets EventBridge use the key, dead letters are lost")
	case !ofApp:
		c.report(diagnostic.QueueKey, spec.Info,
			"if it is, add to the Statement of the key's policy: "+c.spelledOut(queueKeyStatement())+"; a queue with the key "+managedQueueKey+" gets no dead letters at all",
			"the dead-letter queue was imported, so it cannot be seen here whether it is encrypted with a KMS key")
	}
}

// allowKeyUse adds a statement to the policy of a key of the app, and tells whether it is one.
func allowKeyUse(key awskms.IKey, s statement) bool {
	if key == nil {
		return false
	}
	result := key.AddToResourcePolicy(s.policyStatement(), jsii.Bool(true))
	return result.StatementAdded != nil && *result.StatementAdded
}

// checkBusKey reports a bus of the app whose key was imported: the CDK gives a key of the app what
// EventBridge needs, and says nothing where it can't
// (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-encryption-event-bus-cmkey.html).
func (c *openApiDestinations) checkBusKey(props *OpenApiDestinationsProps) {
	if props.EventBus == nil || !c.bus.made {
		return
	}
	made, ok := props.EventBus.Node().DefaultChild().(awsevents.CfnEventBus)
	if !ok {
		return
	}
	key := made.KmsKeyIdentifier()
	if key == nil {
		return
	}
	if function, ok := c.stack.Resolve(*key).(map[string]any); ok && function["Fn::GetAtt"] != nil {
		return // a key of the app
	}
	bus := "arn:" + c.place.partition + ":events:" + c.place.region + ":" + c.place.account + ":event-bus/" + c.bus.physical.atSynth()
	service := map[string]string{"Service": eventsPrincipal}
	c.report(diagnostic.BusKey, spec.Warning,
		"add to the Statement of the key's policy, unless it allows as much already: "+c.spelledOut(
			statement{Sid: "DescribeKey", Effect: "Allow", Principal: service, Action: "kms:DescribeKey", Resource: "*"},
			statement{
				Sid: "Events", Effect: "Allow", Principal: service, Action: []string{"kms:GenerateDataKey", "kms:Decrypt"}, Resource: "*",
				Condition: conditions{"StringEquals": {"kms:EncryptionContext:aws:events:event-bus:arn": bus, "aws:SourceArn": bus}},
			}),
		"the event bus is encrypted with a KMS key that was imported, so its policy cannot be changed here; unless it lets EventBridge use the key, no event gets through")
}
