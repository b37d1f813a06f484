package delivery

import (
	"fmt"
	"strings"
)

// reading is an event that becomes a request by the constants of an operation, as
// docs/state-machine.md says. It is the state Read of the machine.
type reading struct {
	op       *operation
	id       string
	detail   *value
	problems []string
	assumed  assumptionSet
	task     taskRequest
}

// taskRequest is what the machine gives to the HTTP task.
type taskRequest struct {
	method string
	url    Text
	query  []pair // QueryParameters
	// headers are the task's, each name once.
	headers []Header
	// body is nil for none, a string that is sent as it is, or an array, object or scalar.
	body *value
	// form says that Step Functions writes the body, an object, as a form.
	form bool
}

// read makes the request; the problem is nil or says why the event makes none.
func (op *operation) read(event *value) (task taskRequest, assumed assumptionSet, problem string) {
	r := &reading{op: op, id: event.get("id").string(), detail: event.get("detail")}
	if op.mapped != nil {
		r.detail, r.problems = op.mapped.detail(event)
	}
	r.task.method = op.method
	var url builder
	for _, p := range op.url {
		if p.field == nil {
			url.text(p.literal)
		} else {
			url.str(r.path(p.field))
		}
	}
	address := url.done()
	url = builder{}
	url.text(address)
	inQuery := strings.Contains(address.Reveal(), "?")
	for _, part := range r.query() {
		url.str(map[bool]string{true: "&", false: "?"}[inQuery] + part)
		inQuery = true
	}
	r.task.url = url.done()
	r.headers()
	r.cookies()
	if op.body != nil {
		r.body(op.body)
	}
	if len(r.problems) == 0 && r.size() > mostRequestBytes {
		r.problems = append(r.problems, "the request would be larger than Step Functions takes")
	}
	return r.task, r.assumed, shortened(strings.Join(r.problems, "; "))
}

// shortened is what the machine hands on of a reason.
func shortened(reason string) string {
	const most = 1000 // characters
	n := 0
	for i := range reason {
		if n == most {
			return reason[:i]
		}
		n++
	}
	return reason
}

// lookup is the value at a dotted place, nil for null and nothing.
func (r *reading) lookup(field string) *value {
	v := r.detail
	for step := range strings.SplitSeq(field, ".") {
		if v = v.get(step); v == nil {
			return nil
		}
	}
	if v.kind == kindNull {
		return nil
	}
	return v
}

// refuse says what is wrong with a field.
func (r *reading) refuse(field, format string, args ...any) {
	r.problems = append(r.problems, "detail."+field+fmt.Sprintf(format, args...))
}

// few says whether a field's value has no more values than it may have.
func (r *reading) few(field string, v *value, most int) bool {
	if v.tooMany(most) {
		r.refuse(field, " has more than %d values", most)
		return false
	}
	return true
}

// check says what is wrong with the texts of a field; false: something is.
func (r *reading) check(field string, t *texter) bool {
	if t.decimal {
		r.assumed.add(assumeNumberText)
	}
	switch {
	case t.deep:
		r.refuse(field, " is nested too deep")
	case t.long:
		r.refuse(field, " has a number of more than 15 digits: send it as a string")
	default:
		return true
	}
	return false
}

func (r *reading) path(f *pathField) string {
	v := r.lookup(f.field)
	if v == nil || v.empty() {
		r.refuse(f.field, " is missing")
		return ""
	}
	if !r.few(f.field, v, mostValues) {
		return ""
	}
	t := &texter{}
	text, why := f.text(t, v)
	if r.check(f.field, t) && why != "" {
		r.refuse(f.field, " can't stand in a path: %s", why)
	}
	return text
}

// source is the value of a parameter, nil if it isn't sent.
func (r *reading) source(p *machineParameter) *value {
	v := p.constant
	if v == nil {
		v = r.lookup(p.field)
	}
	if v != nil && p.isSent(v) {
		return v
	}
	switch {
	case p.required:
		r.refuse(p.field, " is missing")
	case p.fallback != nil && p.isSent(p.fallback):
		return p.fallback
	case p.eventID:
		return stringValue(r.id)
	}
	return nil
}

// pairs are what a query parameter or cookie becomes, and the value that it comes from; none if
// nothing is sent.
func (r *reading) pairs(p *machineParameter) (v *value, pairs []written, ok bool) {
	v = r.source(p)
	if v == nil || !r.few(p.field, v, mostValues) {
		return nil, nil, false
	}
	t := &texter{}
	pairs = t.pairs(p.name, v, p.encoding)
	if !r.check(p.field, t) {
		return nil, nil, false
	}
	return v, pairs, true
}

// query adds to QueryParameters what is one text, and gives what is a part of the endpoint: all
// else, and texts of one name.
func (r *reading) query() (parts []string) {
	type sent struct {
		parts []string
		text  *pair
	}
	var all []sent
	texts := map[string]int{}
	for i := range r.op.query {
		p := &r.op.query[i]
		v, pairs, ok := r.pairs(p)
		if !ok {
			continue
		}
		var s sent
		for _, w := range pairs {
			s.parts = append(s.parts, w.encoded(p.reserved))
		}
		if p.oneText(v) && !p.reserved && percentEncode(p.name) == p.name {
			s.text = &pair{p.name, plain(pairs[0].texts[0])}
			texts[p.name]++
		}
		all = append(all, s)
	}
	for _, s := range all {
		if s.text != nil && texts[s.text.name] == 1 {
			r.task.query = append(r.task.query, *s.text)
		} else {
			parts = append(parts, s.parts...)
		}
	}
	return parts
}

func (r *reading) setHeader(name, value string) {
	for i := range r.task.headers {
		if r.task.headers[i].Name == name {
			r.task.headers[i].Value = plain(value)
			return
		}
	}
	r.task.headers = append(r.task.headers, Header{name, plain(value)})
}

func (r *reading) headers() {
	for i := range r.op.headers {
		p := &r.op.headers[i]
		v := r.source(p)
		if v == nil || !r.few(p.field, v, mostValues) {
			continue
		}
		t := &texter{}
		text := ""
		switch {
		case p.json:
			text = t.textOrJSON(v)
		case v.scalar():
			text = t.text(v)
		default:
			text = strings.Join(t.list(v, p.explode), ",")
		}
		if !r.check(p.field, t) {
			continue
		}
		if strings.ContainsFunc(text, func(c rune) bool { return c < ' ' && c != '\t' || c > '~' }) {
			r.refuse(p.field, " has a character that a header can't hold")
			continue
		}
		r.setHeader(p.name, text)
	}
}

func (r *reading) cookies() {
	var all []string
	for i := range r.op.cookies {
		_, pairs, _ := r.pairs(&r.op.cookies[i])
		for _, w := range pairs {
			all = append(all, w.cookie())
		}
	}
	if len(all) > 0 {
		r.setHeader("Cookie", strings.Join(all, "; "))
	}
}
