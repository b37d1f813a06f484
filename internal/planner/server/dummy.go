package server

import (
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/lookalike"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// noteDummies warns of a server that is there to be replaced by the real one. A name that
// the document's author chose below example.com is not reported, for it is an example's:
// only that domain itself is, or such a name as a variable's default.
func (c *Chooser) noteDummies(base *baseURL, s spec.Server) {
	warn := func(severity spec.Severity, at spec.Position, hint, what, why string) {
		base.note(diagnostic.ServerPlaceholder, severity, at, hint, "%s is a placeholder: %s", what, why)
	}
	for _, m := range serverVariable.FindAllString(s.URL, -1) {
		v := variableOf(s, m[1:len(m)-1])
		value, ok := defaultOf(v)
		if plain, given := c.opts.ServerVariables[v.Name]; given && isSecret(v) && plain != "" {
			c.notePlainSecret(base, v)
		}
		if c.isGiven(v.Name) || !ok || len(v.Enum) > 0 {
			continue
		}
		if isSecret(v) && !c.asks(v.Name) {
			why := "a document tells no secret"
			if value == "" {
				why = "it is empty, and no secret is"
			}
			warn(spec.Warning, v.Position, secretHint(m), "the default of the server variable "+m, why)
			return
		}
		what, why := "the default of the server variable "+m, dummyValue(v.Name, value)
		switch {
		case why == "":
		case c.asks(v.Name):
			warn(spec.Info, v.Position, "the launch is asked for another", what, why)
		default:
			warn(spec.Warning, v.Position, valueHint(m), what, why)
			return
		}
	}
	c.noteHost(base, s.Position, addressHint(s), diagnostic.Message("the server %q", s.URL))
}

// noteHost warns of a host that EventBridge cannot reach, or that is to be replaced.
func (c *Chooser) noteHost(base *baseURL, at spec.Position, hint, what string) {
	if code, message := c.hostProblem(base.url, what); code != "" {
		base.note(code, spec.Warning, at, hint, "%s", message)
	}
}

// hostProblem says what is wrong with the host of a URL, as far as it is known before the
// deployment.
func (c *Chooser) hostProblem(address URL, what string) (code, message string) {
	u, err := address.parsed()
	if err != nil || address.hasToken() {
		return "", ""
	}
	if why := unreachable(u.Hostname()); why != "" {
		private := ""
		if c.opts.Private {
			private = ": an API in a private network needs a public name too"
		}
		return diagnostic.ServerPlaceholder, diagnostic.Message("%s cannot be reached by EventBridge: %s%s", what, why, private)
	}
	if why := dummyHost(u.Hostname()); why != "" {
		return diagnostic.ServerPlaceholder, diagnostic.Message("%s is a placeholder: %s", what, why)
	}
	for _, piece := range strings.FieldsFunc(u.Path, lookalike.Between) {
		if _, odd := lookalike.Variables(piece); odd {
			return diagnostic.ServerPlaceholder, diagnostic.Message("%s is a placeholder: its part %q looks like a variable, and is called as it is written", what, piece)
		}
	}
	return "", ""
}

// NoteTokenHosts warns of token endpoints that EventBridge cannot reach, where the scheme is
// defined if the document does that.
func (c *Chooser) NoteTokenHosts(connections []plan.Connection, schemes map[string]*spec.SecurityScheme) {
	said := make(map[string]bool)
	for i := range connections {
		oauth := connections[i].OAuth
		if oauth == nil || said[oauth.ClientID.Scheme] {
			continue
		}
		key := oauth.ClientID.Scheme
		said[key] = true
		at := c.log.File()
		if s := schemes[key]; s != nil && s.Position.File != "" {
			at = s.Position
		}
		code, message := c.hostProblem(c.launch.url(oauth.TokenURL), diagnostic.Message("the token URL %q", oauth.TokenURL))
		if code != "" {
			c.log.Report(code, spec.Warning, at, "give another (TokenRequests; in the context key credentials, tokenUrl)", "%s", message)
		}
	}
}

// exampleDomains are those that RFC 2606, section 3, keeps for documentation.
var exampleDomains = []string{"example.com", "example.net", "example.org"}

// dummyWords are words for the reader to replace, a name being a label of a host or
// a whole value.
var dummyWords = regexp.MustCompile(`(?i)^(` +
	`(your|my)[-_]?(own)?[-_]?(domain|sub-?domain|host|host-?name|tenant|tenant-?domain|company|org|organi[sz]ation|instance)([-_].*|[0-9]*)|` +
	`your(self)?[-_].*|.*[-_]your[-_].*|your(server|account|site|app|api|shop|store|name|url|region)|` +
	`x{3,}|placeholder|change[-_]?me|replace[-_]?me|todo|tbd)$`)

// dummyHost tells why a host is to be replaced, or is "".
func dummyHost(host string) string {
	name := strings.ToLower(strings.TrimSuffix(host, "."))
	if slices.Contains(exampleDomains, strings.TrimPrefix(name, "www.")) {
		return name + " is reserved for documentation"
	}
	for l := range strings.SplitSeq(name, ".") {
		if dummyWords.MatchString(l) {
			return l + " is to be replaced"
		}
	}
	return ""
}

// dummyValue tells why the default of a variable is none to call, or is "".
func dummyValue(variable, value string) string {
	text := value
	if !strings.Contains(text, "://") {
		text = "https://" + text
	}
	u, err := url.Parse(text)
	if err == nil && u.Hostname() != "" {
		host := strings.ToLower(u.Hostname())
		// A value such as "test" or "10.1" may be a part of a name, or a version, and "eu." is
		// the beginning of one.
		_, notAddress := netip.ParseAddr(host)
		if why := unreachable(host); why != "" && !strings.HasSuffix(value, ".") && (host == "localhost" || notAddress == nil || strings.ContainsAny(host, "abcdefghijklmnopqrstuvwxyz") && strings.Contains(host, ".")) {
			return why
		}
		if why := dummyHost(host); why != "" {
			return why
		}
		for _, domain := range exampleDomains {
			if strings.HasSuffix(host, "."+domain) {
				return host + " is reserved for documentation"
			}
		}
	}
	switch {
	case strings.ContainsAny(value, "<>"):
		return value + " is to be replaced"
	case strings.EqualFold(value, variable) && value != "" && !strings.EqualFold(value, "api"):
		return "it is the variable's own name"
	}
	return ""
}
