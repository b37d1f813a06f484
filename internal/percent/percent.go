// Package percent writes texts into URLs.
package percent

import (
	"fmt"
	"regexp"
	"strings"
)

// inEndpoint are the characters that may stand in an endpoint as they are
// (AWS's pattern of endpoints), but for the wildcard.
const inEndpoint = "-()_.!~';/?:@&=+$,"

var percentEncoded = regexp.MustCompile(`^%[0-9A-Fa-f]{2}`)

// Literal percent-encodes what an endpoint cannot hold, and a literal "*",
// which would be a wildcard. What is encoded already stays.
func Literal(s string) string {
	return by(s, func(i int) bool {
		c := s[i]
		return letterOrDigit(c) || strings.IndexByte(inEndpoint, c) >= 0 || percentEncoded.MatchString(s[i:])
	})
}

// Encode percent-encodes all but the unreserved characters of RFC 3986, as
// for a value.
func Encode(s string) string {
	return by(s, func(i int) bool {
		return letterOrDigit(s[i]) || strings.IndexByte("-._~", s[i]) >= 0
	})
}

func by(s string, keep func(int) bool) string {
	kept := 0
	for kept < len(s) && keep(kept) {
		kept++
	}
	if kept == len(s) {
		return s // as most are
	}
	var b strings.Builder
	b.WriteString(s[:kept])
	for i := kept; i < len(s); i++ {
		if keep(i) {
			b.WriteByte(s[i])
		} else {
			fmt.Fprintf(&b, "%%%02X", s[i])
		}
	}
	return b.String()
}

func letterOrDigit(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}
