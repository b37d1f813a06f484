package planner

import (
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// notePlaceholder warns of a server that is a placeholder for the real one. A name that
// the document's author chose below example.com is not reported, for it is an example's:
// only that domain itself is, or such a name as a variable's default.
func (b *builder) notePlaceholder(base *baseURL, s spec.Server) {
	warn := func(severity spec.Severity, at spec.Position, hint, what, why string) {
		base.note(diagnostic.ServerPlaceholder, severity, at, hint, "%s is a placeholder: %s", what, why)
	}
	for _, m := range serverVariable.FindAllString(s.URL, -1) {
		v := variableOf(s, m[1:len(m)-1])
		value, ok := defaultOf(v)
		if plain, given := b.opts.ServerVariables[v.Name]; given && isSecret(v) && plain != "" {
			b.notePlainSecret(base, v)
		}
		if b.isGiven(v.Name) || !ok || len(v.Enum) > 0 {
			continue
		}
		if isSecret(v) && !b.asks(v.Name) {
			why := "a document tells no secret"
			if value == "" {
				why = "it is empty, and no secret is"
			}
			warn(spec.Warning, v.Position, secretHint(m), "the default of the server variable "+m, why)
			return
		}
		what, why := "the default of the server variable "+m, placeholderValue(v.Name, value)
		switch {
		case why == "":
		case b.asks(v.Name):
			warn(spec.Info, v.Position, "the launch is asked for another", what, why)
		default:
			warn(spec.Warning, v.Position, valueHint(m), what, why)
			return
		}
	}
	b.noteHost(base, s.Position, addressHint(s), diagnostic.Message("the server %q", s.URL))
}

// noteHost warns of a host that EventBridge cannot reach, or that is to be replaced.
func (b *builder) noteHost(base *baseURL, at spec.Position, hint, what string) {
	if code, message := b.hostProblem(base.url, what); code != "" {
		base.note(code, spec.Warning, at, hint, "%s", message)
	}
}

// hostProblem says what is wrong with the host of a URL, as far as it is known before the
// deployment.
func (b *builder) hostProblem(address, what string) (code, message string) {
	u, err := url.Parse(b.standIn(address))
	if err != nil || strings.Contains(address, "${Token[") {
		return "", ""
	}
	if why := unreachable(u.Hostname()); why != "" {
		private := ""
		if b.opts.Private {
			private = ": an API in a private network needs a public name too"
		}
		return diagnostic.ServerPlaceholder, diagnostic.Message("%s cannot be reached by EventBridge: %s%s", what, why, private)
	}
	if why := placeholderHost(u.Hostname()); why != "" {
		return diagnostic.ServerPlaceholder, diagnostic.Message("%s is a placeholder: %s", what, why)
	}
	for _, piece := range strings.FieldsFunc(u.Path, betweenSegments) {
		if _, odd := lookalike(piece); odd {
			return diagnostic.ServerPlaceholder, diagnostic.Message("%s is a placeholder: its part %q looks like a variable, and is called as it is written", what, piece)
		}
	}
	return "", ""
}

// noteTokenHosts warns of token endpoints that EventBridge cannot reach.
func (b *builder) noteTokenHosts() {
	said := make(map[string]bool)
	for i := range b.plan.Connections {
		c := &b.plan.Connections[i]
		if c.OAuth == nil || said[c.OAuth.ClientID.Scheme] {
			continue
		}
		key := c.OAuth.ClientID.Scheme
		said[key] = true
		at := b.File()
		if s := b.schemes[key]; s != nil && s.Position.File != "" {
			at = s.Position
		}
		code, message := b.hostProblem(c.OAuth.TokenURL, diagnostic.Message("the token URL %q", c.OAuth.TokenURL))
		if code != "" {
			b.Report(code, spec.Warning, at, "give another (TokenRequests; in the context key credentials, tokenUrl)", "%s", message)
		}
	}
}

// exampleDomains are those that RFC 2606, section 3, keeps for documentation.
var exampleDomains = []string{"example.com", "example.net", "example.org"}

// placeholderWords are words for the reader to replace, a name being a label of a host or
// a whole value.
var placeholderWords = regexp.MustCompile(`(?i)^(` +
	`(your|my)[-_]?(own)?[-_]?(domain|sub-?domain|host|host-?name|tenant|tenant-?domain|company|org|organi[sz]ation|instance)([-_].*|[0-9]*)|` +
	`your(self)?[-_].*|.*[-_]your[-_].*|your(server|account|site|app|api|shop|store|name|url|region)|` +
	`x{3,}|placeholder|change[-_]?me|replace[-_]?me|todo|tbd)$`)

// placeholderHost tells why a host is to be replaced, or is "".
func placeholderHost(host string) string {
	name := strings.ToLower(strings.TrimSuffix(host, "."))
	if slices.Contains(exampleDomains, strings.TrimPrefix(name, "www.")) {
		return name + " is reserved for documentation"
	}
	for l := range strings.SplitSeq(name, ".") {
		if placeholderWords.MatchString(l) {
			return l + " is to be replaced"
		}
	}
	return ""
}

// placeholderValue tells why the default of a variable is none to call, or is "".
func placeholderValue(variable, value string) string {
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
		if why := placeholderHost(host); why != "" {
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
