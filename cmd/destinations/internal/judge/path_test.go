package judge_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/cmd/destinations/internal/judge"
	"github.com/openapi-destinations/openapidestinations/cmd/destinations/internal/letter"
	"github.com/openapi-destinations/openapidestinations/delivery"
	"github.com/openapi-destinations/openapidestinations/internal/catalog"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/pattern"
	"github.com/openapi-destinations/openapidestinations/internal/planner/carrier/statemachine/machine"
)

// judgeOf knows an operation on either carrier, whose path field refuses these characters.
func judgeOf(t *testing.T, refuses string) *judge.Judge {
	t.Helper()
	op := func(name string, carrier catalog.Carrier) catalog.Operation {
		return catalog.Operation{Method: "DELETE", Path: "/a/{id}", DetailType: name, Fidelity: catalog.Exact, Carrier: carrier,
			Fields: []catalog.Field{{Field: "id", In: "path", Name: "id", Required: true, Guarded: new(true), Refuses: refuses}}}
	}
	c := catalog.Catalog{Format: catalog.Format, Bus: "b", Operations: []catalog.Operation{op("Destination", catalog.APIDestination), op("Machine", catalog.StateMachine)}}
	read, err := catalog.Parse(c.JSON())
	if err != nil {
		t.Fatal(err)
	}
	return judge.New(read)
}

// TestGuardPath: the catalog tells of either carrier that an event would be rejected for a character in
// its path, as the template does, and that putting it back is of no use; without the guard it is sent.
func TestGuardPath(t *testing.T) {
	j, assembly := judgeOf(t, limits.Straying), guardedTemplate(t)
	for _, tt := range []struct {
		id                   string
		destination, machine judge.Fate
		onDestination        string
	}{
		{`"7-a b"`, judge.Called, judge.Called, ""},
		{`7`, judge.Called, judge.Called, ""},
		{`"a%2e"`, judge.Rejected, judge.Rejected, `detail.id has "%", which its path`},
		{`"%2E."`, judge.Rejected, judge.Rejected, `detail.id is "%2E.", which can't stand in a path`},
		{`"../x"`, judge.Rejected, judge.Rejected, `detail.id has "/", which its path doesn't take (GuardPath)`},
		{`"a\nb"`, judge.Rejected, judge.Rejected, `detail.id has "\n", which its path doesn't take (GuardPath)`},
		{`"a\\b"`, judge.Rejected, judge.Rejected, `detail.id has "\\", which`},
		{`["a", "b"]`, judge.Called, judge.Called, ""},
		{`["a", "b?"]`, judge.Unfit, judge.Rejected, `detail.id has an item that has "?", which its path doesn't take (GuardPath): the event is sent, and rejected as well`},
		{`["#", ["b%"]]`, judge.Rejected, judge.Rejected, `detail.id has an item that has "#", which`},
		{`["a", ".."]`, judge.Unfit, judge.Called, `detail.id has an item that is "..", which can't stand in a path: the event is sent`},
		{`["a<b", {"x": "<&>"}]`, judge.Called, judge.Called, ""}, // the machine writes {"x":"<&>"}, which has none
		{`{"a;": 1}`, judge.Rejected, judge.Rejected, `detail.id is an object`},
	} {
		for _, of := range []struct {
			name string
			want judge.Fate
		}{{"Destination", tt.destination}, {"Machine", tt.machine}} {
			event := delivery.Event{Source: "s", DetailType: of.name, Detail: json.RawMessage(`{"id":` + tt.id + `}`)}
			v := j.Event(event, false)
			if v.Fate() != of.want || of.name == "Destination" && !strings.HasPrefix(said(v), tt.onDestination) {
				t.Errorf("%s %s: %d %q, want %d %q", of.name, tt.id, v.Fate(), said(v), of.want, tt.onDestination)
			}
			result, err := assembly.Deliver(event)
			if err != nil {
				t.Fatal(err)
			}
			if (len(result.Requests()) > 0) != (of.want < judge.Rejected) || (len(result.Queues()) > 0) != (of.want > judge.Called) {
				t.Errorf("%s %s: by the template it causes %d requests, and is in %v", of.name, tt.id, len(result.Requests()), result.Queues())
			}
		}
	}
	for _, name := range []string{"Destination", "Machine"} {
		body := `{"version":"0","id":"1","source":"s","detail-type":"` + name + `","detail":{"id":"../x"}}`
		e := j.Letter(letter.Queue("m", body, letter.Letter{}.Sent, letter.Attributes{}))
		if e.Kept() == "" || !strings.Contains(e.Kept(), `detail.id has "/", which its path doesn't take (GuardPath)`) || e.Advice() != "no: as it is, it would be rejected again" {
			t.Errorf("%s: %q, %q", name, e.Kept(), e.Advice())
		}
		if v := judgeOf(t, "").Event(delivery.Event{Source: "s", DetailType: name, Detail: json.RawMessage(`{"id":"../x"}`)}, false); v.Fate() != judge.Called {
			t.Errorf("%s without the guard: %s", name, said(v))
		}
	}
}

// TestClimbing: the segments that a rule rejects are those of the planner's list.
func TestClimbing(t *testing.T) {
	j := judgeOf(t, "")
	fate := func(id string) judge.Fate {
		detail, err := json.Marshal(map[string]string{"id": id})
		if err != nil {
			t.Fatal(err)
		}
		return j.Event(delivery.Event{Source: "s", DetailType: "Destination", Detail: detail}, false).Fate()
	}
	for _, climbs := range limits.Climbing {
		if fate(climbs) != judge.Rejected {
			t.Errorf("%q passes", climbs)
		}
	}
	for _, stays := range []string{"...", "%252e", "a.", "%2e%2e%2e", ".a", "%"} {
		if fate(stays) != judge.Called {
			t.Errorf("%q is rejected", stays)
		}
	}
}

// said are the problems of an event.
func said(v *judge.Verdict) string {
	var all []string
	for _, p := range v.Problems {
		all = append(all, p.String())
	}
	return strings.Join(all, "; ")
}

// guardedTemplate is the template of the two operations: the planner's patterns, and the machine that
// is deployed.
func guardedTemplate(t *testing.T) *delivery.Assembly {
	t.Helper()
	type object = map[string]any
	const role = "arn:aws:iam::123456789012:role/other"
	arn := func(id string) any { return object{"Fn::GetAtt": []string{id, "Arn"}} }
	resources := object{}
	add := func(id, kind string, properties object) {
		resources[id] = object{"Type": kind, "Properties": properties}
	}
	add("Queue", "AWS::SQS::Queue", object{})
	add("QueuePolicy", "AWS::SQS::QueuePolicy", object{"Queues": []any{object{"Ref": "Queue"}}, "PolicyDocument": object{"Statement": []any{
		object{"Effect": "Allow", "Principal": object{"Service": "events.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": arn("Queue")},
	}}})
	add("Connection", "AWS::Events::Connection", object{"AuthorizationType": "API_KEY", "AuthParameters": object{"ApiKeyAuthParameters": object{"ApiKeyName": "Accept", "ApiKeyValue": "*/*"}}})
	add("Destination", "AWS::Events::ApiDestination", object{"ConnectionArn": arn("Connection"), "HttpMethod": "DELETE", "InvocationEndpoint": "https://api.example.com/a/*"})
	add("Machine", "AWS::StepFunctions::StateMachine", object{
		"StateMachineType": "EXPRESS", "RoleArn": role, "DefinitionString": machine.Express(),
		"DefinitionSubstitutions": map[machine.Key]any{"HttpTask": "arn:aws:states:::http:invoke", "SendMessage": "arn:aws:states:::sqs:sendMessage", machine.ConnectionARN: arn("Connection"),
			machine.QueueURL: object{"Ref": "Queue"}, machine.OutageMachineARN: "x"},
	})
	rule := func(id, detailType string, wanted []any, target object) {
		asked := pattern.Object{}
		if wanted != nil {
			asked = pattern.DetailObject([]pattern.Test{{Field: "id", Want: wanted}})
		}
		target["Id"], target["DeadLetterConfig"] = "T", object{"Arn": arn("Queue")}
		add(id, "AWS::Events::Rule", object{"EventPattern": json.RawMessage(pattern.EventPattern(nil, pattern.List(detailType), asked).String()), "Targets": []any{target}})
	}
	rule("Call", "Destination", pattern.WideDelivers, object{"Arn": arn("Destination"), "RoleArn": role, "Input": "{}", "HttpParameters": object{"PathParameterValues": []string{"$.detail.id"}}})
	for i, rejected := range pattern.WideRejects {
		rule("Reject"+string(rune('1'+i)), "Destination", rejected, object{"Arn": arn("Queue")})
	}
	const constants = `{"v":1,"plan":{"method":"DELETE","url":["https://api.example.com/a/",{"field":"id","guard":true}],"retry":{"attempts":9,"age":600}},"rule":<aws.events.rule-arn>,"time":<aws.events.event.ingestion-time>,"event":<aws.events.event.json>}`
	rule("Start", "Machine", nil, object{"Arn": arn("Machine"), "RoleArn": role, "InputTransformer": object{"InputTemplate": constants}})
	data, err := json.Marshal(object{"Resources": resources})
	if err != nil {
		t.Fatal(err)
	}
	assembly, err := delivery.ParseTemplate(data, delivery.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return assembly
}
