// Package server decides at which address each operation is called: which server of which list,
// with which values for its variables, what of that is left to the launch of the stack, which
// secrets stand in it, and which hosts may get a credential. It knows the servers of the document
// and what the user says about them, and nothing of connections and requests: security asks it
// for the URLs of token requests, requests are put behind the base URLs that it gives.
package server

import (
	"regexp"
	"slices"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner/finding"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// Chooser knows at which address each operation is called.
type Chooser struct {
	log  *finding.Log
	doc  *spec.Document
	opts plan.Options

	// base is the document's base URL.
	base baseURL
	// unselected is the finding where no server is the one that the user named.
	unselected *spec.Diagnostic
	// What is left to the launch: launch are all values, asked those of variables by their definition, choice that among the servers.
	launch *launchValues
	asked  map[string]*launchValue
	choice *launchChoice
	// relatives are relative URLs as the servers of the choice make them.
	relatives map[URL]resolvedURL
	// twins are the servers of one list by their address, with whatever scheme.
	twins twins
	// credentialURLs are where credentials go where the document has no base URL: that of the
	// first operation with some schemes, by their names.
	credentialURLs map[string]string
	// tokenHosts are the schemes of whose token URL was said that it is on another host.
	tokenHosts map[string]bool
	// noted are the notes about servers that were made.
	noted map[spec.Diagnostic]bool
}

// New decides the document's base URL. That there is none is an error only if an
// operation needs it.
func New(doc *spec.Document, opts plan.Options, log *finding.Log) *Chooser {
	c := &Chooser{
		log: log, doc: doc, opts: opts, launch: &launchValues{named: make(map[string]*launchValue)},
		asked: make(map[string]*launchValue), relatives: make(map[URL]resolvedURL),
		credentialURLs: make(map[string]string), tokenHosts: make(map[string]bool), noted: make(map[spec.Diagnostic]bool),
	}
	switch {
	case opts.BaseURL != "":
		c.base = c.givenBaseURL()
	case c.unknownSelection():
		c.base = c.withoutSelection(c.chooseServer(doc.Servers, log.File()))
	case opts.AskServer:
		c.base = c.chooseAtLaunch(doc.Servers, log.File())
	default:
		c.base = c.chooseServer(doc.Servers, log.File())
	}
	return c
}

// DocumentURL is the document's own base URL, or empty.
func (c *Chooser) DocumentURL() string { return c.base.url.String() }

// BaseURL is the base URL of an operation, in which placeholders stand for what the launch fills
// in. It is empty where there is none, and the verdict says why.
func (c *Chooser) BaseURL(op *spec.Operation, verdict *finding.Verdict) string {
	base := c.base
	ownList := (op.ServersFrom == "operation" || op.ServersFrom == "path")
	if ownList {
		base = c.ownServer(op.Servers, op.Position)
	}
	if base.problem == nil {
		notes := slices.Clone(base.notes)
		for i := range notes {
			if ownList && !slices.Contains(c.base.notes, notes[i]) { // a base URL leaves it alone
				notes[i].Hint = giveBaseURL.ReplaceAllString(notes[i].Hint, replaceServer)
			}
		}
		c.say(notes)
		return base.url.String()
	}
	if ownList && base.problem.Code != diagnostic.UnsafeString && !base.final {
		hint := base.problem.Hint
		if base.problem.Code != diagnostic.NoServer { // a base URL leaves it alone
			hint = giveBaseURL.ReplaceAllString(hint, replaceServer)
		}
		verdict.Refuse(base.problem.Code, base.problem.Position, hint, "%s", base.problem.Message)
		return ""
	}
	// The document's own server is everybody's: one error, not one for each.
	verdict.RefuseAs(*base.problem)
	return ""
}

// ownServer chooses in the list of a path or an operation.
func (c *Chooser) ownServer(servers []spec.Server, at spec.Position) baseURL {
	if base, follows := c.followChoice(servers); follows {
		return base
	}
	return c.withoutSelection(c.chooseServer(servers, at))
}

// say reports what a base URL in use needs to be said about, once.
func (c *Chooser) say(notes []spec.Diagnostic) {
	for _, d := range notes {
		if !c.noted[d] {
			c.noted[d] = true
			c.log.Diagnostics = append(c.log.Diagnostics, d)
		}
	}
}

// giveBase and giveHTTPSBase are the hints where another address helps.
const (
	giveBase      = "give a base URL (BaseURL, context key baseUrl)"
	giveHTTPSBase = "give an https base URL (BaseURL, context key baseUrl)"
	replaceServer = "replace the server (ServerURLs, context key serverUrls)"
)

var giveBaseURL = regexp.MustCompile("(" + regexp.QuoteMeta(giveBase) + "|" + regexp.QuoteMeta(giveHTTPSBase) + ")")
