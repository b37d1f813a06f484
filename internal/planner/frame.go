package planner

import "github.com/openapi-destinations/openapidestinations/internal/plan"

// Frame is the part of the plan that doesn't depend on the document.
func Frame(opts plan.Options) plan.Frame {
	return plan.Frame{
		Bus:         plan.EventBus{ID: "EventBus", Given: opts.GivenBus},
		DeadLetters: plan.Queue{ID: "DeadLetterQueue", Policy: "DeadLetterQueuePolicy", Given: opts.GivenQueue},
	}
}
