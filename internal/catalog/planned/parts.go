package planned

import (
	"bytes"
	"encoding/json"

	"github.com/openapi-destinations/openapidestinations/internal/jsontext"
)

// parts are the items of an array, or the keys and values of an object, in their order. The
// value is JSON that has been read before, and begins with its bracket.
func parts(value json.RawMessage) (keys []string, items []json.RawMessage) {
	if value[0] == '{' {
		keys = []string{}
	}
	depth, begin := 0, 1
	for i := 0; i < len(value); i++ {
		switch c := value[i]; {
		case c == '"':
			i += jsontext.StringLength(value[i:]) - 1
		case c == '{' || c == '[':
			depth++
		case c == '}' || c == ']':
			if depth--; depth > 0 {
				continue
			}
			if last := bytes.TrimSpace(value[begin:i]); len(last) > 0 {
				items = append(items, last)
			}
		case depth == 1 && c == ',':
			items = append(items, bytes.TrimSpace(value[begin:i]))
			begin = i + 1
		case depth == 1 && c == ':':
			keys = append(keys, unquote(bytes.TrimSpace(value[begin:i])))
			begin = i + 1
		}
	}
	return keys, items
}

// unquote is the text of a JSON string.
func unquote(value json.RawMessage) string {
	if text := value[1 : len(value)-1]; jsontext.IsPlain(text) {
		return string(text)
	}
	var text string
	_ = json.Unmarshal(value, &text) // it has been read before
	return text
}
