package apidestination

import (
	"github.com/openapi-destinations/openapidestinations/internal/planner/carrier"
	"github.com/openapi-destinations/openapidestinations/internal/planner/request"
)

// placeAccept says which answers the operation wants. APIs whose versions are media types
// refuse a request that names none of theirs, with 406. A connection without a credential
// sends an Accept of its own, which would win over the target's, so there it holds the value.
func (o *judging) placeAccept() {
	p := o.r.Accept.Parameter
	value := o.r.Accept.Value
	if !o.r.Accept.Decided {
		value = carrier.Answers(o.r, o.Verdict)
	}
	switch {
	case value == "" || o.r.Credential == nil:
	case o.r.Credential.Sends("header", request.AcceptHeader):
		p.Constant = value
		o.fixedInVain(&p, "it is the credential")
	case o.r.Credential.HoldsAccept():
		o.accept = carrier.HeldAccept(p, value, o.Verdict)
	default:
		o.addConstant(p, value)
	}
}
