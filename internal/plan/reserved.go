package plan

import (
	"fmt"
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
		if _, given := b.opts.ServerVariables[v.Name]; given || !ok || len(v.Enum) > 0 {
			continue
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
	u, err := url.Parse(b.standIn(base.url))
	if err != nil || b.opts.Private { // a private API has names of its own
		return
	}
	if why := placeholderHost(u.Hostname()); why != "" {
		warn(spec.Warning, s.Position, addressHint(s), fmt.Sprintf("the server %q", s.URL), why)
	}
}

// exampleDomains are those that RFC 2606, section 3, keeps for documentation.
var exampleDomains = []string{"example.com", "example.net", "example.org"}

// reservedTops are top-level domains that no public host has: RFC 2606, section 2, RFC
// 6761 and, for local, RFC 6762.
var reservedTops = []string{"test", "example", "invalid", "localhost", "local"}

// placeholderWords are words for the reader to replace, a name being a label of a host or
// a whole value.
var placeholderWords = regexp.MustCompile(`(?i)^(` +
	`(your|my)[-_]?(own)?[-_]?(domain|sub-?domain|host|host-?name|tenant|tenant-?domain|company|org|organi[sz]ation|instance)([-_].*|[0-9]*)|` +
	`your(self)?[-_].*|.*[-_]your[-_].*|your(server|account|site|app|api|shop|store|name|url|region)|` +
	`x{3,}|placeholder|change[-_]?me|replace[-_]?me|todo|tbd)$`)

// placeholderHost tells why a host is none that EventBridge could call, or is "".
func placeholderHost(host string) string {
	name := strings.ToLower(strings.TrimSuffix(host, "."))
	if address, err := netip.ParseAddr(name); err == nil {
		if address.IsLoopback() || address.IsUnspecified() || address.IsPrivate() || address.IsLinkLocalUnicast() {
			return "EventBridge cannot reach the address " + name
		}
		return ""
	}
	labels := strings.Split(name, ".")
	switch top := labels[len(labels)-1]; {
	case name == "localhost":
		return "localhost is EventBridge's own machine"
	case slices.Contains(reservedTops, top):
		return "no public host is below ." + top
	case slices.Contains(exampleDomains, strings.TrimPrefix(name, "www.")):
		return name + " is reserved for documentation"
	}
	for _, l := range labels {
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
