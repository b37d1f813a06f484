package plan

import (
	"bytes"
	"encoding/json"
	"testing"

	"pgregory.net/rapid"
)

// TestScalars: the short way to write a plain string writes what the long one does.
func TestScalars(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.StringMatching(`[ -~]*`)).Draw(t, "text")
		var short bytes.Buffer
		writeScalar(&short, text)
		var long bytes.Buffer
		encoder := json.NewEncoder(&long)
		encoder.SetEscapeHTML(false)
		if err := encoder.Encode(text); err != nil {
			t.Fatal(err)
		}
		if want := string(bytes.TrimSuffix(long.Bytes(), []byte("\n"))); short.String() != want {
			t.Fatalf("%s; want %s", &short, want)
		}
	})
}
