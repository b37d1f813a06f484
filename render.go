package openapidestinations

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/openapi-destinations/openapidestinations/internal/ident"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
)

// renderer makes the plan's resources, one L1 construct each: a stack holds 500
// resources, and the L2 constructs would take four for an operation instead of two.
type renderer struct {
	// c is the scope. It is not embedded: jsii takes no struct around a construct.
	c            *openApiDestinations
	props        *OpenApiDestinationsProps
	secrets      secrets
	launch       launch
	connections  map[string]*string
	destinations map[string]awsevents.CfnApiDestination
	roles        map[string]*string
	rules        map[string]awsevents.CfnRule
	// shelves are where the resources of each stack go, by the stack's ID.
	shelves map[string]*shelf
	// shelf is where the connection goes that is being made.
	shelf *shelf
	// stackOf are the nested stacks of connections, destinations and roles.
	stackOf map[string]string
	// What follows is asked of the CDK once, because each call into its process costs as
	// much as planning ten operations: ARNs of destinations and shards, names of
	// shards, and what the rules have in common.
	arns, busNames map[string]*string
	retry          *awsevents.CfnRule_RetryPolicyProperty
	// shardPatterns match the names of the shards.
	shardPatterns []physicalName
}

func newRenderer(c *openApiDestinations, props *OpenApiDestinationsProps) *renderer {
	r := &renderer{
		c:            c,
		props:        props,
		secrets:      newSecrets(c, props),
		launch:       newLaunch(c, props),
		connections:  make(map[string]*string),
		destinations: make(map[string]awsevents.CfnApiDestination),
		roles:        make(map[string]*string),
		rules:        make(map[string]awsevents.CfnRule),
		shelves:      map[string]*shelf{"": {scope: c}},
		stackOf:      make(map[string]string),
		arns:         make(map[string]*string),
		busNames:     map[string]*string{"": &c.bus.name},

		shardPatterns: c.shardPatterns(),
	}
	if props.RetryAttempts != nil || props.MaxEventAge != nil {
		r.retry = &awsevents.CfnRule_RetryPolicyProperty{
			MaximumRetryAttempts:     props.RetryAttempts,
			MaximumEventAgeInSeconds: seconds(props.MaxEventAge),
		}
	}
	return r
}

func (r *renderer) render() {
	r.addBuses()
	for i := range r.c.plan.Stacks {
		r.addStack(&r.c.plan.Stacks[i])
	}
	for i := range r.c.plan.Connections {
		r.addConnection(&r.c.plan.Connections[i])
	}
	for i := range r.c.plan.Destinations {
		r.addDestination(&r.c.plan.Destinations[i])
	}
	for i := range r.c.plan.Roles {
		r.addRole(&r.c.plan.Roles[i])
	}
	for i := range r.c.plan.Rules {
		r.addRule(&r.c.plan.Rules[i])
	}
	for i := range r.c.plan.Operations {
		planned := &r.c.plan.Operations[i]
		r.c.operations[i].destination = r.destinations[planned.Destination]
		for _, id := range planned.Rules {
			r.c.operations[i].rules = append(r.c.operations[i].rules, r.rules[id])
		}
	}
}

func (r *renderer) addDestination(d *plan.Destination) {
	shelf := r.shelves[d.Stack]
	destination := awsevents.NewCfnApiDestination(shelf.scope, jsii.String(d.ID), &awsevents.CfnApiDestinationProps{
		ConnectionArn:                shelf.giveFrom(r.stackOf, d.Connection, r.connections[d.Connection]),
		Description:                  optional(d.Description),
		HttpMethod:                   jsii.String(d.Method),
		InvocationEndpoint:           r.launch.fillOn(shelf, d.Endpoint),
		InvocationRateLimitPerSecond: r.props.RateLimit,
	})
	r.name(destination, d.ID)
	r.destinations[d.ID], r.stackOf[d.ID] = destination, d.Stack
	r.arns[d.ID] = destination.AttrArn()
}

// addRole makes a role that may call its destinations, or put events on its shards, and
// nothing else, for EventBridge acting for the rules of the construct's buses only: those of another bus
// of the account may not call the API with its credentials (the confused deputy).
func (r *renderer) addRole(p *plan.Role) {
	name, action := "InvokeApiDestinations", "events:InvokeApiDestination"
	var arns []*string
	for _, id := range p.Destinations {
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
	if p.Stack == "" {
		r.afterQueuePolicy(role)
	}
	r.name(role, p.ID)
	r.roles[p.ID], r.stackOf[p.ID] = role.AttrArn(), p.Stack
}

// trust lets EventBridge take the role for the rules that have it: those of the bus where it hands
// events on to shards, else those of the shards as well.
func (r *renderer) trust(p *plan.Role) []map[string]any {
	bus, at := r.c.bus, r.shelves[p.Stack]
	if at.stack != nil && hasToken(bus.physical.atSynth()) {
		bus.physical = fixedName(*at.give("EventBusName", r.busNames[""]))
	}
	bus.physical = r.launchedOn(at, bus.physical)
	var shards []physicalName
	if len(p.Buses) == 0 {
		for _, pattern := range r.shardPatterns {
			shards = append(shards, r.launchedOn(at, pattern))
		}
	}
	var all []map[string]any
	for _, source := range bus.ruleSources(r.c.place, r.c.place.topPath, shards) {
		all = append(all, statement{
			Effect:    "Allow",
			Principal: map[string]string{"Service": eventsPrincipal},
			Action:    "sts:AssumeRole",
			Condition: source.conditions(r.c.place.account),
		}.object())
	}
	return all
}

// launchedOn is a name as a nested stack has it, whose own AWS::StackName is another one.
func (r *renderer) launchedOn(at *shelf, name physicalName) physicalName {
	if at.stack != nil && name.launchedAs != "" && name.top == r.c.place.topPath {
		name.launchedAs = *at.give("StackName", &name.launchedAs)
	}
	return name
}

func policyDocument(statements ...map[string]any) map[string]any {
	return map[string]any{"Version": "2012-10-17", "Statement": statements}
}

// addRule makes a rule. CloudFormation refuses a JSON null anywhere in a template,
// and jsii drops it silently, so a pattern that holds one goes there as text, which
// AWS::Events::Rule takes as well; the L1's own property takes objects only.
func (r *renderer) addRule(p *plan.Rule) {
	shelf := r.shelves[p.Stack]
	props := &awsevents.CfnRuleProps{
		Description:  optional(p.Description),
		EventBusName: *shelf.give("EventBusName", r.busNames[p.Bus]),
		Targets:      &[]*awsevents.CfnRule_TargetProperty{r.target(p)},
	}
	object := p.Pattern.Object()
	if object != nil {
		props.EventPattern = object
	}
	rule := awsevents.NewCfnRule(shelf.scope, jsii.String(p.ID), props)
	if object == nil {
		rule.AddPropertyOverride(jsii.String("EventPattern"), p.Pattern.String())
	}
	var first []constructs.IDependable
	for _, id := range p.After {
		first = append(first, r.rules[id])
	}
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

// afterQueuePolicy makes a resource wait for the queue's policy, and the policy stay as
// long as the resource does: without it, dead letters are lost. Delivery rules wait
// through their roles. What else the resource waits for is said in the same breath.
func (r *renderer) afterQueuePolicy(resource awscdk.CfnResource, first ...constructs.IDependable) {
	if r.c.queuePolicy != nil {
		first = append(first, r.c.queuePolicy)
	}
	if len(first) > 0 {
		resource.Node().AddDependency(first...)
	}
}

func (r *renderer) target(p *plan.Rule) *awsevents.CfnRule_TargetProperty {
	shelf := r.shelves[p.Stack]
	queueARN := shelf.give("DeadLetterQueueArn", r.c.queueARN)
	if _, unusable := p.Target.(plan.DeadLetters); unusable {
		return &awsevents.CfnRule_TargetProperty{Id: jsii.String(queueID), Arn: queueARN}
	}
	if shard, forwards := p.Target.(plan.Shard); forwards {
		return r.forwardTarget(p.Role, shard)
	}
	call := p.Target.(plan.APIDestination)
	target := &awsevents.CfnRule_TargetProperty{
		Id:               jsii.String("ApiDestination"),
		Arn:              shelf.giveFrom(r.stackOf, call.ID, r.arns[call.ID]),
		RoleArn:          shelf.giveFrom(r.stackOf, p.Role, r.roles[p.Role]),
		DeadLetterConfig: &awsevents.CfnRule_DeadLetterConfigProperty{Arn: queueARN},
		InputPath:        optional(call.InputPath),
		Input:            optional(call.Input),
	}
	if r.retry != nil {
		target.RetryPolicy = r.retry
	}
	if len(call.PathValues)+len(call.Headers)+len(call.Query) > 0 {
		parameters := &awsevents.CfnRule_HttpParametersProperty{}
		if len(call.PathValues) > 0 {
			parameters.PathParameterValues = jsii.Strings(call.PathValues...)
		}
		if len(call.Headers) > 0 {
			parameters.HeaderParameters = pairs(call.Headers)
		}
		if len(call.Query) > 0 {
			parameters.QueryStringParameters = pairs(call.Query)
		}
		target.HttpParameters = parameters
	}
	return target
}

func pairs(ps []plan.Pair) map[string]*string {
	m := make(map[string]*string, len(ps))
	for _, p := range ps {
		m[p.Name] = jsii.String(p.Value.Expression())
	}
	return m
}

// name gives the resource its logical id where the user wants a prefix.
func (r *renderer) name(resource awscdk.CfnResource, id string) {
	if r.props.Prefix != "" {
		resource.OverrideLogicalId(jsii.String(ident.LogicalID(r.props.Prefix, id)))
	}
}

// optional is nil for the empty string.
func optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
