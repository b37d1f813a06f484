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
	stack := c.topStack()
	return nameOf(*stack.StackName()+"/"+c.pathBelow(stack), longestShardName)
}

// addBus makes a shard.
func (r *renderer) addBus(b *plan.Bus) {
	bus := awsevents.NewCfnEventBus(r.c, jsii.String(b.ID), &awsevents.CfnEventBusProps{
		Name: jsii.String(r.c.shardName() + "-" + b.Name),
	})
	r.name(bus, b.ID)
	r.buses[b.ID] = bus
}

// shardPatterns match the names of the shards, each character of their number by itself:
// the queue's policy then stays as it is when there are more of them.
func (c *openApiDestinations) shardPatterns() []string {
	var patterns []string
	digits := ""
	for i := range c.plan.Buses {
		for len(digits) < len(c.plan.Buses[i].Name) {
			digits += "?"
			patterns = append(patterns, c.shardName()+"-"+digits)
		}
	}
	return patterns
}

// forwardTarget hands events on to a shard.
func (r *renderer) forwardTarget(p *plan.Rule) *awsevents.CfnRule_TargetProperty {
	return &awsevents.CfnRule_TargetProperty{
		Id:               jsii.String("Shard"),
		Arn:              r.buses[p.Forwards].AttrArn(),
		RoleArn:          r.roles[p.Role],
		DeadLetterConfig: r.deadLetter,
	}
}
