package openapidestinations

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/jsii-runtime-go"

	"github.com/openapi-destinations/openapidestinations/internal/plan"
)

// shardNames are the names of the shards, in the order of the plan. They begin with the name
// that the construct's own bus has, or would have.
func (c *openApiDestinations) shardNames() []physicalName {
	names := make([]physicalName, len(c.plan.Buses))
	name := c.place.physicalName()
	for i := range names {
		names[i] = name.plus("-" + c.plan.Buses[i].Name)
	}
	return names
}

// addBuses makes the shards.
func (r *renderer) addBuses() {
	for i, name := range r.c.shardNames() {
		r.addBus(&r.c.plan.Buses[i], name.in(r.c.place.topPath))
	}
}

func (r *renderer) addBus(b *plan.Bus, name string) {
	bus := awsevents.NewCfnEventBus(r.c, jsii.String(b.ID), &awsevents.CfnEventBusProps{Name: jsii.String(name)})
	r.name(bus, b.ID)
	r.arns[b.ID], r.busNames[b.ID] = bus.AttrArn(), bus.Ref()
}

// shardPatterns match the names of the shards, each character of their number by itself:
// the queue's policy then stays as it is when there are more of them.
func (c *openApiDestinations) shardPatterns() []physicalName {
	var patterns []physicalName
	name := c.place.physicalName().plus("-")
	for i := range c.plan.Buses {
		for len(patterns) < len(c.plan.Buses[i].Name) {
			name = name.plus("?")
			patterns = append(patterns, name)
		}
	}
	return patterns
}

// forwardTarget hands events on to a shard.
func (r *renderer) forwardTarget(role string, to plan.Shard) *awsevents.CfnRule_TargetProperty {
	return &awsevents.CfnRule_TargetProperty{
		Id:               jsii.String("Shard"),
		Arn:              r.arns[to.Bus],
		RoleArn:          r.roles[role],
		DeadLetterConfig: &awsevents.CfnRule_DeadLetterConfigProperty{Arn: r.c.queueARN},
	}
}
