package spec

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
)

// Position is a place in a document: the file as the user named it, and a
// line and column that count from 1. The zero Position is "no place known".
type Position struct {
	File   string
	Line   int
	Column int
}

// String renders the position as file:line:column, leaving out what is not
// known.
func (p Position) String() string {
	if p.Line == 0 {
		return p.File
	}
	if p.File == "" {
		return fmt.Sprintf("%d:%d", p.Line, p.Column)
	}
	return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column)
}

// Severity tells how much a Diagnostic matters.
type Severity int

// The severities. An Error means that no template may come out; a Warning that
// something is not as the document describes it; an Info that a decision was
// made which the reader may want to know.
const (
	Info Severity = iota
	Warning
	Error
)

// String is "info", "warning" or "error".
func (s Severity) String() string {
	switch s {
	case Info:
		return "info"
	case Warning:
		return "warning"
	default:
		return "error"
	}
}

// Diagnostic is one finding about a document: what, how bad, where, and what
// to do about it. It is an error, so that Load can return one.
//
// Code is stable ("OAD101"); the pages under docs/diagnostics explain each.
type Diagnostic struct {
	Code     string
	Severity Severity
	Position Position
	Message  string
	// Hint says what to do; it may be empty.
	Hint string
}

// Error renders the diagnostic on one line:
//
//	api.yaml:118:9: OAD204 warning: message (hint)
func (d *Diagnostic) Error() string {
	var b strings.Builder
	if p := d.Position.String(); p != "" {
		b.WriteString(p)
		b.WriteString(": ")
	}
	fmt.Fprintf(&b, "%s %s: %s", d.Code, d.Severity, d.Message)
	if d.Hint != "" {
		fmt.Fprintf(&b, " (%s)", d.Hint)
	}
	return b.String()
}

// clean makes the diagnostic fit to be shown.
func (d *Diagnostic) clean() {
	d.Message, d.Hint = diagnostic.Clean(d.Message), diagnostic.Clean(d.Hint)
	d.Position.File = diagnostic.CleanFile(d.Position.File)
}

// SortDiagnostics sorts by file, line, column, code and message, and drops exact
// repetitions. It sorts in place and returns the shortened slice.
func SortDiagnostics(ds []Diagnostic) []Diagnostic {
	slices.SortStableFunc(ds, func(a, b Diagnostic) int {
		return cmp.Or(
			cmp.Compare(a.Position.File, b.Position.File),
			cmp.Compare(a.Position.Line, b.Position.Line),
			cmp.Compare(a.Position.Column, b.Position.Column),
			cmp.Compare(a.Code, b.Code),
			cmp.Compare(a.Message, b.Message),
		)
	})
	return slices.Compact(ds)
}
