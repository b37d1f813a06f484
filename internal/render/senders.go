package render

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/openapi-destinations/openapidestinations/internal/claim"
)

// letterStatements let the rules send to the queue.
func (r *renderer) letterStatements(account string, sources ...ruleSource) []statement {
	var all []statement
	for _, source := range sources {
		sid := "DeadLetters" // the address tells the statements of constructs apart
		if len(source.unlike) > 0 {
			sid = "DefaultBus"
		}
		all = append(all, statement{
			Sid: sid + r.place.addr, Effect: "Allow",
			Principal: map[string]string{"Service": eventsPrincipal},
			Action:    "sqs:SendMessage",
			Resource:  *r.queueARN,
			Condition: source.conditions(account),
		})
	}
	return all
}

// addSenders lets the rules of mine send to a queue of the app, and tells whether it is one.
func (r *renderer) addSenders(mine claim.Senders, others claim.Sharing) bool {
	shared := others.Added()
	if len(others) > 0 && !shared {
		return false
	}
	if shared {
		r.queuePolicy, _ = r.Queue.Node().TryFindChild(jsii.String("Policy")).(constructs.IDependable)
	}
	var lacking []ruleSource
	if len(mine.Rules) > 0 && len(others.Rules()) == 0 {
		later := &laterSenders{root: r.place.root, mine: mine, all: r.place.ruleARN() + "*"}
		lacking = append(lacking, ruleSource{like: texts(*awscdk.Lazy_UncachedList(later, nil))})
	}
	if mine.AnyOnDefault && !others.AnyOnDefault() {
		lacking = append(lacking, r.place.defaultBusRules())
	}
	for _, s := range r.letterStatements(mine.Account, lacking...) {
		result := r.Queue.AddToResourcePolicy(s.policyStatement())
		if result.StatementAdded == nil || !*result.StatementAdded {
			return false
		}
		r.queuePolicy = result.PolicyDependable
	}
	return true
}

// laterSenders are the rules that may send, as soon as all constructs of the app have said which.
type laterSenders struct {
	root constructs.Node
	mine claim.Senders
	all  string
}

// Produce is called by the CDK.
func (l *laterSenders) Produce(awscdk.IResolveContext) *[]*string {
	all := claim.SharingWith(l.mine, noted(l.root, claim.SendersKind))
	return jsii.Strings(withinPolicy(all, l.all)...)
}

// withinPolicy are the patterns, or, if a policy can't hold them, one for all rules of the account in
// the Region, which is the least that still lets every dead letter in.
func withinPolicy(sharing claim.Sharing, all string) []string {
	if !sharing.Fit(longest) {
		return []string{all}
	}
	return sharing.Rules()
}

func texts(pointers []*string) []string {
	all := make([]string, len(pointers))
	for i, p := range pointers {
		all[i] = *p
	}
	return all
}
