// Package safe knows what CloudFormation, the CDK and a terminal would take for an instruction in
// a text of a document: such a text is refused where it would reach a template as an address,
// name or header, and made harmless where it is free text.
package safe

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/jsontext"
)

// Unsafe tells why a string of the document must not reach a template as an
// address, name or header: CloudFormation or the CDK would take a part of it for
// an instruction. It is empty when the string is harmless.
func Unsafe(s string) string {
	switch {
	case strings.Contains(s, "{{resolve:"):
		return "it holds a CloudFormation dynamic reference, {{resolve:"
	case strings.Contains(s, "${"):
		return "it holds a substitution, ${"
	case strings.Contains(s, "#{Token["):
		return "it holds a CDK token marker"
	case jsontext.IsPlain(s):
		return ""
	case !utf8.ValidString(s):
		return "it is not valid UTF-8"
	case strings.ContainsFunc(s, diagnostic.Invisible):
		return "it holds a control character"
	}
	return ""
}

// Evaluated tells of a name that CloudFormation takes for a function where it is the key of an
// object, and CloudFormation has no escape for it
// (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html).
// Patterns with such a name go into the template as text; the maps of a target can't.
func Evaluated(name string) bool {
	return name == "Ref" || name == "Condition" || strings.HasPrefix(name, "Fn::")
}

// WhyEvaluated says so of a query parameter.
const WhyEvaluated = "CloudFormation takes it for a function of its own"

// Clean is free text made harmless and short: white space folded, control
// characters and markers removed, cut at a number of characters. It looks no further at a
// long text than it shows of it.
func Clean(s string, length int) string {
	if len(s) <= length && jsontext.IsPlain(s) && Unsafe(s) == "" && !strings.Contains(s, "  ") && s == strings.TrimSpace(s) {
		return s // as most texts are
	}
	out := make([]byte, 0, min(len(s), 4*length))
	blank := false
	for i, r := range s {
		switch {
		case r == utf8.RuneError && !strings.HasPrefix(s[i:], string(utf8.RuneError)): // no UTF-8
			continue
		case unicode.IsSpace(r):
			blank = true
			continue
		case diagnostic.Invisible(r):
			continue
		}
		if blank && len(out) > 0 && out[len(out)-1] != ' ' {
			out = append(out, ' ')
		}
		blank = false
		// What a marker leaves behind may be the first half of another one.
		if out = withoutMarker(utf8.AppendRune(out, r)); len(out) > utf8.UTFMax*length+longestMarker {
			break // there is more than is shown
		}
	}
	s = strings.TrimSpace(string(out))
	if utf8.RuneCountInString(s) > length {
		return strings.TrimSpace(string([]rune(s)[:length-1])) + "…"
	}
	return s
}

// markers are what CloudFormation and the CDK evaluate.
var markers = []string{"{{resolve:", "${", "#{Token["}

const longestMarker = len("{{resolve:")

// withoutMarker removes a marker at the end of a text.
func withoutMarker(text []byte) []byte {
	for _, marker := range markers {
		if bytes.HasSuffix(text, []byte(marker)) {
			return text[:len(text)-len(marker)]
		}
	}
	return text
}
