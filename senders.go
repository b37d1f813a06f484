package openapidestinations

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/openapi-destinations/openapidestinations/internal/limits"
)

// A queue's policy holds 20 statements, so constructs that share a queue share its statement: the first
// one adds it, with conditions that are filled in when the app is synthesized, from what each construct
// has written down until then (as in shared.go).
const sendersMetadata = "openapi-destinations:senders"

// senders are the rules of a construct that send to a dead-letter queue.
type senders struct {
	Queue   string `json:"queue"`
	Account string `json:"account"`
	// Rules are patterns of their ARNs.
	Rules []string `json:"rules"`
	// AnyOnDefault is set where they are on the default bus, or may be: all rules there may send.
	AnyOnDefault bool `json:"anyOnDefault,omitempty"`
	// Added is set where the queue took the statement.
	Added bool `json:"added,omitempty"`
}

func (s senders) text() string {
	text, err := json.Marshal(s)
	if err != nil {
		return "" // texts always encode
	}
	return string(text)
}

// sendersTo are those of the constructs so far that share the queue.
func sendersTo(root constructs.Node, mine senders) []senders {
	var found []senders
	for _, entry := range *root.Metadata() {
		text, _ := entry.Data.(string)
		var one senders
		if *entry.Type == sendersMetadata && json.Unmarshal([]byte(text), &one) == nil && one.Queue == mine.Queue && one.Account == mine.Account {
			found = append(found, one)
		}
	}
	return found
}

// rulesOf are the patterns of all of them, each once.
func rulesOf(all []senders) []string {
	var rules []string
	for _, s := range all {
		for _, rule := range s.Rules {
			if !slices.Contains(rules, rule) {
				rules = append(rules, rule)
			}
		}
	}
	return rules
}

func anyOnDefault(all []senders) bool {
	return slices.ContainsFunc(all, func(s senders) bool { return s.AnyOnDefault })
}

// sendersBytes leaves room in a queue's policy for the statement around the patterns and for others.
const sendersBytes = limits.QueuePolicyBytes - 2048

// withinPolicy are the patterns, or, if a policy can't hold them, one for all rules of the account in
// the Region, which is the least that still lets every dead letter in.
func withinPolicy(rules []string, all string) (held []string, fits bool) {
	bytes := 0
	for _, rule := range rules {
		bytes += len(tokenPattern.ReplaceAllStringFunc(rule, tokenSize)) + len(`"",`)
	}
	if bytes > sendersBytes {
		return []string{all}, false
	}
	return rules, true
}

var tokenPattern = regexp.MustCompile(`\$\{Token\[[^\]]*\]\}`)

// tokenSize is as long as what takes the token's place can be.
func tokenSize(token string) string {
	size := limits.BusNameLength
	switch {
	case strings.Contains(token, "AWS.StackName"):
		size = limits.StackNameLength
	case strings.Contains(token, "AWS.AccountId"):
		size = len("123456789012")
	case strings.Contains(token, "AWS.Region"), strings.Contains(token, "AWS.Partition"):
		size = len("ap-southeast-1")
	}
	return strings.Repeat("x", size)
}

// letterStatements let the rules send to the queue.
func (c *openApiDestinations) letterStatements(account string, sources ...ruleSource) []statement {
	var all []statement
	for _, source := range sources {
		sid := "DeadLetters" // the address tells the statements of constructs apart
		if len(source.unlike) > 0 {
			sid = "DefaultBus"
		}
		all = append(all, statement{
			Sid: sid + c.place.addr, Effect: "Allow",
			Principal: map[string]string{"Service": eventsPrincipal},
			Action:    "sqs:SendMessage",
			Resource:  *c.queueARN,
			Condition: source.conditions(account),
		})
	}
	return all
}

// addSenders lets the rules of mine send to a queue of the app, and tells whether it is one.
func (c *openApiDestinations) addSenders(mine senders, others []senders) bool {
	shared := slices.ContainsFunc(others, func(o senders) bool { return o.Added })
	if len(others) > 0 && !shared {
		return false
	}
	if shared {
		c.queuePolicy, _ = c.queue.Node().TryFindChild(jsii.String("Policy")).(constructs.IDependable)
	}
	var lacking []ruleSource
	if len(mine.Rules) > 0 && len(rulesOf(others)) == 0 {
		later := &laterSenders{root: c.place.root, mine: mine, all: c.place.ruleARN() + "*"}
		lacking = append(lacking, ruleSource{like: texts(*awscdk.Lazy_UncachedList(later, nil))})
	}
	if mine.AnyOnDefault && !anyOnDefault(others) {
		lacking = append(lacking, c.place.defaultBusRules())
	}
	for _, s := range c.letterStatements(mine.Account, lacking...) {
		result := c.queue.AddToResourcePolicy(s.policyStatement())
		if result.StatementAdded == nil || !*result.StatementAdded {
			return false
		}
		c.queuePolicy = result.PolicyDependable
	}
	return true
}

// laterSenders are the rules that may send, as soon as all constructs of the app have said which.
type laterSenders struct {
	root constructs.Node
	mine senders
	all  string
}

// Produce is called by the CDK.
func (l *laterSenders) Produce(awscdk.IResolveContext) *[]*string {
	rules, _ := withinPolicy(rulesOf(sendersTo(l.root, l.mine)), l.all)
	return jsii.Strings(rules...)
}

func texts(pointers []*string) []string {
	all := make([]string, len(pointers))
	for i, p := range pointers {
		all[i] = *p
	}
	return all
}
