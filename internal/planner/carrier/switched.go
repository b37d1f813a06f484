package carrier

import (
	"slices"

	"github.com/openapi-destinations/openapidestinations/internal/ident"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/pattern"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner/request"
	"github.com/openapi-destinations/openapidestinations/internal/safe"
)

// Switched are the rules of an operation as the user wants them: of one that is switched off another rule
// keeps what they would take.
func (j *Judging) Switched(rules []plan.Rule, all pattern.Pattern) []plan.Rule {
	return j.switched(rules, &plan.Rule{
		ID: ident.Of(j.DetailType, "SwitchedOffRule"), Pattern: all,
		Description: safe.Clean(j.place+": switched off, its events go to the dead-letter queue", limits.DescriptionLength),
	})
}

// SwitchedTrigger are those of a trigger. A schedule has nothing to keep.
func (j *Judging) SwitchedTrigger(t *request.Trigger, rules []plan.Rule) []plan.Rule {
	if t.Schedule != "" {
		return j.switched(rules, nil)
	}
	return j.switched(rules, &plan.Rule{
		ID: ident.Of(t.ID, "TriggerSwitchedOff"), Trigger: t.ID, Pattern: pattern.Pattern{Root: t.Events},
		Description: safe.Clean("the trigger "+t.ID+": its operation is switched off, so its events go to the dead-letter queue", limits.DescriptionLength),
	})
}

// switched are the rules of what may be switched off: those that deliver are there then, and disabled, and
// what keeps their events takes all that others would reject. It is made before they are disabled, and goes
// after they are enabled again.
func (j *Judging) switched(rules []plan.Rule, keeps *plan.Rule) []plan.Rule {
	if !j.Settings.Disabled() {
		return rules
	}
	rules = slices.DeleteFunc(slices.Clone(rules), func(r plan.Rule) bool { return r.Kind != plan.Delivery })
	for i := range rules {
		rules[i].Disabled = true
		if keeps != nil {
			rules[i].After = append(rules[i].After, keeps.ID)
		}
	}
	if keeps == nil {
		return rules
	}
	keeps.Kind, keeps.Target = plan.Rejection, plan.DeadLetters{}
	return append([]plan.Rule{*keeps}, rules...)
}
