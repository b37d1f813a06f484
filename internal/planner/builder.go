package planner

import (
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
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
	"github.com/openapi-destinations/openapidestinations/internal/safe"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// builder holds what the steps of Build share.
type builder struct {
	*finding.Log
	doc  *spec.Document
	opts plan.Options
	plan *plan.Plan

	selection *selection.Selector
	servers   *server.Chooser
	security  *security.Resolver
	requests  *request.Maker
	// settings are those of each operation of the plan.
	settings []plan.OperationSettings
	// carriers are all that there are, the cheapest first.
	carriers []carrier.Carrier
	// carried are the operations with rules; shared are the destinations that they share, with their
	// IDs.
	carried   []layout.Carried
	shared    []plan.Destination
	sharedIDs map[string]bool
	placed    *layout.Placed
}

// draft is an operation while it is planned.
type draft struct {
	*finding.Verdict
	builder    *builder
	op         *plan.Operation
	own        plan.OperationSettings
	connection *security.Connection
	judged     carrier.Judgment
}

func newBuilder(doc *spec.Document, opts plan.Options) *builder {
	log := finding.NewLog(doc, opts.Strict)
	return &builder{
		doc: doc, opts: opts, Log: log, plan: &plan.Plan{Frame: Frame(opts)}, sharedIDs: make(map[string]bool),
		selection: selection.New(doc, opts, log),
	}
}

// source is what is asked of an event's source.
func (b *builder) source() []any { return pattern.Sources(b.opts.Sources, b.opts.GivenBus) }

// finish collects the findings of all operations.
func (b *builder) finish() *plan.Plan {
	reasons := make([][]spec.Diagnostic, len(b.plan.Operations))
	for i := range b.plan.Operations {
		op := &b.plan.Operations[i]
		finding.Clean(op.Reasons)
		op.Reasons = spec.SortDiagnostics(op.Reasons)
		reasons[i] = op.Reasons
	}
	b.plan.Diagnostics = b.Sorted(reasons...)
	return b.plan
}

// planEach decides the operations one by one: what each of them wants, then the connections of
// those that can be called, then what carries them.
func (b *builder) planEach() {
	drafts := make([]*draft, len(b.plan.Operations))
	for i := range b.plan.Operations {
		drafts[i] = b.planOperation(&b.plan.Operations[i], b.settings[i])
	}
	b.plan.Connections, b.plan.Secrets = b.security.Settle()
	for _, o := range drafts {
		if o.carries() {
			o.carry()
		}
		o.op.Fidelity, o.op.Reasons, o.op.Assumptions = o.Fidelity, o.Reasons, o.SortedAssumptions()
	}
}

// planOperation decides one operation. Its steps go on after a refusal, so that
// all reasons come out at once.
func (b *builder) planOperation(op *plan.Operation, own plan.OperationSettings) *draft {
	o := &draft{builder: b, op: op, own: own, Verdict: finding.Exactly(op.DetailType, b.Strict)}
	op.Request.Method = op.Spec.Method
	o.decide()
	return o
}

// decide goes through the steps.
func (o *draft) decide() {
	o.checkComplete()
	o.checkNames()
	selection.NoteName(o.op, o.Verdict)
	if o.beyondMeasure() {
		return
	}
	o.op.Request.BaseURL = o.builder.servers.BaseURL(o.op.Spec, o.Verdict)
	b := o.builder
	o.connection = b.security.Resolve(o.op.Spec, b.opts.Private && b.servers.OnDocumentHost(o.op.Request.BaseURL), o.Verdict)
	var credential request.Credential
	if o.connection != nil {
		credential = o.connection
	}
	wanted := b.requests.Make(o.op.Spec, o.op.DetailType, o.op.Request.BaseURL, credential, o.Verdict)
	o.checkHosts()
	kind, judged := carrier.Choose(b.allowed(o.own), wanted, o.Verdict)
	o.Verdict, o.judged = judged.Verdict, judged
	o.op.Request, o.op.Fields, o.op.EachOptional = judged.Request, judged.Fields, judged.EachOptional
	if o.carries() {
		o.op.Carrier = kind
		if judged.Accept != "" {
			o.connection.HoldAccept(judged.Accept)
		}
		b.security.Use(o.connection)
	}
}

// carries tells whether the operation is carried.
func (o *draft) carries() bool { return o.Callable() && o.judged.Carry != nil }

// makeCarriers makes those that there are.
func (b *builder) makeCarriers() {
	b.requests = request.New(b.doc, &b.opts, b.Log, b.servers.PathSecret)
	b.carriers = []carrier.Carrier{
		apidestination.New(&b.opts, b.Log, b.servers, len(b.plan.Operations)),
		statemachine.New(&b.opts, b.Log, b.servers),
	}
}

// allowed are the carriers that may carry an operation: its own, or those of all.
func (b *builder) allowed(own plan.OperationSettings) []carrier.Carrier {
	names := b.opts.Carriers
	if len(names) == 0 {
		names = []plan.Carrier{plan.ByAPIDestination}
	}
	if own.Carrier != "" {
		names = []plan.Carrier{own.Carrier}
	}
	return slices.DeleteFunc(slices.Clone(b.carriers), func(c carrier.Carrier) bool { return !slices.Contains(names, c.Kind()) })
}

// carry asks for what delivers the operation's events.
func (o *draft) carry() {
	b := o.builder
	o.op.Connection = o.connection.ID
	carried := o.judged.Carry(carrier.Connection{ID: o.connection.ID, Key: o.connection.Stem, Machine: o.connection.MachineID()})
	if d := carried.Destination; d != nil && !b.sharedIDs[d.ID] {
		b.sharedIDs[d.ID] = true
		b.shared = append(b.shared, *d)
	}
	o.op.Destination = carried.Calls()
	for _, r := range carried.Rules {
		o.op.Rules = append(o.op.Rules, r.ID)
	}
	b.carried = append(b.carried, carried.Carried)
}

// checkHosts asks which hosts get the operation's credential.
func (o *draft) checkHosts() {
	if o.Callable() && o.connection != nil && len(o.connection.Schemes) > 0 {
		o.builder.servers.CheckHosts(o.op.Spec, o.op.Request.BaseURL, o.connection.Credential(), o.Verdict)
	}
}

// checkComplete refuses to guess at what could not be read.
func (o *draft) checkComplete() {
	if o.op.Spec.Incomplete {
		o.Refuse(diagnostic.IncompleteOperation, o.op.Spec.Position, "see the other messages about this operation",
			"a part of the request could not be read, so it is not known what to send")
	}
}

// checkNames refuses what CloudFormation or the CDK would take for an instruction.
func (o *draft) checkNames() {
	for _, s := range []struct{ what, text string }{
		{"operationId", o.op.Spec.ID}, {"path", o.op.Spec.Path},
	} {
		if why := safe.Unsafe(s.text); why != "" {
			hint := "rename it in the document"
			if _, behind, found := strings.Cut(s.text, "${"); found && s.what == "path" {
				name, _, _ := strings.Cut(behind, "}")
				hint = request.WriteVariable(name)
			}
			o.Refuse(diagnostic.UnsafeString, o.op.Spec.Position, hint,
				"the %s %q must not reach a template: %s", s.what, s.text, why)
		}
	}
}

// checkResult reports what matched nothing, and results that AWS would refuse.
func (b *builder) checkResult() {
	b.addLaunch()
	b.security.Check(b.plan.Connections, b.plan.Operations)
	b.checkUnusedNames()
	if !b.failed() && !b.anyCallable() {
		b.selection.ReportNothing(b.plan.Operations)
	}
	b.placed.Check(len(b.plan.Secrets)+len(b.plan.Parameters), b.Log)
}

// addLaunch adds what the addresses in use leave to the launch.
func (b *builder) addLaunch() {
	var urls []string
	for i := range b.plan.Destinations {
		urls = append(urls, b.plan.Destinations[i].Endpoint)
	}
	for i := range b.plan.Rules {
		if to, starts := b.plan.Rules[i].Target.(plan.StateMachineInput); starts {
			urls = append(urls, to.Template)
		}
	}
	for i := range b.plan.Connections {
		if o := b.plan.Connections[i].OAuth; o != nil {
			urls = append(urls, o.TokenURL)
		}
	}
	launch := b.servers.Launch(urls)
	b.plan.Placeholders, b.plan.Parameters, b.plan.Servers = launch.Placeholders, launch.Parameters, launch.Servers
}

// failed tells whether an error was found: what follows from it need not be said.
func (b *builder) failed() bool {
	if b.Failed() {
		return true
	}
	return slices.ContainsFunc(b.plan.Operations, func(op plan.Operation) bool {
		return finding.HasError(op.Reasons)
	})
}

func (b *builder) anyCallable() bool {
	return slices.ContainsFunc(b.plan.Operations, func(op plan.Operation) bool { return op.Callable() })
}
