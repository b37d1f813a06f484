package main

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/openapi-destinations/openapidestinations/cmd/destinations/internal/judge"
	"github.com/openapi-destinations/openapidestinations/delivery"
	"github.com/openapi-destinations/openapidestinations/internal/text"
)

// statusOf is what the exit status says about a result.
func statusOf(r *delivery.Result) int {
	switch {
	case r.Lost():
		return lost
	case r.Rejected:
		return rejected
	}
	for _, d := range r.Deliveries {
		if d.Lost() || d.Forwarded != nil && d.Forwarded.Lost() {
			return lost
		}
	}
	return delivered
}

// why says, a line each, what an event lacks that calls nothing.
func why(assembly *delivery.Assembly, r *delivery.Result) []string {
	for _, d := range r.Deliveries {
		if d.Forwarded != nil && (d.Forwarded.Rejected || d.Forwarded.Lost()) {
			return why(assembly, d.Forwarded)
		}
	}
	lines := unusable(r)
	if r.Closest == nil || !r.Rejected && !r.Lost() {
		return lines
	}
	var event map[string]any
	if json.Unmarshal(r.Event, &event) != nil {
		return nil
	}
	if name, _ := event["detail-type"].(string); missesType(r.Closest.Missed) {
		line := fmt.Sprintf("no operation has the detail type %q", name)
		if near := text.Nearest(name, assembly.DetailTypes(r.Bus)); near != "" {
			line += fmt.Sprintf(": did you mean %q?", near)
		}
		return []string{line}
	}
	for _, m := range r.Closest.Missed {
		lines = append(lines, m.Path+" "+wrong(event, m))
	}
	return lines
}

// unusable is why state machines make no requests of the event.
func unusable(r *delivery.Result) (lines []string) {
	for _, d := range r.Deliveries {
		if d.Carrier == delivery.CarrierStateMachine && d.Problem != nil && d.Problem.Code == "UNUSABLE_EVENT" {
			lines = append(lines, d.Problem.Message)
		}
	}
	return lines
}

func missesType(missed []delivery.Mismatch) bool {
	for _, m := range missed {
		if m.Path == "detail-type" {
			return true
		}
	}
	return false
}

// wrong says what is wrong with a field, to be read after its name.
func wrong(event map[string]any, m delivery.Mismatch) string {
	switch value, there := judge.Find(event, m.Path); v := value.(type) {
	case nil:
		if there {
			return "is null"
		}
		return "is missing"
	case map[string]any:
		return "is an object, where a text, a number or a boolean is wanted"
	case []any:
		return "is an array, where a text, a number or a boolean is wanted"
	case string:
		if v == "" {
			return "is empty"
		}
		return fmt.Sprintf("is %q, which is not what is wanted: %s", v, m.Want)
	case float64:
		if len(m.Got) == 1 && digits(m.Got[0]) > 15 {
			return "is a number of more than 15 digits, which matches nothing: write it as a text"
		}
	}
	return fmt.Sprintf("is %s, which is not what is wanted: %s", strings.Join(m.Got, ", "), m.Want)
}

func digits(number string) (n int) {
	for _, c := range number {
		if c >= '0' && c <= '9' {
			n++
		}
	}
	return n
}
