// Package finding keeps what the planner finds: about the document, about single operations
// (and what that does to their fidelity), and which names of the user's settings nothing in the
// document asked for. All rooms of the planner write into it, and none reads what another wrote.
package finding

import (
	"slices"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/text"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// Log is what was found that concerns no single operation, and what of the user's settings was
// used.
type Log struct {
	// Diagnostics are in the order in which they were found.
	Diagnostics []spec.Diagnostic
	// Strict turns what makes an operation inexact or unsupported into errors.
	Strict bool
	// file is the place of findings that concern the whole document.
	file spec.Position
	used map[use]bool
}

// use is a name of a setting.
type use struct {
	kind Kind
	name string
}

// NewLog begins with what reading the document found. Path items that could not be read are as bad
// as unsupported operations.
func NewLog(doc *spec.Document, strict bool) *Log {
	l := &Log{Diagnostics: slices.Clone(doc.Diagnostics), Strict: strict, file: spec.Position{File: doc.File}, used: make(map[use]bool)}
	for i := range l.Diagnostics {
		if d := &l.Diagnostics[i]; strict && d.Code == diagnostic.UnreadPathItem {
			d.Severity = spec.Error
		}
	}
	return l
}

// File is the place of findings that concern the whole document.
func (l *Log) File() spec.Position { return l.file }

// Report adds a finding that concerns no single operation, and gives it.
func (l *Log) Report(code string, severity spec.Severity, at spec.Position, hint, format string, args ...any) *spec.Diagnostic {
	d := spec.Diagnostic{Code: code, Severity: severity, Position: at, Message: diagnostic.Message(format, args...), Hint: hint}
	l.Diagnostics = append(l.Diagnostics, d)
	return &d
}

// Failed tells whether an error was found.
func (l *Log) Failed() bool { return HasError(l.Diagnostics) }

// HasError tells whether one of the findings is an error.
func HasError(found []spec.Diagnostic) bool {
	return slices.ContainsFunc(found, func(d spec.Diagnostic) bool { return d.Severity == spec.Error })
}

// Sorted are all findings, those about operations among the others, by place and fit to be shown.
func (l *Log) Sorted(operations ...[]spec.Diagnostic) []spec.Diagnostic {
	all := l.Diagnostics
	for _, reasons := range operations {
		all = append(all, reasons...)
	}
	Clean(all)
	return spec.SortDiagnostics(all)
}

// Clean makes findings fit to be shown.
func Clean(found []spec.Diagnostic) {
	for i := range found {
		d := &found[i]
		d.Message, d.Hint = diagnostic.Clean(d.Message), diagnostic.Clean(d.Hint)
		d.Position.File = diagnostic.CleanFile(d.Position.File)
	}
}

// Kind is a setting whose names the document may ask for.
type Kind string

// The kinds, each named after the prop.
const (
	Parameters          Kind = "Parameters"
	IdempotencyHeaders  Kind = "IdempotencyHeaders"
	ServerURLs          Kind = "ServerURLs"
	ServerVariables     Kind = "ServerVariables"
	AskServerVariables  Kind = "AskServerVariables"
	Credentials         Kind = "Credentials"
	TokenRequests       Kind = "TokenRequests"
	SchemeOrder         Kind = "SchemeOrder"
	Security            Kind = "Security"
	Operations          Kind = "Operations"
	Triggers            Kind = "Triggers"
	CredentialHosts     Kind = "CredentialHosts"
	ExistingConnections Kind = "Connections"
)

// Mark says that the document asked for a name of a setting.
func (l *Log) Mark(kind Kind, name string) { l.used[use{kind, name}] = true }

// Used tells whether it did.
func (l *Log) Used(kind Kind, name string) bool { return l.used[use{kind, name}] }

// mostMeant is for how many names of a setting is looked for what was meant.
const mostMeant = 10

// Unused reports the names of a setting that nothing asked for, in the words of a message (what
// the setting gives, and its prop and context key). The candidates for what was meant are asked
// for if there is such a name.
func (l *Log) Unused(kind Kind, what, setting string, names []string, candidates func() []string) {
	unused := slices.DeleteFunc(slices.Clone(names), func(name string) bool { return l.Used(kind, name) })
	var known []string
	if len(unused) > 0 && candidates != nil {
		known = candidates()
	}
	for i, name := range unused {
		if i == mostMeant {
			known = nil
		}
		l.Report(diagnostic.NothingSelected, spec.Warning, l.file, text.Meant(name, known, "check the name")+" ("+setting+")",
			"the %s %q was not used: nothing in the document asks for it", what, name)
	}
}
