package apidestination

import (
	"net/url"
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/percent"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner/finding"
	"github.com/openapi-destinations/openapidestinations/internal/planner/request"
)

// placePath turns the path into the endpoint's, with a wildcard for each value, and its
// variables into fields.
func (o *judging) placePath() {
	op, path := o.op, &o.Wanted.Path
	if path.StandsForURL {
		o.Refuse(diagnostic.PathIsURL, op.Position,
			"give the address as a server with paths if its host is always the same, else call it some other way",
			"the path %q stands for a URL that the API tells in an earlier answer, and EventBridge fills in neither a host nor a slash", op.Path)
	}
	if path.HasQuery && len(o.out.Query) > 0 {
		o.Assume(finding.AssumeRepeatedQuery)
		o.dropRepeated(path.Query)
	}
	if path.QueryHasVariables {
		o.Refuse(diagnostic.PathQueryVariable, op.Position, "declare it as a query parameter instead",
			"the path has a variable in its query, where EventBridge fills none")
	}
	o.out.Path = o.fillPath()
	if path.HasQuery {
		o.out.Path += "?" + o.literal(path.Query)
	}
	o.checkEndpoint()
}

// dropRepeated leaves out a constant that the path's own query has already. Another value
// for one of its keys would be sent beside it.
func (o *judging) dropRepeated(query string) {
	given, err := url.ParseQuery(query)
	if err != nil {
		return
	}
	o.out.Query = slices.DeleteFunc(o.out.Query, func(p plan.Pair) bool {
		values := given[p.Name]
		if len(values) == 1 && p.Value.Field == "" && values[0] == p.Value.Constant {
			return true
		}
		if len(values) > 0 {
			o.Inexact(diagnostic.PathQueryVariable, o.op.Position, "take the query off the path",
				"the path has a value for the query parameter %q, which is sent twice", p.Name)
		}
		return false
	})
}

// fillPath writes the path segment by segment.
func (o *judging) fillPath() string {
	segments := make([]string, len(o.Wanted.Path.Segments))
	seen := make(map[string]bool)
	for i, segment := range o.Wanted.Path.Segments {
		for _, piece := range segment.Pieces {
			if !piece.IsVariable {
				segments[i] += o.literal(piece.Text)
				continue
			}
			p := *piece.Parameter
			if seen[p.Name] && !p.Fixed() {
				o.Refuse(diagnostic.RepeatedVariable, o.op.Position, "name the variables differently, if the API does not mind, or fix the value (Parameters, context key parameters)",
					"the path uses the variable {%s} twice, and AWS wants the values of a path to differ", piece.Variable)
			}
			seen[p.Name] = true
			segments[i] += o.pathValue(p, piece, segment.Text)
		}
	}
	return strings.Join(segments, "/")
}

// pathValue is a wildcard, and its field, or the constant.
func (o *judging) pathValue(p request.Parameter, piece request.Piece, segment string) string {
	name := piece.Variable
	if piece.Greedy && (!p.Fixed() || percent.Encode(p.Constant) != p.Constant) {
		o.reserved(p)
	}
	before := writing(p).before
	if p.Secret != "" {
		return before + p.Secret
	}
	if p.Fixed() {
		o.NotePlainSecret(&p)
		return before + percent.Encode(p.Constant)
	}
	switch {
	case segment != "{"+name+"}":
		o.Inexact(diagnostic.PartialSegment, p.Position, askAPI,
			"the variable {%s} is only a part of the path segment %q: AWS documents wildcards for whole segments", name, segment)
		o.Assume(finding.AssumePartialWildcard)
	case before != "":
		o.Inexact(diagnostic.PartialSegment, p.Position, askAPI,
			"the style %s puts %q before the value of {%s}: AWS documents wildcards for whole segments", p.Style, before, name)
		o.Assume(finding.AssumePartialWildcard)
	}
	o.Assume(finding.AssumeNullInPath)
	o.Assume(finding.AssumeEncoding)
	o.out.PathValues = append(o.out.PathValues, plan.Value{Field: p.Field})
	o.guards = append(o.guards, guard{p.Field, "path"})
	// Path fields come first, in the template's order.
	o.fields = slices.Insert(o.fields, len(o.out.PathValues)-1, plan.Field{
		Path: p.Field, In: "path", Name: p.Name, Required: true, Guarded: true,
		ContentType: p.ContentType, Description: p.Description, Schema: p.Schema, Example: p.Example, Format: writing(p).format,
	})
	return before + "*"
}

// literal is a part of a template as the endpoint takes it.
func (o *judging) literal(s string) string {
	if strings.Contains(s, "*") {
		o.Assume(finding.AssumeLiteralStar)
	}
	return percent.Literal(s)
}

// checkEndpoint refuses what AWS would. With a token in it only a part is known.
func (o *judging) checkEndpoint() {
	if o.out.BaseURL == "" {
		return // refused already
	}
	endpoint := o.out.Endpoint()
	if o.c.opts.BaseURLHasToken && strings.HasPrefix(endpoint, strings.TrimRight(o.c.opts.BaseURL, "/")) {
		endpoint = o.out.Path
	}
	length, ok := o.c.servers.Fits(endpoint)
	if length > limits.EndpointLength {
		o.Refuse(diagnostic.EndpointInvalid, o.op.Position, "shorten the path or the server's URL",
			"its endpoint has %d characters, and AWS takes at most %d", length, limits.EndpointLength)
	} else if !ok {
		o.Refuse(diagnostic.EndpointInvalid, o.op.Position, "change the path or the server's URL",
			"AWS does not take the endpoint %q", endpoint)
	}
}
