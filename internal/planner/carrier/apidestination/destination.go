package apidestination

import (
	"regexp"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/ident"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner/carrier"
	"github.com/openapi-destinations/openapidestinations/internal/planner/finding"
	"github.com/openapi-destinations/openapidestinations/internal/planner/selection"
	"github.com/openapi-destinations/openapidestinations/internal/safe"
)

// destination is the operation's API destination: its own, or one that operations of the same
// shape share; and the values that fill the wildcards of its path.
func (o *judging) destination(c carrier.Connection) (plan.Destination, []plan.Value) {
	d := plan.Destination{
		ID: ident.Of(o.DetailType, "Destination"), Connection: c.ID, Method: o.op.Method,
		Endpoint:    o.out.Endpoint(),
		RateLimit:   o.Settings.RateLimit,
		Description: safe.Clean(o.Described(o.op.Summary), limits.DescriptionLength),
	}
	if !o.shares() {
		return d, o.out.PathValues
	}
	path, values := o.shape()
	d.ID = o.sharedID(path, c.Key)
	d.Endpoint = o.out.BaseURL + path
	d.Description = safe.Clean(ident.OperationKey(d.Method, path), limits.DescriptionLength)
	return d, values
}

// shares tells whether the operation may share its destination. One with a rate of its own may not:
// others would slow it down, or it them.
func (o *judging) shares() bool {
	return o.c.opts.SharedDestinations && !o.Settings.Own(selection.RateLimit)
}

// constantSegment is a segment that is the same however values are encoded (assumption A1):
// the unreserved characters of RFC 3986, but no dot segment.
var constantSegment = regexp.MustCompile(`^[A-Za-z0-9._~-]+$`)

// shape is the operation's path with a wildcard for each segment that can be a value, and
// the values: https://host/*/* serves both /users/{id} and /teams/{name}. Segments stay
// that a value could not be: partial wildcards, those with other characters, and those
// that the path has twice, for AWS wants the values of a path to differ.
func (o *judging) shape() (string, []plan.Value) {
	fields := o.out.PathValues
	if strings.Contains(o.out.Path, "?") {
		return o.out.Path, fields
	}
	var values []plan.Value
	segments := strings.Split(o.out.Path, "/")
	taken := map[string]bool{".": true, "..": true}
	for i, segment := range segments {
		if wildcards := strings.Count(segment, "*"); wildcards > 0 {
			values, fields = append(values, fields[:wildcards]...), fields[wildcards:]
		} else if constantSegment.MatchString(segment) && !taken[segment] {
			taken[segment] = true
			values = append(values, plan.Value{Constant: segment})
			segments[i] = "*"
			o.Assume(finding.AssumeEncoding)
		}
	}
	return strings.Join(segments, "/"), values
}

// sharedID names a shared destination by what its operations have in common. The server is
// part of it where it is not the document's, so that another one for the whole document
// replaces nothing. An endpoint has no spaces, so they may stand for its slashes.
func (o *judging) sharedID(path, connection string) string {
	parts := []string{ident.OperationKey(o.op.Method, strings.TrimPrefix(strings.ReplaceAll(path, "/", " "), " "))}
	if base := strings.TrimPrefix(o.out.BaseURL, o.c.servers.DocumentURL()); base != "" {
		parts = append(parts, base)
	}
	return ident.Of(append(parts, connection, "Destination")...)
}
