//go:build !race

package corpus

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// What follows is how OpenAPI writes arrays, objects and scalars ("Style Values" of the
// Parameter Object, "Encoding Object"), for requests that a state machine makes. No value
// and an array or object without any are nothing; the numbers are JavaScript's.

// style is how a parameter, or a property of a form, is written.
type style struct {
	name          string
	explode, json bool
}

// styleOf is the style of a parameter, or what an encoding object says.
func styleOf(n node, silent string) style {
	s := style{name: n.get("style").text()}
	if s.name == "" {
		s.name = silent
	}
	s.explode = s.name == "form"
	if n.has("explode") {
		s.explode = n.get("explode").is(true)
	}
	return s
}

// item is one value, which has a name in an object.
type item struct {
	name  string
	value any
}

// items are the values that something has, without nulls; those of an object by their names,
// which is the order in which events are made here.
func items(value any) []item {
	var all []item
	switch value := value.(type) {
	case []any:
		for _, v := range value {
			all = append(all, item{"", v})
		}
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(value)) {
			all = append(all, item{name, value[name]})
		}
	default:
		return []item{{"", value}}
	}
	return slices.DeleteFunc(all, func(i item) bool { return i.value == nil })
}

// several tells whether a value is an array or object.
func several(value any) bool {
	_, array := value.([]any)
	_, object := value.(map[string]any)
	return array || object
}

// nothing tells whether there is no value, where values become text.
func nothing(value any) bool { return value == nil || several(value) && len(items(value)) == 0 }

// listed are the values as a list: a,b or k,v or, exploded, k=v.
func (s style) list(value any, write func(string) string) []string {
	var all []string
	for _, i := range items(value) {
		text := write(asText(i.value))
		_, object := value.(map[string]any)
		switch {
		case object && s.explode:
			all = append(all, write(i.name)+"="+text)
		case object:
			all = append(all, write(i.name), text)
		default:
			all = append(all, text)
		}
	}
	return all
}

// pairs are what a value becomes in a query or form, encoded.
func (s style) pairs(name string, value any) []string {
	separators := map[string]string{"form": ",", "spaceDelimited": "%20", "pipeDelimited": "%7C"}
	switch {
	case s.json || !several(value):
		return []string{encode(name) + "=" + encode(asText(value))}
	case s.name == "deepObject":
		var all []string
		_, array := value.([]any)
		for n, i := range items(value) {
			if array {
				i.name = strconv.Itoa(n)
			}
			all = append(all, s.pairs(name+"["+i.name+"]", i.value)...)
		}
		return all
	case !s.explode:
		return []string{encode(name) + "=" + strings.Join(s.list(value, encode), separators[s.name])}
	}
	var all []string
	for _, i := range items(value) {
		if i.name == "" {
			i.name = name
		}
		all = append(all, encode(i.name)+"="+encode(asText(i.value)))
	}
	return all
}

// path is what stands for a value in a path (RFC 6570, sections 3.2.2, 3.2.5 and 3.2.7).
func (s style) path(name string, value any) string {
	between := ","
	before := map[string]string{"label": ".", "matrix": ";"}[s.name]
	if s.explode && before != "" {
		between = before
	}
	list := s.list(value, encode)
	_, array := value.([]any)
	switch {
	case s.name == "matrix" && s.explode && array:
		for i := range list {
			list[i] = encode(name) + "=" + list[i]
		}
	case s.name == "matrix" && (!s.explode || !several(value)):
		before += encode(name) + "="
	}
	return before + strings.Join(list, between)
}

// asText is a value as text; an array or object is its JSON.
func asText(value any) string {
	switch value := value.(type) {
	case json.Number:
		return number(value)
	case []any, map[string]any:
		return asJSON(value)
	}
	return text(value)
}

// asJSON is JSON as JavaScript writes it.
func asJSON(value any) string {
	var all []string
	switch value := value.(type) {
	case []any:
		for _, v := range value {
			all = append(all, asJSON(v))
		}
		return "[" + strings.Join(all, ",") + "]"
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(value)) {
			all = append(all, asJSON(name)+":"+asJSON(value[name]))
		}
		return "{" + strings.Join(all, ",") + "}"
	case json.Number:
		return number(value)
	case string:
		var b strings.Builder
		encoder := json.NewEncoder(&b)
		encoder.SetEscapeHTML(false)
		_ = encoder.Encode(value)
		return strings.NewReplacer(`\u2028`, "\u2028", `\u2029`, "\u2029").Replace(strings.TrimSuffix(b.String(), "\n"))
	case nil:
		return "null"
	}
	return text(value)
}

// number is a number with 15 digits, as JavaScript writes it (ECMA-262, Number::toString).
func number(n json.Number) string {
	f, _ := strconv.ParseFloat(n.String(), 64)
	f, _ = strconv.ParseFloat(strconv.FormatFloat(f, 'g', 15, 64), 64)
	switch abs := math.Abs(f); {
	case f == 0:
		return "0"
	case abs >= 1e-6 && abs < 1e21:
		return strconv.FormatFloat(f, 'f', -1, 64)
	}
	mantissa, exponent, _ := strings.Cut(strconv.FormatFloat(f, 'e', -1, 64), "e")
	return mantissa + "e" + exponent[:1] + strings.TrimLeft(exponent[1:], "0")
}

// long tells whether a value has a number whose digits may be lost on the way to a text.
func long(value any) bool {
	if n, ok := value.(json.Number); ok {
		f, _ := n.Float64()
		return math.Abs(f) >= 1e15
	}
	return several(value) && slices.ContainsFunc(items(value), func(i item) bool { return long(i.value) })
}

// notInHeader are characters that a header can't have here, of which AWS says nothing.
var notInHeader = regexp.MustCompile(`[^\t -~]`)

// inCookie are the texts that nobody would write differently in a cookie.
var inCookie = regexp.MustCompile(`^[A-Za-z0-9._~-]*$`)

// dotted is a path segment that changes the path, however often it is encoded.
var dotted = regexp.MustCompile(`^(\.|%(25)*2[Ee]){1,2}$`)

// byMachine is the request that a state machine makes of an event, or why it makes none.
type byMachine struct {
	*builder
	values  values
	request *request
	refused []string
}

func (m *byMachine) refuse(format string, args ...any) {
	m.refused = append(m.refused, fmt.Sprintf(format, args...))
}

// buildByMachine is build for an operation that a state machine carries.
func (b *builder) buildByMachine(detail map[string]any, eventID string) (*request, error) {
	m := &byMachine{
		builder: b, values: values{fields: b.fields, detail: detail, eventID: eventID},
		request: &request{method: b.fields.Method, headers: make(map[string]string), credentials: b.credentials, task: task{carried: true}},
	}
	path, _, _ := strings.Cut(b.fields.Path, "#")
	path, query, _ := strings.Cut(path, "?")
	pairs := strings.FieldsFunc(query, func(c rune) bool { return c == '&' })
	variables := make(map[string]string)
	var cookies []string
	for _, p := range b.parameters {
		switch {
		case b.credentials.holds(p):
		case p.in == "path":
			variables[p.name] = m.path(p)
		case p.in == "query":
			pairs = append(pairs, m.query(p)...)
		case p.in == "header" && !b.leftOut(p.name) && !forbidden(p.name):
			m.header(p)
		case p.in == "cookie":
			cookies = append(cookies, m.cookie(p)...)
		}
	}
	if len(cookies) > 0 {
		m.request.headers["cookie"] = strings.Join(cookies, "; ")
	}
	m.request.url = b.server + fill(path, variables)
	if len(pairs) > 0 {
		m.request.url += "?" + strings.Join(pairs, "&")
	}
	m.body()
	if types := b.accept(); len(types) > 0 && !b.credentials.header("accept") {
		m.request.headers["accept"] = strings.Join(types, ", ")
	}
	m.request.scopes = b.doc.scopes(b.op, b.credentials)
	m.request.refused = strings.Join(m.refused, "; ")
	return m.request, m.values.err
}

// forbidden tells whether Step Functions refuses a header beside those that EventBridge
// removes (https://docs.aws.amazon.com/step-functions/latest/dg/call-https-apis.html).
func forbidden(header string) bool {
	header = strings.ToLower(header)
	return header == "server" || strings.HasPrefix(header, "x-forwarded-") ||
		strings.HasPrefix(header, "x-amz-") || strings.HasPrefix(header, "x-amzn-")
}

// value is what is sent of a parameter; nil for nothing.
func (m *byMachine) value(p parameter) any {
	if value, ok := p.constant(); ok {
		return value
	}
	f := m.fields.field(p.in, p.name, "")
	if f == nil {
		if p.in != "path" || strings.Contains(m.fields.Path, "{"+p.name+"}") {
			m.values.fail("no field carries the %s parameter %q", p.in, p.name)
		}
		return nil
	}
	return m.checked(p, f, p.required || p.in == "path")
}

// checked is the value of a field. What is required must be there.
func (m *byMachine) checked(p parameter, f *field, required bool) any {
	value, _ := m.values.look(f)
	switch {
	case nothing(value) && f.Idempotency:
		return m.values.eventID
	case nothing(value) && !(p.has("content") && value != nil):
		if required {
			m.refuse("%s is missing", f.Field)
		}
		return nil
	case long(value):
		m.refuse("%s has too long a number", f.Field)
	}
	return value
}

func (m *byMachine) path(p parameter) string {
	value := m.value(p)
	if value == nil {
		return ""
	}
	s := styleOf(p.node, "simple")
	if p.has("content") {
		value = asText(value)
	}
	if whole := strings.Join(s.list(value, encode), ","); whole == "" || dotted.MatchString(whole) {
		m.refuse("%s can't stand in a path", p.name)
	}
	return s.path(p.name, value)
}

func (m *byMachine) query(p parameter) []string {
	s := styleOf(p.node, "form")
	s.json = p.has("content")
	if p.get("allowReserved").is(true) {
		m.request.loose = true
	}
	if _, fixed := p.constant(); fixed || m.fields.field(p.in, p.name, "") != nil {
		if value := m.value(p); value != nil {
			return s.pairs(p.name, value)
		}
		return nil
	}
	return m.keyed(p, s)
}

// keyed are the pairs of an object each of whose properties has a field.
func (m *byMachine) keyed(p parameter, s style) []string {
	whole := make(map[string]any)
	schema := p.get("schema")
	for _, property := range schema.properties(depth) {
		name := property
		if s.name == "deepObject" {
			name = p.name + "[" + property + "]"
		}
		required := p.required && schema.requires(property)
		if value, ok := schema.property(property, depth).constant(depth); ok && required && value.text() != "" {
			whole[property] = value.text()
			continue
		}
		f := m.fields.field("query", name, property)
		if f == nil {
			m.values.fail("no field carries the property %q of %q", property, p.name)
			continue
		}
		guarded := f.Guarded != nil && *f.Guarded
		if value := m.checked(p, f, guarded); value != nil {
			whole[property] = value
		}
	}
	if nothing(whole) {
		if p.required {
			m.refuse("%s is missing", p.name)
		}
		return nil
	}
	return s.pairs(p.name, whole)
}

func (m *byMachine) header(p parameter) {
	value := m.value(p)
	if value == nil {
		return
	}
	if p.has("content") {
		value = asText(value)
	}
	line := strings.Join(styleOf(p.node, "simple").list(value, func(s string) string { return s }), ",")
	if notInHeader.MatchString(line) {
		m.refuse("%s has a character that no header has", p.name)
	}
	m.request.headers[strings.ToLower(p.name)] = line
}

func (m *byMachine) cookie(p parameter) []string {
	value := m.value(p)
	if value == nil {
		return nil
	}
	if p.has("content") {
		value = asText(value)
	}
	s := styleOf(p.node, "form")
	plain := func(s string) string {
		m.request.looseCookie = m.request.looseCookie || !inCookie.MatchString(s)
		return s
	}
	list := s.list(value, plain)
	if _, object := value.(map[string]any); object && s.explode {
		return list
	}
	if !s.explode {
		list = []string{strings.Join(list, ",")}
	}
	for i := range list {
		list[i] = p.name + "=" + list[i]
	}
	return list
}

// body is nothing where the event has none.
func (m *byMachine) body() {
	r := m.request
	r.text, r.absent = "", true
	content := m.op.get("requestBody").get("content")
	if len(content.keys()) == 0 {
		return
	}
	f := m.fields.body()
	if f == nil || !content.has(f.ContentType) {
		m.values.fail("the media type of the body is none of %q: %+v", content.keys(), f)
		return
	}
	value := m.values.detail["message"]
	if value == nil {
		if m.op.get("requestBody").get("required").is(true) {
			m.refuse("message is missing")
		}
		return
	}
	r.absent = false
	if r.headers["content-type"] = f.ContentType; strings.Contains(f.ContentType, "*") {
		r.headers["content-type"] = "application/json" // a range is no type
	}
	switch essence, _, _ := strings.Cut(f.ContentType, ";"); {
	case essence == "application/x-www-form-urlencoded":
		r.text = m.form(content.get(f.ContentType), value)
	case essence == "multipart/form-data":
		m.multipart(content.get(f.ContentType), value)
	case isJSONType(essence):
		r.body = value
	case strings.Contains(essence, "ndjson") || strings.Contains(essence, "jsonl"):
		m.checkLong(value)
		r.text = lines(value)
	default:
		m.checkLong(value)
		r.text = asText(value)
	}
}

func (m *byMachine) checkLong(value any) {
	if long(value) {
		m.refuse("message has too long a number")
	}
}

func isJSONType(essence string) bool {
	return essence == "application/json" || strings.HasSuffix(essence, "+json") || strings.HasPrefix(essence, "*/") ||
		strings.HasPrefix(essence, "application/*")
}

// lines are the items of an array, each as JSON on a line.
func lines(value any) string {
	list, array := value.([]any)
	if !array {
		return asText(value)
	}
	var b strings.Builder
	for _, v := range list {
		b.WriteString(asJSON(v) + "\n")
	}
	return b.String()
}

// encodingOf is how a property of a form is written (OpenAPI 3.0: as in the style form, where
// nothing is said; since 3.1: by its type, of which arrays are repeated).
func (m *byMachine) encodingOf(media node, property string) style {
	encoding := media.get("encoding").get(property)
	said := encoding.has("style") || encoding.has("explode") || encoding.has("allowReserved")
	essence, _, _ := strings.Cut(encoding.get("contentType").text(), ";")
	version, _ := m.doc.root().get("openapi").string()
	s := styleOf(encoding, "form")
	s.json = !said && essence != "" && isJSONType(essence)
	if !said && !strings.HasPrefix(version, "3.0") {
		s.explode = true
	}
	if encoding.get("allowReserved").is(true) {
		m.request.loose = true
	}
	return s
}

func (m *byMachine) form(media node, value any) string {
	if whole, ok := value.(string); ok {
		return whole
	}
	object, ok := value.(map[string]any)
	if !ok {
		m.refuse("message is no object")
		return ""
	}
	var pairs []string
	for _, i := range items(object) {
		s := m.encodingOf(media, i.name)
		switch {
		case nothing(i.value) && !s.json:
			continue
		case long(i.value):
			m.refuse("message.%s has too long a number", i.name)
		}
		pairs = append(pairs, s.pairs(i.name, i.value)...)
	}
	return strings.Join(pairs, "&")
}

// part is a part of a multipart body.
type part struct{ name, contentType, content string }

func (m *byMachine) multipart(media node, value any) {
	object, ok := value.(map[string]any)
	if !ok {
		m.refuse("message is no object")
		return
	}
	m.request.parts = []part{}
	for _, i := range items(object) {
		encoding := media.get("encoding").get(i.name)
		contentType := encoding.get("contentType").text()
		essence, _, _ := strings.Cut(contentType, ";")
		if nothing(i.value) && !isJSONType(essence) {
			continue
		}
		values := []item{i}
		if _, array := i.value.([]any); array && !isJSONType(essence) {
			values = items(i.value)
		}
		for _, v := range values {
			if long(v.value) {
				m.refuse("message.%s has too long a number", i.name)
			}
			own := contentType
			if own == "" && several(v.value) {
				own = "application/json"
			}
			m.request.parts = append(m.request.parts, part{i.name, own, asText(v.value)})
		}
	}
}
