package openapidestinations

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"

	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner"
)

// addSizes adds what the props say about buses and stacks.
func (p *OpenApiDestinationsProps) addSizes(opts *plan.Options) {
	if p.RulesPerBus != nil {
		opts.RulesPerBus = int(*p.RulesPerBus)
	}
	if p.DestinationsPerAccount != nil {
		opts.DestinationsPerAccount = int(*p.DestinationsPerAccount)
	}
	if p.NestedStacks != nil {
		n := int(*p.NestedStacks)
		opts.NestedStacks = &n
	}
	opts.Part, opts.Parts = p.part()
	opts.Shards = p.EventBus == nil || p.ShardBus
	opts.SharedDestinations = p.SharedDestinations
}

// fewerRules are the Regions whose quota of rules on a bus is lower than elsewhere
// (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html).
var fewerRules = []string{"af-south-1", "eu-south-1"}

// inRegion sets the default quotas of the stack's Region, if it is known.
func (c *openApiDestinations) inRegion(opts plan.Options) plan.Options {
	if opts.RulesPerBus == 0 && slices.Contains(fewerRules, c.place.region) {
		opts.RulesPerBus = limits.FewerRulesPerBus
	}
	return opts
}

// part reads Part; 0 of 0 is the whole.
func (p *OpenApiDestinationsProps) part() (part, parts int) {
	if m := partPattern.FindStringSubmatch(p.Part); m != nil {
		part, _ = strconv.Atoi(m[1])
		parts, _ = strconv.Atoi(m[2])
	}
	return part, parts
}

var partPattern = regexp.MustCompile(`^([1-9][0-9]*)/([1-9][0-9]*)$`)

// checkPart says what is wrong with Part.
func (p *OpenApiDestinationsProps) checkPart() string {
	part, parts := p.part()
	switch {
	case p.Part == "":
		return ""
	case part == 0 || part > parts || parts > limits.MostParts:
		return fmt.Sprintf("Part %q must be a number, a slash and how many there are, up to %d, such as \"2/3\"", p.Part, limits.MostParts)
	case part > 1 && p.EventBus == nil:
		return fmt.Sprintf("Part %q has no EventBus: give it that of the first part", p.Part)
	}
	return ""
}

// Parts is the number of constructs that the document must be spread over, each in a stack of
// its own (see Part): 1 if one is enough, which it is up to about 1,000 operations, and also
// if the document has errors. It reads the document.
func (p *OpenApiDestinationsProps) Parts() int {
	p.check()
	opts := p.options()
	opts.Credentials = make(map[string]plan.Credential, len(p.Credentials))
	for scheme, credential := range p.Credentials {
		opts.Credentials[scheme] = credential.shape()
	}
	return max(1, planner.Build(p.Document.wait(), opts).Parts)
}
