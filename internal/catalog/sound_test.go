package catalog_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// TestSound: where a value was good and no longer is, that is said. The schemas are made up of the
// keywords that are compared. Left out is what is said to be no change: a property that is newly
// declared.
func TestSound(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	tried := 0
	for range 1500 {
		was := randomSchema(r, 3)
		is := was
		if r.IntN(3) == 0 {
			is = randomSchema(r, 3)
		}
		for range 3 {
			is = mutated(r, is)
		}
		a, b := compiled(t, was), compiled(t, is)
		breaking, _ := changesOf(bodyOf(t, was, ""), bodyOf(t, is, ""))
		if breaking != "" {
			continue
		}
		for range 40 {
			value := randomValue(r, 3)
			if a.Validate(value) == nil && b.Validate(value) != nil {
				text, _ := json.Marshal(value)
				t.Errorf("%s -> %s takes no longer %s, and nothing is said", was, is, text)
				break
			}
			tried++
		}
	}
	if tried < 1000 {
		t.Errorf("only %d values were tried", tried)
	}
}

func compiled(t *testing.T, schema string) *jsonschema.Schema {
	t.Helper()
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(schema))
	if err != nil {
		t.Fatalf("%v: %s", err, schema)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("a.json", value); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("a.json")
	if err != nil {
		t.Fatalf("%v: %s", err, schema)
	}
	return s
}

// randomSchema has up to so many levels. Objects declare all of their properties, a and b.
func randomSchema(r *rand.Rand, levels int) string {
	if levels == 0 || r.IntN(5) == 0 {
		return pick(r, "{}", "true", `{"type": "string"}`, `{"type": "integer"}`, `{"type": ["number", "null"]}`, `{"enum": ["x", 1, true]}`, `{"const": 2}`)
	}
	inner := func() string { return randomSchema(r, levels-1) }
	switch r.IntN(8) {
	case 0:
		return fmt.Sprintf(`{"type": "array", "items": %s, "maxItems": %d}`, inner(), r.IntN(4))
	case 1:
		return fmt.Sprintf(`{"prefixItems": [%s], "items": %s}`, inner(), inner())
	case 2, 3:
		return fmt.Sprintf(`{"type": "object", "properties": {"a": %s, "b": %s}, "required": [%s], "additionalProperties": %s}`, inner(), inner(), pick(r, "", `"a"`, `"a", "b"`), pick(r, "true", "false", inner()))
	case 4:
		return fmt.Sprintf(`{"anyOf": [%s, %s]}`, inner(), inner())
	case 5:
		return fmt.Sprintf(`{"allOf": [%s, %s]}`, inner(), inner())
	case 6:
		return fmt.Sprintf(`{"not": %s}`, inner())
	}
	return fmt.Sprintf(`{"minimum": %d, "exclusiveMaximum": %d, "minLength": %d, "maxLength": %d}`, r.IntN(3), 1+r.IntN(4), r.IntN(2), 1+r.IntN(3))
}

// mutated is a schema with one small thing changed, if it is there.
func mutated(r *rand.Rand, schema string) string {
	changes := [][2]string{
		{`"string"`, `"integer"`}, {`"integer"`, `"number"`}, {`"number"`, `"integer"`}, {`["number", "null"]`, `"number"`}, {`"x", `, ``}, {`{}`, `{"type": "string"}`},
		{`"required": []`, `"required": ["b"]`}, {`"required": ["a"]`, `"required": ["a", "b"]`}, {`, "b"]`, `]`}, {`"additionalProperties": true`, `"additionalProperties": false`}, {`"maxItems": 2`, `"maxItems": 1`},
		{`"minLength": 0`, `"minLength": 1`}, {`"exclusiveMaximum"`, `"maximum"`}, {`"maximum"`, `"exclusiveMaximum"`}, {`anyOf`, `allOf`}, {`allOf`, `anyOf`}, {"true", "false"},
	}
	c := changes[r.IntN(len(changes))]
	return strings.Replace(schema, c[0], c[1], 1)
}

func randomValue(r *rand.Rand, levels int) any {
	if levels > 0 {
		switch r.IntN(3) {
		case 0:
			items := make([]any, r.IntN(4))
			for i := range items {
				items[i] = randomValue(r, levels-1)
			}
			return items
		case 1:
			object := map[string]any{}
			for _, name := range []string{"a", "b", "c"} {
				if r.IntN(2) == 0 {
					object[name] = randomValue(r, levels-1)
				}
			}
			return object
		}
	}
	return []any{"x", "", "xyz", 0, 1, 2, 3.5, true, nil}[r.IntN(9)]
}

func pick(r *rand.Rand, of ...string) string { return of[r.IntN(len(of))] }
