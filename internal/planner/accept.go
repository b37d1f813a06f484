package planner

import (
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/safe"
	"github.com/openapi-destinations/openapidestinations/spec"
)

const (
	acceptHeader = "Accept"
	// anyAnswer is the Accept of what takes any answer: the same as none (RFC 9110, 12.5.1).
	anyAnswer = "*/*"
)

// planAccept says which answers the operation wants. APIs whose versions are media types
// refuse a request that names none of theirs, with 406. A connection without a credential
// sends an Accept of its own, which would win over the target's, so there it holds the value.
func (o *draft) planAccept() {
	p, value := o.accept()
	switch {
	case value == "" || o.connection == nil:
	case o.connection.sends("header", acceptHeader):
		o.fixedInVain(p, "it is the credential")
	case o.connection.anonymousKey() && !o.connection.Existing:
		o.acceptByConnection(p, value)
	default:
		o.addConstant(p, value)
	}
}

// accept is the value of the operation's Accept header, or nothing: the user's, the only one
// that a parameter of that name has, or the media types of the answers.
func (o *draft) accept() (parameter, string) {
	p := o.mediaHeader(acceptHeader)
	if value, ok := o.fixedMediaHeader(p); ok {
		return p, value
	}
	if value, ok := scalarText(p.Schema.Constant); ok {
		return p, value
	}
	return p, o.answers()
}

// acceptByConnection leaves the header to the connection.
func (o *draft) acceptByConnection(p parameter, value string) {
	switch why := o.unsendable(p, value); {
	case why != "":
		o.Refuse(diagnostic.ConstantValue, p.Position, "change the value",
			"the header parameter %q cannot have the constant value %q: %s", p.Name, value, why)
	case strings.Contains(value, ":"):
		// The API's pattern of a key has no colon, CloudFormation's has (docs/eventbridge.md, 2.1).
		o.Inexact(diagnostic.AnswerTypes, p.Position, "fix another Accept in Parameters (context key parameters)",
			"%s is sent as Accept: that of a call without a credential is the connection's, and cannot have the colon of %q", anyAnswer, value)
	default:
		o.connection.holdAccept(value)
	}
}

// answers are the media types of the answers of success, as an Accept header, in document
// order; nothing where all are plain JSON, which is what APIs answer without one, or where
// any will do.
func (o *draft) answers() string {
	var types []string
	wanted, length := false, 0
	for _, r := range successes(o.op.Spec.Responses) {
		for _, t := range r.MediaTypes {
			t = strings.TrimSpace(t)
			switch {
			case slices.ContainsFunc(types, func(other string) bool { return strings.EqualFold(other, t) }):
				continue
			case !isMediaType(t):
				o.Note(diagnostic.AnswerTypes, spec.Info, r.Position, "correct the media type, or fix Accept in Parameters (context key parameters)",
					"the answer %s has %q, which is no media type and not asked for", r.Status, safe.Clean(t, 60))
				continue
			case length+len(t) > limits.ParameterValueLength:
				o.Note(diagnostic.AnswerTypes, spec.Info, r.Position, "fix Accept in Parameters (context key parameters), if the API minds",
					"the media types of the answers are more than the %d characters that AWS takes in a header: Accept has the first %d", limits.ParameterValueLength, len(types))
				return strings.Join(types, ", ")
			}
			types = append(types, t)
			length += len(t) + len(", ")
			wanted = wanted || !strings.EqualFold(t, jsonType) && t != anyAnswer
		}
	}
	if !wanted {
		return ""
	}
	return strings.Join(types, ", ")
}

// successes are the answers of success, or else the default one.
func successes(responses []spec.Response) []spec.Response {
	isDefault := func(r spec.Response) bool { return r.Status == "default" }
	if slices.ContainsFunc(responses, func(r spec.Response) bool { return !isDefault(r) }) {
		return slices.DeleteFunc(slices.Clone(responses), isDefault)
	}
	return responses
}
