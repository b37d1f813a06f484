// Package catalog is the list of events that a deployment understands, as data: for each operation
// its event, its fields, a sample, the request that it becomes, and how faithful that is. It holds
// everything a producer of events needs and nothing that only AWS needs. It decides how that is
// written, as JSON for machines (docs/events.schema.json) and as a page for people, and what the
// difference between two catalogs means to producers. It knows no document and no plan: package
// planned makes the catalog of a plan.
package catalog

import (
	"encoding/json"
	"slices"
	"strings"
)

// Format is the version of the catalog's form.
const Format = 1

// InQueue says of events that they reach the dead-letter queue.
const InQueue = "dead-letter-queue"

// Catalog is the list of events.
type Catalog struct {
	// Format is the constant Format.
	Format   int      `json:"format"`
	Document Document `json:"document"`
	// Stack is the stack's name at synth; of a nested stack, that of the topmost one. It is empty in
	// catalogs of former versions, which don't say it.
	Stack string `json:"stack,omitempty"`
	// Others are the stacks of the other parts that Previous put together; no catalog that is written
	// has any.
	Others []string `json:"-"`
	// Bus is the bus' name at synth, and LaunchedBus what it is where the stack is launched under
	// another name: "${AWS::StackName}-Api"; empty where the two are one.
	Bus             string `json:"bus"`
	LaunchedBus     string `json:"launchedBus,omitempty"`
	DeadLetterQueue string `json:"deadLetterQueue"`
	// UnknownDetailTypes is InQueue where a rule sends events that no operation has to the dead-letter
	// queue, and empty where nobody gets them, or a former version didn't say.
	UnknownDetailTypes string `json:"unknownDetailTypes,omitempty"`
	// Diagnostics are the findings that belong to no operation; an operation's are its
	// reasons.
	Diagnostics []Finding   `json:"diagnostics"`
	Operations  []Operation `json:"operations"`
	// Carriers are those that carry an operation.
	Carriers []CarrierText `json:"carriers,omitempty"`
	// Assumptions are those that an operation names.
	Assumptions []Assumption `json:"assumptions,omitempty"`
	// Definitions are the named schemas that the fields' schemas refer to: members of
	// "$defs", which is left out where there are none.
	Definitions []Definition `json:"-"`
}

// Definition is a named schema of JSON.
type Definition struct {
	Name string
	JSON json.RawMessage
}

// Assumption is something that AWS leaves undocumented and that operations rest on.
type Assumption struct {
	// Number is "A1" and so on, as the operations name it.
	Number string `json:"number"`
	// Text says it in a sentence.
	Text string `json:"text"`
}

// Fidelity says whether the request is the one that the document describes, in the words of the
// JSON.
type Fidelity string

// The fidelities. An Exact operation is called with the request that the document describes; an
// Inexact one is called, but something may differ; an Unsupported one isn't called.
const (
	Exact       Fidelity = "exact"
	Inexact     Fidelity = "inexact"
	Unsupported Fidelity = "unsupported"
)

// Carrier is what makes the calls of an operation, in the words of the JSON.
type Carrier string

// The carriers: an API destination of EventBridge, and a state machine of Step Functions.
const (
	APIDestination Carrier = "api-destination"
	StateMachine   Carrier = "state-machine"
)

// CarrierText says in words what a carrier means: what a call costs, and its limits.
type CarrierText struct {
	Carrier Carrier `json:"carrier"`
	Text    string  `json:"text"`
}

// Repeats are how long a call that failed is repeated.
type Repeats struct {
	// Attempts after the first call, and Seconds from when the event was put; nil is a number that
	// only the deployment knows.
	Attempts *int `json:"attempts,omitempty"`
	Seconds  *int `json:"seconds,omitempty"`
}

// Document identifies the OpenAPI document.
type Document struct {
	// Title and Version are those of its Info Object.
	Title   string `json:"title"`
	Version string `json:"version"`
	// OpenAPI is the version of OpenAPI that it is written in.
	OpenAPI string `json:"openapi"`
	// SHA256 is the digest of its file, in hex.
	SHA256 string `json:"sha256"`
	// Overlays are the digests of the overlays that were applied.
	Overlays []string `json:"overlays,omitempty"`
}

// Operation is one operation and its event.
type Operation struct {
	OperationID string `json:"operationId,omitempty"`
	Method      string `json:"method"`
	Path        string `json:"path"`
	// DetailType is the detail-type of its events; no other operation has it.
	DetailType string   `json:"detailType"`
	Summary    string   `json:"summary,omitempty"`
	Tags       []string `json:"tags,omitempty"`
	Deprecated bool     `json:"deprecated,omitempty"`
	// Sources are the accepted ones; empty means any.
	Sources []string `json:"sources"`
	// Pattern is an event pattern that the events must match, too; those that don't are not this
	// operation's, and go nowhere. Disabled operations are switched off: their events go to the
	// dead-letter queue.
	Pattern json.RawMessage `json:"pattern,omitempty"`
	// OwnSources says that the Sources are the operation's own, as the page has it.
	OwnSources bool     `json:"-"`
	Disabled   bool     `json:"disabled,omitempty"`
	Fidelity   Fidelity `json:"fidelity"`
	Reasons    []Reason `json:"reasons"`
	// Assumptions are the numbers of those that it rests on.
	Assumptions []string `json:"assumptions"`
	// Carrier is what makes the calls; empty for unsupported operations, and in catalogs of former
	// versions, which knew API destinations only. AnswerSeconds is how long it waits for an answer.
	Carrier       Carrier  `json:"carrier,omitempty"`
	AnswerSeconds int      `json:"answerSeconds,omitempty"`
	Repeats       *Repeats `json:"repeats,omitempty"`
	// Endpoint is the URL with a * for each value of the path, or with {field} where a state machine
	// makes the call; BaseURL is what it begins with, and Connection the id of the connection. They
	// are empty for unsupported operations.
	Endpoint   string     `json:"endpoint,omitempty"`
	BaseURL    string     `json:"baseUrl,omitempty"`
	Connection string     `json:"connection,omitempty"`
	Constants  []Constant `json:"constants"`
	Fields     []Field    `json:"fields"`
	// Triggers are other events that call it.
	Triggers []Trigger `json:"triggers,omitempty"`
	// Requests is how many requests one event can cause at most; 0 stands for one.
	Requests int `json:"requests,omitempty"`
	// SampleEvent and SampleRequest are nil for unsupported operations, the latter also where the
	// sample event makes no request, or where that depends on Pattern.
	SampleEvent   *Event   `json:"sampleEvent,omitempty"`
	SampleRequest *Request `json:"sampleRequest,omitempty"`
	// Answers are the events that come back.
	Answers []Answer `json:"answers,omitempty"`
}

// Trigger is an event that calls an operation besides its own: one that fits a pattern on a bus, or a
// schedule.
type Trigger struct {
	Name string `json:"name"`
	// Bus is the bus of the events; empty is the default one.
	Bus string `json:"bus,omitempty"`
	// Pattern is the user's, and Schedule an expression of EventBridge: one of them is there.
	Pattern  json.RawMessage `json:"pattern,omitempty"`
	Schedule string          `json:"schedule,omitempty"`
	// Fields is the detail of the operation's own event, with paths into the other one.
	Fields json.RawMessage `json:"fields"`
}

// Reason is why an operation is not exact, or something to know about it.
type Reason struct {
	// Code is that of a diagnostic, such as "OAD330".
	Code     string `json:"code"`
	Severity string `json:"severity"`
	// Message has the hint behind it, in parentheses.
	Message string `json:"message"`
}

// Finding is a diagnostic with its place.
type Finding struct {
	Code     string `json:"code"`
	Severity string `json:"severity"`
	File     string `json:"file"`
	Line     int    `json:"line,omitempty"`
	Column   int    `json:"column,omitempty"`
	Message  string `json:"message"`
	Hint     string `json:"hint,omitempty"`
}

// Constant is sent with every request.
type Constant struct {
	// In is "query", "header" or "cookie".
	In    string `json:"in"`
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Field is one thing that the event carries.
type Field struct {
	// Field is the dotted place below detail.
	Field string `json:"field"`
	// In is "path", "query", "header" or "body"; Name is the parameter's, and empty for a body.
	In       string `json:"in"`
	Name     string `json:"name"`
	Required bool   `json:"required"`
	// Guarded is given for required fields: false where no rule can see that the
	// field is absent.
	Guarded *bool `json:"guarded,omitempty"`
	// Refuses are the characters of which no value may have any, nor an item or a name of one: an
	// event with one is rejected.
	Refuses string `json:"refuses,omitempty"`
	// Property is that of the parameter's value which the field is, where it is one.
	Property string `json:"property,omitempty"`
	// Idempotency says that the event's id is sent where the event lacks the field.
	Idempotency bool `json:"idempotency,omitempty"`
	// Default is sent where the event lacks the field, if the user asked for it.
	Default string `json:"default,omitempty"`
	// ContentType is the media type of a body, or of a parameter that has one.
	ContentType string `json:"contentType,omitempty"`
	// Format says how an object or array is written as the one string that the field carries.
	Format string `json:"format,omitempty"`
	// Schema may refer to the definitions, as "#/$defs/Name".
	Schema      json.RawMessage `json:"schema,omitempty"`
	Description string          `json:"description,omitempty"`
}

// Event is a sample event as PutEvents takes it.
type Event struct {
	Source     string          `json:"source"`
	DetailType string          `json:"detail-type"`
	Detail     json.RawMessage `json:"detail"`
}

// Request is what is sent for the sample event, without the headers that EventBridge or Step
// Functions adds to every request. Credentials are masked.
type Request struct {
	Method  string            `json:"method"`
	URL     string            `json:"url"`
	Headers map[string]string `json:"headers"`
	// Body is the body where that is JSON, and Text where it isn't; a request without a body has
	// neither.
	Body json.RawMessage `json:"body,omitempty"`
	Text string          `json:"text,omitempty"`
}

// eachHeader shows the headers in the order of their names.
func (r *Request) eachHeader(show func(name, value string)) {
	names := make([]string, 0, 8) // few requests have more, and these need no memory of their own
	for name := range r.Headers {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		show(name, r.Headers[name])
	}
}

// Context is what a deployment knows beside the plan: where its events go.
type Context struct {
	// Stack, Bus, LaunchedBus and DeadLetterQueue are the catalog's.
	Stack            string
	Bus, LaunchedBus string
	DeadLetterQueue  string
	// Sources are those that every operation accepts; none means any.
	Sources []string
	// AnswerBus is the name of the bus that answers are put on, AnswerSource their source.
	AnswerBus, AnswerSource string
	// Render makes URLs that may hold deploy-time tokens readable; nil leaves them.
	Render func(string) string
}

// In is the catalog with what a deployment knows. The catalog itself stays as it is.
func (c *Catalog) In(ctx Context) *Catalog {
	in := *c
	in.Stack, in.Bus, in.LaunchedBus, in.DeadLetterQueue = ctx.Stack, ctx.Bus, ctx.LaunchedBus, ctx.DeadLetterQueue
	in.Operations = slices.Clone(c.Operations)
	for i := range in.Operations {
		in.Operations[i].put(ctx)
	}
	return &in
}

// put fills in what the deployment knows of an operation.
func (op *Operation) put(ctx Context) {
	if len(op.Sources) == 0 {
		op.Sources = append([]string{}, ctx.Sources...)
	}
	op.putAnswers(ctx)
	if op.SampleEvent == nil {
		return
	}
	event := *op.SampleEvent
	op.SampleEvent = &event
	if len(op.Sources) > 0 {
		event.Source = op.Sources[0]
	}
	if ctx.Render == nil {
		return
	}
	op.Triggers = slices.Clone(op.Triggers)
	for i := range op.Triggers {
		op.Triggers[i].Bus = ctx.Render(op.Triggers[i].Bus)
		op.Triggers[i].Pattern = rendered(op.Triggers[i].Pattern, ctx.Render)
	}
	before := op.BaseURL
	op.Endpoint, op.BaseURL = ctx.Render(op.Endpoint), ctx.Render(op.BaseURL)
	if op.SampleRequest != nil {
		request := *op.SampleRequest
		op.SampleRequest = &request
		request.URL = op.BaseURL + strings.TrimPrefix(request.URL, before)
	}
}
