package selection

import (
	"github.com/openapi-destinations/openapidestinations/internal/ident"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// Names are what the user may call an operation by, the shorter one first.
func Names(op *spec.Operation) []string {
	key := ident.OperationKey(op.Method, op.Path)
	if op.ID == "" {
		return []string{key}
	}
	return []string{op.ID, key}
}

// OperationNames are what settings by operation may name.
func OperationNames(operations []plan.Operation) []string {
	var names []string
	for i := range operations {
		names = append(names, Names(operations[i].Spec)...)
	}
	return names
}

// ParameterNames are those of the selected operations' parameters, each also behind its
// operation as settings for one operation have it.
func ParameterNames(operations []plan.Operation) []string {
	var names []string
	seen := make(map[string]bool)
	for i := range operations {
		op := operations[i].Spec
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
