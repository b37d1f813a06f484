package schema_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/openapi-destinations/openapidestinations/cmd/destinations/internal/schema"
	"github.com/openapi-destinations/openapidestinations/internal/catalog"
)

func schemas(openapi string, definitions ...string) *schema.Schemas {
	c := &catalog.Catalog{Document: catalog.Document{OpenAPI: openapi}}
	for i, d := range definitions {
		c.Definitions = append(c.Definitions, catalog.Definition{Name: fmt.Sprintf("D%d", i), JSON: []byte(d)})
	}
	return schema.New(c)
}

// TestCheck: what is wrong with a value is said in words, at the place that is to blame.
func TestCheck(t *testing.T) {
	player := `{"type":"object","required":["name","id"],"properties":{"name":{"type":"string","minLength":2},"id":{"type":"integer","readOnly":true},"tags":{"type":"array","items":{"enum":["a","b"]}}}}`
	for _, tt := range []struct{ openapi, schema, value, want string }{
		{"3.0.3", `{"$ref":"#/$defs/D0"}`, `{"name":"Al"}`, ""},
		{"3.0.3", `{"$ref":"#/$defs/D0"}`, `{}`, ".name is missing"},
		{"3.0.3", `{"$ref":"#/$defs/D0"}`, `{"nam":"x"}`, `.name is missing: is it "nam"?`},
		{"3.0.3", `{"$ref":"#/$defs/D0"}`, `{"name":7}`, ".name is a number, where a string is wanted"},
		{"3.0.3", `{"$ref":"#/$defs/D0"}`, `{"name":"xy","tags":["a","c"]}`, `.tags[1] is "c", where "a" or "b" is wanted`},
		{"3.0.3", `{"$ref":"#/$defs/D0"}`, `[]`, " is an array, where an object is wanted"},
		{"3.0.3", `{"type":"string","nullable":true}`, `null`, ""},
		{"3.1.0", `{"type":"string","nullable":true}`, `null`, " is null, where a string is wanted"},
		{"3.1.0", `{"type":["string","null"]}`, `null`, ""},
		{"3.0.3", `{"enum":["a"],"nullable":true}`, `null`, ""},
		{"3.0.3", `{"minimum":3,"exclusiveMinimum":true}`, `3`, " is wrong: exclusiveMinimum: got 3, want 3"},
		{"2.0", `{"minimum":3,"exclusiveMinimum":false}`, `3`, ""},
		{"3.1.0", `{"exclusiveMaximum":3}`, `3`, " is wrong: exclusiveMaximum: got 3, want 3"},
		{"3.0.3", `{"oneOf":[{"type":"string"},{"type":"object","required":["a"]}]}`, `{}`, " fits none of the 2 forms that it may have; the nearest wants:; .a is missing"},
		{"3.0.3", `{"oneOf":[{"type":"object"},{"type":"object"}]}`, `{}`, " fits several of the forms that it may have, and must fit one"},
		{"3.0.3", `{"properties":{"a":{}},"additionalProperties":false}`, `{"b":1}`, ` has what it may not have: "b"`},
		{"3.0.3", `{"pattern":"^a+$"}`, `"b"`, ` is "b", which doesn't match the pattern "^a+$"`},
		{"3.0.3", `{"pattern":"^(?=a)b"}`, `"b"`, ""}, // Go's engine doesn't know it
		// What makes no sense asks nothing.
		{"3.0.3", `{"type":"file","required":true,"minimum":"x","items":[1],"properties":7,"pattern":3,"multipleOf":0,"allOf":[]}`, `1`, ""},
		{"3.1.0", `{"$ref":"file:///etc/passwd"}`, `1`, ""},
		{"3.1.0", `{"$ref":"#/$defs/Nothing","$id":"https://example.com/","$schema":"x"}`, `1`, ""},
		{"3.1.0", `{"$ref":"#/$defs/D1"}`, `[[[1]]]`, "[0][0][0] is a number, where an array is wanted"},
		{"3.1.0", `{"$ref":"#/$defs/D2"}`, `1`, ""},
		{"3.1.0", `{"minimum":1e999999999,"multipleOf":1e-99999999999999999999}`, `1`, ""},
		{"3.1.0", `{"const":{"$ref":"#/$defs/X"}}`, `{"$ref":"#/$defs/X"}`, ""},
		{"3.1.0", `false`, `1`, " is not allowed"},
		{"3.1.0", `{`, `1`, "unread"},
	} {
		began := time.Now()
		s := schemas(tt.openapi, player, `{"type":"array","items":{"$ref":"#/$defs/D1"}}`, `{"$ref":"#/$defs/D2"}`)
		value, err := schema.Read([]byte(tt.value))
		if err != nil {
			t.Fatal(err)
		}
		faults, unread := s.Check([]byte(tt.schema), value)
		var said []string
		for _, f := range faults {
			said = append(said, f.Path+" "+f.Text)
		}
		if unread != nil {
			said = []string{"unread"}
		}
		if got := strings.Join(said, "; "); got != tt.want {
			t.Errorf("%s %s: %q, want %q (%v)", tt.schema, tt.value, got, tt.want, unread)
		}
		if took := time.Since(began); took > 5*time.Second {
			t.Errorf("%s took %s", tt.schema, took)
		}
	}
}

// TestRead: a number of a few bytes may not become one of a gigabyte.
func TestRead(t *testing.T) {
	for text, good := range map[string]bool{`1e400`: true, `[1.5,{"a":-2E-3}]`: true, `1e401`: false, `[{"a":1e-999999999}]`: false, `1e99999999999999999999`: false, `{`: false} {
		if _, err := schema.Read([]byte(text)); (err == nil) != good {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// TestManyDefinitions: an event needs few of a large document's definitions, and waits for no others.
func TestManyDefinitions(t *testing.T) {
	var definitions []string
	for i := range 5000 {
		definitions = append(definitions, fmt.Sprintf(`{"type":"object","required":["name"],"properties":{"name":{"type":"string"},"next":{"$ref":"#/$defs/D%d"}}}`, i/2))
	}
	s := schemas("3.1.0", definitions...)
	value, _ := schema.Read([]byte(`{"name":"a","next":{}}`))
	began := time.Now()
	for i := range 100 {
		faults, unread := s.Check([]byte(fmt.Sprintf(`{"$ref":"#/$defs/D%d"}`, 5000-1-i)), value)
		if unread != nil || len(faults) != 1 || faults[0].Path != ".next.name" {
			t.Fatal(faults, unread)
		}
	}
	if took := time.Since(began); took > 10*time.Second {
		t.Errorf("it took %s", took)
	}
}

// TestSlow: a comparison that never ends is given up, and not begun again.
func TestSlow(t *testing.T) {
	s := schemas("3.1.0", `{"oneOf":[{"properties":{"a":{"$ref":"#/$defs/D0"}}},{"properties":{"a":{"$ref":"#/$defs/D0"}}}]}`)
	const depth = 24
	value, err := schema.Read([]byte(strings.Repeat(`{"a":`, depth) + "{}" + strings.Repeat("}", depth)))
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	for range 20 {
		if _, unread := s.Check([]byte(`{"$ref":"#/$defs/D0"}`), value); unread == nil {
			t.Skip("this machine is too fast")
		}
	}
	if took := time.Since(began); took > 15*time.Second {
		t.Errorf("it took %s", took)
	}
}

// TestManyFaults: a long list of them has an end.
func TestManyFaults(t *testing.T) {
	value, _ := schema.Read([]byte("[" + strings.Repeat("1,", 999) + "1]"))
	faults, _ := schemas("3.1.0").Check([]byte(`{"items":{"type":"string"}}`), value)
	if len(faults) != 9 || faults[8].Text != "has 992 more faults" {
		t.Errorf("%d faults, the last %+v", len(faults), faults[len(faults)-1])
	}
}
