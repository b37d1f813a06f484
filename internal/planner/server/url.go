package server

import (
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/percent"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
)

// URL is an address, or a reference that is relative to one: literal text, and placeholders
// (${Name}) of values that the launch fills in. It reads, resolves and checks itself; outside the
// room it is the text that it prints.
type URL struct {
	text   string
	launch *launchValues
}

// launchValues are the values that are left to the launch, in the order in which they were found.
type launchValues struct {
	values []*launchValue
	named  map[string]*launchValue
}

// add registers what stands behind a placeholder, once.
func (l *launchValues) add(p plan.Placeholder, at slot) *launchValue {
	if v := l.named[p.Name]; v != nil {
		return v
	}
	v := &launchValue{Placeholder: p, number: len(l.values), slot: at}
	l.values, l.named[p.Name] = append(l.values, v), v
	return v
}

// url is a text with placeholders.
func (l *launchValues) url(text string) URL { return URL{text, l} }

// valueOf is the value behind a placeholder, or nil.
func (l *launchValues) valueOf(mark string) *launchValue {
	return l.named[strings.TrimSuffix(strings.TrimPrefix(mark, "${"), "}")]
}

var placeholder = regexp.MustCompile(`\$\{[A-Za-z0-9.]+\}`)

// String is the URL with its placeholders.
func (u URL) String() string { return u.text }

// isEmpty tells whether there is no URL.
func (u URL) isEmpty() bool { return u.text == "" }

// hasToken tells whether a deploy-time token of the user's stands in it.
func (u URL) hasToken() bool { return strings.Contains(u.text, "${Token[") }

// values are those that the launch fills in, as often as they stand there.
func (u URL) values() []*launchValue {
	if u.launch == nil || len(u.launch.values) == 0 {
		return nil
	}
	var values []*launchValue
	for _, mark := range placeholder.FindAllString(u.text, -1) {
		if v := u.launch.valueOf(mark); v != nil {
			values = append(values, v)
		}
	}
	return values
}

// placeholders are those that stand in the URL.
func (u URL) placeholders() []string { return placeholder.FindAllString(u.text, -1) }

// literals are the text before, between and behind the placeholders.
func (u URL) literals() []string { return placeholder.Split(u.text, -1) }

// isLaunched tells whether the launch gives the whole address, host and path.
func (u URL) isLaunched() bool {
	m := placeholder.FindString(u.text)
	return m != "" && strings.HasPrefix(u.text, m)
}

// with is the URL with text behind its end.
func (u URL) with(text string) URL { return URL{u.text + text, u.launch} }

// after is the URL with text before its beginning.
func (u URL) after(text string) URL { return URL{text + u.text, u.launch} }

// filled is the URL with a value as the launch may fill it in.
func (u URL) filled(v *launchValue, value string) URL {
	return URL{strings.ReplaceAll(u.text, v.placeholder(), value), u.launch}
}

// trimmed is the URL without slashes at its end.
func (u URL) trimmed() URL { return URL{strings.TrimRight(u.text, "/"), u.launch} }

// plain is the URL with text of their kind for the values: what is said of it holds for whatever
// the launch fills in.
func (u URL) plain() string {
	text, _ := plainly(u)
	return text[0]
}

// plainly is plain for URLs that are read together, and puts the placeholders back into what is
// made of them. Text that stands for a value is none that the URLs have already.
func plainly(urls ...URL) (texts []string, back func(text string) URL) {
	var known []*launchValue // few, if any
	for _, u := range urls {
		for _, v := range u.values() {
			if !slices.Contains(known, v) {
				known = append(known, v)
			}
		}
	}
	l := urls[0].launch
	for try := range mostStandIns {
		var in, out []string
		for _, v := range known {
			text := v.slot.standIn(v.number + try*len(l.values))
			in, out = append(in, v.placeholder(), text), append(out, text, v.placeholder())
		}
		there, again := strings.NewReplacer(in...), strings.NewReplacer(out...)
		texts, back = nil, func(text string) URL { return URL{again.Replace(text), l} }
		for _, u := range urls {
			texts = append(texts, there.Replace(u.text))
		}
		if !slices.ContainsFunc(urls, func(u URL) bool { return back(there.Replace(u.text)).text != u.text }) {
			break
		}
	}
	return texts, back
}

// mostStandIns bounds the search for text that the URLs don't have.
const mostStandIns = 100

// parsed is the URL as RFC 3986 has it, with plain text for values.
func (u URL) parsed() (*url.URL, error) { return url.Parse(u.plain()) }

// callable is the URL as EventBridge takes it, or why it does not.
func (u URL) callable() (URL, string) {
	texts, back := plainly(u)
	clean, why := callable(texts[0])
	return back(clean), why
}

// callableToken is callable for the URL of a token request, which may have a query.
func (u URL) callableToken() (URL, string) {
	texts, back := plainly(u)
	read, err := url.Parse(texts[0])
	if err != nil {
		return URL{}, "it is not a URL"
	}
	query := read.RawQuery
	read.RawQuery = ""
	clean, why := callable(read.String())
	if why == "" && query != "" {
		clean += "?" + percent.Literal(query)
	}
	return back(clean), why
}

// resolve makes a reference absolute, as RFC 3986, section 5.2, has it: this URL is the base, and
// the slash at its end is the caller's.
func (u URL) resolve(ref URL) (URL, string) {
	texts, back := plainly(ref, u)
	base, err := url.Parse(texts[1])
	if err != nil {
		return URL{}, "it is relative to no URL"
	}
	relative, err := url.Parse(texts[0])
	if err != nil {
		return URL{}, "it is not a URL"
	}
	clean, why := callable(base.ResolveReference(relative).String())
	return back(clean), why
}

// append resolves a reference against a URL of which the deployment knows all or a part. A path
// that begins at the host needs the host (origin); any other is appended.
func (u URL) append(ref URL, origin func() string) (URL, string) {
	texts, back := plainly(ref)
	read, err := url.Parse(texts[0])
	switch {
	case err != nil:
		return URL{}, "it is not a URL"
	case read.Host != "":
		return ref.after("https:").callable()
	case read.RawQuery != "" || read.ForceQuery || read.Fragment != "":
		return URL{}, "it has a query or fragment, and a path cannot follow those"
	case strings.HasPrefix(texts[0], "/"):
		return back(percent.Literal(read.EscapedPath())).after(origin()), ""
	case strings.Contains("/"+read.Path+"/", "/../"):
		return URL{}, "it climbs out of an address that only the deployment knows"
	}
	return back(percent.Literal(strings.TrimPrefix(read.EscapedPath(), "./"))).after(u.text + "/"), ""
}

var endpointPattern = regexp.MustCompile(limits.EndpointPattern)

// fits is how long the URL may get, and whether AWS takes it, whatever the launch fills in.
func (u URL) fits() (length int, ok bool) {
	length = len(u.text)
	for _, v := range u.values() {
		length += v.longest() - len(v.placeholder())
	}
	return length, length <= limits.EndpointLength && endpointPattern.MatchString(u.plain())
}
