package plan

import (
	"fmt"
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// anonymous is the header of the connection for APIs that want no credential:
// EventBridge has no connection without one.
const (
	anonymousHeader = "Accept"
	anonymousValue  = "*/*"
)

// chooseConnection resolves the operation's security: the first alternative that
// the given credentials satisfy, else the first that is supported.
func (o *draft) chooseConnection() {
	alternatives := o.op.Spec.Security
	if len(alternatives) == 0 {
		o.connection = anonymous()
		return
	}
	var supported []*Connection
	var refusals []refusal
	for _, alternative := range alternatives {
		c, refused := o.builder.connectionFor(alternative)
		if refused != nil {
			refusals = append(refusals, *refused)
			continue
		}
		supported = append(supported, c)
	}
	if len(supported) == 0 {
		for _, r := range refusals {
			o.refuse(r.code, o.op.Spec.SecurityPosition, r.hint, "%s", r.why)
		}
		return
	}
	o.connection = o.builder.preferred(supported)
	if o.connection.OAuth != nil {
		o.assume(assumeToken)
	}
	o.checkHost()
}

// refusal is why an alternative has no connection.
type refusal struct{ code, hint, why string }

func refused(code, hint, format string, args ...any) *refusal {
	return &refusal{code, hint, fmt.Sprintf(format, args...)}
}

// otherWay is the hint where EventBridge can do nothing.
const otherWay = "call this operation some other way"

// preferred is the first alternative that the credentials satisfy, the anonymous one
// only if no other is; without any credential that fits, the first.
func (b *builder) preferred(supported []*Connection) *Connection {
	if len(b.opts.Credentials) == 0 {
		return supported[0]
	}
	var open *Connection
	for _, c := range supported {
		if len(c.Schemes) == 0 {
			open = c
			continue
		}
		if !slices.ContainsFunc(c.Schemes, func(s string) bool { return b.opts.Credentials[s] == "" }) {
			return c
		}
	}
	if open != nil {
		return open
	}
	return supported[0]
}

// connectionFor makes the connection of one alternative, or says why there is none.
func (b *builder) connectionFor(alternative spec.SecurityRequirement) (*Connection, *refusal) {
	if len(alternative.Schemes) == 0 {
		return anonymous(), nil
	}
	if len(alternative.Schemes) > 1 {
		var names []string
		for _, s := range alternative.Schemes {
			names = append(names, fmt.Sprintf("%q", s.Scheme))
		}
		return nil, refused(diagnostic.SeveralSchemes, otherWay,
			"the security schemes %s are needed at once, which is not supported", strings.Join(names, " and "))
	}
	key := alternative.Schemes[0].Scheme
	scheme, ok := b.schemes[key]
	if !ok || key == "" {
		return nil, refused(diagnostic.UnknownScheme, "define it under components.securitySchemes, or correct the name",
			"the security scheme %q is not defined", key)
	}
	if scheme.Type == "oauth2" {
		return b.oauthConnection(scheme, alternative.Schemes[0].Scopes)
	}
	return connectionOf(scheme)
}

// connectionOf makes the connection of a scheme that needs nothing but itself.
func connectionOf(s *spec.SecurityScheme) (*Connection, *refusal) {
	if why := unsafe(s.Key + s.Name); why != "" {
		return nil, refused(diagnostic.UnsafeString, "rename it in the document",
			"the security scheme %q must not reach a template: %s", s.Key, why)
	}
	switch {
	case s.Type == "apiKey" && s.In == "header":
		switch name := strings.ToLower(s.Name); {
		case !headerName.MatchString(s.Name) || len(s.Name) > limits.CredentialLength:
			return nil, refused(diagnostic.UnsupportedScheme, "correct its name",
				"the security scheme %q has no valid header name", s.Key)
		case removedHeaders[name]:
			return nil, refused(diagnostic.UnsupportedScheme, otherWay,
				"the security scheme %q uses the header %s, which EventBridge removes", s.Key, s.Name)
		}
		return keyConnection(s, s.Name, Part{Scheme: s.Key, Name: APIKey}), nil
	case s.Type == "http" && s.Scheme == "bearer":
		return keyConnection(s, "Authorization", Part{Before: "Bearer ", Scheme: s.Key, Name: Token}), nil
	case s.Type == "http" && s.Scheme == "basic":
		return &Connection{
			ID: identifier(s.Key, "BASIC", "Connection"), AuthorizationType: "BASIC", Schemes: []string{s.Key},
			Username: Part{Scheme: s.Key, Name: Username}, Password: Part{Scheme: s.Key, Name: Password},
		}, nil
	}
	return nil, notSupported(s)
}

func notSupported(s *spec.SecurityScheme) *refusal {
	return refused(diagnostic.UnsupportedScheme, otherWay,
		"the security scheme %q, %s, is not supported", s.Key, schemeKind(s))
}

func keyConnection(s *spec.SecurityScheme, name string, key Part) *Connection {
	return &Connection{
		ID: identifier(s.Key, name, "Connection"), AuthorizationType: "API_KEY",
		Schemes: []string{s.Key}, KeyName: name, Key: key,
	}
}

func anonymous() *Connection {
	return &Connection{
		ID: identifier("anonymous", "Connection"), AuthorizationType: "API_KEY",
		Description: "for calls without a credential",
		KeyName:     anonymousHeader, Key: Part{Constant: anonymousValue},
	}
}

func schemeKind(s *spec.SecurityScheme) string {
	switch s.Type {
	case "apiKey":
		return "an API key in " + s.In
	case "http":
		return "HTTP " + s.Scheme
	case "oauth2":
		var flows []string
		for _, f := range s.Flows {
			flows = append(flows, f.Kind)
		}
		return strings.TrimSpace("oauth2 " + strings.Join(flows, ", "))
	case "":
		return "without a type"
	}
	return s.Type
}

// sentByConnection leaves out a parameter that repeats the credential.
func (o *draft) sentByConnection(p parameter) bool {
	if o.connection == nil || p.In != "header" {
		return false
	}
	if len(o.connection.Schemes) == 0 || !strings.EqualFold(p.Name, o.connection.KeyName) {
		return false
	}
	o.note(diagnostic.CredentialParameter, spec.Info, p.Position, "",
		"the header parameter %q is the credential, which the connection sends", p.Name)
	return true
}

// checkCredentialHeader refuses a request that needs the credential's header for something
// else: the connection's value would replace it.
func (o *draft) checkCredentialHeader() {
	if o.connection == nil || len(o.connection.Schemes) == 0 || !o.written("header", o.connection.KeyName) {
		return
	}
	o.refuse(diagnostic.CredentialParameter, o.op.Spec.SecurityPosition, otherWay,
		"the request needs the header %q for something else than the credential", o.connection.KeyName)
}

// checkHost warns where an operation's own server would get the document's secret.
func (o *draft) checkHost() {
	b := o.builder
	own, of := o.op.Request.BaseURL, b.base.url
	if len(o.connection.Schemes) == 0 || own == "" || of == "" || b.base.opaque || hostOf(own) == hostOf(of) {
		return
	}
	o.note(diagnostic.OtherHost, spec.Warning, o.op.Spec.Position, "check that this host may have it",
		"the operation's own server %s gets the credential of %s", hostOf(own), hostOf(of))
}

func hostOf(u string) string {
	host, _, _ := strings.Cut(strings.TrimPrefix(u, "https://"), "/")
	return strings.ToLower(host)
}

// useConnection adds a connection that a callable operation needs to the plan, once,
// with what its launch must ask for.
func (b *builder) useConnection(c *Connection) string {
	if at, ok := b.connections[c.ID]; ok {
		b.plan.Connections[at].OAuth.add(c.OAuth)
		return c.ID
	}
	b.connections[c.ID] = len(b.plan.Connections)
	if len(c.Schemes) > 0 {
		scheme := b.schemes[c.Schemes[0]]
		c.Description = cleaned("security scheme "+scheme.Key+": "+schemeKind(scheme), limits.DescriptionLength)
	}
	b.plan.Connections = append(b.plan.Connections, *c)
	parts := []Part{c.Key, c.Username, c.Password}
	if c.OAuth != nil {
		parts = append(parts, c.OAuth.ClientID, c.OAuth.ClientSecret)
	}
	for _, part := range parts {
		if part.Scheme != "" {
			b.usePart(part)
		}
	}
	return c.ID
}

// usePart asks for a part of a credential that nobody gave, and checks the kind of
// one that was given.
func (b *builder) usePart(part Part) {
	scheme := b.schemes[part.Scheme]
	given := b.opts.Credentials[part.Scheme]
	b.used["scheme:"+part.Scheme] = true
	want := map[CredentialPart]CredentialKind{
		APIKey: APIKeyCredential, Token: BearerCredential, Username: BasicCredential, Password: BasicCredential,
		ClientID: ClientCredential, ClientSecret: ClientCredential,
	}[part.Name]
	switch {
	case given == "":
		b.plan.Secrets = append(b.plan.Secrets, Secret{
			Scheme: part.Scheme, Name: part.Name, Parameter: b.parameterName(part),
			MaxLength:   limits.CredentialLength - len(part.Before),
			Description: cleaned(fmt.Sprintf("%s of the security scheme %s (%s)", part.Name, scheme.Key, schemeKind(scheme)), 200),
		})
	case given != want:
		b.report(diagnostic.CredentialKind, spec.Error, scheme.Position, fmt.Sprintf("it wants: %s", want),
			"the security scheme %q, %s, was given a credential of another kind: %s", scheme.Key, schemeKind(scheme), given)
	}
}

// parameterName is <SchemeName><Part>; schemes that would share one are told apart
// by a hash of their names.
func (b *builder) parameterName(part Part) string {
	name := camel(part.Scheme)
	same := 0
	for _, s := range b.doc.SecuritySchemes {
		if strings.EqualFold(camel(s.Key), name) {
			same++
		}
	}
	if same > 1 || name == "" {
		name = "Scheme" + name + strings.ToUpper(hash8(part.Scheme))
	}
	return name + string(part.Name)
}
