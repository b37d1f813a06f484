package planner

import (
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/percent"
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
func (o *draft) checkTemplate(path string) (meant []*parameter) {
	names := variables(path)
	unused := o.unusedPathParameters(path)
	for _, name := range names {
		if name == "" || o.named(name) != nil {
			continue
		}
		of := o.meantBy(strings.FieldsFunc(name, func(r rune) bool { return strings.ContainsRune(":=<", r) }), unused)
		odd := strings.ContainsAny(name[:1], operators) || strings.ContainsAny(name, separators)
		switch {
		case len(of) > 0 && (odd || strings.ContainsAny(name, marks)):
			meant = append(meant, of...)
			o.otherNotation(of, "", "the path has the expression %q, which OpenAPI's templates don't have", "{"+name+"}")
		case odd:
			o.Refuse(diagnostic.PathTemplate, o.op.Spec.Position, "write {name}, and declare the query as parameters",
				"the path has the expression %q, which OpenAPI's templates don't have", "{"+name+"}")
		}
	}
	if strings.Count(path, "{") > len(names) || strings.Count(path, "}") > len(names) {
		of := o.meantBy(strings.FieldsFunc(path, func(r rune) bool { return strings.ContainsRune("{}/", r) }), o.pathParameters())
		meant = append(meant, of...)
		o.otherNotation(of, "", "the path %q has a brace without its other one", o.op.Spec.Path)
	}
	return meant
}

// declared is the path parameter of a name, or nil.
func (o *draft) declared(name string) *parameter {
	for i := range o.parameters {
		if p := &o.parameters[i]; p.In == "path" && p.Name == name {
			return p
		}
	}
	return nil
}

// named is the declared parameter that a template's variable means; one that is marked
// as greedy takes slashes, which EventBridge encodes.
func (o *draft) named(variable string) *parameter {
	p := o.declared(variable)
	if p == nil {
		if p = o.declared(strings.Trim(variable, greedy)); p != nil && (!p.fixed || percent.Encode(p.constant) != p.constant) {
			o.reserved(*p)
		}
	}
	return p
}
