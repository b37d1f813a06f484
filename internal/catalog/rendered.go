package catalog

import (
	"bytes"
	"encoding/json"
)

// rendered is JSON with each of its texts as it can be read. What stands for a token may have quotes of its
// own, so that the whole can't be taken for one text.
func rendered(text json.RawMessage, render func(string) string) json.RawMessage {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var value any
	if len(text) == 0 || d.Decode(&value) != nil {
		return text
	}
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	if e.Encode(renderedValue(value, render)) != nil {
		return text
	}
	return bytes.TrimSuffix(out.Bytes(), []byte("\n"))
}

func renderedValue(value any, render func(string) string) any {
	switch v := value.(type) {
	case string:
		return render(v)
	case []any:
		for i := range v {
			v[i] = renderedValue(v[i], render)
		}
	case map[string]any:
		for name, member := range v {
			v[name] = renderedValue(member, render)
		}
	}
	return value
}
