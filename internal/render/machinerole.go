package render

import (
	"slices"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/jsii-runtime-go"

	"github.com/openapi-destinations/openapidestinations/internal/plan"
)

// statesPrincipal is the service that runs state machines.
const statesPrincipal = "states.amazonaws.com"

// trustMachines lets Step Functions take a role for the state machines of the account in the Region: a
// machine has no ARN before it has its role
// (https://docs.aws.amazon.com/step-functions/latest/dg/procedure-create-iam-role.html, "confused deputy").
func (r *renderer) trustMachines() statement {
	return statement{
		Effect: "Allow", Principal: map[string]string{"Service": statesPrincipal}, Action: "sts:AssumeRole",
		Condition: conditions{
			"StringEquals": {"aws:SourceAccount": r.place.account},
			"ArnLike":      {"aws:SourceArn": r.place.arnOf("states", "stateMachine:*")},
		},
	}
}

// arnOf is an ARN in the account and Region of the construct.
func (p place) arnOf(service, resource string) string {
	return "arn:" + p.partition + ":" + service + ":" + p.region + ":" + p.account + ":" + resource
}

// rootOf is the principal that an account is in a policy.
func (p place) rootOf(account string) string {
	return "arn:" + p.partition + ":iam::" + account + ":root"
}

// deliverLogs lets a machine log. Step Functions asks for all of it when it makes the machine, and none
// of it can be narrowed
// (https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html#cloudwatch-iam-policy).
func (r *renderer) deliverLogs() statement {
	return statement{
		Effect: "Allow",
		Action: []string{
			"logs:CreateLogDelivery", "logs:GetLogDelivery", "logs:UpdateLogDelivery", "logs:DeleteLogDelivery", "logs:ListLogDeliveries",
			"logs:PutResourcePolicy", "logs:DescribeResourcePolicies", "logs:DescribeLogGroups",
		},
		Resource: "*",
	}
}

// queueURL is where machines send dead letters to.
func (r *renderer) queueURL() *string { return r.Queue.QueueUrl() }

// sendLetters lets a machine send to the dead-letter queue, and use the queue's key.
func (r *renderer) sendLetters() []statement {
	send := statement{Effect: "Allow", Action: "sqs:SendMessage", Resource: *r.queueARN}
	key, known := r.queueKey()
	if !known {
		return []statement{send}
	}
	use := statement{Effect: "Allow", Action: []string{"kms:Decrypt", "kms:GenerateDataKey"}, Resource: key}
	if strings.HasSuffix(key, "*") {
		use.Condition = conditions{"StringEquals": {"kms:ViaService": "sqs." + r.place.region + ".amazonaws.com"}}
	}
	return []statement{send, use}
}

// queueKey is the ARN of the key of the queue, and tells whether it has or may have one. Where only
// a name of the key is known, or nothing, it is any of the account: the role sends to no other queue.
func (r *renderer) queueKey() (arn string, known bool) {
	if !r.base.DeadLetters.Given && r.given.DeadLetterQueueKey == nil {
		return "", false
	}
	if key := r.Queue.EncryptionMasterKey(); key != nil {
		return *key.KeyArn(), true
	}
	made, ok := r.Queue.Node().DefaultChild().(awssqs.CfnQueue)
	if ok && made.KmsMasterKeyId() == nil {
		return "", false
	}
	if ok && strings.HasPrefix(*made.KmsMasterKeyId(), "arn:") && strings.Contains(*made.KmsMasterKeyId(), ":key/") {
		return *made.KmsMasterKeyId(), true
	}
	return r.place.arnOf("kms", "key/*"), true
}

// useConnection lets a machine use a connection and read its secret
// (https://docs.aws.amazon.com/step-functions/latest/dg/call-https-apis.html, "IAM permissions").
func (r *renderer) useConnection(id string) []statement {
	secret := r.connectionSecrets[id]
	may := []statement{
		{Effect: "Allow", Action: "events:RetrieveConnectionCredentials", Resource: *r.connections[id]},
		{Effect: "Allow", Action: []string{"secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"}, Resource: *secret},
	}
	key, exists := "", r.exists(id)
	switch {
	case exists:
		key = r.place.arnOf("kms", "key/*") // it isn't known which, or whether there is one
	case r.given.ConnectionKey != nil:
		key = *r.given.ConnectionKey.KeyArn()
	default:
		return may
	}
	return append(may, statement{
		Effect: "Allow", Action: "kms:Decrypt", Resource: key,
		Condition: conditions{
			"StringEquals": {"kms:ViaService": "secretsmanager." + r.place.region + ".amazonaws.com"},
			"StringLike":   {"kms:EncryptionContext:SecretARN": *secret},
		},
	})
}

// calledByMachine tells whether a state machine calls with the connection.
func (r *renderer) calledByMachine(connection string) bool {
	return slices.ContainsFunc(r.plan.Machines, func(m plan.StateMachine) bool { return m.Connection == connection })
}

// exists tells whether the user brought a connection of the plan.
func (r *renderer) exists(id string) bool {
	for i := range r.plan.Connections {
		if c := &r.plan.Connections[i]; c.ID == id {
			return c.Existing
		}
	}
	return false
}

// existingSecret is the ARN of the secret of the connection that the user brings for the schemes: what
// that says, or, of one that is known by its ARN only, what EventBridge calls such secrets.
func (g *Given) existingSecret(c *plan.Connection, arn string) *string {
	for _, given := range g.Connections {
		if given.has(c.Schemes) && given.Connection != nil {
			return given.Connection.ConnectionSecretArn()
		}
	}
	fields := awscdk.Fn_Split(jsii.String(":"), jsii.String(arn), nil)
	field := func(i float64) string { return *awscdk.Fn_Select(jsii.Number(i), fields) }
	name := partOf(arn, 1)
	return jsii.String("arn:" + field(1) + ":secretsmanager:" + field(3) + ":" + field(4) + ":secret:events!connection/" + name + "/*")
}
