package security

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

// Connection is a connection while it is resolved.
type Connection struct {
	plan.Connection
	// shape are the parts of the ID.
	shape []string
	// login says that a credential is a token that only a person gets, and that nobody gave.
	login bool
	// token is set where OAuth is.
	token *oauth
	// scopes are those that the operation needs, in one text, where it is not the user who says
	// what is asked for.
	scopes string
	// Stem is what operations have in common that use one connection, whatever others there
	// are: unlike the ID, which says what all of them ask for together.
	Stem string
}

// Credential is what the connection sends, as far as it matters to whom.
func (c *Connection) Credential() server.Credential {
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
func anonymous() *Connection {
	c := &Connection{Connection: plan.Connection{Description: "for calls without a credential"}, shape: []string{"anonymous"}}
	c.holdNothing()
	return c
}

// holdNothing gives the connection the harmless API key of those that have no
// authorization of their own: the header that says which answers are taken.
func (c *Connection) holdNothing() {
	c.AuthorizationType, c.KeyName, c.Key = "API_KEY", request.AcceptHeader, plan.Text{{Constant: request.AnyAnswer}}
}

// HoldAccept makes that header what the operations of the connection want. There is a
// connection for each such value; the order of the media types in it, which a document has
// in a map, is no part of the identifier.
func (c *Connection) HoldAccept(value string) {
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
func (c *Connection) anonymousKey() bool { return len(c.Key) == 1 && c.Key[0].Constant != "" }

// assemble makes one connection of the credentials of an alternative, in the order of
// their schemes: one is its authorization, the others are secret invocation parameters. What
// can't stand side by side is refused by name.
func assemble(schemes []string, placements []placement) (*Connection, *refusal) {
	c := &Connection{Connection: plan.Connection{Schemes: schemes}}
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
func (c *Connection) place(placements []placement) {
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
func (c *Connection) checkRoom() *refusal {
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

func (c *Connection) placeHeader(name string, value plan.Text) {
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
func (c *Connection) BodyProperties() []string {
	names := make([]string, len(c.Body))
	for i, credential := range c.Body {
		names[i] = credential.Name
	}
	return names
}

// HoldsAccept tells whether the connection is no credential, and says which answers are wanted.
func (c *Connection) HoldsAccept() bool { return c.anonymousKey() && !c.Existing }

// Places are the headers and query parameters with a credential.
func (c *Connection) Places() []request.Place {
	var places []request.Place
	for _, name := range c.sentHeaders() {
		places = append(places, request.Place{In: "header", Name: name})
	}
	for _, q := range c.Query {
		places = append(places, request.Place{In: "query", Name: q.Name})
	}
	return places
}

// APIKey is the header with the connection's API key, be it a bearer token; empty where it has
// none.
func (c *Connection) APIKey() string {
	if c.AuthorizationType == "API_KEY" {
		return c.KeyName
	}
	return ""
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

// Sends tells whether the connection itself writes a parameter.
func (c *Connection) Sends(in, name string) bool {
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
func (c *Connection) texts() []plan.Text {
	texts := []plan.Text{c.Key, {c.Username}, {c.Password}}
	if c.OAuth != nil {
		texts = append(texts, plan.Text{c.OAuth.ClientID}, plan.Text{c.OAuth.ClientSecret})
	}
	for _, credited := range slices.Concat(c.Headers, c.Query, c.Body) {
		texts = append(texts, credited.Value)
	}
	return texts
}

// Use says that a callable operation calls with a connection.
func (r *Resolver) Use(c *Connection) {
	c.Stem = ident.Of(c.shape...)
	if c.Existing {
		c.Stem = ident.Of("existing", c.Stem)
	}
	if c.collects() {
		c.scopes = strings.Join(c.OAuth.Scopes, " ")
		r.scopes.need(c)
	}
	r.used = append(r.used, c)
}

// collects tells whether the connection asks for the scopes that its operations need.
func (c *Connection) collects() bool { return c.OAuth != nil && !c.Existing && !c.token.fixedScopes }

// Settle makes one connection of those that can be one, now that all operations have said what
// they need, and gives each its identifier. What comes of it are the plan'r.
func (r *Resolver) Settle() ([]plan.Connection, []plan.Secret) {
	r.scopes.spread()
	at := make(map[string]int)
	for _, c := range r.used {
		r.scopes.place(c)
		if first, ok := at[c.Stem]; ok {
			r.made[first].token.add(c.token)
			continue
		}
		at[c.Stem] = len(r.made)
		r.made = append(r.made, c)
		r.admit(c)
	}
	var connections []plan.Connection
	for _, c := range r.made {
		c.ID = r.nameOf(c)
		connections = append(connections, c.Connection)
	}
	for _, c := range r.used {
		c.ID = r.made[at[c.Stem]].ID
	}
	return connections, r.secrets
}

// admit describes a connection and asks for what its launch must be told.
func (r *Resolver) admit(c *Connection) {
	if len(c.Schemes) > 0 {
		c.Description = safe.Clean(r.describe(c), limits.DescriptionLength)
	}
	if c.Existing {
		r.log.Mark(finding.ExistingConnections, setName(c.Schemes))
		return
	}
	for _, text := range c.texts() {
		for _, part := range text {
			if part.Scheme != "" {
				r.usePart(part, text)
			}
		}
	}
	r.checkLiterals(c)
}

// checkLiterals reports credentials that were given as plain text and that a connection
// doesn't take: the deployment would fail.
func (r *Resolver) checkLiterals(c *Connection) {
	parameters := len(c.texts()) - len(c.Headers) - len(c.Query) - len(c.Body)
	for i, text := range c.texts() {
		length, known, fits := 0, false, true
		for _, part := range text {
			literal, given := r.opts.Credentials[part.Scheme].Literals[part.Name]
			if !given {
				length += lengthOf(part, 1) // what isn't known has one character at least
				continue
			}
			length += lengthOf(part, literal.Length)
			known, fits = true, fits && literal.Fits && (literal.Plain || i < parameters)
		}
		if known && (!fits || length > limits.CredentialLength) {
			scheme := r.schemes[text[0].Scheme]
			r.log.Report(diagnostic.ConnectionValue, spec.Error, scheme.Position, "give what the API wants, without line breaks, or a reference to a secret",
				"the %s of the security scheme %q is no text that a connection takes: that has 1 to %d characters, with what stands before it, and no control characters",
				wordsOf(text[0].Name), scheme.Key, limits.CredentialLength)
		}
	}
}

func (r *Resolver) describe(c *Connection) string {
	kinds := make([]string, len(c.Schemes))
	for i, key := range c.Schemes {
		kinds[i] = key + ": " + schemeKind(r.schemes[key])
	}
	if len(kinds) == 1 {
		return "security scheme " + kinds[0]
	}
	return "security schemes " + strings.Join(kinds, "; ")
}

// nameOf is the identifier of a connection: its parts, now that it is known what it sends.
func (r *Resolver) nameOf(c *Connection) string {
	parts := slices.Clone(c.shape)
	if c.token != nil && !c.Existing {
		parts = append(parts, c.token.names()...)
	}
	return ident.Of(append(parts, r.surroundings(c)...)...)
}

// MachineID names the state machine that calls with the connection, by what it stands for and not
// by what it sends: replacing a machine ends what runs in it.
func (c *Connection) MachineID() string {
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
func (r *Resolver) surroundings(c *Connection) []string {
	if c.Existing {
		return []string{"Existing", "Connection"}
	}
	var parts []string
	if c.PrivateToken {
		parts = append(parts, "with a private token endpoint")
	}
	if r.opts.ConnectionKey {
		parts = append(parts, "with a key")
	}
	return append(parts, "Connection")
}
