//go:build !race

package corpus

import (
	"encoding/base64"
	"fmt"
	"net/url"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/delivery"
)

// differences are those between the request that the document describes and the one that
// is sent.
func (r *request) differences(sent *delivery.Request) []string {
	var found []string
	differ := func(what string, want, got any) {
		found = append(found, fmt.Sprintf("%s: want %v, got %v", what, want, got))
	}
	if sent.Method != r.method {
		differ("method", r.method, sent.Method)
	}
	if want, got := normal(r.url), normal(sent.URL.Reveal()); want != got {
		differ("URL", want, got)
	}
	if body, err := decodeJSON([]byte(sent.Body.Reveal())); err != nil || !reflect.DeepEqual(body, r.body) {
		differ("body", r.body, sent.Body.Reveal())
	}
	return append(append(found, r.headerDifferences(sent)...), r.credential.differences(sent, r.scopes)...)
}

// escape is a percent-encoded byte.
var escape = regexp.MustCompile(`%[0-9a-fA-F]{2}`)

// normal is a URL with its query pairs sorted and percent-encoding in one case.
func normal(raw string) string {
	raw = escape.ReplaceAllStringFunc(raw, strings.ToUpper)
	path, query, has := strings.Cut(raw, "?")
	if !has {
		return path
	}
	pairs := strings.Split(query, "&")
	slices.Sort(pairs)
	return path + "?" + strings.Join(pairs, "&")
}

// ownHeaders are what EventBridge writes into each request, in lower case
// (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-api-destinations.html).
var ownHeaders = []string{"host", "user-agent", "range", "accept-encoding", "connection", "content-length"}

// headerDifferences are those of all headers but the credential.
func (r *request) headerDifferences(sent *delivery.Request) []string {
	var found []string
	rest := make(map[string]string, len(r.headers))
	for name, value := range r.headers {
		rest[name] = value
	}
	for _, h := range sent.Headers {
		name := strings.ToLower(h.Name)
		want, declared := rest[name]
		delete(rest, name)
		switch {
		case slices.Contains(ownHeaders, name) || name == strings.ToLower(r.credential.name()):
		case !declared:
			found = append(found, fmt.Sprintf("header %s: nobody asked for it", h.Name))
		case want != h.Value.Reveal():
			found = append(found, fmt.Sprintf("header %s: want %q, got %q", h.Name, want, h.Value.Reveal()))
		}
	}
	for name := range rest {
		found = append(found, fmt.Sprintf("header %s is missing", name))
	}
	return found
}

// name is the header of a credential; EventBridge wants one also for a call without.
func (c *credential) name() string {
	if c.scheme == "" {
		return "Accept"
	}
	return c.header
}

// secret is how delivery shows the value of a parameter that nobody gave.
var secret = regexp.MustCompile(`^\{\{parameter:\w+\}\}$`)

func (c *credential) differences(sent *delivery.Request, scopes []string) []string {
	header, ok := sent.Header(c.name())
	value := header.Reveal()
	switch c.kind {
	case "":
		ok = ok && value == "*/*"
	case "key":
		ok = ok && secret.MatchString(value) && header.String() == "****"
	case "bearer":
		token, found := strings.CutPrefix(value, "Bearer ")
		ok = found && secret.MatchString(token) && !strings.Contains(header.String(), token)
	case "basic":
		encoded, found := strings.CutPrefix(value, "Basic ")
		plain, err := base64.StdEncoding.DecodeString(encoded)
		user, password, both := strings.Cut(string(plain), "}:{")
		ok = found && err == nil && both && secret.MatchString(user+"}") && secret.MatchString("{"+password) &&
			user+"}" != "{"+password && !strings.Contains(header.String(), encoded)
	case "oauth":
		ok = value == "Bearer <token>" && c.asksFor(sent.Token, scopes)
	}
	if !ok {
		return []string{fmt.Sprintf("credential: want %+v with the scopes %q, got %q and the token request %v", *c, scopes, value, sent.Token)}
	}
	return nil
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
