package catalog_test

import (
	"fmt"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/openapi-destinations/openapidestinations/internal/catalog"
	"github.com/openapi-destinations/openapidestinations/internal/catalog/planned"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// bodyOf is a catalog of an operation whose body has the schema; more are its definitions.
func bodyOf(t *testing.T, schema, more string) *catalog.Catalog {
	t.Helper()
	text := fmt.Sprintf(`{"format": 1, "operations": [{"detailType": "op", "fidelity": "exact", "fields": [{"field": "message", "in": "body", "schema": %s}]}], "$defs": {%s}}`, schema, more)
	p, err := catalog.Parse([]byte(text))
	if err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	return p
}

// changesOf are the changes of a body's schema, without what all have in common.
func changesOf(was, is *catalog.Catalog) (breaking, inner string) {
	for _, c := range catalog.Changes(was, is, func(string) bool { return false }) {
		what := strings.ReplaceAll(c.What, "the field message", "")
		if c.Kind == catalog.Breaking {
			breaking = what
		} else {
			inner = what
		}
	}
	return breaking, inner
}

// inDefinitions are used by the rows with $ref: the definitions of before, and one change for now.
const inDefinitions = `"Item": {"type": "object", "properties": {"price": {"type": "number"}, "next": {"$ref": "#/$defs/Item"}}},
	"Cat": {"type": "object", "required": ["meow"], "properties": {"meow": {"type": "string"}}},
	"Dog": {"type": "object", "required": ["bark"], "properties": {"bark": {"type": "integer"}}}`

// TestBodies: a change of a body's schema, what of it breaks producers, and what doesn't.
func TestBodies(t *testing.T) {
	const wider = " takes more than before"
	for _, tt := range []struct{ was, is, breaking, inner string }{
		// nothing
		{`{"type": "string"}`, `{"type": "string"}`, "", ""},
		{`{"type": "string", "title": "A"}`, `{"description": "b", "type": ["string"]}`, "", ""},
		{`{"maximum": 1.0, "type": "integer"}`, `{"type": "integer", "maximum": 1}`, "", ""},
		{`{"type": "integer", "minimum": 1}`, `{"type": "integer", "exclusiveMinimum": 0}`, "", ""},
		{`{"type": "integer", "minimum": 0, "exclusiveMinimum": true}`, `{"type": "integer", "minimum": 1}`, "", ""},
		{`{"type": "string"}`, `{"type": "string", "minLength": 0}`, "", ""},
		{`{"type": "string"}`, `{"type": "string", "maximum": 5}`, "", ""},
		{`{"type": "boolean"}`, `{"enum": [true, false]}`, "", ""},
		{`{"const": 1}`, `{"enum": [1.0]}`, "", ""},
		{`{"type": "string"}`, `{"allOf": [{"type": "string"}]}`, "", ""},
		{`{"type": "string"}`, `{"anyOf": [{"type": "string"}]}`, "", ""},
		{`{"type": ["string", "integer"]}`, `{"oneOf": [{"type": "string"}, {"type": "integer"}]}`, " fits none of 2 forms now", ""},
		{`{"oneOf": [{"type": "string"}, {"type": "integer"}]}`, `{"type": ["integer", "string"]}`, "", " takes more forms now"},
		{`{"type": "string", "nullable": true}`, `{"type": ["string", "null"]}`, "", ""},
		{`{"type": "integer", "format": "int32"}`, `{"type": "integer", "format": "int64"}`, "", wider},
		{`{}`, `true`, "", ""},
		// types and values
		{`{"type": "string"}`, `{"type": "integer"}`, " must be of the type integer now", ""},
		{`{"type": ["string", "null"]}`, `{"type": "string"}`, " must be of the type string now", ""},
		{`{"type": "string"}`, `{"type": "string", "nullable": true}`, "", wider},
		{`{}`, `{"type": "string"}`, " must be of the type string now", ""},
		{`{"type": "string"}`, `{}`, "", wider},
		{`{"type": "number"}`, `{"type": "integer"}`, " must be of the type integer now", ""},
		{`{"type": "string"}`, `{"type": "string", "enum": ["a", "b"]}`, ` takes only "a", "b" now`, ""},
		{`{"enum": ["a", "b"]}`, `{"enum": ["a", "c"]}`, ` no longer takes "b"`, ` takes "c" now`},
		{`{"enum": ["a", 1]}`, `{"type": "string"}`, " must be of the type string now", ""},
		{`{"enum": ["a", "b"]}`, `{"type": "string"}`, "", wider},
		{`{"enum": ["a", "bbb"]}`, `{"type": "string", "maxLength": 2}`, ` no longer takes "bbb"`, ""},
		{`{"enum": [1, 5]}`, `{"type": "integer", "exclusiveMaximum": 5}`, ` no longer takes 5`, ""},
		{`{"type": "string"}`, `{"const": "a"}`, ` takes only "a" now`, ""},
		{`{"type": "string"}`, `false`, " takes no value now", ""},
		{`{"allOf": [{"type": ["string", "integer"]}, {"type": ["integer", "boolean"]}]}`, `{"type": "integer"}`, "", ""},
		// numbers, texts
		{`{"type": "integer", "maximum": 10}`, `{"type": "integer", "maximum": 5}`, " takes nothing above 5 now", ""},
		{`{"type": "integer", "maximum": 5}`, `{"type": "integer", "maximum": 10}`, "", wider},
		{`{"type": "number", "maximum": 5}`, `{"type": "number", "exclusiveMaximum": 5}`, " takes nothing from 5 on now", ""},
		{`{"type": "number", "maximum": 5}`, `{"type": "number", "maximum": 5, "exclusiveMaximum": true}`, " takes nothing from 5 on now", ""},
		{`{"type": "number"}`, `{"type": "number", "minimum": 0}`, " takes nothing below 0 now", ""},
		{`{"type": "number"}`, `{"type": "number", "exclusiveMinimum": 0}`, " takes nothing up to 0 now", ""},
		{`{"type": "number", "multipleOf": 4}`, `{"type": "number", "multipleOf": 2}`, "", wider},
		{`{"type": "number", "multipleOf": 2}`, `{"type": "number", "multipleOf": 4}`, " takes only multiples of 4 now", ""},
		{`{"type": "string", "maxLength": 10}`, `{"type": "string", "maxLength": 5}`, " takes at most 5 characters now", ""},
		{`{"type": "string"}`, `{"type": "string", "minLength": 5}`, " takes no fewer than 5 characters now", ""},
		{`{"type": "string"}`, `{"type": "string", "pattern": "^a"}`, ` must match the pattern "^a" now`, ""},
		{`{"type": "string", "pattern": "^a"}`, `{"type": "string", "pattern": "^b"}`, ` must match the pattern "^b" now`, ""},
		{`{"type": "string", "pattern": "^a"}`, `{"type": "string"}`, "", wider},
		{`{"type": "string"}`, `{"type": "string", "format": "uuid"}`, ` must have the format "uuid" now`, ""},
		{`{"type": "string"}`, `{"type": "string", "contentEncoding": "base64"}`, ` must be of the encoding "base64" now`, ""},
		// lists
		{`{"type": "array"}`, `{"type": "array", "maxItems": 3}`, " takes at most 3 items now", ""},
		{`{"type": "array"}`, `{"type": "array", "minItems": 1, "uniqueItems": true}`, " takes no fewer than 1 items now;  takes no item twice now", ""},
		{`{"type": "array", "items": {"type": "string"}}`, `{"type": "array", "items": {"type": "integer"}}`, "[] must be of the type integer now", ""},
		{`{"type": "array"}`, `{"type": "array", "items": {"type": "string"}}`, "[] must be of the type string now", ""},
		{`{"type": "array", "items": {"type": "string"}}`, `{"type": "array", "prefixItems": [{"type": "string"}, {"type": "integer"}]}`, "[1] must be of the type integer now", "[] takes more than before"},
		{`{"type": "array"}`, `{"type": "array", "contains": {"type": "string"}}`, "[one of them] must be of the type string now", ""},
		// objects
		{`{"type": "object"}`, `{"type": "object", "required": ["a"]}`, " must have the property a now", ""},
		{`{"type": "object", "required": ["a"]}`, `{"type": "object"}`, "", " need no longer have the property a"},
		{`{"type": "object"}`, `{"type": "object", "required": ["a"], "properties": {"a": {"readOnly": true}}}`, "", ""},
		{`{"properties": {"a": {}, "b": {}}}`, `{"properties": {"a": {}}}`, " no longer has the property b", ""},
		{`{"properties": {"a": {}}}`, `{"properties": {"a": {}, "b": {}}}`, "", " has the property b now"},
		{`{"properties": {"a": {}}}`, `{"type": "object"}`, " must be of the type object now", ""},
		{`{"type": "object", "properties": {"a": {}}}`, `{"type": "object"}`, "", ""},
		{`{"properties": {"a": {}}}`, `{"properties": {"a": {"readOnly": true}}}`, ".a is read-only now, and must not be sent", ""},
		{`{"type": "object", "properties": {"a": {}}}`, `{"type": "object", "properties": {"a": {}}, "additionalProperties": false}`, " takes no other properties than those that are declared now", ""},
		{`{"type": "object", "properties": {"a": {}}, "additionalProperties": false}`, `{"type": "object", "properties": {"a": {}}}`, "", " takes other properties now"},
		{`{"type": "object", "additionalProperties": {"type": "string"}}`, `{"type": "object", "additionalProperties": {"type": "integer"}}`, ".* must be of the type integer now", ""},
		{`{"type": "object", "additionalProperties": true}`, `{"type": "object", "additionalProperties": {"type": "integer"}}`, ".* must be of the type integer now", ""},
		{`{"type": "object", "additionalProperties": false}`, `{"type": "object", "additionalProperties": {"type": "integer"}}`, "", " takes other properties now"},
		{`{"type": "object"}`, `{"type": "object", "maxProperties": 2}`, " takes at most 2 properties now", ""},
		{`{"type": "object"}`, `{"type": "object", "dependentRequired": {"a": ["b"]}}`, " must have the property b beside a now", ""},
		{`{"type": "object"}`, `{"type": "object", "propertyNames": {"maxLength": 3}}`, ".(name) takes at most 3 characters now", ""},
		{`{"type": "object"}`, `{"type": "object", "patternProperties": {"^x": {"type": "string"}}}`, ".* must be of the type string now", ""},
		{`{"properties": {"a": {"properties": {"b": {"items": {"maxLength": 9}}}}}}`, `{"properties": {"a": {"properties": {"b": {"items": {"maxLength": 8}}}}}}`, ".a.b[] takes at most 8 characters now", ""},
		// not, if
		{`{"type": "string"}`, `{"type": "string", "not": {"const": "a"}}`, " no longer takes what another schema describes (not)", ""},
		{`{"not": {"type": "string"}}`, `{"not": {"type": "string", "maxLength": 3}}`, "", wider},
		{`{"not": {"type": "string", "maxLength": 3}}`, `{"not": {"type": "string"}}`, " no longer takes what another schema describes (not)", ""},
		{`{"type": "object"}`, `{"type": "object", "if": {"required": ["a"]}, "then": {"required": ["b"]}}`, " has other conditions now (if, then, else)", ""},
		// alternatives
		{`{"oneOf": [{"type": "string"}, {"type": "integer"}]}`, `{"oneOf": [{"type": "integer"}, {"type": "string"}]}`, "", ""},
		{`{"oneOf": [{"type": "string"}, {"type": "integer"}]}`, `{"oneOf": [{"type": "string"}]}`, " no longer takes the form 2", ""},
		{`{"oneOf": [{"type": "string"}]}`, `{"oneOf": [{"type": "string"}, {"type": "integer"}]}`, "", " takes the form 2 now"},
		{`{"anyOf": [{"type": "string"}, {"type": "integer", "maximum": 5}]}`, `{"anyOf": [{"type": "string"}, {"type": "integer", "maximum": 4}]}`, " takes nothing above 4 now", ""},
		{`{"type": "string"}`, `{"oneOf": [{"type": "string", "maxLength": 4}]}`, " takes at most 4 characters now", ""},
		{`{"oneOf": [{"$ref": "#/$defs/Cat"}, {"$ref": "#/$defs/Dog"}]}`, `{"oneOf": [{"$ref": "#/$defs/Dog"}]}`, " no longer takes the form Cat", ""},
		{`{"oneOf": [{"$ref": "#/$defs/Cat"}]}`, `{"anyOf": [{"$ref": "#/$defs/Cat"}, {"$ref": "#/$defs/Dog"}]}`, "", " takes the form Dog now"},
		{`{"required": ["id"], "oneOf": [{"$ref": "#/$defs/Cat"}, {"$ref": "#/$defs/Dog"}]}`, `{"required": ["id", "at"], "oneOf": [{"$ref": "#/$defs/Cat"}, {"$ref": "#/$defs/Dog"}]}`, " must have the property at now", ""},
	} {
		breaking, inner := changesOf(bodyOf(t, tt.was, inDefinitions), bodyOf(t, tt.is, inDefinitions))
		if breaking != tt.breaking || !strings.HasPrefix(inner, tt.inner) || (inner == "") != (tt.inner == "") {
			t.Errorf("%s -> %s\n got %q and %q\nwant %q and %q", tt.was, tt.is, breaking, inner, tt.breaking, tt.inner)
		}
	}
}

// TestBehindReferences: a change in a definition is found wherever a body leads to it, with its place.
func TestBehindReferences(t *testing.T) {
	for _, tt := range []struct{ schema, old, new, breaking string }{
		{`{"$ref": "#/$defs/Item"}`, `"number"`, `"integer"`, ".price must be of the type integer now"},
		{`{"properties": {"items": {"items": {"$ref": "#/$defs/Item"}}}}`, `"number"`, `"string"`, ".items[].price must be of the type string now"},
		{`{"properties": {"a": {"$ref": "#/$defs/Item"}, "b": {"$ref": "#/$defs/Item"}}}`, `"number"`, `"string"`, ".a.price must be of the type string now; .b.price must be of the type string now"},
		{`{"allOf": [{"$ref": "#/$defs/Item"}, {"required": ["price"]}]}`, `"properties": {"price"`, `"additionalProperties": false, "properties": {"price"`, " takes no other properties than those that are declared now; .next takes no other properties than those that are declared now"},
		{`{"oneOf": [{"$ref": "#/$defs/Cat"}, {"$ref": "#/$defs/Dog"}]}`, `["bark"]`, `["bark", "age"]`, " must have the property age now"},
		{`{"not": {"$ref": "#/$defs/Cat"}}`, `["meow"]`, `[]`, " no longer takes what another schema describes (not)"},
		{`{"$ref": "#/$defs/Cat"}`, `"number"`, `"string"`, ""},
	} {
		changed := strings.Replace(inDefinitions, tt.old, tt.new, 1)
		if changed == inDefinitions {
			t.Fatal(tt.old)
		}
		if breaking, _ := changesOf(bodyOf(t, tt.schema, inDefinitions), bodyOf(t, tt.schema, changed)); breaking != tt.breaking {
			t.Errorf("%s with %s\n got %q\nwant %q", tt.schema, tt.new, breaking, tt.breaking)
		}
	}
}

// renamed is the catalog's text with other names for the definitions: nothing is the same then, and all
// is compared.
func renamed(text string) string {
	text = strings.ReplaceAll(text, `"#/$defs/`, `"#/$defs/Z.`)
	head, definitions, ok := strings.Cut(text, `"$defs": {`)
	if !ok {
		return text
	}
	return head + `"$defs": {` + definitionKey.ReplaceAllString(definitions, "\n    \"Z.$1\": ")
}

// definitionKey is a definition's name where the catalog is indented.
var definitionKey = regexp.MustCompile(`\n    "([^"]*)": `)

// TestNothingChanged: no catalog differs from itself, as it was made or as it was written and read,
// nor from the same with other names for the definitions, however that is compared.
func TestNothingChanged(t *testing.T) {
	nowhere := func(string) bool { return false }
	for _, file := range documents(t) {
		doc, err := spec.Load(spec.Source{Path: file})
		if err != nil {
			continue
		}
		made := planned.New(doc, planner.Build(doc, plan.Options{})).In(catalog.Context{Bus: "b"})
		text := string(made.JSON())
		parse := func(text string) *catalog.Catalog {
			p, err := catalog.Parse([]byte(text))
			if err != nil {
				t.Fatal(err)
			}
			return p
		}
		if again := string(parse(text).JSON()); again != text {
			t.Errorf("%s: the catalog that was read is written as %.3000s", file, again)
		}
		for what, other := range map[string]*catalog.Catalog{"itself": made, "itself, read": parse(text), "other names": parse(renamed(text))} {
			start := processorTime(t)
			found := catalog.Changes(parse(text), other, nowhere)
			if len(found) > 0 {
				t.Errorf("%s and %s: %d changes, such as %.300s", file, what, len(found), found[0].What)
			}
			if took := processorTime(t) - start; took > 10*time.Second {
				t.Errorf("%s and %s: %v", file, what, took)
			} else if testing.Verbose() && took > time.Second/2 {
				t.Logf("%s and %s: %v", file, what, took)
			}
		}
	}
}

// TestHostileCatalogs: a comparison has an end, and says when it came to it.
func TestHostileCatalogs(t *testing.T) {
	const n = 20_000
	list := func(count int, format string) string {
		items := make([]string, count)
		for i := range items {
			items[i] = strings.NewReplacer("NEXT", fmt.Sprint(i+1), "N", fmt.Sprint(i)).Replace(format)
		}
		return strings.Join(items, ",")
	}
	chain := func(count int, format string) string {
		return list(count, `"DN": `+format) + fmt.Sprintf(`, "D%d": {"type": "TYPE"}`, count)
	}
	for name, tt := range map[string]struct{ schema, definitions string }{
		"alternatives of alternatives": {`{"$ref": "#/$defs/D0"}`, chain(60, `{"oneOf": [{"$ref": "#/$defs/DNEXT"}, {"items": {"$ref": "#/$defs/DNEXT"}}]}`)},
		"groups":                       {`{"allOf": [` + list(40, `{"oneOf": [{"minimum": N}, {"maximum": N}, {"$ref": "#/$defs/D0"}]}`) + `]}`, chain(1, `{"type": "TYPE"}`)},
		"two of each":                  {`{"$ref": "#/$defs/D0"}`, chain(3000, `{"properties": {"a": {"$ref": "#/$defs/DNEXT"}, "b": {"$ref": "#/$defs/DNEXT"}}}`)},
		"not of not":                   {`{"$ref": "#/$defs/D0"}`, chain(3000, `{"not": {"allOf": [{"$ref": "#/$defs/DNEXT"}, {"not": {"$ref": "#/$defs/DNEXT"}}]}}`)},
		"a long chain":                 {`{"$ref": "#/$defs/D0"}`, chain(n, `{"allOf": [{"$ref": "#/$defs/DNEXT"}]}`)},
		"a long way":                   {`{"$ref": "#/$defs/D0"}`, chain(n, `{"items": {"$ref": "#/$defs/DNEXT"}}`)},
		"deep":                         {strings.Repeat(`{"items": `, 4000) + `{"type": "TYPE"}` + strings.Repeat("}", 4000), ""},
		"values":                       {`{"enum": [` + list(n, `"TYPEN"`) + `]}`, ""},
		"required":                     {`{"required": [` + list(n, `"TYPEN"`) + `], "properties": {` + list(n, `"TYPEN": {}`) + `}}`, ""},
		"patterns":                     {`{"allOf": [` + list(n, `{"pattern": "TYPEN"}`) + `]}`, ""},
		"one property":                 {`{"allOf": [` + list(n, `{"properties": {"a": {"const": "TYPEN"}}}`) + `]}`, ""},
		"a loop":                       {`{"$ref": "#/$defs/D0"}`, `"D0": {"allOf": [{"$ref": "#/$defs/D0"}, {"type": "TYPE"}], "items": {"$ref": "#/$defs/D0"}, "not": {"$ref": "#/$defs/D0"}}`},
	} {
		t.Run(name, func(t *testing.T) {
			was := bodyOf(t, strings.ReplaceAll(tt.schema, "TYPE", "string"), strings.ReplaceAll(tt.definitions, "TYPE", "string"))
			is := bodyOf(t, strings.ReplaceAll(tt.schema, "TYPE", "integer"), strings.ReplaceAll(tt.definitions, "TYPE", "integer"))
			start := processorTime(t)
			breaking, _ := changesOf(was, is)
			if took := processorTime(t) - start; took > 10*time.Second || breaking == "" || len(breaking) > 10_000 {
				t.Errorf("%v: %.300q", took, breaking)
			} else if testing.Verbose() {
				t.Logf("%v: %.200q", took, breaking)
			}
			if breaking, inner := changesOf(was, was); breaking+inner != "" {
				t.Errorf("it differs from itself: %q %q", breaking, inner)
			}
		})
	}
}

// processorTime is what the tests have taken so far: the clock tells of the machine's other work too.
func processorTime(t *testing.T) time.Duration {
	t.Helper()
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		t.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
