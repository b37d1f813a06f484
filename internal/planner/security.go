package planner

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/ident"
	"github.com/openapi-destinations/openapidestinations/internal/planner/finding"
	"github.com/openapi-destinations/openapidestinations/internal/planner/request"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// Anonymous is what an alternative without schemes is called in Options.SchemeOrder, as
// OpenAPI writes it.
const Anonymous = "{}"

// refusal is why an alternative has no connection.
type refusal struct{ code, hint, why string }

func refused(code, hint, format string, args ...any) *refusal {
	return &refusal{code, hint, diagnostic.Message(format, args...)}
}

// chooseConnection resolves the operation's security: the first alternative that
// the given credentials satisfy, else the first that is supported.
func (o *draft) chooseConnection() {
	b := o.builder
	alternatives := b.inOrder(o.security())
	b.resolved++
	for _, alternative := range alternatives {
		for _, s := range alternative.Schemes {
			b.wanted[s.Scheme] = true
		}
	}
	if len(alternatives) == 0 {
		alternatives = []spec.SecurityRequirement{{}}
	}
	var supported []*connection
	var refusals []refusal
	for _, alternative := range alternatives {
		c, refused := b.connectionFor(alternative, o.onPrivateNetwork())
		if refused != nil {
			refusals = append(refusals, *refused)
			continue
		}
		supported = append(supported, c)
	}
	if len(supported) == 0 {
		for _, r := range refusals {
			o.Refuse(r.code, o.op.Spec.SecurityPosition, r.hint, "%s", r.why)
		}
		return
	}
	o.connection = b.preferred(supported)
	if o.connection.OAuth != nil && !o.connection.Existing {
		o.Assume(finding.AssumeToken)
	}
	if len(o.connection.Query) > 0 {
		o.Assume(finding.AssumeEncoding)
	}
}

// security are the alternatives that apply to the operation: those that the user gave for
// it or for all, else the document's, else those that the user gave for what declares none.
func (o *draft) security() []spec.SecurityRequirement {
	b, op := o.builder, o.op.Spec
	for _, key := range []string{op.ID, ident.OperationKey(op.Method, op.Path), request.EveryOperation} {
		if own, ok := b.opts.OperationSecurity[key]; ok && key != "" {
			b.Mark(finding.OperationSecurity, key)
			return own
		}
	}
	if op.SecurityFrom == "" {
		b.Mark(finding.Security, "")
		return b.opts.Security
	}
	return op.Security
}

// inOrder puts the alternatives with schemes that the user named earlier first; those
// without any stay behind them, in document order.
func (b *builder) inOrder(alternatives []spec.SecurityRequirement) []spec.SecurityRequirement {
	if len(b.opts.SchemeOrder) == 0 {
		return alternatives
	}
	rank := func(r spec.SecurityRequirement) int {
		names := []string{Anonymous}
		if len(r.Schemes) > 0 {
			names = names[:0]
			for _, s := range r.Schemes {
				names = append(names, s.Scheme)
			}
		}
		best := math.MaxInt
		for _, name := range names {
			if at := slices.Index(b.opts.SchemeOrder, name); at >= 0 {
				b.Mark(finding.SchemeOrder, name)
				best = min(best, at)
			}
		}
		return best
	}
	sorted := slices.Clone(alternatives)
	slices.SortStableFunc(sorted, func(x, y spec.SecurityRequirement) int { return cmp.Compare(rank(x), rank(y)) })
	return sorted
}

// preferred is the first alternative that the credentials and connections at hand satisfy,
// else the first that they satisfy in part, the anonymous one only if no other is; with
// nothing at hand, the first whose credentials need no person, else the first with credentials:
// what a launch asks for by mistake is seen there, and a call without a credential that the
// API wants is lost.
func (b *builder) preferred(supported []*connection) *connection {
	if len(b.opts.Credentials) == 0 && len(b.opts.Connections) == 0 {
		return b.withoutPerson(supported)
	}
	given := func(scheme string) bool { return b.opts.Credentials[scheme].Kind != "" }
	var some, open *connection
	for _, c := range supported {
		switch {
		case len(c.Schemes) == 0:
			open = c
		case c.Existing || !slices.ContainsFunc(c.needs(), func(s string) bool { return !given(s) }):
			return c
		case some == nil && slices.ContainsFunc(c.needs(), given):
			some = c
		}
	}
	return cmp.Or(some, open, b.withoutPerson(supported))
}

// withoutPerson is the first alternative whose credentials need no person, who would have to log
// in for a token, unless the user prefers another; else the first with a token to ask for, and the
// anonymous one where there is no other.
func (b *builder) withoutPerson(supported []*connection) *connection {
	named := func(scheme string) bool { return slices.Contains(b.opts.SchemeOrder, scheme) }
	for _, fits := range []func(*connection) bool{
		func(c *connection) bool {
			if len(c.Schemes) == 0 {
				return named(Anonymous)
			}
			return !c.login || slices.ContainsFunc(c.Schemes, named)
		},
		func(c *connection) bool { return len(c.Schemes) > 0 },
	} {
		if at := slices.IndexFunc(supported, fits); at >= 0 {
			return supported[at]
		}
	}
	return supported[0]
}

// needs are the schemes whose credentials the connection holds.
func (c *connection) needs() []string {
	var schemes []string
	for _, text := range c.texts() {
		for _, part := range text {
			if part.Scheme != "" && !slices.Contains(schemes, part.Scheme) {
				schemes = append(schemes, part.Scheme)
			}
		}
	}
	return schemes
}

// connectionFor makes the connection of one alternative, or says why there is none.
func (b *builder) connectionFor(alternative spec.SecurityRequirement, private bool) (*connection, *refusal) {
	needed := slices.Clone(alternative.Schemes)
	// A Security Requirement Object is a map: its order means nothing.
	slices.SortStableFunc(needed, func(x, y spec.SchemeScopes) int { return strings.Compare(x.Scheme, y.Scheme) })
	var keys []string
	for _, s := range needed {
		keys = append(keys, s.Scheme)
	}
	existing := b.brought[setName(keys)]
	c, why := b.resolve(needed, keys, existing)
	if why != nil {
		return nil, why
	}
	if existing {
		c.Existing = true
		c.shape = slices.Clone(keys)
		return c, nil
	}
	c.Private = private
	if private {
		c.shape = append(c.shape, "with a private network")
	}
	c.PrivateToken = c.OAuth != nil && b.opts.PrivateToken
	return c, c.checkBlocks()
}

func (b *builder) resolve(needed []spec.SchemeScopes, keys []string, existing bool) (*connection, *refusal) {
	if len(needed) == 0 {
		return anonymous(), nil
	}
	var placements []placement
	for _, s := range needed {
		scheme, ok := b.schemes[s.Scheme]
		if !ok || s.Scheme == "" {
			return nil, refused(diagnostic.UnknownScheme,
				b.similarScheme(s.Scheme)+"define it among the security schemes of the document, or in SecuritySchemes (context key security), or correct the name",
				"the security scheme %q is not defined", s.Scheme)
		}
		p, why := b.place(scheme, s.Scopes, existing)
		if why != nil {
			return nil, why
		}
		placements = append(placements, p)
	}
	placements, why := b.shareToken(placements)
	if why != nil {
		return nil, why
	}
	for _, p := range placements {
		if p.oauth != nil {
			if why := p.oauth.checkScopes(p.scheme); why != nil {
				return nil, why
			}
		}
	}
	return assemble(keys, placements)
}

// setName is what a set of schemes is called: their names, in order.
func setName(schemes []string) string {
	return strings.Join(slices.Sorted(slices.Values(schemes)), " and ")
}

// mostBlocks is how many of the kinds of AuthParameters a connection may have: an
// authorization, and either invocation parameters or the connectivity of a token endpoint
// (CloudFormation schema of AWS::Events::Connection, maxProperties).
const mostBlocks = 2

func (c *connection) checkBlocks() *refusal {
	blocks := 1
	if len(c.Headers)+len(c.Query)+len(c.Body) > 0 {
		blocks++
	}
	if c.PrivateToken {
		blocks++
	}
	if blocks <= mostBlocks {
		return nil
	}
	return refused(diagnostic.TooManyBlocks, "make the token endpoint public, or bring a connection of your own in Connections (context key connections)",
		"the security schemes %s need a token from a private endpoint and other credentials at once, and a connection has either",
		setName(c.Schemes))
}

// onPrivateNetwork tells whether the operation is called through the user's resource
// configuration: what is on the document's own host is.
func (o *draft) onPrivateNetwork() bool {
	b := o.builder
	return b.opts.Private && b.servers.OnDocumentHost(o.op.Request.BaseURL)
}
