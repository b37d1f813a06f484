package spec

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
)

const (
	// fetchTime bounds the fetching of a document, its redirects included.
	fetchTime = 30 * time.Second
	// maxRedirects is how many addresses a document may be looked for at after its own.
	maxRedirects = 5
)

// fetch reads the document at an https address. It is the only way to a network that
// this package has, and nothing in a document leads to it.
func fetch(client *http.Client, address, what string) ([]byte, *Diagnostic) {
	target, failure := fetchable(address, what)
	if failure != nil {
		return nil, failure
	}
	if client == nil {
		client = &http.Client{}
	}
	bounded := *client
	bounded.Timeout = fetchTime
	bounded.CheckRedirect = follow
	response, err := bounded.Get(target.String())
	if err != nil {
		return nil, unfetched(what, err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return nil, unfetched(what, fmt.Errorf("the answer is %d %s", response.StatusCode, http.StatusText(response.StatusCode)))
	}
	data, err := io.ReadAll(io.LimitReader(response.Body, maxFileSize+1))
	if err != nil {
		return nil, unfetched(what, err)
	}
	return data, nil // parse refuses what is larger
}

// follow decides about a redirect. It stays on the host that the user named, with https, and
// tells nobody from where it comes: the query of an address may be secret.
func follow(next *http.Request, passed []*http.Request) error {
	next.Header.Del("Referer")
	switch host := passed[0].URL.Hostname(); {
	case next.URL.Scheme != "https":
		return fmt.Errorf("it redirects to %s, which is not https", shownURL(next.URL.String()))
	case next.URL.User != nil:
		return fmt.Errorf("it redirects to %s with a user name or password", shownURL(next.URL.String()))
	case !strings.EqualFold(next.URL.Hostname(), host):
		return fmt.Errorf("it redirects to %s, which is another host than %s: give that address, if it is the document's", shownURL(next.URL.String()), host)
	case len(passed) > maxRedirects:
		return fmt.Errorf("it redirects more than %d times", maxRedirects)
	}
	return nil
}

// fetchable parses the address of a document.
func fetchable(address, what string) (*url.URL, *Diagnostic) {
	target, err := url.Parse(address)
	switch {
	case err != nil || target.Host == "":
		return nil, unfetched(what, errors.New("that is no URL with a host"))
	case target.Scheme != "https":
		return nil, unfetched(what, errors.New("only https is fetched"))
	case target.User != nil:
		return nil, unfetched(what, errors.New("the URL holds a user name or password"))
	}
	target.Fragment, target.RawFragment = "", ""
	return target, nil
}

// unfetched says why there is no document. The error of an http.Client repeats the URL
// with its query, so that only its cause is shown.
func unfetched(what string, err error) *Diagnostic {
	var late interface{ Timeout() bool }
	var failure *url.Error
	switch {
	case errors.As(err, &late) && late.Timeout():
		err = fmt.Errorf("there is no whole answer within %v", fetchTime)
	case errors.As(err, &failure):
		err = failure.Err
	}
	return refusal(diagnostic.Unfetchable, "check the URL, or download it and give the path", "%s cannot be fetched: %v", what, err)
}

// shownURL is an address without what may be secret.
func shownURL(address string) string {
	target, err := url.Parse(address)
	if err != nil {
		return "the URL"
	}
	target.User, target.RawQuery, target.ForceQuery, target.Fragment, target.RawFragment = nil, "", false, "", ""
	return target.String()
}
