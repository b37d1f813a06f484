package planned

import (
	"bytes"

	"github.com/openapi-destinations/openapidestinations/internal/catalog"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// reachable keeps the definitions that the operations' schemas lead to.
func reachable(all []spec.Definition, operations []catalog.Operation) []catalog.Definition {
	r := reach{byName: make(map[string]int, len(all)), wanted: make([]bool, len(all))}
	for i := range all {
		r.byName[all[i].Name] = i
	}
	for i := range operations {
		for j := range operations[i].Fields {
			r.follow(operations[i].Fields[j].Schema)
		}
		for j := range operations[i].Answers {
			r.follow(operations[i].Answers[j].Schema)
		}
	}
	for len(r.pending) > 0 {
		next := r.pending[len(r.pending)-1]
		r.pending = r.pending[:len(r.pending)-1]
		r.follow(all[next].JSON)
	}
	var kept []catalog.Definition
	for i := range all {
		if r.wanted[i] {
			kept = append(kept, catalog.Definition(all[i]))
		}
	}
	return kept
}

// reach is how far the references lead: the definitions that are wanted, and those of them
// that have not been followed.
type reach struct {
	byName  map[string]int
	wanted  []bool
	pending []int
}

// definitionRef begins a reference to a definition; a JSON string that only quotes it has
// a backslash before the quote.
var definitionRef = []byte(`"#/$defs/`)

// follow wants the definitions that a schema refers to. A definition's name needs no escapes,
// neither those of JSON nor those of its pointers.
func (r *reach) follow(schema []byte) {
	for {
		_, reference, found := bytes.Cut(schema, definitionRef)
		if !found {
			return
		}
		name, rest, _ := bytes.Cut(reference, []byte{'"'})
		if i, ok := r.byName[string(name)]; ok && !r.wanted[i] {
			r.wanted[i] = true
			r.pending = append(r.pending, i)
		}
		schema = rest
	}
}
