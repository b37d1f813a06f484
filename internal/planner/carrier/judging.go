package carrier

import (
	"cmp"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/ident"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner/finding"
	"github.com/openapi-destinations/openapidestinations/internal/planner/request"
	"github.com/openapi-destinations/openapidestinations/internal/planner/selection"
	"github.com/openapi-destinations/openapidestinations/internal/text"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// Judging is a request while it is judged, as far as that is the same for all carriers.
type Judging struct {
	*finding.Verdict
	// Wanted is nil once the request is judged: until all connections are named, thousands wait to
	// be carried.
	Wanted *request.Request
	// DetailType names the operation.
	DetailType string
	// Accept is the Accept header that the connection has to hold.
	Accept string
	// Settings are the operation's, place is its method and path.
	Settings *selection.Settings
	place    string
	position spec.Position
}

// Begin is the judging of a request.
func Begin(r *request.Request, found *finding.Verdict) Judging {
	return Judging{Verdict: found, Wanted: r, DetailType: r.DetailType, Settings: r.Settings, place: ident.OperationKey(r.Operation.Method, r.Operation.Path), position: r.Operation.Position}
}

// Described is the method and path, with the user's own description, or else the one given.
func (j *Judging) Described(otherwise string) string {
	if text := strings.TrimSpace(cmp.Or(j.Settings.Description, otherwise)); text != "" {
		return j.place + ": " + text
	}
	return j.place
}

// RefuseAdded refuses an operation with a parameter of the user's that can't be sent.
func (j *Judging) RefuseAdded(p *request.Parameter, why string) {
	j.Refuse(diagnostic.DroppedHeader, p.Position, "take the header out of Operations (context key operations)",
		"the header %q of its settings can't be sent: %s", p.Name, why)
}

// FixedInVain says that a value which the user fixed is not sent.
func (j *Judging) FixedInVain(p *request.Parameter, why string) {
	if p.ByUser {
		j.Inexact(diagnostic.ConstantValue, p.Position, "take it off the fixed values",
			"the fixed value %q of the header %q is not sent: %s", p.Constant, p.Name, why)
	}
}

// CheckDoubtful says of a constant that others may write it differently.
func (j *Judging) CheckDoubtful(p *request.Parameter) {
	if p.Doubtful {
		j.Inexact(diagnostic.ConstantValue, p.Position, "quote it, if it is a text such as a version",
			"the constant %s of the parameter %q is a number that others may write differently", p.Constant, p.Name)
	}
}

// LeaveOut deals with a parameter that a carrier can't write: a request without it is one that
// the document describes, as long as it is optional.
func (j *Judging) LeaveOut(p *request.Parameter, code, hint, why string) {
	if p.Required {
		j.Refuse(code, p.Position, hint, "%s", why)
		return
	}
	j.Inexact(code, p.Position, hint, "the optional parameter %q is not carried: %s", p.Name, why)
}

// NotePlainSecret says that the one value of a path parameter is called like a secret.
func (j *Judging) NotePlainSecret(p *request.Parameter) {
	if p.ByUser && text.NamesSecret(p.Name) {
		j.Note(diagnostic.SecretInAddress, spec.Info, p.Position, "give it from Secrets Manager (SecretParameters; in the context key parameters, {\"secret\": \"name\"})",
			"the value of the path parameter %q, which is called like a secret, stands in the template as plain text", p.Name)
	}
}

// GuardsPath tells whether the user wants the operation's path fields to take no character which would
// change a path.
func (j *Judging) GuardsPath() bool {
	if j.Settings.GuardPath == nil || !*j.Settings.GuardPath {
		return false
	}
	j.Settings.Took(selection.GuardPath, "")
	return true
}

// RefuseStraying says of the path fields which characters they don't take.
func RefuseStraying(fields []plan.Field) {
	for i := range fields {
		if fields[i].In == "path" {
			fields[i].Refuses = limits.Straying
		}
	}
}

// PlaceAccept says which answers the operation wants. APIs whose versions are media types
// refuse a request that names none of theirs, with 406. A connection without a credential
// sends an Accept of its own, which would win over any other, so there it holds the value; else
// the carrier adds the header.
func (j *Judging) PlaceAccept(add func(p *request.Parameter, value string)) {
	r := j.Wanted
	p, value := r.Accept.Parameter, r.Accept.Value
	if !r.Accept.Decided {
		value = answers(r, j.Verdict)
	}
	switch {
	case value == "" || r.Credential == nil:
	case r.Credential.Sends("header", request.AcceptHeader):
		p.Constant = value
		j.FixedInVain(&p, "it is the credential")
	case r.Credential.HoldsAccept():
		j.Accept = heldAccept(p, value, j.Verdict)
	default:
		add(&p, value)
	}
}

// CheckCredentialPlaces refuses a request that needs the place of a credential for something
// else: the connection's value would replace it. What the carrier has written so far it tells.
func (j *Judging) CheckCredentialPlaces(written func(in, name string) bool) {
	r := j.Wanted
	if r.Credential == nil {
		return
	}
	for _, place := range r.Credential.Places() {
		if written(place.In, place.Name) {
			j.Refuse(diagnostic.CredentialParameter, r.Operation.SecurityPosition, finding.OtherWay,
				"the request needs the %s %q for something else than the credential", place.In, place.Name)
		}
	}
}
