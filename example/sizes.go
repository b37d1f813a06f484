package main

import (
	"fmt"
	"maps"
	"slices"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"

	"github.com/openapi-destinations/openapidestinations"
)

// addParts adds the API, and where it is too large for one stack, its other parts in stacks of
// their own, of which it gives the names. The first part, whose stack is given, has the bus and
// the queue of all.
func addParts(app awscdk.App, stack awscdk.Stack, props *openapidestinations.OpenApiDestinationsProps, s settings) (made []openapidestinations.OpenApiDestinations, names []string, err error) {
	parts := 0
	if s.parts != nil {
		parts = int(*s.parts)
	} else {
		parts = props.Parts()
	}
	if parts < 2 {
		api := openapidestinations.NewOpenApiDestinations(stack, jsii.String(constructID), props)
		return []openapidestinations.OpenApiDestinations{api}, nil, failures(api.Diagnostics())
	}
	if err := refuseParameters(s.credentials); err != nil {
		return nil, nil, err
	}
	for part := 1; part <= parts; part++ {
		next, in := *props, stack
		next.Part = fmt.Sprintf("%d/%d", part, parts)
		if part > 1 {
			next.ShardBus = props.ShardBus || props.EventBus == nil
			next.EventBus, next.DeadLetterQueue, next.DeadLetterQueueKey = made[0].EventBus(), made[0].DeadLetterQueue(), nil
			name := fmt.Sprintf("%s-%d", *stack.StackName(), part)
			if in, err = newStack(app, name); err != nil {
				return nil, nil, err
			}
			names = append(names, name)
		}
		api := openapidestinations.NewOpenApiDestinations(in, jsii.String(constructID), &next)
		if err := failures(api.Diagnostics()); err != nil {
			return nil, nil, err
		}
		made = append(made, api)
	}
	return made, names, nil
}

// refuseParameters refuses credentials that only the first stack has.
func refuseParameters(credentials map[string]credentialSetting) error {
	for _, scheme := range slices.Sorted(maps.Keys(credentials)) {
		c := credentials[scheme]
		for _, v := range []*valueSetting{c.value, c.first, c.second} {
			if v != nil && v.Parameter != "" {
				return fmt.Errorf("the credential of the scheme %q is in a parameter of the blueprint, which the other stacks of the API don't have: put it into a secret", scheme)
			}
		}
	}
	return nil
}
