package text

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// secretWords are what secrets are called, as the last word of a name.
var secretWords = []string{
	"token", "tokens", "key", "secret", "password", "passwd", "pwd", "passphrase", "credential", "credentials", "apikey", "accesskey", "secretkey",
}

// secretEnd is a name written as one word that is a secret's.
var secretEnd = regexp.MustCompile(`(token|secret|password|passwd|apikey)$`)

// NamesSecret goes by the last word of a name, but for numbers: bot_token, apiKey,
// webhookSecret2. A public key is no secret, nor is an id of a key.
func NamesSecret(name string) bool {
	all := strings.Fields(splitWords(name))
	if len(all) == 0 {
		return false
	}
	last := all[len(all)-1]
	if last == "key" && len(all) > 1 && slices.Contains([]string{"public", "project", "partition", "sort", "primary", "foreign"}, all[len(all)-2]) {
		return false
	}
	return slices.Contains(secretWords, last) || secretEnd.MatchString(last)
}

// splitWords is a name in lower case with blanks between its words.
func splitWords(name string) string {
	var out strings.Builder
	before := ' '
	for _, r := range name {
		switch {
		case !unicode.IsLetter(r):
			out.WriteByte(' ')
		case unicode.IsUpper(r) && unicode.IsLower(before):
			out.WriteByte(' ')
		}
		if unicode.IsLetter(r) {
			out.WriteRune(unicode.ToLower(r))
		}
		before = r
	}
	return out.String()
}
