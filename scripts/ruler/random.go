package main

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// generator makes random pairs from a small vocabulary, so that patterns and
// events often meet.
type generator struct{ *rand.Rand }

var (
	names   = []string{"a", "b", "c", "d", "detail", "x-y", "a.b", "prefix", "$or"}
	strs    = []string{"", "a", "ab", "abc", "ba", "A", "AB", "aB", "äb", "ÄB", "ß", "SS", "ſ", "İ", "ŉ", "1", "10", "true", "null", "a*b", `a\\b`, `\"`, `a\"b`, `\"a`, `a\"`, "日本", "日", "😀", "😀a", "10.0.0.1", "10.0.0.9", "10.0.0.15", "10.1.0.0", "010.0.0.1", "256.1.1.1", "::1", "::f", "0::1", "2001:db8::5", "dead:beef", "*", "."}
	nums    = []string{"0", "-0", "1", "1.0", "1e0", "10", "1E1", "100", "-1", "-1.5", "0.1", "0.10", "5", "4.5", "3.018e2", "301.8", "123456789012", "9007199254740993", "12345678901234567890", "1e400", "1e-400", "-5000000000", "1.7976931348623157e308", "5e-324", "105", "16", "10000000"}
	blocks  = []string{"10.0.0.0/8", "10.0.0.0/24", "10.0.0.8/29", "16.0.0.0/8", "0.0.0.0/0", "::/1", "2001:db8::/32", "::/127", "::ffff:0a00:0000/24", "10.0.0.0/32", "x"}
	globs   = []string{"*", "a*", "*b", "a*b", "*a*", "a*c", "*a*b*", "", "a", `a\\*b`, `a\\\\b`, "**", `\\a`, "日*", "*.0.0.*", "a*a"}
	compare = []string{"=", "<", "<=", ">", ">="}
)

func pick[T any](g *generator, from []T) T { return from[g.IntN(len(from))] }

func (g *generator) chance(percent int) bool { return g.IntN(100) < percent }

func (g *generator) pair() pair {
	event := g.object(3)
	pattern := g.pattern(2 + g.IntN(2))
	if g.chance(3) { // broken on purpose
		i := g.IntN(len(pattern))
		pattern = pattern[:i] + pick(g, []string{"", "[", "]", "{}", "null", "1", ","}) + pattern[min(i+1, len(pattern)):]
		if !strings.HasSuffix(pattern, "}") {
			pattern = "{}"
		}
	}
	return pair{pattern, event}
}

// name is a field's name, mostly one of the first few.
func (g *generator) name() string {
	if g.chance(93) {
		return names[g.IntN(4)]
	}
	return pick(g, names)
}

func (g *generator) str() string { return `"` + pick(g, strs) + `"` }

func (g *generator) scalar() string {
	switch n := g.IntN(10); {
	case n < 5:
		if g.chance(50) {
			return `"` + strs[g.IntN(7)] + `"`
		}
		return g.str()
	case n < 8:
		return pick(g, nums)
	default:
		return pick(g, []string{"true", "false", "null"})
	}
}

func (g *generator) value(depth int) string {
	switch n := g.IntN(10); {
	case depth > 0 && n < 3:
		return g.object(depth - 1)
	case depth > 0 && n < 5:
		var items []string
		for range g.IntN(4) {
			items = append(items, g.value(depth-1))
		}
		return "[" + strings.Join(items, ",") + "]"
	}
	return g.scalar()
}

func (g *generator) object(depth int) string {
	var members []string
	for range g.IntN(5) {
		members = append(members, fmt.Sprintf("%q:%s", g.name(), g.value(depth)))
	}
	return "{" + strings.Join(members, ",") + "}"
}

// pattern is an object of a pattern.
func (g *generator) pattern(depth int) string {
	var members []string
	for range 1 + g.IntN(3) {
		switch n := g.IntN(10); {
		case depth > 0 && n < 3:
			members = append(members, fmt.Sprintf("%q:%s", g.name(), g.pattern(depth-1)))
		case depth > 0 && n < 5:
			members = append(members, `"$or":`+g.or(depth-1))
		default:
			members = append(members, fmt.Sprintf("%q:%s", g.name(), g.tests()))
		}
	}
	return "{" + strings.Join(members, ",") + "}"
}

func (g *generator) or(depth int) string {
	var alternatives []string
	for range 2 + g.IntN(2) {
		alternatives = append(alternatives, g.pattern(depth))
	}
	if g.chance(3) {
		alternatives = alternatives[:1]
	}
	return "[" + strings.Join(alternatives, ",") + "]"
}

func (g *generator) tests() string {
	var tests []string
	for range 1 + g.IntN(3) {
		if g.chance(40) {
			tests = append(tests, g.scalar())
		} else {
			tests = append(tests, g.test())
		}
	}
	return "[" + strings.Join(tests, ",") + "]"
}

// test is an operator, rarely with an operand that it doesn't take.
func (g *generator) test() string {
	if g.chance(2) {
		return fmt.Sprintf("{%q:%s}", pick(g, []string{"prefix", "suffix", "numeric", "exists", "cidr", "wildcard", "anything-but", "equals-ignore-case", "exactly", "regex"}), g.value(1))
	}
	switch g.IntN(12) {
	case 0:
		return `{"prefix":` + g.str() + `}`
	case 1:
		return `{"suffix":` + g.str() + `}`
	case 2:
		return `{"equals-ignore-case":` + g.str() + `}`
	case 3:
		return `{"prefix":{"equals-ignore-case":` + g.str() + `}}`
	case 4:
		return `{"suffix":{"equals-ignore-case":` + g.str() + `}}`
	case 5, 6:
		return `{"exists":` + pick(g, []string{"true", "false", "false"}) + `}`
	case 7:
		return `{"wildcard":"` + pick(g, globs) + `"}`
	case 8:
		return `{"cidr":"` + pick(g, blocks) + `"}`
	case 9:
		return g.numeric()
	default:
		return g.anythingBut()
	}
}

func (g *generator) numeric() string {
	if g.chance(50) {
		return fmt.Sprintf(`{"numeric":[%q,%s]}`, pick(g, compare), pick(g, nums))
	}
	return fmt.Sprintf(`{"numeric":[">",%d,"<=",%d]}`, g.IntN(5)-2, g.IntN(110))
}

func (g *generator) anythingBut() string {
	operand := func(one func() string) string {
		if g.chance(50) {
			return one()
		}
		items := []string{one()}
		for range g.IntN(3) {
			items = append(items, one())
		}
		return "[" + strings.Join(items, ",") + "]"
	}
	switch g.IntN(6) {
	case 0:
		return `{"anything-but":` + operand(func() string { return pick(g, nums) }) + `}`
	case 1:
		return `{"anything-but":{"prefix":` + operand(g.str) + `}}`
	case 2:
		return `{"anything-but":{"suffix":` + operand(g.str) + `}}`
	case 3:
		return `{"anything-but":{"equals-ignore-case":` + operand(g.str) + `}}`
	case 4:
		return `{"anything-but":{"wildcard":` + operand(func() string { return `"` + pick(g, globs) + `"` }) + `}}`
	default:
		return `{"anything-but":` + operand(g.str) + `}`
	}
}
