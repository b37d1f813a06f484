//go:build !race

package corpus

import (
	"encoding/json"
	"fmt"
	"mime"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// request is what a document asks for.
type request struct {
	method, url string
	// headers are the declared ones and the media types, by their names in lower case; the
	// media types of Accept are sorted, for their order means nothing.
	headers map[string]string
	body    any
	credentials
	scopes []string
	task
}

// task is what else a request of a state machine has.
type task struct {
	// refused says why the event makes no request.
	refused string
	// carried says that a state machine makes it; what follows is for those.
	carried bool
	// absent says that there is no body; text is a body that is no JSON, and parts are those of
	// a multipart body.
	absent bool
	text   string
	parts  []part
	// loose and looseCookie say that percent-encoding is a matter of taste.
	loose, looseCookie bool
}

// builder builds the requests of one operation from the document. Of the catalog it
// takes only which field of the event carries which parameter.
type builder struct {
	doc        *document
	op         node
	parameters []parameter
	server     string
	// credentials are what the connection sends.
	credentials credentials
	// fields is the catalog's word on the operation.
	fields *operation
}

// parameter is a parameter of an operation; required if any of those is that are one
// header but for the case of their names.
type parameter struct {
	node
	in, name string
	required bool
}

// newBuilder finds the catalog's operation in the document. A given base URL replaces
// the document's own servers.
func newBuilder(doc *document, fields *operation, baseURL string) (*builder, error) {
	item := doc.root().get("paths").get(fields.Path)
	op := item.get(strings.ToLower(fields.Method))
	if op.value == nil {
		return nil, fmt.Errorf("the document has no %s", fields.key())
	}
	b := &builder{doc: doc, op: op, fields: fields, parameters: parametersOf(item, op)}
	b.server = doc.server(item, op, baseURL)
	base := baseURL
	if base == "" {
		base = doc.baseURL()
	}
	var ok bool
	if b.credentials, ok = doc.credentialsOf(op, base); !ok {
		return nil, fmt.Errorf("%s: no security requirement of the document can be satisfied", fields.key())
	}
	return b, nil
}

// parametersOf are those of the path item, overridden by the operation's.
func parametersOf(item, op node) []parameter {
	var all []parameter
	for _, n := range slices.Concat(op.get("parameters").list(), item.get("parameters").list()) {
		p := parameter{node: n, in: n.get("in").text(), name: n.get("name").text(), required: n.get("required").is(true)}
		same := slices.IndexFunc(all, func(o parameter) bool {
			return o.in == p.in && (o.name == p.name || p.in == "header" && strings.EqualFold(o.name, p.name))
		})
		switch {
		case same < 0:
			all = append(all, p)
		case all[same].name != p.name: // a header in another case
			all[same].required = all[same].required || p.required
			if _, ok := all[same].get("schema").constant(depth); !ok && p.has("schema") {
				if _, ok := p.get("schema").constant(depth); ok {
					all[same].node = p.node
				}
			}
		}
	}
	return all
}

// baseURL is the document's first server that EventBridge can call, or nothing.
func (d *document) baseURL() string { return usable(d.root().get("servers").list(), "") }

// server is the base URL of an operation.
func (d *document) server(item, op node, baseURL string) string {
	base := baseURL
	if base == "" {
		base = d.baseURL()
	}
	for _, n := range []node{op, item} {
		if servers := n.get("servers").list(); len(servers) > 0 {
			return usable(servers, base)
		}
	}
	return base
}

// usable is the first server with https, its variables set to their defaults.
func usable(servers []node, base string) string {
	for _, server := range servers {
		address := server.get("url").text()
		variables := server.get("variables")
		for _, name := range variables.keys() {
			address = strings.ReplaceAll(address, "{"+name+"}", variables.get(name).get("default").text())
		}
		address = resolve(base, address)
		if strings.HasPrefix(address, "https://") && !strings.Contains(address, "{") {
			return strings.TrimSuffix(address, "/")
		}
	}
	return ""
}

// build is the request that the document describes for the values of an event.
func (b *builder) build(detail map[string]any, eventID string) (*request, error) {
	if b.fields.byMachine() {
		return b.buildByMachine(detail, eventID)
	}
	r := &request{method: b.fields.Method, headers: make(map[string]string), credentials: b.credentials}
	v := values{fields: b.fields, detail: detail, eventID: eventID}
	path, _, _ := strings.Cut(b.fields.Path, "#")
	path, query, _ := strings.Cut(path, "?")
	pairs := strings.FieldsFunc(query, func(c rune) bool { return c == '&' })
	variables := make(map[string]string)
	var cookies []string
	for _, p := range b.parameters {
		switch {
		case b.credentials.holds(p):
		case p.in == "path":
			variables[p.name] = p.before() + encode(v.of(p))
		case p.in == "query":
			for _, pair := range v.query(p) {
				pairs = append(pairs, encode(pair.name)+"="+encode(pair.value))
			}
		case p.in == "header" && !b.leftOut(p.name):
			if value, ok := v.present(p); ok {
				r.headers[strings.ToLower(p.name)] = value
			}
		case p.in == "cookie":
			if value, ok := p.constant(); ok {
				cookies = append(cookies, p.name+"="+value)
			}
		}
	}
	if len(cookies) > 0 {
		r.headers["cookie"] = strings.Join(cookies, "; ")
	}
	r.url = b.server + fill(path, variables)
	if len(pairs) > 0 {
		r.url += "?" + strings.Join(pairs, "&")
	}
	b.body(r, &v)
	if types := b.accept(); len(types) > 0 && !b.credentials.header("accept") {
		r.headers["accept"] = strings.Join(types, ", ")
	}
	r.scopes = b.doc.scopes(b.op, b.credentials)
	return r, v.err
}

// leftOut tells whether a header parameter means nothing, or can't be sent (OpenAPI 3.1, "Parameter Object", name).
func (b *builder) leftOut(name string) bool {
	return slices.Contains([]string{"accept", "content-type", "authorization"}, strings.ToLower(name)) ||
		removed(name)
}

// body is a JSON body, or an empty object where there is none.
func (b *builder) body(r *request, v *values) {
	r.body = map[string]any{}
	r.headers["content-type"] = "application/json" // {} is
	content := b.op.get("requestBody").get("content").keys()
	if len(content) == 0 {
		return
	}
	field := b.fields.body()
	if field == nil {
		v.fail("no field carries the body")
		return
	}
	media := field.ContentType
	if !slices.Contains(content, media) {
		v.fail("the media type %q is none of %q", media, content)
	}
	if slices.Contains(content, "application/json") && media != "application/json" {
		v.fail("the media type is %q, and application/json is one", media)
	}
	if kind, _, err := mime.ParseMediaType(media); err == nil && !strings.Contains(kind, "*") {
		r.headers["content-type"] = media
	}
	if body := v.detail["message"]; body != nil {
		r.body = body
	}
}

var variable = regexp.MustCompile(`\{[^{}]*\}`)

// before is what stands before a path's value (RFC 6570, sections 3.2.5 and 3.2.7).
func (p parameter) before() string {
	switch p.get("style").text() {
	case "label":
		return "."
	case "matrix":
		return ";" + encode(p.name) + "="
	}
	return ""
}

// fill is a path with the values of its variables, which are encoded.
func fill(path string, variables map[string]string) string {
	var b strings.Builder
	b.WriteString("/")
	path = strings.TrimPrefix(path, "/")
	for {
		at := variable.FindStringIndex(path)
		if at == nil {
			b.WriteString(literal(path))
			return b.String()
		}
		b.WriteString(literal(path[:at[0]]))
		b.WriteString(variables[path[at[0]+1:at[1]-1]])
		path = path[at[1]:]
	}
}

var notInPath = regexp.MustCompile(`[^A-Za-z0-9._~!$&'()+,;=:@/%-]`)

// literal is a fixed part of a path.
func literal(s string) string { return notInPath.ReplaceAllStringFunc(s, encode) }

// encode percent-encodes all but RFC 3986's unreserved characters.
func encode(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "+", "%20") }

// scopes are those that an operation needs of a scheme.
func (d *document) scopes(op node, cs credentials) []string {
	var scopes []string
	for _, alternative := range d.security(op) {
		has := func(c credential) bool { return alternative.has(c.scheme) }
		if len(alternative.keys()) != len(cs) || slices.ContainsFunc(cs, func(c credential) bool { return !has(c) }) {
			continue
		}
		for _, c := range cs {
			for _, scope := range alternative.get(c.scheme).list() {
				if c.kind == "oauth" {
					scopes = append(scopes, scope.text())
				}
			}
		}
		break
	}
	return scopes
}

// constant is the value of a required parameter that has only one.
func (p parameter) constant() (string, bool) {
	if value, ok := p.get("schema").constant(depth); ok && p.required {
		text := value.text()
		return text, text != ""
	}
	return "", false
}

// values takes the values of parameters from an event.
type values struct {
	fields  *operation
	detail  map[string]any
	eventID string
	err     error
}

func (v *values) fail(format string, args ...any) {
	if v.err == nil {
		v.err = fmt.Errorf(v.fields.key()+": "+format, args...)
	}
}

// of is the value of a path parameter; a null is the text null (assumption A2).
func (v *values) of(p parameter) string {
	if value, ok := p.constant(); ok {
		return value
	}
	f := v.fields.field("path", p.name, "")
	if f == nil {
		if strings.Contains(v.fields.Path, "{"+p.name+"}") {
			v.fail("no field carries the path parameter %q", p.name)
		}
		return ""
	}
	if value, _ := v.look(f); value != nil {
		return text(value)
	}
	return "null"
}

// present is the value of a header or query parameter, if it is sent.
func (v *values) present(p parameter) (string, bool) {
	if value, ok := p.constant(); ok {
		return value, true
	}
	return v.field(p.in, p.name, "")
}

// field is what the field of a parameter, or of a property of one, carries.
func (v *values) field(in, name, property string) (string, bool) {
	f := v.fields.field(in, name, property)
	if f == nil {
		v.fail("no field carries the %s parameter %q", in, name)
		return "", false
	}
	value, _ := v.look(f)
	switch {
	case value != nil:
		return text(value), true
	case f.Idempotency:
		return v.eventID, true
	}
	return "", false
}

type pair struct{ name, value string }

// query are the pairs of a query parameter: one, or one for each property of an object
// that is written key by key (OpenAPI 3.1, "Style Values").
func (v *values) query(p parameter) []pair {
	style := p.get("style").text()
	explode := style == "" || style == "form"
	if p.has("explode") {
		explode = p.get("explode").is(true)
	}
	deep := style == "deepObject"
	if !p.get("schema").isObject() || !deep && (!explode || style != "" && style != "form") || p.has("content") {
		if value, ok := v.present(p); ok {
			return []pair{{p.name, value}}
		}
		return nil
	}
	var pairs []pair
	for _, property := range p.get("schema").properties(depth) {
		name := property
		if deep {
			name = p.name + "[" + property + "]"
		}
		single := parameter{in: "query", name: name, required: p.required && p.get("schema").requires(property)}
		if value, ok := p.get("schema").property(property, depth).constant(depth); ok && single.required && value.text() != "" {
			pairs = append(pairs, pair{name, value.text()})
		} else if value, ok := v.field("query", name, property); ok {
			pairs = append(pairs, pair{name, value})
		}
	}
	return pairs
}

// look finds what the event has at the place of a field.
func (v *values) look(f *field) (value any, ok bool) {
	value = v.detail
	for _, name := range strings.Split(f.Field, ".") {
		object, _ := value.(map[string]any)
		if value, ok = object[name]; !ok {
			return nil, false
		}
	}
	return value, true
}

// text is a scalar as it is written in a request.
func text(value any) string {
	switch value := value.(type) {
	case string:
		return value
	case json.Number:
		return value.String()
	case bool:
		return strconv.FormatBool(value)
	}
	return fmt.Sprint(value)
}
