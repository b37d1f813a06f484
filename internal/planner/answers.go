package planner

import (
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// checkAnswers refuses detail types of answers that call an operation, or that another answer has.
func (p *planning) checkAnswers() {
	p.checkAnswerHeaders()
	calls, told := make(map[string]*plan.Operation), make(map[string]*plan.Operation)
	answering := false
	for i := range p.plan.Operations {
		if op := &p.plan.Operations[i]; op.Callable() {
			calls[op.DetailType] = op
			answering = answering || op.Answer() != nil
		}
	}
	if !answering {
		return
	}
	for i := range p.plan.Operations {
		op := &p.plan.Operations[i]
		for _, detailType := range op.AnswerTypes() {
			if other := calls[detailType]; other != nil {
				p.reportAnswerType(detailType, op, other, "calls")
			}
			if other := told[detailType]; other != nil {
				p.reportAnswerType(detailType, op, other, "is the answer of")
			}
			told[detailType] = op
		}
	}
}

func (p *planning) reportAnswerType(detailType string, answering, other *plan.Operation, does string) {
	p.Report(diagnostic.AnswerTypeTaken, spec.Error, other.Spec.IDPosition,
		"give it another operationId, or ask for no answers of the other one (Answers or Operations, context keys answers, operations)",
		"the event %q %s %s %s, and is the answer of %s %s (%s)", detailType, does,
		other.Spec.Method, other.Spec.Path, answering.Spec.Method, answering.Spec.Path, answering.Spec.IDPosition)
}

// guardedHeaders are those of a response that carry credentials or cookies, besides what begins with
// proxy-.
var guardedHeaders = []string{"set-cookie", "set-cookie2", "cookie", "authorization", "www-authenticate", "authentication-info", "x-amz-security-token"}

// checkAnswerHeaders refuses headers that the events of answers may not have.
func (p *planning) checkAnswerHeaders() {
	for _, name := range p.opts.AnswerHeaders {
		why := ""
		switch {
		case !isToken(name):
			why = "it is no name of a header"
		case slices.Contains(guardedHeaders, name), strings.HasPrefix(name, "proxy-"):
			why = "it carries credentials or cookies, and everybody who reads the bus would have them"
		case p.isKey(name):
			why = "a security scheme of the document sends its credential in a header of that name, and everybody who reads the bus would have it"
		default:
			continue
		}
		p.Report(diagnostic.AnswerHeader, spec.Error, p.File(), "leave it out of AnswerHeaders (context key answerHeaders)",
			"the response header %q can't be in the events of answers: %s", name, why)
	}
}

// isKey tells whether an API key is sent in a header of the name.
func (p *planning) isKey(name string) bool {
	return slices.ContainsFunc(slices.Concat(p.doc.SecuritySchemes, p.opts.SecuritySchemes), func(s spec.SecurityScheme) bool {
		return s.Type == "apiKey" && s.In == "header" && strings.EqualFold(s.Name, name)
	})
}

// isToken tells whether a header may have the name (RFC 9110, section 5.6.2), which is in lower case, at
// the length that AWS allows elsewhere.
func isToken(name string) bool {
	return name != "" && len(name) <= limits.ParameterKeyLength && !strings.ContainsFunc(name, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9') && !strings.ContainsRune("!#$%&'*+-.^_`|~", r)
	})
}
