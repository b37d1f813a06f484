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

// shardNamePatterns match the names of the shards, each character of their number by itself:
// the queue's policy then stays as it is when there are more of them.
func (r *renderer) shardNamePatterns() []physicalName {
	var patterns []physicalName
	name := r.place.physicalName().plus("-")
	for i := range r.plan.Buses {
		for len(patterns) < len(r.plan.Buses[i].Name) {
			name = name.plus("?")
			patterns = append(patterns, name)
		}
	}
	return patterns
}
