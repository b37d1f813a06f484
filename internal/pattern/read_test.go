package pattern

import (
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/delivery"
)

// TestOperators: what AWS's matcher refuses is refused, and what it takes isn't, in patterns of triggers
// and in settings of operations.
func TestOperators(t *testing.T) {
	for _, test := range []string{
		`{"prefix":"a"}`, `{"prefix":5}`, `{"prefix":{"equals-ignore-case":"a"}}`, `{"prefix":{"suffix":"a"}}`, `{"suffix":null}`,
		`{"suffix":{"equals-ignore-case":"a"}}`, `{"suffix":{}}`,
		`{"equals-ignore-case":"a"}`, `{"equals-ignore-case":["a"]}`,
		`{"wildcard":"a*b"}`, `{"wildcard":"a**"}`, `{"wildcard":"a\\*"}`, `{"wildcard":"a\\\\"}`, `{"wildcard":"a\\b"}`, `{"wildcard":"\\"}`, `{"wildcard":1}`,
		`{"exists":true}`, `{"exists":"yes"}`, `{"exists":null}`,
		`{"cidr":"10.0.0.0/24"}`, `{"cidr":"10.0.0.0"}`, `{"cidr":"2001:db8::/32"}`, `{"cidr":4}`, `{"cidr":"10.0.0.0/33"}`,
		`{"numeric":["=",5]}`, `{"numeric":["=","5"]}`, `{"numeric":[]}`, `{"numeric":5}`, `{"numeric":["!=",5]}`, `{"numeric":[">",0,"<=",5.5]}`,
		`{"numeric":[">",5,"<",5]}`, `{"numeric":["<",5,">",0]}`, `{"numeric":["=",1,"<",5]}`, `{"numeric":[">",0,"<"]}`,
		`{"anything-but":"a"}`, `{"anything-but":5}`, `{"anything-but":["a","b"]}`, `{"anything-but":["a",5]}`, `{"anything-but":[]}`, `{"anything-but":true}`, `{"anything-but":null}`,
		`{"anything-but":{"prefix":"a"}}`, `{"anything-but":{"prefix":["a","b"]}}`, `{"anything-but":{"prefix":""}}`, `{"anything-but":{"suffix":[]}}`,
		`{"anything-but":{"wildcard":["a*","b*"]}}`, `{"anything-but":{"wildcard":"**"}}`, `{"anything-but":{"equals-ignore-case":["a"]}}`,
		`{"anything-but":{"numeric":["=",5]}}`, `{"anything-but":{}}`, `{"anything-but":{"prefix":"a","suffix":"b"}}`, `{"anything-but":[["a"]]}`,
		`{"is":"a"}`, `{}`, `{"prefix":"a","suffix":"b"}`, `["a"]`,
		`"a"`, `5`, `-1.5e3`, `true`, `null`,
	} {
		text := `{"detail":{"a":[` + test + `]}}`
		_, refused := delivery.ParsePattern([]byte(text))
		for name, read := range map[string]func([]byte) (Object, error){
			"filter": Parse, "trigger": func(b []byte) (Object, error) { return Given(b) },
		} {
			object, err := read([]byte(text))
			if (err != nil) != (refused != nil) {
				t.Errorf("%s %s: %v, and AWS's matcher: %v", name, test, err, refused)
			}
			if err != nil && !strings.Contains(err.Error(), `"detail.a"`) {
				t.Errorf("%s %s doesn't say where: %v", name, test, err)
			}
			if err == nil && (Pattern{object}).String() != text {
				t.Errorf("%s %s became %s", name, test, Pattern{object})
			}
		}
	}
}

// TestGiven: what is none of EventBridge's patterns is told, with what to do.
func TestGiven(t *testing.T) {
	for text, want := range map[string]string{
		`{"source":["a"]} {}`:                                                  "more behind it",
		`{"source":["a"]} }`:                                                   "more behind it",
		`{"source":["a"],"$or":[{"detail":{"x":[1]}}]}`:                        "two patterns",
		`{"source":["a"],"$or":[{},{}]}`:                                       "without fields",
		`{"source":["a"],"$or":{"x":[1]}}`:                                     "$or is no list",
		`{"source":["a"],"$or":[1,2]}`:                                         "something else than patterns",
		`{"source":["a"],"detail":{}}`:                                         `"detail" is an object without fields`,
		`{"source":["a"],"detail":[{"exists":true}]}`:                          `"detail" is no object`,
		`{"source":["a"],"detial":{"x":[1]}}`:                                  `did you mean "detail"?`,
		`{"source":["a"],"bucket":{"x":[1]}}`:                                  "fields of yours are in detail",
		`{"source":["a"],"detail":{"a.b":[1]}}`:                                `write {"a": {"b": …}}`,
		`{"source":["a"],"detail":{"":[1]}}`:                                   "without a name",
		`{"source":["a"],"detail":{"x":[1e400]}}`:                              "too large",
		strings.Repeat(`{"detail":`, 3000) + `[1]` + strings.Repeat(`}`, 3000): "longer",
	} {
		if got, err := Given([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.80s: %v, %v; want %s", text, got, err, want)
		}
	}
	for text, refused := range map[string]bool{
		`[{"detail":{"y":["a"]}},{"detail":{"y":["a","b"]}}]`:                                 true,
		`[{"detail":{"y":["a"]}},{"region":["r"]},{"detail":{"y":["b",{"prefix":"x"},"a"]}}]`: true,
		`[{"detail":{"y":["a"],"z":[1]}},{"detail":{"y":["a","b"],"z":[2]}}]`:                 false,
		`[{"detail":{"y":["a"]}},{"detail":{"y":["a","b"],"z":[2]}}]`:                         false,
		`[{"detail":{"y":["a"]}},{"detail":{"y":["b"]}}]`:                                     false,
	} {
		for name, read := range map[string]func([]byte) (Object, error){"filter": Parse, "trigger": func(b []byte) (Object, error) { return Given(b) }} {
			if _, err := read([]byte(`{"$or":` + text + `}`)); (err != nil) != refused {
				t.Errorf("%s %s: %v", name, text, err)
			}
		}
		parsed, err := delivery.ParsePattern([]byte(`{"$or":` + text + `}`))
		if err != nil {
			t.Fatal(err)
		}
		if fits, _ := parsed.Match([]byte(`{"detail":{"y":"b","z":2}}`)); fits == refused {
			t.Errorf("%s: AWS's matcher takes what only the last alternative fits: %t", text, fits)
		}
	}
	const fine = `{"$or":[{"detail":{"a":[1]}},{"region":["r"]}],"detail":{"$or":[{"b":[1]},{"c":[2]}],"x":["${Token[TOKEN.1]}",{"cidr":"${Token[TOKEN.2]}"}]},"source":["a"]}`
	if got, err := Given([]byte(fine)); err != nil || (Pattern{got}).String() != fine {
		t.Errorf("%v, %v", got, err)
	}
}
