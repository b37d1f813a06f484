// Package planned makes the catalog of a plan: it decides what producers of events are told of each
// operation that was planned, with a sample of its event and of the request that it becomes, and
// which findings and schemas go with it. It takes them from the plan and, for texts and schemas,
// from the document; what only the deployment knows, where the events go, is left to
// catalog.Catalog.In. The root package writes the result into the cloud assembly.
package planned

import (
	"encoding/json"

	"github.com/openapi-destinations/openapidestinations/internal/catalog"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner/carrier/statemachine/machine"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// New makes the catalog of a plan, of the document that it was made for. Its texts are the plan's
// own, and its bus has no name yet: see catalog.Catalog.In.
func New(doc *spec.Document, p *plan.Plan) *catalog.Catalog {
	c := &catalog.Catalog{
		Format:     catalog.Format,
		Document:   catalog.Document{Title: doc.Title, Version: doc.Version, OpenAPI: doc.OpenAPI, SHA256: doc.SHA256, Overlays: doc.Overlays},
		Operations: make([]catalog.Operation, len(p.Operations)),
	}
	l := linked{connections: make(map[string]*plan.Connection), targets: make(map[string]plan.Target)}
	for i := range p.Connections {
		l.connections[p.Connections[i].ID] = &p.Connections[i]
	}
	for i := range p.Rules {
		l.targets[p.Rules[i].ID] = p.Rules[i].Target
		if p.Rules[i].Kind == plan.UnknownDetailType {
			c.UnknownDetailTypes = catalog.InQueue
		}
	}
	for i := range p.Operations {
		c.Operations[i] = l.operation(&p.Operations[i])
	}
	tellAnswers(c.Operations, p.Operations, doc.Definitions)
	c.Definitions = reachable(doc.Definitions, c.Operations)
	c.Diagnostics = findings(p)
	c.Carriers = carriers(c.Operations)
	c.Assumptions = assumptions(c.Operations)
	leaveMachine(c, doc.File)
	return c
}

// linked is what operations name: connections, and the targets of rules.
type linked struct {
	connections map[string]*plan.Connection
	targets     map[string]plan.Target
}

// findings are the plan's diagnostics but for the operations' own.
func findings(p *plan.Plan) []catalog.Finding {
	own := make(map[spec.Diagnostic]bool)
	for i := range p.Operations {
		for _, r := range p.Operations[i].Reasons {
			own[r] = true
		}
	}
	out := []catalog.Finding{}
	for _, d := range p.Diagnostics {
		if !own[d] {
			out = append(out, catalog.Finding{
				Code: d.Code, Severity: d.Severity.String(),
				File: d.Position.File, Line: d.Position.Line, Column: d.Position.Column,
				Message: d.Message, Hint: d.Hint,
			})
		}
	}
	return out
}

func (l linked) operation(op *plan.Operation) catalog.Operation {
	out := catalog.Operation{
		OperationID: op.Spec.ID, Method: op.Spec.Method, Path: op.Spec.Path,
		DetailType: op.DetailType, Summary: op.Summary, Tags: op.Spec.Tags,
		Deprecated: op.Spec.Deprecated, Sources: append([]string{}, op.Sources...), OwnSources: len(op.Sources) > 0, Disabled: op.Disabled,
		Fidelity: catalog.Fidelity(op.Fidelity), Reasons: make([]catalog.Reason, len(op.Reasons)),
		Assumptions: append([]string{}, op.Assumptions...),
		Constants:   constants(&op.Request), Fields: make([]catalog.Field, len(op.Fields)),
	}
	if op.Pattern != "" {
		out.Pattern = json.RawMessage(op.Pattern)
	}
	for i, r := range op.Reasons {
		message := r.Message
		if r.Hint != "" {
			message += " (" + r.Hint + ")"
		}
		out.Reasons[i] = catalog.Reason{Code: r.Code, Severity: r.Severity.String(), Message: message}
	}
	for i := range op.Fields {
		out.Fields[i] = field(&op.Fields[i])
	}
	if !op.Callable() {
		return out
	}
	if len(op.Rules) > 0 {
		carry(&out, op, l.targets[op.Rules[0]])
	}
	for _, t := range op.Triggers {
		out.Triggers = append(out.Triggers, catalog.Trigger{Name: t.ID, Bus: t.Bus, Pattern: t.Pattern, Schedule: t.Schedule, Fields: t.Detail})
	}
	out.Endpoint = op.Request.Endpoint()
	out.BaseURL = op.Request.BaseURL
	out.Connection = op.Connection
	// A rule matches an array for any of its elements, so that one event may match all rules.
	if n := len(op.Rules); n > 1 {
		out.Requests = n
	}
	var detail ordered
	out.SampleEvent, detail = sampleEvent(op)
	switch {
	case op.Pattern != "" || op.Disabled: // what becomes of the sample hangs on more than its fields
	case op.Request.Task != nil:
		out.SampleRequest = taskRequest(op.Request.Task, detail, l.connections[op.Connection])
	default:
		out.SampleRequest = sampleRequest(op, detail, l.connections[op.Connection])
	}
	return out
}

func constants(r *plan.Request) []catalog.Constant {
	out := []catalog.Constant{}
	if r.Task != nil {
		out = taskConstants(out, "query", r.Task.Query)
		out = taskConstants(out, "header", r.Task.Headers)
		return taskConstants(out, "cookie", r.Task.Cookies)
	}
	for _, p := range r.Query {
		if p.Value.Field == "" {
			out = append(out, catalog.Constant{In: "query", Name: p.Name, Value: p.Value.Constant})
		}
	}
	for _, p := range r.Headers {
		if p.Value.Field == "" {
			out = append(out, catalog.Constant{In: "header", Name: p.Name, Value: p.Value.Constant})
		}
	}
	return out
}

// taskConstants adds those of a state machine's parameters that are constants.
func taskConstants(out []catalog.Constant, in string, parameters []machine.Parameter) []catalog.Constant {
	for _, p := range parameters {
		if p.Constant != nil {
			out = append(out, catalog.Constant{In: in, Name: p.Name, Value: scalar(p.Constant, "")})
		}
	}
	return out
}

func field(f *plan.Field) catalog.Field {
	out := catalog.Field{
		Field: f.Path, In: f.In, Name: f.Name, Required: f.Required, Refuses: f.Refuses, Property: f.Property,
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
