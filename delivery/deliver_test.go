package delivery_test

import (
	"encoding/json"
	"strings"
	"sync"
	"testing"

	"github.com/openapi-destinations/openapidestinations/delivery"
)

func TestClosestRule(t *testing.T) {
	a := parse(t, edited(t, "EventPattern: {detail-type: [Order]}", "EventPattern: {detail-type: [Order], detail: {id: [{anything-but: ['']}], n: [{numeric: ['>', 3]}]}}"))
	r := deliver(t, a, `{"n":2}`)
	if len(r.Deliveries) != 0 || !r.Lost() || r.Closest == nil || r.Closest.Rule.LogicalID != "Rule" {
		t.Fatalf("%s", r)
	}
	want := []string{`detail.id is absent, wanted [{"anything-but":[""]}]`, `detail.n is 2, wanted [{"numeric":[">",3]}]`}
	if len(r.Closest.Missed) != 2 || r.Closest.Missed[0].String() != want[0] || r.Closest.Missed[1].String() != want[1] {
		t.Errorf("%v", r.Closest.Missed)
	}
	if r, err := a.Deliver(delivery.Event{Bus: "default", Source: "s", DetailType: "Order", Detail: json.RawMessage("{}")}); err != nil || r.Closest != nil || !r.Lost() {
		t.Errorf("%v %v", r, err)
	}
}

// rule is another rule of the fixture, for the same events.
const secondRule = `
  Audit: {Type: AWS::SQS::Queue}
  AuditPolicy: {Type: AWS::SQS::QueuePolicy, Properties: {Queues: [!Ref Audit], PolicyDocument: {Statement: {Effect: Allow, Principal: {Service: events.amazonaws.com}, Action: "sqs:SendMessage", Resource: "*"}}}}
  Second:
    Type: AWS::Events::Rule
    Properties: {EventBusName: !Ref Bus, EventPattern: {source: [{prefix: sh}]}, Targets: [{Id: T, Arn: !GetAtt Audit.Arn, InputPath: $.detail.id}]}
`

func TestTwoRules(t *testing.T) {
	r := deliver(t, parse(t, fixture+secondRule), `{"id":"7"}`)
	if len(r.Deliveries) != 2 || !r.Has(delivery.NoteSeveralRules) || len(r.Requests()) != 1 {
		t.Fatalf("%s", r)
	}
	if d := r.Deliveries[1]; d.Kind != delivery.KindQueue || d.Queue.LogicalID != "Audit" || d.Queue.Message.Reveal() != `"7"` {
		t.Errorf("%+v", d)
	}
	if r = deliver(t, parse(t, fixture), `{"id":"7"}`); r.Has(delivery.NoteSeveralRules) {
		t.Error("one rule counts as several")
	}
}

// Rules are found by detail type; those that don't name theirs must be, too.
func TestRulesWithoutDetailType(t *testing.T) {
	for _, pattern := range []string{
		"{detail-type: [{prefix: Ord}]}", "{detail-type: [Other, {anything-but: X}]}", "{source: [shop]}",
		"{$or: [{detail-type: [Other]}, {source: [shop]}]}", "{$or: [{detail-type: [Other]}, {detail-type: [Order]}]}",
	} {
		r := deliver(t, parse(t, edited(t, "{detail-type: [Order]}", pattern)+secondRule), `{"id":"7"}`)
		if len(r.Matched) != 2 || r.Matched[0].LogicalID != "Rule" || r.Matched[1].LogicalID != "Second" {
			t.Errorf("%s: %v", pattern, r.Matched)
		}
	}
}

func TestDisabledAndScheduledRules(t *testing.T) { // docs/eventbridge.md, 6.1
	for _, edit := range []string{"State: DISABLED\n      EventPattern: {detail-type: [Order]}", "ScheduleExpression: rate(1 day)"} {
		if r := deliver(t, parse(t, edited(t, "EventPattern: {detail-type: [Order]}", edit)), `{}`); len(r.Deliveries) != 0 || r.Closest != nil {
			t.Errorf("%s", r)
		}
	}
}

// buses are three buses in a row.
const buses = `
  Two: {Type: AWS::Events::EventBus, Properties: {Name: two}}
  Three: {Type: AWS::Events::EventBus, Properties: {Name: three}}
  Forward:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Statement: {Effect: Allow, Principal: {Service: events.amazonaws.com}, Action: "sts:AssumeRole"}}
      Policies: [{PolicyName: p, PolicyDocument: {Statement: {Effect: Allow, Action: "events:PutEvents", Resource: [!GetAtt Two.Arn, !GetAtt Three.Arn, !GetAtt Bus.Arn]}}}]
  ToBus:
    Type: AWS::Events::Rule
    Properties: {EventBusName: !Ref Two, EventPattern: {source: [shop]}, Targets: [{Id: T, Arn: !GetAtt Bus.Arn, RoleArn: !GetAtt Forward.Arn}]}
  ToTwo:
    Type: AWS::Events::Rule
    Properties: {EventBusName: !Ref Three, EventPattern: {source: [shop]}, Targets: [{Id: T, Arn: !GetAtt Two.Arn, RoleArn: !GetAtt Forward.Arn}]}
`

func TestBusToBus(t *testing.T) { // docs/eventbridge.md, 5.1
	put := func(template, bus string) *delivery.Result {
		r, err := parse(t, template).Deliver(delivery.Event{Bus: bus, Source: "shop", DetailType: "Order", Detail: json.RawMessage(`{"id":"7"}`)})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	r := put(fixture+buses, "two")
	if d := one(t, r); d.Kind != delivery.KindBus || d.Forwarded == nil || d.Forwarded.Bus != "bus" || len(r.Requests()) != 1 {
		t.Errorf("%s", r)
	}
	r = put(fixture+buses, "Three") // by logical id
	if second := one(t, one(t, r).Forwarded); second.Problem == nil || second.Problem.Code != "THIRD_ACCOUNT_HOP_DETECTED" || !r.Lost() {
		t.Errorf("%s", r)
	}
	r = put(fixture+strings.Replace(buses, "events:PutEvents", "events:PutRule", 1), "two")
	if d := one(t, r); d.Problem == nil || d.Problem.Code != "NO_PERMISSIONS" {
		t.Errorf("%s", r)
	}
	// The only bus that no other feeds is the one that an event without a bus means.
	if r = put(fixture+buses, ""); r.Bus != "three" || !r.Has(delivery.NoteAssumedBus) {
		t.Errorf("%s", r)
	}
}

func TestRefusedEvents(t *testing.T) { // facts, section 5
	a := parse(t, fixture)
	good := delivery.Event{Bus: "bus", Source: "s", DetailType: "t", Detail: json.RawMessage("{}")}
	tests := []struct {
		name   string
		change func(*delivery.Event)
		want   string
	}{
		{"no source", func(e *delivery.Event) { e.Source = "" }, "no source"},
		{"no detail type", func(e *delivery.Event) { e.DetailType = "" }, "no detail type"},
		{"long detail type", func(e *delivery.Event) { e.DetailType = strings.Repeat("x", 129) }, "more than 128"},
		{"no detail", func(e *delivery.Event) { e.Detail = nil }, "malformed"},
		{"broken detail", func(e *delivery.Event) { e.Detail = json.RawMessage("{") }, "malformed"},
		{"detail no object", func(e *delivery.Event) { e.Detail = json.RawMessage("[]") }, "must be a JSON object"},
		{"too large", func(e *delivery.Event) { e.Detail = json.RawMessage(`{"a":"` + strings.Repeat("x", 1<<20) + `"}`) }, "larger than 1 MB"},
		{"not UTF-8", func(e *delivery.Event) { e.Source = "\xff" }, "isn't UTF-8"},
		{"too deep", func(e *delivery.Event) {
			e.Detail = json.RawMessage(strings.Repeat(`{"a":`, 1200) + "1" + strings.Repeat("}", 1200))
		}, "levels deep"},
	}
	if _, err := a.Deliver(good); err != nil {
		t.Fatal(err)
	}
	for _, test := range tests {
		e := good
		test.change(&e)
		if _, err := a.Deliver(e); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v", test.name, err)
		}
	}
}

func TestParseEvents(t *testing.T) {
	tests := []struct{ json, bus, source, typ, detail, err string }{
		{`{"source":"s","detail-type":"t","detail":{"a":1}}`, "", "s", "t", `{"a":1}`, ""},
		{`{"Source":"s","DetailType":"t","Detail":"{\"a\":1}","EventBusName":"b"}`, "b", "s", "t", `{"a":1}`, ""},
		{`[{"Source":"s","DetailType":"t","Detail":{"a":1}}]`, "", "s", "t", `{"a":1}`, ""},
		{`{"Entries":[{"Source":"s","DetailType":"t","Detail":{"a":1.0}}]}`, "", "s", "t", `{"a":1.0}`, ""},
		{`[]`, "", "", "", "", "there is none"},
		{`{}`, "", "", "", "", "neither"},
		{`1`, "", "", "", "", "an object is expected"},
		{`{"source":{},"detail-type":"t"}`, "", "", "", "", `"source" must be a string`},
		{`{`, "", "", "", "", "1:2:"},
	}
	for _, test := range tests {
		events, err := delivery.ParseEvents([]byte(test.json))
		if test.err != "" {
			if err == nil || !strings.Contains(err.Error(), test.err) {
				t.Errorf("%s: %v", test.json, err)
			}
			continue
		}
		if err != nil || len(events) != 1 {
			t.Errorf("%s: %v %v", test.json, events, err)
			continue
		}
		if e := events[0]; e.Bus != test.bus || e.Source != test.source || e.DetailType != test.typ || string(e.Detail) != test.detail {
			t.Errorf("%s: %+v", test.json, e)
		}
	}
}

func TestConcurrentUse(t *testing.T) {
	a := parse(t, fixture+secondRule+buses)
	want := deliver(t, a, `{"id":"7"}`).String()
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for range 50 {
				if got := deliver(t, a, `{"id":"7"}`).String(); got != want {
					t.Error(got)
				}
			}
		})
	}
	group.Wait()
}

// TestMemberTwice: a request that rests on what becomes of a repeated member says so.
func TestMemberTwice(t *testing.T) {
	a := parse(t, fixture)
	for detail, want := range map[string]bool{
		`{"id":"7"}`: false, `{"id":"7","id":".."}`: true, `{"id":"7","x":[{"a":1,"a":2}]}`: true, `{"id":"7","x":[{"a":1},{"a":2}]}`: false,
	} {
		got := strings.Contains(ids(deliver(t, a, detail).Requests()[0]), "A18")
		if got != want {
			t.Errorf("%s: A18 is %v, want %v", detail, got, want)
		}
	}
}
