package render

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/openapi-destinations/openapidestinations/internal/plan"
)

// addRole makes a role that may call its destinations, start its state machines, or put events on its shards, and
// nothing else, for EventBridge acting for the rules of the construct's buses only: those of another bus
// of the account may not call the API with its credentials (the confused deputy).
func (r *renderer) addRole(p *plan.Role) {
	name, action := "InvokeApiDestinations", "events:InvokeApiDestination"
	var arns []*string
	for _, id := range p.Destinations {
		arns = append(arns, r.arns[id])
	}
	for _, id := range p.Machines {
		name, action = "StartStateMachines", "states:StartExecution"
		arns = append(arns, r.arns[id])
	}
	for _, id := range p.Buses {
		name, action = "PutEvents", "events:PutEvents"
		arns = append(arns, r.arns[id])
	}
	role := awsiam.NewCfnRole(r.shelves[p.Stack].scope, jsii.String(p.ID), &awsiam.CfnRoleProps{
		AssumeRolePolicyDocument: policyDocument(r.trust(p)...),
		Policies: &[]*awsiam.CfnRole_PolicyProperty{{
			PolicyName: jsii.String(name),
			PolicyDocument: policyDocument(map[string]any{
				"Effect":   "Allow",
				"Action":   action,
				"Resource": arns,
			}),
		}},
	})
	var first []constructs.IDependable
	if len(p.Machines) > 0 {
		first = r.machines.policies // what it starts may act by then
	}
	if p.Stack == "" {
		r.afterQueuePolicy(role, first...)
	}
	r.name(role, p.ID)
	r.roles[p.ID], r.stackOf[p.ID] = role.AttrArn(), p.Stack
	r.roleResources = append(r.roleResources, role)
}

// letRolesWait has roles wait for rules, which are made later.
func (r *renderer) letRolesWait() {
	for i := range r.plan.Roles {
		if after := r.plan.Roles[i].After; len(after) > 0 {
			r.roleResources[i].Node().AddDependency(r.rulesOf(after)...)
		}
	}
}

// trust lets EventBridge take the role for the rules that have it: those of the bus where it hands
// events on to shards, else those of the shards as well.
func (r *renderer) trust(p *plan.Role) []map[string]any {
	if p.Triggers {
		return r.trustOf(r.triggerSources(r.shelves[p.Stack])...)
	}
	bus, at := r.bus, r.shelves[p.Stack]
	if at.stack != nil && HasToken(bus.physical.atSynth()) {
		bus.physical = fixedName(*at.give("EventBusName", r.busNames[""]))
	}
	bus.physical = r.launchedOn(at, bus.physical)
	var shards []physicalName
	if len(p.Buses) == 0 {
		for _, pattern := range r.shardPatterns {
			shards = append(shards, r.launchedOn(at, pattern))
		}
	}
	return r.trustOf(bus.ruleSources(r.place, r.place.topPath, shards)...)
}

// trustOf lets EventBridge take a role for rules.
func (r *renderer) trustOf(sources ...ruleSource) []map[string]any {
	var all []map[string]any
	for _, source := range sources {
		all = append(all, statement{
			Effect:    "Allow",
			Principal: map[string]string{"Service": eventsPrincipal},
			Action:    "sts:AssumeRole",
			Condition: source.conditions(r.place.account),
		}.object())
	}
	return all
}

// launchedOn is a name as a nested stack has it, whose own AWS::StackName is another one.
func (r *renderer) launchedOn(at *shelf, name physicalName) physicalName {
	if at.stack != nil && name.launchedAs != "" && name.top == r.place.topPath {
		name.launchedAs = *at.give("StackName", &name.launchedAs)
	}
	return name
}

func policyDocument(statements ...map[string]any) map[string]any {
	return map[string]any{"Version": "2012-10-17", "Statement": statements}
}
