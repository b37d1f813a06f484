package catalog

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/jsontext"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/spec"
)

const (
	// sampleSource stands in samples where any source is accepted.
	sampleSource = "my.application"
	// mask stands for a credential.
	mask = "****"
	// defaultContentType is EventBridge's own
	// (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-api-destinations.html).
	defaultContentType = "application/json; charset=utf-8"
)

// sampleEvent carries all required fields, and the optional ones where each has
// rules of its own: the sample of an operation is then sent exactly. The detail comes with
// it as it was put together, for what is looked up in it.
func sampleEvent(op *plan.Operation, sources []string) (*Event, ordered) {
	source := sampleSource
	if len(sources) > 0 {
		source = sources[0]
	}
	detail := ordered{}
	for i := range op.Fields {
		f := &op.Fields[i]
		if f.Required || f.In == "body" || op.EachOptional && !f.Idempotency {
			detail = detail.set(strings.Split(f.Path, "."), sampleValue(f))
		}
	}
	return &Event{Source: source, DetailType: op.DetailType, Detail: detail.json()}, detail
}

// sampleValue is what a field carries: a body as it is, else one scalar.
func sampleValue(f *plan.Field) json.RawMessage {
	value := bestSample(f.Schema, f.Example)
	switch {
	case f.In == "body":
		if strings.Contains(f.ContentType, "json") || strings.Contains(f.ContentType, "*") || isString(value) {
			return value
		}
		return quote("text")
	case f.ContentType != "" && (strings.Contains(f.ContentType, "json") || !isString(value)):
		return quote(compact(value))
	}
	text := scalar(value, f.Format)
	if f.In == "path" && (text == "" || text == "." || text == "..") {
		return quote("value")
	}
	if isScalar(value) && !isString(value) {
		return value
	}
	return quote(text)
}

// scalar writes a value as the one string that travels.
func scalar(value json.RawMessage, format string) string {
	if isString(value) {
		if text := value[1 : len(value)-1]; isPlain(string(text)) {
			return string(text)
		}
		var s string
		if json.Unmarshal(value, &s) == nil {
			return s
		}
	}
	if isScalar(value) {
		return string(value)
	}
	separator := ","
	for _, s := range []string{" ", "|", "."} {
		if strings.HasSuffix(format, fmt.Sprintf("%q", s)) {
			separator = s
		}
	}
	keys, items := parts(value)
	texts := make([]string, 0, len(items))
	for i, item := range items {
		text := scalar(item, "")
		switch {
		case keys == nil:
		case strings.Contains(format, "key=value"):
			text = keys[i] + "=" + text
		default:
			text = keys[i] + separator + text
		}
		texts = append(texts, text)
	}
	if format == "" {
		texts = texts[:min(len(texts), 1)]
	}
	if keys != nil && len(texts) == 0 {
		return "value"
	}
	return strings.Join(texts, separator)
}

// parts are the items of an array, or the keys and values of an object, in their order.
func parts(value json.RawMessage) (keys []string, items []json.RawMessage) {
	decoder := json.NewDecoder(bytes.NewReader(value))
	open, err := decoder.Token()
	if open == json.Delim('{') {
		keys = []string{}
	}
	for err == nil && decoder.More() {
		if keys != nil {
			var key json.Token
			if key, err = decoder.Token(); err != nil {
				break
			}
			keys = append(keys, key.(string))
		}
		var item json.RawMessage
		err = decoder.Decode(&item)
		items = append(items, item)
	}
	return keys, items
}

// bestSample prefers the document's examples.
func bestSample(s *spec.Schema, example json.RawMessage) json.RawMessage {
	switch {
	case telling(example):
		return unquoted(s, example)
	case s == nil:
		return quote("value")
	}
	for _, candidate := range []json.RawMessage{s.Constant, s.Example, s.Default} {
		if telling(candidate) {
			return candidate
		}
	}
	for _, candidate := range s.Enum {
		if telling(candidate) {
			return candidate
		}
	}
	return sampleOf(s)
}

// telling tells whether a value shows anything: null is as good as nothing in an event, and
// an empty text looks like it.
func telling(value json.RawMessage) bool {
	return len(value) > 0 && string(value) != "null" && string(value) != `""`
}

// unquoted is an example of an object or array that the document wrote as text.
func unquoted(s *spec.Schema, example json.RawMessage) json.RawMessage {
	var text string
	if s == nil || len(s.Types) == 0 || slices.Contains(s.Types, "string") || json.Unmarshal(example, &text) != nil {
		return example
	}
	if inner := json.RawMessage(strings.TrimSpace(text)); json.Valid(inner) {
		return inner
	}
	return example
}

// sampleOf makes a value of the schema's first type.
func sampleOf(s *spec.Schema) json.RawMessage {
	kind := ""
	for _, t := range s.Types {
		if t != "null" {
			kind = t
			break
		}
	}
	switch kind {
	case "object":
		return sampleObject(s)
	case "array":
		return append(append(json.RawMessage("["), bestSample(s.Items, nil)...), ']')
	case "integer":
		return json.RawMessage("1")
	case "number":
		return json.RawMessage("1.5")
	case "boolean":
		return json.RawMessage("true")
	}
	return quote(formatted(s.Format))
}

// sampleObject has the required properties, or all where none is required.
func sampleObject(s *spec.Schema) json.RawMessage {
	anyRequired := slices.ContainsFunc(s.Properties, func(p spec.Property) bool { return p.Required })
	out := ordered{}
	for _, p := range s.Properties {
		if (p.Required || !anyRequired) && !p.Schema.ReadOnly {
			out = out.set([]string{p.Name}, bestSample(p.Schema, nil))
		}
	}
	return out.json()
}

// formatted is a string of an OpenAPI format.
func formatted(format string) string {
	samples := map[string]string{
		"date": "2026-01-31", "date-time": "2026-01-31T12:00:00Z", "time": "12:00:00Z",
		"email": "someone@example.com", "uuid": "123e4567-e89b-12d3-a456-426614174000",
		"uri": "https://example.com/", "url": "https://example.com/", "hostname": "example.com",
		"ipv4": "192.0.2.1", "ipv6": "2001:db8::1", "byte": "dGV4dA==",
	}
	if s, ok := samples[format]; ok {
		return s
	}
	return "text"
}

// sampleRequest is what the sample event becomes, from the plan's own request.
func sampleRequest(op *plan.Operation, detail ordered, c *plan.Connection, baseURL string) *Request {
	r := &Request{
		Method:  op.Spec.Method,
		Headers: map[string]string{"Content-Type": defaultContentType},
		Body:    json.RawMessage("{}"),
	}
	path := op.Request.Path
	for _, v := range op.Request.PathValues {
		path = strings.Replace(path, "*", encode(eventText(detail, v)), 1)
	}
	query := addCredentials(r.Headers, queryPairs(op.Request.Query, detail), c)
	slices.Sort(query) // a target's parameters are a map
	r.URL = baseURL + path
	if len(query) > 0 {
		separator := "?"
		if strings.Contains(path, "?") {
			separator = "&"
		}
		r.URL += separator + strings.Join(query, "&")
	}
	for _, p := range op.Request.Headers {
		switch value, has := pairText(p, detail); {
		case has:
			r.Headers[p.Name] = value
		case p.Idempotency:
			r.Headers[p.Name] = "the event's id"
		}
	}
	if op.Request.Body != "" {
		if body := detail.lookup(op.Request.Body); body != nil {
			r.Body = body
		}
	}
	return r
}

// addCredentials masks what the connection adds, in the headers and the query, which it
// gives back longer.
func addCredentials(headers map[string]string, query []string, c *plan.Connection) []string {
	if c == nil {
		return query
	}
	switch {
	case c.OAuth != nil:
		headers["Authorization"] = "Bearer " + mask
	case c.AuthorizationType == "BASIC":
		headers["Authorization"] = "Basic " + mask
	default:
		headers[c.KeyName] = masked(c.Key)
	}
	for _, h := range c.Headers {
		headers[h.Name] = masked(h.Value)
	}
	for _, q := range c.Query {
		query = append(query, encode(q.Name)+"="+masked(q.Value))
	}
	return query
}

// masked is a connection's value without its secrets.
func masked(text plan.Text) string {
	var b strings.Builder
	for _, part := range text {
		b.WriteString(part.Constant + part.Before)
		if part.Scheme != "" {
			b.WriteString(mask)
		}
	}
	return b.String()
}

func queryPairs(pairs []plan.Pair, detail ordered) []string {
	var parts []string
	for _, p := range pairs {
		if value, has := pairText(p, detail); has {
			parts = append(parts, encode(p.Name)+"="+encode(value))
		}
	}
	return parts
}

func pairText(p plan.Pair, detail ordered) (string, bool) {
	switch has := detail.lookup(p.Value.Field) != nil; {
	case p.Value.Field == "":
		return p.Value.Constant, true
	case !has && p.Default != "":
		return p.Default, true
	default:
		return eventText(detail, p.Value), has
	}
}

func eventText(detail ordered, v plan.Value) string {
	return scalar(detail.lookup(v.Field), "")
}

func encode(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "+", "%20") }

func isString(v json.RawMessage) bool { return len(v) > 0 && v[0] == '"' }
func isScalar(v json.RawMessage) bool { return len(v) > 0 && v[0] != '{' && v[0] != '[' }

func quote(s string) json.RawMessage { return jsontext.AppendString(nil, s) }

// isPlain tells whether a text is itself between the quotes of JSON, as most are.
func isPlain(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' || s[i] == '"' || s[i] == '\\' {
			return false
		}
	}
	return true
}

func compact(v json.RawMessage) string {
	var b bytes.Buffer
	if json.Compact(&b, v) != nil {
		return string(v)
	}
	return b.String()
}

// ordered is a JSON object that keeps the order of its members.
type ordered []struct {
	name  string
	value any // json.RawMessage or ordered
}

func (o ordered) set(path []string, value json.RawMessage) ordered {
	if len(path) == 1 {
		return append(o, struct {
			name  string
			value any
		}{path[0], value})
	}
	for i := range o {
		if inner, ok := o[i].value.(ordered); ok && o[i].name == path[0] {
			o[i].value = inner.set(path[1:], value)
			return o
		}
	}
	return append(o, struct {
		name  string
		value any
	}{path[0], ordered{}.set(path[1:], value)})
}

// lookup finds a dotted place; what it finds is nil where there is none.
func (o ordered) lookup(field string) json.RawMessage {
	name, rest, deeper := strings.Cut(field, ".")
	for i := range o {
		switch v := o[i].value.(type) {
		case ordered:
			if o[i].name == name && deeper {
				return v.lookup(rest)
			}
		case json.RawMessage:
			if o[i].name == name && !deeper {
				return v
			}
		}
	}
	return nil
}

func (o ordered) json() json.RawMessage {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, m := range o {
		if i > 0 {
			b.WriteByte(',')
		}
		b.Write(quote(m.name))
		b.WriteByte(':')
		switch v := m.value.(type) {
		case ordered:
			b.Write(v.json())
		case json.RawMessage:
			b.Write(v)
		}
	}
	b.WriteByte('}')
	return b.Bytes()
}
