package planner

import (
	"slices"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner/finding"
	"github.com/openapi-destinations/openapidestinations/internal/planner/selection"
	"github.com/openapi-destinations/openapidestinations/internal/text"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// nameTriggers has each trigger name its operation by the detail type, which is one operation's: an
// operationId may be that of several, and the detail type of another one.
func (p *planning) nameTriggers() {
	var named []plan.Trigger
	for _, t := range p.opts.Triggers {
		switch meant := p.meant(t.Operation); len(meant) {
		case 0: // is reported once all operations are decided
		case 1:
			t.Operation = meant[0].DetailType
		default:
			p.Mark(finding.Triggers, t.Operation)
			p.Report(diagnostic.TriggerInvalid, spec.Error, meant[1].Spec.IDPosition, "name it by its method and path (Triggers, context key triggers)",
				"the trigger %q can't be used: the operationId %q is that of %d operations, %s %s the first (%s)",
				t.ID, t.Operation, len(meant), meant[0].Spec.Method, meant[0].Spec.Path, meant[0].Spec.Position)
			continue
		}
		named = append(named, t)
	}
	p.opts.Triggers = named
}

// meant are the operations that have a name: the one with that detail type, or those that the document
// calls so.
func (p *planning) meant(name string) []*plan.Operation {
	var meant []*plan.Operation
	for i := range p.plan.Operations {
		op := &p.plan.Operations[i]
		if op.DetailType == name {
			return []*plan.Operation{op}
		}
		if slices.Contains(selection.Names(op.Spec), name) {
			meant = append(meant, op)
		}
	}
	return meant
}

// checkTriggers reports triggers of operations that are not there, which is an error: their events would
// be lost.
func (p *planning) checkTriggers() {
	for _, t := range p.opts.Triggers {
		if p.Used(finding.Triggers, t.Operation) {
			continue
		}
		hint := text.Meant(t.Operation, slices.Concat(p.operationNames(), p.detailTypes()), "check the name")
		for i := range p.doc.Operations {
			if slices.Contains(selection.Names(&p.doc.Operations[i]), t.Operation) {
				hint = "keep it: Methods, Include or Exclude leave it out (context keys methods, include, exclude)"
			}
		}
		p.Report(diagnostic.TriggerInvalid, spec.Error, p.File(), hint+" (Triggers, context key triggers)",
			"the trigger %q can't be used: there is no operation %q", t.ID, t.Operation)
	}
}
