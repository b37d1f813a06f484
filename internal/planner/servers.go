package planner

import (
	"regexp"
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/safe"
	"github.com/openapi-destinations/openapidestinations/internal/text"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// chooseServers decides the document's base URL. That there is none is an error
// only if an operation needs it.
func (b *builder) chooseServers() {
	switch {
	case b.opts.BaseURL != "":
		b.base = b.givenBaseURL()
	case b.unknownSelection():
		b.base = b.withoutSelection(b.chooseServer(b.doc.Servers, b.File()))
	case b.opts.AskServer:
		b.base = b.chooseAtLaunch(b.doc.Servers, b.File())
	default:
		b.base = b.chooseServer(b.doc.Servers, b.File())
	}
}

// withoutSelection is a base URL where the server that the user named is unknown, which is
// the one finding: what the first of a list is like need not be said.
func (b *builder) withoutSelection(base baseURL) baseURL {
	if b.unselected == nil {
		return base
	}
	base.notes = nil
	if base.problem != nil && base.problem.Code != diagnostic.UnsafeString {
		base.problem, base.final = b.unselected, true
	}
	return base
}

// givenBaseURL checks the user's own as far as it is known at synth.
func (b *builder) givenBaseURL() baseURL {
	given := strings.TrimRight(b.opts.BaseURL, "/")
	if b.opts.BaseURLHasToken {
		return baseURL{b: b, url: given, opaque: true}
	}
	clean, why := callable(given)
	if why != "" {
		return baseURL{problem: b.Report(diagnostic.ServerInvalid, spec.Error, b.File(), "give an absolute https URL",
			"the base URL %q cannot be called: %s", b.opts.BaseURL, why)}
	}
	base := baseURL{b: b, url: strings.TrimRight(clean, "/")}
	b.noteHost(&base, b.File(), "give an address that is reached over the internet", diagnostic.Message("the base URL %q", b.opts.BaseURL))
	return base
}

// unknownSelection reports a server that no list has, and tells whether it did.
func (b *builder) unknownSelection() bool {
	if b.opts.Server == "" || b.selected(b.doc.Servers) >= 0 {
		return false
	}
	names := serverNames(b.doc.Servers)
	for i := range b.doc.Operations {
		if b.selected(b.doc.Operations[i].Servers) >= 0 {
			return false
		}
		for _, n := range serverNames(b.doc.Operations[i].Servers) {
			if !slices.Contains(names, n) {
				names = append(names, n)
			}
		}
	}
	hint := "the document names no server: " + giveBase
	if len(names) > 0 {
		hint = "it has " + strings.Join(names, "; ")
		if near := text.Nearest(b.opts.Server, b.serverWords()); near != "" {
			hint = diagnostic.Message("did you mean %q? ", near) + hint
		}
	}
	b.unselected = b.Report(diagnostic.ServerUnknown, spec.Error, b.File(), hint,
		"no server of the document has the description, name or URL %q", b.opts.Server)
	return true
}

func serverNames(servers []spec.Server) []string {
	names := make([]string, len(servers))
	for i, s := range servers {
		names[i] = diagnostic.Message("%q", s.URL)
		if s.Description != "" {
			names[i] = diagnostic.Message("%q (%q)", safe.Clean(s.Description, 60), s.URL)
		}
	}
	return names
}

// selected is the index of the server that the user asked for, or -1.
func (b *builder) selected(servers []spec.Server) int {
	return slices.IndexFunc(servers, func(s spec.Server) bool {
		want := b.opts.Server
		return want != "" && (s.Description == want || s.Name == want || slices.Contains(b.addresses(s), want))
	})
}

// addresses are the URLs that a server goes by: as written, with its defaults, and with
// the values that the user gave.
func (b *builder) addresses(s spec.Server) []string {
	given, _, _ := b.fill(s, false)
	return []string{s.URL, defaults(s), given}
}

// chooseServer takes the selected server of a list, else its first that can be
// called.
func (b *builder) chooseServer(servers []spec.Server, at spec.Position) baseURL {
	if len(servers) == 0 && b.fetchedFrom() != nil {
		return b.firstCallable([]spec.Server{{URL: "/", Position: at}}) // OpenAPI's default
	}
	if len(servers) == 0 {
		return baseURL{problem: &spec.Diagnostic{
			Code: diagnostic.NoServer, Severity: spec.Error, Position: at,
			Message: "the document names no server, so there is no address to call",
			Hint:    giveBase,
		}}
	}
	if i := b.selected(servers); i >= 0 {
		return b.orTwin(servers, i)
	}
	if b.opts.Server != "" {
		base := b.orTwin(servers, 0)
		if _, replaced := b.replacement(servers[0]); !replaced {
			base.note(diagnostic.ServerFirst, spec.Warning, servers[0].Position, "replace it (ServerURLs, context key serverUrls), or add the server to the list",
				"this list of servers has no %q; its first, %q, is taken", b.opts.Server, servers[0].URL)
		}
		return base
	}
	return b.firstCallable(servers)
}

// firstCallable passes over servers that cannot be called, but not over the user's own
// mistakes, nor over what somebody tries to put into the template.
func (b *builder) firstCallable(servers []spec.Server) baseURL {
	first := b.orTwin(servers, 0)
	if first.problem == nil || first.final {
		return first
	}
	for _, s := range servers[1:] {
		next := b.address(s)
		if next.final {
			return next
		}
		if next.problem == nil {
			d := *first.problem
			d.Severity = spec.Warning
			d.Hint = diagnostic.Message("the server %q is taken instead; select another by its description or URL", s.URL)
			next.notes = append(next.notes, d)
			return next
		}
	}
	return first
}

// orTwin takes a server of a list, or instead of an http one its https twin: the same
// address in the same list.
func (b *builder) orTwin(servers []spec.Server, i int) baseURL {
	base := b.address(servers[i])
	if base.problem == nil || base.problem.Code != diagnostic.ServerNotHTTPS {
		return base
	}
	for _, j := range b.twinsOf(servers)[anyScheme(servers[i])] {
		if twin := b.address(servers[j]); twin.problem == nil {
			twin.note(diagnostic.ServerNotHTTPS, spec.Info, servers[i].Position, "",
				"the server %q is not https; the same address with https is in the list, and taken", servers[i].URL)
			return twin
		}
	}
	return base
}

// twins are the places of the servers of a list that share an address but for the scheme.
type twins struct {
	of *spec.Server
	at map[string][]int
}

// twinsOf looks through a list once, though each of its servers is asked for.
func (b *builder) twinsOf(servers []spec.Server) map[string][]int {
	if b.twins.of != &servers[0] {
		b.twins = twins{&servers[0], make(map[string][]int, len(servers))}
		for i, s := range servers {
			// Many that are all the same are no better than the first few.
			if key := anyScheme(s); len(b.twins.at[key]) < mostTwins {
				b.twins.at[key] = append(b.twins.at[key], i)
			}
		}
	}
	return b.twins.at
}

const mostTwins = 20

// anyScheme is the address of a server without its scheme.
func anyScheme(s spec.Server) string {
	_, rest, _ := strings.Cut(defaults(s), "://")
	return strings.ToLower(strings.TrimRight(rest, "/"))
}

// chooseBaseURL gives the operation its base URL.
func (o *draft) chooseBaseURL() {
	b, op := o.builder, o.op.Spec
	base := b.base
	ownList := (op.ServersFrom == "operation" || op.ServersFrom == "path")
	if ownList {
		base = b.ownServer(op.Servers, op.Position)
	}
	if base.problem == nil {
		notes := slices.Clone(base.notes)
		for i := range notes {
			if ownList && !slices.Contains(b.base.notes, notes[i]) { // a base URL leaves it alone
				notes[i].Hint = giveBaseURL.ReplaceAllString(notes[i].Hint, replaceServer)
			}
		}
		b.say(notes)
		o.op.Request.BaseURL = base.url
		return
	}
	if ownList && base.problem.Code != diagnostic.UnsafeString && !base.final {
		hint := base.problem.Hint
		if base.problem.Code != diagnostic.NoServer { // a base URL leaves it alone
			hint = giveBaseURL.ReplaceAllString(hint, replaceServer)
		}
		o.Refuse(base.problem.Code, base.problem.Position, hint, "%s", base.problem.Message)
		return
	}
	// The document's own server is everybody's: one error, not one for each.
	o.RefuseAs(*base.problem)
}

// giveBase and giveHTTPSBase are the hints where another address helps.
const (
	giveBase      = "give a base URL (BaseURL, context key baseUrl)"
	giveHTTPSBase = "give an https base URL (BaseURL, context key baseUrl)"
	replaceServer = "replace the server (ServerURLs, context key serverUrls)"
)

var giveBaseURL = regexp.MustCompile("(" + regexp.QuoteMeta(giveBase) + "|" + regexp.QuoteMeta(giveHTTPSBase) + ")")

// ownServer chooses in the list of a path or an operation.
func (b *builder) ownServer(servers []spec.Server, at spec.Position) baseURL {
	if base, follows := b.followChoice(servers); follows {
		return base
	}
	return b.withoutSelection(b.chooseServer(servers, at))
}

// say reports what a base URL in use needs to be said about, once.
func (b *builder) say(notes []spec.Diagnostic) {
	for _, d := range notes {
		if !b.noted[d] {
			b.noted[d] = true
			b.Diagnostics = append(b.Diagnostics, d)
		}
	}
}
