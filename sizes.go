package openapidestinations

import (
	"slices"

	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
)

// addSizes adds what the props say about buses and stacks.
func (p *OpenApiDestinationsProps) addSizes(opts *plan.Options) {
	if p.RulesPerBus != nil {
		opts.RulesPerBus = int(*p.RulesPerBus)
	}
	if p.NestedStacks != nil {
		n := int(*p.NestedStacks)
		opts.NestedStacks = &n
	}
	opts.Shards = p.EventBus == nil || p.ShardBus
	opts.SharedDestinations = p.SharedDestinations
}

// fewerRules are the Regions whose quota of rules on a bus is lower than elsewhere
// (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html).
var fewerRules = []string{"af-south-1", "eu-south-1"}

// inRegion sets the default quotas of the stack's Region, if it is known.
func (c *openApiDestinations) inRegion(opts plan.Options) plan.Options {
	if opts.RulesPerBus == 0 && slices.Contains(fewerRules, *c.stack.Region()) {
		opts.RulesPerBus = limits.FewerRulesPerBus
	}
	return opts
}
