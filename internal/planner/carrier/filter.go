package carrier

import (
	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/pattern"
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
