package render

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/jsii-runtime-go"

	"github.com/openapi-destinations/openapidestinations/internal/plan"
)

// shardNames are the names of the shards, in the order of the plan. They begin with the name
// that the construct's own bus has, or would have.
func (f *Frame) shardNames(p *plan.Plan) []physicalName {
	names := make([]physicalName, len(p.Buses))
	name := f.place.physicalName()
	for i := range names {
		names[i] = name.plus("-" + p.Buses[i].Name)
	}
	return names
}

// addBuses makes the shards.
func (r *renderer) addBuses() {
	for i, name := range r.shardNames(r.plan) {
		r.addBus(&r.plan.Buses[i], name.in(r.place.topPath))
	}
}

func (r *renderer) addBus(b *plan.Bus, name string) {
	bus := awsevents.NewCfnEventBus(r.scope, jsii.String(b.ID), &awsevents.CfnEventBusProps{Name: jsii.String(name)})
	r.logBus(bus)
	r.encryptShard(bus)
	r.name(bus, b.ID)
	r.arns[b.ID], r.busNames[b.ID] = bus.AttrArn(), bus.Ref()
}

// shardNamePatterns match the names of the shards, each character of their number by itself: as many
// as a number may have, whatever there are. What trusts the shards (the queue's policy, roles, the
// policy of a key) changes in place, before the shards that are no more have delivered their last
// event, and these may have longer or shorter numbers: without nested stacks there is a 0 in front.
func (r *renderer) shardNamePatterns() []physicalName {
	if len(r.plan.Buses) == 0 {
		return nil
	}
	longest := len(mostShards)
	for i := range r.plan.Buses {
		longest = max(longest, len("-")+len(r.plan.Buses[i].Name))
	}
	var patterns []physicalName
	name := r.place.physicalName().plus("-")
	for range longest - len("-") {
		name = name.plus("?")
		patterns = append(patterns, name)
	}
	return patterns
}
