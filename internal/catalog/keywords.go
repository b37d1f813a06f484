package catalog

import (
	"math"
	"slices"
	"strconv"
	"strings"
)

type report func(wider, format string, args ...any)

const more = "takes more than before"

// kindsNarrowed compares the types.
func kindsNarrowed(was, is *view, here report) bool {
	if is.types == nil {
		return false
	}
	kinds := was.kinds()
	if kinds != nil && !slices.ContainsFunc(kinds, func(k string) bool { return !takesType(is.types, k) }) {
		return false
	}
	if kinds == nil && !slices.ContainsFunc([]string{"string", "number", "boolean", "object", "array", "null"}, func(k string) bool { return !takesType(is.types, k) }) {
		return false
	}
	here(more, "must be of the type %s now", strings.Join(shortened(is.types), " or "))
	return true
}

// valuesNarrowed compares the values that are named one by one.
func valuesNarrowed(was, is *view, here report) {
	switch {
	case was.values != nil:
		now := idsOf(is.values)
		for _, v := range was.values {
			if takesType(was.types, v.kind()) && (is.values != nil && !now[v.id] || !is.inBounds(v)) {
				here("takes "+v.short()+" now", "no longer takes %s", v.short())
			}
		}
	case is.values != nil && !allValues(was, is):
		var names []string
		for _, v := range is.values[:min(len(is.values), maxFindings)] {
			names = append(names, v.short())
		}
		if len(is.values) > len(names) {
			names = append(names, "…")
		}
		here(more, "takes only %s now", strings.Join(names, ", "))
	}
}

// allValues tells whether the values are all of the types that there were.
func allValues(was, is *view) bool {
	if was.types == nil || slices.ContainsFunc(was.types, func(t string) bool { return t != "boolean" && t != "null" }) {
		return false
	}
	count := func(texts ...string) int {
		n := 0
		for _, v := range is.values {
			if slices.Contains(texts, v.text) {
				n++
			}
		}
		return n
	}
	return (!slices.Contains(was.types, "boolean") || count("true", "false") >= 2) && (!slices.Contains(was.types, "null") || count("null") >= 1)
}

// inBounds tells whether a scalar is within the bounds.
func (v *view) inBounds(value *tree) bool {
	if n, ok := value.number(); ok {
		top, topOut := v.top()
		bottom, bottomOut := v.bottom()
		return n <= top && !(topOut && n == top) && n >= bottom && !(bottomOut && n == bottom) &&
			!slices.ContainsFunc(v.multiples, func(m float64) bool { return !whole(n / m) })
	}
	if text, ok := value.string(); ok {
		length := float64(len([]rune(text)))
		longest, bounded := v.limits["maxLength"]
		return (!bounded || length <= longest) && length >= v.limits["minLength"]
	}
	return true
}

// top is the highest number, and whether that is excluded itself; bottom the lowest.
func (v *view) top() (float64, bool) {
	at, ok := v.limits["maximum"]
	if !ok {
		at = math.Inf(1)
	}
	if out, excluded := v.limits["exclusiveMaximum"]; excluded && out <= at {
		if v.wholes() && whole(out) {
			return out - 1, false
		}
		return out, true
	}
	return at, false
}

func (v *view) bottom() (float64, bool) {
	at, ok := v.limits["minimum"]
	if !ok {
		at = math.Inf(-1)
	}
	if out, excluded := v.limits["exclusiveMinimum"]; excluded && out >= at {
		if v.wholes() && whole(out) {
			return out + 1, false
		}
		return out, true
	}
	return at, false
}

func (v *view) wholes() bool { return v.types != nil && !slices.Contains(v.types, "number") }

func whole(n float64) bool { return n == math.Trunc(n) && !math.IsInf(n, 0) }

// limitTexts say what a limit asks, by its keyword and the types that it is about.
var limitTexts = []struct {
	keyword, kind, text string
}{
	{"maxLength", "string", "takes at most %s characters now"},
	{"minLength", "string", "takes no fewer than %s characters now"},
	{"maxItems", "array", "takes at most %s items now"},
	{"minItems", "array", "takes no fewer than %s items now"},
	{"maxContains", "array", "takes at most %s of the items that it must contain now"},
	{"minContains", "array", "must contain %s such items now"},
	{"maxProperties", "object", "takes at most %s properties now"},
	{"minProperties", "object", "takes no fewer than %s properties now"},
}

// boundsNarrowed compares what can be counted.
func boundsNarrowed(was, is *view, here report) {
	if was.values == nil && was.mayBe("number", "integer") {
		numbersNarrowed(was, is, here)
	}
	for _, l := range limitTexts {
		at, ok := is.limits[l.keyword]
		if !ok || !was.mayBe(l.kind) || l.kind == "string" && was.values != nil {
			continue
		}
		before, had := was.limits[l.keyword]
		if slices.Contains(upper, l.keyword) && (!had || before > at) || slices.Contains(lower, l.keyword) && before < at {
			here(more, l.text, written(at))
		}
	}
	if is.flags["uniqueItems"] && !was.flags["uniqueItems"] && was.mayBe("array") {
		here(more, "takes no item twice now")
	}
	if is.flags["readOnly"] && !was.flags["readOnly"] {
		here("is no longer read-only", "is read-only now, and must not be sent")
	}
}

func numbersNarrowed(was, is *view, here report) {
	if is.wholes() && !was.wholes() {
		return // another type
	}
	before, beforeOut := was.top()
	if at, out := is.asked(was).top(); at < before || at == before && out && !beforeOut {
		here(more, "takes nothing %s %s now", or(out, "from", "above"), written(at)+or(out, " on", ""))
	}
	before, beforeOut = was.bottom()
	if at, out := is.asked(was).bottom(); at > before || at == before && out && !beforeOut {
		here(more, "takes nothing %s %s now", or(out, "up to", "below"), written(at))
	}
	for _, m := range is.multiples {
		if !slices.ContainsFunc(was.multiples, func(n float64) bool { return whole(n / m) }) && !(m == 1 && was.wholes()) {
			here(more, "takes only multiples of %s now", written(m))
		}
	}
}

// asked are the limits of v for numbers of the types of another view: for whole numbers, "below 5" is
// "at most 4".
func (v *view) asked(of *view) *view {
	return &view{types: of.types, limits: v.limits}
}

func or(condition bool, yes, no string) string {
	if condition {
		return yes
	}
	return no
}

// harmlessFormats take what is good without them, as far as anybody checks.
var harmlessFormats = []string{"int64", "float", "double", "password", ""}

// textsNarrowed compares pattern, format and encoding.
func textsNarrowed(was, is *view, here report) {
	if !was.mayBe("string", "number", "integer") {
		return
	}
	for _, keyword := range []string{"pattern", "format", "contentEncoding", "contentMediaType"} {
		for _, text := range is.texts[keyword] {
			if slices.Contains(was.texts[keyword], text) || keyword == "format" && slices.Contains(harmlessFormats, text) {
				continue
			}
			switch keyword {
			case "pattern":
				here(more, "must match the pattern %s now", quoted(text))
			case "format":
				here(more, "must have the format %s now", quoted(text))
			default:
				here(more, "must be of the %s %s now", or(keyword == "contentEncoding", "encoding", "media type"), quoted(text))
			}
		}
	}
}

// longestText is how long a name or value of a document is shown.
const longestText = 80

// short is a text that may stand in a message.
func short(text string) string {
	if runes := []rune(text[:min(len(text), 4*longestText)]); len(runes) > longestText {
		return string(runes[:longestText]) + "…"
	}
	return text
}

func quoted(text string) string { return strconv.Quote(short(text)) }

func shortened(texts []string) []string {
	var all []string
	for _, text := range texts[:min(len(texts), maxFindings)] {
		all = append(all, short(text))
	}
	return all
}

// short is the value as a message shows it.
func (t *tree) short() string {
	if t.isObject() || t.list {
		return "a certain " + t.kind()
	}
	return short(t.text)
}
