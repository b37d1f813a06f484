package openapidestinations

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/render"
)

// triggerOptions are the triggers as the plan takes them.
func (p *OpenApiDestinationsProps) triggerOptions(opts *plan.Options) {
	for _, id := range slices.Sorted(maps.Keys(p.Triggers)) {
		t := p.Triggers[id]
		trigger := plan.Trigger{ID: id, Operation: t.Operation, Schedule: t.Schedule}
		if t.EventBus != nil {
			trigger.Bus = *t.EventBus.EventBusName()
		}
		if t.Pattern != nil {
			trigger.Pattern, _ = json.Marshal(t.Pattern)
		}
		if t.Fields != nil {
			trigger.Detail, _ = json.Marshal(t.Fields)
		}
		opts.Triggers = append(opts.Triggers, trigger)
	}
}

// checkTriggers refuses what is no JSON, and what no plan can see.
func (p *OpenApiDestinationsProps) checkTriggers(fail func(format string, args ...any)) {
	for _, id := range slices.Sorted(maps.Keys(p.Triggers)) {
		t := p.Triggers[id]
		if id == "" {
			fail("a trigger in Triggers has no name")
		}
		if wrong := notJSON(t.Pattern); wrong != "" {
			fail("the Pattern of the trigger %q is no JSON: %s", id, wrong)
		}
		if wrong := notJSON(t.Fields); wrong != "" {
			fail("the Fields of the trigger %q are no JSON: %s", id, wrong)
		}
		if text, _ := json.Marshal(t.Fields); render.HasToken(string(text)) {
			fail("the Fields of the trigger %q hold a CDK token, which only the deployment knows: give plain values", id)
		}
	}
}

// notJSON says why values can't be written as JSON.
func notJSON(values map[string]any) string {
	if _, err := json.Marshal(values); err != nil {
		return fmt.Sprint(err)
	}
	return ""
}
