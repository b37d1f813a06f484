package pattern

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/openapi-destinations/openapidestinations/delivery"
)

// TestTakes: what AWS's matcher finds in an event by its source and its detail type.
func TestTakes(t *testing.T) {
	tests := []string{
		`"a b"`, `"x"`, `5`, `null`, `{"prefix":"a"}`, `{"prefix":"b"}`, `{"prefix":{"equals-ignore-case":"A"}}`, `{"suffix":"b"}`, `{"suffix":{"equals-ignore-case":"B"}}`,
		`{"equals-ignore-case":"A B"}`, `{"wildcard":"a*b"}`, `{"wildcard":"*ü*"}`, `{"wildcard":"a\\*b"}`, `{"exists":true}`, `{"exists":false}`,
		`{"anything-but":"a b"}`, `{"anything-but":["x","y"]}`, `{"anything-but":["a b","a*b","ü"]}`, `{"anything-but":5}`, `{"anything-but":{"prefix":"a"}}`,
		`{"anything-but":{"suffix":["x","b"]}}`, `{"anything-but":{"wildcard":"*b"}}`, `{"anything-but":{"equals-ignore-case":"A B"}}`, `{"numeric":["=",5]}`, `{"cidr":"10.0.0.0/8"}`,
	}
	for _, one := range tests {
		for _, form := range []string{`{"source":[%s]}`, `{"source":["s"],"detail-type":[%s]}`, `{"source":["other",%s]}`, `{"$or":[{"source":["z"]},{"detail-type":[%s]}]}`, `{"detail-type":[%s],"$or":[{"source":["s"]},{"source":["a b"]}]}`} {
			text := fmt.Sprintf(form, one)
			asked, err := Given([]byte(text))
			if err != nil {
				t.Fatal(text, err)
			}
			parsed, err := delivery.ParsePattern([]byte(text))
			if err != nil {
				t.Fatal(text, err)
			}
			for _, source := range []string{"a b", "s", "aüb", "a*b"} {
				event, _ := json.Marshal(map[string]string{"source": source, "detail-type": "a b"})
				want, err := parsed.Match(event)
				if got := asked.Takes(source, "a b"); err != nil || got != want {
					t.Errorf("%s takes %q: %t, want %t (%v)", text, source, got, want, err)
				}
			}
		}
	}
}
