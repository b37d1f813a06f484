package planner_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/internal/plan"
)

// eventValues are what a field of an event may hold, by JSON; "" is nothing.
var eventValues = []string{
	``, `null`, `""`, `"."`, `"text"`, `7`, `true`, `9007199254740993`, `[]`, `{}`, `{"name":"x"}`, `["a"]`, `["a",null]`, `["a",""]`,
}

// places are where a field's value goes: the columns of the table in docs/reference/events.md.
var places = []struct{ name, path, rest, field string }{
	{"path", "/a/{p}", "parameters: [{name: p, in: path, required: true, schema: {type: string}}]", "p"},
	{"required query or header", "/a", "parameters: [{name: p, in: query, required: true, schema: {type: string}}]", "p"},
	{"optional query or header", "/a", "parameters: [{name: p, in: header, schema: {type: string}}]", "p"},
	{"idempotency key", "/a", "parameters: [{name: Idempotency-Key, in: header, required: true, schema: {type: string}}]", "Idempotency-Key"},
	{"JSON object as a body, `name` required", "/a",
		"requestBody: {required: true, content: {application/json: {schema: {type: object, required: [name], properties: {name: {type: string}}}}}}", "message"},
	{"string as a body, required", "/a", "requestBody: {required: true, content: {application/json: {schema: {type: string}}}}", "message"},
	{"text or bytes as a body, required", "/a", "requestBody: {required: true, content: {text/plain: {schema: {type: string}}}}", "message"},
	{"any other body", "/a", "requestBody: {content: {application/json: {schema: {}}}}", "message"},
}

// TestValues compares the table of docs/reference/events.md of what becomes of odd values with the plan.
func TestValues(t *testing.T) {
	var rows strings.Builder
	outcomes := make([][]string, len(places))
	for i, place := range places {
		p := build(t, operation(place.path, place.rest), plan.Options{})
		m := compile(t, p)
		for _, value := range eventValues {
			detail := map[string]any{}
			if value != "" {
				detail[place.field] = json.RawMessage(value)
			}
			outcomes[i] = append(outcomes[i], outcome(t, m, place.field, value, detail))
		}
	}
	for j, value := range eventValues {
		row := []string{"nothing"}
		if value != "" {
			row[0] = "`" + value + "`"
		}
		for i := range places {
			row = append(row, outcomes[i][j])
		}
		rows.WriteString("| " + strings.Join(row, " | ") + " |\n")
	}
	checkTable(t, "events", "values", rows.String())
}

// outcome says in a few words which rules an event matches and what they send.
func outcome(t *testing.T, m matchers, field, value string, detail map[string]any) string {
	var words []string
	for _, r := range m.matching(t, "op", detail) {
		words = append(words, whatRuleDoes(r, field, value))
	}
	slices.Sort(words)
	if len(words) == 0 {
		return "**no rule matches**"
	}
	return strings.Join(slices.Compact(words), " and ")
}

func whatRuleDoes(r plan.Rule, field, value string) string {
	if r.Kind == plan.Rejection {
		return "rejected"
	}
	call := r.Target.(plan.APIDestination)
	sent := slices.Clone(call.PathValues)
	for _, pair := range slices.Concat(call.Query, call.Headers) {
		sent = append(sent, pair.Value.Expression())
	}
	empty := value == "" || value == "null" // InputPath finds nothing (docs/eventbridge.md, section 4.2)
	switch {
	case call.InputPath == "$.detail."+field && empty:
		return "`{}` is sent"
	case call.InputPath == "$.detail."+field, slices.Contains(sent, "$.detail."+field):
		return "sent"
	case slices.Contains(sent, "$.id"):
		return "the event's id is sent"
	}
	return "left out"
}
