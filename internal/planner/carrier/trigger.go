package carrier

import (
	"slices"

	"github.com/openapi-destinations/openapidestinations/internal/ident"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/pattern"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner/request"
	"github.com/openapi-destinations/openapidestinations/internal/safe"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// SwitchedTrigger are the rules of a trigger as the user wants its operation: of one that is switched off
// they are disabled, and another one sends what they would take to the dead-letter queue, as
// Judging.Switched says. A schedule has nothing to keep.
func (j *Judging) SwitchedTrigger(t *request.Trigger, rules []plan.Rule) []plan.Rule {
	if !j.Settings.Disabled() {
		return rules
	}
	rules = slices.DeleteFunc(slices.Clone(rules), func(r plan.Rule) bool { return r.Kind != plan.Delivery })
	for i := range rules {
		rules[i].Disabled = true
	}
	if t.Schedule != "" {
		return rules
	}
	caught := plan.Rule{
		ID: ident.Of(t.ID, "TriggerSwitchedOff"), Kind: plan.Rejection, Target: plan.DeadLetters{}, Trigger: t.ID, Pattern: pattern.Pattern{Root: t.Events},
		Description: safe.Clean("the trigger "+t.ID+": its operation is switched off, so its events go to the dead-letter queue", limits.DescriptionLength),
	}
	for i := range rules {
		rules[i].After = append(rules[i].After, caught.ID)
	}
	return append([]plan.Rule{caught}, rules...)
}

// TriggerRule is a rule of a trigger, without its target. Its description names the trigger, for who
// finds the rule's ARN with a dead letter.
func TriggerRule(t *request.Trigger, op *spec.Operation, id, more string) plan.Rule {
	return plan.Rule{
		ID: id, Trigger: t.ID, Schedule: t.Schedule, Pattern: pattern.Pattern{Root: t.Events},
		Description: safe.Clean("the trigger "+t.ID+" calls "+ident.OperationKey(op.Method, op.Path)+more, limits.DescriptionLength),
	}
}
