package delivery

import (
	"regexp"
	"strconv"
	"strings"
)

// Values of an event as texts, as docs/state-machine.md says: null items and properties are
// absent, numbers are JavaScript's.

// The limits of the state machine's expression (docs/state-machine.md).
const (
	mostValues     = 1000
	mostJSONValues = 10000
	mostLevels     = 20
)

// texter makes texts of the values of one field, and knows what is wrong with them.
type texter struct {
	long    bool // a number may have lost digits
	deep    bool // it is nested too deeply
	decimal bool // a number with a point or exponent became text
}

// written is a name and its texts, none of them encoded, and what joins them.
type written struct {
	name  string
	texts []string
	join  string
}

// oneText says whether v is written as one text.
func (e encoding) oneText(v *value) bool { return v.scalar() || e.json }

// isSent says whether v counts as there: an empty array or object is a value as JSON only.
func (e encoding) isSent(v *value) bool { return !v.empty() || e.json && v.kind != kindNull }

// text is any value as a text.
func (t *texter) text(v *value) string {
	switch v.kind {
	case kindString, kindBool:
		return v.text
	case kindNumber:
		return t.number(v.text)
	}
	return t.json(v)
}

func (t *texter) number(literal string) string {
	text, ok := shortText(literal)
	t.long = t.long || !ok
	t.decimal = t.decimal || decimalLiteral(literal)
	return text
}

// json is a value as JSON in a text.
func (t *texter) json(v *value) string {
	return string(appendScript(nil, v, t.number))
}

// textOrJSON is what "json" makes of a value: a string stays itself.
func (t *texter) textOrJSON(v *value) string {
	if v.kind == kindString {
		return v.text
	}
	return t.json(v)
}

// tooMany says whether an array or object has more values than a limit. Those that are arrays
// don't count, but what is in them does.
func (v *value) tooMany(most int) bool {
	return (v.kind == kindArray || v.kind == kindObject) && v.count() > most+1
}

func (v *value) count() (n int) {
	if v.kind != kindArray {
		n = 1
	}
	for _, item := range v.items {
		n += item.count()
	}
	for _, m := range v.members {
		n += m.value.count()
	}
	return n
}

// present are the items that aren't null.
func (v *value) present() (items []*value) {
	for _, item := range v.items {
		if item.kind != kindNull {
			items = append(items, item)
		}
	}
	return items
}

// presentMembers are those that aren't null.
func (v *value) presentMembers() (members []member) {
	for _, m := range v.members {
		if m.value.kind != kindNull {
			members = append(members, m)
		}
	}
	return members
}

// empty says whether v is null, or an array or object with nothing in it.
func (v *value) empty() bool {
	switch v.kind {
	case kindNull:
		return true
	case kindArray:
		return len(v.items) == 0
	case kindObject:
		return len(v.members) == 0
	}
	return false
}

// list are the texts of an array's items, or of an object's names and values, each pair joined
// if they are exploded.
func (t *texter) list(v *value, explode bool) (out []string) {
	for _, item := range v.present() {
		out = append(out, t.text(item))
	}
	for _, m := range v.presentMembers() {
		if explode {
			out = append(out, m.name+"="+t.text(m.value))
		} else {
			out = append(out, m.name, t.text(m.value))
		}
	}
	return out
}

var joins = map[string]string{"form": ",", "spaceDelimited": "%20", "pipeDelimited": "%7C"}

// pairs are the names and texts that a value is written as in a query, form or cookie.
func (t *texter) pairs(name string, v *value, e encoding) []written {
	switch {
	case !e.isSent(v):
		return nil
	case e.json:
		return []written{{name, []string{t.textOrJSON(v)}, ""}}
	case v.scalar(), v.kind == kindObject && e.style == "":
		return []written{{name, []string{t.text(v)}, ""}}
	case e.style == "deepObject":
		return t.nested(nil, name, v, e.arrays, 1)
	}
	var out []written
	switch {
	case v.kind == kindArray && (e.explode || e.style == ""):
		for _, item := range v.present() {
			out = append(out, written{name, []string{t.text(item)}, ""})
		}
	case v.kind == kindObject && e.explode:
		for _, m := range v.presentMembers() {
			out = append(out, written{m.name, []string{t.text(m.value)}, ""})
		}
	default:
		out = append(out, written{name, t.list(v, false), joins[e.style]})
	}
	return out
}

// nested appends what deepObject makes of a value.
func (t *texter) nested(out []written, name string, v *value, arrays string, level int) []written {
	switch {
	case v.empty():
		return out
	case v.scalar():
		return append(out, written{name, []string{t.text(v)}, ""})
	case level > mostLevels:
		t.deep = true
		return out
	}
	for i, item := range v.items {
		inner := name + "[" + strconv.Itoa(i) + "]"
		switch {
		case arrays == "repeat":
			inner = name
		case arrays == "bracket" && item.scalar():
			inner = name + "[]"
		}
		out = t.nested(out, inner, item, arrays, level+1)
	}
	for _, m := range v.members {
		out = t.nested(out, name+"["+m.name+"]", m.value, arrays, level+1)
	}
	return out
}

// reservedCharacters are those of RFC 3986 that "reserved" leaves as they are.
const reservedCharacters = ":/?[]@!$&'()*+,;="

// encodeReserved percent-encodes but for unreserved and reserved characters and what is encoded.
func encodeReserved(s, keep string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case strings.IndexByte(keep, c) >= 0:
			b.WriteByte(c)
		case c == '%' && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]):
			b.WriteByte(c)
		default:
			b.WriteString(percentEncode(s[i : i+1]))
		}
	}
	return b.String()
}

func isHex(c byte) bool { return strings.IndexByte("0123456789abcdefABCDEF", c) >= 0 }

// encoded is the pair as it stands in a query or form.
func (w written) encoded(reserved bool) string {
	var b strings.Builder
	b.WriteString(percentEncode(w.name) + "=")
	for i, text := range w.texts {
		if i > 0 {
			b.WriteString(w.join)
		}
		if reserved {
			b.WriteString(encodeReserved(text, reservedCharacters))
		} else {
			b.WriteString(percentEncode(text))
		}
	}
	return b.String()
}

// cookieEncode percent-encodes what a cookie's value can't have.
func cookieEncode(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if c := s[i]; c <= ' ' || c >= 0x7f || strings.IndexByte("\",;\\", c) >= 0 {
			b.WriteString(percentEncode(s[i : i+1]))
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

// cookie is the pair as it stands in the header Cookie.
func (w written) cookie() string {
	texts := make([]string, len(w.texts))
	for i, text := range w.texts {
		texts[i] = cookieEncode(text)
	}
	return w.name + "=" + strings.Join(texts, w.join)
}

var (
	encodedDot   = regexp.MustCompile(`(?i)%(25)*2e`)
	encodedSlash = regexp.MustCompile(`(?i)/|\\|%(25)*(2f|5c)`)
)

// isDots says whether a path segment leads elsewhere, however often it is encoded.
func isDots(segment string) bool {
	segment = encodedDot.ReplaceAllString(segment, ".")
	return segment == "." || segment == ".."
}

// inPaths are the characters that mean something in a path, or end it.
const inPaths = "/\\%?#;\r\n"

// text is the value as it stands in the path, or why it can't.
func (f *pathField) text(t *texter, v *value) (text, why string) {
	const dots = "it is empty or a dot segment"
	whole := t.list(v, f.explode)
	if v.scalar() {
		whole = []string{t.text(v)}
	}
	plain := strings.Join(whole, ",")
	text = f.styled(t, v)
	if plain == "" || isDots(plain) {
		return "", dots
	}
	if f.reserved {
		for _, segment := range encodedSlash.Split(plain, -1) {
			if isDots(segment) {
				return "", dots
			}
		}
	}
	if f.guard && strings.ContainsAny(plain, inPaths) {
		return "", "it has a character that could change it"
	}
	return text, ""
}

// styled is the value in the field's style.
func (f *pathField) styled(t *texter, v *value) string {
	encode := percentEncode
	if f.reserved {
		keep := strings.ReplaceAll(reservedCharacters, "?", "")
		encode = func(s string) string { return encodeReserved(s, keep) }
	}
	var list []string
	for _, item := range v.present() {
		list = append(list, encode(t.text(item)))
	}
	for _, m := range v.presentMembers() {
		if text := encode(t.text(m.value)); f.explode {
			list = append(list, encode(m.name)+"="+text)
		} else {
			list = append(list, encode(m.name), text)
		}
	}
	if v.scalar() {
		list = []string{encode(t.text(v))}
	}
	named := encode(f.name) + "="
	switch {
	case f.style == "label" && f.explode:
		return "." + strings.Join(list, ".")
	case f.style == "label":
		return "." + strings.Join(list, ",")
	case f.style == "matrix" && f.explode && v.kind == kindArray:
		return ";" + named + strings.Join(list, ";"+named)
	case f.style == "matrix" && f.explode && v.kind == kindObject:
		return ";" + strings.Join(list, ";")
	case f.style == "matrix":
		return ";" + named + strings.Join(list, ",")
	}
	return strings.Join(list, ",")
}
