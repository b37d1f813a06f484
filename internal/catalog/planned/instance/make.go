package instance

import (
	"encoding/json"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

const (
	// maxSteps bounds the work for one value, maxDepth how deep schemas lead into each other.
	maxSteps = 30_000
	maxDepth = 200
	// maxPattern bounds the patterns that are read.
	maxPattern = 2_000
	// deep is from which depth on a value has only what it must have, and deepest from which there is none.
	deep, deepest = 4, 24
	// most bounds what a schema may ask for.
	most = 50
	// mostText bounds the length of a text.
	mostText = 5_000
)

// Maker makes values. It is not for several goroutines at once.
type Maker struct {
	definitions map[string]any
	texts       map[string]json.RawMessage
	expressions map[string]*regexp.Regexp
	steps       int
	depth       int
}

// New makes one; the definitions are by their names.
func New(definitions map[string]json.RawMessage) *Maker {
	return &Maker{definitions: make(map[string]any), texts: definitions, expressions: make(map[string]*regexp.Regexp)}
}

// Of is a value that the schema takes: the first of the candidates that it does, or a made one. It tells
// where none was found.
func (m *Maker) Of(schema json.RawMessage, candidates ...json.RawMessage) (json.RawMessage, bool) {
	parsed, ok := parse(schema)
	if !ok {
		return nil, false
	}
	for _, candidate := range candidates {
		if value, ok := parse(candidate); ok && m.begin() && m.fits(value, parsed) {
			return candidate, true
		}
	}
	m.begin()
	value, ok := m.value([]any{parsed}, 0)
	if m.begin(); !ok || !m.fits(value, parsed) {
		return nil, false
	}
	return appendValue(nil, value), true
}

func (m *Maker) begin() bool {
	m.steps, m.depth = 0, 0
	return true
}

func (m *Maker) spend() { m.steps++ }

func (m *Maker) exhausted() bool { return m.steps > maxSteps }

// target is the definition that a schema refers to.
func (m *Maker) target(s *object) (schema any, refers bool) {
	ref, _ := s.values["$ref"].(string)
	name, refers := strings.CutPrefix(ref, "#/$defs/")
	if !refers {
		return nil, false
	}
	if known, ok := m.definitions[name]; ok {
		return known, true
	}
	parsed, ok := parse(m.texts[name])
	if !ok {
		parsed = true
	}
	m.definitions[name] = parsed
	return parsed, true
}

// open are the schemas that hold at once: those given, and what they refer to and are all of. Never is set
// where one is false. Groups are what oneOf and anyOf leave to choose.
func (m *Maker) open(schemas []any) (all []*object, groups [][]any, never bool) {
	seen := make(map[*object]bool)
	for todo := slices.Clone(schemas); len(todo) > 0; {
		if m.spend(); m.exhausted() {
			return nil, nil, true
		}
		s, ok := todo[0].(*object)
		never = never || todo[0] == false
		if todo = todo[1:]; !ok || seen[s] {
			continue
		}
		seen[s] = true
		all = append(all, s)
		if target, refers := m.target(s); refers {
			todo = append(todo, target)
		}
		parts, _ := s.values["allOf"].([]any)
		todo = append(todo, parts...)
		for _, keyword := range []string{"oneOf", "anyOf"} {
			if choices, ok := s.values[keyword].([]any); ok && len(choices) > 0 {
				groups = append(groups, choices)
			}
		}
	}
	return all, groups, never
}

// value is one that all of the schemas take.
func (m *Maker) value(schemas []any, depth int) (any, bool) {
	all, groups, never := m.open(schemas)
	if never || depth > deepest || m.exhausted() {
		return nil, false
	}
	good := func(value any) bool {
		return !slices.ContainsFunc(schemas, func(s any) bool { return !m.fits(value, s) })
	}
	for _, candidate := range shown(all) {
		if good(candidate) {
			return candidate, true
		}
	}
	return m.chosen(schemas, all, groups, depth, good)
}

// chosen tries the alternatives of the first group that is not settled, one after the other.
func (m *Maker) chosen(schemas []any, all []*object, groups [][]any, depth int, good func(any) bool) (any, bool) {
	for _, choices := range groups {
		taken := slices.ContainsFunc(choices, func(one any) bool {
			o, ok := one.(*object)
			return ok && slices.Contains(all, o)
		})
		if taken {
			continue
		}
		for _, one := range choices {
			if value, ok := m.value(append(slices.Clip(schemas), one), depth+1); ok && good(value) {
				return value, true
			}
		}
		return nil, false
	}
	for _, kind := range kindsOf(all) {
		if value, ok := m.ofKind(kind, all, depth); ok && good(value) {
			return value, true
		}
	}
	return nil, false
}

// shown are the values that the schemas themselves show.
func shown(all []*object) []any {
	var values []any
	for _, s := range all {
		if only, given := s.values["const"]; given {
			values = append(values, only)
		}
		for _, keyword := range []string{"example", "default"} {
			if value, given := s.values[keyword]; given && value != nil && value != "" {
				values = append(values, value)
			}
		}
		for _, keyword := range []string{"examples", "enum"} {
			if list, ok := s.values[keyword].([]any); ok {
				values = append(values, list[:min(len(list), most)]...)
			}
		}
	}
	return values
}

// hints are keywords that tell of a type where none is named.
var hints = []struct {
	kind     string
	keywords []string
}{
	{"object", []string{"properties", "required", "additionalProperties", "patternProperties", "minProperties"}},
	{"array", []string{"items", "prefixItems", "minItems"}},
	{"string", []string{"pattern", "format", "minLength", "maxLength"}},
	{"number", []string{"minimum", "maximum", "multipleOf", "exclusiveMinimum", "exclusiveMaximum"}},
}

// kindsOf are the types to try, the likeliest first.
func kindsOf(all []*object) []string {
	var kinds, named []string
	for _, s := range all {
		named = append(named, typesOf(s)...)
	}
	for _, hint := range hints {
		if slices.ContainsFunc(all, func(s *object) bool {
			return slices.ContainsFunc(hint.keywords, func(k string) bool { _, has := s.values[k]; return has })
		}) {
			kinds = append(kinds, hint.kind)
		}
	}
	if len(named) > 0 {
		slices.SortStableFunc(named, func(a, b string) int { return len(strings.TrimPrefix("null", b)) - len(strings.TrimPrefix("null", a)) })
		return append(named, "integer") // which a number may have to be
	}
	return append(kinds, "string", "object", "array", "integer", "boolean", "null")
}

func (m *Maker) ofKind(kind string, all []*object, depth int) (any, bool) {
	switch kind {
	case "object":
		return m.madeObject(all, depth)
	case "array":
		return m.madeList(all, depth)
	case "string":
		return m.madeText(all)
	case "integer", "number":
		return madeNumber(all, kind == "integer")
	case "boolean":
		return true, true
	}
	return nil, true
}

// madeObject has what must be there, and as long as it isn't deep what may.
func (m *Maker) madeObject(all []*object, depth int) (any, bool) {
	out := newObject()
	var required []string
	least := 0
	for _, s := range all {
		required = append(required, texts(s.values["required"])...)
		if n := bound(s, "minProperties"); n != nil {
			least = max(least, int(min(*n, most)))
		}
	}
	add := func(name string) bool {
		var schemas []any
		for _, s := range all {
			schemas = append(schemas, m.propertySchemas(s, name)...)
		}
		value, ok := m.value(schemas, depth+1)
		if ok {
			out.set(name, value)
		}
		return ok
	}
	for _, s := range all {
		properties, ok := s.values["properties"].(*object)
		if !ok {
			continue
		}
		for _, name := range properties.names {
			must := slices.Contains(required, name)
			if _, has := out.values[name]; has || !must && (depth >= deep || len(out.names) >= most || writeOnly(properties.values[name])) {
				continue
			}
			before := m.steps
			if !add(name) && must {
				return nil, false
			}
			if !must && m.steps-before > maxSteps/10 {
				depth = deep // what may be there costs too much
			}
		}
	}
	for _, name := range required {
		if _, has := out.values[name]; !has && !add(name) {
			return nil, false
		}
	}
	for n := 1; len(out.names) < least && n <= most; n++ {
		add("property" + strconv.Itoa(n))
	}
	return out, true
}

func writeOnly(schema any) bool {
	s, ok := schema.(*object)
	return ok && s.values["writeOnly"] == true
}

func (m *Maker) madeList(all []*object, depth int) (any, bool) {
	length, longest := 1, most
	for _, s := range all {
		if n := bound(s, "minItems"); n != nil {
			length = max(length, int(min(*n, most)))
		}
		if n := bound(s, "maxItems"); n != nil {
			longest = min(longest, int(min(*n, most)))
		}
		if first, ok := s.values["prefixItems"].([]any); ok {
			length = max(length, min(len(first), most))
		}
	}
	list := []any{}
	for i := range min(length, longest) {
		var schemas []any
		for _, s := range all {
			if of, given := itemSchema(s, i); given {
				schemas = append(schemas, of)
			}
			if contained, given := s.values["contains"]; given && i == 0 {
				schemas = append(schemas, contained)
			}
		}
		item, ok := m.value(schemas, depth+1)
		if !ok {
			return []any{}, true // which is as good, where none is needed
		}
		list = append(list, item)
	}
	return m.distinct(all, list), true
}

// distinct makes items differ, where they must.
func (m *Maker) distinct(all []*object, list []any) []any {
	if !slices.ContainsFunc(all, func(s *object) bool { return s.values["uniqueItems"] == true }) {
		return list
	}
	for i := range list {
		before := list[:i]
		taken := func(value any) bool {
			return slices.ContainsFunc(before, func(other any) bool { return same(other, value) })
		}
		good := func(value any) bool {
			return !taken(value) && !slices.ContainsFunc(all, func(s *object) bool {
				of, given := itemSchema(s, i)
				return given && !m.fits(value, of)
			})
		}
		if !taken(list[i]) {
			continue
		}
		for _, other := range m.others(list[i], all, i) {
			if good(other) {
				list[i] = other
				break
			}
		}
	}
	return list
}

// others are values much like one, of an item or of what is in it.
func (m *Maker) others(value any, all []*object, at int) []any {
	var out []any
	for _, s := range all {
		of, _ := itemSchema(s, at)
		schemas, _, _ := m.open([]any{of})
		for _, one := range schemas {
			if enum, ok := one.values["enum"].([]any); ok {
				out = append(out, enum[:min(len(enum), most)]...)
			}
		}
	}
	switch v := value.(type) {
	case string:
		for n := 1; n <= 9; n++ {
			out = append(out, v+strconv.Itoa(n), v+strings.Repeat("x", n), strings.Repeat(string(rune('a'+n)), len(v)), strings.Repeat(string(rune('A'+n)), len(v)), strings.Repeat(strconv.Itoa(n), len(v)))
		}
	case json.Number:
		for n := 1; n <= 9; n++ {
			out = append(out, json.Number(strconv.FormatFloat(float(v)+float64(n), 'f', -1, 64)))
		}
	case *object:
		for _, name := range v.names {
			for _, other := range m.others(v.values[name], nil, 0) {
				changed := newObject()
				for _, n := range v.names {
					changed.set(n, v.values[n])
				}
				changed.set(name, other)
				out = append(out, changed)
			}
		}
	case bool:
		out = append(out, !v)
	}
	return out
}

// formatted are texts of the formats.
var formatted = map[string]string{
	"date": "2026-01-31", "date-time": "2026-01-31T12:00:00Z", "time": "12:00:00Z", "duration": "PT1H",
	"email": "someone@example.com", "uuid": "123e4567-e89b-12d3-a456-426614174000", "uri": "https://example.com/", "url": "https://example.com/",
	"uri-reference": "/", "hostname": "example.com", "ipv4": "192.0.2.1", "ipv6": "2001:db8::1", "byte": "dGV4dA==",
}

func (m *Maker) madeText(all []*object) (any, bool) {
	candidates := []string{"text"}
	shortest, longest := 0, mostText
	var patterns []string
	for _, s := range all {
		if format, ok := s.values["format"].(string); ok && formatted[format] != "" {
			candidates = append([]string{formatted[format]}, candidates...)
		}
		if n := bound(s, "minLength"); n != nil {
			shortest = max(shortest, int(min(*n, mostText)))
		}
		if n := bound(s, "maxLength"); n != nil {
			longest = min(longest, int(max(0, min(*n, mostText))))
		}
		if pattern, ok := s.values["pattern"].(string); ok {
			patterns = append(patterns, pattern)
			candidates = append(candidates, matching(pattern, shortest)...)
		}
	}
	for _, text := range candidates {
		if n := utf8.RuneCountInString(text); n < shortest && len(patterns) == 0 {
			text += strings.Repeat("x", shortest-n)
		} else if n > longest {
			text = string([]rune(text)[:longest])
		}
		if !slices.ContainsFunc(all, func(s *object) bool { return !m.fitsText(text, s) }) {
			return text, true
		}
	}
	return nil, false
}

func madeNumber(all []*object, whole bool) (any, bool) {
	candidates := []float64{1, 0, 1.5}
	if !whole {
		candidates = []float64{1.5, 1, 0}
	}
	for _, s := range all {
		for _, keyword := range []string{"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"} {
			if n := bound(s, keyword); n != nil {
				candidates = append(candidates, *n, *n+1, *n-1, math.Ceil(*n), math.Floor(*n), *n+0.01, *n-0.01)
				if step := bound(s, "multipleOf"); step != nil && *step > 0 {
					candidates = append(candidates, math.Ceil(*n / *step)**step, (math.Floor(*n / *step)+1)**step, (math.Ceil(*n / *step)-1)**step)
				}
			}
		}
	}
	for _, n := range candidates {
		if whole && n != math.Trunc(n) || math.IsInf(n, 0) {
			continue
		}
		if !slices.ContainsFunc(all, func(s *object) bool {
			return !fitsNumber(n, s) || slices.Equal(typesOf(s), []string{"integer"}) && n != math.Trunc(n)
		}) {
			return json.Number(strconv.FormatFloat(n, 'f', -1, 64)), true
		}
	}
	return nil, false
}
