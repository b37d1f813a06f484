package delivery

import (
	"fmt"
	"slices"
	"strings"
)

// constantsVersion is the version of the constants that is read here (docs/state-machine.md).
const constantsVersion = "1"

// operation are the constants that a rule hands to a state machine: what it makes requests from.
type operation struct {
	method                  string
	url                     []urlPart
	query, headers, cookies []machineParameter
	body                    *machineBody
	mapped                  *mapped // nil where the event is the operation's own
	retry                   Retry
	answer                  *machineAnswer // nil tells nothing
}

// machineAnswer is what is told of a call's outcome: detail types, of which an empty one tells nothing of
// that outcome.
type machineAnswer struct {
	succeeded, failed string
	nested            bool
}

// urlPart is text of an address, or a path field.
type urlPart struct {
	literal Text
	field   *pathField
}

// pathField is a field in the path.
type pathField struct {
	field       string
	style, name string
	explode     bool
	reserved    bool
	guard       bool
}

// machineParameter is a query parameter, header or cookie.
type machineParameter struct {
	name               string
	constant, fallback *value // value and default
	field              string
	required, eventID  bool
	encoding
}

// encoding is how a value becomes text.
type encoding struct {
	style    string
	explode  bool
	arrays   string
	reserved bool
	json     bool
}

// machineBody is the body of a request.
type machineBody struct {
	field      string
	required   bool
	as         string
	typ        string
	each       property
	properties map[string]property
}

// property is how a property of a form or multipart body is written.
type property struct {
	encoding
	typ, file string
}

// handsConstants says whether an input is made for a machine that makes requests: a template
// with the constants' version and plan.
func (t *inputTemplate) handsConstants() bool {
	sample, err := t.sample()
	return err == nil && sample.get("v") != nil && sample.get("plan") != nil
}

// sample is the template with the names of its variables in their places.
func (t *inputTemplate) sample() (*value, error) {
	var b strings.Builder
	for _, p := range t.pieces {
		b.WriteString(p.text)
		switch {
		case p.variable != "" && p.inString:
			return nil, fmt.Errorf("the variable %s stands in a text", p.variable)
		case p.variable != "":
			b.WriteString(`"` + escapeJSON(p.variable) + `"`)
		}
	}
	return parseJSON([]byte(b.String()))
}

// constants reads an input template for a machine; the error says what can't be read.
func (t *inputTemplate) constants() (*operation, error) {
	sample, err := t.sample()
	if err != nil {
		return nil, err
	}
	if v := sample.get("v"); v.kind != kindNumber || v.text != constantsVersion {
		return nil, fmt.Errorf("the constants are of version %s, and here version %s is read", v.json(), constantsVersion)
	}
	variables := map[string]string{"rule": "aws.events.rule-arn", "time": "aws.events.event.ingestion-time", "event": "aws.events.event.json"}
	found := 0
	for _, m := range sample.members {
		switch want, known := variables[m.name]; {
		case m.name == "v" || m.name == "plan":
		case !known:
			return nil, fmt.Errorf("the member %q of the input isn't known", m.name)
		case m.value.string() != want:
			return nil, fmt.Errorf("the member %q of the input isn't <%s>", m.name, want)
		default:
			found++
		}
	}
	if sample.get("event") == nil {
		return nil, fmt.Errorf("the input has no event")
	}
	if found != t.variables() {
		return nil, fmt.Errorf("the constants have variables in them")
	}
	r := &constantsReader{secrets: t.secrets}
	op := r.operation(sample.get("plan"))
	return op, r.err
}

// variables is how many variables the template has.
func (t *inputTemplate) variables() (n int) {
	for _, p := range t.pieces {
		if p.variable != "" {
			n++
		}
	}
	return n
}

// constantsReader reads constants strictly: a member that it doesn't know may change the request.
type constantsReader struct {
	secrets []string // what the launch of the stack filled in and nobody may see
	err     error    // the first one
}

func (r *constantsReader) fail(format string, args ...any) {
	if r.err == nil {
		r.err = fmt.Errorf(format, args...)
	}
}

// object wants an object with no other members than these.
func (r *constantsReader) object(v *value, where string, names ...string) *value {
	if v.kindOr(kindNull) != kindObject {
		r.fail("%s isn't an object", where)
		return &value{kind: kindObject}
	}
	for i, m := range v.members {
		if !slices.Contains(names, m.name) {
			r.fail("the member %q of %s isn't known", m.name, where)
		}
		if slices.ContainsFunc(v.members[:i], func(other member) bool { return other.name == m.name }) {
			r.fail("%s has two members %q", where, m.name)
		}
	}
	return v
}

// text is a member that is a string, and one of these if there are some; "" where it isn't there.
func (r *constantsReader) text(v *value, where, name string, allowed ...string) string {
	m := v.get(name)
	if m == nil {
		return ""
	}
	if m.kind != kindString || len(allowed) > 0 && !slices.Contains(allowed, m.text) {
		r.fail("%s of %s is %s, which isn't known", name, where, m.json())
	}
	return m.text
}

// flag is a member that is true or isn't there.
func (r *constantsReader) flag(v *value, where, name string) bool {
	m := v.get(name)
	if m != nil && (m.kind != kindBool || m.text != "true") {
		r.fail("%s of %s is %s, and not true", name, where, m.json())
	}
	return m != nil
}

// list are the items of a member that is an array or isn't there.
func (r *constantsReader) list(v *value, where, name string) []*value {
	m := v.get(name)
	if m != nil && m.kind != kindArray {
		r.fail("%s of %s is no array", name, where)
		return nil
	}
	return m.list()
}

func (r *constantsReader) operation(v *value) *operation {
	v = r.object(v, "plan", "method", "url", "query", "headers", "cookies", "body", "needs", "map", "retry", "answer")
	op := &operation{method: r.text(v, "plan", "method", "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")}
	if op.method == "" {
		r.fail("plan has no method")
	}
	for _, part := range r.list(v, "plan", "url") {
		op.url = append(op.url, r.urlPart(part))
	}
	if len(op.url) == 0 {
		r.fail("plan has no url")
	}
	op.query = r.parameters(v, "query", "form", "spaceDelimited", "pipeDelimited", "deepObject")
	op.headers = r.parameters(v, "headers", "")
	op.cookies = r.parameters(v, "cookies", "form")
	if body := v.get("body"); body != nil {
		op.body = r.body(body)
	}
	op.mapped = r.mapped(v)
	retry := r.object(v.get("retry"), "retry", "attempts", "age")
	setNumber(&op.retry.Attempts, retry.get("attempts"))
	setNumber(&op.retry.MaxAgeSeconds, retry.get("age"))
	if answer := v.get("answer"); answer != nil {
		op.answer = r.answer(answer)
	}
	return op
}

// answer reads what is told of an outcome. What of an answer is told isn't known before there is one.
func (r *constantsReader) answer(v *value) *machineAnswer {
	v = r.object(v, "answer", "succeeded", "failed", "headers", "correlation", "nested")
	for _, name := range r.list(v, "answer", "headers") {
		if name.kind != kindString || name.text != strings.ToLower(name.text) {
			r.fail("headers of answer has %s, which is no name in lower case", name.json())
		}
	}
	r.text(v, "answer", "correlation")
	return &machineAnswer{
		succeeded: r.text(v, "answer", "succeeded"), failed: r.text(v, "answer", "failed"), nested: r.flag(v, "answer", "nested"),
	}
}

func (r *constantsReader) urlPart(v *value) urlPart {
	if v.kind == kindString {
		return urlPart{literal: r.marked(v.text)}
	}
	v = r.object(v, "url", "field", "style", "name", "explode", "reserved", "guard")
	return urlPart{field: &pathField{
		field: r.field(v, "url"), style: r.text(v, "url", "style", "label", "matrix"), name: r.text(v, "url", "name"),
		explode: r.flag(v, "url", "explode"), reserved: r.flag(v, "url", "reserved"),
		guard: r.flag(v, "url", "guard"),
	}}
}

// field is a member that must be there.
func (r *constantsReader) field(v *value, where string) string {
	name := r.text(v, where, "field")
	if name == "" {
		r.fail("a part of %s has no field", where)
	}
	return name
}

func (r *constantsReader) parameters(plan *value, where string, styles ...string) (out []machineParameter) {
	for _, v := range r.list(plan, "plan", where) {
		v = r.object(v, where, "name", "field", "value", "required", "default", "eventId", "style", "explode", "arrays", "reserved", "json")
		p := machineParameter{
			name: r.text(v, where, "name"), constant: v.get("value"), fallback: v.get("default"),
			required: r.flag(v, where, "required"), eventID: r.flag(v, where, "eventId"), encoding: r.encoding(v, where, styles...),
		}
		if p.name == "" {
			r.fail("a part of %s has no name", where)
		}
		if p.constant == nil {
			p.field = r.field(v, where)
		} else if v.get("field") != nil {
			r.fail("a part of %s has a field and a value", where)
		}
		out = append(out, p)
	}
	return out
}

func (r *constantsReader) encoding(v *value, where string, styles ...string) encoding {
	return encoding{
		style: r.text(v, where, "style", styles...), explode: r.flag(v, where, "explode"),
		arrays: r.text(v, where, "arrays", "bracket", "repeat"), reserved: r.flag(v, where, "reserved"), json: r.flag(v, where, "json"),
	}
}

func (r *constantsReader) body(v *value) *machineBody {
	v = r.object(v, "body", "field", "required", "as", "type", "each", "properties")
	b := &machineBody{
		field: r.field(v, "body"), required: r.flag(v, "body", "required"), typ: r.text(v, "body", "type"),
		as: r.text(v, "body", "as", "json", "text", "lines", "form", "fields", "multipart"), properties: map[string]property{},
	}
	if b.as == "" {
		r.fail("body doesn't say as what")
	}
	if each := v.get("each"); each != nil {
		b.each = r.property(each, "each")
	}
	if properties := v.get("properties"); properties.kindOr(kindObject) != kindObject {
		r.fail("properties is no object")
	} else if properties != nil {
		for _, m := range properties.members {
			b.properties[m.name] = r.property(m.value, "property "+m.name)
		}
	}
	return b
}

func (r *constantsReader) property(v *value, where string) property {
	v = r.object(v, where, "style", "explode", "arrays", "reserved", "json", "type", "file")
	return property{
		encoding: r.encoding(v, where, "form", "spaceDelimited", "pipeDelimited", "deepObject"),
		typ:      r.text(v, where, "type"), file: r.text(v, where, "file"),
	}
}

// marked is a text of the constants, secret where the launch filled in what is secret.
func (r *constantsReader) marked(s string) Text {
	parts := []part{{text: s}}
	for _, secret := range r.secrets {
		var split []part
		for _, p := range parts {
			for rest := p.text; ; {
				before, after, found := strings.Cut(rest, secret)
				if p.secret || !found || secret == "" {
					split = append(split, part{rest, p.secret})
					break
				}
				split = append(split, part{before, false}, part{secret, true})
				rest = after
			}
		}
		parts = split
	}
	return Text{parts: slices.DeleteFunc(parts, func(p part) bool { return p.text == "" })}
}
