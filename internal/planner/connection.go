package planner

import (
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/ident"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner/finding"
	"github.com/openapi-destinations/openapidestinations/internal/planner/request"
	"github.com/openapi-destinations/openapidestinations/internal/planner/server"
	"github.com/openapi-destinations/openapidestinations/internal/safe"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// connection is a connection while it is resolved.
type connection struct {
	plan.Connection
	// shape are the parts of the ID.
	shape []string
	// login says that a credential is a token that only a person gets, and that nobody gave.
	login bool
	// token is set where OAuth is.
	token *oauth
}

// credential is what the connection sends, as far as it matters to whom.
func (c *connection) credential() server.Credential {
	sent := server.Credential{Schemes: c.Schemes, Set: setName(c.Schemes)}
	if c.token != nil && !c.Existing {
		sent.TokenURL, sent.Client, sent.TokenFrom = c.token.TokenURL, c.token.ClientID.Scheme, c.token.from
	}
	return sent
}

// lengthOf is how many characters so many of the credential become, as far as it is ASCII.
func lengthOf(p plan.Part, characters int) int {
	if p.Encoded {
		return len(p.Before) + (characters+3)/3*4
	}
	return len(p.Before) + characters
}

// anonymous is the connection for APIs that want no credential: EventBridge has none without
// one.
func anonymous() *connection {
	c := &connection{Connection: plan.Connection{Description: "for calls without a credential"}, shape: []string{"anonymous"}}
	c.holdNothing()
	return c
}

// holdNothing gives the connection the harmless API key of those that have no
// authorization of their own: the header that says which answers are taken.
func (c *connection) holdNothing() {
	c.AuthorizationType, c.KeyName, c.Key = "API_KEY", request.AcceptHeader, plan.Text{{Constant: request.AnyAnswer}}
}

// holdAccept makes that header what the operations of the connection want. There is a
// connection for each such value; the order of the media types in it, which a document has
// in a map, is no part of the identifier.
func (c *connection) holdAccept(value string) {
	c.Key = plan.Text{{Constant: value}}
	types := strings.Split(value, ",")
	for i := range types {
		types[i] = strings.TrimSpace(types[i])
	}
	slices.Sort(types)
	c.shape = append(c.shape, "accepting "+strings.Join(types, ", "))
	if c.Description != "" {
		c.Description = safe.Clean(c.Description+" that accept "+value, limits.DescriptionLength)
	}
}

// anonymousKey tells whether the API key is no credential.
func (c *connection) anonymousKey() bool { return len(c.Key) == 1 && c.Key[0].Constant != "" }

// assemble makes one connection of the credentials of an alternative, in the order of
// their schemes: one is its authorization, the others are secret invocation parameters. What
// can't stand side by side is refused by name.
func assemble(schemes []string, placements []placement) (*connection, *refusal) {
	c := &connection{Connection: plan.Connection{Schemes: schemes}}
	headers, query := make(map[string]string), make(map[string]string)
	claim := func(taken map[string]string, what, name, scheme string) *refusal {
		if other, ok := taken[name]; ok {
			return refused(diagnostic.SeveralSchemes, finding.OtherWay,
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
		return nil, refused(diagnostic.SeveralSchemes, finding.OtherWay,
			"%d security schemes are needed at once, and a connection sends at most %d headers, query parameters or properties of the body besides its authorization", len(schemes), limits.ConnectionParameters)
	}
	if c.AuthorizationType == "" {
		c.holdNothing()
	}
	return c, c.checkRoom()
}

// place takes OAuth or a user name as the authorization before a header: those can be
// nothing else.
func (c *connection) place(placements []placement) {
	for _, p := range placements {
		switch {
		case p.oauth != nil:
			c.AuthorizationType, c.OAuth, c.token = "OAUTH_CLIENT_CREDENTIALS", &p.oauth.OAuth, p.oauth
		case p.basic:
			c.AuthorizationType = "BASIC"
			c.Username = plan.Part{Scheme: p.credential, Name: plan.Username}
			c.Password = plan.Part{Scheme: p.credential, Name: plan.Password}
		}
	}
	for _, p := range placements {
		switch {
		case p.in == "query":
			c.Query = append(c.Query, plan.Credited{Name: p.name, Value: plan.Text{p.value}})
		case p.in == "body":
			c.Body = append(c.Body, plan.Credited{Name: p.name, Value: plan.Text{p.value}})
		case p.in == "header" && p.oauth == nil && !p.basic:
			c.placeHeader(p.name, plan.Text{p.value})
		}
	}
}

// checkRoom refuses values that leave a credential no room beside what stands with it, as long
// names of cookies do.
func (c *connection) checkRoom() *refusal {
	for _, text := range c.texts() {
		if roomOf(text) < 1 {
			return refused(diagnostic.ConnectionValue, finding.OtherWay,
				"the security schemes %s leave a credential no room among the %d characters that a connection takes as one value",
				setName(c.Schemes), limits.CredentialLength)
		}
	}
	return nil
}

// roomOf is how many characters each of the credentials in a value may have.
func roomOf(t plan.Text) int {
	room := limits.CredentialLength
	for _, part := range t {
		room -= len(part.Before)
		if part.Encoded {
			return room/4*3 - 1 // it is the only part
		}
	}
	return room / max(len(t), 1)
}

func (c *connection) placeHeader(name string, value plan.Text) {
	if c.AuthorizationType == "" {
		c.AuthorizationType, c.KeyName, c.Key = "API_KEY", name, value
		return
	}
	c.Headers = append(c.Headers, plan.Credited{Name: name, Value: value})
}

// cookieText is the value of the Cookie header (RFC 6265, section 4.2.1).
func cookieText(cookies []placement) plan.Text {
	var text plan.Text
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

// BodyProperties are the properties of a JSON body that the connection writes.
func (c *connection) BodyProperties() []string {
	names := make([]string, len(c.Body))
	for i, credential := range c.Body {
		names[i] = credential.Name
	}
	return names
}

// HoldsAccept tells whether the connection is no credential, and says which answers are wanted.
func (c *connection) HoldsAccept() bool { return c.anonymousKey() && !c.Existing }

// Places are the headers and query parameters with a credential.
func (c *connection) Places() []request.Place {
	var places []request.Place
	for _, name := range c.sentHeaders() {
		places = append(places, request.Place{In: "header", Name: name})
	}
	for _, q := range c.Query {
		places = append(places, request.Place{In: "query", Name: q.Name})
	}
	return places
}

// sentHeaders are the headers with a credential.
func (c *connection) sentHeaders() []string {
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

// Sends tells whether the connection itself writes a parameter.
func (c *connection) Sends(in, name string) bool {
	switch in {
	case "header":
		return slices.ContainsFunc(c.sentHeaders(), func(h string) bool { return strings.EqualFold(h, name) })
	case "query":
		return slices.ContainsFunc(c.Query, func(q plan.Credited) bool { return q.Name == name })
	case "cookie":
		return slices.ContainsFunc(c.texts(), func(t plan.Text) bool {
			return slices.ContainsFunc(t, func(p plan.Part) bool { return strings.TrimPrefix(p.Before, "; ") == name+"=" })
		})
	}
	return false
}

// texts are all values that the connection holds.
func (c *connection) texts() []plan.Text {
	texts := []plan.Text{c.Key, {c.Username}, {c.Password}}
	if c.OAuth != nil {
		texts = append(texts, plan.Text{c.OAuth.ClientID}, plan.Text{c.OAuth.ClientSecret})
	}
	for _, credited := range slices.Concat(c.Headers, c.Query, c.Body) {
		texts = append(texts, credited.Value)
	}
	return texts
}

// useConnection adds a connection that a callable operation needs to the plan, once,
// with what its launch must ask for. The key that it gives stands for the connection until
// all operations have said what they need (see nameConnections).
func (b *builder) useConnection(c *connection) (key string) {
	key = ident.Of(c.shape...)
	if c.Existing {
		key = ident.Of("existing", key)
	}
	if c.OAuth != nil && !c.Existing && !c.token.fixedScopes {
		key = b.scopes.place(key, c)
	}
	if at, ok := b.connections[key]; ok {
		b.made[at].token.add(c.token)
		return key
	}
	b.connections[key] = len(b.made)
	if len(c.Schemes) > 0 {
		c.Description = safe.Clean(b.describeConnection(c), limits.DescriptionLength)
	}
	b.made = append(b.made, c)
	if c.Existing {
		b.Mark(finding.ExistingConnections, setName(c.Schemes))
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
func (b *builder) checkLiterals(c *connection) {
	parameters := len(c.texts()) - len(c.Headers) - len(c.Query) - len(c.Body)
	for i, text := range c.texts() {
		length, known, fits := 0, false, true
		for _, part := range text {
			literal, given := b.opts.Credentials[part.Scheme].Literals[part.Name]
			if !given {
				length += lengthOf(part, 1) // what isn't known has one character at least
				continue
			}
			length += lengthOf(part, literal.Length)
			known, fits = true, fits && literal.Fits && (literal.Plain || i < parameters)
		}
		if known && (!fits || length > limits.CredentialLength) {
			scheme := b.schemes[text[0].Scheme]
			b.Report(diagnostic.ConnectionValue, spec.Error, scheme.Position, "give what the API wants, without line breaks, or a reference to a secret",
				"the %s of the security scheme %q is no text that a connection takes: that has 1 to %d characters, with what stands before it, and no control characters",
				wordsOf(text[0].Name), scheme.Key, limits.CredentialLength)
		}
	}
}

func (b *builder) describeConnection(c *connection) string {
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
	for _, c := range b.made {
		parts := slices.Clone(c.shape)
		if c.token != nil && !c.Existing {
			parts = append(parts, c.token.names()...)
		}
		c.ID = ident.Of(append(parts, b.surroundings(c)...)...)
		b.plan.Connections = append(b.plan.Connections, c.Connection)
	}
	for i := range b.plan.Operations {
		op := &b.plan.Operations[i]
		if op.Connection != "" {
			op.Connection = b.plan.Connections[b.connections[op.Connection]].ID
		}
	}
	for i := range b.carried {
		c := &b.carried[i]
		c.Connection = b.plan.Connections[b.connections[c.Connection]].ID
		if c.Own != nil {
			c.Own.Connection = c.Connection
		}
	}
	for i := range b.shared {
		d := &b.shared[i]
		d.Connection = b.plan.Connections[b.connections[d.Connection]].ID
	}
}

// machineID names the state machine that calls with the connection, by what it stands for and not
// by what it sends: replacing a machine ends what runs in it.
func (c *connection) machineID() string {
	parts := slices.Clone(c.Schemes)
	if len(parts) == 0 {
		parts = []string{"anonymous"}
	}
	for _, part := range c.shape {
		for _, apart := range []string{"accepting ", "scopes ", "with a private "} {
			if strings.HasPrefix(part, apart) {
				parts = append(parts, part)
			}
		}
	}
	return ident.Of(append(parts, "StateMachine")...)
}

// surroundings are what a connection can't lose by an update either, and the word that
// ends its identifier.
func (b *builder) surroundings(c *connection) []string {
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
