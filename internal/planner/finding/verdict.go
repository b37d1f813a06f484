package finding

import (
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/safe"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// Verdict says whether what is sent for an operation is the request that the document
// describes, and why not.
type Verdict struct {
	Fidelity plan.Fidelity
	Reasons  []spec.Diagnostic
	// Assumptions are the numbers of what AWS leaves undocumented and the fidelity rests on.
	Assumptions []string

	// name begins the messages; strict turns what lowers the fidelity into errors.
	name   string
	strict bool
}

// Exactly is the verdict on an operation of which nothing was found yet.
func Exactly(detailType string, strict bool) *Verdict {
	return &Verdict{Fidelity: plan.Exact, strict: strict,
		// No quotes: what stands between quotes in a message is what diagnostic.Clean looks at.
		name: strings.ReplaceAll(safe.Clean(detailType, limits.DetailTypeLength), `"`, "'")}
}

// Clone is a verdict that goes on from here by itself.
func (v *Verdict) Clone() *Verdict {
	own := *v
	own.Reasons, own.Assumptions = slices.Clone(v.Reasons), slices.Clone(v.Assumptions)
	return &own
}

// Why is the first of what lowers the fidelity, without the operation's name.
func (v *Verdict) Why() string {
	for _, r := range v.Reasons {
		if r.Severity >= spec.Warning {
			return strings.TrimPrefix(r.Message, v.name+": ")
		}
	}
	return "it is inexact"
}

// Doubts counts what lowers the fidelity.
func (v *Verdict) Doubts() int {
	n := 0
	for _, r := range v.Reasons {
		if r.Severity >= spec.Warning {
			n++
		}
	}
	return n
}

// Callable tells whether nothing refuses the operation.
func (v *Verdict) Callable() bool { return v.Fidelity != plan.Unsupported }

// Note adds a finding that leaves the fidelity alone.
func (v *Verdict) Note(code string, severity spec.Severity, at spec.Position, hint, format string, args ...any) {
	v.add(code, severity, at, hint, format, args...)
}

// Inexact adds a finding that makes the operation inexact.
func (v *Verdict) Inexact(code string, at spec.Position, hint, format string, args ...any) {
	if v.Fidelity == plan.Exact {
		v.Fidelity = plan.Inexact
	}
	v.add(code, v.severity(), at, hint, format, args...)
}

// Refuse adds a finding that makes the operation unsupported.
func (v *Verdict) Refuse(code string, at spec.Position, hint, format string, args ...any) {
	v.Fidelity = plan.Unsupported
	v.add(code, v.severity(), at, hint, format, args...)
}

// RefuseAs makes the operation unsupported for a reason that is everybody's, in its own words.
func (v *Verdict) RefuseAs(reason spec.Diagnostic) {
	v.Fidelity = plan.Unsupported
	v.keep(reason)
}

// Named is a message that begins with the operation's name.
func (v *Verdict) Named(message string) string { return v.name + ": " + message }

// Assume records the number of what AWS leaves undocumented.
func (v *Verdict) Assume(number string) {
	if !slices.Contains(v.Assumptions, number) {
		v.Assumptions = append(v.Assumptions, number)
	}
}

func (v *Verdict) severity() spec.Severity {
	if v.strict {
		return spec.Error
	}
	return spec.Warning
}

func (v *Verdict) add(code string, severity spec.Severity, at spec.Position, hint, format string, args ...any) {
	v.keep(spec.Diagnostic{
		Code: code, Severity: severity, Position: at, Hint: hint,
		Message: v.Named(diagnostic.Message(format, args...)),
	})
}

// keep adds a reason once: a variable may be repeated, and two values of a trigger be wrong in one way.
func (v *Verdict) keep(reason spec.Diagnostic) {
	if !slices.Contains(v.Reasons, reason) {
		v.Reasons = append(v.Reasons, reason)
	}
}

// SortedAssumptions are the numbers in order, "A2" before "A10".
func (v *Verdict) SortedAssumptions() []string {
	slices.SortFunc(v.Assumptions, func(a, b string) int {
		if len(a) != len(b) {
			return len(a) - len(b)
		}
		return strings.Compare(a, b)
	})
	return v.Assumptions
}
