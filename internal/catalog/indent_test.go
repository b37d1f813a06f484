package catalog

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
)

// TestIndent: down to maxIndented it is json.Indent, and below it adds nothing.
func TestIndent(t *testing.T) {
	for _, text := range []string{
		`{}`, `[]`, `1`, `{ }`, "[ 1 ,\n{ \"a b\" : [\t] } ]", `"a"`, `{"a":1}`, `[1,[],{},[2,{"b":[]}]]`, `{"a\"b,:{[":"}]\\","c":{"d":[true,null]}}`,
		strings.Repeat(`[`, maxIndented) + strings.Repeat(`]`, maxIndented),
		strings.Repeat(`{"a":[`, maxIndented/2) + `1,2` + strings.Repeat(`]}`, maxIndented/2),
	} {
		var want bytes.Buffer
		if err := json.Indent(&want, []byte(text), "", "  "); err != nil {
			t.Fatal(err)
		}
		if got := appendIndented(nil, []byte(text), 0); string(got) != want.String() {
			t.Errorf("%s is\n%s\nwant\n%s", text, got, want.String())
		}
	}
	deep := strings.Repeat(`{"a":[1,`, 500) + `{"b":2}` + strings.Repeat(`]}`, 500)
	got := appendIndented(nil, []byte(deep), 0)
	var again bytes.Buffer
	if err := json.Compact(&again, got); err != nil || again.String() != deep {
		t.Errorf("%v: %s", err, got)
	}
	if len(got) > len(deep)+6*maxIndented*maxIndented {
		t.Errorf("%d bytes became %d", len(deep), len(got))
	}
}
