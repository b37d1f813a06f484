package planner

import (
	"maps"
	"slices"

	"github.com/openapi-destinations/openapidestinations/internal/planner/finding"
	"github.com/openapi-destinations/openapidestinations/internal/planner/selection"
)

// checkUnusedNames reports what the user named and nothing asked for, with what was meant.
func (p *planning) checkUnusedNames() {
	p.Unused(finding.Parameters, "fixed value of the parameter", "Parameters, context key parameters", slices.Sorted(maps.Keys(p.opts.Parameters)), p.parameterNames)
	p.selection.ReportIdle(p.opts.Operations, p.plan.Operations)
	p.Unused(finding.IdempotencyHeaders, "idempotency header", "IdempotencyHeaders, context key idempotencyHeaders", p.opts.IdempotencyHeaders, p.parameterNames)
	p.servers.CheckUnused(p.plan.Operations)
	p.checkTriggers()
	p.Unused(finding.Parameters, "secret of the parameter", "SecretParameters, context key parameters", p.opts.SecretParameters, p.parameterNames)
}

func (p *planning) operationNames() []string { return selection.OperationNames(p.plan.Operations) }

func (p *planning) detailTypes() []string {
	types := make([]string, len(p.plan.Operations))
	for i := range p.plan.Operations {
		types[i] = p.plan.Operations[i].DetailType
	}
	return types
}

func (p *planning) parameterNames() []string { return selection.ParameterNames(p.plan.Operations) }
