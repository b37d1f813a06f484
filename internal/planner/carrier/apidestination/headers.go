package apidestination

import (
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/planner/request"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// Of the headers that it removes, EventBridge itself writes some: with the value that HTTP asks for, or
// with one of its own.
var (
	writtenHeaders = map[string]bool{"content-length": true, "host": true}
	ownHeaders     = map[string]bool{"user-agent": true, "range": true, "accept-encoding": true, "connection": true}
)

// leaveOutHeader deals with headers that EventBridge writes or removes. It tells whether the
// parameter is done with.
func (o *judging) leaveOutHeader(p *request.Parameter) bool {
	name := strings.ToLower(p.Name)
	switch {
	case p.In != "header" || !limits.RemovedHeaders[name]:
		return false
	case p.Added:
		o.RefuseAdded(p, "EventBridge removes it")
	case writtenHeaders[name]:
		o.Note(diagnostic.DroppedHeader, spec.Info, p.Position, "",
			"EventBridge writes the header %q itself", p.Name)
	case !p.Required:
		o.Note(diagnostic.DroppedHeader, spec.Info, p.Position, "",
			"the optional header %q is removed by EventBridge and so not carried", p.Name)
	case ownHeaders[name]:
		o.Inexact(diagnostic.DroppedHeader, p.Position, "check that the API accepts EventBridge's own value",
			"EventBridge writes the header %q itself, with a value of its own", p.Name)
	default:
		o.Refuse(diagnostic.DroppedHeader, p.Position, "call this operation some other way",
			"the required header %q is removed by EventBridge", p.Name)
	}
	return true
}
