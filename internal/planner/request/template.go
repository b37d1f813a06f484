package request

import (
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
)

// expressions are where the expressions of a template stand, a name in braces (OpenAPI 3.1,
// "Path Templating"), from the first brace to behind the last.
func expressions(template string) [][2]int {
	var found [][2]int
	open := -1
	for i := range len(template) {
		switch template[i] {
		case '{':
			open = i
		case '}':
			if open >= 0 {
				found = append(found, [2]int{open, i + 1})
			}
			open = -1
		}
	}
	return found
}

// variables are the names in a template's expressions.
func variables(template string) []string {
	var names []string
	for _, at := range expressions(template) {
		names = append(names, template[at[0]+1:at[1]-1])
	}
	return names
}

// cutTemplate cuts a path template at a sign that stands in no variable.
func cutTemplate(template string, sign byte) (before, after string, found bool) {
	if strings.IndexByte(template, sign) < 0 {
		return template, "", false
	}
	inside := expressions(template)
	for i := range len(template) {
		if len(inside) > 0 && i >= inside[0][1] {
			inside = inside[1:]
		}
		if template[i] == sign && (len(inside) == 0 || i < inside[0][0]) {
			return template[:i], template[i+1:], true
		}
	}
	return template, "", false
}

// greedy are the marks of a variable whose value may hold slashes, in RFC 6570's
// templates ({+name}) and in those of some gateways ({name+}, {name*}).
const greedy = "+*"

// operators begin, and list separators stand in, expressions of RFC 6570 that OpenAPI's
// templates don't have.
const operators, separators = "?&#/.;|!@", ",:="

// marks are what other frameworks put around a name in braces: {id?}, {id...}, {id<\d+>}, { id }.
const marks = "?.<>!@#~ ()[]\\^$|&;%\t\""

// checkTemplate refuses templates of which it is not known what they mean. A name that is
// declared means itself, whatever it looks like. It gives the path parameters that others
// seem to mean.
func (r *making) checkTemplate(path string) (meant []*Parameter) {
	names := variables(path)
	unused := r.unusedPathParameters(path)
	for _, name := range names {
		if p, _ := r.named(name); name == "" || p != nil {
			continue
		}
		of := r.meantBy(strings.FieldsFunc(name, func(r rune) bool { return strings.ContainsRune(":=<", r) }), unused)
		odd := strings.ContainsAny(name[:1], operators) || strings.ContainsAny(name, separators)
		switch {
		case len(of) > 0 && (odd || strings.ContainsAny(name, marks)):
			meant = append(meant, of...)
			r.otherNotation(of, "", "the path has the expression %q, which OpenAPI's templates don't have", "{"+name+"}")
		case odd:
			r.Refuse(diagnostic.PathTemplate, r.op.Position, "write {name}, and declare the query as parameters",
				"the path has the expression %q, which OpenAPI's templates don't have", "{"+name+"}")
		}
	}
	if strings.Count(path, "{") > len(names) || strings.Count(path, "}") > len(names) {
		of := r.meantBy(strings.FieldsFunc(path, func(r rune) bool { return strings.ContainsRune("{}/", r) }), r.pathParameters())
		meant = append(meant, of...)
		r.otherNotation(of, "", "the path %q has a brace without its other one", r.op.Path)
	}
	return meant
}

// declared is the path parameter of a name, or nil.
func (r *making) declared(name string) *Parameter {
	for i := range r.Parameters {
		if p := &r.Parameters[i]; p.In == "path" && p.Name == name {
			return p
		}
	}
	return nil
}

// named is the declared parameter that a template's variable means; greedy says that it is
// marked as one that takes slashes.
func (r *making) named(variable string) (p *Parameter, greedily bool) {
	if p = r.declared(variable); p != nil {
		return p, false
	}
	p = r.declared(strings.Trim(variable, greedy))
	return p, p != nil
}
