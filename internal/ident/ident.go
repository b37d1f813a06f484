// Package ident names resources by what they are: identifiers within a construct, logical ids and
// the names of CloudFormation's parameters. None depends on an order, so that a resource keeps its
// name whatever else a document gains or loses.
package ident

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// Hash is the first 8 hex digits of the SHA-256 of a text.
func Hash(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:4])
}

// Of names a resource by what it is, which comes last, and whose it is. Constructs'
// ids take any character but a slash; slashes and the colons between the parts are
// escaped as in a JSON pointer, so that different parts never make the same identifier.
func Of(parts ...string) string {
	escaped := make([]string, len(parts))
	for i, part := range parts {
		if escaped[i] = part; strings.ContainsAny(part, "~/:{") {
			escaped[i] = identifierEscapes.Replace(part)
		}
	}
	return strings.Join(escaped, ":")
}

// The doubled brace is escaped too: "{{resolve" and the colon behind it would be a dynamic
// reference in the path of the construct, which the CDK writes into the template.
var identifierEscapes = strings.NewReplacer("~", "~0", "/", "~1", ":", "~2", "{{", "{~3")

// LogicalID is the CloudFormation logical id of the resource id when the user
// wants all of them to begin with a prefix: the prefix, the letters and digits of
// the id, and 8 hex digits of its hash, since different ids may have the same
// letters.
func LogicalID(prefix, id string) string {
	const longest = 255 - 8 // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resources-section-structure.html
	name := Letters(prefix) + Camel(id)
	if len(name) > longest {
		name = name[:longest]
	}
	return name + strings.ToUpper(Hash(id))
}

// Camel joins the words of s, each with a capital, leaving out all but ASCII
// letters and digits.
func Camel(s string) string {
	var b strings.Builder
	word := true
	for _, r := range s {
		switch {
		case !IsLetterOrDigit(r):
			word = true
		case word:
			b.WriteString(strings.ToUpper(string(r)))
			word = false
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// Letters are the ASCII letters and digits of s.
func Letters(s string) string {
	return strings.Map(func(r rune) rune {
		if IsLetterOrDigit(r) {
			return r
		}
		return -1
	}, s)
}

// IsLetterOrDigit tells whether a character is an ASCII letter or digit.
func IsLetterOrDigit(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
}

// OperationKey is what identifies an operation in any document.
func OperationKey(method, path string) string { return method + " " + path }
