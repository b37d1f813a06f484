package catalog

import (
	"encoding/json"
	"strings"
	"testing"
)

// TestTriggerChanges: whose events call an operation without being its own are told what became of that;
// what a schedule does is nobody's matter, nor what is the same in other words.
func TestTriggerChanges(t *testing.T) {
	const pattern, fields = `{"source":["aws.s3"],"detail-type":["Object Created"]}`, `{"id":"$.detail.key","q":"$.detail.q","message":{"at":"$.time","by":["$.detail.owner",1.50]}}`
	uploads := func(change func(*Trigger)) []Trigger {
		one := Trigger{Name: "uploads", Bus: "clinic", Pattern: json.RawMessage(pattern), Fields: json.RawMessage(fields)}
		change(&one)
		return []Trigger{one}
	}
	mapped := func(old, now string) []Trigger {
		return uploads(func(t *Trigger) { t.Fields = json.RawMessage(strings.Replace(fields, old, now, 1)) })
	}
	nightly := func(expression, fields string) []Trigger {
		return []Trigger{{Name: "nightly", Schedule: expression, Fields: json.RawMessage(fields)}}
	}
	same := uploads(func(*Trigger) {})
	scheduled := uploads(func(t *Trigger) { t.Bus, t.Pattern, t.Schedule = "", nil, "rate(1 day)" })
	byDefault, named := uploads(func(t *Trigger) { t.Bus = "" }), uploads(func(t *Trigger) { t.Bus = "default" })
	for name, tt := range map[string]struct {
		was, is        []Trigger
		breaking, told string
	}{
		"the same": {same, same, "", ""},
		"other words": {same, uploads(func(t *Trigger) {
			t.Pattern = json.RawMessage("{\n \"detail-type\": [\"Object Created\"], \"source\": [\"aws.s3\"]}")
		}), "", ""},
		"the default":   {byDefault, named, "", ""},
		"none, a new":   {nil, same, "", `the trigger "uploads" is new`},
		"gone":          {same, nil, `the trigger "uploads" is gone`, ""},
		"another name":  {same, uploads(func(t *Trigger) { t.Name = "files" }), `the trigger "uploads" is gone`, `the trigger "files" is new`},
		"another bus":   {same, byDefault, `the trigger "uploads" takes events from the bus "default", not from "clinic"`, ""},
		"a pattern":     {same, uploads(func(t *Trigger) { t.Pattern = json.RawMessage(`{"source":["aws.s3"]}`) }), `the events of the trigger "uploads" must match the pattern {"source":["aws.s3"]}`, ""},
		"another path":  {same, mapped("$.detail.key", "$.detail.name"), `the events of the trigger "uploads" must have $.detail.name`, ""},
		"in the body":   {same, mapped("$.time", "$.detail.made"), `must have $.detail.made`, ""},
		"a body":        {same, mapped(`{"at":"$.time","by":["$.detail.owner",1.50]}`, `"$.detail.message"`), `must have $.detail.message`, ""},
		"optional":      {same, mapped("$.detail.q", "$.detail.r"), "", `the fields of the trigger "uploads" come from elsewhere`},
		"now needed":    {same, mapped("$.time", "$.detail.q"), `must have $.detail.q`, ""},
		"two":           {same, uploads(func(t *Trigger) { t.Bus, t.Fields = "b", json.RawMessage(`{"id":"$.detail.a"}`) }), `from the bus "b", not from "clinic"; the events of the trigger "uploads" must have $.detail.a`, ""},
		"a constant":    {same, mapped(`"$.detail.key"`, `"7"`), "", "come from elsewhere"},
		"always there":  {same, mapped("$.detail.key", "$.source"), "", "come from elsewhere"},
		"a number":      {same, mapped("1.50", "1.5"), "", "come from elsewhere"},
		"by the clock":  {same, scheduled, `the trigger "uploads" takes no events: it is a schedule`, ""},
		"by events":     {scheduled, same, "", `the trigger "uploads" takes events, and is no schedule`},
		"later":         {nightly("rate(1 day)", `{}`), nightly("rate(2 days)", `{}`), "", `the schedule "nightly" was rate(1 day) and is rate(2 days)`},
		"no more":       {nightly("rate(1 day)", `{}`), nil, "", `the schedule "nightly" is gone`},
		"its fields":    {nightly("rate(1 day)", `{}`), nightly("rate(1 day)", `{"id":"$.id"}`), "", `the fields of the schedule "nightly" come from elsewhere`},
		"no mapping":    {same, uploads(func(t *Trigger) { t.Fields = json.RawMessage(`{"id":"$..x"}`) }), "", "come from elsewhere"},
		"written by us": {uploads(func(t *Trigger) { t.Fields = nil }), uploads(func(t *Trigger) { t.Fields = nil }), "", ""},
	} {
		with := func(triggers []Trigger) *Catalog {
			return &Catalog{Operations: []Operation{{
				Method: "POST", Path: "/a", DetailType: "a", Fidelity: Exact, Triggers: triggers,
				Fields: []Field{{Field: "id", In: "path", Required: true}, {Field: "q", In: "query"}, {Field: "message", In: "body"}},
			}}}
		}
		breaking, told := "", ""
		for _, c := range Changes(with(tt.was), with(tt.is), func(string) bool { return false }) {
			switch c.Kind {
			case BreakingTrigger:
				breaking += c.What
			case Inner:
				told += c.What
			default:
				t.Errorf("%s: %v %q", name, c.Kind, c.What)
			}
		}
		if (breaking == "") != (tt.breaking == "") || !strings.Contains(breaking, tt.breaking) || (told == "") != (tt.told == "") || !strings.Contains(told, tt.told) {
			t.Errorf("%s: %q and %q, want %q and %q", name, breaking, told, tt.breaking, tt.told)
		}
	}
}
