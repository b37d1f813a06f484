// Package carrier is between the request and what carries it: a Carrier judges how faithfully it
// would carry a request, and carries those that it is given.
package carrier

import (
	"slices"

	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner/finding"
	"github.com/openapi-destinations/openapidestinations/internal/planner/layout"
	"github.com/openapi-destinations/openapidestinations/internal/planner/request"
)

// Carrier makes calls.
type Carrier interface {
	// Kind names it.
	Kind() plan.Carrier
	// Judge says how faithfully a request would be carried. What was found of the operation
	// before, whoever carries it, is in the verdict that it is given, and in that which it gives.
	Judge(r *request.Request, found *finding.Verdict) Judgment
}

// Judgment is what a carrier makes of a request.
type Judgment struct {
	*finding.Verdict
	// Request is what would be sent (by a state machine, its Task), Fields what an event has for it, in the order path, query,
	// header, body.
	Request plan.Request
	Fields  []plan.Field
	// EachOptional is set where every combination of optional fields is carried apart.
	EachOptional bool
	// Accept is the Accept header that the connection has to hold; empty where it needs none.
	Accept string
	// Carry carries the request. It is called for callable operations only, once.
	Carry func(Connection) Carried
}

// Connection is the connection that an operation is called with.
type Connection struct {
	ID string
	// Key tells connections apart before they have their names.
	Key string
	// Machine is the ID of the state machine that calls with it.
	Machine string
}

// Carried is what AWS is asked for because of one operation.
type Carried struct {
	layout.Carried
	// Destination is the one that Carried.Shared names; nil where the operation has its own.
	Destination *plan.Destination
}

// NumberFormat is how a field has numbers whose digits might be lost on the way; empty where it has
// no numbers.
func NumberFormat(types []string) string {
	if slices.Contains(types, "integer") || slices.Contains(types, "number") {
		return "a number of more than 15 digits as a string"
	}
	return ""
}
