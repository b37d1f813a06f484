package selection

import (
	"strings"
	"unicode/utf8"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/ident"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner/finding"
	"github.com/openapi-destinations/openapidestinations/internal/safe"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// Name gives each of the operations its detail type: that of its settings, or the operationId, if it
// is one operation's in the whole document and fits, else METHOD /path.
func (s *Selector) Name(operations []plan.Operation, settings []*Settings) {
	uses := make(map[string]int)
	for i := range s.doc.Operations {
		uses[s.doc.Operations[i].ID]++
	}
	owner := make(map[string]int)
	for i := range operations {
		op := &operations[i]
		id := op.Spec.ID
		if own := settings[i].DetailType; own != "" {
			s.checkDetailType(op.Spec, own)
			op.DetailType = own
		} else if strings.TrimSpace(id) == "" || uses[id] > 1 || tooLongDetailType(id) {
			op.DetailType = fallbackDetailType(op.Spec.Method, op.Spec.Path)
		} else {
			op.DetailType = id
		}
		if first, taken := owner[op.DetailType]; taken {
			s.reportTaken(&operations[first], op, settings[first].DetailType+settings[i].DetailType != "")
		}
		owner[op.DetailType] = i
	}
}

func tooLongDetailType(id string) bool {
	return utf8.RuneCountInString(id) > limits.DetailTypeLength
}

// checkDetailType refuses a detail type of the user's that no event can have, or no template.
func (s *Selector) checkDetailType(op *spec.Operation, own string) {
	why := safe.Unsafe(own)
	switch {
	case strings.TrimSpace(own) != own:
		why = "it begins or ends in white space"
	case tooLongDetailType(own):
		why = diagnostic.Message("it has %d characters, and a detail-type at most %d", utf8.RuneCountInString(own), limits.DetailTypeLength)
	}
	if why != "" {
		s.reportOwn(op, "give another one", "the detail type %q of its settings cannot be used: %s", own, why)
	}
}

func (s *Selector) reportTaken(first, second *plan.Operation, own bool) {
	hint := "give the operations different operationIds"
	if own {
		hint = "give each operation a detail type of its own" + OperationsHint
	}
	s.log.Report(diagnostic.DetailTypeTaken, spec.Error, second.Spec.IDPosition, hint,
		"the event %q names both %s %s and %s %s (%s)",
		second.DetailType, second.Spec.Method, second.Spec.Path,
		first.Spec.Method, first.Spec.Path, first.Spec.Position)
}

// NoteName says why the detail type is not the operationId.
func NoteName(op *plan.Operation, own *Settings, v *finding.Verdict) {
	id := op.Spec.ID
	switch {
	case own.DetailType != "":
	case strings.TrimSpace(id) == "":
		v.Note(diagnostic.NoOperationID, spec.Info, op.Spec.Position, "give it an operationId for a shorter name",
			"the operation has no operationId, so its event is named by method and path")
	case tooLongDetailType(id):
		v.Note(diagnostic.LongOperationID, spec.Warning, op.Spec.IDPosition, "shorten the operationId",
			"the operationId has %d characters, and a detail-type at most %d, so the event is named by method and path",
			utf8.RuneCountInString(id), limits.DetailTypeLength)
	case id != op.DetailType:
		v.Note(diagnostic.DuplicateOperationID, spec.Warning, op.Spec.IDPosition, "give each operation an operationId of its own",
			"the operationId %q is used more than once, so each of its operations is named by method and path", id)
	}
}

// fallbackDetailType is the detail type of an operation without a usable
// operationId: METHOD /path, cut with a hash where it is too long.
func fallbackDetailType(method, path string) string {
	return cut(ident.OperationKey(method, path), limits.DetailTypeLength)
}

// cut is a name of at most so many characters: of a longer one the beginning, and a hash of the whole.
func cut(name string, length int) string {
	if utf8.RuneCountInString(name) <= length {
		return name
	}
	const hashLength = 8
	return string([]rune(name)[:length-hashLength-1]) + "-" + ident.Hash(name)
}

// What ends the detail types of answers.
const (
	succeeded = " succeeded"
	failed    = " failed"
)

// AnswerTypes are the detail types of the events that tell how an operation's call ended. Both begin
// alike.
func AnswerTypes(detailType string) (success, failure string) {
	name := cut(detailType, limits.DetailTypeLength-len(succeeded))
	return name + succeeded, name + failed
}
