package plan

import (
	"fmt"
	"net/netip"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// baseURL is what precedes an operation's path, or why there is none.
type baseURL struct {
	b *builder
	// url has no slash at its end. It may hold placeholders of what the launch fills in.
	url string
	// opaque URLs hold a deploy-time token of the user's.
	opaque  bool
	problem *spec.Diagnostic
	// final problems are no reason to try another server.
	final bool
	// notes are to be said if the URL is used.
	notes []spec.Diagnostic
	// values are what fills the variables of the server.
	values values
	// choices are the base URLs that the launch chooses from.
	choices []baseURL
}

func (base *baseURL) note(code string, severity spec.Severity, at spec.Position, hint, format string, args ...any) {
	base.notes = append(base.notes, spec.Diagnostic{
		Code: code, Severity: severity, Position: at, Message: fmt.Sprintf(format, args...), Hint: hint,
	})
}

// failing is a base URL that is none.
func failing(code string, at spec.Position, hint, format string, args ...any) baseURL {
	return baseURL{
		problem: &spec.Diagnostic{Code: code, Severity: spec.Error, Position: at, Message: fmt.Sprintf(format, args...), Hint: hint},
		final:   code == diagnostic.UnsafeString || code == diagnostic.ServerVariable,
	}
}

// address turns one server into a base URL. A relative one needs the document's.
func (b *builder) address(s spec.Server) baseURL {
	text, replaced := b.replacement(s)
	if !replaced {
		var base baseURL
		if text, base = b.filled(s); base.problem != nil {
			return base
		}
	}
	if len(text) > limits.EndpointLength {
		return failing(diagnostic.ServerInvalid, s.Position, "give a base URL",
			"the server has a URL of %d characters with its variables, and AWS takes endpoints of at most %d", len(text), limits.EndpointLength)
	}
	if why := unsafe(b.standIn(text)); why != "" {
		return failing(diagnostic.UnsafeString, s.Position, "give a base URL",
			"the server %q must not reach a template: %s", text, why)
	}
	if m := serverVariable.FindString(b.standIn(text)); m != "" {
		return failing(diagnostic.ServerInvalid, s.Position, valueHint(m),
			"the server %q has no value for its variable %s", s.URL, m)
	}
	base := b.located(text, s)
	if base.problem != nil || replaced {
		return base
	}
	base.values, base.b = b.valuesOf(s), b
	b.notePlaceholder(&base, s)
	b.noteScheme(&base, s)
	if base.problem == nil {
		b.narrow(&base, text, s)
	}
	return base
}

// filled is the server's URL with a value or a placeholder for each variable.
func (b *builder) filled(s spec.Server) (string, baseURL) {
	text, given, problem := b.fill(s, false)
	for _, name := range given {
		b.used["variable:"+name] = true
	}
	if problem != nil {
		return "", baseURL{problem: problem, final: true}
	}
	for _, own := range append(b.askedTexts(s), withScheme(s), text) {
		if why := unsafe(own); why != "" {
			return "", failing(diagnostic.UnsafeString, s.Position, "give a base URL",
				"the server %q must not reach a template: %s", own, why)
		}
	}
	text, _, _ = b.fill(s, true)
	return text, baseURL{}
}

// located is an absolute https URL, or where it leads from the document's.
func (b *builder) located(text string, s spec.Server) baseURL {
	hint := addressHint(s)
	var notes []spec.Diagnostic
	plain := b.standIn(text)
	if startsWithHost(plain) {
		plain = "https://" + plain
		guess := baseURL{}
		guess.note(diagnostic.ServerScheme, spec.Warning, s.Position, "write https:// into the document, or give a base URL",
			"the server %q has no scheme; it is read as %s", s.URL, b.restore(plain))
		notes = guess.notes
	}
	u, err := url.Parse(plain)
	if err == nil && u.Scheme == "" && u.Host == "" {
		return b.relative(plain, u, s)
	}
	if err == nil && strings.EqualFold(u.Scheme, "http") {
		if !serverVariable.MatchString(s.URL) {
			hint = "give an https base URL"
		}
		return failing(diagnostic.ServerNotHTTPS, s.Position, hint,
			"the server %q is not https, and EventBridge calls nothing else", text)
	}
	clean, why := callable(plain)
	if why != "" {
		return failing(diagnostic.ServerInvalid, s.Position, hint, "the server %q cannot be called: %s", text, why)
	}
	return baseURL{b: b, url: strings.TrimRight(b.restore(clean), "/"), notes: notes}
}

// addressHint says what to do about an address that cannot be called.
func addressHint(s spec.Server) string {
	if m := serverVariable.FindString(s.URL); m != "" {
		return valueHint(m)
	}
	return "give a base URL"
}

func valueHint(variable string) string {
	return "give the variable " + variable + " a value (ServerVariables), leave it to the launch (AskServerVariables), or give a base URL"
}

// replacement is what the user wants instead of a server, by its URL as written or
// with its variables filled.
func (b *builder) replacement(s spec.Server) (string, bool) {
	for _, key := range b.addresses(s) {
		if replacement, ok := b.opts.ServerURLs[key]; ok {
			b.used["server:"+key] = true
			return strings.TrimSpace(replacement), true
		}
	}
	return "", false
}

// relative resolves a relative server URL against the document's base URL.
func (b *builder) relative(plain string, u *url.URL, s spec.Server) baseURL {
	if m := serverVariable.FindString(s.URL); m != "" && strings.HasPrefix(strings.TrimSpace(s.URL), m) && !strings.HasPrefix(plain, "/") {
		return failing(diagnostic.ServerInvalid, s.Position, valueHint(m),
			"the server %q cannot be called: %q is no address", s.URL, b.restore(plain))
	}
	if b.base.url == "" {
		return failing(diagnostic.NoServer, s.Position, "give a base URL",
			"the server %q is relative, and nothing says to what", b.restore(plain))
	}
	clean, why := b.base.resolve(plain, u)
	if why != "" {
		return failing(diagnostic.ServerInvalid, s.Position, "give a base URL",
			"the server %q cannot be called: %s", b.restore(plain), why)
	}
	return baseURL{b: b, url: strings.TrimRight(clean, "/"), opaque: b.base.opaque, notes: b.base.notes}
}

// resolve makes a relative URL absolute, as RFC 3986, section 5.2, has it. The URL
// stands for what the launch fills in (standIn); the result has the placeholders again.
func (base baseURL) resolve(raw string, u *url.URL) (clean, why string) {
	switch {
	case len(base.choices) > 0:
		return base.resolveChoices(raw, u)
	case base.opaque || base.launchAddress():
		return base.resolveUnknown(raw, u)
	}
	absolute, err := url.Parse(base.b.standIn(base.url) + "/")
	if err != nil {
		return "", "it is relative to no URL"
	}
	clean, why = callable(absolute.ResolveReference(u).String())
	return base.b.restore(clean), why
}

// resolveUnknown resolves against a URL of which the deployment knows all or a part. A
// path that begins at the host needs the host, which stands there as text or is cut out
// at the deployment; any other is appended.
func (base baseURL) resolveUnknown(raw string, u *url.URL) (clean, why string) {
	switch {
	case u.Host != "":
		clean, why = callable("https:" + raw)
		return base.b.restore(clean), why
	case u.RawQuery != "" || u.ForceQuery || u.Fragment != "":
		return "", "it has a query or fragment, and a path cannot follow those"
	case strings.HasPrefix(raw, "/"):
		return base.b.originOf(base.url) + base.b.restore(escapeLiteral(u.EscapedPath())), ""
	case strings.Contains("/"+u.Path+"/", "/../"):
		return "", "it climbs out of an address that only the deployment knows"
	}
	return base.url + "/" + base.b.restore(escapeLiteral(strings.TrimPrefix(u.EscapedPath(), "./"))), ""
}

// launchAddress tells whether the launch gives the whole address, host and path.
func (base baseURL) launchAddress() bool {
	m := placeholder.FindString(base.url)
	return m != "" && strings.HasPrefix(base.url, m)
}

var serverVariable = regexp.MustCompile(`\{[^{}]*\}`)

// callable is an absolute https URL as EventBridge takes it, or why it is none (API
// model, HttpsEndpoint, and what AWS answers).
func callable(raw string) (clean, why string) {
	u, err := url.Parse(raw)
	switch {
	case err != nil:
		return "", "it is not a URL"
	case !strings.EqualFold(u.Scheme, "https"):
		return "", "it must begin with https://"
	case u.Hostname() == "":
		return "", "it has no host"
	case u.User != nil:
		return "", "it holds a user name"
	case u.RawQuery != "" || u.ForceQuery || u.Fragment != "":
		return "", "it has a query or fragment, and a path cannot follow those"
	case !hostPattern.MatchString(u.Host) || !validPort(u.Port()):
		return "", fmt.Sprintf("EventBridge does not take the host %q", u.Host)
	}
	return "https://" + u.Host + escapeLiteral(u.EscapedPath()), ""
}

func validPort(port string) bool {
	n, err := strconv.ParseUint(port, 10, 16)
	return port == "" || err == nil && n > 0
}

// hostPattern allows names and IPv4 addresses with a port: the endpoint's pattern
// has no brackets, and AWS refuses wildcards in a host.
var hostPattern = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?[.]?(:[0-9]{1,5})?$`)

// firstPart is what precedes the path of a URL without a scheme, with its port.
var firstPart = regexp.MustCompile(`^([A-Za-z0-9][A-Za-z0-9._-]*)(:[0-9]{1,5})?(/|$)`)

// startsWithHost tells a host from the relative path that a URL without a scheme is by
// RFC 3986: it has a port, is an IPv4 address or localhost, or ends like a domain, in
// letters ("api.example.com/v1", not "v1.0/players").
func startsWithHost(text string) bool {
	m := firstPart.FindStringSubmatch(text)
	if m == nil {
		return false
	}
	name := strings.TrimSuffix(m[1], ".")
	if _, err := netip.ParseAddr(name); err == nil || m[2] != "" || strings.EqualFold(name, "localhost") {
		return true
	}
	dot := strings.LastIndexByte(name, '.')
	top := name[dot+1:]
	return dot > 0 && len(top) >= 2 && strings.Trim(strings.ToLower(top), "abcdefghijklmnopqrstuvwxyz") == ""
}
