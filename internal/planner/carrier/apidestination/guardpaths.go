package apidestination

import (
	"slices"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/planner/finding"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// checkUnguarded says where a DELETE would reach another path if a value were not encoded: a
// request of any other method that goes astray does less harm, or more seldom.
func (o *judging) checkUnguarded() {
	at := slices.IndexFunc(o.guards, isInPath)
	if o.op.Method == "DELETE" && at >= 0 && !o.wide {
		o.Note(diagnostic.UnguardedPath, spec.Info, o.op.Position,
			"set its GuardPath (Operations, context key operations): its path fields then take no character that could change the path",
			"it deletes what its path names; that a value of the field %q, such as ../x, stays one segment rests on assumption %s", o.guards[at].field, finding.AssumeEncoding)
	}
}
