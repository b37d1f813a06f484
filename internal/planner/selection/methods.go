package selection

import (
	"fmt"
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/ident"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/text"
	"github.com/openapi-destinations/openapidestinations/spec"
)

var (
	// knownMethods are those of HTTP and OpenAPI that an API destination does not take.
	knownMethods = []string{"TRACE", "CONNECT", "QUERY"}
	// defaultMethods are those that are kept unless the user asks for others.
	defaultMethods = []string{"POST", "PUT", "PATCH", "DELETE"}
)

// isMethod tells whether the user can ask for a method: one of HTTP's, or one that the
// document has (OpenAPI 3.2, additionalOperations).
func (s *Selector) isMethod(m string) bool {
	return slices.Contains(limits.Methods, m) || slices.Contains(knownMethods, m) ||
		slices.ContainsFunc(s.doc.Operations, func(op spec.Operation) bool { return strings.ToUpper(op.Method) == m })
}

// meantMethod says which method a word that is none may have been.
func (s *Selector) meantMethod(word, otherwise string) string {
	return text.Meant(word, slices.Concat(limits.Methods, knownMethods), otherwise)
}

// reportUncallable names the operations that nobody asked for and nobody could have: a
// GET that is not selected is the user's choice, a QUERY is not.
func (s *Selector) reportUncallable() {
	for _, left := range s.byMethod(func(op *spec.Operation) bool {
		return !slices.Contains(limits.Methods, op.Method) && !s.methods[strings.ToUpper(op.Method)]
	}) {
		s.log.Report(diagnostic.UnsupportedMethod, spec.Info, left[0].Position,
			"call this operation some other way, for example from a Lambda function",
			"%s not selected, and EventBridge cannot send the method %s", allOf(left, "was", "were"), left[0].Method)
	}
}

// reportLeftOut says which operations are left out because nobody asked for their methods,
// and why. Those that the filters leave out are the user's choice.
func (s *Selector) reportLeftOut(include, exclude []*filter) {
	if len(s.asked) > 0 {
		return
	}
	for _, left := range s.byMethod(func(op *spec.Operation) bool {
		return slices.Contains(limits.Methods, op.Method) && !s.keeps(op) &&
			(len(include) == 0 || anyHolds(include, op)) && !anyHolds(exclude, op)
	}) {
		method := left[0].Method
		hint := "name the methods to call: Methods, context key methods, such as \"POST,PUT,PATCH,DELETE," + method + "\""
		if slices.Contains(answering, method) {
			hint = "ask for the answers: Answers, context key answers; or " + hint
		}
		s.log.Report(diagnostic.LeftOut, spec.Info, left[0].Position, hint,
			"%s left out: only POST, PUT, PATCH and DELETE are called by default, because EventBridge throws answers away",
			allOf(left, "is", "are"))
	}
}

// byMethod are the document's operations of a kind, those of one method together, in the
// order of the first.
func (s *Selector) byMethod(wanted func(*spec.Operation) bool) [][]*spec.Operation {
	at := make(map[string]int)
	var found [][]*spec.Operation
	for i := range s.doc.Operations {
		op := &s.doc.Operations[i]
		if !wanted(op) {
			continue
		}
		n, known := at[op.Method]
		if !known {
			n = len(found)
			at[op.Method] = n
			found = append(found, nil)
		}
		found[n] = append(found[n], op)
	}
	return found
}

// allOf names the one operation, or counts those of one method and names the first.
func allOf(found []*spec.Operation, is, are string) string {
	first := ident.OperationKey(found[0].Method, found[0].Path)
	if len(found) == 1 {
		return first + " " + is
	}
	return fmt.Sprintf("%d %s operations, the first of them %s, %s", len(found), found[0].Method, first, are)
}
