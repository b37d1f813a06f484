package delivery

import (
	"strconv"
	"strings"
)

// mostRequestBytes is the size of a request from which on the machine makes none: Step Functions
// ends an execution whose state is larger than 256 KiB, and nothing can catch that.
const mostRequestBytes = 258_000

// size is what the machine counts: the request as JSON, where each dot counts for four bytes if
// the body is JSON, for one may be in a decimal that has more digits than are counted.
func (r *reading) size() int {
	query, headers := &value{kind: kindObject}, &value{kind: kindObject}
	for _, p := range r.task.query {
		query.members = append(query.members, member{p.name, stringValue(p.value.Reveal())})
	}
	for _, h := range r.task.headers {
		headers.members = append(headers.members, member{h.Name, stringValue(h.Value.Reveal())})
	}
	all := &value{kind: kindObject, members: []member{{"url", stringValue(r.task.url.Reveal())}, {"query", query}, {"headers", headers}}}
	if r.task.body != nil {
		all.members = append(all.members, member{"body", r.task.body})
	}
	text := string(appendScript(nil, all, func(literal string) string {
		f, _ := strconv.ParseFloat(literal, 64)
		return scriptNumber(fifteen(f))
	}))
	if r.op.body != nil && r.op.body.as == "json" {
		return len(text) + 3*strings.Count(text, ".")
	}
	return len(text)
}

// body makes the body of the field that has it.
func (r *reading) body(b *machineBody) {
	v := r.lookup(b.field)
	switch {
	case v == nil && b.required:
		r.refuse(b.field, " is missing")
		return
	case v == nil:
		return
	}
	typ := b.typ
	switch b.as {
	case "json":
		r.task.body = v
		if v.kind == kindString {
			r.task.body = stringValue(string(appendScriptString(nil, v.text)))
		}
	case "text", "lines":
		r.textBody(b, v)
	case "form", "fields":
		r.formBody(b, v)
	case "multipart":
		boundary := r.multipart(b, v)
		typ += "; boundary=" + boundary
	}
	if typ != "" {
		r.setHeader("Content-Type", typ)
	}
}

func (r *reading) textBody(b *machineBody, v *value) {
	if !r.few(b.field, v, mostJSONValues) {
		return
	}
	t := &texter{}
	text := ""
	switch {
	case v.kind != kindArray || b.as == "text":
		text = t.text(v)
	default:
		var lines strings.Builder
		for _, line := range v.items {
			lines.WriteString(t.json(line) + "\n")
		}
		text = lines.String()
	}
	r.check(b.field, t)
	r.task.body = stringValue(text)
}

// property is how a property of the body is written.
func (b *machineBody) property(name string) property {
	if p, ok := b.properties[name]; ok {
		return p
	}
	return b.each
}

// formBody makes a form, or the object of which Step Functions makes one.
func (r *reading) formBody(b *machineBody, v *value) {
	if v.kind == kindString && b.as == "form" {
		r.task.body = v
		return
	}
	if v.kind != kindObject {
		r.refuse(b.field, " must be an object")
		return
	}
	if !r.few(b.field, v, mostValues) {
		return
	}
	var texts []string
	fields := &value{kind: kindObject}
	for _, m := range v.presentMembers() {
		p := b.property(m.name)
		t := &texter{}
		pairs := t.pairs(m.name, m.value, p.encoding)
		r.check(b.field+"."+m.name, t)
		for _, w := range pairs {
			if b.as == "form" {
				texts = append(texts, w.encoded(p.reserved))
			} else {
				fields.addField(w.name, w.texts[0])
			}
		}
	}
	r.task.body, r.task.form = fields, true
	if b.as == "form" {
		r.task.body, r.task.form = stringValue(strings.Join(texts, "&")), false
	}
}

// addField adds a text to an object; a name that has one already has an array of them.
func (v *value) addField(name, text string) {
	for i := range v.members {
		if v.members[i].name != name {
			continue
		}
		before := v.members[i].value
		if before.kind != kindArray {
			before = &value{kind: kindArray, items: []*value{before}}
		}
		before.items = append(before.items, stringValue(text))
		v.members[i].value = before
		return
	}
	v.members = append(v.members, member{name, stringValue(text)})
}

// multipart makes a multipart body and gives its boundary.
func (r *reading) multipart(b *machineBody, v *value) (boundary string) {
	if v.kind != kindObject {
		r.refuse(b.field, " must be an object")
		return ""
	}
	if !r.few(b.field, v, mostValues) {
		return ""
	}
	var parts []string
	for _, m := range v.presentMembers() {
		p := b.property(m.name)
		if !p.isSent(m.value) {
			continue
		}
		t := &texter{}
		made, ok := t.parts(m, p)
		if !ok {
			r.refuse(b.field+"."+m.name, " must be a text")
		}
		r.check(b.field+"."+m.name, t)
		parts = append(parts, made...)
	}
	boundary = r.id
	if most := zerosAfter(strings.Join(parts, ""), r.id); most >= 0 {
		boundary += strings.Repeat("0", most+1)
	}
	var text strings.Builder
	for _, part := range parts {
		text.WriteString("--" + boundary + "\r\n" + part + "\r\n")
	}
	text.WriteString("--" + boundary + "--\r\n")
	r.task.body = stringValue(text.String())
	return boundary
}

// zerosAfter is the most zeros that follow any occurrence of id in a text, negative without one.
func zerosAfter(text, id string) int {
	if id == "" || !strings.Contains(text, id) {
		return -1
	}
	zeros := make([]int, len(text)+1) // from each place on
	most := -1
	for i := len(text) - 1; i >= 0; i-- {
		if text[i] == '0' {
			zeros[i] = zeros[i+1] + 1
		}
		if strings.HasPrefix(text[i:], id) {
			most = max(most, zeros[i+len(id)])
		}
	}
	return most
}

// parts are those of a property, from their headers on; ok is false for a file that is no text.
func (t *texter) parts(m member, p property) (parts []string, ok bool) {
	items := []*value{m.value}
	if m.value.kind == kindArray && !p.json {
		items = m.value.present()
	}
	ok = true
	for _, item := range items {
		name := `form-data; name="` + partName(m.name) + `"`
		typ, content := p.typ, ""
		switch {
		case p.file != "":
			file, text, is := fileOf(item, p.file)
			ok = ok && is
			name += `; filename="` + partName(file) + `"`
			content = text
		case p.json:
			content = t.textOrJSON(item)
		default:
			content = t.text(item)
		}
		if typ == "" && p.file == "" && (p.json || !item.scalar()) {
			typ = "application/json"
		}
		if typ != "" {
			typ = "\r\nContent-Type: " + typ
		}
		parts = append(parts, "Content-Disposition: "+name+typ+"\r\n\r\n"+content)
	}
	return parts, ok
}

// fileOf is a file's name and content.
func fileOf(v *value, name string) (file, content string, ok bool) {
	if v.kind == kindObject {
		if own := v.get("filename"); own.kindOr(kindNull) == kindString {
			name = own.text
		}
		v = v.get("content")
	}
	return name, v.string(), v.kindOr(kindNull) == kindString
}

// partName is a name as it stands in the quotes of a part's header.
func partName(s string) string {
	return strings.NewReplacer(`"`, "%22", "\r", "%0D", "\n", "%0A").Replace(s)
}
