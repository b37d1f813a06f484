// Package plan is what AWS will be asked for, as plain data: operations, connections, API
// destinations, rules, roles, buses and stacks, each with its name, and for every operation
// whether what is sent is the request that the document describes. The planner makes it; what
// renders it, and what tells producers of it, reads it. It decides nothing.
package plan

import (
	"github.com/openapi-destinations/openapidestinations/internal/pattern"
	"github.com/openapi-destinations/openapidestinations/internal/planner/carrier/statemachine/machine"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// Plan is all that AWS will be asked for.
type Plan struct {
	// Frame is what is there whatever the document says: the bus and the queue.
	Frame Frame
	// Operations are those that the filters kept, in document order, the
	// unsupported ones included.
	Operations   []Operation
	Connections  []Connection
	Destinations []Destination
	// Rules are the delivery rules in document order, then the rejection
	// rules, those that forward, and the rule for unknown detail types.
	Rules []Rule
	Roles []Role
	// Machines are the state machines; with one there are the outage machine and a log group.
	Machines []StateMachine
	// Buses are the shards: those that the bus that users publish to forwards to, where the
	// rules are more than one bus holds.
	Buses []Bus
	// Stacks are the nested stacks, where one stack isn't enough.
	Stacks []Stack
	// Parts is the number of constructs that the document must be spread over; 0 where this
	// one is enough, or no number is.
	Parts int
	// DetailTypes are those of the callable operations of all parts.
	DetailTypes []string
	// Secrets are what the launch of the template must ask for.
	Secrets []Secret
	// Parameters are what the launch is asked about servers; Placeholders stand for it in
	// URLs, and Servers are what it chooses from.
	Parameters   []LaunchParameter
	Placeholders []Placeholder
	Servers      []ServerChoice
	// Operate is what watches and keeps the calls.
	Operate Operated
	// Diagnostics are the document's and the plan's, sorted by place.
	Diagnostics []spec.Diagnostic
}

// Failed tells whether a diagnostic is an error: then nothing may be built.
func (p *Plan) Failed() bool {
	for _, d := range p.Diagnostics {
		if d.Severity == spec.Error {
			return true
		}
	}
	return false
}

// Fidelity says whether what EventBridge sends is what the document describes.
type Fidelity string

// The fidelities.
const (
	Exact       Fidelity = "exact"
	Inexact     Fidelity = "inexact"
	Unsupported Fidelity = "unsupported"
)

// Operation is what became of one operation.
type Operation struct {
	Spec *spec.Operation
	// DetailType is the event's detail-type, unique in the document.
	DetailType string
	Fidelity   Fidelity
	// Reasons are the findings about this operation, by their place in the document.
	Reasons []spec.Diagnostic
	// Assumptions are the numbers ("A1") of what AWS leaves undocumented and the
	// fidelity rests on.
	Assumptions []string
	// Fields are what the event carries, in the order path, query, header, body.
	Fields []Field
	// Carrier is what carries it; empty when unsupported.
	Carrier Carrier
	// EachOptional is set when every combination of optional fields has a rule of its own.
	EachOptional bool
	// Sources are those that it accepts, Pattern is what else its events must be, as JSON: its own
	// settings, empty where it has none.
	Sources []string
	Pattern string
	// Disabled says that it is switched off: its events go to the dead-letter queue.
	Disabled bool
	// Summary is what it is for: the user's own description, or the document's summary.
	Summary string
	// Request is what is sent. It is filled as far as it goes for unsupported ones.
	Request Request
	// Connection, Destination and Rules are identifiers; empty when unsupported.
	Connection  string
	Destination string
	Rules       []string
	// Triggers are those that call it besides its own events.
	Triggers []Triggered
}

// Triggered is a trigger of an operation, with its rules: those that call, and those that reject.
type Triggered struct {
	Trigger
	Rules []string
}

// Callable tells whether the operation has an API destination.
func (o *Operation) Callable() bool { return o.Fidelity != Unsupported }

// Field is one thing that the event carries for an operation.
type Field struct {
	// Path is the dotted place below detail: "playerId", "filter.status", "message".
	Path string
	// In is "path", "query", "header" or "body".
	In string
	// Name is the parameter's name as it travels; empty for the body.
	Name string
	// Property is set when the field carries one property of an exploded object.
	Property string
	Required bool
	// Guarded says that an event without this required field is rejected.
	Guarded bool
	// Refuses are the characters of which no value may have any: an event with one is rejected.
	Refuses string
	// Idempotency marks a header whose job that is: absent, it is the event's id.
	Idempotency bool
	// Default is what is sent where the event lacks the field; empty if nothing is.
	Default     string
	ContentType string
	Description string
	// Schema is nil where the document gives none.
	Schema  *spec.Schema
	Example []byte
	// Format says in words how a value that is not a plain scalar is written,
	// such as `one string, the items joined by ","`.
	Format string
}

// Request is the HTTP request that an event becomes.
type Request struct {
	Method string
	// BaseURL is what precedes the path; it may hold deploy-time tokens and Placeholders.
	BaseURL string
	// Path is the endpoint's path and query with a `*` for each of PathValues.
	Path       string
	PathValues []Value
	Query      []Pair
	Headers    []Pair
	// Body is the dotted place of the body below detail, or "" for the constant
	// `{}` that EventBridge needs where the API wants nothing.
	Body string
	// Task is what a state machine makes the request of, instead of all of the above but Method,
	// BaseURL and Path, which has {field} for a value.
	Task *machine.Operation
}

// Endpoint is the API destination's invocation endpoint, or the address that a state machine calls.
func (r *Request) Endpoint() string { return r.BaseURL + r.Path }

// Pair is a query parameter or header with its value.
type Pair struct {
	Name  string
	Value Value
	// Optional values are sent only if the event has the field.
	Optional bool
	// Idempotency values fall back to the event's id, others to Default if there is one.
	Idempotency bool
	Default     string
}

// Value is a constant or the value of an event's field, never both.
type Value struct {
	Constant string
	// Field is the dotted place below detail.
	Field string
	// Event is a JSON path into an event that isn't the operation's own.
	Event string
}

// Expression is the value as EventBridge's HttpParameters take it.
func (v Value) Expression() string {
	switch {
	case v.Event != "":
		return v.Event
	case v.Field != "":
		return "$.detail." + v.Field
	}
	return v.Constant
}

// CredentialPart names a part of a credential.
type CredentialPart string

// The parts. They end the name of the CloudFormation parameter that asks for them.
const (
	APIKey   CredentialPart = "Value"
	Token    CredentialPart = "Token"
	Username CredentialPart = "Username"
	Password CredentialPart = "Password"

	ClientID     CredentialPart = "ClientId"
	ClientSecret CredentialPart = "ClientSecret"
)

// Secret is a credential part that nobody gave: a NoEcho parameter asks for it.
type Secret struct {
	Scheme string
	Name   CredentialPart
	// Parameter is the CloudFormation parameter's name, without prefix.
	Parameter string
	// Label is short, for the console; Description says what the document says.
	Label       string
	Description string
	// MaxLength is what AWS takes, less what stands beside the value.
	MaxLength int
}

// Destination is an EventBridge API destination.
type Destination struct {
	ID          string
	Description string
	Connection  string
	Endpoint    string
	Method      string
	// RateLimit is the most calls a second, which may be a CDK token; nil is EventBridge's default.
	RateLimit *float64
	// Stack is the nested stack that it is in; empty is the construct's own.
	Stack string
}

// Bus is a shard: a bus that another one forwards to.
type Bus struct {
	ID string
	// Name tells it from the other shards and ends its physical name.
	Name string
}

// Stack is a nested stack.
type Stack struct{ ID, Name string }

// RuleKind tells what a rule is for.
type RuleKind int

// The kinds of rules.
const (
	// Delivery rules call an API destination.
	Delivery RuleKind = iota
	// Rejection rules send events that miss a required field, or whose operation is switched off, to
	// the dead-letter queue.
	Rejection
	// UnknownDetailType sends events that no operation has to it.
	UnknownDetailType
	// Forward rules hand events on to a shard.
	Forward
)

// Rule is an EventBridge rule with its one target.
type Rule struct {
	ID          string
	Kind        RuleKind
	Description string
	Pattern     pattern.Pattern
	// Disabled rules match nothing.
	Disabled bool
	// Open says that it may take events of detail types that no operation has. Its pattern then asks for
	// a source that no answers have.
	Open bool
	// After are the delivery rules of the operations that a rejection rule or the one
	// for unknown detail types names: it must not change before they are there. In a
	// deployment that adds an operation, or makes a parameter of one optional, an event
	// would else match neither the old rules nor the new ones for a moment.
	After []string
	// AfterStacks are the nested stacks that it must not change before.
	AfterStacks []string
	// Trigger is the ID of the trigger that it is for, and Schedule when it runs instead of a Pattern;
	// such a rule is on the trigger's bus.
	Trigger, Schedule string
	// Bus is the shard that it is on; empty is the bus that users publish to. Stack is the
	// nested stack that it is in; empty is the construct's own.
	Bus, Stack string
	Target     Target
	// Role is the one by which EventBridge reaches the target; empty for DeadLetters, whose
	// queue has a policy.
	Role string
}

// Role is an IAM role that may invoke its destinations, or put events on its shards.
type Role struct {
	ID           string
	Destinations []string
	// Machines are the state machines that it may start.
	Machines []string
	Buses    []string
	// Triggers says that the role is for the rules of triggers, and no others.
	Triggers bool
	// Stack is the nested stack that it is in; empty is the construct's own.
	Stack string
	// After are rules of the same stack that are there before the role changes.
	After []string
}

// SampleLength is from which length in bytes on a sample of a body has no more properties that are
// optional: what more there is, is in the schema. Whoever makes samples obeys it, and the bounds of
// a plan count on it.
const SampleLength = 3_000
