package layout

import (
	"cmp"
	"fmt"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/planner/finding"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// fewer is what always helps.
const fewer = finding.SelectFewer + ", lower MaxOptionalParameters (maxOptionalParameters)"

// check compares what is placed with what buses, stacks and accounts may hold.
type check struct {
	*finding.Log
	*Placed
}

// Check reports what is more than buses, stacks and accounts may hold. The construct's own stack has
// so many parameters.
func (p *Placed) Check(parameters int, log *finding.Log) {
	c := check{log, p}
	c.checkBuses()
	c.checkStacks(parameters)
	c.checkQuota(len(p.Connections), limits.Connections, "connections", "Connections, L-595D6D42",
		fewer+", or have the quota raised")
	c.checkQuota(c.privateConnections(), limits.PrivateConnections, "private connections", "Connections (Private)",
		fewer+": those of fewer security schemes")
	c.checkDestinations()
	c.checkGrants()
	c.checkTriggers()
}

// checkGrants counts the policies that a state machine needs for its addresses: a deployment that
// changes them has the old ones beside the new.
func (c check) checkGrants() {
	const most = limits.ManagedPolicies / 2
	for i := range c.Machines {
		if n := len(c.Machines[i].Policies); n > most {
			c.Report(diagnostic.AccountQuota, spec.Error, c.File(),
				finding.SelectFewer+", or forbid state machines with Carriers (context key carriers)",
				"a state machine that calls %d addresses needs %d policies, and a role has %d at most, of which a change needs half (quota Managed policies attached to an IAM role, L-0DA4ABF3)",
				len(c.Machines[i].Calls), n, limits.ManagedPolicies)
		}
	}
}

// checkDestinations counts the API destinations of all parts, which are as many resources: an
// error, before minutes are spent on making what no account has room for, unless the user says
// that this one has.
func (c check) checkDestinations() {
	quota := cmp.Or(c.whole.DestinationsPerAccount, limits.Destinations)
	if n := weigh(c.whole.units).own + len(c.whole.Shared); n > quota {
		c.Report(diagnostic.AccountQuota, spec.Error, c.File(),
			"let operations share them (SharedDestinations, context key sharedDestinations); if the account's quota was raised, say so (DestinationsPerAccount, context key destinationsPerAccount)",
			"%d API destinations are more than the %d that an account has in a Region (quota Api destinations, L-FB1C3A6D)", n, quota)
	}
}

// privateConnections counts those that reach the API or its tokens through VPC Lattice.
func (c check) privateConnections() int {
	n := 0
	for i := range c.Connections {
		if connection := &c.Connections[i]; connection.Private || connection.PrivateToken {
			n++
		}
	}
	return n
}

// checkQuota warns: the account's quota may have been raised.
func (c check) checkQuota(number, quota int, what, name, hint string) {
	if number > quota {
		c.Report(diagnostic.AccountQuota, spec.Warning, c.File(), hint,
			"%d %s are more than the %d that an account has in a Region by default (quota %s)", number, what, quota, name)
	}
}

// checkBuses counts the rules of each bus, those of all parts.
func (c check) checkBuses() {
	quota := c.whole.RulesPerBus
	onUsersBus := c.layout.rulesOfUsersBus()
	if c.catchesUnknown {
		onUsersBus++
	}
	hint := fewer + ", or set ShardBus (shardBus): the rules are then on several buses"
	if c.layout.sharded {
		hint = fewer
	}
	hint += "; if the account's quota was raised, say so with RulesPerBus (rulesPerBus)"
	if onUsersBus > quota {
		of := ""
		if here := weigh(c.whole.units).here; here > 0 {
			of = fmt.Sprintf(": %d of them are those of triggers", here)
		}
		c.Report(diagnostic.TooManyRules, spec.Error, c.File(), hint,
			"%d rules are more than the %d that an event bus holds (quota Number of rules, L-244521F2)%s", onUsersBus, quota, of)
	}
	c.checkWildcards()
	shards := 0
	for _, part := range c.layout.parts {
		if !c.layout.sharded {
			break
		}
		shards += len(part)
		for i := range part {
			if rules := weigh(part[i].units).rules + len(part[i].rejections); rules > quota {
				c.Report(diagnostic.TooManyRules, spec.Error, c.File(), hint,
					"%d rules are more than the %d that an event bus holds (quota Number of rules, L-244521F2): those of %s",
					rules, quota, part[i].units[0].key)
			}
		}
	}
	if shards+1 > limits.Buses {
		c.Report(diagnostic.TooManyBuses, spec.Error, c.File(), hint,
			"%d event buses are more than the %d that an account has in a Region (quota Event buses, L-658A4FD9)", shards+1, limits.Buses)
	}
}

// checkStacks counts what each stack of this part holds.
func (c check) checkStacks(parameters int) {
	levers := fewer + ", share API destinations (SharedDestinations, sharedDestinations), or allow nested stacks (NestedStacks, nestedStacks)"
	total := hierarchyOf(c.uses)
	total.own.parameters = parameters
	if len(c.Stacks) > 0 {
		levers = fewer + ", share API destinations (SharedDestinations, sharedDestinations), or spread the document over several constructs, each in a stack of its own (Part, context key parts)"
		if c.Parts > 0 {
			levers += fmt.Sprintf(": %d are enough", c.Parts)
		}
	}
	c.checkStack(total.own, "a stack", levers)
	for _, s := range c.Stacks {
		c.checkStack(*c.uses[s.ID], "the nested stack "+s.Name, levers+"; or raise NestedStacks (context key nestedStacks)")
	}
	if total.resources > limits.ResourcesPerHierarchy {
		c.Report(diagnostic.TooManyInHierarchy, spec.Error, c.File(), levers,
			"%d resources are more than the %d of a stack and its nested stacks", total.resources, limits.ResourcesPerHierarchy)
	}
	if n := c.whole.NestedStacks; n != nil && *n > 0 && len(c.Stacks) > *n {
		c.Report(diagnostic.NestedStacks, spec.Error, c.File(), fmt.Sprintf("raise NestedStacks (context key nestedStacks) to %d", len(c.Stacks)),
			"the operations need %d nested stacks, more than the %d that were asked for", len(c.Stacks), *n)
	}
}

func (c check) checkStack(u use, what, levers string) {
	switch {
	case u.resources() > limits.ResourcesPerStack:
		c.Report(diagnostic.TooManyResources, spec.Error, c.File(), levers,
			"%d resources are more than the %d of %s (API destinations: %d; rules: %d; connections: %d; roles: %d; others: %d)",
			u.resources(), limits.ResourcesPerStack, what, u.destinations, u.rules, u.connections, u.roles, u.others)
	case u.bytes > limits.TemplateBytes:
		c.Report(diagnostic.TemplateTooLarge, spec.Error, c.File(), levers,
			"the template of %s would have about %d bytes, more than the %d that CloudFormation takes", what, u.bytes, limits.TemplateBytes)
	case u.parameters > limits.ParametersPerStack:
		c.Report(diagnostic.TooManyResources, spec.Error, c.File(), "give the credentials, or values of the server variables",
			"%d parameters are more than the %d of a stack", u.parameters, limits.ParametersPerStack)
	}
}
