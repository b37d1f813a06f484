package request

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/internal/mapping"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner/carrier/statemachine/machine"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// TestMisfits: what a pipe or a schedule may put together, by who carries the operation.
func TestMisfits(t *testing.T) {
	of := func(types ...string) *spec.Schema { return &spec.Schema{Types: types} }
	body := of("object")
	body.Required = []string{"type"}
	body.Properties = []spec.Property{{Name: "type", Schema: of("string")}, {Name: "tags", Schema: &spec.Schema{Types: []string{"array"}, Items: of("integer")}}}
	fields := []plan.Field{
		{Path: "id", In: "path", Required: true, Schema: of("string")},
		{Path: "filter.from", In: "query", Required: true, Schema: of("string")},
		{Path: "kinds", In: "query", Schema: of("array"), Format: `one string: the items joined by ","`},
		{Path: "rows", In: "query", Schema: of("array")},
		{Path: "n", In: "query", Schema: of("integer"), Format: "a number of more than 15 digits as a string"},
		{Path: "as", In: "query", Schema: of("object"), ContentType: "application/json", Format: "one string: the value as application/json"},
		{Path: "key", In: "header", Required: true, Idempotency: true, Schema: of("string")},
		{Path: "message", In: "body", Required: true, Schema: body},
	}
	const text, list = plan.ByAPIDestination, plan.ByStateMachine
	for _, tt := range []struct {
		detail  string
		carrier plan.Carrier
		want    string
	}{
		{`"id":"1"`, text, ""},
		{`"id":null`, text, `the field "id" is null`},
		{`"id":1`, list, `the field "id" is of the type integer`},
		{`"id":{"a":1}`, list, `the field "id" is of the type object`},
		{`"kinds":"a,b"`, text, ""},
		{`"kinds":["a"]`, text, `the field "kinds" is a list or an object, and one value is sent (write one string: the items joined by ",")`},
		{`"kinds":["$.body.a"]`, text, "one value is sent"},
		{`"kinds":["a"]`, list, ""},
		{`"kinds":"a,b"`, list, `the field "kinds" is of the type string`},
		{`"rows":["a"]`, text, "one value is sent (give one value"},
		{`"rows":"a"`, text, ""},
		{`"n":[1]`, text, "one value is sent (give one value"},
		{`"n":"1"`, text, `the field "n" is of the type string`},
		{`"as":{"a":1}`, text, "write one string: the value as application/json"},
		{`"as":{"a":1}`, list, ""},
		{`"filter":"$.body.filter"`, text, ""},
		{`"filter":{"to":"x"}`, text, `the operation has no field "filter.to"; the operation requires the field "filter.from"`},
		{`"filter":5`, text, `the operation has no field "filter"; the operation requires the field "filter.from"`},
		{`"message":"$.body"`, text, ""},
		{`"message":{}`, text, `message must have "type", and nothing gives it a value (give it a path or a constant: {"type": "$.body.…"})`},
		{`"message":{"type":1}`, list, "message.type is of the type integer"},
		{`"message":{"type":"a","tags":[1,"x"]}`, text, "message.tags[] is of the type string"},
		{`"message":{"type":"a","kind":1}`, text, `message has a "kind", of which the document knows nothing (it has type, tags) in doubt`},
		{`"message":[]`, text, "message is of the type array"},
		{`"correlation":{"a":"$.body.a"}`, text, `no field "correlation"`},
		{`"correlation":{"a":"$.body.a"}`, list, ""},
	} {
		var given, all map[string]json.RawMessage
		whole := `{"id":"$.body.id","filter":{"from":"$.body.from"},"message":"$.body.message"}`
		if json.Unmarshal([]byte(whole), &all) != nil || json.Unmarshal([]byte("{"+tt.detail+"}"), &given) != nil {
			t.Fatal(tt.detail)
		}
		for name, value := range given {
			all[name] = value
		}
		detail, err := json.Marshal(all)
		if err != nil {
			t.Fatal(err)
		}
		node, err := mapping.Parse(detail)
		if err != nil {
			t.Fatal(err)
		}
		op := plan.Operation{Fidelity: plan.Exact, Carrier: tt.carrier, Fields: fields}
		if tt.carrier == list {
			op.Request.Task = &machine.Operation{Answer: &machine.Answer{Succeeded: "a succeeded"}}
		}
		var said []string
		for _, m := range Misfits(&op, tt.carrier == text, node, "$.body.…") {
			doubt := ""
			if m.Doubt {
				doubt = " in doubt"
			}
			said = append(said, m.Why+" ("+m.Hint+")"+doubt)
		}
		for i, want := range strings.Split(tt.want, "; ") {
			if tt.want == "" && len(said) > 0 || tt.want != "" && (len(said) != 1+strings.Count(tt.want, "; ") || !strings.Contains(said[i], want)) {
				t.Errorf("%s by %s: %q, want %q", tt.detail, tt.carrier, said, tt.want)
				break
			}
		}
	}
}
