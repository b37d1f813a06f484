package plan

import "encoding/json"

// Trigger is what the user wants to call an operation besides the operation's own events: events
// that somebody else puts, or a schedule.
type Trigger struct {
	// ID tells it from the others.
	ID string
	// Operation is an operationId, "METHOD /path" or a detail type.
	Operation string
	// Bus is that of the events in words; empty is the account's default bus.
	Bus string
	// OnBus tells that it is the bus that users publish to.
	OnBus bool
	// Pattern is the events' pattern as JSON, and Schedule the expression of a schedule: one of
	// them is given.
	Pattern  json.RawMessage
	Schedule string
	// Detail is the detail of the operation's own event as JSON, with paths into the other one.
	Detail json.RawMessage
	// Hears are the sources of the construct's own answers, where they are put on the bus of the events.
	Hears []string
}

// InputTemplate makes the body of a request of several values of an event.
type InputTemplate struct {
	// Text has a name in angle brackets for each of Paths.
	Text  string
	Paths []NamedPath
}

// NamedPath is a path into an event and what a template calls it.
type NamedPath struct{ Name, Path string }
