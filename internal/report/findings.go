package report

import (
	"fmt"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// Findings are about a construct, or its document as a whole, in the order in which they were made.
// They have no place yet.
type Findings []spec.Diagnostic

// Add makes a finding of a message without control characters.
func (f *Findings) Add(code string, severity spec.Severity, hint, format string, args ...any) {
	*f = append(*f, spec.Diagnostic{Code: code, Severity: severity, Message: diagnostic.Clean(fmt.Sprintf(format, args...)), Hint: hint})
}
