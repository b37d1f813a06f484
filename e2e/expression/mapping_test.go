package expression

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/delivery"
	"github.com/openapi-destinations/openapidestinations/internal/mapping"
	"github.com/openapi-destinations/openapidestinations/internal/planner/carrier/statemachine/machine"
)

// mapped are mappings, details of events that aren't the operation's own, and the bodies that they
// become, or why they don't.
var mapped = []struct{ mapping, detail, body, problem string }{
	{`{"message":{"a":"$.detail.a","b":["$.detail.b",{"c":"$.detail.c"}],"d":{"e":1,"f":[null,false,"x"]},"id":"$.id"}}`, `{"a":"x","b":2,"c":null}`,
		`{"a":"x","b":[2,{"c":null}],"d":{"e":1,"f":[null,false,"x"]},"id":"` + eventID + `"}`, ""},
	{`{"message":"$.detail"}`, `{"a":[1],"b":{}}`, `{"a":[1],"b":{}}`, ""},
	{`{"message":"$.detail.a"}`, `{"a":[]}`, `[]`, ""},
	{`{"message":["$.detail.a","$.detail.b"]}`, `{"a":[1],"b":[[2]]}`, `[[1],[[2]]]`, ""},
	{`{"message":["$.detail.a"]}`, `{"a":[[1,2]]}`, `[[[1,2]]]`, ""},
	{`{"message":["$.detail.a"]}`, `{"a":[]}`, `[[]]`, ""},
	{`{"message":{"a":"$.detail.a[1].b[0]","b":"$.detail.a[0]"}}`, `{"a":["x",{"b":[7]}]}`, `{"a":7,"b":"x"}`, ""},
	{`{"message":{"a":"$.detail.a.1"}}`, `{"a":{"1":"x"}}`, `{"a":"x"}`, ""},
	{`{"message":{"a":{"b":{"c":{"d":{"e":{"f":"$.detail.a"}}}}}}}`, `{"a":{}}`, `{"a":{"b":{"c":{"d":{"e":{"f":{}}}}}}}`, ""},
	{`{"message":{"a":"$.detail.a.b","b":"$.detail.c[2]","c":"$.detail.c.x"}}`, `{"a":[{"b":1}],"c":[1,2]}`, "",
		"detail.a.b is missing; detail.c.2 is missing; detail.c.x is missing"},
	{`{"message":"$.detail.a"}`, `{"a":null}`, "", "detail.message is missing"},
	{`{"message":{"a":"<b>${c}","d":"#{e}{{f"},"query":"x"}`, `{}`, `{"a":"<b>${c}","d":"#{e}{{f"}`, ""},
}

// TestMappings: another event becomes the operation's own, and package delivery foretells it.
func TestMappings(t *testing.T) {
	for _, c := range mapped {
		node, err := mapping.Parse(json.RawMessage(c.mapping))
		if err != nil {
			t.Fatal(c.mapping, err)
		}
		message, _ := node.Member("message")
		op := machine.Operation{Method: "POST", URL: []machine.Part{{Literal: "https://h/a"}}, Body: body(machine.JSON, "application/json"), Map: &node, Needs: message.Paths(), Retry: machine.Retry{Attempts: 185, Age: 86400}}
		got, _ := read(t, input(t, op, c.detail))
		if got.Problem != c.problem || c.problem == "" && compact(t, got.Body) != compact(t, json.RawMessage(c.body)) {
			t.Errorf("%s of %s becomes %s (%s)", c.mapping, c.detail, got.Body, got.Problem)
		}
		template := op.Template()[0].Text
		_, plan, _ := strings.Cut(template, `"plan":`)
		plan, _, _ = strings.Cut(plan, `,"rule":`)
		assembly, err := delivery.ParseTemplate(machineTemplate(t, plan), delivery.Options{})
		if err != nil {
			t.Fatal(err)
		}
		result, err := assembly.Deliver(delivery.Event{Source: "s", DetailType: "t", ID: eventID, Detail: json.RawMessage(c.detail)})
		if err != nil {
			t.Fatal(err)
		}
		d := result.Deliveries[0]
		if c.problem != "" && (d.Problem == nil || d.Problem.Message != c.problem) {
			t.Errorf("%s of %s: delivery says %v", c.mapping, c.detail, d.Problem)
		}
		if c.problem == "" && (d.Request == nil || compact(t, json.RawMessage(d.Request.Body.Reveal())) != compact(t, json.RawMessage(c.body))) {
			t.Errorf("%s of %s: delivery says %v %v", c.mapping, c.detail, d.Request, d.Problem)
		}
	}
}
