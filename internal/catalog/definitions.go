package catalog

import (
	"bytes"
	"encoding/json"
	"strings"

	"github.com/openapi-destinations/openapidestinations/spec"
)

// definitions keeps the order of the document's definitions in JSON.
type definitions []spec.Definition

// MarshalJSON writes an object, in order.
func (d definitions) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, def := range d {
		if i > 0 {
			b.WriteByte(',')
		}
		name, err := json.Marshal(def.Name)
		if err != nil {
			return nil, err
		}
		b.Write(name)
		b.WriteByte(':')
		b.Write(def.JSON)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// reachable keeps the definitions that the operations' schemas lead to.
func reachable(all []spec.Definition, operations []Operation) definitions {
	byName := make(map[string]json.RawMessage, len(all))
	for _, d := range all {
		byName[d.Name] = d.JSON
	}
	wanted := make(map[string]bool)
	var pending []json.RawMessage
	for i := range operations {
		for _, f := range operations[i].Fields {
			pending = append(pending, f.Schema)
		}
	}
	for len(pending) > 0 {
		schema := pending[len(pending)-1]
		pending = pending[:len(pending)-1]
		for _, name := range references(schema) {
			if !wanted[name] {
				wanted[name] = true
				pending = append(pending, byName[name])
			}
		}
	}
	var kept definitions
	for _, d := range all {
		if wanted[d.Name] {
			kept = append(kept, d)
		}
	}
	return kept
}

// definitionRef begins a reference to a definition; a JSON string that only quotes it has
// a backslash before the quote.
var definitionRef = []byte(`"#/$defs/`)

// references are the names of the definitions that a schema refers to. A name is
// a part of a JSON pointer in a JSON string.
func references(schema json.RawMessage) []string {
	var names []string
	for {
		at := bytes.Index(schema, definitionRef)
		if at < 0 {
			return names
		}
		end := at + stringLength(schema[at:])
		var pointer string
		if json.Unmarshal(schema[at:end], &pointer) == nil {
			names = append(names, pointerEscapes.Replace(strings.TrimPrefix(pointer, "#/$defs/")))
		}
		schema = schema[end:]
	}
}

var pointerEscapes = strings.NewReplacer("~1", "/", "~0", "~")
