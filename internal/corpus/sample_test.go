//go:build !race

package corpus

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
)

// checkSample wants that the catalog's sample event becomes its sample request.
func (c *checker) checkSample(t *testing.T, op *operation) {
	result := c.deliver(t, op.DetailType, op.SampleEvent.Detail)
	requests := result.Requests()
	if len(result.Matched) != 1 || len(requests) != 1 {
		t.Errorf("%s: the sample event becomes %v", op.key(), result)
		return
	}
	want, sent := op.SampleRequest, requests[0]
	problem := func(what string, want, got any) {
		t.Errorf("%s: the sample request's %s is %v, but is sent as %v", op.key(), what, want, got)
	}
	if want.Method != sent.Method {
		problem("method", want.Method, sent.Method)
	}
	if normal(want.URL) != normal(sent.URL.String()) {
		problem("URL", want.URL, sent.URL)
	}
	ours := func(text string) string { return strings.ReplaceAll(text, eventID, "event-id") }
	if len(want.Body) > 0 {
		body, err := decodeJSON(want.Body)
		got, err2 := decodeJSON([]byte(sent.Body.Reveal()))
		if err != nil || err2 != nil || !reflect.DeepEqual(body, got) {
			problem("body", string(want.Body), sent.Body)
		}
	} else if got := ours(sent.Body.Reveal()); got != want.Text {
		problem("body", want.Text, got)
	}
	own := strings.Join(ownHeaders, " ") + " "
	headers := make(map[string]string)
	for _, h := range sent.Headers {
		noBody := sent.Body.Reveal() == "" && h.Name == "Content-Type" && want.Headers[h.Name] == "" // which Step Functions says all the same
		if !strings.Contains(own, strings.ToLower(h.Name)+" ") && !noBody {
			headers[h.Name] = ours(h.Value.String())
		}
	}
	for name, value := range want.Headers {
		switch {
		case value == "the event's id" && headers[name] == "event-id",
			// The one hides what stands before the secret, too.
			strings.HasSuffix(value, "****") && headers[name] == "****":
			headers[name] = value
		}
	}
	if fmt.Sprint(headers) != fmt.Sprint(want.Headers) {
		problem("headers", want.Headers, headers)
	}
}
