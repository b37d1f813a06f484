// Package catalog says what events a plan understands: for each operation its
// event, its fields, a sample, the request it becomes, and how faithful that is.
// It holds everything a producer of events needs and nothing that only AWS
// needs. docs/events.schema.json describes the JSON form.
package catalog

import (
	"encoding/json"

	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// format is the version of the catalog's form.
const format = 1

// Catalog is the list of events.
type Catalog struct {
	Format   int      `json:"format"`
	Document Document `json:"document"`
	// Stack is the stack's name at synth; of a nested stack, that of the topmost one.
	Stack string `json:"stack,omitempty"`
	// Bus is the bus' name at synth, and LaunchedBus what it is where the stack is launched under
	// another name: "${AWS::StackName}-Api"; empty where the two are one.
	Bus             string `json:"bus"`
	LaunchedBus     string `json:"launchedBus,omitempty"`
	DeadLetterQueue string `json:"deadLetterQueue"`
	// Diagnostics are the findings that belong to no operation; an operation's are its
	// reasons.
	Diagnostics []Finding   `json:"diagnostics"`
	Operations  []Operation `json:"operations"`
	// Assumptions are those that an operation names.
	Assumptions []Assumption `json:"assumptions,omitempty"`
	// Definitions are the named schemas that the fields' schemas refer to: members of
	// "$defs", which is left out where there are none.
	Definitions []spec.Definition `json:"-"`
}

// Document identifies the OpenAPI document.
type Document struct {
	Title   string `json:"title"`
	Version string `json:"version"`
	OpenAPI string `json:"openapi"`
	SHA256  string `json:"sha256"`
	// Overlays are the digests of the overlays that were applied.
	Overlays []string `json:"overlays,omitempty"`
}

// Operation is one operation and its event.
type Operation struct {
	OperationID string   `json:"operationId,omitempty"`
	Method      string   `json:"method"`
	Path        string   `json:"path"`
	DetailType  string   `json:"detailType"`
	Summary     string   `json:"summary,omitempty"`
	Tags        []string `json:"tags,omitempty"`
	Deprecated  bool     `json:"deprecated,omitempty"`
	// Sources are the accepted ones; empty means any.
	Sources     []string      `json:"sources"`
	Fidelity    plan.Fidelity `json:"fidelity"`
	Reasons     []Reason      `json:"reasons"`
	Assumptions []string      `json:"assumptions"`
	Endpoint    string        `json:"endpoint,omitempty"`
	BaseURL     string        `json:"baseUrl,omitempty"`
	Connection  string        `json:"connection,omitempty"`
	Constants   []Constant    `json:"constants"`
	Fields      []Field       `json:"fields"`
	// Requests is how many requests one event can cause at most; 0 stands for one.
	Requests int `json:"requests,omitempty"`
	// SampleEvent and SampleRequest are nil for unsupported operations.
	SampleEvent   *Event   `json:"sampleEvent,omitempty"`
	SampleRequest *Request `json:"sampleRequest,omitempty"`
}

// Reason is why an operation is not exact, or something to know about it.
type Reason struct {
	Code     string `json:"code"`
	Severity string `json:"severity"`
	Message  string `json:"message"`
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
	In    string `json:"in"`
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Field is one thing that the event carries.
type Field struct {
	// Field is the dotted place below detail.
	Field    string `json:"field"`
	In       string `json:"in"`
	Name     string `json:"name"`
	Required bool   `json:"required"`
	// Guarded is given for required fields: false where no rule can see that the
	// field is absent.
	Guarded     *bool  `json:"guarded,omitempty"`
	Property    string `json:"property,omitempty"`
	Idempotency bool   `json:"idempotency,omitempty"`
	// Default is sent where the event lacks the field, if the user asked for it.
	Default     string          `json:"default,omitempty"`
	ContentType string          `json:"contentType,omitempty"`
	Format      string          `json:"format,omitempty"`
	Schema      json.RawMessage `json:"schema,omitempty"`
	Description string          `json:"description,omitempty"`
}

// Event is a sample event as PutEvents takes it.
type Event struct {
	Source     string          `json:"source"`
	DetailType string          `json:"detail-type"`
	Detail     json.RawMessage `json:"detail"`
}

// Request is what EventBridge sends for the sample event, without the headers that
// it adds to every request. Credentials are masked.
type Request struct {
	Method  string            `json:"method"`
	URL     string            `json:"url"`
	Headers map[string]string `json:"headers"`
	Body    json.RawMessage   `json:"body"`
}

// Context is what the catalog needs to know of the construct.
type Context struct {
	Stack            string
	Bus, LaunchedBus string
	DeadLetterQueue  string
	Sources          []string
	// Render makes text that may hold deploy-time tokens readable; nil leaves it.
	Render func(string) string
}

// New makes the catalog of a plan.
func New(doc *spec.Document, p *plan.Plan, ctx Context) *Catalog {
	if ctx.Render == nil {
		ctx.Render = func(s string) string { return s }
	}
	c := &Catalog{
		Format:          format,
		Document:        Document{doc.Title, doc.Version, doc.OpenAPI, doc.SHA256, doc.Overlays},
		Stack:           ctx.Stack,
		Bus:             ctx.Bus,
		LaunchedBus:     ctx.LaunchedBus,
		DeadLetterQueue: ctx.DeadLetterQueue,
		Operations:      make([]Operation, len(p.Operations)),
	}
	connections := make(map[string]*plan.Connection)
	for i := range p.Connections {
		connections[p.Connections[i].ID] = &p.Connections[i]
	}
	for i := range p.Operations {
		c.Operations[i] = operation(&p.Operations[i], connections, ctx)
	}
	c.Definitions = reachable(doc.Definitions, c.Operations)
	c.Diagnostics = findings(p)
	c.Assumptions = assumptions(c.Operations)
	c.leaveMachine(doc.File)
	return c
}

// findings are the plan's diagnostics but for the operations' own.
func findings(p *plan.Plan) []Finding {
	own := make(map[spec.Diagnostic]bool)
	for i := range p.Operations {
		for _, r := range p.Operations[i].Reasons {
			own[r] = true
		}
	}
	out := []Finding{}
	for _, d := range p.Diagnostics {
		if !own[d] {
			out = append(out, Finding{d.Code, d.Severity.String(), d.Position.File, d.Position.Line, d.Position.Column, d.Message, d.Hint})
		}
	}
	return out
}

func operation(op *plan.Operation, connections map[string]*plan.Connection, ctx Context) Operation {
	out := Operation{
		OperationID: op.Spec.ID, Method: op.Spec.Method, Path: op.Spec.Path,
		DetailType: op.DetailType, Summary: op.Spec.Summary, Tags: op.Spec.Tags,
		Deprecated: op.Spec.Deprecated, Sources: append([]string{}, ctx.Sources...),
		Fidelity: op.Fidelity, Reasons: make([]Reason, len(op.Reasons)),
		Assumptions: append([]string{}, op.Assumptions...),
		Constants:   constants(&op.Request), Fields: make([]Field, len(op.Fields)),
	}
	for i, r := range op.Reasons {
		message := r.Message
		if r.Hint != "" {
			message += " (" + r.Hint + ")"
		}
		out.Reasons[i] = Reason{r.Code, r.Severity.String(), message}
	}
	for i := range op.Fields {
		out.Fields[i] = field(&op.Fields[i])
	}
	if !op.Callable() {
		return out
	}
	out.Endpoint = ctx.Render(op.Request.Endpoint())
	out.BaseURL = ctx.Render(op.Request.BaseURL)
	out.Connection = op.Connection
	// A rule matches an array for any of its elements, so that one event may match all rules.
	if n := len(op.Rules); n > 1 {
		out.Requests = n
	}
	var detail ordered
	out.SampleEvent, detail = sampleEvent(op, ctx.Sources)
	out.SampleRequest = sampleRequest(op, detail, connections[op.Connection], out.BaseURL)
	return out
}

func constants(r *plan.Request) []Constant {
	out := []Constant{}
	for _, p := range r.Query {
		if p.Value.Field == "" {
			out = append(out, Constant{"query", p.Name, p.Value.Constant})
		}
	}
	for _, p := range r.Headers {
		if p.Value.Field == "" {
			out = append(out, Constant{"header", p.Name, p.Value.Constant})
		}
	}
	return out
}

func field(f *plan.Field) Field {
	out := Field{
		Field: f.Path, In: f.In, Name: f.Name, Required: f.Required, Property: f.Property,
		Idempotency: f.Idempotency, Default: f.Default, ContentType: f.ContentType, Format: f.Format,
		Description: f.Description,
	}
	if f.Required {
		out.Guarded = &f.Guarded
	}
	if f.Schema != nil {
		out.Schema = f.Schema.JSON
	}
	return out
}
