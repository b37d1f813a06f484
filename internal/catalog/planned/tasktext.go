package planned

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/jsontext"
	"github.com/openapi-destinations/openapidestinations/internal/percent"
	"github.com/openapi-destinations/openapidestinations/internal/planner/carrier/statemachine/machine"
)

// What a state machine makes of values (docs/state-machine.md): null items and properties are
// absent, and numbers are written as JavaScript does.

// part is an item of an array, or a property of an object.
type part struct {
	name  string
	value json.RawMessage
}

// entries are the items or properties of a value, without nulls, or itself.
func entries(value json.RawMessage) (out []part, keyed bool) {
	if isScalar(value) {
		return []part{{"", value}}, false
	}
	keys, items := parts(value)
	for i, item := range items {
		if string(item) == "null" {
			continue
		}
		p := part{value: item}
		if keys != nil {
			p.name = keys[i]
		}
		out = append(out, p)
	}
	return out, keys != nil
}

// taskText is a value as text.
func taskText(value json.RawMessage) string {
	if isString(value) {
		return unquote(value)
	}
	return scriptJSON(value)
}

// scriptJSON is a value as JavaScript writes it as JSON.
func scriptJSON(value json.RawMessage) string {
	switch {
	case isString(value):
		var b strings.Builder
		for _, r := range unquote(value) {
			if r < ' ' || r == '"' || r == '\\' {
				escaped := jsontext.AppendString(nil, string(r))
				b.Write(escaped[1 : len(escaped)-1])
				continue
			}
			b.WriteRune(r)
		}
		return `"` + b.String() + `"`
	case isScalar(value):
		return scriptNumber(string(value))
	}
	keys, items := parts(value)
	texts := make([]string, len(items))
	for i, item := range items {
		texts[i] = scriptJSON(item)
		if keys != nil {
			texts[i] = scriptJSON(quote(keys[i])) + ":" + texts[i]
		}
	}
	if keys != nil {
		return "{" + strings.Join(texts, ",") + "}"
	}
	return "[" + strings.Join(texts, ",") + "]"
}

// scriptNumber is a number with 15 digits as JavaScript writes it; another literal is itself.
func scriptNumber(literal string) string {
	f, err := strconv.ParseFloat(literal, 64)
	if err != nil {
		return literal
	}
	f, _ = strconv.ParseFloat(strconv.FormatFloat(f, 'g', 15, 64), 64)
	switch size := math.Abs(f); {
	case f == 0:
		return "0"
	case size >= 1e-6 && size < 1e21:
		return strconv.FormatFloat(f, 'f', -1, 64)
	}
	mantissa, exponent, _ := strings.Cut(strconv.FormatFloat(f, 'e', -1, 64), "e")
	return mantissa + "e" + exponent[:1] + strings.TrimLeft(exponent[1:], "0")
}

// leaf is a name with its texts, and what joins them.
type leaf struct {
	name  string
	texts []json.RawMessage
	by    string
}

// leaves are what becomes one name=value each, in the query and in forms.
func leaves(name string, value json.RawMessage, how machine.Encoding) []leaf {
	all, keyed := entries(value)
	switch {
	case how.JSON, isScalar(value), keyed && how.Style == "":
		return []leaf{{name, []json.RawMessage{value}, ""}}
	case how.Style == "deepObject":
		return opened(nil, name, value, how.Arrays)
	case how.Style != "" && !how.Explode:
		l := leaf{name, nil, map[string]string{"form": ",", "spaceDelimited": "%20", "pipeDelimited": "%7C"}[how.Style]}
		for _, p := range all {
			if keyed {
				l.texts = append(l.texts, quote(p.name))
			}
			l.texts = append(l.texts, p.value)
		}
		return []leaf{l}
	}
	var out []leaf
	for _, p := range all {
		if !keyed {
			p.name = name
		}
		out = append(out, leaf{p.name, []json.RawMessage{p.value}, ""})
	}
	return out
}

// opened writes a[b][0] for what is nested.
func opened(out []leaf, name string, value json.RawMessage, arrays string) []leaf {
	if isScalar(value) {
		return append(out, leaf{name, []json.RawMessage{value}, ""})
	}
	keys, items := parts(value)
	for i, item := range items {
		inner := name + "[" + strconv.Itoa(i) + "]"
		switch {
		case string(item) == "null":
			continue
		case keys != nil:
			inner = name + "[" + keys[i] + "]"
		case arrays == "repeat":
			inner = name
		case arrays == "bracket" && isScalar(item):
			inner = name + "[]"
		}
		out = opened(out, inner, item, arrays)
	}
	return out
}

// encoded is the leaf in a query or form.
func (l leaf) encoded(reserved bool) string {
	write := percent.Encode
	if reserved {
		write = func(s string) string { return encodeSome(s, reservedCharacters) }
	}
	texts := make([]string, len(l.texts))
	for i, value := range l.texts {
		texts[i] = write(taskText(value))
	}
	return percent.Encode(l.name) + "=" + strings.Join(texts, l.by)
}

// reservedCharacters are those of RFC 3986 but for #, which ends a URL.
const reservedCharacters = ":/?[]@!$&'()*+,;="

// encodeSome leaves some characters as they are, and what is percent-encoded.
func encodeSome(s, keep string) string {
	var b strings.Builder
	for i := range len(s) {
		c := s[i]
		if strings.IndexByte(keep, c) >= 0 || c == '%' && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]) {
			b.WriteByte(c)
		} else {
			b.WriteString(percent.Encode(s[i : i+1]))
		}
	}
	return b.String()
}

func isHex(c byte) bool { return strings.IndexByte("0123456789abcdefABCDEF", c) >= 0 }

// encodeCookie leaves what the value of a cookie can hold.
func encodeCookie(s string) string {
	var b strings.Builder
	for i := range len(s) {
		if c := s[i]; c <= ' ' || c >= 0x7f || strings.IndexByte("\",;\\", c) >= 0 {
			b.WriteString(percent.Encode(s[i : i+1]))
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

// joined are the texts of the entries for the styles that join them: a and b, k and v, or k=v.
func joined(value json.RawMessage, explode bool, write func(string) string) (texts []string, keyed bool) {
	all, keyed := entries(value)
	for _, p := range all {
		text := write(taskText(p.value))
		switch {
		case keyed && explode:
			texts = append(texts, write(p.name)+"="+text)
		case keyed:
			texts = append(texts, write(p.name), text)
		default:
			texts = append(texts, text)
		}
	}
	return texts, keyed
}
