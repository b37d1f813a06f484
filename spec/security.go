package spec

import "strings"

// securitySchemes are those of components. One whose reference leads nowhere is
// left out; who asks for it finds it missing.
func (r *reader) securitySchemes(root node) []SecurityScheme {
	var schemes []SecurityScheme
	for f := range r.definedSchemes(root).fields() {
		if strings.HasPrefix(f.name, "x-") && !f.value.field("type").given() {
			continue
		}
		value, ok := r.deref(f.value)
		if !ok {
			continue
		}
		if !value.isMap() {
			r.malformed(Warning, f.key, "a security scheme is an object with a type",
				"the security scheme %q is %s, not an object", f.name, value.kind())
			continue
		}
		if r.swagger != nil {
			value = r.swaggerScheme(value)
		} else if value.field("flow").given() && !value.field("flows").given() && folded(r.text(value, "type")) == "oauth2" {
			r.malformed(Info, value.field("flow"), "write flows, as OpenAPI 3 has them", "the %q of Swagger 2.0 is read as %q", "flow", "flows")
			value = r.swaggerScheme(value)
		}
		scheme := r.securityScheme(f, value)
		scheme.Description = r.described(f.value, value, scheme.Description)
		schemes = append(schemes, scheme)
	}
	return schemes
}

func (r *reader) definedSchemes(root node) node {
	if r.swagger != nil {
		return r.object(root, "securityDefinitions")
	}
	return r.object(r.object(root, "components"), "securitySchemes")
}

func (r *reader) securityScheme(f field, value node) SecurityScheme {
	scheme := SecurityScheme{
		Key:              f.name,
		Type:             r.text(value, "type"),
		In:               r.text(value, "in"),
		Name:             r.text(value, "name"),
		Scheme:           strings.ToLower(r.text(value, "scheme")),
		BearerFormat:     r.text(value, "bearerFormat"),
		OpenIDConnectURL: r.text(value, "openIdConnectUrl"),
		Description:      r.prose(value, "description"),
		Extensions:       r.extensions(value),
		Position:         f.key.position(),
	}
	r.spelled(&scheme, value)
	if scheme.Type == "" {
		r.malformed(Warning, f.key, "give it a type", "the security scheme %q has no type", f.name)
	}
	for flow := range r.object(value, "flows").fields() {
		if strings.HasPrefix(flow.name, "x-") {
			continue
		}
		if !flow.value.isMap() {
			r.malformed(Warning, flow.value, "a flow is an object with its URLs and scopes",
				"the flow %q is %s, not an object", flow.name, flow.value.kind())
			continue
		}
		var scopes []string
		for scope := range r.object(flow.value, "scopes").fields() {
			scopes = append(scopes, scope.name)
		}
		scheme.Flows = append(scheme.Flows, OAuthFlow{
			Kind:     r.meant(flow.key, "flow", flow.name, oauthFlows),
			TokenURL: r.text(flow.value, "tokenUrl"),
			Scopes:   scopes,
			Position: flow.key.position(),
		})
	}
	return scheme
}

// security are the alternatives that n itself lists. What is malformed is lost:
// who calls without it calls without a credential.
func (r *reader) security(n node) []SecurityRequirement {
	value := r.inPlace(n.field("security"))
	items := value.items()
	if value.isMap() {
		r.malformed(Warning, value, "write a list of security requirements, each with a leading dash",
			"%q is an object, not a list: it is read as the only member of one", "security")
		items = []node{value}
	} else if value.given() && !value.isList() {
		r.lost++
		r.malformed(Warning, value, "write a list of security requirements", "%q is %s, not a list", "security", value.kind())
	}
	var alternatives []SecurityRequirement
	for _, item := range items {
		if item = r.inPlace(item); item.yaml == nil {
			continue // it is counted as lost
		}
		if !item.isMap() {
			r.lost++
			r.malformed(Warning, item, "write the name of a security scheme, a colon, and a list of scopes",
				"a security requirement is %s, not an object", item.kind())
			continue
		}
		r.spend(2)
		requirement := SecurityRequirement{Position: item.position()}
		for f := range item.fields() {
			requirement.Schemes = append(requirement.Schemes, SchemeScopes{Scheme: f.name, Scopes: r.texts(item, f.name)})
		}
		alternatives = append(alternatives, requirement)
	}
	return alternatives
}
