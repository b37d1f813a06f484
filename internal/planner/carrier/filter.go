package carrier

import (
	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/ident"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/pattern"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/safe"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// Narrowed is a pattern with what the operation's settings ask of events besides.
func (j *Judging) Narrowed(p pattern.Pattern) pattern.Pattern {
	narrowed, err := p.Narrowed(j.Settings.Filter)
	j.CheckFilter(err)
	return narrowed
}

// CheckFilter says why a pattern doesn't take what the operation's settings ask of events.
func (j *Judging) CheckFilter(err error) {
	if err != nil {
		j.Note(diagnostic.FilterInvalid, spec.Error, j.position, "correct the pattern (Operations, context key operations)",
			"the pattern of its settings cannot be used: %v", err)
	}
}

// FilterWild tells whether the operation's own pattern has wildcards.
func (j *Judging) FilterWild() bool { return j.Settings.Filter.Extra.HasWildcards() }

// Switched are the rules of an operation as the user wants them: of one that is switched off they are
// there and disabled, and another one sends what they would take to the dead-letter queue. That one is
// made before they are disabled, and goes after they are enabled again.
func (j *Judging) Switched(rules []plan.Rule, all pattern.Pattern) []plan.Rule {
	if !j.Settings.Disabled() {
		return rules
	}
	caught := plan.Rule{
		ID: ident.Of(j.DetailType, "SwitchedOffRule"), Kind: plan.Rejection, Target: plan.DeadLetters{}, Pattern: all,
		Description: safe.Clean(j.place+": switched off, its events go to the dead-letter queue", limits.DescriptionLength),
	}
	for i := range rules {
		rules[i].Disabled = true
		rules[i].After = append(rules[i].After, caught.ID)
	}
	return append([]plan.Rule{caught}, rules...)
}
