package plan

import (
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// Connection is an EventBridge connection: one for each distinct set of resolved
// security schemes, shared by its operations.
type Connection struct {
	// ID holds the connection's shape (schemes and the names of what it sends):
	// AWS merges updates and would keep a parameter that was taken away.
	ID          string
	Description string
	// Existing is set when the user brings the connection: nothing is made.
	Existing bool
	// AuthorizationType is "API_KEY", "BASIC" or "OAUTH_CLIENT_CREDENTIALS".
	AuthorizationType string
	// Schemes are the security schemes it satisfies, sorted; empty for the anonymous one.
	Schemes []string
	// KeyName and Key are the header and its value of API_KEY.
	KeyName string
	Key     Text
	// Username and Password are those of BASIC.
	Username Part
	Password Part
	// OAuth is set for OAUTH_CLIENT_CREDENTIALS.
	OAuth *OAuth
	// Headers, Query and Body are secret invocation parameters: the credentials that the
	// authorization itself does not carry. Those of the body are properties of a JSON object.
	Headers []Credited
	Query   []Credited
	Body    []Credited
	// Private says that the API is called through the user's VPC Lattice resource
	// configuration, PrivateToken that the token endpoint is.
	Private      bool
	PrivateToken bool
	// Stack is the nested stack that it is in; empty is the construct's own.
	Stack string

	// shape are the parts of the ID.
	shape []string
	// login says that a credential is a token that only a person gets, and that nobody gave.
	login bool
}

// Credited is a header, query parameter or property of the body that a connection sends.
type Credited struct {
	Name  string
	Value Text
}

// Text is a value that a connection holds: its parts, one after the other.
type Text []Part

// Part is a constant, or Before followed by a part of the credential of a scheme.
type Part struct {
	Constant string
	Before   string
	Scheme   string
	Name     CredentialPart
	// Encoded says that the base64 of the part and a colon is sent: a user name without a
	// password (RFC 7617, section 2), for the type BASIC takes no empty one.
	Encoded bool
}

// length is how many characters so many of the credential become, as far as it is ASCII.
func (p Part) length(characters int) int {
	if p.Encoded {
		return len(p.Before) + (characters+3)/3*4
	}
	return len(p.Before) + characters
}

// anonymous is the connection for APIs that want no credential: EventBridge has none without
// one.
func anonymous() *Connection {
	c := &Connection{Description: "for calls without a credential", shape: []string{"anonymous"}}
	c.holdNothing()
	return c
}

// holdNothing gives the connection the harmless API key of those that have no
// authorization of their own: the header that says which answers are taken.
func (c *Connection) holdNothing() {
	c.AuthorizationType, c.KeyName, c.Key = "API_KEY", acceptHeader, Text{{Constant: anyAnswer}}
}

// holdAccept makes that header what the operations of the connection want. There is a
// connection for each such value; the order of the media types in it, which a document has
// in a map, is no part of the identifier.
func (c *Connection) holdAccept(value string) {
	c.Key = Text{{Constant: value}}
	types := strings.Split(value, ",")
	for i := range types {
		types[i] = strings.TrimSpace(types[i])
	}
	slices.Sort(types)
	c.shape = append(c.shape, "accepting "+strings.Join(types, ", "))
	if c.Description != "" {
		c.Description = cleaned(c.Description+" that accept "+value, limits.DescriptionLength)
	}
}

// anonymousKey tells whether the API key is no credential.
func (c *Connection) anonymousKey() bool { return len(c.Key) == 1 && c.Key[0].Constant != "" }

// assemble makes one connection of the credentials of an alternative, in the order of
// their schemes: one is its authorization, the others are secret invocation parameters. What
// can't stand side by side is refused by name.
func assemble(schemes []string, placements []placement) (*Connection, *refusal) {
	c := &Connection{Schemes: schemes}
	headers, query := make(map[string]string), make(map[string]string)
	claim := func(taken map[string]string, what, name, scheme string) *refusal {
		if other, ok := taken[name]; ok {
			return refused(diagnostic.SeveralSchemes, otherWay,
				"the security schemes %q and %q are needed at once, and both want the %s, which is sent once", other, scheme, what)
		}
		taken[name] = scheme
		return nil
	}
	var cookies []placement
	for _, p := range placements {
		c.shape = append(c.shape, p.credential, p.label())
		c.login = c.login || p.login
		var clash *refusal
		switch p.in {
		case "cookie":
			if clash = claim(query, diagnostic.Message("cookie %q", p.name), "cookie "+p.name, p.scheme.Key); clash == nil && len(cookies) == 0 {
				clash = claim(headers, `header "Cookie"`, "cookie", p.scheme.Key)
			}
			cookies = append(cookies, p)
		case "query":
			clash = claim(query, diagnostic.Message("query parameter %q", p.name), "query "+p.name, p.scheme.Key)
		case "body":
			clash = claim(query, diagnostic.Message("property %q of the body", p.name), "body "+p.name, p.scheme.Key)
		default:
			clash = claim(headers, diagnostic.Message("header %q", p.name), strings.ToLower(p.name), p.scheme.Key)
		}
		if clash != nil {
			return nil, clash
		}
	}
	c.place(placements)
	if len(cookies) > 0 {
		c.placeHeader("Cookie", cookieText(cookies))
	}
	if most := max(len(c.Headers), len(c.Query), len(c.Body)); most > limits.ConnectionParameters {
		return nil, refused(diagnostic.SeveralSchemes, otherWay,
			"%d security schemes are needed at once, and a connection sends at most %d headers, query parameters or properties of the body besides its authorization", len(schemes), limits.ConnectionParameters)
	}
	if c.AuthorizationType == "" {
		c.holdNothing()
	}
	return c, c.checkRoom()
}

// place takes OAuth or a user name as the authorization before a header: those can be
// nothing else.
func (c *Connection) place(placements []placement) {
	for _, p := range placements {
		switch {
		case p.oauth != nil:
			c.AuthorizationType, c.OAuth = "OAUTH_CLIENT_CREDENTIALS", p.oauth
		case p.basic:
			c.AuthorizationType = "BASIC"
			c.Username = Part{Scheme: p.credential, Name: Username}
			c.Password = Part{Scheme: p.credential, Name: Password}
		}
	}
	for _, p := range placements {
		switch {
		case p.in == "query":
			c.Query = append(c.Query, Credited{p.name, Text{p.value}})
		case p.in == "body":
			c.Body = append(c.Body, Credited{p.name, Text{p.value}})
		case p.in == "header" && p.oauth == nil && !p.basic:
			c.placeHeader(p.name, Text{p.value})
		}
	}
}

// checkRoom refuses values that leave a credential no room beside what stands with it, as long
// names of cookies do.
func (c *Connection) checkRoom() *refusal {
	for _, text := range c.texts() {
		if text.room() < 1 {
			return refused(diagnostic.ConnectionValue, otherWay,
				"the security schemes %s leave a credential no room among the %d characters that a connection takes as one value",
				setName(c.Schemes), limits.CredentialLength)
		}
	}
	return nil
}

// room is how many characters each of the credentials in a value may have.
func (t Text) room() int {
	room := limits.CredentialLength
	for _, part := range t {
		room -= len(part.Before)
		if part.Encoded {
			return room/4*3 - 1 // it is the only part
		}
	}
	return room / max(len(t), 1)
}

func (c *Connection) placeHeader(name string, value Text) {
	if c.AuthorizationType == "" {
		c.AuthorizationType, c.KeyName, c.Key = "API_KEY", name, value
		return
	}
	c.Headers = append(c.Headers, Credited{name, value})
}

// cookieText is the value of the Cookie header (RFC 6265, section 4.2.1).
func cookieText(cookies []placement) Text {
	var text Text
	for i, p := range cookies {
		part := p.value
		part.Before = p.name + "=" + part.Before
		if i > 0 {
			part.Before = "; " + part.Before
		}
		text = append(text, part)
	}
	return text
}

// sentHeaders are the headers with a credential.
func (c *Connection) sentHeaders() []string {
	var names []string
	switch {
	case c.AuthorizationType != "API_KEY":
		names = append(names, "Authorization")
	case !c.anonymousKey():
		names = append(names, c.KeyName)
	}
	for _, h := range c.Headers {
		names = append(names, h.Name)
	}
	return names
}

// sends tells whether the connection itself writes a parameter.
func (c *Connection) sends(in, name string) bool {
	switch in {
	case "header":
		return slices.ContainsFunc(c.sentHeaders(), func(h string) bool { return strings.EqualFold(h, name) })
	case "query":
		return slices.ContainsFunc(c.Query, func(q Credited) bool { return q.Name == name })
	case "cookie":
		return slices.ContainsFunc(c.texts(), func(t Text) bool {
			return slices.ContainsFunc(t, func(p Part) bool { return strings.TrimPrefix(p.Before, "; ") == name+"=" })
		})
	}
	return false
}

// texts are all values that the connection holds.
func (c *Connection) texts() []Text {
	texts := []Text{c.Key, {c.Username}, {c.Password}}
	if c.OAuth != nil {
		texts = append(texts, Text{c.OAuth.ClientID}, Text{c.OAuth.ClientSecret})
	}
	for _, credited := range slices.Concat(c.Headers, c.Query, c.Body) {
		texts = append(texts, credited.Value)
	}
	return texts
}

// useConnection adds a connection that a callable operation needs to the plan, once,
// with what its launch must ask for. The key that it gives stands for the connection until
// all operations have said what they need (see nameConnections).
func (b *builder) useConnection(c *Connection) (key string) {
	key = identifier(c.shape...)
	if c.Existing {
		key = identifier("existing", key)
	}
	if c.OAuth != nil && !c.Existing && !c.OAuth.fixedScopes {
		key = b.scopes.place(key, c)
	}
	if at, ok := b.connections[key]; ok {
		b.plan.Connections[at].OAuth.add(c.OAuth)
		return key
	}
	b.connections[key] = len(b.plan.Connections)
	if len(c.Schemes) > 0 {
		c.Description = cleaned(b.describeConnection(c), limits.DescriptionLength)
	}
	b.plan.Connections = append(b.plan.Connections, *c)
	if c.Existing {
		b.used["connection:"+setName(c.Schemes)] = true
		return key
	}
	for _, text := range c.texts() {
		for _, part := range text {
			if part.Scheme != "" {
				b.usePart(part, text)
			}
		}
	}
	b.checkLiterals(c)
	return key
}

// checkLiterals reports credentials that were given as plain text and that a connection
// doesn't take: the deployment would fail.
func (b *builder) checkLiterals(c *Connection) {
	parameters := len(c.texts()) - len(c.Headers) - len(c.Query) - len(c.Body)
	for i, text := range c.texts() {
		length, known, fits := 0, false, true
		for _, part := range text {
			literal, given := b.opts.Credentials[part.Scheme].Literals[part.Name]
			if !given {
				length += part.length(1) // what isn't known has one character at least
				continue
			}
			length += part.length(literal.Length)
			known, fits = true, fits && literal.Fits && (literal.Plain || i < parameters)
		}
		if known && (!fits || length > limits.CredentialLength) {
			scheme := b.schemes[text[0].Scheme]
			b.report(diagnostic.ConnectionValue, spec.Error, scheme.Position, "give what the API wants, without line breaks, or a reference to a secret",
				"the %s of the security scheme %q is no text that a connection takes: that has 1 to %d characters, with what stands before it, and no control characters",
				text[0].Name.words(), scheme.Key, limits.CredentialLength)
		}
	}
}

func (b *builder) describeConnection(c *Connection) string {
	kinds := make([]string, len(c.Schemes))
	for i, key := range c.Schemes {
		kinds[i] = key + ": " + schemeKind(b.schemes[key])
	}
	if len(kinds) == 1 {
		return "security scheme " + kinds[0]
	}
	return "security schemes " + strings.Join(kinds, "; ")
}

// nameConnections gives the connections their identifiers, now that it is known what
// each of them sends, and tells the operations and destinations.
func (b *builder) nameConnections() {
	for i := range b.plan.Connections {
		c := &b.plan.Connections[i]
		parts := slices.Clone(c.shape)
		if c.OAuth != nil && !c.Existing {
			parts = append(parts, c.OAuth.names()...)
		}
		c.ID = identifier(append(parts, b.surroundings(c)...)...)
	}
	for i := range b.plan.Operations {
		op := &b.plan.Operations[i]
		if op.Connection != "" {
			op.Connection = b.plan.Connections[b.connections[op.Connection]].ID
		}
	}
	for i := range b.plan.Destinations {
		d := &b.plan.Destinations[i]
		d.Connection = b.plan.Connections[b.connections[d.Connection]].ID
	}
}

// surroundings are what a connection can't lose by an update either, and the word that
// ends its identifier.
func (b *builder) surroundings(c *Connection) []string {
	if c.Existing {
		return []string{"Existing", "Connection"}
	}
	var parts []string
	if c.PrivateToken {
		parts = append(parts, "with a private token endpoint")
	}
	if b.opts.ConnectionKey {
		parts = append(parts, "with a key")
	}
	return append(parts, "Connection")
}
