package planner

import (
	"maps"
	"slices"

	"github.com/openapi-destinations/openapidestinations/internal/ident"
	"github.com/openapi-destinations/openapidestinations/internal/planner/finding"
	"github.com/openapi-destinations/openapidestinations/internal/planner/request"
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

// operationNames are what settings by operation may name.
func (b *builder) operationNames() []string {
	var names []string
	for i := range b.plan.Operations {
		op := b.plan.Operations[i].Spec
		if op.ID != "" {
			names = append(names, op.ID)
		}
		names = append(names, ident.OperationKey(op.Method, op.Path))
	}
	return names
}

// parameterNames are those of the selected operations' parameters, each also behind its
// operation as settings for one operation have it.
func (b *builder) parameterNames() []string {
	var names []string
	seen := make(map[string]bool)
	for i := range b.plan.Operations {
		op := b.plan.Operations[i].Spec
		for j := range op.Parameters {
			name := op.Parameters[j].Name
			for _, n := range []string{name, op.ID + "#" + name, ident.OperationKey(op.Method, op.Path) + "#" + name} {
				if !seen[n] {
					seen[n] = true
					names = append(names, n)
				}
			}
		}
	}
	return names
}

// checkCarryLists reports what nothing used.
func (b *builder) checkCarryLists() {
	b.Unused(finding.GuardPaths, "operation whose path fields are to be guarded", "GuardPaths, context key guardPaths", b.opts.GuardPaths, b.operationNames)
	const setting = "CarryOptional, context key carryOptional"
	b.Unused(finding.CarryOptional, "list of optional parameters of", setting, slices.Sorted(maps.Keys(b.opts.CarryOptional)), b.operationNames)
	if b.Used(finding.CarryOptional, request.EveryOperation) {
		b.UnusedUnder(finding.CarryOptional, request.EveryOperation+"#", "optional parameter to carry", setting, b.opts.CarryOptional[request.EveryOperation], b.parameterNames)
	}
}
