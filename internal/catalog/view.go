package catalog

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// view is what the schemas of one place ask of a value, all of them together: references and allOf are
// followed. What oneOf and anyOf ask is left in groups.
type view struct {
	// taken are the trees that it is made of, names the definitions among them.
	taken map[int]bool
	names []string
	// never is set where no value is good.
	never bool
	// types and values are those that are allowed; nil means any.
	types  []string
	values []*tree
	// limits are the strictest of each keyword with a number; multiples must all divide a number.
	limits    map[string]float64
	multiples []float64
	// texts are what keywords with a text say: pattern, format …
	texts    map[string][]string
	flags    map[string]bool // uniqueItems, readOnly
	required []string
	// beside are the properties that others need beside them: the one that needs, and the needed one.
	beside [][2]string
	// parts are the schemas of what is in the value.
	parts map[part][]*tree
	// not, conditions (objects with an if) and groups (lists of oneOf and anyOf).
	not, conditions, groups []*tree
	// form is which of how many alternatives it is, from 1; 0 if there are none.
	form, of int
}

// part is something in a value that has schemas of its own.
type part struct {
	kind   partKind
	name   string // of a property, or a pattern of names
	number int    // of an item
}

type partKind int

// The kinds of parts, in the order in which they are compared.
const (
	property  partKind = iota
	pattern            // patternProperties
	other              // additionalProperties
	key                // propertyNames
	dependent          // dependentSchemas
	first              // prefixItems
	item               // items
	contained          // contains
)

func (p part) compare(o part) int {
	return cmp.Or(cmp.Compare(p.kind, o.kind), strings.Compare(p.name, o.name), cmp.Compare(p.number, o.number))
}

// sorted are the parts in the order in which they are compared.
func (v *view) sorted() []part {
	return slices.SortedFunc(maps.Keys(v.parts), part.compare)
}

func newView() *view {
	return &view{
		taken: make(map[int]bool), limits: make(map[string]float64), texts: make(map[string][]string),
		flags: make(map[string]bool), parts: make(map[part][]*tree),
	}
}

// clone is a view to which other schemas can be added.
func (v *view) clone() *view {
	c := *v
	c.taken, c.limits, c.flags = maps.Clone(v.taken), maps.Clone(v.limits), maps.Clone(v.flags)
	c.texts, c.parts = make(map[string][]string, len(v.texts)), make(map[part][]*tree, len(v.parts))
	for keyword, texts := range v.texts {
		c.texts[keyword] = slices.Clip(texts)
	}
	for p, schemas := range v.parts {
		c.parts[p] = slices.Clip(schemas)
	}
	c.names, c.required, c.beside, c.multiples = slices.Clip(v.names), slices.Clip(v.required), slices.Clip(v.beside), slices.Clip(v.multiples)
	c.not, c.conditions, c.groups = slices.Clip(v.not), slices.Clip(v.conditions), slices.Clip(v.groups)
	return &c
}

// size is about how much work a clone is.
func (v *view) size() int { return 8 + len(v.taken) + len(v.parts) + len(v.values) + len(v.required) }

// pairs is how many comparisons of two things by each other two views take.
func pairs(was, is *view) int {
	n := len(was.multiples)*len(is.multiples) + len(was.beside)*len(is.beside) + len(was.not)*len(is.not) +
		len(was.conditions)*len(is.conditions) + len(was.groups)*len(is.groups) + len(is.types)*len(was.types)
	for keyword, texts := range is.texts {
		n += len(texts) * len(was.texts[keyword])
	}
	return n
}

// take adds what a schema asks, with the definitions that it refers to.
func (c *comparison) take(v *view, schema *tree, from *side) {
	if schema == nil || v.taken[schema.id] || !c.spend(1+len(schema.members)) {
		return
	}
	v.taken[schema.id] = true
	if schema.isFalse() {
		v.never = true
	}
	if !schema.isObject() {
		return
	}
	if schema.ref != "" {
		v.names = append(v.names, schema.ref)
		c.take(v, from.definitions[schema.ref], from)
	}
	if all := schema.member("allOf"); all != nil && all.list {
		for _, inner := range all.members {
			c.take(v, inner, from)
		}
	}
	v.takeValues(schema)
	for i, keyword := range schema.names {
		c.spend(len(v.texts[keyword]))
		c.takeKeyword(v, keyword, schema.members[i])
	}
	v.takeBounds(schema)
	c.takeItems(v, schema)
	if schema.member("if") != nil {
		v.conditions = append(v.conditions, schema)
	}
}

// takeValues narrows types and values.
func (v *view) takeValues(schema *tree) {
	if types := typesOf(schema); types != nil {
		v.types = commonTypes(v.types, types)
		v.never = v.never || len(v.types) == 0
	}
	for _, keyword := range []string{"enum", "const"} {
		m := schema.member(keyword)
		if m == nil || keyword == "enum" && !m.list {
			continue
		}
		values := []*tree{m}
		if keyword == "enum" {
			values = m.members
		}
		if v.values != nil {
			before := idsOf(v.values)
			values = slices.DeleteFunc(slices.Clone(values), func(t *tree) bool { return !before[t.id] })
		}
		if v.values = values; values == nil {
			v.values = []*tree{}
		}
	}
}

func has(values []*tree, t *tree) bool {
	return slices.ContainsFunc(values, func(o *tree) bool { return o.id == t.id })
}

func idsOf(values []*tree) map[int]bool {
	ids := make(map[int]bool, len(values))
	for _, v := range values {
		ids[v.id] = true
	}
	return ids
}

// typesOf are those that a schema names.
func typesOf(schema *tree) []string {
	m := schema.member("type")
	if m == nil {
		return nil
	}
	var types []string
	for _, one := range append([]*tree{m}, m.members...) {
		if name, ok := one.string(); ok && !slices.Contains(types, name) {
			types = append(types, name)
		}
	}
	if types != nil && schema.member("nullable").isTrue() && !slices.Contains(types, "null") {
		types = append(types, "null")
	}
	return types
}

// commonTypes are those of both; nil is any.
func commonTypes(a, b []string) []string {
	if a == nil {
		return b
	}
	common := []string{}
	for _, t := range a {
		switch {
		case takesType(b, t):
			common = append(common, t)
		case t == "number" && slices.Contains(b, "integer"):
			common = append(common, "integer")
		}
	}
	return common
}

// takesType tells whether a type is among those that are allowed; nil is any.
func takesType(types []string, t string) bool {
	return types == nil || slices.Contains(types, t) || t == "integer" && slices.Contains(types, "number")
}

// upper and lower are the keywords that bound from above and from below.
var (
	upper = []string{"maxLength", "maxItems", "maxProperties", "maxContains"}
	lower = []string{"minLength", "minItems", "minProperties", "minContains"}
)

// takeKeyword adds what a keyword asks that needs no other beside it.
func (c *comparison) takeKeyword(v *view, keyword string, m *tree) {
	switch keyword {
	case "pattern", "format", "contentEncoding", "contentMediaType":
		if text, ok := m.string(); ok && !slices.Contains(v.texts[keyword], text) {
			v.texts[keyword] = append(v.texts[keyword], text)
		}
	case "uniqueItems", "readOnly":
		v.flags[keyword] = v.flags[keyword] || m.isTrue()
	case "multipleOf":
		if n, ok := m.number(); ok && n > 0 {
			v.multiples = append(v.multiples, n)
		}
	case "required":
		v.required = appendTexts(v.required, m)
	case "properties":
		c.takeParts(v, property, m)
	case "patternProperties":
		c.takeParts(v, pattern, m)
	case "dependentSchemas":
		c.takeParts(v, dependent, m)
	case "additionalProperties", "unevaluatedProperties":
		c.add(v, part{kind: other}, m)
	case "propertyNames":
		c.add(v, part{kind: key}, m)
	case "contains":
		c.add(v, part{kind: contained}, m)
	case "dependentRequired":
		for i, name := range m.names {
			for _, needed := range appendTexts(nil, m.members[i]) {
				v.beside = append(v.beside, [2]string{name, needed})
			}
		}
	case "not":
		v.not = append(v.not, m)
	case "oneOf", "anyOf":
		if m.list && len(m.members) > 0 {
			v.groups = append(v.groups, m)
		}
	default:
		v.limit(keyword, m)
	}
}

// limit keeps the strictest limit.
func (v *view) limit(keyword string, m *tree) {
	n, ok := m.number()
	if !ok {
		return
	}
	old, had := v.limits[keyword]
	switch {
	case slices.Contains(upper, keyword) && (!had || n < old), slices.Contains(lower, keyword) && (!had || n > old):
		v.limits[keyword] = n
	}
}

func appendTexts(texts []string, list *tree) []string {
	if !list.list {
		return texts
	}
	for _, m := range list.members {
		if text, ok := m.string(); ok {
			texts = append(texts, text)
		}
	}
	return texts
}

func (c *comparison) takeParts(v *view, kind partKind, m *tree) {
	if m.isObject() {
		for i, name := range m.names {
			c.add(v, part{kind: kind, name: name}, m.members[i])
		}
	}
}

func (c *comparison) add(v *view, p part, schema *tree) {
	if c.spend(1+len(v.parts[p])) && !has(v.parts[p], schema) {
		v.parts[p] = append(v.parts[p], schema)
	}
}

// takeItems adds the schemas of a list's items: those behind the first are "additionalItems" where
// "items" is a list itself (JSON Schema before 2020-12).
func (c *comparison) takeItems(v *view, schema *tree) {
	heads, rest := schema.member("prefixItems"), schema.member("items")
	if rest != nil && rest.list {
		heads, rest = rest, schema.member("additionalItems")
	}
	if rest == nil {
		rest = schema.member("unevaluatedItems")
	}
	if heads != nil && heads.list {
		for i, m := range heads.members {
			c.add(v, part{kind: first, number: i}, m)
		}
	}
	if rest != nil {
		c.add(v, part{kind: item}, rest)
	}
}

// takeBounds adds the bounds of numbers; OpenAPI 3.0 has a flag that excludes a bound itself.
func (v *view) takeBounds(schema *tree) {
	for _, b := range []struct {
		keyword, excluding string
		sign               float64
	}{{"maximum", "exclusiveMaximum", 1}, {"minimum", "exclusiveMinimum", -1}} {
		at, ok := schema.member(b.keyword).number()
		if ok && !schema.member(b.excluding).isTrue() {
			v.bound(b.keyword, at, b.sign)
		} else if ok {
			v.bound(b.excluding, at, b.sign)
		}
		if at, ok := schema.member(b.excluding).number(); ok {
			v.bound(b.excluding, at, b.sign)
		}
	}
}

func (v *view) bound(keyword string, at, sign float64) {
	if old, had := v.limits[keyword]; !had || at*sign < old*sign {
		v.limits[keyword] = at
	}
}

// mayBe tells whether a value can be of one of the types.
func (v *view) mayBe(types ...string) bool {
	if v.types != nil && !slices.ContainsFunc(types, func(t string) bool { return slices.Contains(v.types, t) }) {
		return false
	}
	return v.values == nil || slices.ContainsFunc(v.values, func(t *tree) bool { return slices.Contains(types, t.kind()) })
}

// kinds are the types that a value can be of; nil is any.
func (v *view) kinds() []string {
	if v.values == nil {
		return v.types
	}
	var kinds []string
	for _, value := range v.values {
		if k := value.kind(); !slices.Contains(kinds, k) && takesType(v.types, k) {
			kinds = append(kinds, k)
		}
	}
	return kinds
}

// written is a number as people write it.
func written(n float64) string { return strconv.FormatFloat(n, 'f', -1, 64) }
