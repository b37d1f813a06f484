// Package planner decides what AWS will be asked for: from what the document says (package spec)
// and what the user wants (plan.Options) it makes the plan. It knows every limit of AWS (package
// limits) and neither the CDK nor libopenapi. Its output is a function of the document's content:
// the order of maps changes nothing, and the identifier of a resource comes from what it is, never
// from where it stands.
package planner

import (
	"cmp"
	"slices"

	"github.com/openapi-destinations/openapidestinations/internal/pattern"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner/carrier"
	"github.com/openapi-destinations/openapidestinations/internal/planner/carrier/apidestination"
	"github.com/openapi-destinations/openapidestinations/internal/planner/carrier/statemachine"
	"github.com/openapi-destinations/openapidestinations/internal/planner/finding"
	"github.com/openapi-destinations/openapidestinations/internal/planner/layout"
	"github.com/openapi-destinations/openapidestinations/internal/planner/request"
	"github.com/openapi-destinations/openapidestinations/internal/planner/security"
	"github.com/openapi-destinations/openapidestinations/internal/planner/selection"
	"github.com/openapi-destinations/openapidestinations/internal/planner/server"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// Build makes the plan. It never fails as such: what is wrong is in Diagnostics.
func Build(doc *spec.Document, opts plan.Options) *plan.Plan {
	p := begin(doc, opts)
	p.selectOperations()
	p.decide()
	p.checkLoops()
	p.connect()
	p.carry()
	p.arrange()
	p.askLaunch()
	p.check()
	p.keepPart()
	p.watch()
	return p.finish()
}

// planning is a plan while it is made: the rooms, and what they made so far.
type planning struct {
	*finding.Log
	doc  *spec.Document
	opts plan.Options
	plan *plan.Plan

	selection *selection.Selector
	servers   *server.Chooser
	security  *security.Resolver
	requests  *request.Maker
	// settings are those of each operation of the plan.
	settings []*selection.Settings
	// carriers are all that there are, the cheapest first.
	carriers []carrier.Carrier
	// deciding are the operations of the plan while they are decided.
	deciding []*deciding
	// carried are the operations with rules; shared are the destinations that they share, with their
	// IDs.
	carried   []layout.Carried
	shared    []plan.Destination
	sharedIDs map[string]bool
	placed    *layout.Placed
}

// begin opens the rooms.
func begin(doc *spec.Document, opts plan.Options) *planning {
	log := finding.NewLog(doc, opts.Strict)
	p := &planning{doc: doc, opts: opts, Log: log, plan: &plan.Plan{Frame: Frame(opts)}, sharedIDs: make(map[string]bool)}
	p.selection = selection.New(doc, opts, log)
	p.servers = server.New(doc, opts, log)
	p.security = security.New(doc, opts, log, p.servers)
	return p
}

// selectOperations keeps the operations that the user wants, and names them.
func (p *planning) selectOperations() {
	p.plan.Operations = p.selection.Choose()
	p.settings = p.selection.Settings(p.plan.Operations, p.opts.Operations, p.ofAll())
	p.checkMeasure()
	p.selection.Name(p.plan.Operations, p.settings)
	p.nameTriggers()
	p.requests = request.New(p.doc, &p.opts, p.Log, p.servers.PathSecret)
	p.carriers = []carrier.Carrier{
		apidestination.New(&p.opts, p.Log, p.servers, len(p.plan.Operations)),
		statemachine.New(&p.opts, p.Log, p.servers),
	}
}

// decide says of each operation what it wants, and who carries it how faithfully.
func (p *planning) decide() {
	p.deciding = make([]*deciding, len(p.plan.Operations))
	for i := range p.plan.Operations {
		op := &p.plan.Operations[i]
		op.Request.Method = op.Spec.Method
		p.deciding[i] = &deciding{planning: p, op: op, own: p.settings[i], Verdict: finding.Exactly(op.DetailType, p.Strict)}
		p.deciding[i].decide()
	}
}

// connect makes the connections of the operations that are called.
func (p *planning) connect() {
	p.plan.Connections, p.plan.Secrets = p.security.Settle()
}

// carry asks for what delivers the events of those.
func (p *planning) carry() {
	for _, o := range p.deciding {
		if o.carries() {
			o.carry()
		}
		o.op.Fidelity, o.op.Reasons, o.op.Assumptions = o.Fidelity, o.Reasons, o.SortedAssumptions()
	}
	p.deciding = nil // thousands of them
}

// finish collects the findings of all operations.
func (p *planning) finish() *plan.Plan {
	reasons := make([][]spec.Diagnostic, len(p.plan.Operations))
	for i := range p.plan.Operations {
		op := &p.plan.Operations[i]
		finding.Clean(op.Reasons)
		op.Reasons = spec.SortDiagnostics(op.Reasons)
		reasons[i] = op.Reasons
	}
	p.plan.Diagnostics = p.Sorted(reasons...)
	return p.plan
}

// source is what is asked of an event's source.
func (p *planning) source() []any { return pattern.Sources(p.opts.Sources, p.opts.GivenBus) }

// ofAll are the settings of operations that have none of their own.
func (p *planning) ofAll() plan.OperationSettings {
	return plan.OperationSettings{Answers: cmp.Or(p.opts.Answers, plan.NoAnswers), RateLimit: p.opts.RateLimit, RetryAttempts: p.opts.Retry.Attempts, MaxEventAge: p.opts.Retry.MaxEventAge}
}

// allowed are the carriers that may carry an operation: its own, or those of all.
func (p *planning) allowed(own *selection.Settings) []carrier.Carrier {
	names := p.opts.Carriers
	if len(names) == 0 {
		names = []plan.Carrier{plan.ByAPIDestination}
	}
	if own.Carrier != "" {
		names = []plan.Carrier{own.Carrier}
	}
	return slices.DeleteFunc(slices.Clone(p.carriers), func(c carrier.Carrier) bool { return !slices.Contains(names, c.Kind()) })
}

// check reports what matched nothing, and results that AWS would refuse.
func (p *planning) check() {
	p.checkAnswers()
	p.security.Check(p.plan.Connections, p.plan.Operations)
	p.checkUnusedNames()
	if !p.failed() && !p.anyCallable() {
		p.selection.ReportNothing(p.plan.Operations)
	}
	p.placed.Check(len(p.plan.Secrets)+len(p.plan.Parameters), p.Log)
}

// askLaunch adds what the addresses in use leave to the launch.
func (p *planning) askLaunch() {
	var urls []string
	for i := range p.plan.Destinations {
		urls = append(urls, p.plan.Destinations[i].Endpoint)
	}
	for i := range p.plan.Rules {
		if to, starts := p.plan.Rules[i].Target.(plan.StateMachineInput); starts {
			urls = append(urls, to.Template)
		}
	}
	for i := range p.plan.Connections {
		if o := p.plan.Connections[i].OAuth; o != nil {
			urls = append(urls, o.TokenURL)
		}
	}
	launch := p.servers.Launch(urls)
	p.plan.Placeholders, p.plan.Parameters, p.plan.Servers = launch.Placeholders, launch.Parameters, launch.Servers
}

// failed tells whether an error was found: what follows from it need not be said.
func (p *planning) failed() bool {
	if p.Failed() {
		return true
	}
	return slices.ContainsFunc(p.plan.Operations, func(op plan.Operation) bool {
		return finding.HasError(op.Reasons)
	})
}

func (p *planning) anyCallable() bool {
	return slices.ContainsFunc(p.plan.Operations, func(op plan.Operation) bool { return op.Callable() })
}
