package delivery

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
)

// Request is the HTTP request that an API destination or a state machine makes.
type Request struct {
	Method string
	URL    Text
	// Headers are EventBridge's own, then the target's by name, then the
	// connection's in its order, the credential last. Those of a state machine are Step
	// Functions' own, then the task's; a name may stand twice in another spelling.
	Headers []Header
	Body    Text
	// Destination and Connection are Stack/LogicalID. Destination is empty where a state
	// machine calls: Machine.
	Destination, Connection string
	// Machine is the Stack/LogicalID of the state machine that calls, or empty.
	Machine string
	// Credentials says which credential goes where.
	Credentials []Credential
	// Token is the request for an access token that precedes the first call of
	// an OAuth connection. The token itself isn't known: the Authorization
	// header is "Bearer <token>".
	Token *Request
	// Assumptions are those that this request rests on.
	Assumptions []Assumption
}

// Credential is a secret that a connection puts into a request.
type Credential struct {
	In   string // "header", "query" or "body"
	Name string
	Kind string // the AuthorizationType, or "parameter" for an invocation parameter
}

// Header is the value of a header, whatever the case of its name.
func (r *Request) Header(name string) (value Text, ok bool) {
	for _, h := range r.Headers {
		if strings.EqualFold(h.Name, name) {
			return h.Value, true
		}
	}
	return Text{}, false
}

// call is a request that is being put together.
type call struct {
	target     *target // of an API destination
	connection *connection
	exact      bool // names of headers are the same only in the same spelling
	event      *value
	headers    headerList
	query      []pair
	body       Text
	request    *Request
	notes      []Note
	assumed    assumptionSet
}

// pair is a query parameter.
type pair struct {
	name  string
	value Text
}

func (c *call) note(code, format string, args ...any) {
	c.notes = append(c.notes, Note{code, fmt.Sprintf(format, args...)})
}

// newRequest makes the request of an API destination with the given body.
func (t *target) newRequest(event *value, body Text) (*Request, []Note) {
	c := &call{target: t, connection: t.connection, event: event, body: body, request: &Request{
		Method:      t.destination.method,
		Destination: t.destination.String(),
		Connection:  t.connection.String(),
	}}
	for _, number := range t.assumed {
		c.assumed.add(number)
	}
	if constant := t.input.constant; constant != nil && constant.Reveal() == "{}" {
		c.assumed.add(assumeEmptyBody)
	}
	for _, p := range t.headers {
		v := c.resolve("header", p)
		c.headers.set(p.name, v)
	}
	for _, p := range t.query {
		c.query = append(c.query, pair{p.name, c.resolve("query parameter", p)})
	}
	c.connectionParameters()
	c.authorize()
	c.finish()
	return c.request, c.notes
}

// resolve is the value that a parameter has for the event. It comes from the
// original event, whatever the target's input (docs/eventbridge.md, 3.2).
func (c *call) resolve(what string, p parameter) Text {
	if p.path == nil {
		if strings.HasPrefix(p.value.Reveal(), "$") {
			c.assumed.add(assumeDollar)
		}
		return p.value
	}
	v := p.path.find(c.event)
	switch {
	case v == nil:
		if what == "path value" {
			c.assumed.add(assumeEmptySegment)
			c.note(NoteEmptyParameter, "%s: the event has no %s, so the segment is empty", p.name, p.value)
		} else {
			c.note(NoteEmptyParameter, "%s %s: the event has no %s, so it is sent empty", what, p.name, p.value)
		}
		return Text{}
	case v.kind == kindString:
		return plain(v.text)
	case v.kind == kindNull:
		c.assumed.add(assumeNull)
		return plain("null")
	case v.kind == kindObject || v.kind == kindArray:
		c.assumed.add(assumeStructure)
		return plain(strings.ReplaceAll(v.json().Reveal(), `"`, ""))
	}
	c.assumed.add(assumeScalar)
	return plain(v.text)
}

// connectionParameters adds the connection's InvocationHttpParameters, which
// win over the target's (docs/eventbridge.md, 2.2).
func (c *call) connectionParameters() {
	all := c.connection.parameters.get("InvocationHttpParameters")
	for _, p := range all.get("HeaderParameters").list() {
		name, value := c.invocationParameter("header", p)
		if c.headers.has(name) {
			c.note(NoteOverridden, "header %s: the connection's value takes the place of the target's", name)
		}
		c.headers.set(name, value)
	}
	for _, p := range all.get("QueryStringParameters").list() {
		name, value := c.invocationParameter("query", p)
		c.setQuery(name, value)
	}
	if body := all.get("BodyParameters").list(); len(body) > 0 {
		c.mergeBody(body)
	}
}

// invocationParameter reads one of a connection's parameters. CloudFormation
// takes it for secret unless IsValueSecret is false (docs/eventbridge.md, 2.1).
func (c *call) invocationParameter(in string, p *value) (name string, v Text) {
	name = p.get("Key").string()
	if field := p.get("Value"); field != nil {
		v = field.asText()
	}
	if !strings.EqualFold(p.get("IsValueSecret").string(), "false") {
		v = v.asSecret()
	}
	if v.Secret() {
		c.request.Credentials = append(c.request.Credentials, Credential{in, name, "parameter"})
	}
	return name, v
}

func (c *call) setQuery(name string, value Text) {
	for i := range c.query {
		if c.query[i].name == name {
			c.note(NoteOverridden, "query parameter %s: the connection's value takes the place of the target's", name)
			c.query[i].value = value
			return
		}
	}
	c.query = append(c.query, pair{name, value})
}

// mergeBody puts the connection's body parameters into a JSON object.
func (c *call) mergeBody(parameters []*value) {
	body, err := parseJSON([]byte(c.body.Reveal()))
	if err != nil || body.kind != kindObject {
		c.assumed.add(assumeBodyParameters)
		return
	}
	if len(body.members) == 0 { // no body, or an empty one
		c.assumed.add(assumeBodyParameters)
	}
	for _, p := range parameters {
		name, text := c.invocationParameter("body", p)
		v := textValue(text)
		replaced := false
		for i := range body.members {
			if body.members[i].name == name {
				body.members[i].value, replaced = v, true
			}
		}
		if !replaced {
			body.members = append(body.members, member{name, v})
		}
	}
	c.body = body.json()
}

// authorize adds the connection's credential.
func (c *call) authorize() {
	parameters := c.connection.parameters
	text := func(block, name string) Text {
		if v := parameters.get(block).get(name); v.scalar() {
			return v.asText()
		}
		return Text{}
	}
	name, value, harmless := "Authorization", Text{}, false
	switch c.connection.typ {
	case "API_KEY":
		name = text("ApiKeyAuthParameters", "ApiKeyName").Reveal()
		value = text("ApiKeyAuthParameters", "ApiKeyValue")
		// EventBridge has no connection without a credential: where an API wants none, the key
		// is an Accept that the template shows to everybody.
		if harmless = strings.EqualFold(name, "Accept") && !value.Secret(); !harmless {
			value = value.asSecret()
		}
	case "BASIC":
		pair := text("BasicAuthParameters", "Username").Reveal() + ":" + text("BasicAuthParameters", "Password").Reveal()
		value = Text{parts: []part{{"Basic ", false}, {base64.StdEncoding.EncodeToString([]byte(pair)), true}}}
	case "OAUTH_CLIENT_CREDENTIALS":
		value = Text{parts: []part{{"Bearer ", false}, {"<token>", true}}}
		c.assumed.add(assumeToken)
		c.request.Token = tokenRequest(parameters.get("OAuthParameters"), c.request.Connection)
	}
	if c.exact && strings.EqualFold(name, "Authorization") && c.connection.typ == "API_KEY" {
		c.assumed.add(assumeKeyName)
	}
	if c.has(name) {
		if c.ownHeader(name) {
			c.assumed.add(assumeRepeatedAuth)
		}
		c.note(NoteOverridden, "header %s: the connection's credential takes the place of the value that is set", name)
	}
	c.set(name, value)
	if harmless {
		return
	}
	c.request.Credentials = append(c.request.Credentials, Credential{"header", name, c.connection.typ})
}

// has says whether the header is set; set takes its place.
func (c *call) has(name string) bool {
	if !c.exact {
		return c.headers.has(name)
	}
	return slices.ContainsFunc(c.headers, func(h Header) bool { return h.Name == name })
}

func (c *call) set(name string, value Text) {
	if !c.exact {
		c.headers.set(name, value)
		return
	}
	c.headers = slices.DeleteFunc(c.headers, func(h Header) bool { return h.Name == name })
	c.headers = append(c.headers, Header{name, value})
}

// ownHeader says whether the connection itself sets the header, too.
func (c *call) ownHeader(name string) bool {
	for _, p := range c.connection.parameters.get("InvocationHttpParameters").get("HeaderParameters").list() {
		if strings.EqualFold(p.get("Key").string(), name) {
			return true
		}
	}
	return false
}

// finish puts the URL and the headers together.
func (c *call) finish() {
	r := c.request
	r.Body = c.body
	r.URL = c.url()
	headers, removed := c.headers.finish(hostOf(r.URL.Reveal()), len(r.Body.Reveal()))
	r.Headers = headers
	for _, name := range removed {
		c.note(NoteRemovedHeader, "header %s is removed by EventBridge", name)
	}
	for _, h := range r.Headers {
		if strings.ContainsFunc(h.Value.Reveal(), func(r rune) bool { return r < ' ' && r != '\t' || r > '~' }) {
			c.assumed.add(assumeHeaderBytes)
		}
	}
	switch r.Method {
	case "GET", "HEAD", "OPTIONS", "DELETE":
		c.assumed.add(assumeBodyOfGet)
	}
	if strings.HasPrefix(strings.TrimSpace(r.Body.Reveal()), `"`) {
		c.assumed.add(assumeTextBody)
		c.note(NoteQuotedBody, "the body is a JSON string: it arrives in quotes")
	}
	r.Assumptions = c.assumed.list()
}
