package plan

import (
	"regexp"
	"unicode/utf8"

	"github.com/openapi-destinations/openapidestinations/internal/limits"
)

// ConnectionValue is what the values of a connection's own parameters look like,
// credentialValue what its authorization does.
var (
	ConnectionValue = regexp.MustCompile(limits.ConnectionValuePattern)
	credentialValue = regexp.MustCompile(limits.CredentialPattern)
)

// Literal is what the plan knows of a plain text.
type Literal struct {
	// Length is the number of its characters.
	Length int
	// Fits tells whether it is what a connection takes as an authorization, Plain whether it
	// is also what it takes as a parameter.
	Fits, Plain bool
}

// LiteralOf measures a plain text.
func LiteralOf(text string) Literal {
	return Literal{utf8.RuneCountInString(text), credentialValue.MatchString(text), ConnectionValue.MatchString(text)}
}
