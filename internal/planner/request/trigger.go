package request

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/mapping"
	"github.com/openapi-destinations/openapidestinations/internal/pattern"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner/finding"
	"github.com/openapi-destinations/openapidestinations/internal/planner/selection"
	"github.com/openapi-destinations/openapidestinations/internal/text"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// Trigger calls the operation for events that aren't its own.
type Trigger struct {
	plan.Trigger
	// Events is the pattern of the events; nil for a schedule.
	Events pattern.Object
	// Map is the detail of the operation's own event.
	Map mapping.Node
	// Needs are the paths that the body names: without one of them an event is turned away.
	Needs []mapping.Path
}

// Field is where the value of a field comes from, by its dotted place; false where the trigger has none.
func (t *Trigger) Field(place string) (mapping.Node, bool) {
	node, there := fieldIn(t.Map, place)
	if !there {
		return mapping.Node{}, false
	}
	return node, true
}

// setting ends the hints about triggers.
const setting = " (Triggers, context key triggers)"

// triggers reads the user's triggers of the operation. Of those that can't be used it says why, each in
// an error, for the events of a trigger that isn't there are lost.
func (m *Maker) triggers(r *Request) []*Trigger {
	var all []*Trigger
	for i := range m.opts.Triggers {
		given := &m.opts.Triggers[i]
		if given.Operation != r.DetailType {
			continue
		}
		m.log.Mark(finding.Triggers, given.Operation)
		t := &reading{Trigger: &Trigger{Trigger: *given}, m: m, r: r}
		if t.readEvents(); !t.failed {
			t.readMap()
		}
		if !t.failed {
			all = append(all, t.Trigger)
		}
	}
	return all
}

// reading is a trigger while it is read.
type reading struct {
	*Trigger
	m      *Maker
	r      *Request
	failed bool
}

// fail reports that the trigger can't be used.
func (t *reading) fail(hint, format string, args ...any) {
	t.failed = true
	t.m.log.Report(diagnostic.TriggerInvalid, spec.Error, t.m.log.File(), hint+setting,
		"the trigger %q can't be used: %s", t.ID, fmt.Sprintf(format, args...))
}

// schedules are rate(5 minutes) and cron(0 8 ? * MON-FRI *).
var (
	rate = regexp.MustCompile(`^rate\((1 (minute|hour|day)|([2-9]|[1-9]\d+) (minutes|hours|days))\)$`)
	cron = regexp.MustCompile(`^cron\(\S+( \S+){5}\)$`)
)

// readEvents reads which events, or when.
func (t *reading) readEvents() {
	switch {
	case (t.Schedule == "") == (len(t.Pattern) == 0):
		t.fail("give one of them", "it must have either a Pattern or a Schedule")
	case t.Schedule != "" && t.Bus != "":
		t.fail("leave the bus out", "a schedule is on the default bus of the account, and on no other")
	case t.Schedule != "" && !rate.MatchString(t.Schedule) && !cron.MatchString(t.Schedule):
		t.fail("write rate(5 minutes), or cron with six fields: cron(0 8 ? * MON-FRI *)", "its schedule %q is neither", t.Schedule)
	case t.Schedule == "":
		t.readPattern()
	}
}

func (t *reading) readPattern() {
	var err error
	if t.Events, err = pattern.Given(t.Pattern); err != nil {
		t.fail("correct it", "its pattern can't be read: %v", err)
		return
	}
	if !t.Events.Narrows() {
		t.fail(`name the source or the detail-type of the events: {"source": ["com.example.shop"]}`, "its pattern could take every event of the bus")
		return
	}
	t.checkLoop()
}

// checkLoop refuses the operation's own answers.
func (t *reading) checkLoop() {
	success, failure := selection.AnswerTypes(t.r.DetailType)
	const loop = "it takes the operation's own answers, so that each call would cause another one, for ever"
	if t.Names(success) || t.Names(failure) {
		t.fail("take the answers of another operation", loop)
		return
	}
	told := map[string]bool{success: t.r.Settings.Answers.Success(), failure: t.r.Settings.Answers.Failure()}
	for _, detailType := range []string{success, failure} {
		if source, takes := t.TakesOf(detailType); told[detailType] && takes {
			t.fail(fmt.Sprintf("name the sources or the detail-types of the events, so that it takes no %q of the source %q", detailType, source), loop)
			return
		}
	}
}

// Names tells whether the pattern names a detail type. Then that is what it is for, wherever such events
// are put.
func (t *Trigger) Names(detailType string) bool {
	types, _ := t.Events.Get("detail-type").([]any)
	return slices.Contains(types, any(detailType))
}

// TakesOf is the source of the answers on its bus that the trigger takes of a detail type, whatever else
// is in them.
func (t *Trigger) TakesOf(detailType string) (source string, takes bool) {
	at := slices.IndexFunc(t.Hears, func(source string) bool { return t.Schedule == "" && t.Events.Takes(source, detailType) })
	if at < 0 {
		return "", false
	}
	return t.Hears[at], true
}

// envelope are the members of an event. What is always there, and never empty, comes first.
var envelope = []string{"account", "detail-type", "id", "region", "source", "time", "version", "detail", "resources"}

// AlwaysThere tells whether each event has something at the path.
func AlwaysThere(p mapping.Path) bool {
	steps := p.Steps()
	return len(steps) == 1 && slices.Contains(envelope[:7], steps[0])
}

// readMap reads what the fields come from.
func (t *reading) readMap() {
	if len(t.Detail) == 0 {
		t.Detail = json.RawMessage("{}")
	}
	var err error
	if t.Map, err = mapping.Parse(t.Detail); err != nil {
		t.fail("correct it", "of its Fields, %v", err)
		return
	}
	if t.Map.Members == nil {
		t.fail(`write {"playerId": "$.detail.object.key"}`, "its Fields are no object of fields")
		return
	}
	for _, p := range t.Map.Paths() {
		t.checkPath(p)
	}
	fields := t.fields()
	compared := fitting{fields: fields, example: "$.detail.…"}
	for _, m := range compared.misfits(t.Map) {
		if m.Doubt {
			t.m.log.Report(diagnostic.TriggerInvalid, spec.Warning, t.m.log.File(), m.Hint+setting, "the trigger %q: %s", t.ID, m.Why)
			continue
		}
		t.fail(m.Hint, "%s", m.Why)
	}
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		if node, given := t.Field(name); given && fields[name].oneValue {
			t.checkValue(name, node.Path)
		}
	}
	if body, given := t.Map.Member(BodyField); given && t.r.Body != nil && body.Path.Text == "" {
		t.Needs = body.Paths()
	}
}

func (t *reading) checkPath(p mapping.Path) {
	steps := p.Steps()
	switch {
	case len(steps) == 0:
	case !slices.Contains(envelope, steps[0]):
		hint := "an event has " + strings.Join(envelope, ", ")
		if near := text.Nearest(steps[0], envelope); near != "" {
			hint = "did you mean " + near + "?"
		} else if t.Schedule == "" {
			hint = fmt.Sprintf("did you mean %q? ", "$.detail"+strings.TrimPrefix(p.Text, "$")) + hint
		}
		t.fail(hint, "no event has what %q names", p.Text)
	case t.Schedule != "" && steps[0] == "detail" && len(steps) > 1:
		t.fail("take $.time, $.id, or constants", "%q is never there: the detail of a schedule's event is empty", p.Text)
	}
}

// fields are the operation's, by their dotted places.
func (t *reading) fields() map[string]asked {
	all := make(map[string]asked)
	add := func(p *Parameter) {
		if p.Use != UseField {
			return
		}
		one := asked{required: (p.Required || p.In == "path") && !p.EventID, leftOut: p.LeftOut, oneValue: true, schema: p.Schema}
		if p.ContentType != "" {
			one.schema = nil
		}
		all[p.Field] = one
	}
	for i := range t.r.Parameters {
		p := &t.r.Parameters[i]
		if FormOf(p).Keyed && len(p.Properties) > 0 {
			for j := range p.Properties {
				add(&p.Properties[j].Parameter)
			}
			continue
		}
		add(p)
	}
	if t.r.Body != nil && len(t.r.Body.Content) > 0 {
		body := asked{required: t.r.Body.Required, body: true}
		if media, ok := t.media(); ok {
			body.schema = media.Schema
		}
		if t.r.Credential != nil {
			body.sent = t.r.Credential.BodyProperties()
		}
		all[BodyField] = body
	}
	if t.r.Outcomes != nil {
		all[t.r.Outcomes.Correlation] = asked{}
	}
	return all
}

// checkValue refuses what is no one value of the event.
func (t *reading) checkValue(field string, path mapping.Path) {
	if path.Text != "" && !AlwaysThere(path) && len(path.Steps()) < 2 {
		t.fail("name a value in it", "the field %q takes one value, and %q is all that is there", field, path.Text)
	}
}

// media is the media type that is sent most likely, whoever carries it.
func (t *reading) media() (Media, bool) {
	b := t.r.Body
	if b.Chosen != nil {
		return *b.Chosen, true
	}
	if at := slices.IndexFunc(b.Content, func(m Media) bool { return Essence(m.Type) == JSONType }); at >= 0 {
		return b.Content[at], true
	}
	return b.First(JSON, Form, Multipart, Lines, Text, XML, Bytes)
}
