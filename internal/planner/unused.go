package planner

import (
	"maps"
	"slices"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/planner/finding"
	"github.com/openapi-destinations/openapidestinations/internal/planner/selection"
	"github.com/openapi-destinations/openapidestinations/internal/text"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// checkUnusedNames reports what the user named and nothing asked for, with what was meant.
func (p *planning) checkUnusedNames() {
	p.Unused(finding.Parameters, "fixed value of the parameter", "Parameters, context key parameters", slices.Sorted(maps.Keys(p.opts.Parameters)), p.parameterNames)
	p.selection.ReportIdle(p.opts.Operations)
	p.Unused(finding.IdempotencyHeaders, "idempotency header", "IdempotencyHeaders, context key idempotencyHeaders", p.opts.IdempotencyHeaders, p.parameterNames)
	p.servers.CheckUnused(p.plan.Operations)
	p.checkTriggers()
	p.Unused(finding.Parameters, "secret of the parameter", "SecretParameters, context key parameters", p.opts.SecretParameters, p.parameterNames)
}

// checkTriggers reports triggers of operations that are not there, which is an error: their events would
// be lost.
func (p *planning) checkTriggers() {
	for _, t := range p.opts.Triggers {
		if p.Used(finding.Triggers, t.Operation) {
			continue
		}
		hint := text.Meant(t.Operation, p.operationNames(), "check the name")
		for i := range p.doc.Operations {
			if slices.Contains(selection.Names(&p.doc.Operations[i]), t.Operation) {
				hint = "keep it: Methods, Include or Exclude leave it out (context keys methods, include, exclude)"
			}
		}
		p.Report(diagnostic.TriggerInvalid, spec.Error, p.File(), hint+" (Triggers, context key triggers)",
			"the trigger %q can't be used: there is no operation %q", t.ID, t.Operation)
	}
}

func (p *planning) operationNames() []string { return selection.OperationNames(p.plan.Operations) }

func (p *planning) parameterNames() []string { return selection.ParameterNames(p.plan.Operations) }
