package server

import (
	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/safe"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// Fits is how long an endpoint or token URL may get, and whether AWS takes it, whatever the
// launch fills in. Tokens of the user's are not known.
func (c *Chooser) Fits(text string) (length int, ok bool) {
	if c.launch.url(text).hasToken() {
		return 0, true
	}
	ok = true
	for _, row := range c.rows(text) {
		longest, fits := c.launch.url(row).fits()
		length, ok = max(length, longest), ok && fits
	}
	return length, ok
}

// TokenURL is a token URL as EventBridge takes it: a relative one is the document's server's.
func (c *Chooser) TokenURL(raw string, at spec.Position) (clean, why string) {
	if why := safe.Unsafe(raw); why != "" {
		c.log.Report(diagnostic.UnsafeString, spec.Error, at, "correct the document",
			"the token URL %q must not reach a template: %s", raw, why)
		return "", why
	}
	text, why := c.fillVariables(raw)
	token := c.launch.url(text)
	u, err := token.parsed()
	switch {
	case raw == "":
		return "", "it is missing"
	case why != "":
		return "", why
	case err != nil:
		return "", "it is not a URL"
	case u.IsAbs():
		token, why = token.callableToken()
	case c.base.url.isEmpty():
		return "", "it is relative, and nothing says to what"
	default:
		token, why = c.resolve(c.base, token)
	}
	if _, ok := c.Fits(token.String()); why == "" && !ok {
		why = "AWS does not take it"
	}
	return token.String(), why
}
