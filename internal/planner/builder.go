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
	"github.com/openapi-destinations/openapidestinations/internal/planner/server"
	"github.com/openapi-destinations/openapidestinations/internal/safe"
	"github.com/openapi-destinations/openapidestinations/internal/text"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// builder holds what the steps of Build share.
type builder struct {
	*finding.Log
	doc  *spec.Document
	opts plan.Options
	plan *plan.Plan

	methods  map[string]bool
	servers  *server.Chooser
	schemes  map[string]*spec.SecurityScheme
	requests *request.Maker
	carriers []carrier.Carrier
	// sharedNames counts the schemes that share the name of a parameter.
	sharedNames map[string]int
	// connections are the places of those in the plan.
	connections map[string]int
	made        []*connection
	scopes      scopeSets
	// wanted are the schemes that the security of selected operations names; resolved is how
	// many operations had theirs resolved.
	wanted   map[string]bool
	resolved int
	// brought are the sets of schemes for which the user brings a connection, by name.
	brought map[string]bool
	// carried are the operations with rules; shared are the destinations that they share, with their
	// IDs.
	carried   []layout.Carried
	shared    []plan.Destination
	sharedIDs map[string]bool
	placed    *layout.Placed

	// said are the schemes of which something was said, which is said once.
	said map[string]bool
}

// draft is an operation while it is planned.
type draft struct {
	*finding.Verdict
	builder    *builder
	op         *plan.Operation
	connection *connection
}

func newBuilder(doc *spec.Document, opts plan.Options) *builder {
	b := &builder{
		doc:         doc,
		opts:        opts,
		Log:         finding.NewLog(doc, opts.Strict),
		plan:        &plan.Plan{Frame: Frame(opts)},
		schemes:     make(map[string]*spec.SecurityScheme),
		connections: make(map[string]int),
		brought:     make(map[string]bool, len(opts.Connections)),
		said:        make(map[string]bool),

		sharedIDs: make(map[string]bool),
	}
	b.wanted = make(map[string]bool)
	b.scopes.needed = make(map[string]map[string]bool)
	for _, set := range opts.Connections {
		b.brought[setName(set)] = true
	}
	b.opts.Methods = make([]string, len(opts.Methods))
	for i, m := range opts.Methods {
		b.opts.Methods[i] = strings.ToUpper(strings.TrimSpace(m))
	}
	for _, schemes := range [][]spec.SecurityScheme{doc.SecuritySchemes, opts.SecuritySchemes} {
		for i := range schemes {
			b.schemes[schemes[i].Key] = &schemes[i]
		}
	}
	return b
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

// planOperation decides one operation. Its steps go on after a refusal, so that
// all reasons come out at once.
func (b *builder) planOperation(op *plan.Operation) {
	o := &draft{builder: b, op: op, Verdict: finding.Exactly(op.DetailType, b.Strict)}
	op.Request.Method = op.Spec.Method
	o.decide()
	op.Fidelity, op.Reasons, op.Assumptions = o.Fidelity, o.Reasons, o.SortedAssumptions()
}

// decide goes through the steps.
func (o *draft) decide() {
	o.checkComplete()
	o.checkNames()
	o.nameNotes()
	if o.beyondMeasure() {
		return
	}
	o.op.Request.BaseURL = o.builder.servers.BaseURL(o.op.Spec, o.Verdict)
	o.chooseConnection()
	b := o.builder
	var credential request.Credential
	if o.connection != nil {
		credential = o.connection
	}
	wanted := b.requests.Make(o.op.Spec, o.op.DetailType, o.op.Request.BaseURL, credential, o.Verdict)
	o.checkHosts()
	kind, judged := carrier.Choose(b.carriers, wanted, o.Verdict)
	o.Verdict = judged.Verdict
	o.op.Request, o.op.Fields, o.op.EachOptional = judged.Request, judged.Fields, judged.EachOptional
	if o.Callable() && judged.Carry != nil {
		o.op.Carrier = kind
		o.carry(judged)
	}
}

// chooseCarriers are those that the user allows, the cheapest first.
func (b *builder) chooseCarriers() {
	b.requests = request.New(b.doc, &b.opts, b.Log, b.servers.PathSecret)
	if len(b.opts.Carriers) == 0 || slices.Contains(b.opts.Carriers, plan.ByAPIDestination) {
		b.carriers = append(b.carriers, apidestination.New(&b.opts, b.Log, b.servers, len(b.plan.Operations)))
	}
	if slices.Contains(b.opts.Carriers, plan.ByStateMachine) {
		b.carriers = append(b.carriers, statemachine.New(&b.opts, b.Log, b.servers))
	}
}

// carry asks for what delivers the operation's events.
func (o *draft) carry(judged carrier.Judgment) {
	b := o.builder
	if judged.Accept != "" {
		o.connection.holdAccept(judged.Accept)
	}
	o.op.Connection = b.useConnection(o.connection)
	carried := judged.Carry(carrier.Connection{ID: o.op.Connection, Key: o.op.Connection, Machine: o.connection.machineID()})
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
		o.builder.servers.CheckHosts(o.op.Spec, o.op.Request.BaseURL, o.connection.credential(), o.Verdict)
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

func (b *builder) checkOptions() {
	b.methods = make(map[string]bool)
	for _, m := range b.opts.Methods {
		if !b.isMethod(m) {
			b.Report(diagnostic.MethodUnknown, spec.Error, b.File(),
				text.Meant(m, eventBridgeMethods, "use "+strings.Join(eventBridgeMethods, ", "))+" (Methods, context key methods)", "%q is not an HTTP method", m)
		}
		b.methods[m] = true
	}
	if len(b.opts.Methods) == 0 {
		for _, m := range defaultMethods {
			b.methods[m] = true
		}
	}
}

// checkResult reports what matched nothing, and results that AWS would refuse.
func (b *builder) checkResult() {
	b.addLaunch()
	b.servers.NoteTokenHosts(b.plan.Connections, b.schemes)
	b.checkUnusedSecurity()
	b.checkUnusedNames()
	if !b.failed() && !b.anyCallable() {
		b.reportNothingCallable()
	}
	b.placed.Check(len(b.plan.Secrets)+len(b.plan.Parameters), b.Log)
}

// addLaunch adds what the addresses in use leave to the launch.
func (b *builder) addLaunch() {
	var urls []string
	for i := range b.plan.Destinations {
		urls = append(urls, b.plan.Destinations[i].Endpoint)
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

func (b *builder) reportNothingCallable() {
	kept := 0
	for i := range b.doc.Operations {
		if b.methods[b.doc.Operations[i].Method] {
			kept++
		}
	}
	switch asked := text.Alternatives(b.askedMethods()); {
	case len(b.doc.Operations) == 0:
		b.Report(diagnostic.NothingCallable, spec.Error, b.File(),
			"check that the document has paths with operations", "there is no operation to call: the document describes none")
	case kept == 0:
		b.Report(diagnostic.NothingCallable, spec.Error, b.File(), "ask for other methods (Methods, context key methods)",
			"there is no operation to call: the document has no %s operation, and %d with other methods",
			asked, len(b.doc.Operations))
	case len(b.plan.Operations) == 0:
		b.Report(diagnostic.NothingCallable, spec.Error, b.File(), "change Include or Exclude (context keys include, exclude)",
			"there is no operation to call: the filters leave out all of the document's %d %s operations", kept, asked)
	default:
		b.Report(diagnostic.NothingCallable, spec.Error, b.File(), "see the other messages",
			"there is no operation to call: of the %d selected none is supported; the first is %s",
			len(b.plan.Operations), b.firstRefusal())
	}
}

// askedMethods are the methods of the operations to keep, in a fixed order.
func (b *builder) askedMethods() []string {
	return slices.DeleteFunc(slices.Concat(eventBridgeMethods, knownMethods), func(m string) bool { return !b.methods[m] })
}

// firstRefusal is why the first operation is unsupported.
func (b *builder) firstRefusal() string {
	for _, r := range b.plan.Operations[0].Reasons {
		if r.Severity >= spec.Warning {
			return r.Message
		}
	}
	return ""
}
