package judge

import (
	"encoding/json"
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/openapi-destinations/openapidestinations/cmd/destinations/internal/schema"
)

// rules compares a parameter with what the rules of an API destination take, as the table of values in
// docs/reference/events.md has it. Of an array they see what is in it, and a rule matches if it matches
// one item.
func (g *guard) rules(value any) {
	found := leaves(value)
	if g.f.In == "path" {
		g.segment(value, found)
		return
	}
	sent := slices.ContainsFunc(found, seen)
	absent := len(found) == 0 || slices.Contains(found, nil)
	if g.short() {
		sent, absent = len(found) > 0, len(found) == 0
	}
	g.v.turned = g.v.turned || sent && absent && g.f.Required
	switch {
	case sent:
		g.v.sent = g.v.sent || !g.f.Required && !g.f.Idempotency
	case !absent:
		g.v.Problems = append(g.v.Problems, Problem{Place: g.place, Fate: Lost, number: true, optional: !g.f.Required && !g.f.Idempotency,
			Text: fmt.Sprintf("is a number of more than %d digits, which no rule matches: write it as a text", mostDigits)})
	case g.f.Required:
		g.v.add(Rejected, g.place, "is %s, where a text, a number or a boolean is wanted", nothing(value))
	default:
		g.v.add(Unfit, g.place, "is %s, where a text, a number or a boolean is wanted: it is left out", nothing(value))
	}
}

// segment is a field of the path. A rule rejects an array for one item that leads elsewhere, and another
// rule sends it for one that doesn't.
func (g *guard) segment(value any, found []any) {
	var why string
	good := 0
	for _, leaf := range found {
		if w := g.strays(leaf); w == "" {
			good++
		} else if why == "" {
			why = w
		}
	}
	switch {
	case len(found) == 0:
		g.v.add(Rejected, g.place, "is %s, where a text, a number or a boolean is wanted", nothing(value))
	case why == "":
	case isText(value):
		g.v.add(Rejected, g.place, "%s", why)
	case good == 0:
		g.v.add(Rejected, g.place, "has an item that %s", why)
	default:
		g.v.turned = true
		g.v.add(Unfit, g.place, "has an item that %s: the event is sent, and rejected as well", why)
	}
}

// strays says why the rules take a value for one that leads to another path; nothing if they don't.
func (g *guard) strays(leaf any) string {
	s, ok := leaf.(string)
	if ok && climbing.MatchString(s) {
		return fmt.Sprintf("is %s, which can't stand in a path", schema.Shown(s))
	}
	return g.refused(s)
}

// refused says which character of a text the field doesn't take, by the deployment's GuardPath.
func (g *guard) refused(text string) string {
	at := strings.IndexAny(text, g.f.Refuses)
	if at < 0 {
		return ""
	}
	first, _ := utf8.DecodeRuneInString(text[at:])
	return fmt.Sprintf("has %q, which its path doesn't take (GuardPath)", string(first))
}

// climbing are the values that the rules of a path take for nothing or for a dot segment.
var climbing = regexp.MustCompile(`(?i)^(\.|%2e){0,2}$`)

// What diagnostics say of an operation's rules: one of them is for any of its optional parameters, and
// they tell only whether a field is there.
const (
	anyOptional    = "OAD210"
	patternTooLong = "OAD503"
)

// short says that the operation's rules tell only whether a field is there.
func (g *guard) short() bool { return !g.machine && has(g.op.Reasons, patternTooLong) }

// settle looks at several fields together. A number that no rule matches does no harm where another
// optional parameter is there and the rule is one for any of them; and where another field is rejected,
// the queue gets the event all the same.
func (v *Verdict) settle() {
	if has(v.Operation.Reasons, anyOptional) && v.sent {
		v.Problems = slices.DeleteFunc(v.Problems, func(p Problem) bool { return p.number && p.optional })
	}
	if !v.turned && !slices.ContainsFunc(v.Problems, func(p Problem) bool { return p.Fate == Rejected }) {
		return
	}
	for i := range v.Problems {
		if v.Problems[i].number {
			v.Problems[i].Fate = Rejected
		}
	}
}

// leaves are what EventBridge's patterns see of a value: of an array what is in it, of an object
// nothing.
func leaves(value any) (found []any) {
	switch v := value.(type) {
	case []any:
		for _, item := range v {
			found = append(found, leaves(item)...)
		}
		return found
	case map[string]any:
		return nil
	}
	return []any{value}
}

// mostDigits are those of a number that every reader of JSON keeps, and that EventBridge's
// patterns match whatever they are.
const mostDigits = 15

// seen says that the rules take a value for a text, a number or a boolean. A number is one only if it is
// what is read of it, digit for digit: the shortest decimal of a double.
func seen(leaf any) bool {
	number, ok := leaf.(json.Number)
	if !ok {
		return leaf != nil
	}
	want, ok := new(big.Rat).SetString(number.String())
	read, err := strconv.ParseFloat(number.String(), 64)
	if !ok || err != nil {
		return false
	}
	got, ok := new(big.Rat).SetString(strconv.FormatFloat(read, 'e', -1, 64))
	return ok && got.Cmp(want) == 0
}

// nothing names a value in which patterns see nothing.
func nothing(value any) string {
	switch v := value.(type) {
	case map[string]any:
		return "an object"
	case []any:
		if len(v) == 0 {
			return "an empty array"
		}
	}
	return schema.Shown(value)
}
