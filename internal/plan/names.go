package plan

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"unicode/utf8"

	"github.com/openapi-destinations/openapidestinations/internal/limits"
)

// operationKey is what identifies an operation in any document.
func operationKey(method, path string) string { return method + " " + path }

// fallbackDetailType is the detail type of an operation without a usable
// operationId: METHOD /path, cut with a hash where it is too long.
func fallbackDetailType(method, path string) string {
	key := operationKey(method, path)
	if utf8.RuneCountInString(key) <= limits.DetailTypeLength {
		return key
	}
	const hashLength = 8
	kept := limits.DetailTypeLength - hashLength - 1
	return string([]rune(key)[:kept]) + "-" + hash8(key)
}

func hash8(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:4])
}

// identifier names a resource by what it is, which comes last, and whose it is. Constructs'
// ids take any character but a slash; slashes and the colons between the parts are
// escaped as in a JSON pointer, so that different parts never make the same identifier.
func identifier(parts ...string) string {
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
	name := letters(prefix) + camel(id)
	if len(name) > longest {
		name = name[:longest]
	}
	return name + strings.ToUpper(hash8(id))
}

// camel joins the words of s, each with a capital, leaving out all but ASCII
// letters and digits.
func camel(s string) string {
	var b strings.Builder
	word := true
	for _, r := range s {
		switch {
		case !isLetterOrDigit(r):
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

func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if isLetterOrDigit(r) {
			return r
		}
		return -1
	}, s)
}

func isLetterOrDigit(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
}
