package main

import (
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/text"
)

// stackPattern is what CloudFormation takes for the name of a stack
// (https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html).
var stackPattern = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9-]*$`)

// longestName leaves room for the number of a part, "-99".
const longestName = limits.StackNameLength - len("-99")

func readName(into *string, value any) error {
	text, ok := value.(string)
	if !ok || !stackPattern.MatchString(text) || len(text) > longestName {
		return fmt.Errorf("must be a letter, then letters, digits and hyphens, at most %d in all: it names the stack", longestName)
	}
	*into = text
	return nil
}

// commonTitles are those that generators write into documents of every API: FastAPI, springdoc
// and springfox, and what people leave there.
var commonTitles = []string{"", "api", "fastapi", "my api", "openapi", "openapi definition", "api documentation", "rest api", "untitled"}

// nameOf is the name of the stack for a document: its title in Pascal case. What the name
// lacks of a title that isn't ASCII is in a hash, so that two APIs don't meet. A title that says
// nothing of the API gives way to the file's name and a hash of where the file is.
func nameOf(title, file string) string {
	title = strings.TrimSpace(title)
	if !slices.Contains(commonTitles, strings.ToLower(title)) {
		return stackName(title, title)
	}
	file = filepath.ToSlash(filepath.Clean(file))
	base := file[strings.LastIndexByte(file, '/')+1:]
	return stackName(strings.TrimSuffix(base, filepath.Ext(base))+"\x00", file)
}

// stackName joins the words. The hash of the whole follows where characters are lost
// that tell texts apart, or the name would be too long.
func stackName(words, whole string) string {
	var b strings.Builder
	begins, lost := true, false
	for _, r := range words {
		switch {
		case r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r):
			lost = lost || !separates(r)
			begins = begins || !strings.ContainsRune(apostrophes, r)
		case begins:
			b.WriteRune(unicode.ToUpper(r))
			begins = false
		default:
			b.WriteRune(r)
		}
	}
	name := b.String()
	if name == "" || unicode.IsDigit(rune(name[0])) {
		name = "Api" + name
	}
	if !lost && len(name) <= longestName {
		return name
	}
	hash := "-" + text.Hash(whole)
	return name[:min(len(name), longestName-len(hash))] + hash
}

const apostrophes = "'’"

// separates tells whether a character stands between words and says nothing itself.
func separates(r rune) bool {
	return unicode.IsSpace(r) || strings.ContainsRune(apostrophes+`-_./\:;,()[]{}"&|!?–—“”®™©`, r)
}
