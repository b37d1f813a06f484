package oracle

import (
	"encoding/json"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// difference is a known one between what is sent and what swagger-client builds: whose doing it
// is, and where it says otherwise. Its mend takes it away and nothing else; where it finds none it
// changes nothing.
type difference struct {
	what string
	mend func(c *compared)
}

// compared are the two requests of an event.
type compared struct {
	doc          *spec.Document
	op           *plan.Operation
	asked        question
	probe        *probe
	ours, theirs *message
}

func (c *compared) byMachine() bool { return c.op.Carrier == plan.ByStateMachine }

func (c *compared) bodiless() bool {
	return c.asked.Body == nil && c.asked.MediaType == "" && c.theirs.body == nil && c.theirs.form == nil && c.theirs.parts == nil
}

// parameters are those of a location that the request has, with their values.
func (c *compared) parameters(in string, visit func(p *spec.Parameter, value any)) {
	for i := range c.op.Spec.Parameters {
		p := &c.op.Spec.Parameters[i]
		if value, there := c.asked.Parameters[p.In+"."+p.Name]; there && p.In == in {
			visit(p, value)
		}
	}
}

// What AWS adds comes first, then what is swagger-client's.
var differences = []difference{
	{"EventBridge sends the JSON object {} where there is no body (docs/eventbridge.md)", func(c *compared) {
		if object, ok := c.ours.body.(map[string]any); ok && !c.byMachine() && c.bodiless() && len(object) == 0 {
			c.ours.body = nil
			delete(c.ours.headers, "content-type")
		}
	}},
	{"Step Functions sends its own Content-Type where there is no body (docs/step-functions.md)", func(c *compared) {
		if c.byMachine() && c.bodiless() && c.ours.body == nil {
			delete(c.ours.headers, "content-type")
		}
	}},
	{"a connection without a credential sends Accept: */*, which is what no Accept means (RFC 9110, 12.5.1)", func(c *compared) {
		if c.ours.headers["accept"] == "*/*" && c.theirs.headers["accept"] == "" {
			delete(c.ours.headers, "accept")
		}
	}},
	{"where all answers are application/json, Accept: */* gets them as well (RFC 9110, 12.5.1)", func(c *compared) {
		if c.ours.headers["accept"] == "*/*" && strings.Trim(c.theirs.headers["accept"], "aplictonj/s, ") == "" {
			c.theirs.headers["accept"] = "*/*"
		}
	}},
	{"media types of answers stand in Accept once for each answer, and in any order (RFC 9110, 12.5.1)", func(c *compared) {
		for _, m := range []*message{c.ours, c.theirs} {
			types := strings.Split(m.headers["accept"], ", ")
			slices.Sort(types)
			m.headers["accept"] = strings.Join(slices.Compact(types), ", ")
		}
	}},
	{"swagger-client sends a media range as Content-Type, which is no media type (RFC 9110, 8.3)", func(c *compared) {
		if t := c.theirs.headers["content-type"]; strings.Contains(t, "*") && t == c.asked.MediaType {
			c.theirs.headers["content-type"] = "application/json"
		}
	}},
	{"a * in a path is encoded, for in an API destination's it is a variable (docs/eventbridge.md)", func(c *compared) {
		if strings.Contains(c.op.Spec.Path, "*") {
			c.theirs.address = strings.ReplaceAll(c.theirs.address, "*", "%2A")
		}
	}},
	{"swagger-client writes the query of a path anew, as a form is written", func(c *compared) {
		_, query, _ := strings.Cut(c.op.Spec.Path, "?")
		for _, p := range pairsOf(query) {
			for i := range c.theirs.query {
				if plain, err := url.QueryUnescape(p.value); err == nil && c.theirs.query[i] == (pair{p.name, url.QueryEscape(plain)}) {
					c.theirs.query[i] = p
				}
			}
		}
	}},
	{"swagger-client encodes values in paths of Swagger 2.0 less (encodeURIComponent)", func(c *compared) {
		if c.doc.OpenAPI == "2.0" && c.probed("path") {
			for _, one := range []string{"!", "'", "(", ")", "*", "[", "]"} {
				if text, _ := c.probe.value.(string); strings.Contains(text, one) {
					c.theirs.address = strings.ReplaceAll(c.theirs.address, one, url.QueryEscape(one))
				}
			}
		}
	}},
	{"swagger-client takes a value in a path of Swagger 2.0 for encoded if it looks so", func(c *compared) {
		if text, _ := c.probe.value.(string); c.doc.OpenAPI == "2.0" && c.probed("path") && text == "%2F" {
			c.theirs.address = strings.ReplaceAll(c.theirs.address, text, "%252F")
		}
	}},
	{"swagger-client fills no other variable of a path of Swagger 2.0 once a value has brackets", func(c *compared) {
		if c.doc.OpenAPI == "2.0" && c.probed("path") {
			c.parameters("path", func(p *spec.Parameter, value any) {
				c.theirs.address = strings.ReplaceAll(c.theirs.address, "{"+p.Name+"}", encode(textsOf([]any{value})[0]))
			})
		}
	}},
	{"swagger-client encodes values in queries and forms of Swagger 2.0 less (encodeURIComponent)", func(c *compared) {
		for _, pairs := range [][]pair{c.theirs.query, c.theirs.form} {
			for i := range pairs {
				if c.doc.OpenAPI == "2.0" {
					pairs[i].value = escapeMore(pairs[i].value)
				}
			}
		}
	}},
	{"swagger-client sends a default of Swagger 2.0, which the API takes where there is no value (Swagger 2.0, Parameter Object)", func(c *compared) {
		for i := range c.op.Spec.Parameters {
			p := &c.op.Spec.Parameters[i]
			if _, there := c.asked.Parameters[p.In+"."+p.Name]; c.doc.OpenAPI == "2.0" && p.In == "query" && p.Schema.Default != nil && !there {
				c.theirs.query = slices.DeleteFunc(c.theirs.query, func(o pair) bool { return o.name == encode(p.Name) })
			}
		}
	}},
	{"swagger-client leaves out an empty text of a form of Swagger 2.0", func(c *compared) {
		if c.doc.OpenAPI == "2.0" && c.probe.property != nil && c.probe.value == "" {
			c.theirs.addText(c.probe.property.Name, c.ours.parts != nil)
		}
	}},
	{"swagger-client leaves out an empty text in the query (OpenAPI 3.1, Style Examples: color=)", func(c *compared) {
		if c.probe.value == "" && c.probed("query") && c.probe.field.Property == "" {
			c.theirs.addQuery(pair{encode(c.probe.field.Name), ""})
		}
	}},
	{"swagger-client leaves ! ' ( ) * in a query parameter with content, and encodes them in others", func(c *compared) {
		c.parameters("query", func(p *spec.Parameter, value any) {
			for i := range c.theirs.query {
				if c.theirs.query[i].name == encode(p.Name) && p.ContentType != "" {
					c.theirs.query[i].value = reserved.Replace(c.theirs.query[i].value)
				}
			}
		})
	}},
	{"swagger-client leaves the | of pipeDelimited as it is (RFC 3986, 3.4)", func(c *compared) {
		c.parameters("query", func(p *spec.Parameter, value any) {
			if p.Style == "pipeDelimited" && !p.Explode && several(value) {
				c.theirs.replace(p.Name, "|", "%7C")
			}
		})
	}},
	{"swagger-client leaves the | of pipeDelimited in a form as it is", func(c *compared) {
		if c.probe.encoding.Style == "pipeDelimited" && several(c.probe.value) {
			for i := range c.theirs.form {
				c.theirs.form[i].value = strings.ReplaceAll(c.theirs.form[i].value, "|", "%7C")
			}
		}
	}},
	{"swagger-client joins an array in a form by commas where the document is silent: 3.0 has form with explode, 3.1 repeats the name (Encoding Object)", func(c *compared) {
		c.silentForm(func(p pair) []pair {
			var all []pair
			for item := range strings.SplitSeq(p.value, ",") {
				all = append(all, pair{p.name, item})
			}
			return all
		})
	}},
	{"swagger-client leaves ! ' ( ) * in a form where the document is silent, and encodes them where it isn't", func(c *compared) {
		c.silentForm(func(p pair) []pair { return []pair{{p.name, reserved.Replace(p.value)}} })
	}},
	{"swagger-client joins an array in a multipart body by commas (OpenAPI 3.1, Encoding Object: a part for each item)", func(c *compared) {
		for i := len(c.theirs.parts) - 1; i >= 0; i-- {
			list, ok := c.property(c.theirs.parts[i][0]).([]any)
			if texts := textsOf(list); ok && c.theirs.parts[i][1] == strings.Join(texts, ",") {
				name := c.theirs.parts[i][0]
				var all [][3]string
				for _, text := range texts {
					all = append(all, [3]string{name, text, ""})
				}
				c.theirs.parts = slices.Replace(c.theirs.parts, i, i+1, all...)
			}
		}
	}},
	{"swagger-client says no Content-Type of a part that is an object (OpenAPI 3.1, Encoding Object: application/json)", func(c *compared) {
		for i, p := range c.theirs.parts {
			if _, ok := c.property(p[0]).(map[string]any); ok && p[2] == "" {
				c.theirs.parts[i][2] = "application/json"
			}
		}
	}},
	{"swagger-client has no JSON lines (OpenAPI 3.2, Sequential JSON)", func(c *compared) {
		list, ok := c.theirs.body.([]any)
		if strings.Contains(c.asked.MediaType, "ndjson") || strings.Contains(c.asked.MediaType, "jsonl") && ok {
			var b strings.Builder
			for _, item := range list {
				b.Write(appendJSON(item))
				b.WriteByte('\n')
			}
			c.theirs.body = b.String()
		}
	}},
	{"swagger-client writes arrays and objects inside of deepObject as JSON, and an array that is one by repeating the name: OpenAPI leaves open how (3.1.1, Style Values), and a[b][0] is what APIs with such forms read", func(c *compared) {
		deep := func(name string) bool { return c.deepObjects()[name] }
		c.theirs.query, c.theirs.form = opened(c.theirs.query, deep), opened(c.theirs.form, deep)
	}},
	{"swagger-client encodes the % of what is encoded already in allowReserved (RFC 6570, 3.2.3)", func(c *compared) {
		if text, ok := c.probe.value.(string); ok && c.reservedProbe() && escape.MatchString(text) {
			c.theirs.replace(c.probe.field.Name, "%25", "%")
			c.ours.replace(c.probe.field.Name, "%25", "%")
		}
	}},
	{"swagger-client leaves the # of a value in allowReserved, which would end the query (RFC 3986, 3.5)", func(c *compared) {
		if text, ok := c.probe.value.(string); ok && c.reservedProbe() && strings.Contains(text, "#") {
			for _, m := range []*message{c.ours, c.theirs} { // the value is cut at its own & in both
				for i := range m.query {
					m.query[i].name = strings.ReplaceAll(m.query[i].name, "%23", "#")
					m.query[i].value = strings.ReplaceAll(m.query[i].value, "%23", "#")
				}
			}
		}
	}},
	{"swagger-client encodes = and & in cookies, which a value can hold (RFC 6265, 4.1.1)", func(c *compared) {
		if text, ok := c.probe.value.(string); ok && c.probed("cookie") && strings.ContainsAny(text, "=&") {
			c.theirs.headers["cookie"] = strings.NewReplacer("%3D", "=", "%26", "&").Replace(c.theirs.headers["cookie"])
		}
	}},
	{"swagger-client encodes the commas between the items of a cookie as those inside of them (OpenAPI 3.1, Style Examples: color=blue,black)", func(c *compared) {
		if c.probed("cookie") && several(c.probe.value) {
			for _, m := range []*message{c.ours, c.theirs} {
				m.headers["cookie"] = strings.NewReplacer("%2C", ",", "%3D", "=", "%26", "&").Replace(m.headers["cookie"])
			}
		}
	}},
	{"swagger-client sends the last of several cookies alone (RFC 6265, 4.2.1)", func(c *compared) {
		if all := strings.Split(c.ours.headers["cookie"], "; "); len(all) > 1 {
			c.ours.headers["cookie"] = all[len(all)-1]
		}
	}},
}

// reserved are the characters that encodeURIComponent leaves beside the unreserved ones.
var reserved = strings.NewReplacer("!", "%21", "'", "%27", "(", "%28", ")", "%29", "*", "%2A")

// silentForm writes pairs of a form anew: those of properties of which the document says nothing.
func (c *compared) silentForm(write func(p pair) []pair) {
	silent := func(e spec.Encoding) bool {
		return e.Style == "" && !e.HasExplode && !e.HasAllowReserved && e.ContentType == ""
	}
	if !silent(c.probe.encoding) {
		return
	}
	var all []pair
	for _, p := range c.theirs.form {
		all = append(all, write(p)...)
	}
	c.theirs.form = all
}

// escape is a percent-encoded byte.
var escape = regexp.MustCompile(`%[0-9A-Fa-f]{2}`)

// reservedProbe tells whether it is a query parameter with allowReserved that is looked at.
func (c *compared) reservedProbe() bool {
	return c.probed("query") && slices.ContainsFunc(c.op.Spec.Parameters, func(p spec.Parameter) bool {
		return p.In == "query" && p.Name == c.probe.field.Name && p.AllowReserved
	})
}

// deepObjects are the query parameters and the properties of a form with that style.
func (c *compared) deepObjects() map[string]bool {
	deep := make(map[string]bool)
	for i := range c.op.Spec.Parameters {
		if p := &c.op.Spec.Parameters[i]; p.In == "query" && p.Style == "deepObject" {
			deep[p.Name] = true
		}
	}
	if c.op.Spec.Body != nil {
		for _, media := range c.op.Spec.Body.Content {
			for _, e := range media.Encoding {
				if e.Style == "deepObject" {
					deep[e.Property] = true
				}
			}
		}
	}
	return deep
}

// opened writes the pairs of some names anew, arrays and objects level by level.
func opened(pairs []pair, deep func(name string) bool) []pair {
	count := make(map[string]int)
	var all []pair
	for _, p := range pairs {
		plain, err := url.QueryUnescape(p.name)
		base, _, keyed := strings.Cut(plain, "[")
		value, err2 := url.QueryUnescape(p.value)
		if err != nil || err2 != nil || !deep(base) {
			all = append(all, p)
			continue
		}
		if !keyed {
			plain += "[" + strconv.Itoa(count[plain]) + "]"
			count[base]++
		}
		all = append(all, open(plain, value)...)
	}
	slices.SortStableFunc(all, func(a, b pair) int { return strings.Compare(a.name, b.name) })
	return all
}

// open is a value that may be JSON.
func open(name, text string) []pair {
	var value any
	if text == "" || !strings.ContainsAny(text[:1], "[{") || json.Unmarshal([]byte(text), &value) != nil {
		return []pair{{encode(name), encode(text)}}
	}
	var all []pair
	add := func(key string, item any) {
		text, ok := item.(string)
		if !ok {
			text = string(appendJSON(item))
		}
		if ok {
			all = append(all, pair{encode(name + "[" + key + "]"), encode(text)})
			return
		}
		all = append(all, open(name+"["+key+"]", text)...)
	}
	switch value := value.(type) {
	case []any:
		for i, item := range value {
			add(strconv.Itoa(i), item)
		}
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(value)) {
			add(key, value[key])
		}
	}
	return all
}

// property is what the body has.
func (c *compared) property(name string) any {
	message, _ := c.probe.detail["message"].(map[string]any)
	return message[name]
}

func textsOf(list []any) []string {
	var all []string
	for _, item := range list {
		text, ok := item.(string)
		if !ok {
			text = string(appendJSON(item))
		}
		all = append(all, text)
	}
	return all
}

// probed tells whether it is a parameter of a location that is looked at.
func (c *compared) probed(in string) bool { return c.probe.field != nil && c.probe.field.In == in }

func (m *message) addQuery(p pair) {
	if !slices.ContainsFunc(m.query, func(o pair) bool { return o.name == p.name }) {
		m.query = append(m.query, p)
		slices.SortStableFunc(m.query, func(a, b pair) int { return strings.Compare(a.name, b.name) })
	}
}

// addText adds an empty text to a form.
func (m *message) addText(name string, part bool) {
	if part {
		m.parts = append(m.parts, [3]string{name})
		sortParts(m.parts)
		return
	}
	m.form = append(m.form, pair{encode(name), ""})
	slices.SortStableFunc(m.form, func(a, b pair) int { return strings.Compare(a.name, b.name) })
}

// escapeMore encodes what encodeURIComponent leaves, and RFC 3986 reserves.
func escapeMore(text string) string {
	for _, one := range []string{"!", "'", "(", ")", "*"} {
		text = strings.ReplaceAll(text, one, url.QueryEscape(one))
	}
	return text
}

func (m *message) replace(name, old, by string) {
	for i := range m.query {
		if m.query[i].name == encode(name) {
			m.query[i].value = strings.ReplaceAll(m.query[i].value, old, by)
		}
	}
}

func (m *message) clone() *message {
	out := *m
	out.query, out.form, out.parts, out.headers = slices.Clone(m.query), slices.Clone(m.form), slices.Clone(m.parts), maps.Clone(m.headers)
	return &out
}

// reconciled takes the known differences away, and gives those that were there, and what is left.
func (c *compared) reconciled() (used []int, left string) {
	for i := range differences {
		left = differs(c.ours, c.theirs)
		if left == "" {
			return used, ""
		}
		ours, theirs := c.ours.clone(), c.theirs.clone()
		differences[i].mend(c)
		if differs(ours, c.ours) != "" || differs(theirs, c.theirs) != "" {
			if differs(c.ours, c.theirs) == left { // mended nothing
				c.ours, c.theirs = ours, theirs
				continue
			}
			used = append(used, i)
		}
	}
	return used, differs(c.ours, c.theirs)
}
