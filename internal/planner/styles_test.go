package planner_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/internal/golden"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
)

// style is a way in which OpenAPI writes a parameter: a row of the table in docs/reference/fidelity.md.
type style struct{ in, style, explode, value string }

// The parameter is called p; its values are these.
const (
	styledArray  = `["red","blue"]`
	styledObject = `{"r":"1","g":"2"}`
)

// styles are all that OpenAPI 3 has. What explode changes nothing of is one row.
func styles() []style {
	var all []style
	for _, of := range []struct {
		in     string
		styles []string
	}{
		{"path", []string{"simple", "label", "matrix"}},
		{"query", []string{"form", "spaceDelimited", "pipeDelimited", "deepObject"}},
		{"header", []string{"simple"}},
		{"cookie", []string{"form", "cookie"}},
	} {
		for _, name := range of.styles {
			for _, value := range []string{"scalar", "array", "object"} {
				no, yes := style{of.in, name, "no", value}, style{of.in, name, "yes", value}
				if a, b := no.cells(), yes.cells(); slices.Equal(a[3:], b[3:]) {
					all = append(all, style{of.in, name, "either", value})
				} else {
					all = append(all, no, yes)
				}
			}
		}
		all = append(all, style{of.in, "content", "", "object"})
	}
	return append(all,
		style{"querystring", "content", "", "object"},
		style{"path", "allowReserved", "", "scalar"},
		style{"query", "allowReserved", "", "scalar"},
		style{"query", "allowReserved", "", "integer"},
		style{"query", "allowEmptyValue", "", "scalar"})
}

// yaml is the parameter.
func (s style) yaml(required bool) string {
	schema := map[string]string{
		"scalar": "{type: string}", "integer": "{type: integer}", "array": "{type: array, items: {type: string}}",
		"object": "{type: object, properties: {r: {type: string}, g: {type: string}}, required: [r, g]}",
	}[s.value]
	text := fmt.Sprintf("{name: p, in: %s, required: %v, ", s.in, required)
	switch s.style {
	case "content":
		return text + "content: {application/json: {schema: " + schema + "}}}"
	case "allowReserved", "allowEmptyValue":
		return text + s.style + ": true, schema: " + schema + "}"
	}
	return text + fmt.Sprintf("style: %s, explode: %v, schema: %s}", s.style, s.explode == "yes", schema)
}

func (s style) plan(t testing.TB, required bool) *plan.Plan {
	path := "/a"
	if s.in == "path" {
		path = "/{p}"
	}
	text := operation(path, "parameters:\n  - "+s.yaml(required))
	return build(t, strings.Replace(text, "3.0.3", "3.2.0", 1), plan.Options{})
}

// cells are a row of the table: what it is, what the document writes, what EventBridge
// sends for the event that the catalog asks for, and the fidelities.
func (s style) cells() []string {
	var t testing.TB = fatal{}
	p := s.plan(t, true)
	op := &p.Operations[0]
	optional := ""
	if s.in != "path" {
		o := s.plan(t, false).Operations[0]
		if optional = string(o.Fidelity); len(o.Fields) == 0 {
			optional += ", not carried"
		}
	}
	sent := ""
	if op.Callable() {
		sent = code(wireOf(p.Rules[0], op, s.event(op)))
	}
	return []string{s.in, s.style, s.explode, s.value, code(s.written()), sent, why(op), optional}
}

// decoded is a request as an API sees it that decodes before it splits (assumption A1).
func decoded(request string) string {
	plain, err := url.PathUnescape(request)
	if err != nil {
		return request
	}
	return plain
}

// fatal turns a failure into a panic, where there is no test to fail.
type fatal struct{ testing.TB }

func (fatal) Helper()                           {}
func (fatal) Fatalf(format string, args ...any) { panic(fmt.Sprintf(format, args...)) }

func code(s string) string {
	if s == "" {
		return ""
	}
	return "`" + s + "`"
}

// why is the fidelity with the codes of its reasons.
func why(op *plan.Operation) string {
	text := string(op.Fidelity)
	for _, r := range op.Reasons {
		text += fmt.Sprintf(" [%s](../diagnostics/%s.md)", r.Code, r.Code)
	}
	return text
}

// written is what OpenAPI 3.1's table "Style Examples" and RFC 6570 make of the value;
// empty where they define nothing.
func (s style) written() string {
	items := []string{"red", "blue"}
	keys, values := []string{"r", "g"}, []string{"1", "2"}
	pairs := func(between string) []string {
		var out []string
		for i := range keys {
			out = append(out, keys[i]+between+values[i])
		}
		return out
	}
	explode := s.explode == "yes"
	list := func(first, separator, named string) string { // RFC 6570, section 3.2.1
		switch {
		case s.value == "scalar":
			return first + named + "red"
		case s.value == "array" && explode:
			return first + named + strings.Join(items, separator+named)
		case s.value == "array":
			return first + named + strings.Join(items, ",")
		case explode:
			return first + strings.Join(pairs("="), separator)
		}
		return first + named + strings.Join(pairs(","), ",")
	}
	delimited := func(delimiter string) string {
		switch {
		case explode || s.value == "scalar":
			return ""
		case s.value == "array":
			return "?p=" + strings.Join(items, delimiter)
		}
		return "?p=" + strings.Join(pairs(delimiter), delimiter)
	}
	switch s.in + " " + s.style {
	case "path simple":
		return list("/", ",", "")
	case "path label":
		return list("/.", ".", "")
	case "path matrix":
		return list("/;", ";", "p=")
	case "query form":
		return list("?", "&", "p=")
	case "query spaceDelimited":
		return delimited("%20")
	case "query pipeDelimited":
		return delimited("%7C")
	case "query deepObject":
		if s.value == "object" {
			return "?p%5Br%5D=1&p%5Bg%5D=2"
		}
		return ""
	case "header simple":
		return "p: " + list("", ",", "")
	case "cookie form":
		return "Cookie: " + list("", "&", "p=")
	case "cookie cookie":
		return "Cookie: " + list("", "; ", "p=")
	case "path content":
		return "/" + encoded(styledObject)
	case "query content":
		return "?p=" + encoded(styledObject)
	case "header content":
		return "p: " + styledObject
	case "cookie content":
		return "Cookie: p=" + encoded(styledObject)
	case "querystring content":
		return "?" + encoded(styledObject)
	case "path allowReserved":
		return "/a/b"
	case "query allowReserved":
		if s.value == "integer" {
			return "?p=7"
		}
		return "?p=a/b"
	}
	return "?p="
}

// event is the detail that the catalog's fields ask for.
func (s style) event(op *plan.Operation) map[string]any {
	detail := map[string]any{}
	for _, f := range op.Fields {
		put(detail, f.Path, s.fieldValue(f))
	}
	return detail
}

var separator = regexp.MustCompile(`joined by "(.)"$`)

func (s style) fieldValue(f plan.Field) any {
	between := ""
	if m := separator.FindStringSubmatch(f.Format); m != nil {
		between = m[1]
	}
	switch {
	case s.style == "allowEmptyValue":
		return ""
	case s.style == "allowReserved" && s.value == "scalar":
		return "a/b"
	case s.value == "integer":
		return json.Number("7")
	case f.ContentType != "":
		return styledObject
	case f.Property != "":
		return map[string]string{"r": "1", "g": "2"}[f.Property]
	case s.value == "array" && between != "":
		return "red" + between + "blue"
	case s.value == "object" && strings.Contains(f.Format, "key=value"):
		return "r=1" + between + "g=2"
	case s.value == "object":
		return strings.Join([]string{"r", "1", "g", "2"}, between)
	}
	return "red"
}

// wireOf is what of the request the parameter makes, under the assumption that values are
// percent-encoded (A1).
func wireOf(r plan.Rule, op *plan.Operation, detail map[string]any) string {
	resolve := func(expression string) string {
		var value any = detail
		place, ok := strings.CutPrefix(expression, "$.detail.")
		if !ok {
			return expression
		}
		for _, name := range strings.Split(place, ".") {
			value = value.(map[string]any)[name]
		}
		return fmt.Sprint(value)
	}
	text, sent := "", r.Target.(plan.APIDestination)
	if path := op.Request.Path; len(sent.PathValues) > 0 {
		for _, value := range sent.PathValues {
			path = strings.Replace(path, "*", encoded(resolve(value)), 1)
		}
		text += path
	}
	separator := "?"
	for _, pair := range sent.Query {
		text += separator + encoded(pair.Name) + "=" + encoded(resolve(pair.Value.Expression()))
		separator = "&"
	}
	for _, pair := range sent.Headers {
		if pair.Name == "Content-Type" {
			continue
		}
		text += pair.Name + ": " + resolve(pair.Value.Expression())
	}
	return text
}

func encoded(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "+", "%20") }

// TestStyles compares the table of docs/reference/fidelity.md with what the plan makes of each style. An
// operation is exact only if EventBridge sends what the document writes, decoded.
func TestStyles(t *testing.T) {
	var rows strings.Builder
	for _, s := range styles() {
		cells := s.cells()
		rows.WriteString("| " + strings.Join(cells, " | ") + " |\n")
		exact := strings.HasPrefix(cells[6], "exact")
		if exact && decoded(cells[4]) != decoded(cells[5]) {
			t.Errorf("%v is called exact, and the document writes %s, EventBridge sends %s", s, cells[4], cells[5])
		}
	}
	checkTable(t, "fidelity", "styles", rows.String())
}

// checkTable compares the rows between two marks of a page, or writes them there.
func checkTable(t *testing.T, page, name, rows string) {
	t.Helper()
	file := "../../docs/reference/" + page + ".md"
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	begin, end := "<!-- "+name+": checked by a test -->\n", "<!-- end of "+name+" -->\n"
	before, rest, ok := strings.Cut(string(data), begin)
	table, after, ok2 := strings.Cut(rest, end)
	head := strings.SplitAfterN(table, "\n", 3)
	if !ok || !ok2 || len(head) < 3 {
		t.Fatalf("%s has no table %s", file, name)
	}
	if golden.Update() {
		text := before + begin + strings.Join(head[:2], "") + rows + end + after
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if got := strings.TrimSpace(head[2]); got != strings.TrimSpace(rows) {
		t.Errorf("%s has the table\n%s\nand the plan makes it\n%s", file, got, rows)
	}
}
