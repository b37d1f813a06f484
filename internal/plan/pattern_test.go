package plan

import (
	"bytes"
	"encoding/json"
	"testing"

	"pgregory.net/rapid"
)

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
		if got := jsonLength(text); got != len(short) {
			t.Fatalf("the length of %s is %d, not %d", short, len(short), got)
		}
		if want := string(bytes.TrimSuffix(long.Bytes(), []byte("\n"))); short != want {
			t.Fatalf("%s; want %s", short, want)
		}
	})
}

// TestPatternLength: the length of a pattern is that of its text.
func TestPatternLength(t *testing.T) {
	for _, root := range []object{
		{},
		{{"detail-type", texts([]string{"a", `b"`, "ü", "<&>", ""})}, {"source", list()}},
		{{"detail", anyOf([]object{{{"a", present}}, {{"b", absent}}, {{"c", pathRejects}}, detailObject([]test{{"d.e", missing}, {"d.f", pathDelivers}})})}},
	} {
		p := Pattern{root}
		if got, want := p.length(), len(p.String()); got != want {
			t.Errorf("%d; want %d for %s", got, want, p)
		}
	}
}
