package instance

import (
	"encoding/json"
	"math"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// fits tells whether a schema takes a value. What can't be told, it says not.
func (m *Maker) fits(value, schema any) bool {
	if m.spend(); m.exhausted() {
		return false
	}
	m.depth++
	defer func() { m.depth-- }()
	switch s := schema.(type) {
	case bool:
		return s
	case *object:
		return m.depth < maxDepth && m.fitsReference(value, s) && fitsValues(value, s) && m.fitsComposed(value, s) && m.fitsKind(value, s)
	}
	return true // no schema says nothing
}

func (m *Maker) fitsReference(value any, s *object) bool {
	target, refers := m.target(s)
	return !refers || m.fits(value, target)
}

// fitsValues is about type, enum and const.
func fitsValues(value any, s *object) bool {
	if types := typesOf(s); types != nil && !slices.ContainsFunc(types, func(t string) bool { return isOf(value, t) }) {
		return false
	}
	if only, given := s.values["const"]; given && !same(value, only) {
		return false
	}
	if enum, given := s.values["enum"].([]any); given && !slices.ContainsFunc(enum, func(one any) bool { return same(value, one) }) {
		return false
	}
	return true
}

// typesOf are those that a schema names; nil is any.
func typesOf(s *object) []string {
	switch t := s.values["type"].(type) {
	case string:
		return []string{t}
	case []any:
		types := []string{}
		for _, one := range t {
			if name, ok := one.(string); ok {
				types = append(types, name)
			}
		}
		return types
	}
	return nil
}

func isOf(value any, kind string) bool {
	switch v := value.(type) {
	case *object:
		return kind == "object"
	case []any:
		return kind == "array"
	case string:
		return kind == "string"
	case bool:
		return kind == "boolean"
	case json.Number:
		return kind == "number" || kind == "integer" && float(v) == math.Trunc(float(v))
	}
	return kind == "null"
}

func (m *Maker) fitsComposed(value any, s *object) bool {
	count := func(keyword string) (fit, all int) {
		list, _ := s.values[keyword].([]any)
		for _, one := range list {
			if m.fits(value, one) {
				fit++
			}
		}
		return fit, len(list)
	}
	if fit, all := count("allOf"); fit < all {
		return false
	}
	if fit, all := count("anyOf"); all > 0 && fit == 0 {
		return false
	}
	if fit, all := count("oneOf"); all > 0 && fit != 1 {
		return false
	}
	if not, given := s.values["not"]; given && m.fits(value, not) {
		return false
	}
	if condition, given := s.values["if"]; given {
		keyword := "else"
		if m.fits(value, condition) {
			keyword = "then"
		}
		return m.fits(value, s.values[keyword])
	}
	return true
}

// fitsKind is about the keywords of one type.
func (m *Maker) fitsKind(value any, s *object) bool {
	switch v := value.(type) {
	case *object:
		return m.fitsObject(v, s)
	case []any:
		return m.fitsList(v, s)
	case string:
		return m.fitsText(v, s)
	case json.Number:
		return fitsNumber(float(v), s)
	}
	return true
}

func (m *Maker) fitsObject(o *object, s *object) bool {
	if !within(float64(len(o.names)), s, "minProperties", "maxProperties") {
		return false
	}
	for _, name := range texts(s.values["required"]) {
		if _, has := o.values[name]; !has {
			return false
		}
	}
	if needed, ok := s.values["dependentRequired"].(*object); ok {
		for _, name := range needed.names {
			for _, other := range texts(needed.values[name]) {
				_, has := o.values[name]
				if _, beside := o.values[other]; has && !beside {
					return false
				}
			}
		}
	}
	for _, name := range o.names {
		if names, given := s.values["propertyNames"]; given && !m.fits(name, names) {
			return false
		}
		for _, of := range m.propertySchemas(s, name) {
			if !m.fits(o.values[name], of) {
				return false
			}
		}
	}
	return true
}

// propertySchemas are those of a schema that a property must fit.
func (m *Maker) propertySchemas(s *object, name string) []any {
	var all []any
	if properties, ok := s.values["properties"].(*object); ok {
		if schema, declared := properties.values[name]; declared {
			all = append(all, schema)
		}
	}
	if patterns, ok := s.values["patternProperties"].(*object); ok {
		for _, pattern := range patterns.names {
			if e := m.expression(pattern); e != nil && e.MatchString(name) {
				all = append(all, patterns.values[pattern])
			}
		}
	}
	if other, given := s.values["additionalProperties"]; given && all == nil {
		all = append(all, other)
	}
	return all
}

func (m *Maker) fitsList(list []any, s *object) bool {
	if !within(float64(len(list)), s, "minItems", "maxItems") {
		return false
	}
	for i, item := range list {
		if of, given := itemSchema(s, i); given && !m.fits(item, of) {
			return false
		}
		if s.values["uniqueItems"] == true && slices.ContainsFunc(list[:i], func(other any) bool { m.spend(); return same(item, other) }) {
			return false
		}
	}
	if contained, given := s.values["contains"]; given {
		return slices.ContainsFunc(list, func(item any) bool { return m.fits(item, contained) })
	}
	return true
}

// itemSchema is that of an item of a list.
func itemSchema(s *object, i int) (any, bool) {
	if first, ok := s.values["prefixItems"].([]any); ok && i < len(first) {
		return first[i], true
	}
	of, given := s.values["items"]
	if list, old := of.([]any); old { // JSON Schema before 2020-12
		if i < len(list) {
			return list[i], true
		}
		of, given = s.values["additionalItems"]
	}
	return of, given
}

func (m *Maker) fitsText(text string, s *object) bool {
	if !within(float64(utf8.RuneCountInString(text)), s, "minLength", "maxLength") {
		return false
	}
	pattern, given := s.values["pattern"].(string)
	if !given {
		return true
	}
	e := m.expression(pattern)
	return e != nil && e.MatchString(text)
}

// expression is a pattern as Go reads it; nil where it doesn't.
func (m *Maker) expression(pattern string) *regexp.Regexp {
	e, known := m.expressions[pattern]
	if !known && len(pattern) < maxPattern {
		e, _ = regexp.Compile(strings.ReplaceAll(pattern, `\/`, "/"))
		m.expressions[pattern] = e
	}
	return e
}

func fitsNumber(n float64, s *object) bool {
	least, most := bound(s, "minimum"), bound(s, "maximum")
	above, below := bound(s, "exclusiveMinimum"), bound(s, "exclusiveMaximum")
	if s.values["exclusiveMinimum"] == true { // OpenAPI 3.0
		above = least
	}
	if s.values["exclusiveMaximum"] == true {
		below = most
	}
	if least != nil && n < *least || most != nil && n > *most || above != nil && n <= *above || below != nil && n >= *below {
		return false
	}
	if step := bound(s, "multipleOf"); step != nil && *step > 0 {
		times := n / *step
		return math.Abs(times-math.Round(times)) < 1e-9
	}
	return true
}

func bound(s *object, keyword string) *float64 {
	n, ok := s.values[keyword].(json.Number)
	if !ok {
		return nil
	}
	f := float(n)
	return &f
}

func within(n float64, s *object, least, most string) bool {
	min, max := bound(s, least), bound(s, most)
	return (min == nil || n >= *min) && (max == nil || n <= *max)
}

func texts(list any) []string {
	var all []string
	items, _ := list.([]any)
	for _, item := range items {
		if text, ok := item.(string); ok {
			all = append(all, text)
		}
	}
	return all
}
