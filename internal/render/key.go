package render

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
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
func (r *renderer) allowQueueKey(ofApp bool) {
	key := r.Queue.EncryptionMasterKey()
	encrypted := key != nil
	if made, ok := r.Queue.Node().DefaultChild().(awssqs.CfnQueue); ok {
		id := made.KmsMasterKeyId()
		if id != nil && *id == managedQueueKey {
			r.found.Add(diagnostic.QueueKey, spec.Error,
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
		r.found.Add(diagnostic.QueueKey, spec.Warning,
			"add to the Statement of the key's policy, unless it allows as much already: "+r.spelledOut(queueKeyStatement()),
			"the dead-letter queue is encrypted with a KMS key that was imported, so its policy cannot be changed here; unless it lets EventBridge use the key, dead letters are lost")
	case !ofApp:
		r.found.Add(diagnostic.QueueKey, spec.Info,
			"if it is, add to the Statement of the key's policy: "+r.spelledOut(queueKeyStatement())+"; a queue with the key "+managedQueueKey+" gets no dead letters at all",
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

// keyTag is the tag without which EventBridge's service-linked role may not use a key
// (https://docs.aws.amazon.com/eventbridge/latest/userguide/encryption-connections.html).
const keyTag = "EventBridgeApiDestinations"

// connectionKeyStatements let Secrets Manager use a key for EventBridge's secrets: for the role of
// EventBridge, which can't be named before the first connection has made it, and so for the account.
// To describe a key is not to encrypt, so no encryption context comes with it; and before a secret has
// an ARN, Secrets Manager asks with a text instead whether the key may be used
// (https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html). They are the
// same for all constructs of an account, and the CDK writes what is the same once.
func (r *renderer) connectionKeyStatements() []statement {
	account := map[string]string{"AWS": r.place.rootOf(r.place.account)}
	via := map[string]any{"kms:ViaService": "secretsmanager.*.amazonaws.com"}
	secrets := "arn:" + r.place.partition + ":secretsmanager:*:" + r.place.account + ":secret:events!connection/*"
	return []statement{
		{
			Sid: "DescribeKey", Effect: "Allow", Principal: account,
			Action: "kms:DescribeKey", Resource: "*", Condition: conditions{"StringLike": via},
		},
		{
			Sid: "Connections", Effect: "Allow", Principal: account,
			Action: []string{"kms:GenerateDataKey", "kms:Decrypt"}, Resource: "*",
			Condition: conditions{"StringLike": {
				"kms:ViaService":                  via["kms:ViaService"],
				"kms:EncryptionContext:SecretARN": []string{secrets, "RequestToValidateKeyAccess"},
			}},
		},
	}
}

// allowConnectionKey tags the user's key, and lets it be used for the connections. A key that takes no
// statement is reported with what it needs.
func (r *renderer) allowConnectionKey() {
	key := r.given.ConnectionKey
	if key == nil {
		return
	}
	statements := r.connectionKeyStatements()
	added := true
	for _, s := range statements {
		added = added && allowKeyUse(key, s)
	}
	if added {
		awscdk.Tags_Of(key).Add(jsii.String(keyTag), jsii.String("true"), nil)
		return
	}
	r.found.Add(diagnostic.ConnectionKey, spec.Warning,
		"give the key the tag "+keyTag+"=true, and add to the Statement of its policy, unless it allows as much already: "+r.spelledOut(statements...),
		"the key of the connections was imported, so it cannot be changed here; without its tag and policy EventBridge cannot use it")
}
