// Package lookalike recognizes variables of a path or URL that are written as other frameworks
// than OpenAPI have them.
package lookalike

import (
	"regexp"
	"strings"
)

// lookalikes are variables as other frameworks write them, in a piece of a path between
// slashes or of its query. Their first group is the name, if they have one. What real APIs
// write as they are is none: "/$batch", "/$validate", "/@me", "/{name}:cancel".
var lookalikes = []*regexp.Regexp{
	regexp.MustCompile(`(?:^|[-.~(,;]):([A-Za-z_][A-Za-z0-9_]*)`),                    // :id, :from-:to, (.:format)
	regexp.MustCompile(`<(?:[^<>]*:)?([^<>:]*)>`),                                    // <id>, <int:id>, (?P<id>…)
	regexp.MustCompile(`^\[+\.{0,3}([A-Za-z_][A-Za-z0-9_-]*)\]+`),                    // [id], [...id], [[...id]]
	regexp.MustCompile(`^%([A-Za-z_][A-Za-z0-9_]*)%$`),                               // %id%
	regexp.MustCompile(`^\*{1,2}([A-Za-z_][A-Za-z0-9_]*)$|^\*\*$`),                   // *path, **path, **
	regexp.MustCompile(`^%[sdifv]$`),                                                 // %s
	regexp.MustCompile(`^[$@]((?:[A-Za-z][A-Za-z0-9]*)?(?:Id|ID)|(?:\w+[_-])?id)\b`), // $id, $userId, @user_id
	regexp.MustCompile(`\\[dwsDWS]|\(\.[*+]|\[\^?(?:0-9|a-z|A-Z)`),                   // (\d+), (.*), [0-9]+
}

// EncodedBrace is a brace that something has percent-encoded, once or more.
var EncodedBrace = regexp.MustCompile(`(?i)%(25)*7[bd]`)

// Between tells the characters between the pieces of a path and its query.
func Between(r rune) bool { return strings.ContainsRune("/?&=", r) }

// Variables tells whether a piece of a path looks like a variable, or several, and gives
// the names that can be told.
func Variables(piece string) (names []string, odd bool) {
	for _, form := range lookalikes {
		for _, m := range form.FindAllStringSubmatch(piece, -1) {
			odd = true
			if name := strings.Trim(strings.Join(m[1:], ""), "."); name != "" {
				names = append(names, name)
			}
		}
	}
	return names, odd
}
