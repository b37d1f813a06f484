package planner

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// fewer is what always helps.
const (
	selectFewer = "select fewer operations with Methods, Include and Exclude (context keys methods, include, exclude)"
	fewer       = selectFewer + ", lower MaxOptionalParameters (maxOptionalParameters)"
)

// checkSize compares the whole with what buses, stacks and accounts may hold.
func (b *builder) checkSize() {
	b.checkBuses()
	b.checkStacks()
	b.checkQuota(len(b.plan.Connections), limits.Connections, "connections", "Connections, L-595D6D42",
		fewer+", or have the quota raised")
	b.checkQuota(b.privateConnections(), limits.PrivateConnections, "private connections", "Connections (Private)",
		fewer+": those of fewer security schemes")
	b.checkDestinations()
}

// checkDestinations counts the API destinations of all parts, which are as many resources: an
// error, before minutes are spent on making what no account has room for, unless the user says
// that this one has.
func (b *builder) checkDestinations() {
	quota := cmp.Or(b.opts.DestinationsPerAccount, limits.Destinations)
	if n := len(b.plan.Destinations); n > quota {
		b.Report(diagnostic.AccountQuota, spec.Error, b.File(),
			"let operations share them (SharedDestinations, context key sharedDestinations); if the account's quota was raised, say so (DestinationsPerAccount, context key destinationsPerAccount)",
			"%d API destinations are more than the %d that an account has in a Region (quota Api destinations, L-FB1C3A6D)", n, quota)
	}
}

// privateConnections counts those that reach the API or its tokens through VPC Lattice.
func (b *builder) privateConnections() int {
	n := 0
	for i := range b.plan.Connections {
		if c := &b.plan.Connections[i]; c.Private || c.PrivateToken {
			n++
		}
	}
	return n
}

// checkQuota warns: the account's quota may have been raised.
func (b *builder) checkQuota(number, quota int, what, name, hint string) {
	if number > quota {
		b.Report(diagnostic.AccountQuota, spec.Warning, b.File(), hint,
			"%d %s are more than the %d that an account has in a Region by default (quota %s)", number, what, quota, name)
	}
}

// checkBuses counts the rules of each bus, those of all parts.
func (b *builder) checkBuses() {
	quota := b.rulesPerBus()
	onUsersBus := b.layout.rulesOfUsersBus()
	if slices.ContainsFunc(b.plan.Rules, func(r plan.Rule) bool { return r.Kind == plan.UnknownDetailType }) {
		onUsersBus++
	}
	hint := fewer + ", or set ShardBus (shardBus): the rules are then on several buses"
	if b.layout.sharded {
		hint = fewer
	}
	hint += "; if the account's quota was raised, say so with RulesPerBus (rulesPerBus)"
	if onUsersBus > quota {
		b.Report(diagnostic.TooManyRules, spec.Error, b.File(), hint,
			"%d rules are more than the %d that an event bus holds (quota Number of rules, L-244521F2)", onUsersBus, quota)
	}
	b.checkWildcards()
	shards := 0
	for _, part := range b.layout.parts {
		if !b.layout.sharded {
			break
		}
		shards += len(part)
		for i := range part {
			if rules := weigh(part[i].units).rules + len(part[i].rejections); rules > quota {
				b.Report(diagnostic.TooManyRules, spec.Error, b.File(), hint,
					"%d rules are more than the %d that an event bus holds (quota Number of rules, L-244521F2): those of %s",
					rules, quota, part[i].units[0].key)
			}
		}
	}
	if shards+1 > limits.Buses {
		b.Report(diagnostic.TooManyBuses, spec.Error, b.File(), hint,
			"%d event buses are more than the %d that an account has in a Region (quota Event buses, L-658A4FD9)", shards+1, limits.Buses)
	}
}

// checkWildcards counts the rules with wildcards on each bus.
func (b *builder) checkWildcards() {
	on := make(map[string]int)
	most := 0
	for i := range b.plan.Rules {
		if r := &b.plan.Rules[i]; r.Wildcards {
			on[r.Bus]++
			most = max(most, on[r.Bus])
		}
	}
	if most > limits.WildcardRules {
		b.Report(diagnostic.AccountQuota, spec.Warning, b.File(),
			"name fewer operations in GuardPaths (context key guardPaths): each rule of those has wildcards, and three or more that reject their events",
			"%d rules with wildcards on one event bus are more than the %d that it holds by default", most, limits.WildcardRules)
	}
}

// checkStacks counts what each stack of this part holds.
func (b *builder) checkStacks() {
	levers := fewer + ", share API destinations (SharedDestinations, sharedDestinations), or allow nested stacks (NestedStacks, nestedStacks)"
	uses := b.uses(b.plan)
	total := hierarchyOf(uses)
	if len(b.plan.Stacks) > 0 {
		levers = fewer + ", share API destinations (SharedDestinations, sharedDestinations), or spread the document over several constructs, each in a stack of its own (Part, context key parts)"
		if total.tooMuch() {
			if b.plan.Parts = b.partsNeeded(total.resources * b.parts() / limits.ResourcesPerHierarchy); b.plan.Parts > 0 {
				levers += fmt.Sprintf(": %d are enough", b.plan.Parts)
			}
		}
	}
	b.checkStack(total.own, "a stack", levers)
	for _, s := range b.plan.Stacks {
		b.checkStack(*uses[s.ID], "the nested stack "+s.Name, levers+"; or raise NestedStacks (context key nestedStacks)")
	}
	if total.resources > limits.ResourcesPerHierarchy {
		b.Report(diagnostic.TooManyInHierarchy, spec.Error, b.File(), levers,
			"%d resources are more than the %d of a stack and its nested stacks", total.resources, limits.ResourcesPerHierarchy)
	}
	if n := b.opts.NestedStacks; n != nil && *n > 0 && len(b.plan.Stacks) > *n {
		b.Report(diagnostic.NestedStacks, spec.Error, b.File(), fmt.Sprintf("raise NestedStacks (context key nestedStacks) to %d", len(b.plan.Stacks)),
			"the operations need %d nested stacks, more than the %d that were asked for", len(b.plan.Stacks), *n)
	}
}

func (b *builder) checkStack(u use, what, levers string) {
	switch {
	case u.resources() > limits.ResourcesPerStack:
		b.Report(diagnostic.TooManyResources, spec.Error, b.File(), levers,
			"%d resources are more than the %d of %s (API destinations: %d; rules: %d; connections: %d; roles: %d; others: %d)",
			u.resources(), limits.ResourcesPerStack, what, u.destinations, u.rules, u.connections, u.roles, u.others)
	case u.bytes > limits.TemplateBytes:
		b.Report(diagnostic.TemplateTooLarge, spec.Error, b.File(), levers,
			"the template of %s would have about %d bytes, more than the %d that CloudFormation takes", what, u.bytes, limits.TemplateBytes)
	case u.parameters > limits.ParametersPerStack:
		b.Report(diagnostic.TooManyResources, spec.Error, b.File(), "give the credentials, or values of the server variables",
			"%d parameters are more than the %d of a stack", u.parameters, limits.ParametersPerStack)
	}
}
