package samples

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/openapi-destinations/openapidestinations/e2e/internal/lab"
)

// texts are values that a URL has to encode, or that an encoder gets wrong.
var texts = []string{
	"plain",
	"two words",
	"a/b?c=d&e#f",
	"100%",
	"1+1",
	"ümläut ✓ 漢字",
	`"quoted" \ back`,
	"a;b,c:d@e!f'g(h)i*",
	"%41 %zz",
	"~-._",
	"<a>|{b}[c]^`",
	"😀",
}

// headerTexts are what a header can hold as it is.
var headerTexts = []string{
	"plain", "two words", `"quoted"; a=b, c`, "100% & more", "tilde~ <a>|{b}", "W/\"tag\"",
}

// fewest is how many events each operation gets at least: one without optional fields
// gets the same pattern with other values.
const fewest = 3

// Events are events for the operations: of each the required fields alone, each
// optional field on its own besides them, all fields, and all fields with null in the
// optional ones. The same catalog gives the same events.
func Events(operations []Operation) []lab.Event {
	var g generator
	var events []lab.Event
	for i := range operations {
		for made := 0; made < fewest; {
			some := g.operation(&operations[i])
			events = append(events, some...)
			made += len(some)
		}
	}
	return events
}

// generator numbers the values, so that each event differs from the others.
type generator struct{ serial int }

func (g *generator) operation(o *Operation) []lab.Event {
	var optional []Field
	for _, f := range o.Fields {
		if !f.Required {
			optional = append(optional, f)
		}
	}
	var events []lab.Event
	for _, present := range patterns(optional) {
		detail := make(map[string]any)
		for _, f := range o.Fields {
			if f.Required || present[f.Field] {
				Set(detail, f.Field, g.value(o, f))
			}
		}
		events = append(events, event(o, detail))
	}
	if len(optional) == 0 {
		return events
	}
	detail := make(map[string]any)
	for _, f := range o.Fields {
		switch {
		case f.Required:
			Set(detail, f.Field, g.value(o, f))
		case f.In != "body": // a body that is null is one that is absent: the required fields alone
			Set(detail, f.Field, nil)
		}
	}
	return append(events, event(o, detail))
}

// patterns are the sets of optional fields to send.
func patterns(optional []Field) []map[string]bool {
	sets := []map[string]bool{{}}
	all := make(map[string]bool)
	for _, f := range optional {
		sets = append(sets, map[string]bool{f.Field: true})
		all[f.Field] = true
	}
	if len(optional) > 1 {
		sets = append(sets, all)
	}
	return sets
}

// value is a value for a field, of the field's type.
func (g *generator) value(o *Operation, f Field) any {
	g.serial++
	if f.In == "body" {
		return g.body(o.SampleEvent.Detail["message"])
	}
	switch f.Schema.Type {
	case "integer":
		return g.serial
	case "number":
		return float64(g.serial) + 0.5
	case "boolean":
		return g.serial%2 == 0
	}
	values := texts
	if f.In == "header" {
		values = headerTexts
	}
	return fmt.Sprintf("%s %d", values[g.serial%len(values)], g.serial)
}

// body is the catalog's sample, with members added that show whether types, nesting,
// null and every letter survive.
func (g *generator) body(sample any) any {
	object, ok := sample.(map[string]any)
	if !ok {
		if _, text := sample.(string); text || sample == nil {
			return fmt.Sprintf("%s %d", texts[g.serial%len(texts)], g.serial)
		}
		return sample
	}
	out := map[string]any{
		"e2e": map[string]any{
			"text": texts[g.serial%len(texts)], "serial": g.serial, "half": float64(g.serial) + 0.5,
			"yes": true, "nothing": nil, "list": []any{1, "2", []any{}, map[string]any{}},
		},
	}
	for name, v := range object {
		out[name] = v
	}
	return out
}

// Set puts a value at a dotted place.
func Set(object map[string]any, place string, value any) {
	for {
		name, rest, nested := strings.Cut(place, ".")
		if !nested {
			object[name] = value
			return
		}
		inner, ok := object[name].(map[string]any)
		if !ok {
			inner = make(map[string]any)
			object[name] = inner
		}
		object, place = inner, rest
	}
}

func event(o *Operation, detail map[string]any) lab.Event {
	source := o.SampleEvent.Source
	if source == "" {
		source = "e2e"
	}
	return lab.Event{Source: source, DetailType: o.DetailType, Detail: Compact(detail)}
}

// Compact is a value as JSON without needless escapes; members are sorted. The value
// must be one of JSON's.
func Compact(value any) json.RawMessage {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		panic(err) // not a JSON value: a mistake in the suite
	}
	return bytes.TrimSpace(b.Bytes())
}
