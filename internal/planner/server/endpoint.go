package server

import (
	"net/url"
	"regexp"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/percent"
	"github.com/openapi-destinations/openapidestinations/internal/safe"
	"github.com/openapi-destinations/openapidestinations/spec"
)

var endpointPattern = regexp.MustCompile(limits.EndpointPattern)

// Fits is how long an endpoint or token URL may get, and whether AWS takes it,
// whatever the launch fills in. Tokens of the user's are not known.
func (c *Chooser) Fits(text string) (length int, ok bool) {
	if strings.Contains(text, "${Token[") {
		return 0, true
	}
	ok = true
	for _, row := range c.rows(text) {
		longest := len(row)
		for _, m := range c.placeholders(row) {
			if v := c.placeholderOf(m); v != nil {
				longest += v.longest() - len(m)
			}
		}
		length = max(length, longest)
		ok = ok && longest <= limits.EndpointLength && endpointPattern.MatchString(c.standIn(row))
	}
	return length, ok
}

// TokenURL is a token URL as EventBridge takes it: a relative one is the document's
// server's.
func (c *Chooser) TokenURL(raw string, at spec.Position) (clean, why string) {
	if why := safe.Unsafe(raw); why != "" {
		c.log.Report(diagnostic.UnsafeString, spec.Error, at, "correct the document",
			"the token URL %q must not reach a template: %s", raw, why)
		return "", why
	}
	text, why := c.fillVariables(raw)
	text = c.standIn(text)
	u, err := url.Parse(text)
	switch {
	case raw == "":
		return "", "it is missing"
	case why != "":
		return "", why
	case err != nil:
		return "", "it is not a URL"
	case u.IsAbs():
		query := u.RawQuery
		u.RawQuery = ""
		if clean, why = callable(u.String()); why == "" && query != "" {
			clean += "?" + percent.Literal(query)
		}
		clean = c.restore(clean)
	case c.base.url == "":
		return "", "it is relative, and nothing says to what"
	default:
		clean, why = c.resolve(c.base, text, u)
	}
	if _, ok := c.Fits(clean); why == "" && !ok {
		why = "AWS does not take it"
	}
	return clean, why
}
