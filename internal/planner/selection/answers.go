package selection

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// answering are the methods that are called for their answer alone.
var answering = []string{"GET", "HEAD"}

// answers are those that the user asks for.
type answers struct {
	// ofAll are those of operations that no key says anything else of, and machines tells whether a
	// state machine may carry them, which is what has answers.
	ofAll    plan.Answers
	machines bool
	// keys are those that say something of answers or carriers.
	keys []*settingsKey
	// wanted tells whether any operation's success may be told.
	wanted bool
	// methods are those of the operations that are kept because their answers are wanted.
	methods map[string]bool
}

// answersAsked reads what the options say of answers. A key that can't be read is reported with the
// settings.
func (s *Selector) answersAsked(opts *plan.Options) answers {
	a := answers{ofAll: opts.Answers, wanted: opts.Answers.Success(), machines: slices.Contains(opts.Carriers, plan.ByStateMachine), methods: make(map[string]bool)}
	for _, name := range slices.Sorted(maps.Keys(opts.Operations)) {
		given := opts.Operations[name]
		if given.Answers == "" && given.Carrier == "" {
			continue
		}
		if key, err := s.settingsKey(name); err == nil {
			key.text, key.given = name, given
			a.keys = append(a.keys, key)
			a.wanted = a.wanted || given.Answers.Success()
		}
	}
	return a
}

// keeps tells whether an operation has a method that is called. GET and HEAD, whose point is the
// answer, are where that comes back.
func (s *Selector) keeps(op *spec.Operation) bool {
	method := strings.ToUpper(op.Method) // that of additionalOperations is as the document writes it
	if s.methods[method] {
		return true
	}
	if !s.answers.wanted || len(s.asked) > 0 || !slices.Contains(answering, method) {
		return false
	}
	var own plan.OperationSettings
	for _, key := range keysOn(op, s.answers.keys) {
		own.Answers, own.Carrier = cmp.Or(own.Answers, key.given.Answers), cmp.Or(own.Carrier, key.given.Carrier)
	}
	told := cmp.Or(own.Answers, s.answers.ofAll).Success() &&
		(own.Carrier == plan.ByStateMachine || own.Carrier == "" && s.answers.machines)
	if told {
		s.answers.methods[method] = true
	}
	return told
}
