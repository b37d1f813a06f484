package pattern

import (
	"encoding/json"
	"testing"
)

// TestAsks: whether a pattern lets pass only what is wanted of a place.
func TestAsks(t *testing.T) {
	for tests, want := range map[string][3]Asked{ // of any value, of one in a path, of something
		`["a"]`:                  {Enough, Enough, Enough},
		`["a",1,true]`:           {Enough, Enough, Enough},
		`[""]`:                   {Enough, TooLittle, Enough},
		`[".%2e"]`:               {Enough, TooLittle, Enough},
		`[null]`:                 {TooLittle, Enough, Enough},
		`[{"exists":true}]`:      {TooLittle, TooLittle, Enough},
		`[{"exists":false},"a"]`: {TooLittle, TooLittle, TooLittle},
		`[{"prefix":"scans/"}]`:  {Enough, Enough, Enough},
		`[{"prefix":{"equals-ignore-case":"E"}}]`: {Enough, Enough, Enough},
		`[{"prefix":""}]`:                         {Enough, TooLittle, Enough},
		`[{"prefix":"."}]`:                        {Enough, TooLittle, Enough},
		`[{"suffix":".png"}]`:                     {Enough, Enough, Enough},
		`[{"suffix":"2e"}]`:                       {Enough, TooLittle, Enough},
		`[{"wildcard":"*"}]`:                      {Enough, TooLittle, Enough},
		`[{"wildcard":"a*.png"}]`:                 {Enough, Enough, Enough},
		`[{"anything-but":["a"]}]`:                {TooLittle, TooLittle, Enough},
		`[{"numeric":[">",0,"<=",5.5]}]`:          {Enough, Enough, Enough},
		`{"x":["a"]}`:                             {TooLittle, TooLittle, Enough},
		`{"x":[{"exists":false}]}`:                {TooLittle, TooLittle, TooLittle},
	} {
		o, err := Given(json.RawMessage(`{"detail":{"a":{"b":` + tests + `}}}`))
		if err != nil {
			t.Fatal(tests, err)
		}
		for i, wanted := range []Wanted{AnyValue, InPath, Something} {
			if got := o.Asks("detail.a.b", wanted); got != want[i] {
				t.Errorf("%s asks %d of %d, want %d", tests, got, i, want[i])
			}
		}
		if got := o.Asks("detail.a.c", AnyValue); got != Nothing {
			t.Errorf("%s asks %d of another place", tests, got)
		}
	}
	or, err := Given(json.RawMessage(`{"detail":{"$or":[{"a":["x"]},{"b":["x"]}]}}`))
	if err != nil || or.Asks("detail.a", AnyValue) != TooLittle || or.Asks("detail.c", AnyValue) != Nothing {
		t.Errorf("$or: %v", err)
	}
	if got := (Pattern{or.With(Test{"detail.c", Exists})}).String(); got != `{"detail":{"$or":[{"a":["x"]},{"b":["x"]}],"c":[{"exists":true}]}}` || (Pattern{or}).Length() != len(`{"detail":{"$or":[{"a":["x"]},{"b":["x"]}]}}`) {
		t.Errorf("%s, and before %s", got, Pattern{or})
	}
}
