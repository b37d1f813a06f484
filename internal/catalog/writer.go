package catalog

import (
	"strconv"

	"github.com/openapi-destinations/openapidestinations/internal/jsontext"
)

// writer writes JSON for people to read. It adds to what it is given, since a catalog of
// hundreds of operations is megabytes long.
type writer struct {
	b     []byte
	depth int
	// opened says that nothing stands yet in the innermost object or array.
	opened bool
}

// open begins an object or array, close ends it.
func (w *writer) open(bracket byte) {
	w.b = append(w.b, bracket)
	w.depth++
	w.opened = true
}

func (w *writer) close(bracket byte) {
	w.depth--
	if !w.opened {
		w.b = appendLine(w.b, w.depth)
	}
	w.opened = false
	w.b = append(w.b, bracket)
}

// item begins the next item of an array.
func (w *writer) item() {
	if !w.opened {
		w.b = append(w.b, ',')
	}
	w.opened = false
	w.b = appendLine(w.b, w.depth)
}

// key begins the next member of an object, under a name that needs no escapes.
func (w *writer) key(name string) {
	w.item()
	w.b = append(w.b, '"')
	w.b = append(w.b, name...)
	w.b = append(w.b, `": `...)
}

func (w *writer) text(name, value string) {
	w.key(name)
	w.b = jsontext.AppendString(w.b, value)
}

// textIfAny leaves out what is empty, as the other methods with that name do.
func (w *writer) textIfAny(name, value string) {
	if value != "" {
		w.text(name, value)
	}
}

func (w *writer) texts(name string, values []string) {
	w.key(name)
	w.open('[')
	for _, value := range values {
		w.item()
		w.b = jsontext.AppendString(w.b, value)
	}
	w.close(']')
}

func (w *writer) textsIfAny(name string, values []string) {
	if len(values) > 0 {
		w.texts(name, values)
	}
}

func (w *writer) flag(name string, value bool) {
	w.key(name)
	w.b = strconv.AppendBool(w.b, value)
}

func (w *writer) flagIfSet(name string, value bool) {
	if value {
		w.flag(name, value)
	}
}

func (w *writer) number(name string, value int) {
	w.key(name)
	w.b = strconv.AppendInt(w.b, int64(value), 10)
}

func (w *writer) numberIfAny(name string, value int) {
	if value != 0 {
		w.number(name, value)
	}
}

// json writes a value that is JSON already.
func (w *writer) json(name string, value []byte) {
	w.key(name)
	w.b = appendIndented(w.b, value, w.depth)
}

func (w *writer) jsonIfAny(name string, value []byte) {
	if len(value) > 0 {
		w.json(name, value)
	}
}

// object writes a value by what writes its members.
func object[T any](w *writer, name string, value *T, members func(*T, *writer)) {
	w.key(name)
	w.open('{')
	members(value, w)
	w.close('}')
}

// list writes an array of objects.
func list[T any](w *writer, name string, values []T, members func(*T, *writer)) {
	w.key(name)
	w.open('[')
	for i := range values {
		w.item()
		w.open('{')
		members(&values[i], w)
		w.close('}')
	}
	w.close(']')
}
