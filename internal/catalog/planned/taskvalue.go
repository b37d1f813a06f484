package planned

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner/carrier/statemachine/machine"
)

// taskValue is what a field carries where a state machine reads it: any JSON, but for what it
// refuses.
func taskValue(f *plan.Field, task *machine.Operation) json.RawMessage {
	value := bestSample(f.Schema, f.Example)
	if f.In == "body" {
		return taskMessage(value, task.Body)
	}
	if value = exactNumbers(value); isEmpty(value) {
		return someText // which is as good as nothing
	}
	texts, _ := joined(value, false, func(s string) string { return s })
	text := strings.Join(texts, ",")
	switch {
	case f.In == "header" && strings.ContainsFunc(text, func(r rune) bool { return (r < ' ' || r > '~') && r != '\t' }):
		return someText
	case f.In == "path" && (limits.Climbs(text) || strings.Contains(text, "..") || strings.Contains(text, "/.") || strings.ContainsAny(text, f.Refuses)):
		return quote("value")
	}
	return value
}

// taskMessage is a body that the machine takes.
func taskMessage(value json.RawMessage, b *machine.Body) json.RawMessage {
	if b == nil || b.As == machine.JSON {
		return value
	}
	value = exactNumbers(value)
	switch b.As {
	case machine.Lines:
		if _, keyed := entries(value); keyed {
			return json.RawMessage("[" + string(value) + "]") // the schema is that of a line
		}
	case machine.URLEncoded, machine.Fields, machine.Multipart:
		all, keyed := entries(value)
		if !keyed {
			return json.RawMessage("{}")
		}
		out := ordered{}
		for _, p := range all {
			if howOf(b, p.name).File != "" && !allStrings(p.value) {
				p.value = someText
			}
			out = append(out, member{name: p.name, value: p.value})
		}
		return out.json()
	}
	return value
}

// allStrings tells whether a value is a text, or an array of texts.
func allStrings(value json.RawMessage) bool {
	all, keyed := entries(value)
	for _, p := range all {
		if keyed || !isString(p.value) {
			return false
		}
	}
	return true
}

// exactNumbers writes numbers that the machine doesn't write as text, since they may have lost
// digits, as strings.
func exactNumbers(value json.RawMessage) json.RawMessage {
	if isScalar(value) {
		if f, err := strconv.ParseFloat(string(value), 64); err == nil && math.Abs(f) >= 1e15 {
			return quote(string(value))
		}
		return value
	}
	keys, items := parts(value)
	var b []byte
	for i, item := range items {
		if i > 0 {
			b = append(b, ',')
		}
		if keys != nil {
			b = append(append(b, quote(keys[i])...), ':')
		}
		b = append(b, exactNumbers(item)...)
	}
	if keys != nil {
		return json.RawMessage("{" + string(b) + "}")
	}
	return json.RawMessage("[" + string(b) + "]")
}
