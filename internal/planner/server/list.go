package server

import (
	"cmp"
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/safe"
	"github.com/openapi-destinations/openapidestinations/internal/text"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// withoutSelection is a base URL where the server that the user named is unknown, which is
// the one finding: what the first of a list is like need not be said.
func (c *Chooser) withoutSelection(base baseURL) baseURL {
	if c.unselected == nil {
		return base
	}
	base.notes = nil
	if base.problem != nil && base.problem.Code != diagnostic.UnsafeString {
		base.problem, base.final = c.unselected, true
	}
	return base
}

// givenBaseURL checks the user's own as far as it is known at synth.
func (c *Chooser) givenBaseURL() baseURL {
	given := strings.TrimRight(c.opts.BaseURL, "/")
	if c.opts.BaseURLHasToken {
		return baseURL{url: c.launch.url(given), opaque: true}
	}
	clean, why := callable(given)
	if why != "" {
		return baseURL{problem: c.log.Report(diagnostic.ServerInvalid, spec.Error, c.log.File(), "give an absolute https URL",
			"the base URL %q cannot be called: %s", c.opts.BaseURL, why)}
	}
	base := baseURL{url: c.launch.url(clean).trimmed()}
	c.noteHost(&base, c.log.File(), "give an address that is reached over the internet", diagnostic.Message("the base URL %q", c.opts.BaseURL))
	return base
}

// unknownSelection reports a server that no list has, and tells whether it did.
func (c *Chooser) unknownSelection() bool {
	if c.opts.Server == "" || c.selected(c.doc.Servers) >= 0 {
		return false
	}
	names, words := serverNames(c.doc.Servers), c.serverWords(c.doc.Servers)
	for i := range c.doc.Operations {
		own := c.doc.Operations[i].Servers
		if c.selected(own) >= 0 {
			return false
		}
		for j, n := range serverNames(own) {
			if !slices.Contains(names, n) {
				names, words = append(names, n), append(words, c.serverWords(own[j:j+1])...)
			}
		}
	}
	hint := "the document names no server: " + giveBase
	if len(names) > 0 {
		hint = "it has " + strings.Join(names, "; ") + " (Server, context key server)"
		if near := text.Nearest(c.opts.Server, words); near != "" {
			hint = diagnostic.Message("did you mean %q? ", near) + hint
		}
	}
	c.unselected = c.log.Report(diagnostic.ServerUnknown, spec.Error, c.log.File(), hint,
		"no server of the document has the description, name or URL %q", c.opts.Server)
	return true
}

func serverNames(servers []spec.Server) []string {
	names := make([]string, len(servers))
	for i, s := range servers {
		names[i] = diagnostic.Message("%q", s.URL)
		if name := cmp.Or(s.Description, s.Name); name != "" {
			names[i] = diagnostic.Message("%q (%q)", safe.Clean(name, 60), s.URL)
		}
	}
	return names
}

// serverWords are what servers may be selected by.
func (c *Chooser) serverWords(servers []spec.Server) []string {
	var words []string
	for _, s := range servers {
		words = append(append(words, s.Description, s.Name), c.addresses(s)...)
	}
	return words
}

// selected is the index of the server that the user asked for, or -1.
func (c *Chooser) selected(servers []spec.Server) int {
	return slices.IndexFunc(servers, func(s spec.Server) bool {
		want := c.opts.Server
		return want != "" && (s.Description == want || s.Name == want || slices.Contains(c.addresses(s), want))
	})
}

// addresses are the URLs that a server goes by: as written, with its defaults, and with
// the values that the user gave.
func (c *Chooser) addresses(s spec.Server) []string {
	given, _, _ := c.fill(s, false)
	return []string{s.URL, defaults(s), given}
}

// chooseServer takes the selected server of a list, else its first that can be
// called.
func (c *Chooser) chooseServer(servers []spec.Server, at spec.Position) baseURL {
	if len(servers) == 0 && c.fetchedFrom() != nil {
		return c.firstCallable([]spec.Server{{URL: "/", Position: at}}) // OpenAPI's default
	}
	if len(servers) == 0 {
		return baseURL{problem: &spec.Diagnostic{
			Code: diagnostic.NoServer, Severity: spec.Error, Position: at,
			Message: "the document names no server, so there is no address to call",
			Hint:    giveBase,
		}}
	}
	if i := c.selected(servers); i >= 0 {
		return c.orTwin(servers, i)
	}
	if c.opts.Server != "" {
		base := c.orTwin(servers, 0)
		if _, replaced := c.replacement(servers[0]); !replaced {
			base.note(diagnostic.ServerFirst, spec.Warning, servers[0].Position, "replace it (ServerURLs, context key serverUrls), or add the server to the list",
				"this list of servers has no %q; its first, %q, is taken", c.opts.Server, servers[0].URL)
		}
		return base
	}
	return c.firstCallable(servers)
}

// firstCallable passes over servers that cannot be called, but not over the user's own
// mistakes, nor over what somebody tries to put into the template.
func (c *Chooser) firstCallable(servers []spec.Server) baseURL {
	first := c.orTwin(servers, 0)
	if first.problem == nil || first.final {
		return first
	}
	for _, s := range servers[1:] {
		next := c.address(s)
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
func (c *Chooser) orTwin(servers []spec.Server, i int) baseURL {
	base := c.address(servers[i])
	if base.problem == nil || base.problem.Code != diagnostic.ServerNotHTTPS {
		return base
	}
	for _, j := range c.twinsOf(servers)[anyScheme(servers[i])] {
		if twin := c.address(servers[j]); twin.problem == nil {
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
func (c *Chooser) twinsOf(servers []spec.Server) map[string][]int {
	if c.twins.of != &servers[0] {
		c.twins = twins{&servers[0], make(map[string][]int, len(servers))}
		for i, s := range servers {
			// Many that are all the same are no better than the first few.
			if key := anyScheme(s); len(c.twins.at[key]) < mostTwins {
				c.twins.at[key] = append(c.twins.at[key], i)
			}
		}
	}
	return c.twins.at
}

const mostTwins = 20

// anyScheme is the address of a server without its scheme.
func anyScheme(s spec.Server) string {
	_, rest, _ := strings.Cut(defaults(s), "://")
	return strings.ToLower(strings.TrimRight(rest, "/"))
}
