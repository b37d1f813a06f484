package machine_test

import (
	"bytes"
	"encoding/json"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/planner/carrier/statemachine/machine"
)

func raw(text string) json.RawMessage { return json.RawMessage(text) }

// each are operations that use every member, with their templates.
var each = []struct {
	name      string
	operation machine.Operation
	plan      string
}{
	{
		"least",
		machine.Operation{Method: "DELETE", URL: []machine.Part{{Literal: "https://h/a"}}, Retry: machine.Retry{Attempts: 0, Age: 60}},
		`{"method":"DELETE","url":["https://h/a"],"retry":{"attempts":0,"age":60}}`,
	},
	{
		"most",
		machine.Operation{
			Method: "POST",
			URL: []machine.Part{
				{Field: &machine.Path{Field: "a", Style: "label", Explode: true, Reserved: true}},
				{Field: &machine.Path{Field: "b.c", Style: "matrix", Name: "b"}},
				{Literal: "/x"}, {Literal: "?y"},
				{Field: &machine.Path{Field: "d", Guard: true}},
			},
			Query: []machine.Parameter{
				{Name: "filter[a]", Source: machine.Source{Field: "filter.a", Required: true}, Encoding: machine.Encoding{Style: "deepObject", Explode: true, Arrays: "bracket", Reserved: true, JSON: true}},
				{Name: "v", Source: machine.Source{Constant: raw(`[1, "2"]`)}},
				{Name: "w", Source: machine.Source{Field: "w", Default: raw(`false`)}},
			},
			Headers: []machine.Parameter{{Name: "Idempotency-Key", Source: machine.Source{Field: "key", EventID: true}}},
			Cookies: []machine.Parameter{{Name: "sid", Source: machine.Source{Field: "sid"}}},
			Body: &machine.Body{Field: "message", Required: true, As: machine.Multipart, Type: "multipart/form-data",
				Each:       machine.Property{Encoding: machine.Encoding{JSON: true}},
				Properties: []machine.NamedProperty{{"z", machine.Property{Type: "image/png", File: "a.png"}}, {"a", machine.Property{}}}},
			Retry:  machine.Retry{Attempts: 185, Age: 86400},
			Answer: &machine.Answer{Succeeded: "a succeeded", Failed: "a failed", Headers: []string{"etag", "location"}, Correlation: "_correlation", Nested: true},
		},
		`{"method":"POST","url":[{"field":"a","style":"label","explode":true,"reserved":true},{"field":"b.c","name":"b","style":"matrix"},"/x?y",{"field":"d","guard":true}],` +
			`"query":[{"name":"filter[a]","field":"filter.a","required":true,"style":"deepObject","explode":true,"arrays":"bracket","reserved":true,"json":true},{"name":"v","value":[1,"2"]},{"name":"w","field":"w","default":false}],` +
			`"headers":[{"name":"Idempotency-Key","field":"key","eventId":true}],"cookies":[{"name":"sid","field":"sid"}],` +
			`"body":{"field":"message","required":true,"as":"multipart","type":"multipart/form-data","each":{"json":true},"properties":{"z":{"type":"image/png","file":"a.png"},"a":{}}},` +
			`"retry":{"attempts":185,"age":86400},"answer":{"succeeded":"a succeeded","failed":"a failed","headers":["etag","location"],"correlation":"_correlation","nested":true}}`,
	},
	{
		"answer without headers",
		machine.Operation{Method: "GET", URL: []machine.Part{{Literal: "https://h/a"}}, Retry: machine.Retry{Attempts: 0, Age: 60}, Answer: &machine.Answer{Failed: "f", Headers: []string{}}},
		`{"method":"GET","url":["https://h/a"],"retry":{"attempts":0,"age":60},"answer":{"failed":"f","headers":[]}}`,
	},
}

// TestTemplate: every member is written, those that are unset are not, in a fixed order.
func TestTemplate(t *testing.T) {
	for _, c := range each {
		want := `{"v":1,"plan":` + c.plan + `,"rule":<aws.events.rule-arn>,"time":<aws.events.event.ingestion-time>,"event":<aws.events.event.json>}`
		got := c.operation.Template()
		if len(got) != 1 || got[0].Text != want {
			t.Errorf("%s: %v, want\n%s", c.name, got, want)
		}
		if got.Length() != len(want) {
			t.Errorf("%s: the length is %d, not %d", c.name, got.Length(), len(want))
		}
	}
}

// TestTemplateWithLaunch: what the launch fills in stands inside of a string.
func TestTemplateWithLaunch(t *testing.T) {
	stage, region := &machine.Launch{Key: "stage", Most: 40}, &machine.Launch{Key: "region", Most: 20}
	id := &machine.Path{Field: "id"}
	for _, c := range []struct {
		url  []machine.Part
		want string
	}{
		{[]machine.Part{{Launch: stage}}, `["[stage]"]`},
		{[]machine.Part{{Literal: "https://"}, {Launch: stage}, {Launch: region}, {Literal: "<.h/"}, {Field: id}, {Launch: region}}, `["https://[stage][region]\u003c.h/",{"field":"id"},"[region]"]`},
		{[]machine.Part{{Field: id}, {Launch: stage}, {Field: id}}, `[{"field":"id"},"[stage]",{"field":"id"}]`},
	} {
		template := machine.Operation{Method: "GET", URL: c.url}.Template()
		var text strings.Builder
		most := 0
		for _, piece := range template {
			text.WriteString(piece.Text)
			most += len(piece.Text)
			if piece.Launch != nil {
				text.WriteString("[" + piece.Launch.Key + "]")
				most += piece.Launch.Most
			}
		}
		if got := text.String(); !strings.Contains(got, `"url":`+c.want+`,"retry"`) {
			t.Errorf("%s, want %s", got, c.want)
		}
		if template.Length() != most {
			t.Errorf("the length is %d, not %d", template.Length(), most)
		}
	}
}

// hostile are texts that something between the document and the machine takes for more.
var hostile = []string{
	"<aws.events.event.json>", "<aws.events.rule-arn>", "${AWS::AccountId}", "{{resolve:ssm:/a}}", "{{{resolve:ssm:/a}}}", "${Token[TOKEN.1]}", "#{Token[TOKEN.2]}",
	"a\"b\\c/d", "\\\"", "\\$\\{", "$", "${", "$${", "{{", "é€\U0001F600\u2028", "\x00\x01\b\f\n\r\t\x1f\x7f", "{% 1 %}", "%7B", "\\u003c", "</script>", "&amp;",
}

// TestHarmless: hostile constants are read as they are, and the template is ASCII that nothing
// takes for more than data.
func TestHarmless(t *testing.T) {
	const ruleWords = `<aws.events.rule-arn>,"time":<aws.events.event.ingestion-time>,"event":<aws.events.event.json>}`
	for _, text := range hostile {
		for _, html := range []bool{true, false} {
			var buffer bytes.Buffer
			encoder := json.NewEncoder(&buffer)
			encoder.SetEscapeHTML(html)
			if err := encoder.Encode(map[string]any{text: []any{text}}); err != nil {
				t.Fatal(err)
			}
			escaped := buffer.Bytes()
			template := machine.Operation{
				Method: text, URL: []machine.Part{{Literal: text}, {Field: &machine.Path{Field: text, Style: "matrix", Name: text}}},
				Query:  []machine.Parameter{{Name: text, Source: machine.Source{Constant: escaped}}, {Name: text, Source: machine.Source{Field: text, Default: escaped}}},
				Body:   &machine.Body{Field: text, As: machine.Form(text), Type: text, Properties: []machine.NamedProperty{{text, machine.Property{Type: text, File: text}}}},
				Answer: &machine.Answer{Succeeded: text, Failed: text, Headers: []string{text}, Correlation: text},
			}.Template()
			if len(template) != 1 {
				t.Fatalf("%q: %d pieces", text, len(template))
			}
			written, found := strings.CutSuffix(template[0].Text, ruleWords)
			if !found {
				t.Fatalf("%q: %s", text, template[0].Text)
			}
			for _, bad := range []string{"<", ">", "${", "#{", "{{"} {
				if strings.Contains(written, bad) {
					t.Errorf("%q: %q stands in %s", text, bad, written)
				}
			}
			if i := strings.IndexFunc(written, func(r rune) bool { return r < ' ' || r > '~' }); i >= 0 {
				t.Errorf("%q: %q is not ASCII", text, written[i:])
			}
			var read struct {
				Plan struct {
					Method string
					URL    []any
					Query  []map[string]any
					Body   map[string]any
					Answer map[string]any
				}
			}
			if err := json.Unmarshal([]byte(written+"0}"), &read); err != nil {
				t.Fatalf("%q: %v in %s", text, err, written)
			}
			want := map[string]any{text: []any{text}}
			path := map[string]any{"field": text, "style": "matrix", "name": text}
			body := map[string]any{"field": text, "as": text, "type": text, "properties": map[string]any{text: map[string]any{"type": text, "file": text}}}
			answer := map[string]any{"succeeded": text, "failed": text, "headers": []any{text}, "correlation": text}
			if p := read.Plan; p.Method != text || !reflect.DeepEqual(p.URL, []any{text, path}) || !reflect.DeepEqual(p.Query[0]["value"], any(want)) || !reflect.DeepEqual(p.Query[1]["default"], any(want)) || !reflect.DeepEqual(p.Body, body) || !reflect.DeepEqual(p.Answer, answer) {
				t.Errorf("%q is read as %+v", text, p)
			}
		}
	}
}

// TestDocumentedConstants: the page that explains the constants shows what is written.
func TestDocumentedConstants(t *testing.T) {
	page, err := os.ReadFile("../../../../../docs/state-machine.md")
	if err != nil {
		t.Fatal(err)
	}
	template := machine.Operation{
		Method: "POST",
		URL:    []machine.Part{{Literal: "https://api.example.com/v1/players/"}, {Field: &machine.Path{Field: "playerId"}}, {Literal: "/injuries.json"}},
		Query:  []machine.Parameter{{Name: "notify", Source: machine.Source{Field: "notify"}}},
		Body:   &machine.Body{Field: "message", Required: true, As: machine.JSON, Type: "application/json"},
		Retry:  machine.Retry{Attempts: limits.RetriesMax, Age: limits.EventAgeMax},
	}.Template()
	plan, _, _ := strings.Cut(strings.TrimPrefix(template[0].Text, `{"v":1,"plan":`), `,"rule":`)
	if !strings.Contains(string(page), "\n"+plan+"\n") {
		t.Errorf("the page lacks %s", plan)
	}
}
