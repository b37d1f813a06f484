package catalog

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"

	"github.com/openapi-destinations/openapidestinations/internal/plan"
)

// Markdown is the catalog for people.
func (c *Catalog) Markdown() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "# Events of %s\n\n", inline(c.Document.Title))
	fmt.Fprintf(&b, "%s %s, OpenAPI %s.\n\n", inline(c.Document.Title), inline(c.Document.Version), inline(c.Document.OpenAPI))
	fmt.Fprintf(&b, "* Event bus: %s\n* Dead-letter queue: %s\n\n", code(c.Bus), code(c.DeadLetterQueue))
	c.writeOverview(&b)
	c.writeFindings(&b)
	for i := range c.Operations {
		c.Operations[i].writeMarkdown(&b)
	}
	return b.Bytes()
}

func (c *Catalog) writeOverview(b *bytes.Buffer) {
	counts := make(map[plan.Fidelity]int)
	for i := range c.Operations {
		counts[c.Operations[i].Fidelity]++
	}
	fmt.Fprintf(b, "%d operations: %d exact, %d inexact, %d unsupported.\n\n", len(c.Operations),
		counts[plan.Exact], counts[plan.Inexact], counts[plan.Unsupported])
	b.WriteString("| detail-type | request | fidelity |\n|---|---|---|\n")
	for i := range c.Operations {
		op := &c.Operations[i]
		fmt.Fprintf(b, "| %s | %s | %s |\n", code(op.DetailType), code(op.Method+" "+op.Path), op.Fidelity)
	}
	b.WriteByte('\n')
}

func (c *Catalog) writeFindings(b *bytes.Buffer) {
	for _, f := range c.Diagnostics {
		fmt.Fprintf(b, "* %s %s, %s:%d:%d: %s\n", f.Code, f.Severity, inline(f.File), f.Line, f.Column, inline(f.Message))
	}
	if len(c.Diagnostics) > 0 {
		b.WriteByte('\n')
	}
}

func (op *Operation) writeMarkdown(b *bytes.Buffer) {
	fmt.Fprintf(b, "## %s\n\n", inline(op.DetailType))
	if op.Summary != "" {
		fmt.Fprintf(b, "%s\n\n", inline(op.Summary))
	}
	fmt.Fprintf(b, "%s: **%s**", code(op.Method+" "+op.Path), op.Fidelity)
	if len(op.Assumptions) > 0 {
		fmt.Fprintf(b, ", assuming %s", strings.Join(op.Assumptions, ", "))
	}
	b.WriteString(".\n\n")
	for _, r := range op.Reasons {
		fmt.Fprintf(b, "* %s %s: %s\n", r.Code, r.Severity, inline(r.Message))
	}
	if len(op.Reasons) > 0 {
		b.WriteByte('\n')
	}
	op.writeFields(b)
	for _, k := range op.Constants {
		fmt.Fprintf(b, "* Always sent: %s %s = %s\n", k.In, code(k.Name), code(k.Value))
	}
	if len(op.Constants) > 0 {
		b.WriteByte('\n')
	}
	op.writeSample(b)
}

func (op *Operation) writeFields(b *bytes.Buffer) {
	if len(op.Fields) == 0 {
		return
	}
	b.WriteString("| field of detail | what it is | required | description |\n|---|---|---|---|\n")
	for _, f := range op.Fields {
		what := f.In
		if f.Name != "" {
			what += " " + code(f.Name)
		}
		if f.ContentType != "" {
			what += ", " + inline(f.ContentType)
		}
		if f.Format != "" {
			what += ", " + inline(f.Format)
		}
		required := "no"
		switch {
		case f.Idempotency:
			required = "no: the event's id where absent"
		case f.Default != "":
			required = "no: " + code(f.Default) + " where absent"
		case f.Required && !*f.Guarded:
			required = "yes, not checked"
		case f.Required:
			required = "yes"
		}
		fmt.Fprintf(b, "| %s | %s | %s | %s |\n", code(f.Field), what, required, inline(f.Description))
	}
	b.WriteByte('\n')
}

func (op *Operation) writeSample(b *bytes.Buffer) {
	if op.SampleEvent == nil {
		return
	}
	b.WriteString("```json\n")
	b.Write(fenced(op.SampleEvent))
	b.WriteString("\n```\n\nbecomes\n\n```http\n")
	r := op.SampleRequest
	fmt.Fprintf(b, "%s %s\n", r.Method, r.URL)
	for _, name := range slices.Sorted(maps.Keys(r.Headers)) {
		fmt.Fprintf(b, "%s: %s\n", name, r.Headers[name])
	}
	b.WriteByte('\n')
	b.Write(fenced(r.Body))
	b.WriteString("\n```\n\n")
}

// fenced is a value of the catalog as JSON. What is in it has been encoded before.
func fenced(v any) []byte {
	text, err := indented(v)
	if err != nil {
		return nil
	}
	return text
}

// oneLine is free text without what breaks lines or instructs a terminal.
func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, strings.Join(strings.Fields(s), " "))
}

// inline is free text of the document on one line of a table.
func inline(s string) string {
	return inlineEscapes.Replace(oneLine(s))
}

var (
	inlineEscapes = strings.NewReplacer("|", `\|`, "<", "&lt;", "`", "'")
	codeEscapes   = strings.NewReplacer("|", `\|`, "`", "'")
)

func code(s string) string {
	if s == "" {
		return ""
	}
	return "`" + codeEscapes.Replace(oneLine(s)) + "`"
}
