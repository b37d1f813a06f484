package selection

import (
	"github.com/openapi-destinations/openapidestinations/internal/ident"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
)

// OperationNames are what settings by operation may name.
func OperationNames(operations []plan.Operation) []string {
	var names []string
	for i := range operations {
		op := operations[i].Spec
		if op.ID != "" {
			names = append(names, op.ID)
		}
		names = append(names, ident.OperationKey(op.Method, op.Path))
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
