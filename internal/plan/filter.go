package plan

import (
	"github.com/openapi-destinations/openapidestinations/spec"
)

// Filter fits operations: those for which all of its criteria hold. Of a criterion with
// several members any one is enough; a criterion that is not given always holds.
type Filter struct {
	Tags         []string
	OperationIDs []string // globs
	Paths        []string // globs
	Methods      []string
	Deprecated   *bool
	// Extensions are names, or "name=value".
	Extensions []string
	Match      func(spec.Operation) bool
}
