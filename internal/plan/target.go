package plan

import "github.com/openapi-destinations/openapidestinations/internal/limits"

// Target is where a rule sends its events: an APIDestination, the DeadLetters or a Shard.
type Target interface{ target() }

// APIDestination is the target of delivery rules: the API destination that is called, and what
// of the event goes into the request.
type APIDestination struct {
	// ID is the destination's.
	ID         string
	PathValues []string
	Query      []Pair
	Headers    []Pair
	// InputPath is the body's JSON path; empty means the constant Input, or the Template.
	InputPath string
	Input     string
	Template  *InputTemplate
	Retry     Retry
}

// Retry says how long a delivery that failed is repeated; both may be CDK tokens, and nil is
// EventBridge's default.
type Retry struct {
	Attempts *float64
	// MaxEventAge is in seconds.
	MaxEventAge *float64
}

// Bounds are the two as numbers, EventBridge's where none is given; nil is a CDK token, which only
// the deployment knows.
func (r Retry) Bounds() (attempts, seconds *int) {
	return bound(r.Attempts, limits.RetriesMax), bound(r.MaxEventAge, limits.EventAgeMax)
}

func bound(given *float64, otherwise int) *int {
	switch {
	case given == nil:
		return &otherwise
	case *given < 0: // the CDK writes tokens as such numbers
		return nil
	}
	n := int(*given)
	return &n
}

// DeadLetters is the dead-letter queue, for events that no request is made of.
type DeadLetters struct{}

// Shard is the target of rules that hand events on to another bus.
type Shard struct{ Bus string }

func (APIDestination) target() {}
func (DeadLetters) target()    {}
func (Shard) target()          {}
