package planner

import (
	"maps"
	"slices"

	"github.com/openapi-destinations/openapidestinations/internal/planner/finding"
	"github.com/openapi-destinations/openapidestinations/internal/planner/selection"
)

// checkUnusedNames reports what the user named and nothing asked for, with what was meant.
func (b *builder) checkUnusedNames() {
	b.Unused(finding.Parameters, "fixed value of the parameter", "Parameters, context key parameters", slices.Sorted(maps.Keys(b.opts.Parameters)), b.parameterNames)
	b.Unused(finding.MediaTypes, "media type of", "MediaTypes, context key mediaTypes", slices.Sorted(maps.Keys(b.opts.MediaTypes)), b.operationNames)
	b.checkCarryLists()
	b.Unused(finding.IdempotencyHeaders, "idempotency header", "IdempotencyHeaders, context key idempotencyHeaders", b.opts.IdempotencyHeaders, b.parameterNames)
	b.servers.CheckUnused(b.plan.Operations)
	b.Unused(finding.Parameters, "secret of the parameter", "SecretParameters, context key parameters", b.opts.SecretParameters, b.parameterNames)
}

func (b *builder) operationNames() []string { return selection.OperationNames(b.plan.Operations) }

func (b *builder) parameterNames() []string { return selection.ParameterNames(b.plan.Operations) }

// checkCarryLists reports what nothing used.
func (b *builder) checkCarryLists() {
	b.Unused(finding.GuardPaths, "operation whose path fields are to be guarded", "GuardPaths, context key guardPaths", b.opts.GuardPaths, b.operationNames)
	const setting = "CarryOptional, context key carryOptional"
	b.Unused(finding.CarryOptional, "list of optional parameters of", setting, slices.Sorted(maps.Keys(b.opts.CarryOptional)), b.operationNames)
	if b.Used(finding.CarryOptional, selection.EveryOperation) {
		b.UnusedUnder(finding.CarryOptional, selection.EveryOperation+"#", "optional parameter to carry", setting, b.opts.CarryOptional[selection.EveryOperation], b.parameterNames)
	}
}
