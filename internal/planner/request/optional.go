package request

import (
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/planner/finding"
	"github.com/openapi-destinations/openapidestinations/internal/planner/selection"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// carries tells whether an optional parameter is among those the user named: by the
// parameter's name or by the field's.
func (r *making) carries(p *Parameter) bool {
	key, limited := selection.For(r.m.log, r.op, finding.CarryOptional, r.m.opts.CarryOptional)
	if !limited {
		return true
	}
	for _, name := range r.m.opts.CarryOptional[key] {
		if name == p.Name || name == p.Field || strings.HasPrefix(p.Field, name+".") {
			r.carried[name] = true
			r.m.log.Mark(finding.CarryOptional, key+"#"+name)
			return true
		}
	}
	return false
}

// checkCarryList reports names that are no optional parameter of the operation. Those for
// all operations need to be one of some operation: checkCarryLists reports them.
func (r *making) checkCarryList() {
	key, limited := selection.For(r.m.log, r.op, finding.CarryOptional, r.m.opts.CarryOptional)
	if !limited || key == selection.EveryOperation {
		return
	}
	for _, name := range r.m.opts.CarryOptional[key] {
		if !r.carried[name] {
			r.Note(diagnostic.NothingSelected, spec.Warning, r.op.Position, "check the name",
				"%q is to be carried, and is no optional parameter of this operation", name)
		}
	}
}
