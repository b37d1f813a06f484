package openapidestinations

import (
	"regexp"
	"slices"

	"github.com/aws/aws-cdk-go/awscdk/v2"

	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/planner/operate"
	"github.com/openapi-destinations/openapidestinations/internal/render"
	"github.com/openapi-destinations/openapidestinations/internal/text"
)

// What AWS takes for topics, accounts and organizations (API references of CloudWatch and Organizations).
var (
	topicARN           = regexp.MustCompile(`^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,256}$`)
	accountNumber      = regexp.MustCompile(`^\d{12}$`)
	organizationNumber = regexp.MustCompile(`^o-[a-z0-9]{10,32}$`)
)

// machineLevels are those of Step Functions but OFF: an execution that failed is in no queue.
var machineLevels = []string{"FATAL", "ERROR", "ALL"}

// removalPolicies are those that queues, archives and log groups can have.
var removalPolicies = []awscdk.RemovalPolicy{awscdk.RemovalPolicy_RETAIN, awscdk.RemovalPolicy_RETAIN_ON_UPDATE_OR_DELETE, awscdk.RemovalPolicy_DESTROY}

// checkOperate panics on a programmer's mistake in the props about the time after the deployment.
func (p *OpenApiDestinationsProps) checkOperate(fail func(format string, args ...any)) {
	switch {
	case p.AlarmTopic != "" && !render.HasToken(p.AlarmTopic) && !topicARN.MatchString(p.AlarmTopic):
		fail("AlarmTopic %q is not the ARN of a standard SNS topic", p.AlarmTopic)
	case p.Logs.EventBus != "" && !slices.Contains(operate.LogLevels, p.Logs.EventBus):
		fail("Logs has the level %q for the EventBus: %s", p.Logs.EventBus, text.Meant(p.Logs.EventBus, operate.LogLevels, "it must be "+text.Alternatives(operate.LogLevels)))
	case p.Logs.StateMachines != "" && !slices.Contains(machineLevels, p.Logs.StateMachines):
		fail("Logs has the level %q for StateMachines: %s", p.Logs.StateMachines, text.Meant(p.Logs.StateMachines, machineLevels, "it must be "+text.Alternatives(machineLevels)))
	case p.Logs.Days != 0 && !slices.Contains(limits.LogDays, p.Logs.Days):
		fail("Logs are to be kept for %v days; CloudWatch Logs knows %v", p.Logs.Days, limits.LogDays)
	case p.RemovalPolicy != "" && !slices.Contains(removalPolicies, p.RemovalPolicy):
		fail("RemovalPolicy %q must be one of %q", p.RemovalPolicy, removalPolicies)
	case p.DeadLetterQueueKey != nil && p.DeadLetterQueue != nil:
		fail("DeadLetterQueueKey and DeadLetterQueue exclude each other: encrypt the queue where it is made")
	}
	p.checkProducers(fail)
	if part, _ := p.part(); p.EventBus == nil || part > 1 {
		return // the bus is that of the first part, of which the props speak
	}
	for _, of := range []struct {
		name  string
		given bool
	}{
		{"EventBusKey", p.EventBusKey != nil},
		{"ProducerAccounts", len(p.ProducerAccounts) > 0},
		{"ProducerOrganizations", len(p.ProducerOrganizations) > 0},
		{"Logs.EventBus", p.Logs.EventBus != "" && !p.ShardBus},
	} {
		if of.given {
			fail("%s and EventBus exclude each other: only the construct's own bus can have that", of.name)
		}
	}
}

// checkProducers panics on what is no account and no organization.
func (p *OpenApiDestinationsProps) checkProducers(fail func(format string, args ...any)) {
	for _, of := range []struct {
		name    string
		values  []string
		pattern *regexp.Regexp
		like    string
	}{
		{"ProducerAccounts", p.ProducerAccounts, accountNumber, "an account's number of 12 digits"},
		{"ProducerOrganizations", p.ProducerOrganizations, organizationNumber, "the id of an organization, such as \"o-abcde12345\""},
	} {
		if len(of.values) > limits.MostProducers {
			fail("%s has %d entries; a bus' policy has room for %d", of.name, len(of.values), limits.MostProducers)
		}
		for _, value := range of.values {
			if !render.HasToken(value) && !of.pattern.MatchString(value) {
				fail("%s has %q, which is not %s", of.name, value, of.like)
			}
		}
	}
}
