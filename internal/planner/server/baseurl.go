package server

import (
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/lookalike"
	"github.com/openapi-destinations/openapidestinations/internal/percent"
	"github.com/openapi-destinations/openapidestinations/internal/planner/finding"
	"github.com/openapi-destinations/openapidestinations/internal/safe"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// baseURL is what precedes an operation's path, or why there is none.
type baseURL struct {
	// url has no slash at its end. It may hold placeholders of what the launch fills in.
	url URL
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
		Code: code, Severity: severity, Position: at, Message: diagnostic.Message(format, args...), Hint: hint,
	})
}

// failing is a base URL that is none.
func failing(code string, at spec.Position, hint, format string, args ...any) baseURL {
	return baseURL{
		problem: &spec.Diagnostic{Code: code, Severity: spec.Error, Position: at, Message: diagnostic.Message(format, args...), Hint: hint},
		final:   code == diagnostic.UnsafeString || code == diagnostic.ServerVariable,
	}
}

// address turns one server into a base URL. A relative one needs the document's.
func (c *Chooser) address(s spec.Server) baseURL {
	text, replaced := c.replacement(s)
	if !replaced {
		var base baseURL
		if text, base = c.filled(s); base.problem != nil {
			return base
		}
	}
	if len(text) > limits.EndpointLength {
		return failing(diagnostic.ServerInvalid, s.Position, giveBase,
			"the server has a URL of %d characters with its variables, and AWS takes endpoints of at most %d", len(text), limits.EndpointLength)
	}
	address := c.launch.url(text)
	plain := address.plain()
	if why := safe.Unsafe(plain); why != "" {
		return failing(diagnostic.UnsafeString, s.Position, giveBase,
			"the server %q must not reach a template: %s", text, why)
	}
	if m := serverVariable.FindString(plain); m != "" {
		return failing(diagnostic.ServerInvalid, s.Position, valueHint(m),
			"the server %q has no value for its variable %s", s.URL, m)
	}
	if strings.ContainsAny(plain, "{}") || lookalike.EncodedBrace.MatchString(plain) {
		return failing(diagnostic.ServerInvalid, s.Position, "write {name}, and declare the variable; or "+giveBase,
			"the server %q has a brace without its other one, or one that is percent-encoded, which makes no variable", s.URL)
	}
	base := c.located(address, s)
	if base.problem != nil {
		return base
	}
	if replaced {
		c.noteHost(&base, s.Position, "give an address that is reached over the internet", diagnostic.Message("the replacement %q", text))
		return base
	}
	base.values = c.valuesOf(s)
	c.noteDummies(&base, s)
	c.noteScheme(&base, s)
	c.noteDefaults(&base, s)
	if base.problem == nil {
		c.narrow(&base, address, s)
	}
	return base
}

// filled is the server's URL with a value or a placeholder for each variable.
func (c *Chooser) filled(s spec.Server) (string, baseURL) {
	text, given, problem := c.fill(s, false)
	for _, name := range given {
		c.log.Mark(finding.ServerVariables, name)
	}
	for _, own := range append(c.askedTexts(s), withScheme(s), text) {
		if why := safe.Unsafe(own); why != "" {
			return "", failing(diagnostic.UnsafeString, s.Position, giveBase,
				"the server %q must not reach a template: %s", own, why)
		}
	}
	if problem != nil {
		return "", baseURL{problem: problem, final: problem.Code == diagnostic.ServerVariable}
	}
	text, _, _ = c.fill(s, true)
	return text, baseURL{}
}

// located is an absolute https URL, or where it leads from the document's.
func (c *Chooser) located(address URL, s spec.Server) baseURL {
	hint := addressHint(s)
	var notes []spec.Diagnostic
	written := address
	if startsWithHost(address.plain()) {
		address = address.after("https://")
		guess := baseURL{}
		guess.note(diagnostic.ServerScheme, spec.Warning, s.Position, "write https:// into the document, or "+giveBase,
			"the server %q has no scheme; it is read as %q", s.URL, address.String())
		notes = guess.notes
	}
	u, err := address.parsed()
	if err == nil && u.Scheme == "" && u.Host == "" {
		return c.relative(address, s)
	}
	if err == nil && strings.EqualFold(u.Scheme, "http") {
		if !serverVariable.MatchString(s.URL) {
			hint = giveHTTPSBase
		}
		return failing(diagnostic.ServerNotHTTPS, s.Position, hint,
			"the server %q is not https, and EventBridge calls nothing else", written.String())
	}
	clean, why := address.callable()
	if why != "" {
		return failing(diagnostic.ServerInvalid, s.Position, hint, "the server %q cannot be called: %s", written.String(), why)
	}
	return baseURL{url: clean.trimmed(), notes: notes}
}

// addressHint says what to do about an address that cannot be called.
func addressHint(s spec.Server) string {
	if m := serverVariable.FindString(s.URL); m != "" {
		return valueHint(m)
	}
	return giveBase
}

func valueHint(variable string) string {
	return "give the variable " + variable + " a value (ServerVariables, context key serverVariables), leave it to the launch (AskServerVariables, context key askServerVariables), or " + giveBase
}

// replacement is what the user wants instead of a server, by its URL as written or
// with its variables filled.
func (c *Chooser) replacement(s spec.Server) (string, bool) {
	for _, key := range c.addresses(s) {
		if replacement, ok := c.opts.ServerURLs[key]; ok {
			c.log.Mark(finding.ServerURLs, key)
			return strings.TrimSpace(replacement), true
		}
	}
	return "", false
}

// fetchedFrom is the address of a document from a URL, which its relative servers count
// from (OpenAPI 3.2, "API Base URL Examples"), unless the user gives a base URL; else nil.
func (c *Chooser) fetchedFrom() *url.URL {
	if c.doc.URL == "" || c.opts.BaseURL != "" {
		return nil
	}
	from, err := url.Parse(c.doc.URL)
	if err != nil {
		return nil
	}
	return from
}

// fileHosts keep files of others, and their APIs are elsewhere.
var fileHosts = []string{
	"raw.githubusercontent.com", "gist.githubusercontent.com", "github.com", "gitlab.com", "bitbucket.org", "codeberg.org",
	"cdn.jsdelivr.net", "unpkg.com", "api.apis.guru",
}

// besideDocument resolves a relative server against the address of the document.
func (c *Chooser) besideDocument(ref URL, from *url.URL, s spec.Server) baseURL {
	clean, why := c.launch.url(from.String()).resolve(ref)
	if why != "" {
		return failing(diagnostic.ServerInvalid, s.Position, giveBase,
			"the server %q cannot be called: %s", ref.String(), why)
	}
	base := baseURL{url: clean.trimmed()}
	severity, hint, but := spec.Info, "", ""
	if slices.Contains(fileHosts, strings.ToLower(from.Hostname())) {
		severity, hint, but = spec.Warning, giveBase, ", where files are kept"
	}
	base.note(diagnostic.NoServer, severity, s.Position, hint,
		"the server %q is relative: it counts from the document's own address, %s%s", ref.String(), from, but)
	return base
}

// relative resolves a relative server URL against the document's own address or base URL.
func (c *Chooser) relative(ref URL, s spec.Server) baseURL {
	if m := serverVariable.FindString(s.URL); m != "" && strings.HasPrefix(strings.TrimSpace(s.URL), m) && !strings.HasPrefix(ref.plain(), "/") {
		return failing(diagnostic.ServerInvalid, s.Position, valueHint(m),
			"the server %q cannot be called: %q is no address", s.URL, ref.String())
	}
	if from := c.fetchedFrom(); from != nil {
		return c.besideDocument(ref, from, s)
	}
	if c.base.url.isEmpty() {
		return failing(diagnostic.NoServer, s.Position, giveBase,
			"the server %q is relative, and nothing says to what", ref.String())
	}
	clean, why := c.resolve(c.base, ref)
	if why != "" {
		return failing(diagnostic.ServerInvalid, s.Position, giveBase,
			"the server %q cannot be called: %s", ref.String(), why)
	}
	return baseURL{url: clean.trimmed(), opaque: c.base.opaque, notes: c.base.notes}
}

// resolve makes a reference absolute, against what is known of a base URL.
func (c *Chooser) resolve(base baseURL, ref URL) (URL, string) {
	switch {
	case len(base.choices) > 0:
		return c.resolveChoices(base, ref)
	case base.opaque || base.url.isLaunched():
		return base.url.append(ref, func() string { return c.originOf(base.url) })
	}
	return base.url.with("/").resolve(ref)
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
		return "", diagnostic.Message("EventBridge does not take the host %q", u.Host)
	}
	if why := overlong(u.Hostname()); why != "" {
		return "", why
	}
	return "https://" + u.Host + percent.Literal(u.EscapedPath()), ""
}

// overlong tells why a host is no name by its lengths (RFC 1035, section 2.3.4), or is "".
func overlong(host string) string {
	host = strings.TrimSuffix(host, ".")
	if len(host) > longestHost {
		return diagnostic.Message("its host has %d characters, and a name has at most %d", len(host), longestHost)
	}
	for label := range strings.SplitSeq(host, ".") {
		switch {
		case label == "":
			return diagnostic.Message("its host %q has an empty part", host)
		case len(label) > longestLabel:
			return diagnostic.Message("the part %q of its host has %d characters, and a part of a name has at most %d", label, len(label), longestLabel)
		}
	}
	return ""
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
