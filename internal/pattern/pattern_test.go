package pattern

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/openapi-destinations/openapidestinations/internal/limits"
)

// TestStraying: what the patterns of guarded paths turn away is what the catalog says of their fields.
func TestStraying(t *testing.T) {
	var wanted []string
	for _, r := range limits.Straying {
		wanted = append(wanted, "*"+strings.ReplaceAll(string(r), `\`, `\\`)+"*")
	}
	slices.Sort(wanted)
	read := func(tests ...any) (found []string) {
		for _, one := range tests {
			o, _ := one.(Object)
			for _, m := range o {
				switch v := m.Value.(type) {
				case string:
					found = append(found, v)
				case []any:
					for _, text := range v {
						if s, _ := text.(string); strings.Contains(s, "*") {
							found = append(found, s)
						}
					}
				}
			}
		}
		slices.Sort(found)
		return found
	}
	inner, _ := WideDelivers[0].(Object)[0].Value.(Object)
	if got := read(inner); !slices.Equal(got, wanted) {
		t.Errorf("delivered is what has none of %q, not of %q", got, wanted)
	}
	if got := read(slices.Concat(WideRejects...)...); !slices.Equal(slices.DeleteFunc(got, func(s string) bool { return !strings.HasPrefix(s, "*") }), wanted) {
		t.Errorf("rejected is what has one of %q, not of %q", got, wanted)
	}
}

func TestPatternText(t *testing.T) {
	p := EventPattern([]any{"a<b>&c"}, List("x"), DetailObject([]Test{
		{"f.a", Present}, {"f.b", Absent}, {"g", PathDelivers}}))
	want := `{"detail-type":["x"],"source":["a<b>&c"],"detail":{"f":{"a":[{"prefix":""},{"numeric":[">=",-5000000000]},{"numeric":["<",0]},true,false],"b":[{"exists":false},null]},"g":[{"anything-but":["",".","..","%2e","%2E",".%2e",".%2E","%2e.","%2E.","%2e%2e","%2e%2E","%2E%2e","%2E%2E"]}]}}`
	if got := p.String(); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if p.Object() != nil {
		t.Error("a pattern with null has no object form: CloudFormation refuses null")
	}
	plain := EventPattern(nil, List("x"), DetailObject([]Test{{"g", PathDelivers}})).Object()
	if names := slices.Sorted(maps.Keys(plain)); !slices.Equal(names, []string{"detail", "detail-type"}) {
		t.Errorf("object %v", plain)
	}
}

// TestScalars: a string, and its length, are those of encoding/json.
func TestScalars(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.StringMatching(`[ -~]*`)).Draw(t, "text")
		short := string(appendJSON(nil, text))
		var long bytes.Buffer
		encoder := json.NewEncoder(&long)
		encoder.SetEscapeHTML(false)
		if err := encoder.Encode(text); err != nil {
			t.Fatal(err)
		}
		if got := JsonLength(text); got != len(short) {
			t.Fatalf("the length of %s is %d, not %d", short, len(short), got)
		}
		if want := string(bytes.TrimSuffix(long.Bytes(), []byte("\n"))); short != want {
			t.Fatalf("%s; want %s", short, want)
		}
	})
}

// TestPatternLength: the length of a pattern is that of its text.
func TestPatternLength(t *testing.T) {
	for _, root := range []Object{
		{},
		{{"detail-type", Texts([]string{"a", `b"`, "ü", "<&>", ""})}, {"source", List()}},
		{{"detail", AnyOf([]Object{{{"a", Present}}, {{"b", Absent}}, {{"c", PathRejects}}, DetailObject([]Test{{"d.e", Missing}, {"d.f", PathDelivers}})})}},
	} {
		p := Pattern{root}
		if got, want := p.Length(), len(p.String()); got != want {
			t.Errorf("%d; want %d for %s", got, want, p)
		}
	}
}
