package catalog

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// finding is something that a value could be before and can't be now.
type finding struct {
	// at is the place in the value: ".items[].price".
	at, what string
	// wider is what it means the other way round.
	wider string
	// form is set where an alternative has no place among those of now, gone where a property is no longer
	// declared.
	form, gone bool
}

// side is one of the two catalogs.
type side struct {
	definitions map[string]*tree
}

// pair are the schemas of one place before and now.
type pair struct {
	was, is   []*tree
	from, now *side
}

// maxFindings are as many as are told of one pair of schemas; more don't tell more.
const maxFindings = 10

// maxDepth bounds the comparison's own stack: schemas that lead to each other are as deep as they are many.
const maxDepth = 10_000

// maxWork bounds the comparison: how many keywords are looked at.
const maxWork = 4_000_000

// spend tells whether there is work left.
func (c *comparison) spend(n int) bool {
	c.work += n
	return c.work <= maxWork
}

// narrowed says which values that were good are no longer. What is compared already, and what is being
// compared, in recursive schemas, isn't again.
func (c *comparison) narrowed(p pair) []finding {
	if c.same(p.was, p.is) || !c.spend(1) {
		return nil
	}
	if c.depth >= maxDepth {
		c.work = maxWork + 1
		return nil
	}
	id := p.id(c)
	if known, ok := c.known[id]; ok {
		return known
	}
	c.known[id] = nil
	c.depth++
	was, is := newView(), newView()
	for _, schema := range p.was {
		c.take(was, schema, p.from)
	}
	for _, schema := range p.is {
		c.take(is, schema, p.now)
	}
	found := c.forms(was, is, p)
	c.depth--
	c.known[id] = found
	return found
}

// id identifies a pair: the schemas and which catalog is which.
func (p pair) id(c *comparison) string {
	b := strconv.AppendBool(nil, p.from == &c.before)
	for _, schemas := range [][]*tree{p.was, p.is} {
		b = append(b, '|')
		for _, s := range schemas {
			b = append(strconv.AppendInt(b, int64(s.id), 10), ' ')
		}
	}
	c.spend(len(p.was) + len(p.is))
	return string(b)
}

// same tells whether the schemas are, with all that they refer to.
func (c *comparison) same(was, is []*tree) bool {
	return slices.EqualFunc(was, is, func(a, b *tree) bool { return a.id == b.id && c.unchanged(a) })
}

// forms compares each alternative of before, as if it were the only one.
func (c *comparison) forms(was, is *view, p pair) []finding {
	if !c.spend(was.size() + is.size() + pairs(was, is)) {
		return nil
	}
	is = is.without(func(group *tree) bool { return has(was.groups, group) && c.unchanged(group) })
	if len(was.groups) == 0 {
		return c.plain(was, is, p)
	}
	if len(is.groups) == 0 {
		// What all alternatives share is told once, and may be all.
		if found := c.plain(was, is, p); len(found) == 0 {
			return nil
		}
	}
	group := was.groups[0]
	var all []finding
	for i, branch := range group.members {
		form := was.clone()
		form.groups = form.groups[1:]
		form.form, form.of = i+1, len(group.members)
		c.take(form, branch, p.from)
		for _, f := range c.forms(form, is, p) {
			if f.form && f.at == "" {
				f.what = "no longer takes the form " + formName(branch, i)
				f.wider = "takes the form " + formName(branch, i) + " now"
			}
			all = appendFinding(all, f)
		}
	}
	return all
}

// without leaves out groups.
func (v *view) without(out func(*tree) bool) *view {
	if !slices.ContainsFunc(v.groups, out) {
		return v
	}
	c := *v
	c.groups = slices.DeleteFunc(slices.Clone(v.groups), out)
	return &c
}

// formName is what a producer knows an alternative by.
func formName(branch *tree, number int) string {
	if title, ok := branch.member("title").string(); ok && branch.ref == "" {
		return quoted(title)
	}
	return cmp.Or(short(branch.ref), strconv.Itoa(number+1))
}

// appendFinding adds a finding. Of too many, those with the shortest places stay.
func appendFinding(all []finding, f finding) []finding {
	if slices.Contains(all, f) {
		return all
	}
	if len(all) < maxFindings {
		return append(all, f)
	}
	longest := 0
	for i := range all {
		if len(all[i].at) >= len(all[longest].at) {
			longest = i
		}
	}
	if len(f.at) < len(all[longest].at) {
		all[longest] = f
	}
	return all
}

// plain compares what was no alternative with what is asked now.
func (c *comparison) plain(was, is *view, p pair) []finding {
	if was.never {
		return nil
	}
	if is.never {
		return []finding{{what: "takes no value now", wider: "takes values now"}}
	}
	var all []finding
	here := func(wider, format string, args ...any) {
		all = appendFinding(all, finding{what: fmt.Sprintf(format, args...), wider: wider})
	}
	if !kindsNarrowed(was, is, here) {
		valuesNarrowed(was, is, here)
		boundsNarrowed(was, is, here)
		textsNarrowed(was, is, here)
		c.logicNarrowed(was, is, p, here)
		c.requiredNarrowed(was, is, p, here)
		for _, f := range c.partsNarrowed(was, is, p) {
			all = appendFinding(all, f)
		}
	}
	for _, group := range is.groups {
		for _, f := range c.unfit(was, is, group, p, all) {
			all = appendFinding(all, f)
		}
	}
	return all
}

// unfit is empty if one of the alternatives takes all that there was. Else it is what the one asks
// that has the name of what there was, or else its place; or the only one, if there were none before.
func (c *comparison) unfit(was, is *view, group *tree, p pair, known []finding) []finding {
	var named []finding
	for i, branch := range group.members {
		if was.taken[branch.id] && c.unchanged(branch) || !c.spend(is.size()) {
			return nil
		}
		base := is.clone()
		base.groups = nil
		c.take(base, branch, p.now)
		found := slices.DeleteFunc(slices.Clone(c.forms(was, base, p)), func(f finding) bool { return slices.Contains(known, f) })
		if len(found) == 0 {
			return nil
		}
		switch {
		case branch.ref != "" && slices.Contains(was.names, branch.ref),
			named == nil && branch.ref == "" && was.form == i+1 && was.of == len(group.members),
			was.form == 0 && len(group.members) == 1:
			named = found
		}
	}
	if named != nil {
		return named
	}
	return []finding{{
		what: fmt.Sprintf("fits none of %d forms now", len(group.members)), wider: "takes more forms now", form: true,
	}}
}

// logicNarrowed compares not and if. What is excluded was a value before, so the two change places.
func (c *comparison) logicNarrowed(was, is *view, p pair, here report) {
	for _, n := range is.not {
		if has(was.not, n) && c.unchanged(n) {
			continue
		}
		if !slices.ContainsFunc(was.not, func(o *tree) bool {
			return len(c.narrowed(pair{was: []*tree{n}, is: []*tree{o}, from: p.now, now: p.from})) == 0
		}) {
			here(more, "no longer takes what another schema describes (not)")
		}
	}
	for _, s := range is.conditions {
		if !slices.ContainsFunc(was.conditions, func(o *tree) bool { return c.sameCondition(o, s) }) {
			here("has other conditions (if, then, else)", "has other conditions now (if, then, else)")
		}
	}
}

func (c *comparison) sameCondition(was, is *tree) bool {
	for _, keyword := range []string{"if", "then", "else"} {
		a, b := was.member(keyword), is.member(keyword)
		if (a == nil) != (b == nil) || a != nil && (a.id != b.id || !c.unchanged(a)) {
			return false
		}
	}
	return true
}

// requiredNarrowed compares which properties there must be. A property that is only read needs not be
// sent (OpenAPI 3.1, 4.8.24; 3.0, "readOnly").
func (c *comparison) requiredNarrowed(was, is *view, p pair, here report) {
	if !was.mayBe("object") {
		return
	}
	before := make(map[string]bool, len(was.required))
	for _, name := range was.required {
		before[name] = true
	}
	for _, name := range is.required {
		if before[name] || c.readOnly(is.parts[part{kind: property, name: name}], p.now) {
			continue
		}
		here("need no longer have the property "+short(name), "must have the property %s now", short(name))
	}
	for _, b := range is.beside {
		if !slices.Contains(was.beside, b) && !before[b[1]] {
			here(more, "must have the property %s beside %s now", short(b[1]), short(b[0]))
		}
	}
}

func (c *comparison) readOnly(schemas []*tree, from *side) bool {
	v := newView()
	for _, s := range schemas {
		c.take(v, s, from)
	}
	return v.flags["readOnly"]
}

// partsNarrowed compares what is in the value.
func (c *comparison) partsNarrowed(was, is *view, p pair) []finding {
	var all []finding
	if was.mayBe("object") {
		for _, gone := range c.gone(was, is, p.now) {
			all = appendFinding(all, gone)
		}
	}
	for _, at := range is.sorted() {
		if !c.spend(1) {
			break
		}
		before, had := was.before(at)
		switch {
		case at.kind < first && !was.mayBe("object"), at.kind >= first && !was.mayBe("array"):
		case at.kind == property && !had:
			// Where a property has no schema yet, producers don't send it.
		case at.kind == other && c.closed(was, p.from):
		case at.kind == other && c.closed(is, p.now):
			all = appendFinding(all, finding{what: "takes no other properties than those that are declared now", wider: "takes other properties now"})
		default:
			for _, f := range c.narrowed(pair{was: before, is: is.parts[at], from: p.from, now: p.now}) {
				f.at, f.form = joined(at.place(), f.at), false
				all = appendFinding(all, f)
			}
		}
	}
	return all
}

// before are the schemas that a part had: what has none of its own is one of the others.
func (v *view) before(at part) ([]*tree, bool) {
	schemas, had := v.parts[at]
	switch {
	case !had && at.kind == pattern:
		return v.parts[part{kind: other}], false
	case !had && at.kind == first:
		return v.parts[part{kind: item}], false
	}
	return schemas, had
}

// place is where the part is in the value.
func (p part) place() string {
	switch p.kind {
	case property:
		return "." + short(p.name)
	case pattern, other:
		return ".*"
	case key:
		return ".(name)"
	case first:
		return "[" + strconv.Itoa(p.number) + "]"
	case item:
		return "[]"
	case contained:
		return "[one of them]"
	}
	return "" // dependent schemas are about the object itself
}

// closed tells whether the object takes no properties but those that are declared.
func (c *comparison) closed(v *view, from *side) bool {
	return slices.ContainsFunc(v.parts[part{kind: other}], func(t *tree) bool {
		inner := newView()
		c.take(inner, t, from)
		return inner.never
	})
}

// gone are the properties that are no longer declared, where others are. With alternatives, that is a
// matter of each.
func (c *comparison) gone(was, is *view, now *side) []finding {
	declares := false
	for p := range is.parts {
		if p.kind == pattern {
			return nil
		}
		declares = declares || p.kind == property
	}
	if len(is.groups) > 0 || !declares && !c.closed(is, now) {
		return nil
	}
	var all []finding
	for _, at := range was.sorted() {
		if at.kind == property && is.parts[at] == nil {
			all = append(all, finding{what: "no longer has the property " + short(at.name), wider: "has the property " + short(at.name) + " now", gone: true})
		}
	}
	return all
}

// longestPlace is how long a place is shown.
const longestPlace = 200

// joined is a place in a place. The end tells more than the beginning.
func joined(outer, inner string) string {
	at := outer + strings.TrimPrefix(inner, "…")
	if runes := []rune(at); len(runes) > longestPlace {
		at = "…" + string(runes[len(runes)-longestPlace:])
	}
	return at
}
