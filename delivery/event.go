package delivery

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"
)

// The limits of PutEvents (docs/eventbridge.md, 5).
const (
	maxEventSize  = 1 << 20
	maxDetailType = 128
)

// Event is an event as a producer puts it on a bus. Source, DetailType and
// Detail are required. What EventBridge adds by itself may be given; its
// defaults are the same each time, so that results can be compared.
type Event struct {
	// Bus is the bus's name, ARN or logical id (or Stack/LogicalID). Empty: the
	// only bus on which the templates have rules; PutEvents without a bus means
	// the default one.
	Bus        string
	Source     string
	DetailType string          // at most 128 characters
	Detail     json.RawMessage // a JSON object
	Resources  []string
	ID         string // default 00000000-0000-4000-8000-000000000000
	Account    string // default the deployment's
	Region     string // default the deployment's
	Time       string // default 2006-01-02T15:04:05Z
}

// ParseEvents reads events as JSON: an event as rules see it ("detail-type"),
// an entry of PutEvents ("DetailType", its Detail a string or an object), or
// several of them as an array or under "Entries".
func ParseEvents(data []byte) ([]Event, error) {
	v, err := parseJSON(data)
	if err != nil {
		return nil, fmt.Errorf("event: %w", err)
	}
	if entries := v.get("Entries"); entries != nil {
		v = entries
	}
	if v.kind == kindArray && len(v.items) == 0 {
		return nil, fmt.Errorf("event: there is none")
	}
	var events []Event
	for _, item := range v.list() {
		e, err := newEvent(item)
		if err != nil {
			return nil, fmt.Errorf("event: %w", err)
		}
		events = append(events, e)
	}
	return events, nil
}

func newEvent(v *value) (Event, error) {
	if v.kind != kindObject {
		return Event{}, fmt.Errorf("an object is expected")
	}
	names := []string{"", "source", "detail-type", "detail", "resources", "id", "account", "region", "time"}
	if v.get("detail-type") == nil {
		names = []string{"EventBusName", "Source", "DetailType", "Detail", "Resources", "", "", "", "Time"}
		if v.get("DetailType") == nil {
			return Event{}, fmt.Errorf(`it has neither "detail-type" (an event) nor "DetailType" (an entry of PutEvents)`)
		}
	}
	texts := map[string]string{}
	for _, name := range names {
		switch field := v.get(name); {
		case field == nil || name == "Detail" || name == "detail" || name == "Resources" || name == "resources":
		case field.kind == kindString:
			texts[name] = field.text
		default:
			return Event{}, fmt.Errorf("%q must be a string", name)
		}
	}
	e := Event{
		Bus: texts[names[0]], Source: texts[names[1]], DetailType: texts[names[2]],
		ID: texts[names[5]], Account: texts[names[6]], Region: texts[names[7]], Time: texts[names[8]],
	}
	for _, r := range v.get(names[4]).list() {
		e.Resources = append(e.Resources, r.string())
	}
	if detail := v.get(names[3]); detail != nil {
		e.Detail = json.RawMessage(detail.json().Reveal())
		if detail.kind == kindString {
			e.Detail = json.RawMessage(detail.text)
		}
	}
	return e, nil
}

// envelope is the event as rules and targets see it.
func (e Event) envelope(o Options) (*value, error) {
	switch {
	case e.Source == "":
		return nil, fmt.Errorf("the event has no source")
	case e.DetailType == "":
		return nil, fmt.Errorf("the event has no detail type")
	case utf8.RuneCountInString(e.DetailType) > maxDetailType:
		return nil, fmt.Errorf("the event's detail type has more than %d characters", maxDetailType)
	case len(e.Detail)+len(e.Source)+len(e.DetailType) > maxEventSize:
		return nil, fmt.Errorf("the event is larger than 1 MB")
	}
	for _, s := range append([]string{e.Source, e.DetailType, e.ID, e.Account, e.Region, e.Time}, e.Resources...) {
		if !validText(s) {
			return nil, fmt.Errorf("the event isn't UTF-8")
		}
	}
	detail, err := parseJSON(e.Detail)
	if err != nil {
		return nil, fmt.Errorf("the event's detail is malformed: %w", err)
	}
	if detail.kind != kindObject {
		return nil, fmt.Errorf("the event's detail is malformed: it must be a JSON object")
	}
	text := func(s, otherwise string) *value {
		if s == "" {
			s = otherwise
		}
		return stringValue(s)
	}
	resources := &value{kind: kindArray}
	for _, r := range e.Resources {
		resources.items = append(resources.items, stringValue(r))
	}
	return &value{kind: kindObject, members: []member{
		{"version", stringValue("0")},
		{"id", text(e.ID, "00000000-0000-4000-8000-000000000000")},
		{"detail-type", stringValue(e.DetailType)},
		{"source", stringValue(e.Source)},
		{"account", text(e.Account, o.Account)},
		{"time", text(e.Time, "2006-01-02T15:04:05Z")},
		{"region", text(e.Region, o.Region)},
		{"resources", resources},
		{"detail", detail},
	}}, nil
}

// withoutDetail is the event that <aws.events.event> means.
func withoutDetail(event *value) *value {
	out := &value{kind: kindObject}
	for _, m := range event.members {
		if !strings.EqualFold(m.name, "detail") {
			out.members = append(out.members, m)
		}
	}
	return out
}

// repeats tells whether an object has two members of one name, at any depth.
func (v *value) repeats() bool {
	for _, item := range v.items {
		if item.repeats() {
			return true
		}
	}
	names := make(map[string]bool, len(v.members))
	for _, m := range v.members {
		if names[m.name] || m.value.repeats() {
			return true
		}
		names[m.name] = true
	}
	return false
}
