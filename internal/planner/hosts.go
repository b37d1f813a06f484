package planner

import (
	"fmt"
	"net/netip"
	"strings"

	"golang.org/x/net/publicsuffix"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/planner/finding"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// A document is untrusted, and it names the hosts that get the user's credentials: servers of
// paths and operations, and token URLs. Those that are neither the base server's host nor of
// its registrable domain (https://publicsuffix.org) get none silently.

// checkHosts says where the operation's credential, or the client's id and secret, would go to
// a host that the user did not mean.
func (o *draft) checkHosts() {
	if !o.Callable() || o.connection == nil || len(o.connection.Schemes) == 0 {
		return
	}
	own, of := o.op.Request.BaseURL, o.builder.credentialURL(o.connection, o.op.Request.BaseURL)
	if host, other := o.builder.otherHost(own, of); other {
		o.Note(diagnostic.OtherHost, o.builder.otherHostSeverity(), o.op.Spec.Position, allowHost(host, ""),
			"the operation's own server %s gets the credential of %s, %s", host, hostOf(of), o.connection.schemeNames())
	}
	o.checkTokenHost(of)
}

// checkTokenHost asks the same of a token URL of the document: EventBridge sends it the
// client's secret as soon as the connection is made.
func (o *draft) checkTokenHost(of string) {
	token, b := o.connection.token, o.builder
	if token == nil || o.connection.Existing || token.from == (spec.Position{}) {
		return
	}
	scheme := token.ClientID.Scheme
	said := "token host:" + scheme
	if host, other := b.otherHost(token.TokenURL, of); other && !b.said[said] {
		b.said[said] = true
		b.Report(diagnostic.OtherHost, b.otherHostSeverity(), token.from, allowHost(host, scheme),
			"the token URL of the security scheme %q is on %s: that host gets the client's id and secret for %s", scheme, host, hostOf(of))
	}
}

// credentialURL is where the credential belongs: the document's base URL, or where there is
// none that of the first operation with the same schemes.
func (b *builder) credentialURL(c *connection, own string) string {
	if b.base.url != "" {
		return b.base.url
	}
	set := setName(c.Schemes)
	if _, ok := b.credentialURLs[set]; !ok {
		b.credentialURLs[set] = own
	}
	return b.credentialURLs[set]
}

// otherHostSeverity: who pins the address has said which host is meant.
func (b *builder) otherHostSeverity() spec.Severity {
	if b.opts.Strict || b.opts.BaseURL != "" {
		return spec.Error
	}
	return spec.Warning
}

// allowHost is the line that lets a host have a credential.
func allowHost(host, tokenOf string) string {
	hint := fmt.Sprintf("if it may have it, say so: CredentialHosts: []string{%q} (context key credentialHosts: [%q])", host, host)
	if tokenOf != "" {
		hint += fmt.Sprintf("; or name the token URL in TokenRequests[%q] (tokenUrl in the context key credentials)", tokenOf)
	}
	return hint
}

// schemeNames are the schemes as a message names them.
func (c *connection) schemeNames() string {
	if len(c.Schemes) == 1 {
		return fmt.Sprintf("the security scheme %q", c.Schemes[0])
	}
	return "the security schemes " + strings.Join(quoted(c.Schemes), ", ")
}

// otherHost is a host of the URL, for each server that the launch may choose, that is not of
// the site of the other URL and that the user does not trust.
func (b *builder) otherHost(own, of string) (host string, other bool) {
	if own == "" || of == "" || b.base.opaque && strings.HasPrefix(own, "${BaseUrl.Origin}") {
		return "", false
	}
	ones, others := b.rows(own), b.rows(of)
	for i := range max(len(ones), len(others)) {
		host, home := hostOf(ones[min(i, len(ones)-1)]), hostOf(others[min(i, len(others)-1)])
		if host != home && !b.trusts(host) && !sameSite(host, home) {
			return host, true
		}
	}
	return "", false
}

// trusts tells whether the user lets a host have credentials.
func (b *builder) trusts(host string) bool {
	for _, trusted := range b.opts.CredentialHosts {
		if strings.EqualFold(strings.TrimSpace(trusted), host) {
			b.Mark(finding.CredentialHosts, trusted)
			return true
		}
	}
	return false
}

func hostOf(u string) string {
	host, _, _ := strings.Cut(strings.TrimPrefix(u, "https://"), "/")
	return strings.ToLower(strings.ReplaceAll(host, ".Origin}", "}"))
}

// sameSite tells whether two hosts are one, on whatever port, or of one registrable domain.
func sameSite(a, b string) bool {
	if a == b {
		return true
	}
	of := siteOf(a)
	return of != "" && of == siteOf(b)
}

// siteOf is the registrable domain of a host, or the address that it is; empty where it isn't
// known, because the launch fills in a part of it.
func siteOf(host string) string {
	name, _, _ := strings.Cut(host[strings.LastIndexByte(host, '}')+1:], ":")
	name = strings.TrimSuffix(name, ".")
	unknown := strings.Contains(host, "}")
	if _, err := netip.ParseAddr(name); err == nil && !unknown {
		return name
	}
	known := name
	if unknown {
		name = "x" + name
	}
	site, err := publicsuffix.EffectiveTLDPlusOne(name)
	switch {
	case unknown && (err != nil || !strings.HasSuffix(known, "."+site)):
		return ""
	case err != nil:
		return name // a public suffix, or a name without a dot
	}
	return site
}
