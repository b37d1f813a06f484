package spec

import (
	"bytes"
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/pb33f/go-yaml"

	"github.com/openapi-destinations/openapidestinations/internal/jsontext"
)

// toJSON renders n as compact JSON, keys in document order. Numbers keep the
// text they are written with wherever it is JSON; what YAML 1.1 would have taken
// for dates or booleans (2023-10-31, yes) are strings, as in YAML 1.2's core
// schema. It counts as it is written, since a small document can say much with aliases.
func (w *budget) toJSON(n node) json.RawMessage {
	if n.yaml == nil {
		return nil
	}
	return w.appendJSON(nil, n)
}

func (w *budget) appendJSON(b []byte, n node) []byte {
	switch {
	case n.isMap():
		b = append(b, '{')
		first := true
		for f := range n.fields() {
			if !first {
				b = append(b, ',')
			}
			first = false
			w.write(len(f.name) + len(`"":,`))
			b = jsontext.AppendString(b, f.name)
			b = append(b, ':')
			b = w.appendJSON(b, f.value)
		}
		return append(b, '}')
	case n.isList():
		b = append(b, '[')
		for i, item := range n.items() {
			if i > 0 {
				b = append(b, ',')
			}
			b = w.appendJSON(b, item)
		}
		return append(b, ']')
	default:
		w.write(len(n.yaml.Value) + len(","))
		return appendScalar(b, n)
	}
}

// same tells whether two values have the same JSON, without writing more of it than it takes
// to see a difference.
func (w *budget) same(a, b node) bool {
	if a.yaml == nil || b.yaml == nil || a == b {
		return a.yaml == b.yaml
	}
	w.write(10)
	switch {
	case a.isMap() && b.isMap():
		if w.spendWidth(a); len(a.file.content(a.yaml)) != len(b.file.content(b.yaml)) {
			return false
		}
		mine, theirs := slices.Collect(a.fields()), slices.Collect(b.fields())
		return slices.EqualFunc(mine, theirs, func(f, g field) bool { return f.name == g.name && w.same(f.value, g.value) })
	case a.isList() && b.isList():
		return len(a.yaml.Content) == len(b.yaml.Content) && slices.EqualFunc(a.items(), b.items(), w.same)
	case a.isScalar() && b.isScalar():
		w.write(len(a.yaml.Value))
		return jsonTypeOf(a) == jsonTypeOf(b) && a.yaml.Value == b.yaml.Value || bytes.Equal(appendScalar(nil, a), appendScalar(nil, b))
	}
	return false
}

func appendScalar(b []byte, n node) []byte {
	switch jsonTypeOf(n) {
	case typeNull:
		return append(b, "null"...)
	case typeBoolean:
		return append(b, strings.ToLower(n.yaml.Value)...)
	case typeInteger, typeFraction:
		number, _ := numberText(n.yaml)
		return append(b, number...)
	default:
		return jsontext.AppendString(b, n.yaml.Value)
	}
}

// jsonTypeOf is the one JSON type of the value n.
func jsonTypeOf(n node) types {
	switch {
	case n.isMap():
		return typeObject
	case n.isList():
		return typeArray
	}
	switch n.yaml.ShortTag() {
	case "!!null":
		return typeNull
	case "!!bool":
		if text := strings.ToLower(n.yaml.Value); text == "true" || text == "false" {
			return typeBoolean
		}
	case "!!int", "!!float":
		if number, ok := numberText(n.yaml); ok {
			return numberType(number)
		}
	}
	return typeString
}

// numberType tells a JSON number that is an integer in value, such as 1.0, from
// others, as JSON Schema does.
func numberType(number string) types {
	if strings.ContainsAny(number, ".eE") {
		if value, err := strconv.ParseFloat(number, 64); err != nil || value != math.Trunc(value) {
			return typeFraction
		}
	}
	return typeInteger
}

// numberText is a number as JSON: its own text, or its value when YAML writes it
// in a way that JSON lacks (0x1F, +1, .5). There is none for .inf and .nan.
func numberText(n *yaml.Node) (string, bool) {
	if json.Valid([]byte(n.Value)) {
		return n.Value, true
	}
	if n.ShortTag() == "!!int" {
		digits := strings.ReplaceAll(n.Value, "_", "")
		base := 10 // YAML 1.2: 010 is ten
		if strings.HasPrefix(digits, "0x") || strings.HasPrefix(digits, "0o") {
			base = 0
		}
		if value, err := strconv.ParseInt(digits, base, 64); err == nil {
			return strconv.FormatInt(value, 10), true
		}
	}
	var value float64
	if err := n.Decode(&value); err != nil || math.IsInf(value, 0) || math.IsNaN(value) {
		return "", false
	}
	return strconv.FormatFloat(value, 'g', -1, 64), true
}
