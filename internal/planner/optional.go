package planner

import (
	"maps"
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/ident"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner/finding"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// everyOperation is the key of maps by operation that stands for all those without a key
// of their own.
const everyOperation = "*"

// ofOperation finds the key of a map by operation that applies, and marks it as used.
func ofOperation[V any](o *draft, kind finding.Kind, m map[string]V) (key string, ok bool) {
	for _, key := range []string{o.op.Spec.ID, ident.OperationKey(o.op.Spec.Method, o.op.Spec.Path), everyOperation} {
		if _, ok := m[key]; ok && key != "" {
			o.builder.Mark(kind, key)
			return key, true
		}
	}
	return "", false
}

// guardsPaths tells whether the path fields of an operation are among those that take no
// character which would change a path.
func (o *draft) guardsPaths() bool {
	named := make(map[string]bool, len(o.builder.opts.GuardPaths))
	for _, key := range o.builder.opts.GuardPaths {
		named[key] = true
	}
	_, ok := ofOperation(o, finding.GuardPaths, named)
	return ok && slices.ContainsFunc(o.guards, isInPath)
}

// checkUnguarded says where a DELETE would reach another path if a value were not encoded: a
// request of any other method that goes astray does less harm, or more seldom.
func (o *draft) checkUnguarded() {
	at := slices.IndexFunc(o.guards, isInPath)
	if o.op.Spec.Method == "DELETE" && at >= 0 && !o.wide {
		o.Note(diagnostic.UnguardedPath, spec.Info, o.op.Spec.Position,
			"name the operation in GuardPaths (context key guardPaths): its path fields then take no character that could change the path",
			"it deletes what its path names; that a value of the field %q, such as ../x, stays one segment rests on assumption %s", o.guards[at].field, assumeEncoding)
	}
}

// carries tells whether an optional parameter is among those the user named: by the
// parameter's name or by the field's.
func (o *draft) carries(f plan.Field) bool {
	key, limited := ofOperation(o, finding.CarryOptional, o.builder.opts.CarryOptional)
	if !limited {
		return true
	}
	for _, name := range o.builder.opts.CarryOptional[key] {
		if name == f.Name || name == f.Path || strings.HasPrefix(f.Path, name+".") {
			o.carried[name] = true
			o.builder.Mark(finding.CarryOptional, key+"#"+name)
			return true
		}
	}
	return false
}

// checkCarryList reports names that are no optional parameter of the operation. Those for
// all operations need to be one of some operation: checkCarryLists reports them.
func (o *draft) checkCarryList() {
	key, limited := ofOperation(o, finding.CarryOptional, o.builder.opts.CarryOptional)
	if !limited || key == everyOperation {
		return
	}
	for _, name := range o.builder.opts.CarryOptional[key] {
		if !o.carried[name] {
			o.Note(diagnostic.NothingSelected, spec.Warning, o.op.Spec.Position, "check the name",
				"%q is to be carried, and is no optional parameter of this operation", name)
		}
	}
}

// checkCarryLists reports what nothing used.
func (b *builder) checkCarryLists() {
	b.Unused(finding.GuardPaths, "operation whose path fields are to be guarded", "GuardPaths, context key guardPaths", b.opts.GuardPaths, b.operationNames)
	const setting = "CarryOptional, context key carryOptional"
	b.Unused(finding.CarryOptional, "list of optional parameters of", setting, slices.Sorted(maps.Keys(b.opts.CarryOptional)), b.operationNames)
	if b.Used(finding.CarryOptional, everyOperation) {
		b.UnusedUnder(finding.CarryOptional, everyOperation+"#", "optional parameter to carry", setting, b.opts.CarryOptional[everyOperation], b.parameterNames)
	}
}
