// Package statemachine carries requests by a state machine of Step Functions and its HTTP task: it
// turns a request into the constants that the operation's one rule hands to the machine, and says
// where what the machine sends is not the request that the document describes. What runs is in its
// package machine; nothing in that is about an operation.
package statemachine

import (
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/ident"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/pattern"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner/carrier"
	"github.com/openapi-destinations/openapidestinations/internal/planner/carrier/statemachine/machine"
	"github.com/openapi-destinations/openapidestinations/internal/planner/finding"
	"github.com/openapi-destinations/openapidestinations/internal/planner/layout"
	"github.com/openapi-destinations/openapidestinations/internal/planner/request"
	"github.com/openapi-destinations/openapidestinations/internal/planner/selection"
	"github.com/openapi-destinations/openapidestinations/internal/safe"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// Carrier makes state machines.
type Carrier struct {
	opts    *plan.Options
	log     *finding.Log
	servers Servers
}

// Servers is what is to be known of addresses.
type Servers interface {
	// Fits is how long a URL may get, and whether AWS takes it, whatever the launch fills in.
	Fits(url string) (length int, ok bool)
}

// New makes the carrier.
func New(opts *plan.Options, log *finding.Log, servers Servers) *Carrier {
	return &Carrier{opts, log, servers}
}

// Kind names the carrier.
func (c *Carrier) Kind() plan.Carrier { return plan.ByStateMachine }

// judging is a request while it is judged.
type judging struct {
	carrier.Judging
	c  *Carrier
	op *spec.Operation
	// out are the machine's constants, fields what the event has for them.
	out    machine.Operation
	fields []plan.Field
}

// methods are those of the HTTP task (Step Functions Developer Guide, "Call HTTPS APIs").
var methods = []string{"GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"}

// Judge goes on after a refusal, so that all reasons come out at once.
func (c *Carrier) Judge(r *request.Request, found *finding.Verdict) carrier.Judgment {
	o := &judging{Judging: carrier.Begin(r, found), c: c, op: r.Operation}
	o.out.Method = o.op.Method
	o.out.Retry = o.retryOf(o.Settings.Retry())
	o.checkRate()
	if !slices.Contains(methods, o.op.Method) {
		o.Refuse(diagnostic.UnsupportedMethod, o.op.Position,
			"call this operation some other way, for example from a Lambda function",
			"Step Functions cannot send the method %s", o.op.Method)
	}
	o.placePath()
	o.guardPath()
	o.placeParameters()
	o.placeBody()
	o.PlaceAccept(o.addConstant)
	o.CheckCredentialPlaces(o.written)
	asked := o.pattern()
	o.tellOutcomes()
	o.assume()
	input, out, triggers := o.input(), o.request(), o.triggers()
	o.Wanted = nil
	return carrier.Judgment{
		Verdict: o.Verdict, Request: out, Fields: o.fields, Accept: o.Accept,
		Carry: func(connection carrier.Connection) carrier.Carried {
			return o.carry(connection, asked, input, out.BaseURL, triggers)
		},
	}
}

// retryOf is for how long the machine repeats a call that failed. Numbers that only the deployment
// knows can't stand in constants: there the most that EventBridge has is taken, and said.
func (o *judging) retryOf(r plan.Retry) machine.Retry {
	out := machine.Retry{Attempts: limits.RetriesMax, Age: limits.EventAgeMax}
	unknown := false
	for _, n := range []struct {
		given *float64
		to    *int
		most  float64
	}{{r.Attempts, &out.Attempts, limits.RetriesMax}, {r.MaxEventAge, &out.Age, limits.EventAgeMax}} {
		switch {
		case n.given == nil:
		case *n.given < 0 || *n.given > n.most: // a token
			unknown = true
		default:
			*n.to = int(*n.given)
		}
	}
	if unknown {
		o.Note(diagnostic.CarriedByMachine, spec.Warning, o.op.Position, "give numbers: RetryAttempts, MaxEventAge (context keys retryAttempts, maxEventAge)",
			"a state machine carries it, and repeats a call %d times in %d seconds: RetryAttempts or MaxEventAge is a token, which only the deployment knows",
			out.Attempts, out.Age)
	}
	return out
}

// checkRate says that the machine has no rate of its own.
func (o *judging) checkRate() {
	if o.Settings.RateLimit == nil {
		return
	}
	what := "RateLimit (context key rateLimit)"
	if o.Settings.Own(selection.RateLimit) {
		what = "its own rate (Operations, context key operations, or x-eventbridge)"
	}
	o.Note(diagnostic.CarriedByMachine, spec.Warning, o.op.Position,
		"let an API destination carry it, or let the producers keep to the rate",
		"a state machine carries it, and calls as fast as its events come, up to %d calls a second for all HTTP tasks of the account: %s is for API destinations", limits.TaskCallsPerSecond, what)
}

// guardPath has the machine refuse what GuardPath is against.
func (o *judging) guardPath() {
	inPath := func(p machine.Part) bool { return p.Field != nil }
	if !slices.ContainsFunc(o.out.URL, inPath) || !o.GuardsPath() {
		return
	}
	for _, part := range o.out.URL {
		if inPath(part) {
			part.Field.Guard = true
		}
	}
	carrier.RefuseStraying(o.fields)
}

// request is what will be sent.
func (o *judging) request() plan.Request {
	var address strings.Builder
	for _, part := range o.out.URL {
		switch {
		case part.Field != nil:
			address.WriteString("{" + part.Field.Field + "}")
		case part.Launch != nil:
			address.WriteString(part.Launch.Key)
		default:
			address.WriteString(part.Literal)
		}
	}
	return plan.Request{
		Method: o.op.Method, BaseURL: o.Wanted.BaseURL, Path: strings.TrimPrefix(address.String(), o.Wanted.BaseURL), Task: &o.out,
	}
}

// carry makes the operation's one rule.
func (o *judging) carry(connection carrier.Connection, asked pattern.Pattern, input, baseURL string, triggers []layout.Triggered) carrier.Carried {
	return carrier.Carried{
		Carried: layout.Carried{
			DetailType: o.DetailType, Connection: connection.ID, Shared: connection.Machine,
			Call:     &plan.Call{Method: o.op.Method, BaseURL: baseURL},
			Triggers: o.startedBy(triggers, connection), Answers: o.told(),
			Nested: o.out.Answer != nil && o.out.Answer.Nested,
			Rules: o.Switched([]plan.Rule{{
				// Not as the rule of an API destination: the one is made before the other goes.
				ID:          ident.Of(o.DetailType, "MachineRule"),
				Description: safe.Clean(o.Described(""), limits.DescriptionLength),
				Pattern:     asked,
				Target:      plan.StateMachineInput{ID: connection.Machine, Template: input, Retry: o.Settings.Retry()},
			}}, asked),
		},
	}
}

// pattern is that of the operation's rule. A filter that is too long for one is refused.
func (o *judging) pattern() pattern.Pattern {
	asked := o.Narrowed(pattern.EventPattern(pattern.Sources(o.c.opts.Sources, o.c.opts.GivenBus), pattern.List(o.DetailType), nil))
	if n := asked.Length(); n > limits.PatternLength {
		o.Refuse(diagnostic.PatternTooLong, o.op.Position, "shorten its sources or its pattern (Operations, context key operations)",
			"its event pattern would have %d characters, and EventBridge takes %d", n, limits.PatternLength)
	}
	return asked
}

// input is the template of the rule's input, with the placeholders of what the launch fills in.
func (o *judging) input() string {
	template := o.out.Template()
	if n := template.Length(); n > limits.InputTemplateLength {
		o.Refuse(diagnostic.PatternTooLong, o.op.Position,
			"name fewer optional parameters in Optional (Operations, context key operations), or "+finding.OtherWay,
			"its constants have %d characters, and EventBridge takes %d in a rule's input", n, limits.InputTemplateLength)
	}
	return written(template)
}

// written is a template with the keys of what the launch fills in.
func written(template machine.Template) string {
	var out strings.Builder
	for _, piece := range template {
		out.WriteString(piece.Text)
		if piece.Launch != nil {
			out.WriteString(piece.Launch.Key)
		}
	}
	return out.String()
}

// written tells whether the request has a header, of any case, or a query parameter.
func (o *judging) written(in, name string) bool {
	switch in {
	case "query":
		return slices.ContainsFunc(o.out.Query, func(p machine.Parameter) bool { return p.Name == name })
	case "header":
		return slices.ContainsFunc(o.out.Headers, func(p machine.Parameter) bool { return strings.EqualFold(p.Name, name) }) ||
			strings.EqualFold(name, "Cookie") && len(o.out.Cookies) > 0
	}
	return false
}
