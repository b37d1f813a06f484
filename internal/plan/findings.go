package plan

import (
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// effect is what a finding does to the fidelity of its operation.
type effect int

const (
	none effect = iota
	inexact
	unsupported
)

// readingOf are the findings of reading the document. Operations that are not even known
// are as bad as unsupported ones.
func readingOf(doc *spec.Document, opts Options) []spec.Diagnostic {
	found := slices.Clone(doc.Diagnostics)
	for i := range found {
		if opts.Strict && found[i].Code == diagnostic.UnreadPathItem {
			found[i].Severity = spec.Error
		}
	}
	return found
}

// report adds a finding that concerns no single operation.
func (b *builder) report(code string, severity spec.Severity, at spec.Position, hint, format string, args ...any) {
	b.plan.Diagnostics = append(b.plan.Diagnostics, spec.Diagnostic{
		Code: code, Severity: severity, Position: at,
		Message: diagnostic.Message(format, args...), Hint: hint,
	})
}

// note adds a finding about an operation that leaves its fidelity alone.
func (o *draft) note(code string, severity spec.Severity, at spec.Position, hint, format string, args ...any) {
	o.add(none, code, severity, at, hint, format, args...)
}

// inexact adds a finding that makes the operation inexact.
func (o *draft) inexact(code string, at spec.Position, hint, format string, args ...any) {
	o.add(inexact, code, spec.Warning, at, hint, format, args...)
}

// refuse adds a finding that makes the operation unsupported.
func (o *draft) refuse(code string, at spec.Position, hint, format string, args ...any) {
	o.add(unsupported, code, spec.Warning, at, hint, format, args...)
}

func (o *draft) add(e effect, code string, severity spec.Severity, at spec.Position, hint, format string, args ...any) {
	if e != none && o.builder.opts.Strict {
		severity = spec.Error
	}
	if e == unsupported {
		o.op.Fidelity = Unsupported
	} else if e == inexact && o.op.Fidelity == Exact {
		o.op.Fidelity = Inexact
	}
	reason := spec.Diagnostic{
		Code: code, Severity: severity, Position: at, Hint: hint,
		Message: unquotedName(o.op.DetailType) + ": " + diagnostic.Message(format, args...),
	}
	if !slices.Contains(o.op.Reasons, reason) { // a variable may be repeated more than once
		o.op.Reasons = append(o.op.Reasons, reason)
	}
}

// unquotedName is a detail type as messages begin with it. It has no quotes: what stands between
// quotes in a message is what Clean looks at.
func unquotedName(detailType string) string {
	return strings.ReplaceAll(cleaned(detailType, limits.DetailTypeLength), `"`, "'")
}

// assume records the numbers of what AWS leaves undocumented.
func (o *draft) assume(number string) {
	if !slices.Contains(o.op.Assumptions, number) {
		o.op.Assumptions = append(o.op.Assumptions, number)
	}
}

// clean makes the findings fit to be shown.
func clean(found []spec.Diagnostic) {
	for i := range found {
		d := &found[i]
		d.Message, d.Hint = diagnostic.Clean(d.Message), diagnostic.Clean(d.Hint)
		d.Position.File = diagnostic.CleanFile(d.Position.File)
	}
}
