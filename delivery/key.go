package delivery

import (
	"fmt"
	"strings"
)

// key is an AWS::KMS::Key.
type key struct {
	*resource
	arn    string
	policy []statement
}

// managedQueueKey is the key that AWS manages for SQS, whose policy lets no other service use it.
const managedQueueKey = "alias/aws/sqs"

func newKey(r *resource, arn string) *key {
	return &key{resource: r, arn: arn, policy: r.stack.statements(r.properties.get("KeyPolicy"))}
}

// checkKey says why EventBridge may not use the key that a queue is encrypted with
// (docs/eventbridge.md, 6.4). SSE-SQS needs none.
func (t *target) checkKey(m *model, q *queue, rule *rule) *Problem {
	id, err := q.property("KmsMasterKeyId")
	switch {
	case err == nil && id.string() == "":
		return nil
	case err == nil && strings.HasSuffix(id.string(), managedQueueKey):
		return &Problem{Code: "NO_PERMISSIONS", Message: fmt.Sprintf("queue %s is encrypted with %s, which %s may not use", q.resource, managedQueueKey, eventsService)}
	}
	k := m.keys[id.string()]
	if err != nil || k == nil {
		t.note(NoteUnchecked, "the key of queue %s isn't in the templates: whether %s may use it isn't checked", q.resource, eventsService)
		return nil
	}
	// What EventBridge says about its source to a queue's key isn't documented; to a topic's it says nothing.
	silent := map[string]string{"aws:principalisawsservice": "true", "aws:principalservicename": eventsService}
	for _, action := range []string{"kms:GenerateDataKey", "kms:Decrypt"} {
		allowed, why := permission{eventsService, action, k.arn, silent}.allowedBy(k.policy, false)
		if allowed {
			continue
		}
		if allowed, _ = (permission{eventsService, action, k.arn, ruleContext(rule, accountOf(rule.ARN))}).allowedBy(k.policy, false); allowed {
			t.note(NoteUnchecked, "key %s of queue %s lets %s use %s on conditions of which it isn't documented that they can hold", k.resource, q.resource, eventsService, action)
			continue
		}
		return &Problem{Code: "NO_PERMISSIONS", Message: fmt.Sprintf("key %s of queue %s doesn't let %s use %s%s", k.resource, q.resource, eventsService, action, why)}
	}
	return nil
}
