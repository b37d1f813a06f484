package apidestination

import (
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/planner/request"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// placeAccept says which answers the operation wants. APIs whose versions are media types
// refuse a request that names none of theirs, with 406. A connection without a credential
// sends an Accept of its own, which would win over the target's, so there it holds the value.
func (o *judging) placeAccept() {
	p := o.r.Accept.Parameter
	value := o.r.Accept.Value
	if !o.r.Accept.Decided {
		value = o.answers()
	}
	switch {
	case value == "" || o.r.Credential == nil:
	case o.r.Credential.Sends("header", request.AcceptHeader):
		p.Constant = value
		o.fixedInVain(&p, "it is the credential")
	case o.r.Credential.HoldsAccept():
		o.acceptByConnection(p, value)
	default:
		o.addConstant(p, value)
	}
}

// acceptByConnection leaves the header to the connection.
func (o *judging) acceptByConnection(p request.Parameter, value string) {
	switch why := o.unsendable(p, value); {
	case why != "":
		o.Refuse(diagnostic.ConstantValue, p.Position, "change the value",
			"the header parameter %q cannot have the constant value %q: %s", p.Name, value, why)
	case strings.Contains(value, ":"):
		// The API's pattern of a key has no colon, CloudFormation's has (docs/eventbridge.md, 2.1).
		o.Inexact(diagnostic.AnswerTypes, p.Position, "fix another Accept in Parameters (context key parameters)",
			"%s is sent as Accept: that of a call without a credential is the connection's, and cannot have the colon of %q", request.AnyAnswer, value)
	default:
		o.accept = value
	}
}

// answers are the media types of the answers of success, as an Accept header; nothing where
// all are plain JSON, which is what APIs answer without one, or where any will do.
func (o *judging) answers() string {
	var types []string
	wanted, length := false, 0
	for _, a := range o.r.Answers(o.Verdict) {
		if length+len(a.Type) > limits.ParameterValueLength {
			o.Note(diagnostic.AnswerTypes, spec.Info, a.Position, "fix Accept in Parameters (context key parameters), if the API minds",
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
