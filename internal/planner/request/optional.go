package request

import (
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/planner/selection"
	"github.com/openapi-destinations/openapidestinations/internal/text"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// carries tells whether an optional parameter is among those the user named: by the
// parameter's name or by the field's.
func (r *making) carries(p *Parameter) bool {
	if r.Settings.Optional == nil {
		return true
	}
	for _, name := range r.Settings.Optional {
		if name == p.Name || name == p.Field || strings.HasPrefix(p.Field, name+".") {
			r.carried[name] = true
			r.Settings.Took(selection.Optional, name)
			return true
		}
	}
	return false
}

// checkCarryList reports names that are no optional parameter of the operation, where the list is for
// it alone. Those for several need to be one of some operation: see Selector.ReportIdle.
func (r *making) checkCarryList() {
	if !r.Settings.Origin(selection.Optional).Named {
		return
	}
	const mostGuesses = 10
	guesses, known := 0, selection.OptionalNames(r.op)
	for _, name := range r.Settings.Optional {
		if !r.carried[name] {
			if guesses++; guesses > mostGuesses {
				known = nil
			}
			r.Note(diagnostic.NothingSelected, spec.Warning, r.op.Position, text.Meant(name, known, "check the name")+selection.OperationsHint,
				"%q is to be carried, and is no optional parameter of this operation", name)
		}
	}
}
