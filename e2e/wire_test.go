package e2e

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/delivery"
	"github.com/openapi-destinations/openapidestinations/e2e/internal/lab"
)

// wire is a request as the comparison sees it.
type wire struct {
	method, path string
	query        []string
	headers      []string
	body         string
}

// difference is something that the emulator writes differently from what is foretold.
// Everything that the comparison is blind to is in the list below.
type difference struct {
	what, why string
	level     func(*wire)
}

// differences are applied to the recorded and to the foretold request. All else is
// compared byte for byte: method, path, each query parameter, each header's value
// (EventBridge's own, the credential and the content type included) and the body.
var differences = []difference{{
	what: "the letters of header names",
	why:  "the emulator's HTTP client writes X-api-key for X-Api-Key; names have no case (RFC 9110, 5.1)",
	level: func(w *wire) {
		for i, h := range w.headers {
			name, value, _ := strings.Cut(h, ": ")
			w.headers[i] = strings.ToLower(name) + ": " + value
		}
	},
}, {
	what:  "the order of headers",
	why:   "AWS documents none; HeaderParameters is a map",
	level: func(w *wire) { slices.Sort(w.headers) },
}, {
	what:  "the order of query parameters",
	why:   "AWS documents none; QueryStringParameters is a map",
	level: func(w *wire) { slices.Sort(w.query) },
}, {
	what: "a space in the query is + or %20",
	why:  "the emulator uses Python's urlencode; what AWS does is not documented, and a server that decodes forms takes both",
	level: func(w *wire) {
		for i := range w.query {
			w.query[i] = strings.ReplaceAll(w.query[i], "+", "%20")
		}
	},
}, {
	what: "Content-Length: 0",
	why:  "whether Step Functions writes it where a POST, PUT or PATCH has no body is not documented; it says the same",
	level: func(w *wire) {
		w.headers = slices.DeleteFunc(w.headers, func(h string) bool { return strings.EqualFold(h, "content-length: 0") })
	},
}, {
	what: "the access token",
	why:  "the recorder makes one up; that it is one of those that it gave is checked apart",
	level: func(w *wire) {
		for i := range w.headers {
			w.headers[i] = givenToken.ReplaceAllString(w.headers[i], "Bearer <token>")
		}
	},
}}

// givenToken is a token of the recorder.
var givenToken = regexp.MustCompile(`Bearer token-\d+$`)

// String is the request with all differences levelled.
func (w *wire) String() string {
	for _, d := range differences {
		d.level(w)
	}
	return fmt.Sprintf("%s %s\n  query   %q\n  headers %q\n  body    %s",
		w.method, w.path, w.query, w.headers, w.body)
}

// recorded is a request that arrived.
func recorded(r lab.Request) string {
	w := &wire{body: string(r.Body)}
	w.method, _, _ = strings.Cut(r.Line, " ")
	w.setTarget(r.Target())
	for _, h := range r.Headers {
		w.headers = append(w.headers, h.Name+": "+h.Value)
	}
	return w.String()
}

// foretold is a request that package delivery says will arrive.
func foretold(r *delivery.Request) string {
	w := &wire{method: r.Method, body: r.Body.Reveal()}
	target := r.URL.Reveal()
	if address, err := url.Parse(target); err == nil {
		target = strings.TrimPrefix(target, address.Scheme+"://"+address.Host)
	}
	w.setTarget(target)
	for _, h := range r.Headers {
		w.headers = append(w.headers, h.Name+": "+h.Value.Reveal())
	}
	return w.String()
}

func (w *wire) setTarget(target string) {
	path, query, has := strings.Cut(target, "?")
	w.path = path
	if has {
		w.query = strings.Split(query, "&")
	}
}
