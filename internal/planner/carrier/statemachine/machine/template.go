package machine

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/jsontext"
	"github.com/openapi-destinations/openapidestinations/internal/mapping"
)

// Template is the input template of a rule's target: pieces that follow each other.
type Template []Piece

// Piece is text of a template, or a place that CloudFormation fills in.
type Piece struct {
	Text   string
	Launch *Launch
}

// Length is the most characters that a template may have once CloudFormation has filled it in.
// EventBridge takes limits.InputTemplateLength.
func (t Template) Length() int {
	n := 0
	for _, piece := range t {
		n += len(piece.Text) // which is ASCII
		if piece.Launch != nil {
			n += piece.Launch.Most
		}
	}
	return n
}

// Template gives the input template of a rule that hands events to the machine. The same
// constants are always the same text.
func (o Operation) Template() Template {
	w := &writer{}
	w.text(`{"v":` + strconv.Itoa(Version) + `,"plan":`)
	w.operation(o)
	w.text(`,"rule":`)
	w.flush()
	// The reserved words of EventBridge (User Guide, "Input transformation"), which are the only
	// angle brackets: EventBridge adds the quotes.
	w.done[len(w.done)-1].Text += `<aws.events.rule-arn>,"time":<aws.events.event.ingestion-time>,"event":<aws.events.event.json>}`
	return w.done
}

// writer writes JSON without white space, members in a fixed order, those that are unset left out.
type writer struct {
	done   Template
	buffer bytes.Buffer
}

// flush makes a piece of what was written, or appends it to one.
func (w *writer) flush() {
	text := jsontext.Harmless(w.buffer.String())
	w.buffer.Reset()
	if last := len(w.done) - 1; last >= 0 && w.done[last].Launch == nil {
		w.done[last].Text += text
		return
	}
	w.done = append(w.done, Piece{Text: text})
}

func (w *writer) text(s string) { w.buffer.WriteString(s) }

func (w *writer) quoted(s string) { w.buffer.Write(jsontext.AppendShort(nil, s)) }

// object writes an object by its members, each of which may write nothing.
func (w *writer) object(members func(member func(name string, set bool, value func()))) {
	w.text("{")
	first := true
	members(func(name string, set bool, value func()) {
		if !set {
			return
		}
		if !first {
			w.text(",")
		}
		first = false
		w.quoted(name)
		w.text(":")
		value()
	})
	w.text("}")
}

func list[T any](w *writer, items []T, write func(T)) {
	w.text("[")
	for i, item := range items {
		if i > 0 {
			w.text(",")
		}
		write(item)
	}
	w.text("]")
}

type member = func(name string, set bool, value func())

func (w *writer) operation(o Operation) {
	w.object(func(m member) {
		m("method", true, func() { w.quoted(o.Method) })
		m("url", true, func() { w.url(o.URL) })
		m("query", len(o.Query) > 0, func() { list(w, o.Query, w.parameter) })
		m("headers", len(o.Headers) > 0, func() { list(w, o.Headers, w.parameter) })
		m("cookies", len(o.Cookies) > 0, func() { list(w, o.Cookies, w.parameter) })
		m("body", o.Body != nil, func() { w.body(*o.Body) })
		m("needs", len(o.Needs) > 0, func() { list(w, o.Needs, func(p mapping.Path) { w.quoted(place(p)) }) })
		m("map", o.Map != nil, func() { w.text(o.Map.Template(func(p mapping.Path) string { return `"` + place(p) + `"` })) })
		m("retry", true, func() {
			w.text(`{"attempts":` + strconv.Itoa(o.Retry.Attempts) + `,"age":` + strconv.Itoa(o.Retry.Age) + `}`)
		})
		m("answer", o.Answer != nil, func() { w.answer(*o.Answer) })
	})
}

// place is a path as the machine reads it, with the numbers of items as names.
func place(p mapping.Path) string { return strings.Join(append([]string{"$"}, p.Steps()...), ".") }

// url writes the parts; literals and what the launch fills in, where they follow each other, are
// one string.
func (w *writer) url(parts []Part) {
	w.text("[")
	open := false
	for i, part := range parts {
		if part.Field != nil {
			if open {
				w.text(`"`)
				open = false
			}
			if i > 0 {
				w.text(",")
			}
			w.path(*part.Field)
			continue
		}
		if !open {
			if i > 0 {
				w.text(",")
			}
			w.text(`"`)
			open = true
		}
		if part.Launch != nil {
			w.flush()
			w.done = append(w.done, Piece{Launch: part.Launch})
			continue
		}
		text := jsontext.AppendShort(nil, part.Literal)
		w.buffer.Write(text[1 : len(text)-1])
	}
	if open {
		w.text(`"`)
	}
	w.text("]")
}

func (w *writer) path(p Path) {
	w.object(func(m member) {
		m("field", true, func() { w.quoted(p.Field) })
		m("name", p.Style == "matrix", func() { w.quoted(p.Name) })
		w.encoding(m, Encoding{Style: p.Style, Explode: p.Explode, Reserved: p.Reserved})
		m("guard", p.Guard, w.yes)
	})
}

func (w *writer) parameter(p Parameter) {
	w.object(func(m member) {
		m("name", true, func() { w.quoted(p.Name) })
		m("value", p.Constant != nil, func() { w.raw(p.Constant) })
		m("field", p.Constant == nil, func() { w.quoted(p.Field) })
		m("required", p.Required, w.yes)
		m("default", p.Default != nil, func() { w.raw(p.Default) })
		m("eventId", p.EventID, w.yes)
		w.encoding(m, p.Encoding)
	})
}

func (w *writer) encoding(m member, e Encoding) {
	m("style", e.Style != "", func() { w.quoted(e.Style) })
	m("explode", e.Explode, w.yes)
	m("arrays", e.Arrays != "", func() { w.quoted(e.Arrays) })
	m("reserved", e.Reserved, w.yes)
	m("json", e.JSON, w.yes)
}

func (w *writer) body(b Body) {
	w.object(func(m member) {
		m("field", true, func() { w.quoted(b.Field) })
		m("required", b.Required, w.yes)
		m("as", true, func() { w.quoted(string(b.As)) })
		m("type", b.Type != "", func() { w.quoted(b.Type) })
		m("each", b.Each != Property{}, func() { w.property(b.Each) })
		m("properties", len(b.Properties) > 0, func() {
			w.object(func(m member) {
				for _, p := range b.Properties {
					m(p.Name, true, func() { w.property(p.Property) })
				}
			})
		})
	})
}

func (w *writer) property(p Property) {
	w.object(func(m member) {
		w.encoding(m, p.Encoding)
		m("type", p.Type != "", func() { w.quoted(p.Type) })
		m("file", p.File != "", func() { w.quoted(p.File) })
	})
}

func (w *writer) answer(a Answer) {
	w.object(func(m member) {
		m("succeeded", a.Succeeded != "", func() { w.quoted(a.Succeeded) })
		m("failed", a.Failed != "", func() { w.quoted(a.Failed) })
		m("headers", a.Headers != nil, func() { list(w, a.Headers, w.quoted) })
		m("correlation", a.Correlation != "", func() { w.quoted(a.Correlation) })
		m("nested", a.Nested, w.yes)
	})
}

func (w *writer) yes() { w.text("true") }

// raw writes JSON of the caller's, without its white space.
func (w *writer) raw(value json.RawMessage) {
	if err := json.Compact(&w.buffer, value); err != nil {
		panic("machine: a constant is no JSON: " + err.Error())
	}
}
