package planner_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner"
)

// TestFrame: what stands around a document's operations is in the plan, and counts as a resource of
// the stack unless it was there before.
func TestFrame(t *testing.T) {
	for resources, opts := range map[int]plan.Options{
		3: {}, 2: {GivenBus: true}, 1: {GivenQueue: true}, 0: {GivenBus: true, GivenQueue: true},
	} {
		p := build(t, document("/a: {post: {}}"), opts)
		if p.Frame != planner.Frame(opts) || p.Frame.Resources() != resources {
			t.Errorf("the frame is %+v; want %d resources", p.Frame, resources)
		}
		split := 0
		for n := 240; n <= 250; n++ {
			var paths strings.Builder
			for i := range n {
				fmt.Fprintf(&paths, "/p%d: {post: {}}\n", i)
			}
			text := document(paths.String())
			opts.NestedStacks = new(0)
			one := build(t, text, opts)
			all := len(one.Connections) + len(one.Destinations) + len(one.Rules) + len(one.Roles) + resources
			opts.NestedStacks = nil
			nested := len(build(t, text, opts).Stacks) > 0
			if nested != (all > limits.ResourcesPerStack) {
				t.Errorf("%d operations take %d resources; nested stacks: %v", n, all, nested)
			}
			if nested {
				split++
			}
		}
		if split == 0 || split > 10 {
			t.Errorf("of 11 numbers of operations %d are split", split)
		}
	}
}

// TestRateAndRetry: what the user says of all operations is said of each.
func TestRateAndRetry(t *testing.T) {
	opts := plan.Options{RateLimit: new(7.0), Retry: plan.Retry{Attempts: new(3.0), MaxEventAge: new(60.0)}}
	p := build(t, document("/a: {post: {}}\n/b: {post: {}}"), opts)
	for _, d := range p.Destinations {
		if d.RateLimit != opts.RateLimit {
			t.Errorf("%+v", d)
		}
	}
	for _, r := range p.Rules {
		if call, ok := r.Target.(plan.APIDestination); ok && call.Retry != opts.Retry {
			t.Errorf("%+v", r)
		}
	}
}
