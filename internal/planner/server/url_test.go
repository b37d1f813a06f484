package server

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/openapi-destinations/openapidestinations/internal/plan"
)

// someValues are values for a host's name, a port, a path and a whole address.
func someValues() *launchValues {
	l := &launchValues{named: make(map[string]*launchValue)}
	for _, v := range []struct {
		name string
		at   slot
	}{{"Host", hostName}, {"Port", portNumber}, {"Path", pathSegments}, {"Api", wholeURL}} {
		l.add(plan.Placeholder{Name: v.name}, v.at)
	}
	return l
}

// TestURLResolves: references against URLs of which the launch fills in a part, as RFC 3986,
// section 5.2, has it.
func TestURLResolves(t *testing.T) {
	l := someValues()
	for _, tt := range []struct{ base, ref, want string }{
		{"https://a.dev/v1/", "up", "https://a.dev/v1/up"},
		{"https://a.dev/v1/", "/up/./x/../y", "https://a.dev/up/y"},
		{"https://${Host}.a.dev:${Port}/${Path}/", "../b", "https://${Host}.a.dev:${Port}/b"},
		{"https://${Host}/v1/", "${Path}/x", "https://${Host}/v1/${Path}/x"},
		{"https://${Host}/v1/", "//b.dev:${Port}/${Path}", "https://b.dev:${Port}/${Path}"},
		{"https://a.dev:${Port}/65534/launch0parameter/", "65534/${Host}", "https://a.dev:${Port}/65534/launch0parameter/65534/${Host}"},
		{"https://a.dev/", "a b/*/é", "https://a.dev/a%20b/%2A/%C3%A9"},
		{"https://a.dev/", "?x", "it has a query or fragment, and a path cannot follow those"},
		{"https://a.dev/", "http://b.dev", "it must begin with https://"},
	} {
		got, why := l.url(tt.base).resolve(l.url(tt.ref))
		if got.String()+why != tt.want {
			t.Errorf("%s against %s: %s%s, want %s", tt.ref, tt.base, got, why, tt.want)
		}
	}
}

// TestURLAppends: references against a URL of which only the deployment knows the host.
func TestURLAppends(t *testing.T) {
	l := someValues()
	for _, tt := range []struct{ ref, want string }{
		{"up", "${Api}/x/up"}, {"./up", "${Api}/x/up"}, {"/up/${Path}", "ORIGIN/up/${Path}"}, {"//b.dev", "https://b.dev"},
		{"../up", "it climbs out of an address that only the deployment knows"},
		{"up?x", "it has a query or fragment, and a path cannot follow those"},
	} {
		got, why := l.url("${Api}/x").append(l.url(tt.ref), func() string { return "ORIGIN" })
		if got.String()+why != tt.want {
			t.Errorf("%s: %s%s, want %s", tt.ref, got, why, tt.want)
		}
	}
}

// TestURLKeepsItsPlaceholders: whatever text stands around the values, what is read of a URL and
// written again has each placeholder where it was.
func TestURLKeepsItsPlaceholders(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := someValues()
		pieces := []string{"${Host}", "${Port}", "${Path}", "${Api}", "${Other}", "/", "https://", ":", "a.dev"}
		for n := range 9 { // and what looks like text that stands for a value
			pieces = append(pieces, fmt.Sprintf("launch%dparameter", n), fmt.Sprint(65535-n), fmt.Sprint(65535 - n)[:4])
		}
		text := func(name string) string {
			return strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 8).Draw(t, name), "")
		}
		one, other := l.url(text("one")), l.url(text("other"))
		texts, back := plainly(one, other)
		for i, u := range []URL{one, other} {
			if got := back(texts[i]); got != u {
				t.Fatalf("%s became %s by way of %s", u, got, texts[i])
			}
			if len(u.values()) > 0 && placeholder.MatchString(strings.ReplaceAll(texts[i], "${Other}", "")) {
				t.Fatalf("%s is not plain", texts[i])
			}
		}
	})
}
