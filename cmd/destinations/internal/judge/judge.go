// Package judge says what becomes of an event by the catalog of events that a synth wrote: which
// operation it is for, what of it the rules or the state machine turn away, what isn't as the
// document wants it, and what a dead letter's error means. The catalog knows no rule and no policy:
// package delivery, which reads the template, does.
package judge

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/cmd/destinations/internal/putevents"
	"github.com/openapi-destinations/openapidestinations/cmd/destinations/internal/schema"
	"github.com/openapi-destinations/openapidestinations/delivery"
	"github.com/openapi-destinations/openapidestinations/internal/catalog"
	"github.com/openapi-destinations/openapidestinations/internal/text"
)

// Fate is what becomes of an event, from good to bad.
type Fate int

// The fates. An event that is Called with is as the document wants it. An Unfit one calls its
// operation, but not as the document wants that. A Rejected one reaches a dead-letter queue, or PutEvents
// doesn't take it. A Lost one reaches nobody.
const (
	Called Fate = iota
	Unfit
	Rejected
	Lost
)

// Problem is something wrong with an event.
type Problem struct {
	// Place is a dotted place in the event, such as detail.playerId; Text is to be read after it.
	Place, Text string
	Fate        Fate
	// Unsure says of an Unfit event that a rule may reject it: which property of a body its rules
	// look at, the catalog doesn't say.
	Unsure bool
	// number says that it is one which no rule matches, of a parameter that is optional or not.
	number, optional bool
}

// String is a sentence without its end.
func (p Problem) String() string { return strings.TrimSpace(p.Place + " " + p.Text) }

// Verdict is what is found.
type Verdict struct {
	// Operation is the one that the event is for; nil if there is none.
	Operation *catalog.Operation
	// Trigger is the one whose event it is, where it isn't the operation's own.
	Trigger *catalog.Trigger
	// Problems are those of the event; without one it calls its operation as the document wants it.
	Problems []Problem
	// Notes are what may be a mistake, but changes nothing.
	Notes []string
	// turned says that a rule sends the event to the queue though another one delivers it, and sent that
	// it has an optional parameter which is sent.
	turned, sent bool
}

// Fate is the worst of the problems'.
func (v *Verdict) Fate() (fate Fate) {
	for _, p := range v.Problems {
		fate = max(fate, p.Fate)
	}
	return fate
}

// add notes a problem.
func (v *Verdict) add(fate Fate, place, format string, args ...any) {
	v.Problems = append(v.Problems, Problem{Place: place, Text: fmt.Sprintf(format, args...), Fate: fate})
}

// Judge knows the events of a catalog.
type Judge struct {
	catalog     *catalog.Catalog
	operations  map[string]*catalog.Operation
	detailTypes []string // of those that are called
	schemas     *schema.Schemas
}

// New reads a catalog.
func New(c *catalog.Catalog) *Judge {
	j := &Judge{catalog: c, operations: map[string]*catalog.Operation{}, schemas: schema.New(c)}
	for i := range c.Operations {
		op := &c.Operations[i]
		j.operations[op.DetailType] = op
		if op.Fidelity != catalog.Unsupported {
			j.detailTypes = append(j.detailTypes, op.DetailType)
		}
	}
	return j
}

// Event judges an event. That of an AWS service may have a source which PutEvents doesn't take.
func (j *Judge) Event(e delivery.Event, ofService bool) *Verdict {
	v := &Verdict{Operation: j.operations[e.DetailType]}
	for _, fault := range putevents.Faults(e, ofService) {
		v.add(Rejected, "the event"+fault, "")
	}
	if v.Fate() > Called {
		return v
	}
	value, err := schema.Read(e.Detail)
	detail, ok := value.(map[string]any)
	if err != nil || !ok {
		v.add(Rejected, "detail", "can't be read: %v", err)
		return v
	}
	op := v.Operation
	if op == nil && j.trigger(v, e) {
		return v
	}
	j.bus(v, e.Bus)
	switch {
	case op == nil:
		j.unknown(v, e, detail)
		return v
	case op.Fidelity == catalog.Unsupported:
		v.add(j.uncalled(), "the operation", "isn't called: %s", reasons(op))
		return v
	case len(op.Sources) > 0 && !slices.Contains(op.Sources, e.Source):
		v.add(Lost, "the source", "is %q, and only %s %s accepted%s", e.Source, text.Alternatives(quoted(op.Sources)), isAre(len(op.Sources)), meant(e.Source, op.Sources))
	}
	v.pattern(op, e)
	if op.Disabled {
		v.add(Rejected, "the operation", "is switched off, so that its events go to the dead-letter queue")
		return v
	}
	j.fields(v, e, detail)
	v.unnamed(op, detail)
	return v
}

// fields looks at what an event has for the fields of its operation.
func (j *Judge) fields(v *Verdict, e delivery.Event, detail map[string]any) {
	op := v.Operation
	for i := range op.Fields {
		j.field(v, op, &op.Fields[i], detail)
	}
	if op.Carrier != catalog.StateMachine {
		v.settle()
		return
	}
	j.machineObjects(v, detail)
	if written(op, e.Detail) > largeDetail {
		v.Problems = append(v.Problems, Problem{Place: "detail", Fate: Unfit, Unsure: true,
			Text: "makes a request that is larger, or nearly, than Step Functions takes"})
	}
}

// has says that a reason is one that makes the operation inexact.
func has(reasons []catalog.Reason, code string) bool {
	return slices.ContainsFunc(reasons, func(r catalog.Reason) bool { return r.Code == code && r.Severity != "info" })
}

// bus says that the event names another bus than the operations' rules are on. The stack may be launched
// under another name than it had at synth, and its bus with it.
func (j *Judge) bus(v *Verdict, given string) {
	name := given[strings.LastIndex(given, "/")+1:]
	known := j.catalog.Bus[strings.LastIndex(j.catalog.Bus, "/")+1:]
	if name == "" || name == known || strings.ContainsAny(known, "{$") {
		return // only the deployment knows it
	}
	before, after, launched := strings.Cut(j.catalog.LaunchedBus, "${AWS::StackName}")
	if launched && len(name) > len(before)+len(after) && strings.HasPrefix(name, before) && strings.HasSuffix(name, after) {
		v.Notes = append(v.Notes, fmt.Sprintf("the event is put on the bus %q; that is the operations' if the stack is launched as %q",
			name, strings.TrimSuffix(strings.TrimPrefix(name, before), after)))
		return
	}
	v.add(Lost, "the bus", "is %q, and the operations' rules are on %q%s", given, known, meant(name, []string{known}))
}

// trigger says that the event is that of a trigger, by its pattern. Whether it has what the trigger's
// fields name is not looked at.
func (j *Judge) trigger(v *Verdict, e delivery.Event) bool {
	for i := range j.catalog.Operations {
		op := &j.catalog.Operations[i]
		for k := range op.Triggers {
			t := &op.Triggers[k]
			if len(t.Pattern) == 0 {
				continue
			}
			if missed, err := missed(t.Pattern, e); err == nil && len(missed) == 0 {
				v.Operation, v.Trigger = op, t
				v.Notes = append(v.Notes, fmt.Sprintf("the trigger %q calls the operation; what its fields name is not looked at", t.Name))
				return true
			}
		}
	}
	return false
}

// pattern compares an event with the pattern that the operation's rules have beside their own. One
// that tests what EventBridge adds, such as the account, can't be compared.
func (v *Verdict) pattern(op *catalog.Operation, e delivery.Event) {
	if len(op.Pattern) == 0 {
		return
	}
	missed, err := missed(op.Pattern, e)
	switch {
	case err != nil:
		v.Notes = append(v.Notes, fmt.Sprintf("the event was not compared with the operation's event pattern: %v", err))
	case len(missed) > 0:
		v.add(Lost, missed[0].Path, "is not what the operation's event pattern wants, %s: the event is nobody's", missed[0].Want)
	}
}

// missed is what of a pattern an event doesn't match.
func missed(pattern json.RawMessage, e delivery.Event) ([]delivery.Mismatch, error) {
	p, err := delivery.ParsePattern(pattern)
	if err != nil {
		return nil, err
	}
	event := map[string]any{"source": e.Source, "detail-type": e.DetailType, "detail": e.Detail, "resources": append([]string{}, e.Resources...)}
	for name, value := range map[string]string{"id": e.ID, "account": e.Account, "region": e.Region, "time": e.Time} {
		if value != "" {
			event[name] = value
		}
	}
	written, err := json.Marshal(event)
	if err != nil {
		return nil, err
	}
	return p.Explain(written)
}

// uncalled is the fate of an event whose detail type no rule that calls has.
func (j *Judge) uncalled() Fate {
	if j.catalog.UnknownDetailTypes != "" {
		return Rejected
	}
	return Lost
}

// reasons are why an operation is unsupported.
func reasons(op *catalog.Operation) string {
	var said []string
	for _, r := range op.Reasons {
		if r.Severity != "info" {
			said = append(said, r.Code+" "+r.Message)
		}
	}
	return strings.Join(said, "; ")
}

// unknown says which operation may have been meant.
func (j *Judge) unknown(v *Verdict, e delivery.Event, detail map[string]any) {
	said := fmt.Sprintf("%q is that of no operation", e.DetailType)
	near := text.Nearest(e.DetailType, j.detailTypes)
	switch alike := j.fitting(detail); {
	case near != "":
		said += fmt.Sprintf(": did you mean %q?", near)
	case len(alike) > 0:
		said += ": the fields of its detail are those of " + text.Alternatives(quoted(alike))
	}
	fate := j.uncalled()
	if fate == Rejected && !j.listens(e.Source) {
		fate = Lost
		said += fmt.Sprintf(", and no rule takes events of the source %q", e.Source)
	}
	v.add(fate, "the detail type", "%s", said)
}

// listens says that the rule for unknown detail types takes events of a source: not those of answers, and
// where all operations name the sources that they accept, only those.
func (j *Judge) listens(source string) bool {
	all, named := true, false
	for i := range j.catalog.Operations {
		op := &j.catalog.Operations[i]
		if slices.ContainsFunc(op.Answers, func(a catalog.Answer) bool { return a.Source == source }) {
			return false
		}
		if op.Fidelity != catalog.Unsupported {
			all = all && len(op.Sources) > 0
			named = named || slices.Contains(op.Sources, source)
		}
	}
	return !all || named
}

// mostFitting is how many operations are offered for the fields of an event.
const mostFitting = 3

// fitting are the operations whose fields a detail has: each that is required, and none that is
// of no field. Where they are many, they say nothing.
func (j *Judge) fitting(detail map[string]any) (found []string) {
	for i := range j.catalog.Operations {
		op := &j.catalog.Operations[i]
		fits := op.Fidelity != catalog.Unsupported && len(detail) > 0 && len(strangers(op, detail)) == 0
		for i := range op.Fields {
			_, there := Find(detail, op.Fields[i].Field)
			fits = fits && (there || !op.Fields[i].Required)
		}
		if fits {
			found = append(found, op.DetailType)
		}
	}
	if len(found) > mostFitting {
		return nil
	}
	return found
}

// unnamed notes what no field of the operation is called.
func (v *Verdict) unnamed(op *catalog.Operation, detail map[string]any) {
	var fields []string
	for i := range op.Fields {
		if first, _, _ := strings.Cut(op.Fields[i].Field, "."); detail[first] == nil {
			fields = append(fields, first)
		}
	}
	for _, name := range strangers(op, detail) {
		v.Notes = append(v.Notes, fmt.Sprintf("detail.%s is no field of the operation%s", name, meant(name, fields)))
	}
}

// strangers are the members of a detail that no field of the operation is called, sorted.
func strangers(op *catalog.Operation, detail map[string]any) (names []string) {
	for name := range detail {
		known := slices.ContainsFunc(op.Fields, func(f catalog.Field) bool {
			first, _, _ := strings.Cut(f.Field, ".")
			return first == name || name == "correlation" || name == "_correlation" // it comes back with an answer
		})
		if !known {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// meant ends a sentence about a name that is nearly another one.
func meant(name string, candidates []string) string {
	if near := text.Nearest(name, candidates); near != "" {
		return fmt.Sprintf(": did you mean %q?", near)
	}
	return ""
}

func quoted(names []string) []string {
	out := make([]string, len(names))
	for i, name := range names {
		out[i] = fmt.Sprintf("%q", name)
	}
	return out
}

func isAre(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

// Operation is the one whose events have the detail type; nil if there is none.
func (j *Judge) Operation(detailType string) *catalog.Operation { return j.operations[detailType] }
