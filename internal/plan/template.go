package plan

import (
	"regexp"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
)

// pathVariable is an expression of a path template (OpenAPI 3.1, "Path Templating").
var pathVariable = regexp.MustCompile(`\{[^{}]*\}`)

// cutTemplate cuts a path template at a sign that stands in no variable.
func cutTemplate(template, sign string) (before, after string, found bool) {
	hidden := pathVariable.ReplaceAllStringFunc(template, func(v string) string { return strings.Repeat("{", len(v)) })
	at := strings.Index(hidden, sign)
	if at < 0 {
		return template, "", false
	}
	return template[:at], template[at+len(sign):], true
}

// greedy are the marks of a variable whose value may hold slashes, in RFC 6570's
// templates ({+name}) and in those of some gateways ({name+}, {name*}).
const greedy = "+*"

// operators begin, and list separators stand in, expressions of RFC 6570 that OpenAPI's
// templates don't have.
const operators, separators = "?&#/.;|!@", ",:="

// checkTemplate refuses templates of which it is not known what they mean. A name that is
// declared means itself, whatever it looks like.
func (o *draft) checkTemplate(path string) {
	for _, expression := range pathVariable.FindAllString(path, -1) {
		name := expression[1 : len(expression)-1]
		if name != "" && o.declared(name) == nil &&
			(strings.ContainsAny(name[:1], operators) || strings.ContainsAny(name, separators)) {
			o.refuse(diagnostic.PathTemplate, o.op.Spec.Position, "write {name}, and declare the query as parameters",
				"the path has the expression %q, which OpenAPI's templates don't have", expression)
		}
	}
	if strings.ContainsAny(pathVariable.ReplaceAllString(path, ""), "{}") {
		o.refuse(diagnostic.PathTemplate, o.op.Spec.Position, "write {name}",
			"the path %q has a brace without its other one", o.op.Spec.Path)
	}
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
		if p = o.declared(strings.Trim(variable, greedy)); p != nil && (!p.fixed || escape(p.constant) != p.constant) {
			o.reserved(*p)
		}
	}
	return p
}
