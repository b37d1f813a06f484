package selection

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
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
	// said is what the root of the document says.
	said plan.OperationSettings
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
	a.said = s.said(plan.OperationSettings{}, s.doc.Extensions)
	for i := range s.doc.Operations {
		if op := &s.doc.Operations[i]; !a.wanted && isAnswering(op) {
			a.wanted = s.said(a.said, op.Extensions).Answers.Success()
		}
	}
	return a
}

func isAnswering(op *spec.Operation) bool {
	return slices.Contains(answering, strings.ToUpper(op.Method))
}

// said takes over what extensions say of answers, and of who carries an operation, where that counts: a
// document that nobody trusts selects nothing.
func (s *Selector) said(said plan.OperationSettings, extensions []spec.Extension) plan.OperationSettings {
	for i := range extensions {
		for j := range extensions[i].Members {
			e := &extensions[i].Members[j]
			if extensions[i].Name != Extension || e.Name != Answers && e.Name != Carrier || !s.trusts && !e.Overlaid {
				continue
			}
			for _, m := range s.readMember(e) {
				m.take(&said, &m.given)
			}
		}
	}
	return said
}

// OverlaysAskForAnswers tells whether an overlay of the user's asks for those of an operation.
func OverlaysAskForAnswers(doc *spec.Document) bool {
	asks := func(e spec.Extension) bool {
		return e.Name == Extension && slices.ContainsFunc(e.Members, func(m spec.Extension) bool {
			return m.Overlaid && m.Name == Answers && strings.TrimSpace(string(m.Value)) != strconv.Quote(string(plan.NoAnswers))
		})
	}
	return slices.ContainsFunc(doc.Extensions, asks) || slices.ContainsFunc(doc.Operations, func(op spec.Operation) bool {
		return slices.ContainsFunc(op.Extensions, asks)
	})
}

// keeps tells whether an operation has a method that is called. GET and HEAD, whose point is the
// answer, are where that comes back.
func (s *Selector) keeps(op *spec.Operation) bool {
	method := strings.ToUpper(op.Method) // that of additionalOperations is as the document writes it
	if s.methods[method] {
		return true
	}
	if !s.answers.wanted || len(s.asked) > 0 || !isAnswering(op) {
		return false
	}
	var own plan.OperationSettings
	for _, key := range keysOn(op, s.answers.keys) {
		own.Answers, own.Carrier = cmp.Or(own.Answers, key.given.Answers), cmp.Or(own.Carrier, key.given.Carrier)
	}
	said := s.said(s.answers.said, op.Extensions)
	carrier := cmp.Or(own.Carrier, said.Carrier)
	told := cmp.Or(own.Answers, said.Answers, s.answers.ofAll).Success() &&
		(carrier == plan.ByStateMachine || carrier == "" && s.answers.machines)
	if told {
		s.answers.methods[method] = true
	}
	return told
}
