package pattern

import (
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/delivery"
)

// TestParse: what is a pattern is written in the order of its names, what is none is told.
func TestParse(t *testing.T) {
	for text, want := range map[string]string{
		`{"detail": {"b": ["x", 1, 1.5, true, null], "a": {"c": [{"exists": false}]}}, "account": ["1"]}`:                                    `{"account":["1"],"detail":{"a":{"c":[{"exists":false}]},"b":["x",1,1.5,true,null]}}`,
		`{"$or": [{"detail": {"a": [1]}}, {"region": ["r"]}], "resources": [{"prefix": "arn:"}]}`:                                            `{"resources":[{"prefix":"arn:"}],"$or":[{"detail":{"a":[1]}},{"region":["r"]}]}`,
		`{"detail": {"n": [{"numeric": [">", 0, "<=", 2.50]}], "w": [{"anything-but": {"wildcard": "*a"}}], "i": [{"cidr": "10.0.0.0/8"}]}}`: `{"detail":{"i":[{"cidr":"10.0.0.0/8"}],"n":[{"numeric":[">",0,"<=",2.50]}],"w":[{"anything-but":{"wildcard":"*a"}}]}}`,
	} {
		got, err := Parse([]byte(text))
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		p := Pattern{got}
		if p.String() != want || p.Length() != len(want) {
			t.Errorf("%s\nis   %s\nwant %s", text, p, want)
		}
		if _, err := delivery.ParsePattern([]byte(want)); err != nil {
			t.Errorf("%s: %v", want, err)
		}
	}
	for text, want := range map[string]string{
		`{`:                             "no JSON",
		`{} {}`:                         "more behind it",
		`[]`:                            "no object with fields",
		`{}`:                            "no object with fields",
		`{"source": ["a"]}`:             "setting sources",
		`{"detail-type": ["a"]}`:        "asked for already",
		`{"detail": {"a": [["b"]]}}`:    "is a list",
		`{"detail": ["a"]}`:             `"detail" is no object`,
		`{"a": ["b"]} }`:                "more behind it",
		`{"detial": {"a": ["b"]}}`:      `did you mean "detail"?`,
		`{"detail": {"a": []}}`:         "is empty",
		`{"detail": {"a": "b"}}`:        `"detail.a" has no list`,
		`{"detail": {"a": [{"is":1}]}}`: "none of EventBridge's",
		`{"detail": {"a": [{"prefix":"a","suffix":"b"}]}}`: "none of EventBridge's",
		`{"detail": {"$or": [{"a":[1]},{"b":[1]}]}}`:       "below its top",
		`{"$or": [{"detail":{"a":[1]}}]}`:                  "two patterns",
		`{"detail": {"a": ["{{resolve:ssm:x}}"]}}`:         "must not reach a template",
		`{"detail": {"${x}": ["a"]}}`:                      "must not reach a template",
		`{"detail": {"a": [{"prefix": "${x}"}]}}`:          "must not reach a template",
	} {
		if got, err := Parse([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, %v; want %s", text, got, err, want)
		}
	}
}

// TestNarrowed: both must hold; where one list would have to say two things it fails.
func TestNarrowed(t *testing.T) {
	own := EventPattern(List("a"), List("op"), append(DetailObject([]Test{{"id", Exists}, {"f.a", Exists}}), AnyOf([]Object{{{"q", Exists}}, {{"r", Exists}}})...))
	for text, want := range map[string]string{
		`{"detail":{"kind":["x"],"f":{"b":[1]}}}`:                     `"detail":{"id":[{"exists":true}],"f":{"a":[{"exists":true}],"b":[1]},"$or":[{"q":[{"exists":true}]},{"r":[{"exists":true}]}],"kind":["x"]}`,
		`{"$or":[{"detail":{"kind":["x"]}},{"account":["1"]}]}`:       `"$or":[{"detail":{"kind":["x"]}},{"account":["1"]}]`,
		`{"detail":{"id":["x"]}}`:                                     "",
		`{"detail":{"f":["x"]}}`:                                      "",
		`{"detail":{"f":{"a":["x"]}}}`:                                "",
		`{"$or":[{"detail":{"kind":["x"]}},{"detail":{"id":["1"]}}]}`: "",
	} {
		extra, err := Parse([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		got, err := own.Narrowed(Filter{Source: List("b"), Extra: extra})
		if (err != nil) != (want == "") || !strings.Contains(got.String(), want) {
			t.Errorf("%s: %v\n%s\nwant %s", text, err, got, want)
		}
		if err == nil && (!strings.Contains(got.String(), `"source":["b"]`) || strings.Contains(got.String(), `"source":["a"]`)) {
			t.Errorf("%s", got)
		}
	}
	var many []Object
	for i := range 501 {
		many = append(many, Object{{"account", List(i)}})
	}
	if _, err := own.Narrowed(Filter{Extra: AnyOf(many)}); err == nil || !strings.Contains(err.Error(), "1002 combinations") {
		t.Error(err)
	}
	if own.String() != EventPattern(List("a"), List("op"), append(DetailObject([]Test{{"id", Exists}, {"f.a", Exists}}), AnyOf([]Object{{{"q", Exists}}, {{"r", Exists}}})...)).String() {
		t.Error("the pattern was changed in place")
	}
}

// TestWild: a wildcard is one in a test, wherever that stands; a field of that name is none.
func TestWild(t *testing.T) {
	for text, want := range map[string]bool{
		`{"source":["a"],"detail":{"b":[{"prefix":"*"},"*"]}}`:                      false,
		`{"source":["a"],"detail":{"b":[1,{"wildcard":"*x"}]}}`:                     true,
		`{"source":[{"anything-but":{"wildcard":"*x"}}]}`:                           true,
		`{"source":["a"],"detail":{"wildcard":["x"]}}`:                              false,
		`{"source":["a"],"$or":[{"detail":{"wildcard":["x"]}},{"region":["r"]}]}`:   false,
		`{"source":["a"],"$or":[{"detail":{"b":[{"wildcard":"*"}]}},{"id":["i"]}]}`: true,
	} {
		parsed, err := Given([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		if got := (Pattern{parsed}).Wild(); got != want {
			t.Errorf("%s has wildcards: %v", text, got)
		}
	}
	if (Pattern{}).Wild() || !(Pattern{DetailObject([]Test{{"id", WideDelivers}})}).Wild() {
		t.Error("a schedule has none, and a guard of GuardPath does")
	}
}
