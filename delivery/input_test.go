package delivery_test

import (
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/delivery"
)

func TestInputPath(t *testing.T) { // docs/eventbridge.md, 4.2
	tests := []struct{ path, detail, want, notes string }{
		{"$.detail.m", `{"m":{"b":1.0,"a":[ 1, "x" ]}}`, `{"b":1.0,"a":[1,"x"]}`, ""},
		{"$.detail.m", `{"m":[1]}`, `[1]`, ""},
		{"$.detail.m", `{"m":"hello \"you\""}`, `"hello \"you\""`, "quoted-body"},
		{"$.detail.m", `{"m":42}`, `42`, ""},
		{"$.detail.m", `{"m":false}`, `false`, ""},
		{"$.detail.m", `{"m":null}`, `{}`, "empty-body"},
		{"$.detail.m", `{}`, `{}`, "empty-body"},
		{"$.detail.m", `{"m":{}}`, `{}`, ""},
		{"$.detail", `{"m":1}`, `{"m":1}`, ""},
		{"", `{"m":1}`, `{}`, "empty-body"},
		{"$.detail.m[*].b", `{"m":[{"b":1},{},{"b":"2"}]}`, `[1,"2"]`, ""},
		{"$.detail.m[1].b", `{"m":[{"b":1},{"b":2}]}`, `2`, ""},
	}
	for _, test := range tests {
		a := parse(t, edited(t, "$.detail.message", `"`+test.path+`"`, "PathParameterValues: [$.detail.id]", "PathParameterValues: [x]"))
		d := one(t, deliver(t, a, test.detail))
		if got := d.Request.Body.Reveal(); got != test.want || codes(d.Notes) != test.notes {
			t.Errorf("%s of %s: %s, notes %q; want %s, %q", test.path, test.detail, got, codes(d.Notes), test.want, test.notes)
		}
	}
	r := request(t, deliver(t, parse(t, edited(t, "InputPath: $.detail.message", "")), `{"id":"7"}`)) // 4.1
	want := `{"version":"0","id":"00000000-0000-4000-8000-000000000000","detail-type":"Order","source":"shop","account":"123456789012",` +
		`"time":"2006-01-02T15:04:05Z","region":"us-east-1","resources":[],"detail":{"id":"7"}}`
	if got := r.Body.Reveal(); got != want {
		t.Errorf("whole event: %s", got)
	}
}

func TestRefusedInputs(t *testing.T) { // docs/eventbridge.md, 3.2, 4.1 and 4.3: refused at PutTargets
	for _, input := range []string{
		"InputPath: \"$.detail['a b']\"", "InputPath: $..a", "InputPath: \"$.a[-1]\"", "InputPath: \"$.a[0:1]\"", "InputPath: $.a.*", "InputPath: detail",
		"Input: not json", "Input: \"{}\"\n          InputPath: $.a",
		"InputTransformer: {InputTemplate: 'free text'}",
		"InputTransformer: {InputTemplate: '{\"a\":<b>}', InputPathsMap: {c: $.detail.c}}",
		"InputTransformer: {InputTemplate: '{<c>:1}', InputPathsMap: {c: $.detail.c}}",
		"InputTransformer: {InputTemplate: '{\"<c>\" : 1}', InputPathsMap: {c: $.detail.c}}",
		"InputTransformer: {InputTemplate: '{\"a\":<c>}', InputPathsMap: {c: '$.detail[\"c\"]'}}",
		"InputTransformer: {InputTemplate: ''}",
	} {
		d := one(t, deliver(t, parse(t, edited(t, "InputPath: $.detail.message", input)), `{"id":"7"}`))
		if d.Problem == nil || d.Request != nil || !strings.Contains(d.Problem.Message, "AWS refuses the target") {
			t.Errorf("%s: %v", input, d.Problem)
		}
	}
}

func TestInputTransformer(t *testing.T) { // docs/eventbridge.md, 4.3
	const event = `{"s":"hello","q":"say \"hi\"","n":42,"b":true,"z":null,"o":{"first":"one"},"l":[1,"x"],"nl":"a\nb"}`
	tests := []struct{ template, want, problem, notes string }{
		{`{"v":<s>}`, `{"v":"hello"}`, "", ""},
		{`{"v":<q>}`, `{"v":"say \"hi\""}`, "", ""},
		{`{"v":<n>,"w":<b>}`, `{"v":42,"w":true}`, "", ""},
		{`{"v":<z>}`, `{"v":null}`, "", ""},
		{`{"v":<o>,"w":<l>}`, `{"v":{"first":"one"},"w":[1,"x"]}`, "", ""},
		{`{"v":<m>}`, `{"v":""}`, "", "empty-parameter"},
		{`[1,<m>,2]`, `[1,,2]`, "INVALID_JSON", "empty-parameter"},
		{`[<n>,<s>]`, `[42,"hello"]`, "", ""},
		{`{"v":"<n>"}`, `{"v":"42"}`, "", ""},
		{`{"v":"a <q> b"}`, `{"v":"a say \"hi\" b"}`, "", ""},
		{`{"v":"<o>"}`, `{"v":"{"first":"one"}"}`, "INVALID_JSON", ""},
		{`{"v":"<m>"}`, `{"v":""}`, "", "empty-parameter"},
		{`"Hello <s>"`, `"Hello hello"`, "", "quoted-body"},
		{`"<n> <b>"`, `"42 true"`, "", "quoted-body"},
		{`"<q>"`, `"say "hi""`, "INVALID_JSON", ""},
		{`"<o>"`, `"{first:one}"`, "", "quoted-body"},
		{`<s>`, `hello`, "INVALID_JSON", ""},
		{`<o>`, `{first:one}`, "INVALID_JSON", ""},
		{`<n>`, `42`, "", ""},
		{`null`, `null`, "", ""},
		{`{"r":<aws.events.rule-name>,"a":"<aws.events.rule-arn>"}`, `{"r":"stack-Rule-*","a":"arn:aws:events:us-east-1:123456789012:rule/bus/stack-Rule-*"}`, "", ""},
		{`{"t":<aws.events.event.ingestion-time>}`, `{"t":"2006-01-02T15:04:05Z"}`, "", ""},
	}
	const paths = "InputPathsMap: {s: $.detail.s, q: $.detail.q, n: $.detail.n, b: $.detail.b, z: $.detail.z, o: $.detail.o, l: $.detail.l, m: $.detail.m, nl: $.detail.nl}"
	for _, test := range tests {
		a := parse(t, edited(t, "InputPath: $.detail.message", "InputTransformer: {InputTemplate: '"+test.template+"', "+paths+"}", "[$.detail.id]", "[x]"))
		d := one(t, deliver(t, a, event))
		got, code := "", ""
		if d.Problem != nil {
			got, code = d.DeadLetter.Message.Reveal(), d.Problem.Code // the broken text goes to the queue
		} else {
			got = d.Request.Body.Reveal()
		}
		if i := strings.Index(test.want, "*"); i > 0 { // names that CloudFormation invents
			name := d.Rule.Name
			test.want = strings.ReplaceAll(test.want, "stack-Rule-*", name)
		}
		if got != test.want || code != test.problem || codes(d.Notes) != test.notes {
			t.Errorf("%s: %s %s %q, want %s %s %q", test.template, got, code, codes(d.Notes), test.want, test.problem, test.notes)
		}
	}
	a := parse(t, edited(t, "InputPath: $.detail.message", `InputTransformer: {InputTemplate: "\"<s>\"\n\"<n>\"", `+paths+"}", "[$.detail.id]", "[x]"))
	if got := request(t, deliver(t, a, event)).Body.Reveal(); got != "\"hello\"\n\"42\"" {
		t.Errorf("several lines: %s", got)
	}
	a = parse(t, edited(t, "InputPath: $.detail.message", `InputTransformer: {InputTemplate: '{"v":"<undefined>"}'}`, "[$.detail.id]", "[x]"))
	if got := request(t, deliver(t, a, event)).Body.Reveal(); got != `{"v":"<undefined>"}` {
		t.Errorf("undefined placeholder: %s", got)
	}
	a = parse(t, edited(t, "InputPath: $.detail.message", `InputTransformer: {InputTemplate: '{"e":<aws.events.event>,"j":<aws.events.event.json>}'}`, "[$.detail.id]", "[x]"))
	if got := request(t, deliver(t, a, `{"x":1}`)).Body.Reveal(); strings.Count(got, `"detail":`) != 1 || strings.Count(got, `"source":"shop"`) != 2 {
		t.Errorf("the whole event: %s", got)
	}
}

// The predecessor's template, in which an object loses its quotes.
func TestQuotedTemplateIsVisible(t *testing.T) {
	a := parse(t, edited(t, "InputPath: $.detail.message", `InputTransformer: {InputTemplate: '"<message>"', InputPathsMap: {message: $.detail.message}}`))
	r := deliver(t, a, `{"id":"7","message":{"type":"knee"}}`)
	if got := request(t, r).Body.Reveal(); got != `"{type:knee}"` || !r.Has(delivery.NoteQuotedBody) {
		t.Errorf("%s, notes %q", got, codes(one(t, r).Notes))
	}
}
