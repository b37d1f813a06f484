package delivery_test

import (
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/delivery"
)

// sourceAccount is the condition of the fixture's role.
const sourceAccount = "Action: \"sts:AssumeRole\", Condition: {StringEquals: {\"aws:SourceAccount\": !Ref AWS::AccountId}}"

// plainQueue is the fixture's queue, encrypted the same with a key of the template that allows something.
const plainQueue = "Failed: {Type: AWS::SQS::Queue}"

func encrypted(allows string) string {
	return "Failed: {Type: AWS::SQS::Queue, Properties: {KmsMasterKeyId: !GetAtt QueueKey.Arn}}\n" +
		"  QueueKey: {Type: AWS::KMS::Key, Properties: {KeyPolicy: {Statement: [{Effect: Allow, Resource: '*', " + allows + "}]}}}"
}

// roleArn, queue policy: each edit breaks the fixture in one way.
func TestPermissions(t *testing.T) { // docs/eventbridge.md, 6.2 and 6.4
	const detail = `{"id":"7","message":{}}`
	tests := []struct {
		name, old, new string
		problem        string // of the call, "" if it is made
		deadLetter     string // of the queue, "" if it may get the event
		notes          string
	}{
		{"as it should be", "", "", "", "", ""},
		{"no role", "RoleArn: !GetAtt Role.Arn", "", "NO_PERMISSIONS", "", ""},
		{"role of another template", "RoleArn: !GetAtt Role.Arn", "RoleArn: arn:aws:iam::123456789012:role/other", "", "", "unchecked"},
		{"role without the action", "events:InvokeApiDestination", "events:PutEvents", "NO_PERMISSIONS", "", ""},
		{"role with a wildcard action", "events:InvokeApiDestination", "events:Invoke*", "", "", ""},
		{"role for another destination", "Resource: [!GetAtt API.Arn]", "Resource: ['arn:aws:events:us-east-1:123456789012:api-destination/other/*']", "NO_PERMISSIONS", "", ""},
		{"role for all destinations", "Resource: [!GetAtt API.Arn]", "Resource: '*'", "", "", ""},
		{"role with the ARN without UUID", "Resource: [!GetAtt API.Arn]", "Resource: !GetAtt API.ArnForPolicy", "", "", ""},
		{"role that denies", "PolicyDocument: {Statement: [", "PolicyDocument: {Statement: [{Effect: Deny, Action: '*', Resource: '*'}, ", "NO_PERMISSIONS", "", ""},
		{"role that trusts another service", "Principal: {Service: events.amazonaws.com}, Action: \"sts:AssumeRole\"", "Principal: {Service: lambda.amazonaws.com}, Action: \"sts:AssumeRole\"", "FAILED_TO_ASSUME_ROLE", "", ""},
		{"role that trusts another account", "Action: \"sts:AssumeRole\", Condition: {StringEquals: {\"aws:SourceAccount\": !Ref AWS::AccountId}}", "Action: \"sts:AssumeRole\", Condition: {StringEquals: {\"aws:SourceAccount\": \"1\"}}", "FAILED_TO_ASSUME_ROLE", "", ""},
		{"role that trusts the rule", sourceAccount, "Action: \"sts:AssumeRole\", Condition: {ArnLike: {\"aws:SourceArn\": !Sub 'arn:${AWS::Partition}:events:*:${AWS::AccountId}:rule/bus/*'}}", "", "", ""},
		{"role that trusts rules of another bus", sourceAccount, "Action: \"sts:AssumeRole\", Condition: {ArnLike: {\"aws:SourceArn\": !Sub 'arn:${AWS::Partition}:events:*:${AWS::AccountId}:rule/other/*'}}", "FAILED_TO_ASSUME_ROLE", "", ""},
		{"role that trusts rules of the default bus", sourceAccount, "Action: \"sts:AssumeRole\", Condition: {ArnLike: {\"aws:SourceArn\": !Sub 'arn:aws:events:*:${AWS::AccountId}:rule/*'}, ArnNotLike: {\"aws:SourceArn\": !Sub 'arn:aws:events:*:${AWS::AccountId}:rule/*/*'}}", "FAILED_TO_ASSUME_ROLE", "", ""},
		{"queue policy for the default bus", "              ArnLike", "              ArnNotLike: {\"aws:SourceArn\": 'arn:aws:events:*:*:rule/*/*'}\n              ArnLike", "", "NO_PERMISSIONS", ""},
		{"role that can't be resolved", "Resource: [!GetAtt API.Arn]", "Resource: !ImportValue nothing", "NO_PERMISSIONS", "", ""},
		{"queue without policy", "Queues: [!Ref Failed]", "Queues: [https://sqs.us-east-1.amazonaws.com/123456789012/other]", "", "NO_PERMISSIONS", ""},
		{"queue policy beside an imported queue", "Queues: [!Ref Failed]", "Queues: [!ImportValue elsewhere, !Ref Failed]", "", "", ""},
		{"queue policy for another rule", "rule/bus/*", "rule/other/*", "", "NO_PERMISSIONS", ""},
		{"queue policy with ArnEquals and a wildcard", "ArnLike", "ArnEquals", "", "", ""},
		{"queue policy with StringEquals and a wildcard", "ArnLike", "StringEquals", "", "NO_PERMISSIONS", ""},
		{"queue policy for another account", "StringEquals: {\"aws:SourceAccount\": !Ref AWS::AccountId}\n", "StringEquals: {\"aws:SourceAccount\": \"1\"}\n", "", "NO_PERMISSIONS", ""},
		{"queue policy with PrincipalType", "StringEquals: {\"aws:SourceAccount\": !Ref AWS::AccountId}\n", "StringEquals: {\"aws:PrincipalType\": AWSService}\n", "", "NO_PERMISSIONS", ""},
		{"queue policy for another principal", "Principal: {Service: events.amazonaws.com}\n", "Principal: {Service: sns.amazonaws.com}\n", "", "NO_PERMISSIONS", ""},
		{"queue policy with another action", "Action: sqs:SendMessage", "Action: sqs:ReceiveMessage", "", "NO_PERMISSIONS", ""},
		{"queue policy with any case of the action", "Action: sqs:SendMessage", "Action: SQS:sendmessage", "", "", ""},
		{"queue policy that denies", "\"aws:SecureTransport\": \"false\"", "\"aws:SecureTransport\": \"true\"", "", "NO_PERMISSIONS", ""},
		{"queue with a key", plainQueue, encrypted("Principal: {Service: events.amazonaws.com}, Action: ['kms:Decrypt', 'kms:GenerateDataKey']"), "", "", ""},
		{"queue with a key for any action", plainQueue, encrypted("Principal: '*', Action: 'kms:*'"), "", "", ""},
		{"queue with a key for the account only", plainQueue, encrypted("Principal: {AWS: !Sub 'arn:aws:iam::${AWS::AccountId}:root'}, Action: 'kms:*'"), "", "NO_PERMISSIONS", ""},
		{"queue with a key that lacks an action", plainQueue, encrypted("Principal: {Service: events.amazonaws.com}, Action: 'kms:GenerateDataKey'"), "", "NO_PERMISSIONS", ""},
		{"queue with a key on conditions", plainQueue, encrypted("Principal: {Service: events.amazonaws.com}, Action: 'kms:*', Condition: {StringEquals: {'aws:SourceAccount': !Ref AWS::AccountId}}"), "", "", "unchecked unchecked"},
		{"queue with a key on conditions that don't hold", plainQueue, encrypted("Principal: {Service: events.amazonaws.com}, Action: 'kms:*', Condition: {StringEquals: {'aws:SourceAccount': '1'}}"), "", "NO_PERMISSIONS", ""},
		{"queue with the key of AWS", plainQueue, "Failed: {Type: AWS::SQS::Queue, Properties: {KmsMasterKeyId: alias/aws/sqs}}", "", "NO_PERMISSIONS", ""},
		{"queue with a key of another template", plainQueue, "Failed: {Type: AWS::SQS::Queue, Properties: {KmsMasterKeyId: 'arn:aws:kms:us-east-1:123456789012:key/other'}}", "", "", "unchecked"},
		{"queue of another template", "DeadLetterConfig: {Arn: !GetAtt Failed.Arn}", "DeadLetterConfig: {Arn: 'arn:aws:sqs:us-east-1:123456789012:other'}", "", "", "unchecked"},
		{"destination of another template", "Arn: !GetAtt API.Arn\n", "Arn: arn:aws:events:us-east-1:123456789012:api-destination/x/1\n", "NO_RESOURCE", "", ""},
		{"connection of another template", "ConnectionArn: !GetAtt Connection.Arn", "ConnectionArn: arn:aws:events:us-east-1:123456789012:connection/x/1", "NO_RESOURCE", "", ""},
		{"http endpoint", "https://api", "http://api", "INVALID_PARAMETER", "", ""},
		{"unknown method", "HttpMethod: POST", "HttpMethod: TRACE", "INVALID_PARAMETER", "", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			template := fixture
			if test.old != "" {
				template = edited(t, test.old, test.new)
			}
			r := deliver(t, parse(t, template), detail)
			d := one(t, r)
			code := func(p *delivery.Problem) string {
				if p == nil {
					return ""
				}
				return p.Code
			}
			if got := code(d.Problem); got != test.problem || (d.Request == nil) != (test.problem != "") {
				t.Errorf("problem %v, request %v", d.Problem, d.Request != nil)
			}
			if got := code(d.DeadLetter.Problem); got != test.deadLetter {
				t.Errorf("dead-letter queue: %v", d.DeadLetter.Problem)
			}
			if codes(d.Notes) != test.notes {
				t.Errorf("notes %q", codes(d.Notes))
			}
			if lost := test.problem != "" && test.deadLetter != ""; d.Lost() != lost || r.Lost() != lost {
				t.Errorf("lost: %v", d.Lost())
			}
			if test.problem != "" && (len(r.Queues()) != 1 || !strings.Contains(r.Queues()[0].Message.Reveal(), `"detail-type":"Order"`)) {
				t.Errorf("queues: %v", r.Queues())
			}
		})
	}
}

func TestARNForPolicyIsAssumed(t *testing.T) {
	r := request(t, deliver(t, parse(t, edited(t, "Resource: [!GetAtt API.Arn]", "Resource: !GetAtt API.ArnForPolicy")), `{"id":"7"}`))
	if ids(r) != "A14" {
		t.Errorf("%s", ids(r))
	}
}

func TestSeparatePolicies(t *testing.T) {
	const inline = `Policies:
        - PolicyName: call
          PolicyDocument: {Statement: [{Effect: Allow, Action: "events:InvokeApiDestination", Resource: [!GetAtt API.Arn]}]}`
	for _, policy := range []string{
		"Call: {Type: AWS::IAM::Policy, Properties: {Roles: [!Ref Role], PolicyName: p, PolicyDocument: {Statement: {Effect: Allow, Action: 'events:*', Resource: !GetAtt API.Arn}}}}",
		"Call: {Type: AWS::IAM::ManagedPolicy, Properties: {Roles: [!Ref Role], PolicyDocument: {Statement: {Effect: Allow, Action: 'events:*', Resource: !GetAtt API.Arn}}}}",
	} {
		a := parse(t, edited(t, inline, "", "  API:\n", "  "+policy+"\n  API:\n"))
		if d := one(t, deliver(t, a, `{"id":"7"}`)); d.Problem != nil {
			t.Errorf("%s: %v", policy, d.Problem)
		}
	}
	if d := one(t, deliver(t, parse(t, edited(t, inline, "")), `{"id":"7"}`)); d.Problem == nil {
		t.Error("no policy, but allowed")
	}
}

func TestRetryAndNoDeadLetterQueue(t *testing.T) { // docs/eventbridge.md, 6.3
	d := one(t, deliver(t, parse(t, fixture), `{"id":"7"}`))
	if d.Retry != (delivery.Retry{Attempts: 185, MaxAgeSeconds: 86400}) {
		t.Errorf("default %v", d.Retry)
	}
	d = one(t, deliver(t, parse(t, edited(t, "DeadLetterConfig: {Arn: !GetAtt Failed.Arn}", "RetryPolicy: {MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60}", "RoleArn: !GetAtt Role.Arn", "")), `{"id":"7"}`))
	if d.Retry != (delivery.Retry{Attempts: 0, MaxAgeSeconds: 60}) || d.DeadLetter != nil || !d.Lost() {
		t.Errorf("%v %v", d.Retry, d.DeadLetter)
	}
}
