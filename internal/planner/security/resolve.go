// Package security decides with which connection an operation is called: which of the alternatives
// of its security, where each credential goes, which tokens are asked for with which scopes, and
// what the launch is asked for. It is made of what the document and the user say of security, and
// gives the plan's connections and secrets. Request and carrier see what a connection writes itself.
package security

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner/finding"
	"github.com/openapi-destinations/openapidestinations/internal/planner/selection"
	"github.com/openapi-destinations/openapidestinations/internal/planner/server"
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

// Resolver resolves the security of operations to connections. It is asked three times: what an
// operation would call with (Resolve), whether it does (Use), and what comes of it for all of
// them together (Settle).
type Resolver struct {
	log     *finding.Log
	opts    plan.Options
	servers *server.Chooser
	// schemes are those of the document and of the user, declared those of the document.
	schemes  map[string]*spec.SecurityScheme
	declared []spec.SecurityScheme
	// wanted are the schemes that the security of selected operations names; resolved is how
	// many operations had theirs resolved.
	wanted   map[string]bool
	resolved int
	// brought are the sets of schemes for which the user brings a connection, by name.
	brought map[string]bool
	// used are the connections that callable operations use, made those that come of them.
	used, made []*Connection
	scopes     scopeSets
	secrets    []plan.Secret
	// sharedNames counts the schemes that share the name of a parameter.
	sharedNames map[string]int
	// said are the schemes of which something was said, which is said once.
	said map[string]bool
}

// New reads what the document and the user say of security, and reports credentials that are not
// what their schemes want.
func New(doc *spec.Document, opts plan.Options, log *finding.Log, servers *server.Chooser) *Resolver {
	r := &Resolver{
		log: log, opts: opts, servers: servers, declared: doc.SecuritySchemes,
		schemes: make(map[string]*spec.SecurityScheme),
		wanted:  make(map[string]bool),
		brought: make(map[string]bool, len(opts.Connections)),
		scopes:  newScopeSets(),
		said:    make(map[string]bool),
	}
	for _, set := range opts.Connections {
		r.brought[setName(set)] = true
	}
	for _, schemes := range [][]spec.SecurityScheme{doc.SecuritySchemes, opts.SecuritySchemes} {
		for i := range schemes {
			r.schemes[schemes[i].Key] = &schemes[i]
		}
	}
	r.checkGiven()
	return r
}

// Resolve resolves an operation's security: to the first alternative that the given credentials
// satisfy, else to the first that is supported. There is none of an operation that it refuses.
// Private says that the operation is called through the user's resource configuration.
func (r *Resolver) Resolve(op *spec.Operation, own *selection.Settings, private bool, v *finding.Verdict) *Connection {
	alternatives := r.inOrder(r.alternatives(op, own))
	r.resolved++
	for _, alternative := range alternatives {
		for _, s := range alternative.Schemes {
			r.wanted[s.Scheme] = true
		}
	}
	if len(alternatives) == 0 {
		alternatives = []spec.SecurityRequirement{{}}
	}
	var supported []*Connection
	var refusals []refusal
	for _, alternative := range alternatives {
		c, refused := r.connectionFor(alternative, private)
		if refused != nil {
			refusals = append(refusals, *refused)
			continue
		}
		supported = append(supported, c)
	}
	if len(supported) == 0 {
		for _, why := range refusals {
			if why.code == diagnostic.UnknownScheme && own.Security != nil {
				why.hint += selection.OperationsHint // the name is the user's
			}
			v.Refuse(why.code, op.SecurityPosition, why.hint, "%s", why.why)
		}
		return nil
	}
	c := r.preferred(supported)
	if c.OAuth != nil && !c.Existing {
		v.Assume(finding.AssumeToken)
	}
	return c
}

// alternatives are those that apply to the operation: those that the user gave for it, else the
// document's, else those that the user gave for what declares none.
func (r *Resolver) alternatives(op *spec.Operation, own *selection.Settings) []spec.SecurityRequirement {
	if own.Security != nil {
		return own.Security
	}
	if op.SecurityFrom == "" {
		r.log.Mark(finding.Security, "")
		return r.opts.Security
	}
	return op.Security
}

// inOrder puts the alternatives with schemes that the user named earlier first; those
// without any stay behind them, in document order.
func (r *Resolver) inOrder(alternatives []spec.SecurityRequirement) []spec.SecurityRequirement {
	if len(r.opts.SchemeOrder) == 0 {
		return alternatives
	}
	rank := func(a spec.SecurityRequirement) int {
		names := []string{Anonymous}
		if len(a.Schemes) > 0 {
			names = names[:0]
			for _, s := range a.Schemes {
				names = append(names, s.Scheme)
			}
		}
		best := math.MaxInt
		for _, name := range names {
			if at := slices.Index(r.opts.SchemeOrder, name); at >= 0 {
				r.log.Mark(finding.SchemeOrder, name)
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
func (r *Resolver) preferred(supported []*Connection) *Connection {
	if len(r.opts.Credentials) == 0 && len(r.opts.Connections) == 0 {
		return r.withoutPerson(supported)
	}
	given := func(scheme string) bool { return r.opts.Credentials[scheme].Kind != "" }
	var some, open *Connection
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
	return cmp.Or(some, open, r.withoutPerson(supported))
}

// withoutPerson is the first alternative whose credentials need no person, who would have to log
// in for a token, unless the user prefers another; else the first with a token to ask for, and the
// anonymous one where there is no other.
func (r *Resolver) withoutPerson(supported []*Connection) *Connection {
	named := func(scheme string) bool { return slices.Contains(r.opts.SchemeOrder, scheme) }
	for _, fits := range []func(*Connection) bool{
		func(c *Connection) bool {
			if len(c.Schemes) == 0 {
				return named(Anonymous)
			}
			return !c.login || slices.ContainsFunc(c.Schemes, named)
		},
		func(c *Connection) bool { return len(c.Schemes) > 0 },
	} {
		if at := slices.IndexFunc(supported, fits); at >= 0 {
			return supported[at]
		}
	}
	return supported[0]
}

// needs are the schemes whose credentials the connection holds.
func (c *Connection) needs() []string {
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
func (r *Resolver) connectionFor(alternative spec.SecurityRequirement, private bool) (*Connection, *refusal) {
	needed := slices.Clone(alternative.Schemes)
	// A Security Requirement Object is a map: its order means nothing.
	slices.SortStableFunc(needed, func(x, y spec.SchemeScopes) int { return strings.Compare(x.Scheme, y.Scheme) })
	var keys []string
	for _, s := range needed {
		keys = append(keys, s.Scheme)
	}
	existing := r.brought[setName(keys)]
	c, why := r.assembled(needed, keys, existing)
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
	c.PrivateToken = c.OAuth != nil && r.opts.PrivateToken
	return c, c.checkBlocks()
}

// assembled is the connection that holds the credentials of all the schemes needed.
func (r *Resolver) assembled(needed []spec.SchemeScopes, keys []string, existing bool) (*Connection, *refusal) {
	if len(needed) == 0 {
		return anonymous(), nil
	}
	var placements []placement
	for _, s := range needed {
		scheme, ok := r.schemes[s.Scheme]
		if !ok || s.Scheme == "" {
			return nil, refused(diagnostic.UnknownScheme,
				r.similarScheme(s.Scheme)+"define it among the security schemes of the document, or in SecuritySchemes (context key security), or correct the name",
				"the security scheme %q is not defined", s.Scheme)
		}
		p, why := r.place(scheme, s.Scopes, existing)
		if why != nil {
			return nil, why
		}
		placements = append(placements, p)
	}
	placements, why := r.shareToken(placements)
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

func (c *Connection) checkBlocks() *refusal {
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
