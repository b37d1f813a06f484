package selection

import (
	"slices"

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

// optionalNames are those of the operations' optional parameters.
func optionalNames(operations []plan.Operation) []string {
	var names []string
	for i := range operations {
		names = append(names, OptionalNames(operations[i].Spec)...)
	}
	return distinct(names)
}

// OptionalNames are those of an operation's optional parameters.
func OptionalNames(op *spec.Operation) []string {
	var names []string
	for i := range op.Parameters {
		if p := &op.Parameters[i]; !p.Required {
			names = append(names, p.Name)
		}
	}
	return names
}

// mediaTypes are those of the operations' bodies.
func mediaTypes(operations []plan.Operation) []string {
	var types []string
	for i := range operations {
		if body := operations[i].Spec.Body; body != nil {
			for _, m := range body.Content {
				types = append(types, m.Type)
			}
		}
	}
	return distinct(types)
}

// distinct leaves out what was there before.
func distinct(names []string) []string {
	seen := make(map[string]bool, len(names))
	return slices.DeleteFunc(names, func(name string) bool {
		before := seen[name]
		seen[name] = true
		return before
	})
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
