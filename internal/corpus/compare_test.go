//go:build !race

package corpus

import (
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
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
	if want, got := normal(r.url), normal(r.credentials.withoutQuery(sent.URL.Reveal())); want != got && !(r.loose && decoded(want) == decoded(got)) {
		differ("URL", want, got)
	}
	if want, ok := r.bodyOf(sent); !ok {
		differ("body", want, sent.Body.Reveal())
	}
	return append(append(found, r.headerDifferences(sent)...), r.credentials.differences(sent, r.scopes)...)
}

// bodyOf is the body that is wanted, and whether it is the one that is sent.
func (r *request) bodyOf(sent *delivery.Request) (want any, same bool) {
	text := sent.Body.Reveal()
	switch {
	case r.carried && r.absent:
		return "none", text == ""
	case r.carried && r.parts != nil:
		header, _ := sent.Header("Content-Type")
		return r.parts, slices.Equal(partsOf(header.Reveal(), text), r.parts)
	case r.carried && r.body == nil:
		return r.text, text == r.text || r.loose && decoded(text) == decoded(r.text)
	}
	body, err := decodeJSON([]byte(text))
	want = r.body
	if r.carried {
		body, want = doubles(body), doubles(want)
	}
	return want, err == nil && reflect.DeepEqual(body, want)
}

// doubles are JSON whose numbers with a point or exponent are 64-bit floats.
func doubles(value any) any {
	switch value := value.(type) {
	case []any:
		list := make([]any, len(value))
		for i := range value {
			list[i] = doubles(value[i])
		}
		return list
	case map[string]any:
		object := make(map[string]any)
		for name := range value {
			object[name] = doubles(value[name])
		}
		return object
	case json.Number:
		if n, err := value.Int64(); err == nil {
			return float64(n)
		}
		f, _ := value.Float64()
		return f
	}
	return value
}

// partsOf are the parts of a multipart body.
func partsOf(contentType, body string) []part {
	_, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		return nil
	}
	parts := []part{}
	reader := multipart.NewReader(strings.NewReader(body), params["boundary"])
	for {
		p, err := reader.NextRawPart()
		if err != nil {
			return parts
		}
		content, err := io.ReadAll(p)
		if err != nil {
			return nil
		}
		_, disposition, _ := mime.ParseMediaType(p.Header.Get("Content-Disposition"))
		parts = append(parts, part{disposition["name"], p.Header.Get("Content-Type"), string(content)})
	}
}

// decoded is a text without percent-encoding; a percent sign that begins none stays.
func decoded(s string) string {
	return escape.ReplaceAllStringFunc(s, func(one string) string {
		plain, err := url.PathUnescape(one)
		if err != nil {
			return one
		}
		return plain
	})
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
		case name == "content-type" && r.carried && r.absent: // Step Functions' own (assumption B3)
		case name == "content-type" && r.parts != nil && strings.HasPrefix(h.Value.Reveal(), want+"; boundary="):
		case name == "cookie" && r.looseCookie && declared && decoded(want) == decoded(h.Value.Reveal()):
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
