// Package selection decides which of the document's operations are kept (by their methods and the
// user's filters), under which detail type each has its event, and which of the user's settings
// applies to which operation, for all rooms behind it. Operations that are left out without
// anybody's wish, and filters that fit nothing, are told here.
package selection

import (
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner/finding"
	"github.com/openapi-destinations/openapidestinations/internal/text"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// Selector decides which operations are kept, and what their events are called.
type Selector struct {
	log *finding.Log
	doc *spec.Document
	// asked are the methods that the user named, methods those that are kept.
	asked   []string
	methods map[string]bool
	// include and exclude are the user's filters.
	include, exclude []plan.Filter
	// sources are the user's, givenBus says that the bus was there before.
	sources  []string
	givenBus bool
	// trusts says that all counts that the document says in its extension; extensions are those that
	// were read, and told is what was said of them.
	trusts     bool
	extensions map[extensionPlace][]extensionMember
	told       map[spec.Diagnostic]bool
	// answers are asked for.
	answers answers
	// settings are those that some operation may have of its own.
	settings []setting
	// unclear says that a method or a filter could not be read.
	unclear bool
}

// New reads what the user asks for.
func New(doc *spec.Document, opts plan.Options, log *finding.Log) *Selector {
	s := &Selector{log: log, doc: doc, include: opts.Include, exclude: opts.Exclude, sources: opts.Sources, trusts: opts.TrustExtensions, givenBus: opts.GivenBus, methods: make(map[string]bool)}
	s.extensions, s.told = make(map[extensionPlace][]extensionMember), make(map[spec.Diagnostic]bool)
	s.answers = s.answersAsked(&opts)
	for _, m := range opts.Methods {
		s.asked = append(s.asked, strings.ToUpper(strings.TrimSpace(m)))
	}
	return s
}

// checkMethods says which methods are kept.
func (s *Selector) checkMethods() {
	for _, m := range s.asked {
		if !s.isMethod(m) {
			s.unclear = true
			s.log.Report(diagnostic.MethodUnknown, spec.Error, s.log.File(),
				s.meantMethod(m, "use "+strings.Join(limits.Methods, ", "))+" (Methods, context key methods)", "%q is not an HTTP method", m)
		}
		s.methods[m] = true
	}
	if len(s.asked) == 0 {
		for _, m := range defaultMethods {
			s.methods[m] = true
		}
	}
}

// ReportNothing says why there is no operation to call.
func (s *Selector) ReportNothing(operations []plan.Operation) {
	kept := 0
	for i := range s.doc.Operations {
		if s.keeps(&s.doc.Operations[i]) {
			kept++
		}
	}
	switch asked := text.Alternatives(s.keptMethods()); {
	case len(s.doc.Operations) == 0:
		s.log.Report(diagnostic.NothingCallable, spec.Error, s.log.File(),
			"check that the document has paths with operations", "there is no operation to call: the document describes none")
	case kept == 0:
		s.log.Report(diagnostic.NothingCallable, spec.Error, s.log.File(), "ask for other methods (Methods, context key methods)",
			"there is no operation to call: the document has no %s operation, and %d with other methods",
			asked, len(s.doc.Operations))
	case len(operations) == 0:
		s.log.Report(diagnostic.NothingCallable, spec.Error, s.log.File(), "change Include or Exclude (context keys include, exclude)",
			"there is no operation to call: the filters leave out all of the document's %d %s operations", kept, asked)
	default:
		s.log.Report(diagnostic.NothingCallable, spec.Error, s.log.File(), "see the other messages",
			"there is no operation to call: of the %d selected none is supported; the first is %s",
			len(operations), firstRefusal(operations[0].Reasons))
	}
}

// keptMethods are the methods of the operations to keep, in a fixed order.
func (s *Selector) keptMethods() []string {
	return slices.DeleteFunc(slices.Concat(limits.Methods, knownMethods), func(m string) bool { return !s.methods[m] && !s.answers.methods[m] })
}

// firstRefusal is why an operation is unsupported.
func firstRefusal(reasons []spec.Diagnostic) string {
	for _, r := range reasons {
		if r.Severity >= spec.Warning {
			return r.Message
		}
	}
	return ""
}
