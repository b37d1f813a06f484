package main

import "github.com/openapi-destinations/openapidestinations"

// sizeSettings are the context keys about buses and stacks.
type sizeSettings struct {
	rulesPerBus, nestedStacks    *float64
	shardBus, sharedDestinations bool
}

// mostNestedStacks is what the construct takes.
const mostNestedStacks = 100

func (s sizeSettings) addTo(props *openapidestinations.OpenApiDestinationsProps) {
	props.RulesPerBus, props.NestedStacks = s.rulesPerBus, s.nestedStacks
	props.ShardBus, props.SharedDestinations = s.shardBus, s.sharedDestinations
}
