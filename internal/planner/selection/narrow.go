package selection

import (
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/pattern"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// narrow makes the filters of the operations that have sources or a pattern of their own. They narrow
// what all operations accept, and never widen it.
func (s *Selector) narrow(all []*Settings, operations []plan.Operation) {
	known := make(map[string]pattern.Object)
	for i, own := range all {
		op := &operations[i]
		if own.Sources != nil {
			if why, hint := s.wrongSources(own.Sources); why != "" {
				s.reportOwn(op.Spec, hint, "the sources of its settings cannot be used: %s", why)
			} else {
				own.Filter.Source = pattern.Texts(own.Sources)
				op.Sources = own.Sources
			}
		}
		if own.Pattern == "" {
			continue
		}
		extra, ok := known[own.Pattern]
		if !ok {
			var err error
			if extra, err = pattern.Parse([]byte(own.Pattern)); err != nil {
				s.reportOwn(op.Spec, "correct the pattern", "the pattern of its settings cannot be used: %v", err)
			}
			known[own.Pattern] = extra
		}
		if extra != nil {
			own.Filter.Extra = extra
			op.Pattern = pattern.Pattern{Root: extra}.String()
		}
	}
}

// wrongSources says what of an operation's own sources all operations don't accept.
func (s *Selector) wrongSources(own []string) (why, hint string) {
	if len(own) == 0 {
		return "there are none, and so no event would be the operation's", "name some, or switch the operation off (enabled)"
	}
	for _, source := range own {
		switch {
		case strings.TrimSpace(source) == "":
			return "one is empty", "name it"
		case len(s.sources) > 0 && !slices.Contains(s.sources, source):
			return diagnostic.Message("%q is not among Sources, which an event must pass, too", source), "add it to Sources (context key sources), or take it off"
		case len(s.sources) == 0 && s.givenBus && strings.HasPrefix(source, "aws."):
			return diagnostic.Message("%q is AWS's own, and the bus takes no such source that Sources doesn't name", source), "name it in Sources (context key sources), too"
		}
	}
	return "", ""
}

// reportOwn reports a setting of an operation that can't be used.
func (s *Selector) reportOwn(op *spec.Operation, hint, format string, args ...any) {
	s.log.Report(diagnostic.FilterInvalid, spec.Error, op.Position, hint+OperationsHint,
		"%s: %s", Names(op)[0], diagnostic.Message(format, args...))
}
