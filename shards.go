package openapidestinations

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/jsii-runtime-go"

	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
)

// longestShardName leaves room for the number of the shard.
const longestShardName = limits.ShardNameLength - len("-100")

// shardName is what the names of the construct's shards begin with. It is the name that
// the construct's own bus has, or would have.
func (c *openApiDestinations) shardName() string {
	return nameOf(c.place.inApp(), longestShardName)
}

// shardNames are the names of the shards, in the order of the plan.
func (c *openApiDestinations) shardNames() []string {
	names := make([]string, len(c.plan.Buses))
	name := c.shardName()
	for i := range names {
		names[i] = name + "-" + c.plan.Buses[i].Name
	}
	return names
}

// addBuses makes the shards.
func (r *renderer) addBuses() {
	for i, name := range r.c.shardNames() {
		r.addBus(&r.c.plan.Buses[i], name)
	}
}

func (r *renderer) addBus(b *plan.Bus, name string) {
	bus := awsevents.NewCfnEventBus(r.c, jsii.String(b.ID), &awsevents.CfnEventBusProps{Name: jsii.String(name)})
	r.name(bus, b.ID)
	r.arns[b.ID], r.busNames[b.ID] = bus.AttrArn(), bus.Ref()
}

// shardPatterns match the names of the shards, each character of their number by itself:
// the queue's policy then stays as it is when there are more of them.
func (c *openApiDestinations) shardPatterns() []string {
	var patterns []string
	digits := ""
	for i := range c.plan.Buses {
		for len(digits) < len(c.plan.Buses[i].Name) {
			digits += "?"
			patterns = append(patterns, digits)
		}
	}
	if len(patterns) > 0 {
		name := c.shardName() + "-"
		for i := range patterns {
			patterns[i] = name + patterns[i]
		}
	}
	return patterns
}

// forwardTarget hands events on to a shard.
func (r *renderer) forwardTarget(p *plan.Rule) *awsevents.CfnRule_TargetProperty {
	return &awsevents.CfnRule_TargetProperty{
		Id:               jsii.String("Shard"),
		Arn:              r.arns[p.Forwards],
		RoleArn:          r.roles[p.Role],
		DeadLetterConfig: &awsevents.CfnRule_DeadLetterConfigProperty{Arn: r.c.queueARN},
	}
}
