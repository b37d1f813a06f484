package planner

import (
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/percent"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/safe"
	"github.com/openapi-destinations/openapidestinations/internal/text"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// addressPath is a path that stands for a whole URL, such as "/https://…", "/<upload_url>"
// and "/{upload_url}": one that the API tells in an answer.
var addressPath = regexp.MustCompile(`(?i)^/?(https?:(/|%2F){2}.*|[<{\[][^<>{}\[\]/]*(url|uri|link|href)[>}\]]/?)$`)

// planPath turns the path template into the endpoint's path, with a wildcard for
// each value, and its variables into fields.
func (o *draft) planPath() {
	op := o.op.Spec
	if addressPath.MatchString(op.Path) {
		o.Refuse(diagnostic.PathIsURL, op.Position,
			"give the address as a server with paths if its host is always the same, else call it some other way",
			"the path %q stands for a URL that the API tells in an earlier answer, and EventBridge fills in neither a host nor a slash", op.Path)
	}
	path, fragment, hasFragment := cutTemplate(op.Path, '#')
	if hasFragment {
		o.Note(diagnostic.Fragment, spec.Info, op.Position, "",
			"the path's fragment %q is no part of a request", "#"+fragment)
	}
	path, query, hasQuery := cutTemplate(path, '?')
	var meant []*parameter
	if safe.Unsafe(path) == "" {
		meant = append(o.checkTemplate(path), o.checkNotation()...)
	}
	if hasQuery && len(expressions(path)) > 0 {
		o.Inexact(diagnostic.PathQueryVariable, op.Position, "declare the query as parameters with one value each",
			"the path has variables and a query: OpenAPI defines no such template, and tools read it differently")
	}
	if hasQuery && len(o.op.Request.Query) > 0 {
		o.Assume(assumeRepeatedQuery)
		o.dropRepeated(query)
	}
	if len(expressions(query)) > 0 {
		o.Refuse(diagnostic.PathQueryVariable, op.Position, "declare it as a query parameter instead",
			"the path has a variable in its query, where EventBridge fills none")
	}
	if !strings.HasPrefix(path, "/") {
		o.Inexact(diagnostic.Malformed, op.Position, "begin it with a slash",
			"the path %q does not begin with a slash; one is put before it", op.Path)
		path = "/" + path
	}
	o.op.Request.Path = o.fillPath(path)
	if hasQuery {
		o.op.Request.Path += "?" + o.literal(query)
	}
	o.checkUnusedPathParameters(path, meant)
	o.checkEndpoint()
}

// dropRepeated leaves out a constant that the path's own query has already. Another value
// for one of its keys would be sent beside it.
func (o *draft) dropRepeated(query string) {
	given, err := url.ParseQuery(query)
	if err != nil {
		return
	}
	o.op.Request.Query = slices.DeleteFunc(o.op.Request.Query, func(p plan.Pair) bool {
		values := given[p.Name]
		if len(values) == 1 && p.Value.Field == "" && values[0] == p.Value.Constant {
			return true
		}
		if len(values) > 0 {
			o.Inexact(diagnostic.PathQueryVariable, o.op.Spec.Position, "take the query off the path",
				"the path has a value for the query parameter %q, which is sent twice", p.Name)
		}
		return false
	})
}

// fillPath writes the path segment by segment.
func (o *draft) fillPath(path string) string {
	segments := strings.Split(path, "/")
	seen := make(map[string]bool)
	for i, segment := range segments {
		var out strings.Builder
		done := 0
		for _, at := range expressions(segment) {
			out.WriteString(o.literal(segment[done:at[0]]))
			name := segment[at[0]+1 : at[1]-1]
			p := o.pathParameter(name)
			if seen[p.Name] && !p.fixed {
				o.Refuse(diagnostic.RepeatedVariable, o.op.Spec.Position, "name the variables differently, if the API does not mind, or fix the value (Parameters, context key parameters)",
					"the path uses the variable {%s} twice, and AWS wants the values of a path to differ", name)
			}
			seen[p.Name] = true
			out.WriteString(o.pathValue(p, name, segment))
			done = at[1]
		}
		out.WriteString(o.literal(segment[done:]))
		segments[i] = out.String()
	}
	return strings.Join(segments, "/")
}

// pathValue is a wildcard, and its field, or the constant.
func (o *draft) pathValue(p parameter, name, segment string) string {
	before := writing(p).before
	if p.secret != "" {
		return before + p.secret
	}
	if p.fixed {
		if _, byUser := o.keyOf(p); byUser && text.NamesSecret(p.Name) {
			o.Note(diagnostic.SecretInAddress, spec.Info, p.Position, "give it from Secrets Manager (SecretParameters; in the context key parameters, {\"secret\": \"name\"})",
				"the value of the path parameter %q, which is called like a secret, stands in the template as plain text", p.Name)
		}
		return before + percent.Encode(p.constant)
	}
	switch {
	case segment != "{"+name+"}":
		o.Inexact(diagnostic.PartialSegment, p.Position, askAPI,
			"the variable {%s} is only a part of the path segment %q: AWS documents wildcards for whole segments", name, segment)
		o.Assume(assumePartialWildcard)
	case before != "":
		o.Inexact(diagnostic.PartialSegment, p.Position, askAPI,
			"the style %s puts %q before the value of {%s}: AWS documents wildcards for whole segments", p.Style, before, name)
		o.Assume(assumePartialWildcard)
	}
	o.Assume(assumeNullInPath)
	o.Assume(assumeEncoding)
	o.op.Request.PathValues = append(o.op.Request.PathValues, plan.Value{Field: p.field})
	o.guards = append(o.guards, guard{p.field, "path"})
	// Path fields come first, in the template's order.
	o.op.Fields = slices.Insert(o.op.Fields, len(o.op.Request.PathValues)-1, plan.Field{
		Path: p.field, In: "path", Name: p.Name, Required: true, Guarded: true,
		ContentType: p.ContentType, Description: p.Description, Schema: p.Schema, Example: p.Example, Format: writing(p).format,
	})
	return before + "*"
}

// pathParameter finds the parameter of a variable, or makes the one that the
// document forgot.
func (o *draft) pathParameter(name string) parameter {
	if p := o.named(name); p != nil {
		return *p
	}
	taken := map[string]bool{bodyField: true}
	for _, p := range o.parameters {
		taken[p.field] = true
	}
	field := fieldName(name, "path", taken)
	o.Inexact(diagnostic.UndeclaredVariable, o.op.Spec.Position, "declare a path parameter of this name",
		"the path's variable {%s} has no parameter; the event's field %q fills it", name, field)
	made := parameter{field: field, Parameter: &spec.Parameter{
		Name: name, In: "path", Required: true, Style: "simple", Schema: &spec.Schema{}, Position: o.op.Spec.Position}}
	o.fix(&made)
	o.parameters = append(o.parameters, made)
	return made
}

// checkUnusedPathParameters says which path parameters have no place, but for those that a
// part of the path seems to mean.
func (o *draft) checkUnusedPathParameters(path string, meant []*parameter) {
	for _, p := range o.unusedPathParameters(path) {
		if !slices.ContainsFunc(meant, func(m *parameter) bool { return m.Name == p.Name }) {
			o.Note(diagnostic.UnusedPathParameter, spec.Warning, p.Position, "use it in the path, or remove it",
				"the path does not use the path parameter %q, so it is no field", p.Name)
		}
	}
}

// literal is a part of a template as the endpoint takes it.
func (o *draft) literal(s string) string {
	if strings.Contains(s, "*") {
		o.Assume(assumeLiteralStar)
	}
	return percent.Literal(s)
}

// checkEndpoint refuses what AWS would. With a token in it only a part is known.
func (o *draft) checkEndpoint() {
	if o.op.Request.BaseURL == "" {
		return // refused already
	}
	endpoint := o.op.Request.Endpoint()
	if o.builder.opts.BaseURLHasToken && strings.HasPrefix(endpoint, strings.TrimRight(o.builder.opts.BaseURL, "/")) {
		endpoint = o.op.Request.Path
	}
	length, ok := o.builder.servers.Fits(endpoint)
	if length > limits.EndpointLength {
		o.Refuse(diagnostic.EndpointInvalid, o.op.Spec.Position, "shorten the path or the server's URL",
			"its endpoint has %d characters, and AWS takes at most %d", length, limits.EndpointLength)
	} else if !ok {
		o.Refuse(diagnostic.EndpointInvalid, o.op.Spec.Position, "change the path or the server's URL",
			"AWS does not take the endpoint %q", endpoint)
	}
}
