package spec

import "strings"

// swaggerFlows are OpenAPI 3's names of Swagger 2.0's OAuth flows.
var swaggerFlows = map[string]string{
	"implicit": "implicit", "password": "password", "application": "clientCredentials", "accessCode": "authorizationCode",
}

// swaggerScheme is one of the securityDefinitions as OpenAPI 3 writes it.
func (r *reader) swaggerScheme(n node) node {
	kind := n.field("type")
	text := folded(r.text(n, "type"))
	if text != "basic" && text != "oauth2" {
		return n
	}
	scheme := mappingAt(n)
	for f := range n.fields() {
		switch f.name {
		case "type", "flow", "authorizationUrl", "tokenUrl", "scopes":
		default:
			scheme.set(f.key, f.name, f.value)
		}
	}
	if text == "basic" {
		if kind.yaml.Value != text {
			r.malformed(Info, kind, "write basic", "the type %q is read as %q", kind.yaml.Value, "basic")
		}
		scheme.set(kind, "type", scalarAt(kind, "http"))
		scheme.set(kind, "scheme", scalarAt(kind, "basic"))
		return scheme
	}
	scheme.set(kind, "type", kind)
	if flow, ok := r.swaggerFlow(n); ok {
		scheme.set(n, "flows", flow)
	}
	return scheme
}

// swaggerFlow is the one flow of an oauth2 definition.
func (r *reader) swaggerFlow(n node) (node, bool) {
	stated := n.field("flow")
	name := r.text(n, "flow")
	if name == "" {
		r.malformed(Warning, n, "give it a flow: implicit, password, application or accessCode", "an oauth2 security definition has no flow")
		return node{}, false
	}
	kind, known := swaggerFlows[name]
	if !known {
		r.malformed(Warning, stated, "flow is implicit, password, application or accessCode", "%q is no flow of Swagger 2.0", name)
		kind = name
	}
	flow := mappingAt(stated)
	for f := range n.fields() {
		switch f.name {
		case "authorizationUrl", "tokenUrl":
			flow.set(f.key, f.name, f.value)
		case "scopes":
			flow.set(f.key, f.name, withoutExtensions(f.value))
		}
	}
	flows := mappingAt(stated)
	flows.set(stated, kind, flow)
	return flows, true
}

// withoutExtensions leaves the x- fields out, which Swagger 2.0 allows among scopes.
func withoutExtensions(n node) node {
	if !n.isMap() {
		return n
	}
	kept := mappingAt(n)
	for f := range n.fields() {
		if !strings.HasPrefix(f.name, "x-") {
			kept.set(f.key, f.name, f.value)
		}
	}
	return kept
}
