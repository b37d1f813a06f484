package openapidestinations

import (
	"slices"

	"github.com/aws/aws-cdk-go/awscdk/v2"

	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/render"
)

// removalPolicies are those that queues, archives and log groups can have.
var removalPolicies = []awscdk.RemovalPolicy{awscdk.RemovalPolicy_RETAIN, awscdk.RemovalPolicy_RETAIN_ON_UPDATE_OR_DELETE, awscdk.RemovalPolicy_DESTROY}

// checkOperate panics on a programmer's mistake in the props about the time after the deployment.
func (p *OpenApiDestinationsProps) checkOperate(fail func(format string, args ...any)) {
	switch {
	case p.AlarmTopic != "" && !render.HasToken(p.AlarmTopic) && !limits.TopicARN.Fits(p.AlarmTopic):
		fail("AlarmTopic %q is not %s", p.AlarmTopic, limits.TopicARN.Like)
	case wrongWord(p.Logs.EventBus, limits.BusLogLevels...) != "":
		fail("Logs has for the EventBus the level %s", wrongWord(p.Logs.EventBus, limits.BusLogLevels...))
	case wrongWord(p.Logs.StateMachines, limits.MachineLogLevels...) != "":
		fail("Logs has for StateMachines the level %s", wrongWord(p.Logs.StateMachines, limits.MachineLogLevels...))
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
		name   string
		values []string
		form   limits.Form
	}{
		{"ProducerAccounts", p.ProducerAccounts, limits.AccountNumber},
		{"ProducerOrganizations", p.ProducerOrganizations, limits.OrganizationID},
	} {
		if len(of.values) > limits.MostProducers {
			fail("%s has %d entries; a bus' policy has room for %d", of.name, len(of.values), limits.MostProducers)
		}
		for _, value := range of.values {
			if !render.HasToken(value) && !of.form.Fits(value) {
				fail("%s has %q, which is not %s", of.name, value, of.form.Like)
			}
		}
	}
}
