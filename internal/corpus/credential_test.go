//go:build !race

package corpus

import (
	"encoding/base64"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/delivery"
)

// secret is how delivery shows the value of a parameter that nobody gave, and of a secret.
var secret = regexp.MustCompile(`^\{\{(parameter:\w+|resolve:secretsmanager:[^{}]+)\}\}$`)

// differences are credentials that are not where the document wants them, and others.
func (cs credentials) differences(sent *delivery.Request, scopes []string) []string {
	var found []string
	wanted := make(map[string]bool)
	for _, c := range cs {
		place := c.in + " " + strings.ToLower(c.name)
		if c.in == "cookie" {
			place = "header cookie"
		}
		wanted[place] = true
		if !c.isIn(sent, scopes) {
			found = append(found, fmt.Sprintf("credential: want %+v with the scopes %q, got %v and the token request %v", c, scopes, sent, sent.Token))
		}
	}
	for _, c := range sent.Credentials {
		place := c.In + " " + strings.ToLower(c.Name)
		if !wanted[place] {
			found = append(found, fmt.Sprintf("credential: nobody asked for one in %s", place))
		}
	}
	return found
}

// isIn tells whether the credential is in the request, and is hidden.
func (c *credential) isIn(sent *delivery.Request, scopes []string) bool {
	header, ok := sent.Header(c.name)
	value := header.Reveal()
	switch {
	case c.in == "cookie":
		header, _ = sent.Header("Cookie")
		for _, pair := range strings.Split(header.Reveal(), "; ") {
			if name, text, _ := strings.Cut(pair, "="); name == c.name && secret.MatchString(text) {
				return !strings.Contains(header.String(), text)
			}
		}
		return false
	case c.in == "query":
		text := queryOf(sent.URL.Reveal()).Get(c.name)
		return secret.MatchString(text) && !strings.Contains(sent.URL.String(), url.QueryEscape(text)) && len(queryOf(sent.URL.Reveal())[c.name]) == 1
	case c.kind == "key":
		return ok && secret.MatchString(value) && header.String() == "****"
	case c.kind == "bearer":
		token, found := strings.CutPrefix(value, "Bearer ")
		return found && secret.MatchString(token) && !strings.Contains(header.String(), token)
	case c.kind == "basic":
		encoded, found := strings.CutPrefix(value, "Basic ")
		plain, err := base64.StdEncoding.DecodeString(encoded)
		user, password, both := strings.Cut(string(plain), "}:{")
		return found && err == nil && both && secret.MatchString(user+"}") && secret.MatchString("{"+password) &&
			user+"}" != "{"+password && !strings.Contains(header.String(), encoded)
	case c.kind == "oauth":
		return value == "Bearer <token>" && c.asksFor(sent.Token, scopes)
	}
	return false
}

// queryOf is the query of a URL.
func queryOf(raw string) url.Values {
	_, query, _ := strings.Cut(raw, "?")
	values, err := url.ParseQuery(query)
	if err != nil {
		return nil
	}
	return values
}

// withoutQuery is a URL without the credentials in its query, each of which is at the place
// of one pair.
func (cs credentials) withoutQuery(raw string) string {
	path, query, has := strings.Cut(raw, "?")
	if !has {
		return raw
	}
	pairs := slices.DeleteFunc(strings.Split(query, "&"), func(pair string) bool {
		name, _, _ := strings.Cut(pair, "=")
		return slices.ContainsFunc(cs, func(c credential) bool { return c.in == "query" && encode(c.name) == name })
	})
	if len(pairs) == 0 {
		return path
	}
	return path + "?" + strings.Join(pairs, "&")
}

// asksFor tells whether a token is asked for, with all the scopes (RFC 6749, section 4.4.2).
func (c *credential) asksFor(token *delivery.Request, scopes []string) bool {
	if token == nil || token.Method != "POST" || token.URL.Reveal() != c.tokenURL {
		return false
	}
	form, err := url.ParseQuery(token.Body.Reveal())
	granted := strings.Fields(form.Get("scope"))
	missing := slices.ContainsFunc(scopes, func(s string) bool { return !slices.Contains(granted, s) })
	return err == nil && form.Get("grant_type") == "client_credentials" && !missing
}
