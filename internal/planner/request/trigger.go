package request

import (
	"encoding/json"
	"fmt"
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
	node := t.Map
	for step := range strings.SplitSeq(place, ".") {
		inner, ok := node.Opened().Member(step)
		if !ok {
			return mapping.Node{}, false
		}
		node = inner
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
	t.checkFields(t.Map, "", t.fields())
	t.checkBody()
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

// fieldOf is a field of the operation's own event.
type fieldOf struct {
	parameter *Parameter
	body      bool
}

// fields are the operation's, by their dotted places.
func (t *reading) fields() map[string]fieldOf {
	all := make(map[string]fieldOf)
	add := func(p *Parameter) {
		if p.Use == UseField {
			all[p.Field] = fieldOf{parameter: p}
		}
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
		all[BodyField] = fieldOf{body: true}
	}
	return all
}

// checkFields compares the mapping with the fields.
func (t *reading) checkFields(node mapping.Node, above string, fields map[string]fieldOf) {
	names := make([]string, 0, len(fields))
	for name := range fields {
		names = append(names, name)
	}
	slices.Sort(names)
	t.checkNames(node, above, fields, names)
	for _, name := range names {
		f := fields[name]
		_, given := t.Field(name)
		switch {
		case given || f.body && !t.r.Body.Required:
		case f.body:
			t.fail(`give it: {"`+BodyField+`": {…}}`, "the operation requires a body, and nothing gives it one")
		case (f.parameter.Required || f.parameter.In == "path") && !f.parameter.EventID:
			t.fail(fmt.Sprintf(`give it a path or a constant: {%q: "$.detail.…"}`, name), "the operation requires the field %q, and nothing gives it a value", name)
		}
	}
}

// checkNames finds what no field is called, and checks the others.
func (t *reading) checkNames(node mapping.Node, above string, fields map[string]fieldOf, names []string) {
	for _, m := range node.Opened().Members {
		place := strings.TrimPrefix(above+"."+m.Name, ".")
		f, known := fields[place]
		switch {
		case known && f.body:
		case known:
			t.checkParameter(f.parameter, place, m.Node)
		case slices.ContainsFunc(names, func(n string) bool { return strings.HasPrefix(n, place+".") }) && m.Opened().Members != nil:
			t.checkNames(m.Node, place, fields, names)
		default:
			otherwise := "its fields are " + strings.Join(names, ", ")
			if len(names) == 0 {
				otherwise = "it has none"
			}
			t.fail(text.Meant(place, names, otherwise), "the operation has no field %q", place)
		}
	}
}

func (t *reading) checkParameter(p *Parameter, place string, node mapping.Node) {
	steps := node.Path.Steps()
	switch {
	case p.LeftOut:
		t.fail("name it in Optional (Operations, context key operations), or leave it out", "the operation doesn't carry the optional field %q", place)
	case node.Path.Text != "" && !AlwaysThere(node.Path) && len(steps) < 2:
		t.fail("name a value in it", "the field %q takes one value, and %q is all that is there", place, node.Path.Text)
	case node.Constant != nil && string(node.Constant) == "null":
		t.fail("leave it out", "the field %q is null, which is the same as nothing", place)
	default:
		if why := wrongConstant(node, p.Schema); why != "" && p.ContentType == "" {
			t.fail("give another value", "the field %q %s", place, why)
		}
	}
}

// checkBody compares a body that is put together with its schema.
func (t *reading) checkBody() {
	body, given := t.Map.Member(BodyField)
	if !given || t.r.Body == nil {
		return
	}
	if body.Path.Text == "" {
		t.Needs = body.Paths()
	}
	if media, ok := t.media(); ok {
		t.compare(body, media.Schema, BodyField)
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

// compare reports where the body can't be what the document says.
func (t *reading) compare(node mapping.Node, s *spec.Schema, place string) {
	if s == nil || node.Path.Text != "" {
		return
	}
	if why := wrongConstant(node, s); why != "" {
		t.fail("give another value", "%s %s", place, why)
		return
	}
	open := node.Opened()
	for _, item := range open.Items {
		t.compare(item, s.Items, place+"[]")
	}
	if open.Members == nil || s.Composed {
		return
	}
	for _, name := range s.Required {
		at := slices.IndexFunc(s.Properties, func(p spec.Property) bool { return p.Name == name })
		if _, given := open.Member(name); !given && !(at >= 0 && s.Properties[at].Schema.ReadOnly) && !t.sentByCredential(place, name) {
			t.fail(fmt.Sprintf(`give it a path or a constant: {%q: "$.detail.…"}`, name), "%s must have %q, and nothing gives it a value", place, name)
		}
	}
	for _, m := range open.Members {
		if at := slices.IndexFunc(s.Properties, func(p spec.Property) bool { return p.Name == m.Name }); at >= 0 {
			t.compare(m.Node, s.Properties[at].Schema, place+"."+m.Name)
		} else if len(s.Properties) > 0 && !s.OpenEnded {
			var names []string
			for _, p := range s.Properties {
				names = append(names, p.Name)
			}
			t.m.log.Report(diagnostic.TriggerInvalid, spec.Warning, t.m.log.File(), text.Meant(m.Name, names, "it has "+strings.Join(names[:min(len(names), 10)], ", "))+setting,
				"the trigger %q gives %s a %q, of which the document knows nothing", t.ID, place, m.Name)
		}
	}
}

func (t *reading) sentByCredential(place, name string) bool {
	return place == BodyField && t.r.Credential != nil && slices.Contains(t.r.Credential.BodyProperties(), name)
}

// wrongConstant says why a constant is not what a schema takes; of an object with paths, why it is one.
func wrongConstant(node mapping.Node, s *spec.Schema) string {
	if s == nil || len(s.Types) == 0 || node.Path.Text != "" {
		return ""
	}
	kind := kindOf(node)
	fits := slices.Contains(s.Types, kind) || kind == "integer" && slices.Contains(s.Types, "number")
	if !fits {
		return "is of the type " + kind + ", and the document says " + text.Alternatives(s.Types)
	}
	if len(s.Enum) > 0 && node.Constant != nil && !slices.ContainsFunc(s.Enum, func(v json.RawMessage) bool { return sameJSON(v, node.Constant) }) {
		var values []string
		for _, v := range s.Enum[:min(len(s.Enum), 10)] {
			values = append(values, string(v))
		}
		return "is " + string(node.Constant) + ", and the document says " + text.Alternatives(values)
	}
	return ""
}

func sameJSON(a, b json.RawMessage) bool {
	var x, y any
	if json.Unmarshal(a, &x) != nil || json.Unmarshal(b, &y) != nil {
		return false
	}
	left, err := json.Marshal(x)
	if err != nil {
		return false
	}
	right, err := json.Marshal(y)
	return err == nil && string(left) == string(right)
}

// kindOf is the JSON type of a node without a path of its own.
func kindOf(node mapping.Node) string {
	if node.Constant == nil {
		if node.Items != nil {
			return "array"
		}
		return "object"
	}
	switch c := node.Constant[0]; c {
	case '"':
		return "string"
	case '{':
		return "object"
	case '[':
		return "array"
	case 't', 'f':
		return "boolean"
	case 'n':
		return "null"
	}
	var n float64
	if json.Unmarshal(node.Constant, &n) == nil && n == float64(int64(n)) {
		return "integer"
	}
	return "number"
}
