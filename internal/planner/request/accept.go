package request

import (
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/planner/finding"
	"github.com/openapi-destinations/openapidestinations/internal/safe"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// Answer is a media type of an answer of success.
type Answer struct {
	Type     string
	Position spec.Position
}

// Answers are the media types of the answers of success, in document order, each once.
func (r *Request) Answers(v *finding.Verdict) []Answer {
	var answers []Answer
	for _, response := range Successes(r.Operation.Responses) {
		for _, t := range response.MediaTypes {
			t = strings.TrimSpace(t)
			switch {
			case slices.ContainsFunc(answers, func(other Answer) bool { return strings.EqualFold(other.Type, t) }):
			case !IsMediaType(t):
				v.Note(diagnostic.AnswerTypes, spec.Info, response.Position, "correct the media type, or fix Accept in Parameters (context key parameters)",
					"the answer %s has %q, which is no media type and not asked for", response.Status, safe.Clean(t, 60))
			default:
				answers = append(answers, Answer{t, response.Position})
			}
		}
	}
	return answers
}

// Successes are the answers of success, or else the default one.
func Successes(responses []spec.Response) []spec.Response {
	isDefault := func(r spec.Response) bool { return r.Status == "default" }
	if slices.ContainsFunc(responses, func(r spec.Response) bool { return !isDefault(r) }) {
		return slices.DeleteFunc(slices.Clone(responses), isDefault)
	}
	return responses
}
