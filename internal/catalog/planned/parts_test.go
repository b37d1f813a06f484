package planned

import (
	"bytes"
	"encoding/json"
	"slices"
	"testing"

	"github.com/openapi-destinations/openapidestinations/internal/cost"
)

// FuzzParts: the parts are those that encoding/json reads.
func FuzzParts(f *testing.F) {
	for _, text := range []string{`[]`, `{}`, `[ ]`, `[1]`, `[1,"a,]",[2,{"b":3}],{}]`, `{"a":1,"b\"\u00e9:":{"c":[1,2]},"a":":"}`, "{ \"a\" :\n[ 1 , 2 ] , \"b\\\\\" : \"\\\\\" }"} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		if text = bytes.TrimSpace(text); !json.Valid(text) || isScalar(text) {
			return
		}
		var wantKeys []string
		var want []json.RawMessage
		decoder := json.NewDecoder(bytes.NewReader(text))
		open, _ := decoder.Token()
		for decoder.More() {
			if open == json.Delim('{') {
				key, _ := decoder.Token()
				wantKeys = append(wantKeys, key.(string))
			}
			var item json.RawMessage
			if err := decoder.Decode(&item); err != nil {
				t.Fatal(err)
			}
			want = append(want, item)
		}
		var keys []string
		var items []json.RawMessage
		cost.Text.Check(t, len(text), func() { keys, items = parts(text) })
		if !slices.Equal(keys, wantKeys) || !slices.EqualFunc(items, want, func(a, b json.RawMessage) bool { return bytes.Equal(a, b) }) {
			t.Errorf("%s has %q %s, not %q %s", text, keys, items, wantKeys, want)
		}
		if (keys != nil) != (open == json.Delim('{')) {
			t.Errorf("%s has keys: %t", text, keys != nil)
		}
	})
}
