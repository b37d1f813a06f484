package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
)

// readObject takes JSON as text, or an object where the context comes from cdk.json.
func readObject(into any, value any, example string) error {
	text, err := jsonText(value)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(text, into); err != nil {
		return fmt.Errorf("must be a JSON object, such as %s: %w", example, err)
	}
	if string(bytes.TrimSpace(text)) == "null" { // which is no error, and no object
		return fmt.Errorf("must be a JSON object, such as %s", example)
	}
	return nil
}

// readValues reads names with their values; numbers and booleans are as good as texts.
func readValues(into *map[string]string, value any) error {
	var given map[string]json.RawMessage
	if err := readObject(&given, value, `{"name":"value"}`); err != nil {
		return err
	}
	*into = make(map[string]string, len(given))
	for _, name := range slices.Sorted(maps.Keys(given)) {
		raw := given[name]
		var text string
		switch {
		case json.Unmarshal(raw, &text) == nil && raw[0] == '"':
		case raw[0] == '[', raw[0] == '{', string(raw) == "null":
			return fmt.Errorf("has a %q that is no text, number or boolean", name)
		default:
			text = string(raw)
		}
		(*into)[name] = text
	}
	return nil
}
