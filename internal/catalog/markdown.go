package catalog

import (
	"cmp"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/jsontext"
)

// Markdown is the catalog for people.
func (c *Catalog) Markdown() []byte {
	_, size := c.sizes()
	p := page{b: make([]byte, 0, size)}
	title := cmp.Or(strings.TrimSpace(c.Document.Title), "an API without a title")
	p.raw("# Events of ").inline(title).raw("\n\n")
	p.inline(title)
	if c.Document.Version != "" {
		p.raw(" ").inline(c.Document.Version)
	}
	p.raw(", OpenAPI ").inline(c.Document.OpenAPI).raw(".\n\n")
	p.raw("* Event bus: ").code(c.Bus)
	if c.LaunchedBus != "" {
		p.raw(", or ").code(c.LaunchedBus).raw(" where the stack is launched under another name")
	}
	c.writeQueue(&p)
	c.writeOverview(&p)
	c.writeFindings(&p)
	c.writeCarriers(&p)
	c.writeAssumptions(&p)
	for i := range c.Operations {
		c.Operations[i].writeMarkdown(&p, c.Bus)
	}
	return p.b
}

func (c *Catalog) writeOverview(p *page) {
	counts := make(map[Fidelity]int)
	for i := range c.Operations {
		counts[c.Operations[i].Fidelity]++
	}
	p.number(len(c.Operations)).raw(" operations: ").number(counts[Exact]).raw(" exact, ")
	p.number(counts[Inexact]).raw(" inexact, ").number(counts[Unsupported]).raw(" unsupported.\n\n")
	p.raw("| detail-type | request | fidelity | carrier |\n|---|---|---|---|\n")
	for i := range c.Operations {
		op := &c.Operations[i]
		p.row().code(op.DetailType).raw(" | ").code(op.Method + " " + op.Path)
		p.raw(" | ").raw(string(op.Fidelity)).raw(" | ").raw(op.Carrier.words()).endRow()
	}
	p.raw("\n")
}

func (c *Catalog) writeFindings(p *page) {
	for i := range c.Diagnostics {
		f := &c.Diagnostics[i]
		p.raw("* ").raw(f.Code).raw(" ").raw(f.Severity).raw(", ").inline(f.File)
		if f.Line > 0 {
			p.raw(":").number(f.Line).raw(":").number(f.Column)
		}
		p.raw(": ").inline(f.Message).raw("\n")
	}
	if len(c.Diagnostics) > 0 {
		p.raw("\n")
	}
}

// words are what people call a carrier.
func (c Carrier) words() string {
	switch c {
	case APIDestination:
		return "API destination"
	case StateMachine:
		return "state machine"
	}
	return ""
}

// writeCarriers says what the carriers mean that operations have.
func (c *Catalog) writeCarriers(p *page) {
	for _, one := range c.Carriers {
		p.raw("* ").inline(one.Text).raw("\n")
	}
	if len(c.Carriers) > 0 {
		p.raw("\n")
	}
}

// writeAssumptions says what the numbers mean that the operations name.
func (c *Catalog) writeAssumptions(p *page) {
	if len(c.Assumptions) == 0 {
		return
	}
	p.raw("AWS leaves some things undocumented. Operations rest on these assumptions where they name them:\n\n")
	for _, a := range c.Assumptions {
		p.raw("* ").raw(a.Number).raw(": ").inline(a.Text).raw("\n")
	}
	p.raw("\n")
}

func (op *Operation) writeMarkdown(p *page, bus string) {
	p.raw("## ").inline(op.DetailType).raw("\n\n")
	if op.Summary != "" {
		p.inline(op.Summary).raw("\n\n")
	}
	p.code(op.Method + " " + op.Path).raw(": **").raw(string(op.Fidelity)).raw("**")
	if len(op.Assumptions) > 0 {
		p.raw(", assuming ").raw(strings.Join(op.Assumptions, ", "))
	}
	p.raw(".\n\n")
	for _, r := range op.Reasons {
		p.raw("* ").raw(r.Code).raw(" ").raw(r.Severity).raw(": ").inline(r.Message).raw("\n")
	}
	if len(op.Reasons) > 0 {
		p.raw("\n")
	}
	op.writeAccepted(p)
	op.writeCarrier(p)
	op.writeFields(p)
	op.writeTriggers(p)
	if op.Requests > 1 {
		p.raw("An event can cause up to ").number(op.Requests).raw(" requests, where optional fields hold arrays.\n\n")
	}
	for _, k := range op.Constants {
		p.raw("* Always sent: ").raw(k.In).raw(" ").code(k.Name).raw(" = ").code(k.Value).raw("\n")
	}
	if len(op.Constants) > 0 {
		p.raw("\n")
	}
	op.writeSample(p, bus)
	op.writeAnswers(p)
}

// writeAccepted says which events are the operation's, as far as its own settings have it.
func (op *Operation) writeAccepted(p *page) {
	if op.Disabled {
		p.raw("Switched off: its events go to the dead-letter queue.\n\n")
	}
	if len(op.Pattern) > 0 {
		p.raw("Its events must match this pattern, too; others are not its own, and go nowhere: ").code(string(op.Pattern)).raw("\n\n")
	}
	if op.OwnSources {
		p.raw("Its events have one of the sources ")
		for i, source := range op.Sources {
			if i > 0 {
				p.raw(", ")
			}
			p.code(source)
		}
		p.raw(".\n\n")
	}
}

// writeCarrier says what makes the calls, and what becomes of a slow one.
func (op *Operation) writeCarrier(p *page) {
	if op.Carrier == "" || op.Repeats == nil {
		return
	}
	article := "An "
	if op.Carrier == StateMachine {
		article = "A "
	}
	p.raw(article).raw(op.Carrier.words()).raw(" carries it: ")
	p.lateAnswer(op.AnswerSeconds, op.Repeats).raw(".\n\n")
}

// writeTriggers says which other events call the operation, and with what.
func (op *Operation) writeTriggers(p *page) {
	for _, t := range op.Triggers {
		p.raw("* The trigger ").code(t.Name).raw(" calls it ")
		switch {
		case t.Schedule != "":
			p.raw("at ").code(t.Schedule)
		case t.Bus == "":
			p.raw("for events of the default bus like ").code(string(t.Pattern))
		default:
			p.raw("for events of the bus ").code(t.Bus).raw(" like ").code(string(t.Pattern))
		}
		p.raw(", with the detail ").code(string(t.Fields)).raw("\n")
	}
	if len(op.Triggers) > 0 {
		p.raw("\n")
	}
}

func (op *Operation) writeFields(p *page) {
	if len(op.Fields) == 0 {
		return
	}
	p.raw("| field of detail | what it is | required | description |\n|---|---|---|---|\n")
	for i := range op.Fields {
		f := &op.Fields[i]
		p.row().code(f.Field).raw(" | ").raw(f.In)
		if f.Name != "" {
			p.raw(" ").code(f.Name)
		}
		if f.ContentType != "" {
			p.raw(", ").inline(f.ContentType)
		}
		if f.Format != "" {
			p.raw(", ").inline(f.Format)
		}
		f.writeRefused(p)
		p.raw(" | ")
		f.writeRequired(p)
		p.raw(" | ").inline(f.Description).endRow()
	}
	p.raw("\n")
}

// writeRefused says what no value may hold.
func (f *Field) writeRefused(p *page) {
	if f.Refuses == "" {
		return
	}
	var seen []string
	for _, r := range f.Refuses {
		if r > ' ' {
			seen = append(seen, string(r))
		}
	}
	p.raw(", without ").code(strings.Join(seen, " "))
	if strings.ContainsAny(f.Refuses, "\r\n") {
		p.raw(" and ends of lines")
	}
}

func (f *Field) writeRequired(p *page) {
	switch {
	case f.Idempotency:
		p.raw("no: the event's id where absent")
	case f.Default != "":
		p.raw("no: ").code(f.Default).raw(" where absent")
	case f.Required && !*f.Guarded:
		p.raw("yes, not checked")
	case f.Required:
		p.raw("yes")
	default:
		p.raw("no")
	}
}

func (op *Operation) writeSample(p *page, bus string) {
	if op.SampleEvent == nil {
		return
	}
	w := writer{b: p.raw("```json\n").b}
	w.open('{')
	op.SampleEvent.members(&w)
	w.close('}')
	p.b = w.b
	r := op.SampleRequest
	p.raw("\n```\n\n")
	op.writeCommand(p, bus)
	if r == nil {
		return
	}
	p.raw("becomes\n\n```http\n").raw(r.Method).raw(" ").seen(r.URL).raw("\n")
	r.eachHeader(func(name, value string) {
		p.seen(name).raw(": ").seen(value).raw("\n")
	})
	r.writeBody(p)
	p.raw("```\n\n")
}

// writeBody shows a body within a fence, which no line of it may end.
func (r *Request) writeBody(p *page) {
	switch {
	case len(r.Body) > 0:
		p.raw("\n")
		p.b = appendIndented(p.b, r.Body, 0)
		p.raw("\n")
	case strings.Contains(r.Text, "```"):
		p.raw("\n")
		p.b = append(jsontext.AppendString(p.b, r.Text), '\n')
	case r.Text != "":
		p.raw("\n")
		for line := range strings.Lines(r.Text) {
			p.seen(strings.TrimRight(line, "\r\n")).raw("\n")
		}
	}
}
