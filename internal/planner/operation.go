package planner

import (
	"cmp"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner/carrier"
	"github.com/openapi-destinations/openapidestinations/internal/planner/finding"
	"github.com/openapi-destinations/openapidestinations/internal/planner/request"
	"github.com/openapi-destinations/openapidestinations/internal/planner/security"
	"github.com/openapi-destinations/openapidestinations/internal/planner/selection"
	"github.com/openapi-destinations/openapidestinations/internal/safe"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// deciding is an operation while it is decided.
type deciding struct {
	*finding.Verdict
	planning   *planning
	op         *plan.Operation
	own        *selection.Settings
	connection *security.Connection
	judged     carrier.Judgment
	// triggers are those that call it.
	triggers []*request.Trigger
}

// decide goes through the steps.
func (o *deciding) decide() {
	o.checkComplete()
	o.checkNames()
	selection.NoteName(o.op, o.own, o.Verdict)
	o.noteSettings()
	if o.beyondMeasure() {
		return
	}
	o.op.Request.BaseURL = o.planning.servers.BaseURL(o.op.Spec, o.Verdict)
	p := o.planning
	o.connection = p.security.Resolve(o.op.Spec, o.own, p.opts.Private && p.servers.OnDocumentHost(o.op.Request.BaseURL), o.Verdict)
	var credential request.Credential
	if o.connection != nil {
		credential = o.connection
	}
	wanted := p.requests.Make(o.op.Spec, o.op.DetailType, o.op.Request.BaseURL, credential, o.own, o.Verdict)
	kind, judged := carrier.Choose(p.allowed(o.own), wanted, o.Verdict)
	o.Verdict, o.judged = judged.Verdict, judged
	o.triggers = wanted.Triggers
	o.checkHosts()
	o.checkTriggers()
	o.op.Request, o.op.Fields, o.op.EachOptional = judged.Request, judged.Fields, judged.EachOptional
	if o.carries() {
		o.op.Carrier = kind
		if judged.Accept != "" {
			o.connection.HoldAccept(judged.Accept)
		}
		p.security.Use(o.connection)
	}
}

// noteSettings says what is the user's wish of the operation as a whole.
func (o *deciding) noteSettings() {
	o.op.Disabled = o.own.Disabled()
	o.op.Summary = cmp.Or(o.own.Description, o.op.Spec.Summary)
	if o.op.Disabled {
		o.Note(diagnostic.SwitchedOff, spec.Info, o.op.Spec.Position,
			"switch it on again, and put the events back from the queue",
			"it is switched off, as asked for (Operations, context key operations): its rules are there and disabled, and its events go to the dead-letter queue")
	}
}

// carries tells whether the operation is carried.
func (o *deciding) carries() bool { return o.Callable() && o.judged.Carry != nil }

// carry asks for what delivers the operation's events.
func (o *deciding) carry() {
	p := o.planning
	o.op.Connection = o.connection.ID
	carried := o.judged.Carry(carrier.Connection{ID: o.connection.ID, Key: o.connection.Stem, Machine: o.connection.MachineID()})
	if d := carried.Destination; d != nil && !p.sharedIDs[d.ID] {
		p.sharedIDs[d.ID] = true
		p.shared = append(p.shared, *d)
	}
	o.op.Destination = carried.Calls()
	for _, r := range carried.Rules {
		if r.Kind == plan.Delivery {
			o.op.Rules = append(o.op.Rules, r.ID)
		}
	}
	for _, t := range carried.Triggers {
		triggered := plan.Triggered{Trigger: t.Trigger}
		for _, r := range t.Rules {
			triggered.Rules = append(triggered.Rules, r.ID)
		}
		o.op.Triggers = append(o.op.Triggers, triggered)
	}
	p.carried = append(p.carried, carried.Carried)
}

// checkTriggers reports triggers of an operation that isn't called: their events would be lost.
func (o *deciding) checkTriggers() {
	if o.Callable() || finding.HasError(o.Reasons) {
		return
	}
	for _, t := range o.triggers {
		o.planning.Report(diagnostic.TriggerInvalid, spec.Error, o.op.Spec.Position, "see the other messages about the operation, or remove the trigger (Triggers, context key triggers)",
			"the trigger %q can't be used: the operation %q is unsupported", t.ID, o.op.DetailType)
	}
}

// checkHosts asks which hosts get the operation's credential.
func (o *deciding) checkHosts() {
	if o.Callable() && o.connection != nil && len(o.connection.Schemes) > 0 {
		o.planning.servers.CheckHosts(o.op.Spec, o.op.Request.BaseURL, o.connection.Credential(), o.Verdict)
	}
}

// checkComplete refuses to guess at what could not be read.
func (o *deciding) checkComplete() {
	if o.op.Spec.Incomplete {
		o.Refuse(diagnostic.IncompleteOperation, o.op.Spec.Position, "see the other messages about this operation",
			"a part of the request could not be read, so it is not known what to send")
	}
}

// checkNames refuses what CloudFormation or the CDK would take for an instruction.
func (o *deciding) checkNames() {
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
