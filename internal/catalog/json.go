package catalog

import "github.com/openapi-destinations/openapidestinations/internal/jsontext"

// JSON is the catalog for machines. It is what encoding/json makes of the structs by their
// tags, which takes several times as long: it reads the schemas again, most of the text.
func (c *Catalog) JSON() []byte {
	size, _ := c.sizes()
	w := writer{b: make([]byte, 0, size)}
	w.open('{')
	c.members(&w)
	w.close('}')
	return append(w.b, '\n')
}

func (c *Catalog) members(w *writer) {
	w.number("format", c.Format)
	object(w, "document", &c.Document, (*Document).members)
	w.textIfAny("stack", c.Stack)
	w.text("bus", c.Bus)
	w.textIfAny("launchedBus", c.LaunchedBus)
	w.text("deadLetterQueue", c.DeadLetterQueue)
	w.textIfAny("unknownDetailTypes", c.UnknownDetailTypes)
	list(w, "diagnostics", c.Diagnostics, (*Finding).members)
	list(w, "operations", c.Operations, (*Operation).members)
	if len(c.Carriers) > 0 {
		list(w, "carriers", c.Carriers, (*CarrierText).members)
	}
	if len(c.Assumptions) > 0 {
		list(w, "assumptions", c.Assumptions, (*Assumption).members)
	}
	if len(c.Definitions) > 0 {
		w.key("$defs")
		w.open('{')
		for _, d := range c.Definitions {
			w.json(d.Name, d.JSON)
		}
		w.close('}')
	}
}

func (d *Document) members(w *writer) {
	w.text("title", d.Title)
	w.text("version", d.Version)
	w.text("openapi", d.OpenAPI)
	w.text("sha256", d.SHA256)
	w.textsIfAny("overlays", d.Overlays)
}

func (f *Finding) members(w *writer) {
	w.text("code", f.Code)
	w.text("severity", f.Severity)
	w.text("file", f.File)
	w.numberIfAny("line", f.Line)
	w.numberIfAny("column", f.Column)
	w.text("message", f.Message)
	w.textIfAny("hint", f.Hint)
}

func (c *CarrierText) members(w *writer) {
	w.text("carrier", string(c.Carrier))
	w.text("text", c.Text)
}

func (a *Assumption) members(w *writer) {
	w.text("number", a.Number)
	w.text("text", a.Text)
}

func (op *Operation) members(w *writer) {
	w.textIfAny("operationId", op.OperationID)
	w.text("method", op.Method)
	w.text("path", op.Path)
	w.text("detailType", op.DetailType)
	w.textIfAny("summary", op.Summary)
	w.textsIfAny("tags", op.Tags)
	w.flagIfSet("deprecated", op.Deprecated)
	w.texts("sources", op.Sources)
	w.jsonIfAny("pattern", op.Pattern)
	w.flagIfSet("disabled", op.Disabled)
	w.text("fidelity", string(op.Fidelity))
	list(w, "reasons", op.Reasons, (*Reason).members)
	w.texts("assumptions", op.Assumptions)
	w.textIfAny("carrier", string(op.Carrier))
	w.numberIfAny("answerSeconds", op.AnswerSeconds)
	if op.Repeats != nil {
		object(w, "repeats", op.Repeats, (*Repeats).members)
	}
	w.textIfAny("endpoint", op.Endpoint)
	w.textIfAny("baseUrl", op.BaseURL)
	w.textIfAny("connection", op.Connection)
	list(w, "constants", op.Constants, (*Constant).members)
	list(w, "fields", op.Fields, (*Field).members)
	if len(op.Triggers) > 0 {
		list(w, "triggers", op.Triggers, (*Trigger).members)
	}
	w.numberIfAny("requests", op.Requests)
	if op.SampleEvent != nil {
		object(w, "sampleEvent", op.SampleEvent, (*Event).members)
	}
	if op.SampleRequest != nil {
		object(w, "sampleRequest", op.SampleRequest, (*Request).members)
	}
	if len(op.Answers) > 0 {
		list(w, "answers", op.Answers, (*Answer).members)
	}
}

func (r *Repeats) members(w *writer) {
	if r.Attempts != nil {
		w.number("attempts", *r.Attempts)
	}
	if r.Seconds != nil {
		w.number("seconds", *r.Seconds)
	}
}

func (t *Trigger) members(w *writer) {
	w.text("name", t.Name)
	w.textIfAny("bus", t.Bus)
	w.jsonIfAny("pattern", t.Pattern)
	w.textIfAny("schedule", t.Schedule)
	w.json("fields", t.Fields)
}

func (r *Reason) members(w *writer) {
	w.text("code", r.Code)
	w.text("severity", r.Severity)
	w.text("message", r.Message)
}

func (c *Constant) members(w *writer) {
	w.text("in", c.In)
	w.text("name", c.Name)
	w.text("value", c.Value)
}

func (f *Field) members(w *writer) {
	w.text("field", f.Field)
	w.text("in", f.In)
	w.text("name", f.Name)
	w.flag("required", f.Required)
	if f.Guarded != nil {
		w.flag("guarded", *f.Guarded)
	}
	w.textIfAny("refuses", f.Refuses)
	w.textIfAny("property", f.Property)
	w.flagIfSet("idempotency", f.Idempotency)
	w.textIfAny("default", f.Default)
	w.textIfAny("contentType", f.ContentType)
	w.textIfAny("format", f.Format)
	w.jsonIfAny("schema", f.Schema)
	w.textIfAny("description", f.Description)
}

func (e *Event) members(w *writer) {
	w.text("source", e.Source)
	w.text("detail-type", e.DetailType)
	w.json("detail", e.Detail)
}

func (r *Request) members(w *writer) {
	w.text("method", r.Method)
	w.text("url", r.URL)
	w.key("headers")
	w.open('{')
	r.eachHeader(func(name, value string) {
		w.item()
		w.b = append(jsontext.AppendString(w.b, name), ": "...)
		w.b = jsontext.AppendString(w.b, value)
	})
	w.close('}')
	w.jsonIfAny("body", r.Body)
	w.textIfAny("text", r.Text)
}
