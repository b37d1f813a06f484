package planned

import (
	"bytes"
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"unicode"

	"github.com/openapi-destinations/openapidestinations/internal/catalog"
	"github.com/openapi-destinations/openapidestinations/internal/jsontext"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/spec"
)

const (
	// sampleSource stands in samples where any source is accepted.
	sampleSource = "my.application"
	// mask stands for a credential.
	mask = "****"
)

// sampleEvent carries all required fields, and the optional ones where each has
// rules of its own, or a state machine takes any: the sample of an operation is then sent exactly. The detail comes with
// it as it was put together, for what is looked up in it.
func sampleEvent(op *plan.Operation) (*catalog.Event, ordered) {
	detail := ordered{}
	for i := range op.Fields {
		f := &op.Fields[i]
		if f.Required || f.In == "body" || (op.EachOptional || op.Request.Task != nil) && !f.Idempotency {
			if task := op.Request.Task; task != nil {
				detail = detail.set(f.Path, taskValue(f, task))
			} else {
				detail = detail.set(f.Path, sampleValue(f))
			}
		}
	}
	return &catalog.Event{Source: sampleSource, DetailType: op.DetailType, Detail: detail.json()}, detail
}

// sampleValue is what a field carries: a body as it is, else one scalar.
func sampleValue(f *plan.Field) json.RawMessage {
	value := bestSample(f.Schema, f.Example)
	switch {
	case f.In == "body":
		if strings.Contains(f.ContentType, "json") || strings.Contains(f.ContentType, "*") || isString(value) {
			return value
		}
		return someText
	case f.ContentType != "" && (strings.Contains(f.ContentType, "json") || !isString(value)):
		return passing(f, compact(value))
	}
	if isScalar(value) && !isString(value) {
		return value
	}
	text := scalar(value, f.Format)
	if f.In == "header" && strings.ContainsFunc(text, unicode.IsControl) {
		return someText // a header that can be sent has none
	}
	return passing(f, text)
}

// passing is a text, or another one where it can't stand in a path.
func passing(f *plan.Field, text string) json.RawMessage {
	if f.In == "path" && limits.Climbs(text) || strings.ContainsAny(text, f.Refuses) {
		return quote("value")
	}
	return quote(text)
}

// scalar writes a value as the one string that travels.
func scalar(value json.RawMessage, format string) string {
	switch {
	case isString(value):
		return unquote(value)
	case isScalar(value):
		return string(value)
	case len(value) == 0:
		return ""
	}
	separator := ","
	for _, quoted := range []string{`" "`, `"|"`, `"."`} {
		if strings.HasSuffix(format, quoted) {
			separator = quoted[1:2]
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
	if s == nil || len(s.Types) == 0 || slices.Contains(s.Types, "string") || !isString(example) {
		return example
	}
	if inner := json.RawMessage(strings.TrimSpace(unquote(example))); json.Valid(inner) {
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
		return slices.Concat(json.RawMessage("["), bestSample(s.Items, nil), json.RawMessage("]"))
	case "integer":
		return json.RawMessage("1")
	case "number":
		return json.RawMessage("1.5")
	case "boolean":
		return json.RawMessage("true")
	}
	if sample, ok := formatted[s.Format]; ok {
		return sample
	}
	return someText
}

// sampleObject has the required properties, or all where none is required, as long as that is
// not too much to look at.
func sampleObject(s *spec.Schema) json.RawMessage {
	anyRequired := slices.ContainsFunc(s.Properties, func(p spec.Property) bool { return p.Required })
	b := append(make([]byte, 0, 128), '{')
	for i := range s.Properties {
		p := &s.Properties[i]
		if anyRequired && !p.Required || p.Schema.ReadOnly || !p.Required && len(b) >= plan.SampleLength {
			continue
		}
		if len(b) > 1 {
			b = append(b, ',')
		}
		b = append(jsontext.AppendString(b, p.Name), ':')
		b = append(b, bestSample(p.Schema, nil)...)
	}
	return append(b, '}')
}

// Samples that are not made again for each use: a text, and the strings of OpenAPI's formats.
var (
	someText  = quote("text")
	formatted = map[string]json.RawMessage{
		"date": quote("2026-01-31"), "date-time": quote("2026-01-31T12:00:00Z"), "time": quote("12:00:00Z"),
		"email": quote("someone@example.com"), "uuid": quote("123e4567-e89b-12d3-a456-426614174000"),
		"uri": quote("https://example.com/"), "url": quote("https://example.com/"), "hostname": quote("example.com"),
		"ipv4": quote("192.0.2.1"), "ipv6": quote("2001:db8::1"), "byte": quote("dGV4dA=="),
	}
)

// sampleRequest is what the sample event becomes, from the plan's own request.
func sampleRequest(op *plan.Operation, detail ordered, c *plan.Connection) *catalog.Request {
	r := &catalog.Request{
		Method:  op.Spec.Method,
		Headers: make(map[string]string),
		Body:    json.RawMessage("{}"),
	}
	path := op.Request.Path
	for _, v := range op.Request.PathValues {
		path = strings.Replace(path, "*", encode(eventText(detail, v)), 1)
	}
	query := addCredentials(r.Headers, queryPairs(op.Request.Query, detail), c)
	slices.Sort(query) // a target's parameters are a map
	r.URL = op.Request.BaseURL + path
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
			r.Headers[p.Name] = theEventID
		}
	}
	if op.Request.Body != "" {
		if body := detail.lookup(op.Request.Body); body != nil {
			r.Body = body
		}
	}
	if c != nil {
		r.Body = withCredentials(r.Body, c.Body)
	}
	return r
}

// withCredentials adds the properties that the connection sends to a body that is an object.
func withCredentials(body json.RawMessage, credited []plan.Credited) json.RawMessage {
	end := bytes.LastIndexByte(body, '}')
	if len(credited) == 0 || !bytes.HasPrefix(body, []byte("{")) || end < 0 {
		return body
	}
	out := slices.Clone(bytes.TrimRight(body[:end], " \t\r\n"))
	for _, c := range credited {
		if len(out) > 1 {
			out = append(out, ',')
		}
		out = append(append(jsontext.AppendString(out, c.Name), ':'), quote(masked(c.Value))...)
	}
	return append(out, '}')
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

func compact(v json.RawMessage) string {
	var b bytes.Buffer
	if json.Compact(&b, v) != nil {
		return string(v)
	}
	return b.String()
}
