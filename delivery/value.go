package delivery

import (
	"math"
	"strconv"
	"unicode/utf8"
)

// kind is the JSON type of a value.
type kind uint8

const (
	kindNull kind = iota
	kindBool
	kindNumber
	kindString
	kindArray
	kindObject
)

// value is a JSON value as it was written: members keep their order, numbers
// their digits. EventBridge copies both, and a pattern's meaning depends on
// the order of its members ($or).
type value struct {
	kind    kind
	text    string   // a string's content, a number's literal, true or false
	secrets []part   // a string's parts, where one of them is secret
	items   []*value // of an array
	members []member // of an object
}

// member is one name and value of an object.
type member struct {
	name  string
	value *value
}

var nullValue = &value{kind: kindNull}

func stringValue(s string) *value { return &value{kind: kindString, text: s} }

// textValue is a string value with the secrets of t.
func textValue(t Text) *value {
	v := stringValue(t.Reveal())
	if t.Secret() {
		v.secrets = t.parts
	}
	return v
}

// asText is the text of a string, number or boolean.
func (v *value) asText() Text {
	if v.secrets != nil {
		return Text{parts: v.secrets}
	}
	return plain(v.text)
}

// get is the member called name, the last one if there are several, or nil.
func (v *value) get(name string) *value {
	if v == nil || v.kind != kindObject {
		return nil
	}
	for i := len(v.members) - 1; i >= 0; i-- {
		if v.members[i].name == name {
			return v.members[i].value
		}
	}
	return nil
}

// list is the array's items, or the value itself as the only one: IAM and
// CloudFormation take a single value where they take a list.
func (v *value) list() []*value {
	switch {
	case v == nil:
		return nil
	case v.kind == kindArray:
		return v.items
	default:
		return []*value{v}
	}
}

// scalar says whether the value is a string, number or boolean.
func (v *value) scalar() bool {
	return v != nil && (v.kind == kindString || v.kind == kindNumber || v.kind == kindBool)
}

// string is the text of a scalar, empty for anything else.
func (v *value) string() string {
	if !v.scalar() {
		return ""
	}
	return v.text
}

// json is the value as compact JSON, its secrets marked.
func (v *value) json() Text {
	var b builder
	b.json(v)
	return b.done()
}

// json appends v as compact JSON.
func (b *builder) json(v *value) {
	switch v.kind {
	case kindNull:
		b.str("null")
	case kindBool, kindNumber:
		b.str(v.text)
	case kindString:
		b.str(`"`)
		b.text(v.asText().transform(escapeJSON))
		b.str(`"`)
	case kindArray:
		b.str("[")
		for i, item := range v.items {
			if i > 0 {
				b.str(",")
			}
			b.json(item)
		}
		b.str("]")
	case kindObject:
		b.str("{")
		for i, m := range v.members {
			if i > 0 {
				b.str(",")
			}
			b.str(`"`)
			b.str(escapeJSON(m.name))
			b.str(`":`)
			b.json(m.value)
		}
		b.str("}")
	}
}

// escapeJSON is the content of the JSON string that means s: only what RFC
// 8259, section 7, demands is escaped.
func escapeJSON(s string) string {
	clean := true
	for i := 0; i < len(s) && clean; i++ {
		clean = s[i] >= 0x20 && s[i] != '"' && s[i] != '\\'
	}
	if clean {
		return s
	}
	out := make([]byte, 0, len(s)+8)
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '"' || c == '\\':
			out = append(out, '\\', c)
		case c == '\n':
			out = append(out, '\\', 'n')
		case c == '\r':
			out = append(out, '\\', 'r')
		case c == '\t':
			out = append(out, '\\', 't')
		case c < 0x20:
			out = append(out, '\\', 'u', '0', '0', "0123456789abcdef"[c>>4], "0123456789abcdef"[c&15])
		default:
			out = append(out, c)
		}
	}
	return string(out)
}

// isJSONNumber says whether s is a number by the grammar of RFC 8259.
func isJSONNumber(s string) bool {
	p := parser{data: s}
	_, err := p.number()
	return err == nil && p.pos == len(s)
}

// parseFloatLiteral turns a number in another notation (YAML's .5, 0x1F, 1_000)
// into a JSON literal; ok is false if it is not a finite number.
func parseFloatLiteral(s string) (literal string, ok bool) {
	if isJSONNumber(s) {
		return s, true
	}
	if n, err := strconv.ParseInt(s, 0, 64); err == nil {
		return strconv.FormatInt(n, 10), true
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsInf(f, 0) || math.IsNaN(f) {
		return "", false
	}
	literal = strconv.FormatFloat(f, 'g', -1, 64)
	return literal, isJSONNumber(literal)
}

// validText says whether s is UTF-8, which JSON must be (RFC 8259, 8.1).
func validText(s string) bool { return utf8.ValidString(s) }
