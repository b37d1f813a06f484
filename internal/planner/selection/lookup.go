package selection

import (
	"github.com/openapi-destinations/openapidestinations/internal/ident"
	"github.com/openapi-destinations/openapidestinations/internal/planner/finding"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// EveryOperation is the key of maps by operation that stands for all those without a key
// of their own.
const EveryOperation = "*"

// Names are what the user may call an operation by, the shorter one first.
func Names(op *spec.Operation) []string {
	key := ident.OperationKey(op.Method, op.Path)
	if op.ID == "" {
		return []string{key}
	}
	return []string{op.ID, key}
}

// Keys are the keys of a map by operation that apply to one, the closest first.
func Keys[V any](op *spec.Operation, settings map[string]V) []string {
	if len(settings) == 0 {
		return nil
	}
	var keys []string
	for _, key := range append(Names(op), EveryOperation) {
		if _, ok := settings[key]; ok {
			keys = append(keys, key)
		}
	}
	return keys
}

// For is the key of a map by operation that applies to one, marked as used.
func For[V any](log *finding.Log, op *spec.Operation, kind finding.Kind, settings map[string]V) (key string, ok bool) {
	keys := Keys(op, settings)
	if len(keys) == 0 {
		return "", false
	}
	log.Mark(kind, keys[0])
	return keys[0], true
}
