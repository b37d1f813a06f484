package request

import (
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/safe"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// decideParameters says of each parameter where its value comes from. Those of the path that the
// document forgot are made by readPath.
func (r *making) decideParameters() {
	for i := range r.Parameters {
		r.decide(&r.Parameters[i])
	}
	r.checkCarryList()
}

func (r *making) decide(p *Parameter) {
	if why := safe.Unsafe(p.Name); why != "" {
		p.Use = UseRefused
		r.Refuse(diagnostic.UnsafeString, p.Position, "rename it in the document",
			"the parameter %q must not reach a template: %s", p.Name, why)
		return
	}
	p.Reserved = r.wantsReserved(p)
	switch {
	case r.ignored(p):
		p.Use = UseIgnored
		if strings.EqualFold(p.Name, "Authorization") {
			p.Constant, p.ByUser = r.fixedByUser(*p)
		}
	case r.sentByCredential(p):
		p.Use = UseCredential
		p.Constant, p.ByUser = r.fixedByUser(*p)
	default:
		r.fix(p)
	}
	if p.Use != UseField {
		return
	}
	p.EventID = r.isIdempotencyHeader(*p)
	if FormOf(p).Keyed {
		for j := range p.Properties {
			r.decideProperty(p, &p.Properties[j])
		}
		return
	}
	p.LeftOut = r.leavesOut(p)
}

// decideProperty does so for a property of an object that is written key by key.
func (r *making) decideProperty(p *Parameter, prop *Property) {
	if why := safe.Unsafe(prop.Property); why != "" {
		prop.Use = UseRefused
		r.Refuse(diagnostic.UnsafeString, p.Position, "rename it in the document",
			"the property %q of %q must not reach a template: %s", prop.Property, p.Name, why)
		return
	}
	prop.Reserved = r.wantsReserved(&prop.Parameter)
	r.fix(&prop.Parameter)
	prop.LeftOut = prop.Use == UseField && r.leavesOut(&prop.Parameter)
}

// leavesOut tells whether a parameter is optional and not among those that the user wants.
func (r *making) leavesOut(p *Parameter) bool {
	return !p.Required && !p.EventID && p.In != "path" && slices.Contains(locations, p.In) && !r.carries(p)
}

// ignored header parameters are decided by media types (OpenAPI 3.1, "Parameter Object", name),
// or by the security scheme.
func (r *making) ignored(p *Parameter) bool {
	name := strings.ToLower(p.Name)
	switch {
	case p.In != "header":
		return false
	case name == "authorization" && p.Required && len(r.op.Security) == 0:
		r.Note(diagnostic.IgnoredHeader, spec.Warning, p.Position, "declare a security scheme for it, or give one with Security and SecuritySchemes",
			"the required header parameter %q is ignored, as OpenAPI says, and no security scheme sends it", p.Name)
	case name == "authorization":
		r.Note(diagnostic.IgnoredHeader, spec.Info, p.Position, "",
			"the header parameter %q is ignored, as OpenAPI says: the security scheme decides it", p.Name)
	case name == "accept" || name == "content-type":
		r.Note(diagnostic.IgnoredHeader, spec.Info, p.Position, "fix its value in Parameters (context key parameters), if it must be another",
			"the header parameter %q is no field, as OpenAPI says: media types decide it", p.Name)
	default:
		return false
	}
	return true
}

// sentByCredential tells of a parameter that repeats the credential.
func (r *making) sentByCredential(p *Parameter) bool {
	if r.Credential == nil || !r.Credential.Sends(p.In, p.Name) {
		return false
	}
	r.Note(diagnostic.CredentialParameter, spec.Info, p.Position, "",
		"the %s parameter %q is the credential, which the connection sends", p.In, p.Name)
	return true
}
