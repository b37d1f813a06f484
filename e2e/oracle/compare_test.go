package oracle

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"mime"
	"mime/multipart"
	"net/url"
	"reflect"
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/delivery"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// message is a request in pieces that can be compared.
type message struct {
	method, address string
	// query and form are pairs as they are written, those of one name in their order.
	query, form []pair
	// headers are those of the API, by their names in lower case.
	headers map[string]string
	body    any
	parts   [][3]string
}

type pair struct{ name, value string }

// ownHeaders are those that EventBridge or Step Functions write into each request
// (docs/eventbridge.md, docs/step-functions.md).
var ownHeaders = []string{"host", "user-agent", "range", "accept-encoding", "connection", "content-length"}

// messageOf is what is sent.
func messageOf(r *delivery.Request) (*message, error) {
	m := &message{method: r.Method, headers: make(map[string]string)}
	for _, h := range r.Headers {
		if name := strings.ToLower(h.Name); !slices.Contains(ownHeaders, name) {
			m.headers[name] = h.Value.Reveal()
		}
	}
	m.setURL(r.URL.Reveal())
	text := r.Body.Reveal()
	switch kind, parameters, _ := mime.ParseMediaType(m.headers["content-type"]); {
	case text == "":
	case kind == "application/x-www-form-urlencoded":
		m.form = pairsOf(text)
	case kind == "multipart/form-data":
		m.headers["content-type"] = kind
		return m, m.setParts(text, parameters["boundary"])
	default:
		m.setBody([]byte(text))
	}
	return m, nil
}

// messageBuilt is what swagger-client builds.
func messageBuilt(b *built) *message {
	m := &message{method: b.Method, headers: make(map[string]string), parts: b.Parts}
	sortParts(m.parts)
	for name, value := range b.Headers {
		m.headers[strings.ToLower(name)] = value
	}
	m.setURL(b.URL)
	var text string
	switch kind := essence(m.headers["content-type"]); {
	case b.Body == nil:
	case kind == "application/x-www-form-urlencoded" && json.Unmarshal(b.Body, &text) == nil:
		m.form = pairsOf(text)
	case json.Unmarshal(b.Body, &text) == nil && !isJSON(kind):
		m.setBody([]byte(text))
	default:
		m.setBody(b.Body)
	}
	return m
}

func isJSON(mediaType string) bool {
	return mediaType == "application/json" || strings.HasSuffix(mediaType, "+json") || strings.Contains(mediaType, "*")
}

func (m *message) setURL(text string) {
	address, query, _ := strings.Cut(text, "?")
	m.address, m.query = address, pairsOf(query)
}

// setBody takes JSON, or else a text.
func (m *message) setBody(text []byte) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	if d.Decode(&m.body) != nil || d.More() {
		m.body = string(text)
	}
}

func (m *message) setParts(text, boundary string) error {
	m.parts = [][3]string{}
	for reader := multipart.NewReader(strings.NewReader(text), boundary); ; {
		part, err := reader.NextRawPart()
		if err == io.EOF {
			sortParts(m.parts)
			return nil
		}
		if err != nil {
			return err
		}
		content, err := io.ReadAll(part)
		if err != nil {
			return err
		}
		m.parts = append(m.parts, [3]string{part.FormName(), string(content), part.Header.Get("Content-Type")})
	}
}

// sortParts sorts them by their names: those of one name keep their order (RFC 7578, section 5.2).
func sortParts(parts [][3]string) {
	slices.SortStableFunc(parts, func(a, b [3]string) int { return strings.Compare(a[0], b[0]) })
}

// pairsOf are the pairs of a query or form, sorted by their names.
func pairsOf(text string) []pair {
	var all []pair
	for one := range strings.SplitSeq(text, "&") {
		if one != "" {
			name, value, _ := strings.Cut(one, "=")
			all = append(all, pair{name, value})
		}
	}
	slices.SortStableFunc(all, func(a, b pair) int { return strings.Compare(a.name, b.name) })
	return all
}

// differs says in what two messages differ, or nothing.
func differs(ours, theirs *message) string {
	var found []string
	add := func(what string, ours, theirs any) {
		if !reflect.DeepEqual(ours, theirs) {
			found = append(found, fmt.Sprintf("%s: %v, and swagger-client's is %v", what, ours, theirs))
		}
	}
	add("method", ours.method, theirs.method)
	add("address", ours.address, theirs.address)
	add("query", ours.query, theirs.query)
	add("form", ours.form, theirs.form)
	add("body", ours.body, theirs.body)
	add("parts", ours.parts, theirs.parts)
	for _, name := range slices.Sorted(maps.Keys(ours.headers)) {
		if _, there := theirs.headers[name]; !there {
			found = append(found, fmt.Sprintf("header %s: %q, and swagger-client has none", name, ours.headers[name]))
			continue
		}
		add("header "+name, ours.headers[name], theirs.headers[name])
	}
	for _, name := range slices.Sorted(maps.Keys(theirs.headers)) {
		if _, there := ours.headers[name]; !there {
			found = append(found, fmt.Sprintf("header %s: none, and swagger-client's is %q", name, theirs.headers[name]))
		}
	}
	return strings.Join(found, "\n")
}

// questionOf asks for the request of an event.
func questionOf(doc *spec.Document, op *plan.Operation, detail map[string]any, baseURL string) question {
	q := question{Path: op.Spec.Path, Method: strings.ToLower(op.Spec.Method), BaseURL: baseURL, Parameters: make(map[string]any)}
	for i := range op.Fields {
		f := &op.Fields[i]
		value, there := get(detail, f.Path)
		switch {
		case f.In == "body" && there && doc.OpenAPI == "2.0":
			q.MediaType = f.ContentType
			q.swaggerBody(f, value)
		case f.In == "body" && there:
			q.Body, q.MediaType = value, f.ContentType
			if object, ok := value.(map[string]any); ok && isForm(f.ContentType) {
				q.Body = quoted(object)
			}
		case f.In == "body":
		case !there && f.Idempotency:
			q.Parameters[f.In+"."+f.Name] = eventID
		case !there:
		case f.Property == "":
			q.Parameters[f.In+"."+f.Name] = inSchema(op, f, value)
		default:
			q.setProperty(op, f, value)
		}
	}
	for i := range op.Spec.Parameters {
		p := &op.Spec.Parameters[i]
		if key := p.In + "." + p.Name; p.Required && q.Parameters[key] == nil {
			q.Parameters[key] = fixed(op, p, q.Parameters)
		}
	}
	return q
}

// fixed is the value of a required parameter that is no field: its only one, or that of the header
// of the same name in another case. OpenAPI ignores some headers, and swagger-client wants values.
func fixed(op *plan.Operation, p *spec.Parameter, given map[string]any) any {
	for i := range op.Spec.Parameters {
		o := &op.Spec.Parameters[i]
		same := o.In == p.In && (o.Name == p.Name || p.In == "header" && strings.EqualFold(o.Name, p.Name))
		if value := given[o.In+"."+o.Name]; same && value != nil {
			return value
		}
		if same && o.Schema.Constant != nil {
			return o.Schema.Constant
		}
	}
	if p.In == "header" && slices.Contains([]string{"accept", "authorization", "content-type"}, strings.ToLower(p.Name)) {
		return "ignored"
	}
	return nil
}

// quoted are the properties of a form, texts as JSON: swagger-client takes texts there for JSON.
func quoted(object map[string]any) map[string]any {
	out := make(map[string]any, len(object))
	for name, value := range object {
		if text, ok := value.(string); ok {
			value = string(appendJSON(text))
		}
		out[name] = value
	}
	return out
}

// appendJSON is a value as JSON, without the escapes that HTML needs.
func appendJSON(value any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(value); err != nil {
		panic(err) // no value of JSON: a mistake in the test
	}
	return bytes.TrimSpace(b.Bytes())
}

// encode leaves the unreserved characters (RFC 3986, 2.3).
func encode(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "+", "%20") }

const eventID = "6a7e8feb-b491-4cf7-a9f1-bf3703467718"

// inSchema is a value as swagger-client wants it: an array where the schema has one that isn't
// written as JSON.
func inSchema(op *plan.Operation, f *plan.Field, value any) any {
	hasContent := slices.ContainsFunc(op.Spec.Parameters, func(p spec.Parameter) bool {
		return p.In == f.In && p.Name == f.Name && p.ContentType != ""
	})
	if !hasContent && kinds(f.Schema)[0] == "array" && !several(value) {
		return []any{value}
	}
	return value
}

// swaggerBody is the body of Swagger 2.0, whose properties are parameters where it is a form.
func (q *question) swaggerBody(f *plan.Field, value any) {
	object, ok := value.(map[string]any)
	if !ok || !isForm(f.ContentType) {
		q.Parameters["body"] = value // the script knows its name
		return
	}
	for name, v := range object {
		q.Parameters["formData."+name] = v
	}
}

// setProperty sets a property of the parameter that has it.
func (q *question) setProperty(op *plan.Operation, f *plan.Field, value any) {
	for i := range op.Spec.Parameters {
		p := &op.Spec.Parameters[i]
		deep := p.Style == "deepObject" && f.Name == p.Name+"["+f.Property+"]"
		if p.In != f.In || !deep && (p.Style == "deepObject" || propertyOf(p.Schema, f.Property) == nil) {
			continue
		}
		key := p.In + "." + p.Name
		object, ok := q.Parameters[key].(map[string]any)
		if !ok {
			object = make(map[string]any)
			q.Parameters[key] = object
		}
		object[f.Property] = value
		for _, other := range p.Schema.Properties {
			if p.Required && other.Required && other.Schema.Constant != nil {
				object[other.Name] = other.Schema.Constant
			}
		}
		return
	}
}
