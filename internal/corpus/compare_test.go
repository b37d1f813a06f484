//go:build !race

package corpus

import (
	"fmt"
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
	if want, got := normal(r.url), normal(r.credentials.withoutQuery(sent.URL.Reveal())); want != got {
		differ("URL", want, got)
	}
	if body, err := decodeJSON([]byte(sent.Body.Reveal())); err != nil || !reflect.DeepEqual(body, r.body) {
		differ("body", r.body, sent.Body.Reveal())
	}
	return append(append(found, r.headerDifferences(sent)...), r.credentials.differences(sent, r.scopes)...)
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
		case slices.Contains(ownHeaders, name) || r.credentials.header(name):
		case name == "accept" && !declared && h.Value.Reveal() == "*/*": // stands in for a credential in a header
		case name == "accept" && declared && sameAccept(want, h.Value.Reveal()):
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
