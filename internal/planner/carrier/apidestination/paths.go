package apidestination

import (
	"regexp"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/safe"
)

// detailPath is the JSON path of a dotted place below detail.
func detailPath(field string) string { return "$.detail." + field }

// eventID is the JSON path of the event's own id.
const eventID = "$.id"

// targetKey is the name of a query parameter or header as a target has it. The case of a
// header's name means nothing (RFC 9110, section 5.1), so that it need not be a function's.
func targetKey(in, name string) string {
	if in == "header" && safe.Evaluated(name) {
		return strings.ToLower(name)
	}
	return name
}

// eventPath is what EventBridge takes for a path into the event, by the grammar that EventBridge
// Pipes states and that fits what was measured (docs/eventbridge.md, 3.2).
var eventPath = regexp.MustCompile(`^\$(\.[\w/_-]+(\[(\d+|\*)\])*)*$`)
