package main

import (
	"fmt"
	"maps"
	"slices"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/openapi-destinations/openapidestinations/bench/internal/assembly"
)

// maker makes the resources of one stack. What an expression of the template refers to is
// asked of the CDK once, as somebody would who knows that each call into it costs.
type maker struct {
	stack awscdk.Stack
	// stacks are the makers of all stacks, by their names.
	stacks    map[string]*maker
	template  *assembly.Template
	resources map[string]awscdk.CfnResource
	nested    map[string]awscdk.NestedStack
	// values are the references, by "id.attribute"; those of a nested stack's parameters
	// are the parent's.
	values map[string]*string
	places map[string]int
}

func newMaker(stack awscdk.Stack, stacks map[string]*maker) *maker {
	return &maker{stack: stack, stacks: stacks, values: make(map[string]*string), resources: make(map[string]awscdk.CfnResource)}
}

func (m *maker) add(t *assembly.Template) {
	m.template, m.places, m.nested = t, make(map[string]int), make(map[string]awscdk.NestedStack)
	for i := range t.Resources {
		m.places[t.Resources[i].ID] = i
	}
	for _, name := range slices.Sorted(maps.Keys(t.Parameters)) {
		p := t.Parameters[name]
		if _, given := m.values[name+"."]; given || p["NoEcho"] == nil {
			continue
		}
		m.values[name+"."] = awscdk.NewCfnParameter(m.stack, &name, &awscdk.CfnParameterProps{
			Type: text(p["Type"]), NoEcho: jsii.Bool(true), Description: text(p["Description"]),
			ConstraintDescription: text(p["ConstraintDescription"]),
			MinLength:             number(p["MinLength"]), MaxLength: number(p["MaxLength"]),
		}).ValueAsString()
	}
	for i := range t.Resources {
		m.resource(&t.Resources[i])
	}
	for i := range t.Resources {
		m.order(&t.Resources[i])
	}
}

// order says what a resource waits for, in one call: AddResourceDependency takes one each.
func (m *maker) order(r *assembly.Resource) {
	var first []constructs.IDependable
	for _, id := range r.DependsOn {
		first = append(first, m.made(id))
	}
	if len(first) > 0 {
		m.made(r.ID).Node().AddDependency(first...)
	}
}

func (m *maker) made(id string) awscdk.CfnResource {
	if s := m.nested[id]; s != nil {
		return s.NestedStackResource()
	}
	return m.resources[id]
}

// resource makes a resource, once, and what it refers to before it.
func (m *maker) resource(r *assembly.Resource) awscdk.CfnResource {
	if made := m.resources[r.ID]; made != nil || m.nested[r.ID] != nil {
		return made
	}
	if r.Nested != nil {
		m.nest(r)
		return nil
	}
	made := m.typed(r, properties{m, r.Properties})
	m.resources[r.ID] = made
	return made
}

func (m *maker) nest(r *assembly.Resource) {
	stack := awscdk.NewNestedStack(m.stack, &r.ID, nil)
	inner := newMaker(stack, nil)
	given, _ := r.Properties["Parameters"].(map[string]any)
	for name, value := range given {
		inner.values[name+"."] = m.string(value)
	}
	m.nested[r.ID] = stack
	inner.add(r.Nested)
}

func (m *maker) typed(r *assembly.Resource, p properties) awscdk.CfnResource {
	switch r.Type {
	case "AWS::Events::EventBus":
		return awsevents.NewCfnEventBus(m.stack, &r.ID, &awsevents.CfnEventBusProps{Name: p.string("Name")})
	case "AWS::SQS::Queue":
		return awssqs.NewCfnQueue(m.stack, &r.ID, &awssqs.CfnQueueProps{
			MessageRetentionPeriod: number(r.Properties["MessageRetentionPeriod"]), SqsManagedSseEnabled: r.Properties["SqsManagedSseEnabled"],
		})
	case "AWS::SQS::QueuePolicy":
		return awssqs.NewCfnQueuePolicy(m.stack, &r.ID, &awssqs.CfnQueuePolicyProps{
			PolicyDocument: p.any("PolicyDocument"), Queues: p.strings("Queues"),
		})
	case "AWS::IAM::Role":
		return m.role(r, p)
	case "AWS::Events::Connection":
		return awsevents.NewCfnConnection(m.stack, &r.ID, &awsevents.CfnConnectionProps{
			AuthorizationType: p.string("AuthorizationType"), AuthParameters: lower(p.any("AuthParameters")), Description: p.string("Description"),
		})
	case "AWS::Events::ApiDestination":
		return awsevents.NewCfnApiDestination(m.stack, &r.ID, &awsevents.CfnApiDestinationProps{
			ConnectionArn: p.string("ConnectionArn"), Description: p.string("Description"),
			HttpMethod: p.string("HttpMethod"), InvocationEndpoint: p.string("InvocationEndpoint"),
		})
	case "AWS::Events::Rule":
		return m.rule(r, p)
	}
	panic(fmt.Sprintf("%s is a %s: the benchmark doesn't know how to make it", r.ID, r.Type))
}

func (m *maker) role(r *assembly.Resource, p properties) awscdk.CfnResource {
	var policies []*awsiam.CfnRole_PolicyProperty
	for _, policy := range p.objects("Policies") {
		policies = append(policies, &awsiam.CfnRole_PolicyProperty{
			PolicyName: policy.string("PolicyName"), PolicyDocument: policy.any("PolicyDocument"),
		})
	}
	return awsiam.NewCfnRole(m.stack, &r.ID, &awsiam.CfnRoleProps{
		AssumeRolePolicyDocument: p.any("AssumeRolePolicyDocument"), Policies: &policies,
	})
}

func (m *maker) rule(r *assembly.Resource, p properties) awscdk.CfnResource {
	var targets []*awsevents.CfnRule_TargetProperty
	for _, t := range p.objects("Targets") {
		target := &awsevents.CfnRule_TargetProperty{
			Id: t.string("Id"), Arn: t.string("Arn"), RoleArn: t.string("RoleArn"),
			Input: t.string("Input"), InputPath: t.string("InputPath"),
		}
		if letters := t.object("DeadLetterConfig"); letters.given != nil {
			target.DeadLetterConfig = &awsevents.CfnRule_DeadLetterConfigProperty{Arn: letters.string("Arn")}
		}
		if http := t.object("HttpParameters"); http.given != nil {
			target.HttpParameters = &awsevents.CfnRule_HttpParametersProperty{
				HeaderParameters: http.any("HeaderParameters"), QueryStringParameters: http.any("QueryStringParameters"),
				PathParameterValues: http.strings("PathParameterValues"),
			}
		}
		targets = append(targets, target)
	}
	props := &awsevents.CfnRuleProps{
		Description: p.string("Description"), EventBusName: p.string("EventBusName"), Targets: &targets,
	}
	pattern, isText := r.Properties["EventPattern"].(string)
	if !isText {
		props.EventPattern = r.Properties["EventPattern"]
	}
	rule := awsevents.NewCfnRule(m.stack, &r.ID, props)
	if isText {
		rule.AddPropertyOverride(jsii.String("EventPattern"), pattern)
	}
	return rule
}
