// Package apidestination carries requests by EventBridge's API destinations: it says where
// what EventBridge sends is not the request that the document describes, and makes the rules
// that deliver an operation's events, one for each combination of optional values, and what
// those turn away.
package apidestination

import (
	"slices"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/pattern"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner/carrier"
	"github.com/openapi-destinations/openapidestinations/internal/planner/finding"
	"github.com/openapi-destinations/openapidestinations/internal/planner/layout"
	"github.com/openapi-destinations/openapidestinations/internal/planner/request"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// Carrier makes API destinations.
type Carrier struct {
	opts *plan.Options
	log  *finding.Log
	// servers knows the addresses.
	servers Servers
	// rules is how many are planned, of the operations that are planned.
	rules, operations int
}

// Servers is what is to be known of addresses.
type Servers interface {
	// Fits is how long a URL may get, and whether AWS takes it, whatever the launch fills in.
	Fits(url string) (length int, ok bool)
	// DocumentURL is the document's base URL.
	DocumentURL() string
}

// New makes the carrier of so many operations.
func New(opts *plan.Options, log *finding.Log, servers Servers, operations int) *Carrier {
	return &Carrier{opts: opts, log: log, servers: servers, operations: operations}
}

// Kind names the carrier.
func (c *Carrier) Kind() plan.Carrier { return plan.ByAPIDestination }

// source is what is asked of an event's source.
func (c *Carrier) source() []any { return pattern.Sources(c.opts.Sources, c.opts.GivenBus) }

// judging is a request while it is judged.
type judging struct {
	carrier.Judging
	c  *Carrier
	op *spec.Operation
	// out is what will be sent, fields what the event has for it.
	out          plan.Request
	fields       []plan.Field
	eachOptional bool
	optional     []optional
	idempotency  []optional
	guards       []guard
	// wide says that path fields take no character that would change a path.
	wide bool
}

// Judge goes on after a refusal, so that all reasons come out at once.
func (c *Carrier) Judge(r *request.Request, found *finding.Verdict) carrier.Judgment {
	o := &judging{Judging: carrier.Begin(r, found), c: c, op: r.Operation, out: plan.Request{Method: r.Operation.Method, BaseURL: r.BaseURL}}
	o.checkMethod()
	o.placeParameters()
	o.placePath()
	o.placeBody()
	o.checkBodyCredentials()
	o.PlaceAccept(func(p *request.Parameter, value string) { o.addConstant(*p, value) })
	o.CheckCredentialPlaces(o.written)
	o.checkOutcomes()
	o.assumeCredential()
	carry := o.deliver()
	o.checkWait()
	o.Wanted = nil
	return carrier.Judgment{Verdict: o.Verdict, Request: o.out, Fields: o.fields, EachOptional: o.eachOptional, Accept: o.Accept, Carry: carry}
}

// assumeCredential says that EventBridge percent-encodes a credential in the query, too.
func (o *judging) assumeCredential() {
	if o.Wanted.Credential == nil {
		return
	}
	for _, place := range o.Wanted.Credential.Places() {
		if place.In == "query" {
			o.Assume(finding.AssumeEncoding)
		}
	}
}

// deliver decides the rules of a callable operation. They are made once its connection has a name.
func (o *judging) deliver() func(carrier.Connection) carrier.Carried {
	if !o.Callable() || o.tooManyRules(0) {
		return nil
	}
	sortNested(o.optional, func(p optional) string { return p.field })
	sortNested(o.guards, func(g guard) string { return g.field })
	if o.wide = slices.ContainsFunc(o.guards, isInPath) && o.GuardsPath(); o.wide {
		carrier.RefuseStraying(o.fields)
	}
	variants := o.variants()
	if o.tooManyRules(len(variants)) {
		return nil
	}
	asked, ok := o.patterns(variants)
	if !ok {
		o.Refuse(diagnostic.PatternTooLong, o.op.Position,
			o.shorterPattern(),
			"its event pattern would be longer than %d characters", limits.PatternLength)
		return nil
	}
	o.checkUnguarded()
	triggers := o.triggers()
	for _, t := range triggers {
		if !t.decide() || o.tooManyRules(len(t.delivery)+len(t.rejected)) {
			return nil
		}
	}
	return func(connection carrier.Connection) carrier.Carried {
		d, values := o.destination(connection)
		out := carrier.Carried{Carried: layout.Carried{DetailType: o.DetailType, Connection: connection.ID, Rejections: asked.rejects}}
		if o.shares() {
			out.Shared, out.Destination = d.ID, &d
		} else {
			out.Own = &d
		}
		for i, v := range variants {
			out.Rules = append(out.Rules, o.rule(v, asked.delivers[i], d.ID, values))
		}
		out.Rules = o.Switched(out.Rules, asked.all)
		for _, t := range triggers {
			out.Triggers = append(out.Triggers, t.carry(d.ID, values))
		}
		return out
	}
}

// checkOutcomes refuses an operation whose outcome is to come back.
func (o *judging) checkOutcomes() {
	if o.Wanted.Outcomes != nil {
		o.Refuse(diagnostic.AnswerLost, o.op.Position,
			finding.OtherCarrier+", or ask for no answers (Answers or Operations, context keys answers, operations)",
			"its outcome is to come back as an event, and EventBridge throws the answer to an API destination away")
	}
}

func (o *judging) checkMethod() {
	if !slices.Contains(limits.Methods, o.op.Method) {
		o.Refuse(diagnostic.UnsupportedMethod, o.op.Position,
			"call this operation some other way, for example from a Lambda function",
			"EventBridge cannot send the method %s", o.op.Method)
	}
	if slices.Contains([]string{"GET", "HEAD", "OPTIONS", "DELETE"}, o.op.Method) {
		o.Assume(finding.AssumeBodyOnAnyMethod)
	}
}

// maxRules bounds the rules of all operations: three times what 100 event buses hold.
const maxRules = 100_000

// tooManyRules refuses an operation whose rules come after more of them than can be planned:
// a document with many optional parameters and idempotency headers has dozens for each.
func (o *judging) tooManyRules(more int) bool {
	c := o.c
	if c.rules+more > maxRules {
		if c.rules <= maxRules {
			c.log.Report(diagnostic.TooMuch, spec.Error, c.log.File(), finding.SelectFewer+", or lower MaxOptionalParameters (maxOptionalParameters)",
				"the %d selected operations have more than the %d rules that are planned, since each combination of optional parameters and idempotency headers has one", c.operations, maxRules)
		}
		c.rules = maxRules + 1 // said once, and of the operations that come later too
		o.Refuse(diagnostic.TooMuch, o.op.Position, "see the message about the document", "its rules are not planned: there are too many")
		return true
	}
	c.rules += more
	return false
}
