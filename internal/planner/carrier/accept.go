package carrier

import (
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/planner/finding"
	"github.com/openapi-destinations/openapidestinations/internal/planner/request"
	"github.com/openapi-destinations/openapidestinations/internal/safe"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// heldAccept is an Accept header as a connection without a credential holds it, which sends one of
// its own and would win over any other; empty where it can't hold it.
func heldAccept(p request.Parameter, value string, v *finding.Verdict) string {
	why := safe.Unsafe(value)
	switch {
	case why != "":
	case len(value) > limits.ParameterValueLength:
		why = "AWS takes 512 characters"
	case !limits.IsHeaderValue(value):
		why = "a header carries printable ASCII only"
	}
	switch {
	case why != "":
		v.Refuse(diagnostic.ConstantValue, p.Position, p.ValueHint(),
			"the header parameter %q cannot have the constant value %q: %s", p.Name, value, why)
	case strings.Contains(value, ":"):
		// The API's pattern of a key has no colon, CloudFormation's has (docs/eventbridge.md, 2.1).
		v.Inexact(diagnostic.AnswerTypes, p.Position, "fix another Accept in Parameters (context key parameters)",
			"%s is sent as Accept: that of a call without a credential is the connection's, and cannot have the colon of %q", request.AnyAnswer, value)
	default:
		return value
	}
	return ""
}

// answers are the media types of the answers of success, as an Accept header; nothing where
// all are plain JSON, which is what APIs answer without one, or where any will do.
func answers(r *request.Request, v *finding.Verdict) string {
	var types []string
	wanted, length := false, 0
	for _, a := range r.Answers(v) {
		if length+len(a.Type) > limits.ParameterValueLength {
			v.Note(diagnostic.AnswerTypes, spec.Info, a.Position, "fix Accept in Parameters (context key parameters), if the API minds",
				"the media types of the answers are more than the %d characters that AWS takes in a header: Accept has the first %d", limits.ParameterValueLength, len(types))
			return strings.Join(types, ", ")
		}
		types = append(types, a.Type)
		length += len(a.Type) + len(", ")
		wanted = wanted || !strings.EqualFold(a.Type, request.JSONType) && a.Type != request.AnyAnswer
	}
	if !wanted {
		return ""
	}
	return strings.Join(types, ", ")
}
