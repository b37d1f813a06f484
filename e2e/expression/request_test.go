package expression

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/internal/planner/carrier/statemachine/machine"
)

func raw(text string) json.RawMessage { return json.RawMessage(text) }

func field(name string) machine.Parameter {
	return machine.Parameter{Name: name, Source: machine.Source{Field: name}}
}

func encoded(name string, e machine.Encoding) machine.Parameter {
	return machine.Parameter{Name: name, Source: machine.Source{Field: name}, Encoding: e}
}

func body(as machine.Form, media string) *machine.Body {
	return &machine.Body{Field: "message", As: as, Type: media, Required: true}
}

const form = "application/x-www-form-urlencoded"

// deep is the form of PHP and Rails, and of Stripe.
var deep = machine.Property{Encoding: machine.Encoding{Style: "deepObject", Arrays: "bracket"}}

// cases are events and the requests that they become. What a case doesn't have is empty.
var cases = []struct {
	name      string
	operation machine.Operation
	detail    string
	want      request
}{
	{"nothing", machine.Operation{}, `{}`, request{}},
	{"a body that passes through", machine.Operation{Body: body(machine.JSON, "application/json")}, `{"message":{"a":[{"b":null}],"c":9007199254740991,"d":""}}`,
		request{Headers: map[string]string{"Content-Type": "application/json"}, Body: raw(`{"a":[{"b":null}],"c":9007199254740991,"d":""}`)}},
	{"an optional body that is absent", machine.Operation{Body: &machine.Body{Field: "message", As: machine.JSON, Type: "application/json"}}, `{"message":null}`, request{}},
	{"a required body that is absent", machine.Operation{Body: body(machine.JSON, "application/json")}, `{}`, request{Problem: "detail.message is missing"}},

	// Query: plain texts go to the task, all else into the endpoint.
	{"text in the query", machine.Operation{Query: []machine.Parameter{field("a"), field("b"), field("c"), field("d"), field("e")}}, `{"a":"x y&=+%/?#é","b":false,"c":-0.5,"d":null,"e":""}`,
		request{Query: map[string]string{"a": "x y&=+%/?#é", "b": "false", "c": "-0.5", "e": ""}}},
	{"names that are reserved", machine.Operation{Query: []machine.Parameter{field("a[b]"), {Name: "$x y", Source: machine.Source{Field: "x"}}}}, `{"a[b]":"!'()* ~-._","x":1}`,
		request{URL: "https://h/a?a%5Bb%5D=%21%27%28%29%2A%20~-._&%24x%20y=1"}},
	{"a name that two have", machine.Operation{Query: []machine.Parameter{{Name: "a", Source: machine.Source{Constant: raw(`"1"`)}}, field("b"), {Name: "a", Source: machine.Source{Constant: raw(`"2&"`)}}}}, `{"b":"3"}`,
		request{URL: "https://h/a?a=1&a=2%26", Query: map[string]string{"b": "3"}}},
	{"names that end alike", machine.Operation{Query: []machine.Parameter{field("a"), field("aa"), field("b")}}, `{"a":1,"aa":2,"b":3}`, request{Query: map[string]string{"a": "1", "aa": "2", "b": "3"}}},
	{"an address with a query", machine.Operation{URL: []machine.Part{{Literal: "https://h/a?x=1"}}, Query: []machine.Parameter{field("a")}}, `{"a":[1,2]}`, request{URL: "https://h/a?x=1&a=1&a=2"}},
	{"reserved characters", machine.Operation{Query: []machine.Parameter{encoded("a", machine.Encoding{Reserved: true})}}, `{"a":":/?#[]@!$&'()*+,;=%41%zz é\"|"}`,
		request{URL: "https://h/a?a=:/?%23[]@!$&'()*+,;=%41%25zz%20%C3%A9%22%7C"}},
	{"defaults and constants", machine.Operation{Query: []machine.Parameter{
		{Name: "a", Source: machine.Source{Field: "a", Default: raw(`7`)}}, {Name: "b", Source: machine.Source{Field: "b", Default: raw(`["x"]`)}}, {Name: "c", Source: machine.Source{Constant: raw(`false`)}},
		{Name: "d", Source: machine.Source{Field: "d", Default: raw(`1`)}}}}, `{"a":null,"b":[],"d":0}`,
		request{URL: "https://h/a?b=x", Query: map[string]string{"a": "7", "c": "false", "d": "0"}}},
	{"places", machine.Operation{Query: []machine.Parameter{{Name: "a", Source: machine.Source{Field: "f.x-1.y_2"}}, {Name: "b", Source: machine.Source{Field: "list.z"}}, {Name: "c", Source: machine.Source{Field: "text.length"}}}},
		`{"f":{"x-1":{"y_2":"v"}},"list":[{"z":1}],"text":"abc"}`, request{Query: map[string]string{"a": "v"}}},
	{"lists of one, of lists and of nothing", machine.Operation{Query: []machine.Parameter{field("a"), field("b"), field("c"), field("d")}}, `{"a":["x"],"b":[["y"]],"c":[null,"z",null],"d":[[]]}`,
		request{URL: "https://h/a?a=x&b=%5B%22y%22%5D&c=z&d=%5B%5D"}},
	{"null is absent", machine.Operation{Query: []machine.Parameter{encoded("a", machine.Encoding{Style: "form", Explode: true}), encoded("b", machine.Encoding{Style: "form"}), encoded("c", machine.Encoding{Style: "deepObject"})}},
		`{"a":{"x":null,"y":1},"b":[1,null,2],"c":{"p":null,"q":[null,3]}}`, request{URL: "https://h/a?y=1&b=1,2&c%5Bq%5D%5B1%5D=3"}},
	{"required in the query", machine.Operation{Query: []machine.Parameter{{Name: "a", Source: machine.Source{Field: "a", Required: true}}, {Name: "b", Source: machine.Source{Field: "f.b", Required: true}}, {Name: "c", Source: machine.Source{Field: "c", Required: true}}}},
		`{"a":null,"f":{"b":[]},"c":""}`, request{Problem: "detail.a is missing; detail.f.b is missing"}},

	// Numbers.
	{"numbers", machine.Operation{Query: []machine.Parameter{field("a")}}, `{"a":[0,-1,999999999999999,-999999999999999,1e3,1.50,0.1,1e-7,1.5e-10,0.30000000000000004,-73.98513412345678,[0.30000000000000004]]}`,
		request{URL: "https://h/a?a=0&a=-1&a=999999999999999&a=-999999999999999&a=1000&a=1.5&a=0.1&a=1e-7&a=1.5e-10&a=0.3&a=-73.9851341234568&a=%5B0.3%5D"}},
	{"long numbers", machine.Operation{
		URL:     []machine.Part{{Literal: "https://h/"}, {Field: &machine.Path{Field: "a"}}},
		Query:   []machine.Parameter{field("b"), encoded("c", machine.Encoding{Style: "deepObject"}), encoded("d", machine.Encoding{Style: "form"}), encoded("j", machine.Encoding{JSON: true})},
		Headers: []machine.Parameter{field("e")}, Cookies: []machine.Parameter{field("f")}, Body: body(machine.URLEncoded, form)},
		`{"a":1000000000000000,"b":[12345678901234567],"c":{"x":{"y":-1e15}},"d":[1,1e21],"j":{"x":[-1e15]},"e":1e15,"f":1e15,"message":{"g":{"h":1e15},"i":"12345678901234567"}}`,
		request{Problem: strings.Join([]string{long("a"), long("b"), long("c"), long("d"), long("j"), long("e"), long("f"), long("message.g")}, "; ")}},

	// Headers and cookies.
	{"headers", machine.Operation{Headers: []machine.Parameter{field("A"), encoded("B", machine.Encoding{}), encoded("C", machine.Encoding{Explode: true}), encoded("D", machine.Encoding{JSON: true}), {Name: "E", Source: machine.Source{Field: "E", Required: true}}}},
		`{"A":["x","y z",1],"B":{"R":100,"G":[true]},"C":{"R":100,"G":200},"D":{"a":["b"]},"E":""}`,
		request{Headers: map[string]string{"A": "x,y z,1", "B": "R,100,G,[true]", "C": "R=100,G=200", "D": `{"a":["b"]}`, "E": ""}}},
	{"headers that HTTP forbids", machine.Operation{Headers: []machine.Parameter{field("A"), field("B"), field("C")}}, `{"A":"a\r\nX: y","B":["\u0000"],"C":"é"}`,
		request{Problem: "detail.A has a character that a header can't hold; detail.B has a character that a header can't hold; detail.C has a character that a header can't hold"}},
	{"the event's id", machine.Operation{Headers: []machine.Parameter{{Name: "K", Source: machine.Source{Field: "K", EventID: true}}, {Name: "L", Source: machine.Source{Field: "L", EventID: true}}}}, `{"L":"mine"}`,
		request{Headers: map[string]string{"K": eventID, "L": "mine"}}},
	{"cookies", machine.Operation{Cookies: []machine.Parameter{field("a"), field("b"), encoded("c", machine.Encoding{Style: "form"}), encoded("d", machine.Encoding{Style: "form", Explode: true}), encoded("e", machine.Encoding{Style: "form"}), field("f"), {Name: "g", Source: machine.Source{Constant: raw(`"x"`)}}}},
		`{"a":"1; b=2,\"\\ é!#$%&'()*+-./:<=>?@[]^_` + "`" + `{|}~","b":["x","y"],"c":["x","y"],"d":{"p":1,"q":2},"e":{"p":1},"f":{"p":1}}`,
		request{Headers: map[string]string{"Cookie": "a=1%3B%20b=2%2C%22%5C%20%C3%A9!#$%&'()*+-./:<=>?@[]^_`{|}~; b=x; b=y; c=x,y; p=1; q=2; e=p,1; f={%22p%22:1}; g=x"}}},

	// Bodies of text.
	{"text", machine.Operation{Body: body(machine.Text, "text/plain")}, `{"message":"a \"b\"\n<é>"}`, request{Headers: map[string]string{"Content-Type": "text/plain"}, Body: raw(`"a \"b\"\n<é>"`)}},
	{"JSON as text", machine.Operation{Body: body(machine.Text, "text/plain")}, `{"message":{"a":[1,"x",null]}}`, request{Headers: map[string]string{"Content-Type": "text/plain"}, Body: raw(`"{\"a\":[1,\"x\",null]}"`)}},
	{"a number as text", machine.Operation{Body: body(machine.Text, "text/plain")}, `{"message":1.5}`, request{Headers: map[string]string{"Content-Type": "text/plain"}, Body: raw(`"1.5"`)}},
	{"a long number as text", machine.Operation{Body: body(machine.Text, "text/plain")}, `{"message":{"a":[1e15]}}`, request{Problem: long("message")}},
	{"a string as JSON", machine.Operation{Body: body(machine.JSON, "application/json")}, `{"message":"a\"b\n"}`, request{Headers: map[string]string{"Content-Type": "application/json"}, Body: raw(`"\"a\\\"b\\n\""`)}},
	{"lines", machine.Operation{Body: body(machine.Lines, "application/x-ndjson")}, `{"message":[{"index":{}},"x",null,[1]]}`, request{Headers: map[string]string{"Content-Type": "application/x-ndjson"}, Body: raw(`"{\"index\":{}}\n\"x\"\nnull\n[1]\n"`)}},
	{"lines as text", machine.Operation{Body: body(machine.Lines, "application/x-ndjson")}, `{"message":"{}\n"}`, request{Headers: map[string]string{"Content-Type": "application/x-ndjson"}, Body: raw(`"{}\n"`)}},

	// Forms.
	{"a form, where the document is silent", machine.Operation{Body: body(machine.URLEncoded, form)}, `{"message":{"To":"+15558675310","Body":"Hi & bye","StatusCallbackEvent":["initiated","ringing"],"o":{"a":[1]},"n":null,"e":"","z":[]}}`,
		request{Headers: map[string]string{"Content-Type": form}, Body: raw(`"To=%2B15558675310&Body=Hi%20%26%20bye&StatusCallbackEvent=initiated&StatusCallbackEvent=ringing&o=%7B%22a%22%3A%5B1%5D%7D&e="`)}},
	{"a form by its encoding", machine.Operation{Body: &machine.Body{Field: "message", As: machine.URLEncoded, Type: form, Each: deep, Properties: []machine.NamedProperty{
		{Name: "plain", Property: machine.Property{}}, {Name: "csv", Property: machine.Property{Encoding: machine.Encoding{Style: "form"}}}, {Name: "pipes", Property: machine.Property{Encoding: machine.Encoding{Style: "pipeDelimited"}}},
		{Name: "open", Property: machine.Property{Encoding: machine.Encoding{Style: "form", Explode: true}}}, {Name: "json", Property: machine.Property{Encoding: machine.Encoding{JSON: true}}},
		{Name: "url", Property: machine.Property{Encoding: machine.Encoding{Reserved: true}}}, {Name: "index", Property: machine.Property{Encoding: machine.Encoding{Style: "deepObject"}}}}}},
		`{"message":{"deep":{"a":{"b":["c"]}},"plain":[1,2],"csv":["x,y","z"],"pipes":[1,2],"open":{"p":1,"q":2},"json":[1],"url":"https://h/?a=b#c","index":[{"a":1}]}}`,
		request{Headers: map[string]string{"Content-Type": form}, Body: raw(`"deep%5Ba%5D%5Bb%5D%5B%5D=c&plain=1&plain=2&csv=x%2Cy,z&pipes=1%7C2&p=1&q=2&json=%5B1%5D&url=https://h/?a=b%23c&index%5B0%5D%5Ba%5D=1"`)}},
	{"a form that is ready", machine.Operation{Body: body(machine.URLEncoded, form)}, `{"message":"a=1&b=%20"}`, request{Headers: map[string]string{"Content-Type": form}, Body: raw(`"a=1&b=%20"`)}},
	{"an empty form", machine.Operation{Body: body(machine.URLEncoded, form)}, `{"message":{}}`, request{Headers: map[string]string{"Content-Type": form}, Body: raw(`""`)}},
	{"no form", machine.Operation{Body: body(machine.URLEncoded, form)}, `{"message":[1]}`, request{Problem: "detail.message must be an object"}},
	{"fields", machine.Operation{Body: &machine.Body{Field: "message", As: machine.Fields, Type: form, Each: deep}}, `{"message":{"a":1,"b":[true,"x"],"c":{"d":"e"},"f":["one"],"n":null}}`,
		request{Headers: map[string]string{"Content-Type": form}, Send: "fields", Body: raw(`{"a":"1","b[]":["true","x"],"c[d]":"e","f[]":"one"}`)}},
	{"one field", machine.Operation{Body: body(machine.Fields, form)}, `{"message":{"a":1}}`, request{Headers: map[string]string{"Content-Type": form}, Send: "fields", Body: raw(`{"a":"1"}`)}},
	{"no fields", machine.Operation{Body: body(machine.Fields, form)}, `{"message":{}}`, request{Headers: map[string]string{"Content-Type": form}, Send: "fields", Body: raw(`{}`)}},

	// Multipart.
	{"multipart", machine.Operation{Body: &machine.Body{Field: "message", As: machine.Multipart, Type: "multipart/form-data", Properties: []machine.NamedProperty{
		{Name: "file", Property: machine.Property{File: "file.jsonl", Type: "application/jsonl"}}, {Name: "list", Property: machine.Property{Encoding: machine.Encoding{JSON: true}}}, {Name: "typed", Property: machine.Property{Type: "text/csv"}}}}},
		`{"message":{"purpose":"fine-tune","file":"{\"a\":1}\n","n":null,"tags":["x",2],"meta":{"a":[true]},"list":[1],"typed":"a,b","odd \"name\r\n":false}}`,
		request{Headers: map[string]string{"Content-Type": "multipart/form-data; boundary=" + eventID}, Body: multipart(eventID,
			"name=\"purpose\"\r\n\r\nfine-tune", "name=\"file\"; filename=\"file.jsonl\"\r\nContent-Type: application/jsonl\r\n\r\n{\"a\":1}\n", "name=\"tags\"\r\n\r\nx", "name=\"tags\"\r\n\r\n2",
			"name=\"meta\"\r\nContent-Type: application/json\r\n\r\n{\"a\":[true]}", "name=\"list\"\r\nContent-Type: application/json\r\n\r\n[1]", "name=\"typed\"\r\nContent-Type: text/csv\r\n\r\na,b", "name=\"odd %22name%0D%0A\"\r\n\r\nfalse")}},
	{"files with names of their own", machine.Operation{Body: &machine.Body{Field: "message", As: machine.Multipart, Type: "multipart/form-data", Properties: []machine.NamedProperty{{Name: "f", Property: machine.Property{File: "f"}}}}},
		`{"message":{"f":[{"filename":"a\"b.txt","content":"x"},{"content":""},"y"]}}`,
		request{Headers: map[string]string{"Content-Type": "multipart/form-data; boundary=" + eventID}, Body: multipart(eventID,
			"name=\"f\"; filename=\"a%22b.txt\"\r\n\r\nx", "name=\"f\"; filename=\"f\"\r\n\r\n", "name=\"f\"; filename=\"f\"\r\n\r\ny")}},
	{"files that are none", machine.Operation{Body: &machine.Body{Field: "message", As: machine.Multipart, Type: "multipart/form-data", Properties: []machine.NamedProperty{{Name: "f", Property: machine.Property{File: "f"}}, {Name: "g", Property: machine.Property{File: "g"}}}}},
		`{"message":{"f":{"filename":"a"},"g":1}}`, request{Problem: "detail.message.f must be a text; detail.message.g must be a text"}},
	{"parts that hold the boundary", machine.Operation{Body: body(machine.Multipart, "multipart/form-data")}, `{"message":{"a":"--` + eventID + `00","` + eventID + `000":""}}`,
		request{Headers: map[string]string{"Content-Type": "multipart/form-data; boundary=" + eventID + "0000"}, Body: multipart(eventID+"0000", "name=\"a\"\r\n\r\n--"+eventID+"00", "name=\""+eventID+"000\"\r\n\r\n")}},
	{"no parts", machine.Operation{Body: body(machine.Multipart, "multipart/form-data")}, `{"message":{}}`,
		request{Headers: map[string]string{"Content-Type": "multipart/form-data; boundary=" + eventID}, Body: raw(`"--` + eventID + `--\r\n"`)}},
	{"no multipart", machine.Operation{Body: body(machine.Multipart, "multipart/form-data")}, `{"message":"x"}`, request{Problem: "detail.message must be an object"}},
}

func long(field string) string {
	return "detail." + field + " has a number of more than 15 digits: send it as a string"
}

// multipart is the JSON of a body of parts, each from its Content-Disposition on.
func multipart(boundary string, parts ...string) json.RawMessage {
	var b strings.Builder
	for _, part := range parts {
		b.WriteString("--" + boundary + "\r\nContent-Disposition: form-data; " + part + "\r\n")
	}
	b.WriteString("--" + boundary + "--\r\n")
	text, err := json.Marshal(b.String())
	if err != nil {
		panic(err)
	}
	return text
}

func TestRequests(t *testing.T) {
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got, _ := read(t, input(t, c.operation, c.detail))
			if got.Problem != c.want.Problem {
				t.Fatalf("the problem is %q, not %q", got.Problem, c.want.Problem)
			}
			if c.want.Problem == "" {
				check(t, got, c.want)
			}
		})
	}
}

func check(t *testing.T, got, want request) {
	t.Helper()
	if want.URL == "" {
		want.URL = "https://h/a"
	}
	if want.Send == "" && want.Body == nil {
		want.Send = "nothing"
	} else if want.Send == "" {
		want.Send = "body"
	}
	if got.URL != want.URL || !maps.Equal(got.Query, want.Query) || !maps.Equal(got.Headers, want.Headers) || compact(t, got.Body) != compact(t, want.Body) || got.Send != want.Send {
		t.Errorf("the request is\n%s %v %v %s\n%s\nand not\n%s %v %v %s\n%s", got.URL, got.Query, got.Headers, got.Send, got.Body, want.URL, want.Query, want.Headers, want.Send, want.Body)
	}
	if got.Attempts != 185 || got.Deadline != 1795892401000 || !got.Fits || !got.Patient || got.Method != "POST" {
		t.Errorf("attempts %d, deadline %d, fits %v, patient %v, method %s", got.Attempts, got.Deadline, got.Fits, got.Patient, got.Method)
	}
}

// compact is JSON written anew.
func compact(t *testing.T, text json.RawMessage) string {
	t.Helper()
	if text == nil {
		return ""
	}
	var value any
	if err := json.Unmarshal(text, &value); err != nil {
		t.Fatal(err)
	}
	written, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(written)
}

// TestBodiesPassThrough: whatever JSON it is.
func TestBodiesPassThrough(t *testing.T) {
	for _, value := range []string{`{}`, `[]`, `[[]]`, `[["a"]]`, `[null]`, `[{"a":1}]`, `0`, `false`, `true`, `-1.5`, `{"a":{"b":[[1],[2,[3]]]}}`, `["a"]`, `[0]`} {
		got, _ := read(t, input(t, machine.Operation{Body: body(machine.JSON, "application/json")}, `{"message":`+value+`}`))
		if string(got.Body) != value || got.Send != "body" {
			t.Errorf("%s becomes %s (%s)", value, got.Body, got.Send)
		}
	}
}

// TestDots: a path stays what it is.
func TestDots(t *testing.T) {
	const dots = "detail.c can't stand in a path: it is empty or a dot segment"
	for _, style := range []machine.Path{{}, {Style: "label"}, {Style: "label", Explode: true}, {Style: "matrix", Name: "c"}, {Style: "matrix", Name: "c", Explode: true}, {Reserved: true}} {
		for value, want := range map[string]string{
			`""`: dots, `"."`: dots, `".."`: dots, `"%2e"`: dots, `"%2E."`: dots, `".%2e"`: dots, `"%252e%252E"`: dots, `"%25252e"`: dots, `[""]`: dots, `[".."]`: dots,
			`null`: "detail.c is missing", `[]`: "detail.c is missing", `{}`: "detail.c is missing", `[null]`: dots,
			`"..."`: "", `".a"`: "", `"a."`: "", `" "`: "", `"%2e%2e%2e"`: "", `0`: "", `false`: "", `["",""]`: "", `"2e"`: "",
		} {
			style.Field = "c"
			got, _ := read(t, input(t, machine.Operation{URL: []machine.Part{{Literal: "https://h/"}, {Field: &style}, {Literal: "/x"}}}, `{"c":`+value+`}`))
			if got.Problem != want {
				t.Errorf("%+v: the problem of %s is %q, not %q", style, value, got.Problem, want)
			}
		}
	}
	for value, want := range map[string]string{
		"a/b": "a/b", "/a//b/": "/a//b/", "a?b#c": "a%3Fb%23c", "a/..b": "a/..b", "%41": "%41", "a/../b": "", "../a": "", "a/..": "", "a/%2e%2E/b": "", "a%2f..": "", "..%5cb": "", "a/./b": "", "a%252f..": "",
	} {
		got, _ := read(t, input(t, machine.Operation{URL: []machine.Part{{Literal: "https://h/"}, {Field: &machine.Path{Field: "c", Reserved: true}}}}, `{"c":"`+value+`"}`))
		if want == "" && got.Problem != dots || want != "" && got.URL != "https://h/"+want {
			t.Errorf("%s becomes %s (%s)", value, got.URL, got.Problem)
		}
	}
}

// TestGuard: a guarded field takes no character that means something in a path, in no text that its
// value has, whatever the style; one that isn't guarded is encoded.
func TestGuard(t *testing.T) {
	const changes = "detail.c can't stand in a path: it has a character that could change it"
	for _, style := range []machine.Path{{}, {Explode: true}, {Style: "label"}, {Style: "label", Explode: true}, {Style: "matrix", Name: "c"}, {Style: "matrix", Name: "c", Explode: true}, {Reserved: true}} {
		for value, want := range map[string]string{
			`"a/b"`: changes, `"\\"`: changes, `"%"`: changes, `"a?"`: changes, `"#a"`: changes, `";"`: changes, `"a\nb"`: changes, `"\r"`: changes, `"%41"`: changes,
			`["a","b/c"]`: changes, `{"a":"b;"}`: changes, `{"a?":"b"}`: changes, `[["a/b"]]`: changes, `[{"a":"\""}]`: changes,
			`"a b&=+:@*!'()$,[]\"<>é\u2028"`: "", `["a","b"]`: "", `{"a":{"b":[1]}}`: "", `-0.5`: "", `true`: "", `["a",null]`: "", `["",""]`: "",
			`".."`: "detail.c can't stand in a path: it is empty or a dot segment", `1e15`: long("c"), `null`: "detail.c is missing",
		} {
			for _, guard := range []bool{true, false} {
				style.Field, style.Guard = "c", guard
				got, _ := read(t, input(t, machine.Operation{URL: []machine.Part{{Literal: "https://h/"}, {Field: &style}, {Literal: "/x"}}}, `{"c":`+value+`}`))
				if want := want; got.Problem != want && (guard || want != changes || got.Problem != "") {
					t.Errorf("%+v: the problem of %s is %q, not %q", style, value, got.Problem, want)
				}
			}
		}
	}
}

// TestExplained: the tables of docs/state-machine.md say what is so.
func TestExplained(t *testing.T) {
	page, err := os.ReadFile("../../docs/state-machine.md")
	if err != nil {
		t.Fatal(err)
	}
	cell := regexp.MustCompile("`([^`]*)`")
	rows, path := 0, false
	var values []string
	shared := ""
	for line := range strings.Lines(string(page)) {
		cells := strings.Split(strings.TrimSpace(line), " | ")
		if strings.Contains(line, "| `\"blue\"` |") {
			path = strings.Contains(line, "| constants |")
			values = nil
			for _, c := range cells[1:] {
				values = append(values, cell.FindStringSubmatch(c)[1])
			}
			continue
		}
		if len(values) == 0 || !strings.HasPrefix(line, "| ") || strings.HasPrefix(line, "|---") {
			if !strings.HasPrefix(line, "|") {
				values = nil
			}
			continue
		}
		rows++
		constants := "{}"
		if m := cell.FindStringSubmatch(cells[0]); m != nil {
			constants = m[1]
		}
		for i, value := range values {
			want := cell.FindStringSubmatch(cells[1+i])[1]
			var plan string
			if path {
				plan = `"url":["https://h/a?",` + constants + `]`
			} else {
				switch extra, more := strings.CutPrefix(constants, "… "); {
				case more:
					constants = shared + "," + extra
				case constants != "{}":
					shared = constants
				}
				plan = `"url":["https://h/a"],"query":[{"name":"c","field":"c",` + strings.Trim(constants, "{}") + `}]`
				plan = strings.Replace(plan, `,}`, `}`, 1)
			}
			got, _ := read(t, raw(fmt.Sprintf(`{"v":1,"plan":{"method":"GET",%s,"retry":{"attempts":0,"age":60}},"event":{"id":"i","detail":{"c":%s}}}`, plan, value)))
			_, sent, _ := strings.Cut(got.URL, "?")
			for name, text := range got.Query {
				sent = name + "=" + strings.ReplaceAll(url.QueryEscape(text), "+", "%20")
			}
			start, cut := strings.CutSuffix(strings.TrimSuffix(want, "&…"), "…")
			if cut = cut || strings.HasSuffix(want, "&…"); sent != start && !(cut && strings.HasPrefix(sent, start)) || got.Problem != "" {
				t.Errorf("%s of %s is sent as %s (%s), and the page says %s", constants, value, sent, got.Problem, want)
			}
		}
	}
	if rows != 15 {
		t.Errorf("%d rows were read", rows)
	}
	// The example of a form.
	m := regexp.MustCompile("(?s)the event's\n\n```json\n(.*?)\n```\n\nis sent as `(.*?)`").FindStringSubmatch(string(page))
	got, _ := read(t, input(t, machine.Operation{Body: &machine.Body{Field: "message", As: machine.URLEncoded, Each: deep}}, m[1]))
	if string(got.Body) != `"`+m[2]+`"` {
		t.Errorf("%s is sent, and the page says %s", got.Body, m[2])
	}
}

// TestStripe: a charge as Stripe's documentation shows it (https://docs.stripe.com/api/charges/create).
func TestStripe(t *testing.T) {
	const detail = `{"message":{"amount":2000,"currency":"usd","source":"tok_visa","capture":false,"description":"My First Test Charge (created for API docs)",
		"metadata":{"order_id":"6735"},"expand":["customer","invoice.subscription"],"shipping":{"name":"Jenny Rosen","address":{"line1":"510 Townsend St","postal_code":"98140"}},
		"transfer_data":{"destination":"acct_1","amount":1900},"line_items":[{"price":"price_1","quantity":2},{"price":"price_2","quantity":1}],"payment_method_types":["card"]}}`
	want := []string{"amount=2000", "currency=usd", "source=tok_visa", "capture=false", "description=My First Test Charge (created for API docs)", "metadata[order_id]=6735",
		"expand[]=customer", "expand[]=invoice.subscription", "shipping[name]=Jenny Rosen", "shipping[address][line1]=510 Townsend St", "shipping[address][postal_code]=98140",
		"transfer_data[destination]=acct_1", "transfer_data[amount]=1900", "line_items[0][price]=price_1", "line_items[0][quantity]=2", "line_items[1][price]=price_2", "line_items[1][quantity]=1", "payment_method_types[]=card"}
	got, _ := read(t, input(t, machine.Operation{Body: &machine.Body{Field: "message", As: machine.URLEncoded, Type: form, Each: deep}}, detail))
	var text string
	if err := json.Unmarshal(got.Body, &text); err != nil {
		t.Fatal(err)
	}
	var pairs []string
	for pair := range strings.SplitSeq(text, "&") {
		plain, err := url.QueryUnescape(pair)
		if err != nil {
			t.Fatal(err)
		}
		pairs = append(pairs, plain)
	}
	if !slices.Equal(pairs, want) {
		t.Errorf("the form is\n%q, not\n%q", pairs, want)
	}
}

// TestHostileConstants: constants of the document are data, whatever they look like.
func TestHostileConstants(t *testing.T) {
	for _, text := range []string{"<aws.events.event.json>", "${AWS::AccountId}", "{{resolve:ssm:/a}}", "#{Token[TOKEN.1]}", "a\"b\\c", "é\u2028\U0001F600", "{% $states.input %}", "'", "\\u0041", "*/", "\x01\x7f"} {
		constant, err := json.Marshal(text)
		if err != nil {
			t.Fatal(err)
		}
		o := machine.Operation{
			Query: []machine.Parameter{{Name: "q", Source: machine.Source{Constant: constant}}, {Name: text, Source: machine.Source{Constant: constant}}},
			Body:  &machine.Body{Field: "message", As: machine.Fields, Properties: []machine.NamedProperty{{Name: text, Property: machine.Property{Encoding: machine.Encoding{JSON: true}}}}},
		}
		message, err := json.Marshal(map[string]any{"message": map[string]any{text: []string{text}}})
		if err != nil {
			t.Fatal(err)
		}
		got, _ := read(t, input(t, o, string(message)))
		_, query, _ := strings.Cut(got.URL, "?")
		values, err := url.ParseQuery(query)
		if err != nil || values.Get(text) != text || got.Query["q"] != text {
			t.Errorf("%q is sent as %s, %v (%v, %s)", text, query, got.Query, err, got.Problem)
		}
		var fields map[string]string
		if err := json.Unmarshal(got.Body, &fields); err != nil || compact(t, raw(fields[text])) != compact(t, raw(`[`+string(constant)+`]`)) {
			t.Errorf("%q is sent as %s (%v)", text, got.Body, err)
		}
	}
}
