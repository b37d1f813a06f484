// Package render makes with the CDK what a plan says. It begins with what is there whatever the
// document says, the construct's bus and queue (Frame), which the plan's options need to know in
// part; and it answers with the resources that the plan's ids stand for (Rendered). It decides
// nothing about requests; what it does decide is CloudFormation's side: policies, physical names,
// parameters of the launch and of nested stacks, and what can't be changed in what was made elsewhere.
package render

import (
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/openapi-destinations/openapidestinations/internal/ident"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/report"
)

// Rendered is what became of a plan.
type Rendered struct {
	// Destinations, Rules and Machines are by the plan's ids.
	Destinations map[string]awsevents.CfnApiDestination
	Rules        map[string]awsevents.CfnRule
	// The machines are the Express ones.
	Machines map[string]awscdk.CfnResource
	// Metrics are those of the plan.
	Metrics *Metrics
	// Connections are those that were made here, by the plan's ids. Roles are those by which rules
	// reach their targets, by the rules'.
	Connections map[string]awsevents.CfnConnection
	Roles       map[string]awsiam.CfnRole
	// Findings are about what could not be changed, since it was made elsewhere.
	Findings report.Findings

	names *strings.Replacer
}

// Named is a text of the plan with its placeholders called as in the template.
func (r *Rendered) Named(text string) string {
	if r.names == nil {
		return text
	}
	return r.names.Replace(text)
}

// renderer makes the plan's resources, one L1 construct each: a stack holds 500
// resources, and the L2 constructs would take four for an operation instead of two.
type renderer struct {
	*Frame
	plan        *plan.Plan
	found       report.Findings
	secrets     secrets
	launch      launch
	connections map[string]*string
	// made are the connections that were made here.
	made map[string]awsevents.CfnConnection
	// connectionSecrets are the ARNs of the secrets of those that machines call with.
	connectionSecrets map[string]*string
	machines          machines
	destinations      map[string]awsevents.CfnApiDestination
	roles             map[string]*string
	// roleResources are the plan's roles, in order.
	roleResources []awsiam.CfnRole
	rules         map[string]awsevents.CfnRule
	// shelves are where the resources of each stack go, by the stack's ID.
	shelves map[string]*shelf
	// shelf is where the connection goes that is being made.
	shelf *shelf
	// stackOf are the nested stacks of connections, destinations and roles.
	stackOf map[string]string
	// What follows is asked of the CDK once, because each call into its process costs as
	// much as planning ten operations: ARNs of destinations, shards and the queue (a token,
	// mostly), and names of shards.
	arns, busNames map[string]*string
	queueARN       *string
	// queuePolicy is what lets the rules send to the queue; nil where it is out of reach.
	queuePolicy constructs.IDependable
	// uuid begins that of the construct's stack, once a trigger's rule asked for it.
	uuid string
	// shardPatterns match the names of the shards.
	shardPatterns []physicalName
	// console are the parameters to show in the console, in order; names are those of the
	// plan's placeholders as the template has them.
	console []consoleParameter
	names   *strings.Replacer
	// watches are the rules that notice what becomes of connections.
	watches map[string]awsevents.CfnRule
	// undecrypted says that the queue takes what buses can't decrypt.
	undecrypted bool
}

// Render makes what the plan says, around the frame's bus and queue. The plan has no errors.
func Render(f *Frame, p *plan.Plan) Rendered {
	r := &renderer{
		Frame:             f,
		plan:              p,
		connections:       make(map[string]*string),
		made:              make(map[string]awsevents.CfnConnection),
		connectionSecrets: make(map[string]*string),
		destinations:      make(map[string]awsevents.CfnApiDestination),
		roles:             make(map[string]*string),
		rules:             make(map[string]awsevents.CfnRule),
		shelves:           map[string]*shelf{"": {scope: f.scope}},
		stackOf:           make(map[string]string),
		arns:              make(map[string]*string),
		busNames:          map[string]*string{"": &f.bus.name},
		queueARN:          f.Queue.QueueArn(),
	}
	r.shardPatterns = r.shardNamePatterns()
	r.allowDeadLetters()
	r.allowConnectionKey()
	r.checkBusKey()
	r.secrets = r.newSecrets()
	r.launch = r.newLaunch()
	r.addResources()
	r.describeParameters()
	r.addOperate()
	return Rendered{Connections: r.made, Roles: r.rolesByRule(), Destinations: r.destinations, Rules: r.rules, Machines: r.machines.byID, Metrics: &Metrics{r, f.Options()}, Findings: r.found, names: r.names}
}

// rolesByRule are the roles of the rules that have one.
func (r *renderer) rolesByRule() map[string]awsiam.CfnRole {
	byID := make(map[string]awsiam.CfnRole, len(r.plan.Roles))
	for i := range r.plan.Roles {
		byID[r.plan.Roles[i].ID] = r.roleResources[i]
	}
	byRule := make(map[string]awsiam.CfnRole)
	for i := range r.plan.Rules {
		if rule := &r.plan.Rules[i]; rule.Role != "" {
			byRule[rule.ID] = byID[rule.Role]
		}
	}
	return byRule
}

// addResources makes what the plan has, each behind what it refers to.
func (r *renderer) addResources() {
	r.addBuses()
	for i := range r.plan.Stacks {
		r.addStack(&r.plan.Stacks[i])
	}
	for i := range r.plan.Connections {
		r.addConnection(&r.plan.Connections[i])
	}
	for i := range r.plan.Destinations {
		r.addDestination(&r.plan.Destinations[i])
	}
	r.addMachines()
	for i := range r.plan.Roles {
		r.addRole(&r.plan.Roles[i])
	}
	for i := range r.plan.Rules {
		r.addRule(&r.plan.Rules[i])
	}
	r.letRolesWait()
}

func (r *renderer) addDestination(d *plan.Destination) {
	shelf := r.shelves[d.Stack]
	destination := awsevents.NewCfnApiDestination(shelf.scope, jsii.String(d.ID), &awsevents.CfnApiDestinationProps{
		ConnectionArn:                shelf.giveFrom(r.stackOf, d.Connection, r.connections[d.Connection]),
		Description:                  optional(d.Description),
		HttpMethod:                   jsii.String(d.Method),
		InvocationEndpoint:           r.launch.fillOn(shelf, d.Endpoint),
		InvocationRateLimitPerSecond: d.RateLimit,
	})
	r.name(destination, d.ID)
	r.destinations[d.ID], r.stackOf[d.ID] = destination, d.Stack
	r.arns[d.ID] = destination.AttrArn()
}

// addRule makes a rule. CloudFormation refuses a JSON null anywhere in a template,
// and jsii drops it silently, so a pattern that holds one goes there as text, which
// AWS::Events::Rule takes as well; the L1's own property takes objects only.
func (r *renderer) addRule(p *plan.Rule) {
	shelf := r.shelves[p.Stack]
	props := &awsevents.CfnRuleProps{
		Description: optional(p.Description),
		Targets:     &[]*awsevents.CfnRule_TargetProperty{r.target(p)},
	}
	if p.Trigger != "" {
		props.EventBusName, props.Name = r.triggerBus(shelf, p.Trigger), r.triggerRuleName(shelf, p)
		props.ScheduleExpression = optional(p.Schedule)
	} else {
		props.EventBusName = *shelf.give("EventBusName", r.busNames[p.Bus])
	}
	if p.Disabled {
		props.State = jsii.String("DISABLED")
	}
	object := p.Pattern.Object()
	if object != nil && p.Schedule == "" {
		props.EventPattern = object
	}
	rule := awsevents.NewCfnRule(shelf.scope, jsii.String(p.ID), props)
	if object == nil {
		rule.AddPropertyOverride(jsii.String("EventPattern"), p.Pattern.String())
	}
	first := r.rulesOf(p.After)
	for _, id := range p.AfterStacks {
		first = append(first, r.shelves[id].resource)
	}
	if p.Kind != plan.Delivery && p.Stack == "" {
		r.afterQueuePolicy(rule, first...)
	} else if len(first) > 0 {
		rule.Node().AddDependency(first...)
	}
	r.name(rule, p.ID)
	r.rules[p.ID] = rule
}

// rulesOf are rules that are there.
func (r *renderer) rulesOf(ids []string) []constructs.IDependable {
	var rules []constructs.IDependable
	for _, id := range ids {
		rules = append(rules, r.rules[id])
	}
	return rules
}

// afterQueuePolicy makes a resource wait for the queue's policy, and the policy stay as
// long as the resource does: without it, dead letters are lost. Delivery rules wait
// through their roles. What else the resource waits for is said in the same breath.
func (r *renderer) afterQueuePolicy(resource awscdk.CfnResource, first ...constructs.IDependable) {
	if r.queuePolicy != nil {
		first = append(first, r.queuePolicy)
	}
	if len(first) > 0 {
		resource.Node().AddDependency(first...)
	}
}

// name gives the resource its logical id where the user wants a prefix.
func (r *renderer) name(resource awscdk.CfnResource, id string) {
	if r.given.Prefix != "" {
		resource.OverrideLogicalId(jsii.String(ident.LogicalID(r.given.Prefix, id)))
	}
}

// optional is nil for the empty string.
func optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
