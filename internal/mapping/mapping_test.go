package mapping

import (
	"encoding/json"
	"testing"
)

func TestParse(t *testing.T) {
	node, err := Parse(json.RawMessage(`{"b": ["$.detail.a[0].b", 1], "a": {"c": {"d": "x"}}, "s": "5 $.x"}`))
	if err != nil {
		t.Fatal(err)
	}
	if got := node.Template(func(p Path) string { return "<" + p.Place() + ">" }); got != `{"a":{"c":{"d":"x"}},"b":[<detail.a.0.b>,1],"s":"5 $.x"}` {
		t.Error(got)
	}
	a, _ := node.Member("a")
	if paths := node.Paths(); a.Constant == nil || len(paths) != 1 || !paths[0].Indexed() {
		t.Errorf("%+v", node)
	}
	for _, wrong := range []string{``, `{`, `"$."`, `"$x"`, `"$.a b"`, `"$.a['b']"`, `"$.a[*]"`, `"$.a[-1]"`, `"$..a"`, `"$5"`, `[[[[[[[[[["$.a"]]]]]]]]]]`} {
		if node, err := Parse(json.RawMessage(wrong)); err == nil {
			t.Errorf("%s is %+v", wrong, node)
		}
	}
	for _, right := range []string{`"$"`, `"$.a"`, `"$.a-b/c_d"`, `"$.a[0][1].b"`, `null`, `[]`, `{}`} {
		if _, err := Parse(json.RawMessage(right)); err != nil {
			t.Errorf("%s: %v", right, err)
		}
	}
}

// TestTemplateIsData: no constant and no name is an instruction to what handles a template.
func TestTemplateIsData(t *testing.T) {
	node, err := Parse(json.RawMessage(`{"<a>": "<aws.events.event>", "${b}": ["{{resolve:ssm:x}}", "#{Token[1]}", "$.id"]}`))
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"\u0024{b}":["\u007b{resolve:ssm:x}}","\u0023{Token[1]}",<p>],"\u003ca\u003e":"\u003caws.events.event\u003e"}`
	if got := node.Template(func(Path) string { return "<p>" }); got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
