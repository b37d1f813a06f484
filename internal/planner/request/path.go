package request

import (
	"regexp"
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/safe"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// Path is the path's template.
type Path struct {
	// Segments are what stands between the slashes. The first is empty: a path begins with one.
	Segments []Segment
	// Query is a constant query that the template has, HasQuery that there is one.
	Query    string
	HasQuery bool
	// StandsForURL says that the path is a whole address, one that the API tells in an answer.
	StandsForURL bool
	// HasVariables says that a segment has one, QueryHasVariables that the query has.
	HasVariables      bool
	QueryHasVariables bool
}

// Segment is a part of a path between slashes.
type Segment struct {
	Text   string
	Pieces []Piece
}

// Piece is a text of a segment, or a variable.
type Piece struct {
	Text string
	// IsVariable says that the piece is one, Variable its name as the template has it, which may
	// be empty.
	IsVariable bool
	Variable   string
	// Greedy variables are marked as such that take slashes.
	Greedy bool
	// Parameter is the variable's; nil for a text.
	Parameter *Parameter
}

// addressPath is a path that stands for a whole URL, such as "/https://…", "/<upload_url>"
// and "/{upload_url}": one that the API tells in an answer.
var addressPath = regexp.MustCompile(`(?i)^/?(https?:(/|%2F){2}.*|[<{\[][^<>{}\[\]/]*(url|uri|link|href)[>}\]]/?)$`)

// readPath cuts the path's template where its variables are.
func (r *making) readPath() {
	p := &r.Path
	p.StandsForURL = addressPath.MatchString(r.op.Path)
	path, fragment, hasFragment := cutTemplate(r.op.Path, '#')
	if hasFragment {
		r.Note(diagnostic.Fragment, spec.Info, r.op.Position, "",
			"the path's fragment %q is no part of a request", "#"+fragment)
	}
	path, p.Query, p.HasQuery = cutTemplate(path, '?')
	var meant []*Parameter
	if safe.Unsafe(path) == "" {
		meant = append(r.checkTemplate(path), r.checkNotation()...)
	}
	p.HasVariables, p.QueryHasVariables = len(expressions(path)) > 0, len(expressions(p.Query)) > 0
	if p.HasQuery && p.HasVariables {
		r.Inexact(diagnostic.PathQueryVariable, r.op.Position, "declare the query as parameters with one value each",
			"the path has variables and a query: OpenAPI defines no such template, and tools read it differently")
	}
	if !strings.HasPrefix(path, "/") {
		r.Inexact(diagnostic.Malformed, r.op.Position, "begin it with a slash",
			"the path %q does not begin with a slash; one is put before it", r.op.Path)
		path = "/" + path
	}
	for text := range strings.SplitSeq(path, "/") {
		p.Segments = append(p.Segments, r.segment(text))
	}
	r.checkUnusedPathParameters(path, meant)
}

// segment cuts a segment.
func (r *making) segment(text string) Segment {
	s := Segment{Text: text}
	done := 0
	literal := func(to int) {
		if to > done {
			s.Pieces = append(s.Pieces, Piece{Text: text[done:to]})
		}
	}
	for _, at := range expressions(text) {
		literal(at[0])
		name := text[at[0]+1 : at[1]-1]
		_, greedily := r.named(name)
		s.Pieces = append(s.Pieces, Piece{IsVariable: true, Variable: name, Greedy: greedily, Parameter: r.pathParameter(name)})
		done = at[1]
	}
	literal(len(text))
	return s
}

// pathParameter finds the parameter of a variable, or makes the one that the
// document forgot.
func (r *making) pathParameter(name string) *Parameter {
	if p, _ := r.named(name); p != nil {
		return p
	}
	taken := map[string]bool{BodyField: true}
	for _, p := range r.Parameters {
		taken[p.Field] = true
	}
	field := fieldName(name, "path", taken)
	r.Inexact(diagnostic.UndeclaredVariable, r.op.Position, "declare a path parameter of this name",
		"the path's variable {%s} has no parameter; the event's field %q fills it", name, field)
	made := Parameter{Undeclared: true, Field: field, Parameter: &spec.Parameter{
		Name: name, In: "path", Required: true, Style: "simple", Schema: &spec.Schema{}, Position: r.op.Position}}
	r.fix(&made)
	r.Parameters = append(r.Parameters, made)
	return &made
}

// checkUnusedPathParameters says which path parameters have no place, but for those that a
// part of the path seems to mean.
func (r *making) checkUnusedPathParameters(path string, meant []*Parameter) {
	for _, p := range r.unusedPathParameters(path) {
		if !slices.ContainsFunc(meant, func(m *Parameter) bool { return m.Name == p.Name }) {
			r.Note(diagnostic.UnusedPathParameter, spec.Warning, p.Position, "use it in the path, or remove it",
				"the path does not use the path parameter %q, so it is no field", p.Name)
		}
	}
}
