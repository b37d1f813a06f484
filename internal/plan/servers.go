package plan

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// baseURL is what precedes an operation's path, or why there is none.
type baseURL struct {
	url     string
	opaque  bool // it holds a deploy-time token
	problem *spec.Diagnostic
}

// chooseServers decides the document's base URL. That there is none is an error
// only if an operation needs it.
func (b *builder) chooseServers() {
	if b.opts.BaseURL != "" {
		b.base = b.givenBaseURL()
		return
	}
	b.base = b.chooseServer(b.doc.Servers, b.file())
	b.checkSelection()
}

// givenBaseURL checks the user's own as far as it is known at synth.
func (b *builder) givenBaseURL() baseURL {
	given := strings.TrimSuffix(b.opts.BaseURL, "/")
	if b.opts.BaseURLHasToken {
		return baseURL{url: given, opaque: true}
	}
	clean, why := callable(given)
	if why != "" {
		b.report(diagnostic.ServerInvalid, spec.Error, b.file(), "give an absolute https URL",
			"the base URL %q cannot be called: %s", b.opts.BaseURL, why)
		return baseURL{problem: &b.plan.Diagnostics[len(b.plan.Diagnostics)-1]}
	}
	return baseURL{url: strings.TrimSuffix(clean, "/")}
}

// checkSelection reports a server that no list has.
func (b *builder) checkSelection() {
	if b.opts.Server == "" {
		return
	}
	names := serverNames(b.doc.Servers)
	if b.selected(b.doc.Servers) >= 0 {
		return
	}
	for i := range b.doc.Operations {
		if b.selected(b.doc.Operations[i].Servers) >= 0 {
			return
		}
		for _, n := range serverNames(b.doc.Operations[i].Servers) {
			if !slices.Contains(names, n) {
				names = append(names, n)
			}
		}
	}
	hint := "the document names no server: give a base URL"
	if len(names) > 0 {
		hint = "it has " + strings.Join(names, "; ")
	}
	b.report(diagnostic.ServerUnknown, spec.Error, b.file(), hint,
		"no server of the document has the description, name or URL %q", b.opts.Server)
}

func serverNames(servers []spec.Server) []string {
	names := make([]string, len(servers))
	for i, s := range servers {
		names[i] = fmt.Sprintf("%q", s.URL)
		if s.Description != "" {
			names[i] = fmt.Sprintf("%q (%s)", cleaned(s.Description, 60), s.URL)
		}
	}
	return names
}

// selected is the index of the server that the user asked for, or -1.
func (b *builder) selected(servers []spec.Server) int {
	return slices.IndexFunc(servers, func(s spec.Server) bool {
		want := b.opts.Server
		return want != "" && (s.Description == want || s.Name == want || s.URL == want || expand(s) == want)
	})
}

// chooseServer takes the selected server of a list, else its first that can be
// called.
func (b *builder) chooseServer(servers []spec.Server, at spec.Position) baseURL {
	if len(servers) == 0 {
		return baseURL{problem: &spec.Diagnostic{
			Code: diagnostic.NoServer, Severity: spec.Error, Position: at,
			Message: "the document names no server, so there is no address to call",
			Hint:    "give a base URL",
		}}
	}
	if i := b.selected(servers); i >= 0 {
		return b.useServer(servers[i])
	}
	if b.opts.Server != "" {
		if _, replaced := b.replacement(servers[0]); !replaced {
			b.report(diagnostic.ServerFirst, spec.Warning, servers[0].Position, "replace it with ServerURLs, or add the server to the list",
				"this list of servers has no %q; its first, %s, is taken", b.opts.Server, servers[0].URL)
		}
		return b.useServer(servers[0])
	}
	first := b.useServer(servers[0])
	if first.problem == nil || unsafe(expand(servers[0])) != "" {
		return first
	}
	for _, s := range servers[1:] {
		if next := b.useServer(s); next.problem == nil {
			d := *first.problem
			d.Severity = spec.Warning
			d.Hint = fmt.Sprintf("the server %s is taken instead; select another by its description or URL", s.URL)
			b.plan.Diagnostics = append(b.plan.Diagnostics, d)
			return next
		}
	}
	return first
}

// useServer turns one server into a base URL. A relative one needs the document's.
func (b *builder) useServer(s spec.Server) baseURL {
	raw := expand(s)
	if replacement, ok := b.replacement(s); ok {
		raw = replacement
	}
	problem := func(code, hint, format string, args ...any) baseURL {
		return baseURL{problem: &spec.Diagnostic{Code: code, Severity: spec.Error,
			Position: s.Position, Message: fmt.Sprintf(format, args...), Hint: hint}}
	}
	if why := unsafe(raw); why != "" {
		return problem(diagnostic.UnsafeString, "give a base URL", "the server %q must not reach a template: %s", raw, why)
	}
	if len(raw) > limits.EndpointLength {
		return problem(diagnostic.ServerInvalid, "give a base URL",
			"the server has a URL of %d characters with its variables, and AWS takes endpoints of at most %d", len(raw), limits.EndpointLength)
	}
	if m := serverVariable.FindString(raw); m != "" {
		return problem(diagnostic.ServerInvalid, "give a base URL",
			"the server %q has no value for its variable %s", s.URL, m)
	}
	u, err := url.Parse(raw)
	if err == nil && u.Scheme == "" && u.Host == "" {
		return b.relative(raw, u, s)
	}
	if err == nil && strings.EqualFold(u.Scheme, "http") {
		return problem(diagnostic.ServerNotHTTPS, "give an https base URL",
			"the server %q is not https, and EventBridge calls nothing else", raw)
	}
	clean, why := callable(raw)
	if why != "" {
		return problem(diagnostic.ServerInvalid, "give a base URL", "the server %q cannot be called: %s", raw, why)
	}
	return baseURL{url: strings.TrimSuffix(clean, "/")}
}

// replacement is what the user wants instead of a server, by its URL as written or
// with its variables filled.
func (b *builder) replacement(s spec.Server) (string, bool) {
	for _, key := range []string{s.URL, expand(s)} {
		if replacement, ok := b.opts.ServerURLs[key]; ok {
			b.used["server:"+key] = true
			return replacement, true
		}
	}
	return "", false
}

// relative resolves a relative server URL against the document's base URL.
func (b *builder) relative(raw string, u *url.URL, s spec.Server) baseURL {
	if b.base.url == "" {
		return baseURL{problem: &spec.Diagnostic{
			Code: diagnostic.NoServer, Severity: spec.Error, Position: s.Position,
			Message: fmt.Sprintf("the server %q is relative, and nothing says to what", raw),
			Hint:    "give a base URL",
		}}
	}
	clean, why := b.base.resolve(raw, u)
	if why != "" {
		return baseURL{problem: &spec.Diagnostic{
			Code: diagnostic.ServerInvalid, Severity: spec.Error, Position: s.Position,
			Message: fmt.Sprintf("the server %q cannot be called: %s", raw, why), Hint: "give a base URL",
		}}
	}
	return baseURL{url: strings.TrimSuffix(clean, "/"), opaque: b.base.opaque}
}

// resolve makes a relative URL absolute. Behind a deploy-time token it can only be
// appended.
func (base baseURL) resolve(raw string, u *url.URL) (clean, why string) {
	if base.opaque {
		return base.url + "/" + strings.TrimPrefix(raw, "/"), ""
	}
	absolute, err := url.Parse(base.url + "/")
	if err != nil {
		return "", "it is relative to no URL"
	}
	return callable(absolute.ResolveReference(u).String())
}

var serverVariable = regexp.MustCompile(`\{[^{}]*\}`)

// expand fills a server's variables with their defaults. A default is text: a variable in
// it stays, for a few that name one another would else make a URL of any length.
func expand(s spec.Server) string {
	out := strings.TrimSpace(s.URL)
	if strings.HasPrefix(out, "//") {
		out = "https:" + out // relative to a scheme, and EventBridge has one only
	}
	values := make(map[string]string, len(s.Variables))
	for _, v := range s.Variables {
		if v.Default != "" || len(v.Enum) == 0 || slices.Contains(v.Enum, "") {
			values["{"+v.Name+"}"] = v.Default
		}
	}
	added := 0
	return serverVariable.ReplaceAllStringFunc(out, func(variable string) string {
		value, known := values[variable]
		if !known || added > limits.EndpointLength {
			return variable // it is too long already
		}
		added += len(value)
		return value
	})
}

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

// chooseBaseURL gives the operation its base URL.
func (o *draft) chooseBaseURL() {
	b, op := o.builder, o.op.Spec
	base := b.base
	ownList := op.ServersFrom == "operation" || op.ServersFrom == "path"
	if ownList {
		base = b.chooseServer(op.Servers, op.Position)
	}
	if base.problem == nil {
		o.op.Request.BaseURL = base.url
		return
	}
	if ownList && base.problem.Code != diagnostic.UnsafeString {
		hint := "replace the server with ServerURLs"
		if base.problem.Code == diagnostic.NoServer {
			hint = base.problem.Hint
		}
		o.refuse(base.problem.Code, base.problem.Position, hint, "%s", base.problem.Message)
		return
	}
	// The document's own server is everybody's: one error, not one for each.
	o.op.Fidelity = Unsupported
	o.op.Reasons = append(o.op.Reasons, *base.problem)
}
