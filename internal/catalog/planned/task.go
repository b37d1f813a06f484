package planned

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/catalog"
	"github.com/openapi-destinations/openapidestinations/internal/percent"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner/carrier/statemachine/machine"
)

const (
	// theEventID stands for what the event will have, and sampleBoundary is made of it.
	theEventID     = "the event's id"
	sampleBoundary = "event-id"
)

// taskRequest is what the sample event becomes where a state machine makes the call, from its
// constants; nil where it would make none.
func taskRequest(task *machine.Operation, detail ordered, c *plan.Connection) *catalog.Request {
	if tooMuch(task, detail) {
		return nil
	}
	r := &catalog.Request{Method: task.Method, Headers: make(map[string]string)}
	for _, piece := range task.URL {
		switch {
		case piece.Field != nil:
			r.URL += pathText(piece.Field, detail.whole(piece.Field.Field))
		case piece.Launch != nil:
			r.URL += piece.Launch.Key
		default:
			r.URL += piece.Literal
		}
	}
	for _, p := range task.Headers {
		switch value := given(&p, detail); {
		case value != nil:
			texts, _ := joined(value, p.Explode, func(s string) string { return s })
			r.Headers[p.Name] = strings.Join(texts, ",")
		case p.EventID:
			r.Headers[p.Name] = theEventID
		}
	}
	if cookies := taskCookies(task.Cookies, detail); len(cookies) > 0 {
		r.Headers["Cookie"] = strings.Join(cookies, "; ")
	}
	query := addCredentials(r.Headers, taskQuery(task.Query, detail), c)
	if len(query) > 0 {
		r.URL += map[bool]string{true: "&", false: "?"}[strings.Contains(r.URL, "?")] + strings.Join(query, "&")
	}
	if task.Body != nil {
		taskBody(r, task.Body, detail.whole(task.Body.Field))
	}
	if c != nil && len(c.Body) > 0 {
		addBodyCredentials(r, task.Body, c.Body)
	}
	return r
}

// mostValues and mostLevels are what the machine takes in a parameter or a body that it writes as
// text (docs/state-machine.md).
const (
	mostValues = 1000
	mostLevels = 20
)

// tooMuch tells whether the sample, which may be the document's own, is more than the machine takes.
func tooMuch(task *machine.Operation, detail ordered) bool {
	for _, parameters := range [][]machine.Parameter{task.Query, task.Headers, task.Cookies} {
		for i := range parameters {
			if values, levels := extent(given(&parameters[i], detail)); values > mostValues || levels > mostLevels {
				return true
			}
		}
	}
	if task.Body == nil || task.Body.As == machine.JSON {
		return false
	}
	values, levels := extent(detail.whole(task.Body.Field))
	return values > mostValues || levels > mostLevels
}

// extent is how many values a value has, and how deep they are.
func extent(value json.RawMessage) (values, levels int) {
	if value == nil || isScalar(value) {
		return 1, 0
	}
	_, items := parts(value)
	for _, item := range items {
		n, deep := extent(item)
		values, levels = values+n, max(levels, deep)
	}
	return values + 1, levels + 1
}

// given is the value of a parameter: a constant, a field, or what stands in for one.
func given(p *machine.Parameter, detail ordered) json.RawMessage {
	if p.Constant != nil {
		return p.Constant
	}
	value := detail.whole(p.Field)
	if value == nil || string(value) == "null" || !p.JSON && isEmpty(value) {
		return p.Default
	}
	return value
}

// isEmpty tells whether there is nothing in an array or object.
func isEmpty(value json.RawMessage) bool {
	if isScalar(value) {
		return false
	}
	_, items := parts(value)
	return len(items) == 0
}

// taskQuery are the parameters of the query: what is written into the endpoint, then what Step
// Functions encodes.
func taskQuery(parameters []machine.Parameter, detail ordered) []string {
	var endpoint, own []string
	plain := func(p *machine.Parameter, value json.RawMessage) bool {
		return (p.JSON || isScalar(value)) && !p.Reserved && percent.Encode(p.Name) == p.Name
	}
	names := make(map[string]int)
	for i := range parameters {
		if p := &parameters[i]; plain(p, given(p, detail)) {
			names[p.Name]++
		}
	}
	for i := range parameters {
		p := &parameters[i]
		value := given(p, detail)
		switch {
		case value == nil:
		case plain(p, value) && names[p.Name] == 1:
			own = append(own, percent.Encode(p.Name)+"="+percent.Encode(taskText(value)))
		default:
			for _, l := range leaves(p.Name, value, p.Encoding) {
				endpoint = append(endpoint, l.encoded(p.Reserved))
			}
		}
	}
	return append(endpoint, own...)
}

func taskCookies(parameters []machine.Parameter, detail ordered) []string {
	var out []string
	for i := range parameters {
		p := &parameters[i]
		value := given(p, detail)
		if value == nil {
			continue
		}
		how := p.Encoding
		if _, keyed := entries(value); how.Style == "" && !keyed {
			how.Explode = true
		}
		if how.Style != "" && !how.Explode {
			texts, _ := joined(value, false, encodeCookie)
			out = append(out, p.Name+"="+strings.Join(texts, ","))
			continue
		}
		for _, l := range leaves(p.Name, value, how) {
			out = append(out, l.name+"="+encodeCookie(taskText(l.texts[0])))
		}
	}
	return out
}

// pathText is a value in the path, in the field's style.
func pathText(f *machine.Path, value json.RawMessage) string {
	write := percent.Encode
	if f.Reserved {
		write = func(s string) string { return encodeSome(s, strings.ReplaceAll(reservedCharacters, "?", "")) }
	}
	if value == nil {
		return ""
	}
	texts, keyed := joined(value, f.Explode, write)
	named := ";" + percent.Encode(f.Name) + "="
	before, between := "", ","
	switch {
	case f.Style == "label":
		before = "."
	case f.Style == "matrix" && f.Explode && keyed:
		before = ";"
	case f.Style == "matrix":
		before = named
	}
	if f.Style != "" && f.Explode {
		between = before
	}
	return before + strings.Join(texts, between)
}

// taskBody adds the body, and its Content-Type.
func taskBody(r *catalog.Request, b *machine.Body, value json.RawMessage) {
	if value == nil || string(value) == "null" {
		return
	}
	kind := b.Type
	switch b.As {
	case machine.JSON:
		r.Body = value
	case machine.URLEncoded, machine.Fields:
		r.Text = formText(b, value)
	case machine.Multipart:
		r.Text = multipartText(b, value)
		kind += "; boundary=" + sampleBoundary
	case machine.Lines:
		r.Text = taskText(value)
		if items, keyed := entries(value); !keyed && !isScalar(value) {
			r.Text = ""
			for _, item := range items {
				r.Text += scriptJSON(item.value) + "\n"
			}
		}
	default:
		r.Text = taskText(value)
	}
	if kind != "" {
		r.Headers["Content-Type"] = kind
	}
}

// howOf is how a property of the body is written.
func howOf(b *machine.Body, name string) machine.Property {
	for _, p := range b.Properties {
		if p.Name == name {
			return p.Property
		}
	}
	return b.Each
}

func formText(b *machine.Body, value json.RawMessage) string {
	if isScalar(value) {
		return taskText(value)
	}
	var pairs []string
	eachLeaf(b, value, func(l leaf, how machine.Property) { pairs = append(pairs, l.encoded(how.Reserved)) })
	return strings.Join(pairs, "&")
}

func multipartText(b *machine.Body, value json.RawMessage) string {
	var text strings.Builder
	eachLeaf(b, value, func(l leaf, how machine.Property) {
		text.WriteString("--" + sampleBoundary + "\r\n" + partText(l, how) + "\r\n")
	})
	return text.String() + "--" + sampleBoundary + "--\r\n"
}

// eachLeaf visits the texts of a form, each with how its property is written.
func eachLeaf(b *machine.Body, value json.RawMessage, visit func(leaf, machine.Property)) {
	all, _ := entries(value)
	for _, p := range all {
		how := howOf(b, p.name)
		if !how.JSON && isEmpty(p.value) {
			continue
		}
		for _, l := range leaves(p.name, p.value, how.Encoding) {
			visit(l, how)
		}
	}
}

// partText is a part of a multipart body, without the boundary.
func partText(l leaf, how machine.Property) string {
	quoted := strings.NewReplacer(`"`, "%22", "\r", "%0D", "\n", "%0A").Replace
	out := `Content-Disposition: form-data; name="` + quoted(l.name) + `"`
	texts := make([]string, len(l.texts))
	for i, value := range l.texts {
		texts[i] = taskText(value)
	}
	media, content := how.Type, strings.Join(texts, l.by)
	switch {
	case how.File != "":
		out += `; filename="` + quoted(how.File) + `"`
	case media == "" && (how.JSON || len(l.texts) == 1 && !isScalar(l.texts[0])):
		media = "application/json"
	}
	if media != "" {
		out += "\r\nContent-Type: " + media
	}
	return out + "\r\n\r\n" + content
}

// addBodyCredentials adds what the connection sends in the body.
func addBodyCredentials(r *catalog.Request, b *machine.Body, credited []plan.Credited) {
	if b != nil && b.As == machine.Fields && r.Text != "" {
		var pairs []string
		for _, c := range credited {
			pairs = append(pairs, percent.Encode(c.Name)+"="+masked(c.Value))
		}
		r.Text = strings.Join(slices.Concat([]string{r.Text}, pairs), "&")
		return
	}
	if r.Body == nil && r.Text == "" {
		r.Body = json.RawMessage("{}")
	}
	r.Body = withCredentials(r.Body, credited)
}
