package planned

import (
	"encoding/json"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/jsontext"
)

// ordered is a JSON object that keeps the order of its members.
type ordered []member

// member is a value, or an object that has members of its own.
type member struct {
	name    string
	value   json.RawMessage
	members ordered
}

// set adds a value at a dotted place.
func (o ordered) set(field string, value json.RawMessage) ordered {
	name, rest, deeper := strings.Cut(field, ".")
	if !deeper {
		return append(o, member{name: name, value: value})
	}
	for i := range o {
		if o[i].name == name && o[i].members != nil {
			o[i].members = o[i].members.set(rest, value)
			return o
		}
	}
	return append(o, member{name: name, members: ordered(nil).set(rest, value)})
}

// lookup finds the value at a dotted place; it is nil where there is none.
func (o ordered) lookup(field string) json.RawMessage {
	name, rest, deeper := strings.Cut(field, ".")
	for i := range o {
		if m := &o[i]; m.name == name && deeper == (m.members != nil) {
			if deeper {
				return m.members.lookup(rest)
			}
			return m.value
		}
	}
	return nil
}

// whole finds the value at a dotted place, also that of an object which was put together.
func (o ordered) whole(field string) json.RawMessage {
	name, rest, deeper := strings.Cut(field, ".")
	for i := range o {
		switch m := &o[i]; {
		case m.name != name:
		case deeper:
			return m.members.whole(rest)
		case m.members != nil:
			return m.members.json()
		default:
			return m.value
		}
	}
	return nil
}

func (o ordered) json() json.RawMessage { return o.appendTo(make([]byte, 0, 128)) }

func (o ordered) appendTo(b []byte) []byte {
	b = append(b, '{')
	for i := range o {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(jsontext.AppendString(b, o[i].name), ':')
		if o[i].members != nil {
			b = o[i].members.appendTo(b)
		} else {
			b = append(b, o[i].value...)
		}
	}
	return append(b, '}')
}
