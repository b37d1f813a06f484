package planner

import (
	"regexp"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/ident"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner/layout"
	"github.com/openapi-destinations/openapidestinations/internal/safe"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// addDestination gives an operation its API destination: its own, or one that operations
// of the same shape share. It returns the values that fill the wildcards of its path.
func (o *draft) addDestination(carried *layout.Carried) []plan.Value {
	d := plan.Destination{
		ID: ident.Of(o.op.DetailType, "Destination"), Connection: o.op.Connection, Method: o.op.Spec.Method,
		Endpoint:    o.op.Request.Endpoint(),
		Description: safe.Clean(describe(o.op.Spec), limits.DescriptionLength),
	}
	b := o.builder
	if !b.opts.SharedDestinations {
		o.op.Destination, carried.Own = d.ID, &d
		return o.op.Request.PathValues
	}
	path, values := o.shape()
	d.ID = o.sharedID(path)
	d.Endpoint = o.op.Request.BaseURL + path
	d.Description = safe.Clean(ident.OperationKey(d.Method, path), limits.DescriptionLength)
	if !b.known[d.ID] {
		b.known[d.ID] = true
		b.shared = append(b.shared, d)
	}
	o.op.Destination, carried.Shared = d.ID, d.ID
	return values
}

func describe(op *spec.Operation) string {
	if s := strings.TrimSpace(op.Summary); s != "" {
		return ident.OperationKey(op.Method, op.Path) + ": " + s
	}
	return ident.OperationKey(op.Method, op.Path)
}

// constantSegment is a segment that is the same however values are encoded (assumption A1):
// the unreserved characters of RFC 3986, but no dot segment.
var constantSegment = regexp.MustCompile(`^[A-Za-z0-9._~-]+$`)

// shape is the operation's path with a wildcard for each segment that can be a value, and
// the values: https://host/*/* serves both /users/{id} and /teams/{name}. Segments stay
// that a value could not be: partial wildcards, those with other characters, and those
// that the path has twice, for AWS wants the values of a path to differ.
func (o *draft) shape() (string, []plan.Value) {
	fields := o.op.Request.PathValues
	if strings.Contains(o.op.Request.Path, "?") {
		return o.op.Request.Path, fields
	}
	var values []plan.Value
	segments := strings.Split(o.op.Request.Path, "/")
	taken := map[string]bool{".": true, "..": true}
	for i, segment := range segments {
		if wildcards := strings.Count(segment, "*"); wildcards > 0 {
			values, fields = append(values, fields[:wildcards]...), fields[wildcards:]
		} else if constantSegment.MatchString(segment) && !taken[segment] {
			taken[segment] = true
			values = append(values, plan.Value{Constant: segment})
			segments[i] = "*"
			o.Assume(assumeEncoding)
		}
	}
	return strings.Join(segments, "/"), values
}

// sharedID names a shared destination by what its operations have in common. The server is
// part of it where it is not the document's, so that another one for the whole document
// replaces nothing. An endpoint has no spaces, so they may stand for its slashes.
func (o *draft) sharedID(path string) string {
	parts := []string{ident.OperationKey(o.op.Spec.Method, strings.TrimPrefix(strings.ReplaceAll(path, "/", " "), " "))}
	if base := strings.TrimPrefix(o.op.Request.BaseURL, o.builder.servers.DocumentURL()); base != "" {
		parts = append(parts, base)
	}
	return ident.Of(append(parts, o.op.Connection, "Destination")...)
}
