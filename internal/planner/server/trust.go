package server

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

// Credential is what a connection sends, as far as it matters to whom.
type Credential struct {
	// Schemes are the security schemes, and Set is what the set of them is called.
	Schemes []string
	Set     string
	// TokenURL is where the client's id and secret of the scheme Client go, and TokenFrom the
	// place of it in the document. Without that place the user named the URL, or there is none.
	TokenURL, Client string
	TokenFrom        spec.Position
}

// CheckHosts says where the operation's credential, or the client's id and secret, would go to
// a host that the user did not mean.
func (c *Chooser) CheckHosts(op *spec.Operation, baseURL string, credential Credential, verdict *finding.Verdict) {
	of := c.credentialURL(credential.Set, baseURL)
	if host, other := c.otherHost(baseURL, of); other {
		verdict.Note(diagnostic.OtherHost, c.otherHostSeverity(), op.Position, allowHost(host, ""),
			"the operation's own server %s gets the credential of %s, %s", host, hostOf(of), schemeNames(credential.Schemes))
	}
	c.checkTokenHost(credential, of)
}

// checkTokenHost asks the same of a token URL of the document: EventBridge sends it the
// client's secret as soon as the connection is made.
func (c *Chooser) checkTokenHost(credential Credential, of string) {
	if credential.TokenFrom == (spec.Position{}) {
		return
	}
	scheme := credential.Client
	if host, other := c.otherHost(credential.TokenURL, of); other && !c.tokenHosts[scheme] {
		c.tokenHosts[scheme] = true
		c.log.Report(diagnostic.OtherHost, c.otherHostSeverity(), credential.TokenFrom, allowHost(host, scheme),
			"the token URL of the security scheme %q is on %s: that host gets the client's id and secret for %s", scheme, host, hostOf(of))
	}
}

// credentialURL is where the credential belongs: the document's base URL, or where there is
// none that of the first operation with the same schemes.
func (c *Chooser) credentialURL(schemes, own string) string {
	if !c.base.url.isEmpty() {
		return c.base.url.String()
	}
	if _, ok := c.credentialURLs[schemes]; !ok {
		c.credentialURLs[schemes] = own
	}
	return c.credentialURLs[schemes]
}

// OnDocumentHost tells whether a base URL is on the document's own host, as far as both are known.
func (c *Chooser) OnDocumentHost(baseURL string) bool {
	own := c.base.url.String()
	return baseURL == "" || own == "" || baseURL == own || hostOf(baseURL) == hostOf(own)
}

// otherHostSeverity: who pins the address has said which host is meant.
func (c *Chooser) otherHostSeverity() spec.Severity {
	if c.log.Strict || c.opts.BaseURL != "" {
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
func schemeNames(schemes []string) string {
	if len(schemes) == 1 {
		return fmt.Sprintf("the security scheme %q", schemes[0])
	}
	return "the security schemes " + strings.Join(quoted(schemes), ", ")
}

// otherHost is a host of the URL, for each server that the launch may choose, that is not of
// the site of the other URL and that the user does not trust.
func (c *Chooser) otherHost(own, of string) (host string, other bool) {
	if own == "" || of == "" || c.base.opaque && strings.HasPrefix(own, "${BaseUrl.Origin}") {
		return "", false
	}
	ones, others := c.rows(own), c.rows(of)
	for i := range max(len(ones), len(others)) {
		host, home := hostOf(ones[min(i, len(ones)-1)]), hostOf(others[min(i, len(others)-1)])
		if host != home && !c.trusts(host) && !sameSite(host, home) {
			return host, true
		}
	}
	return "", false
}

// trusts tells whether the user lets a host have credentials.
func (c *Chooser) trusts(host string) bool {
	for _, trusted := range c.opts.CredentialHosts {
		if strings.EqualFold(strings.TrimSpace(trusted), host) {
			c.log.Mark(finding.CredentialHosts, trusted)
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
func sameSite(host, other string) bool {
	if host == other {
		return true
	}
	of := siteOf(host)
	return of != "" && of == siteOf(other)
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
