package apidestination

import (
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/percent"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner/finding"
	"github.com/openapi-destinations/openapidestinations/internal/planner/request"
	"github.com/openapi-destinations/openapidestinations/internal/safe"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// addFixed sends the one value of a parameter.
func (o *judging) addFixed(p *request.Parameter) {
	if p.Secret != "" {
		return // placePath has it
	}
	o.CheckDoubtful(p)
	o.addConstant(*p, p.Constant)
}

// addConstant sends a parameter that is no field. A path's is placed by placePath.
func (o *judging) addConstant(p request.Parameter, value string) {
	if p.In == "cookie" {
		o.addCookie(p, value)
		return
	}
	if p.In == "querystring" {
		o.LeaveOut(&p, diagnostic.UnsupportedStyle, otherForm, wholeQuery)
		return
	}
	if why := o.unsendable(p, value); why != "" {
		o.Refuse(diagnostic.ConstantValue, p.Position, p.ValueHint(),
			"the %s parameter %q cannot have the constant value %q: %s", p.In, p.Name, value, why)
		return
	}
	if why, hint := o.instruction(p, value); why != "" {
		o.Refuse(diagnostic.UnsafeString, p.Position, hint,
			"the %s parameter %q with the constant value %q must not reach a template: %s", p.In, p.Name, value, why)
		return
	}
	o.checkConstantForm(p, value)
	if strings.HasPrefix(value, "$") && p.In != "path" {
		o.Inexact(diagnostic.ConstantValue, p.Position, "compare a delivered request with what the API expects",
			"the constant %q of the parameter %q begins with $, which EventBridge may take for a path into the event", value, p.Name)
		o.Assume(finding.AssumeDollarValue)
	}
	if o.written(p.In, p.Name) {
		o.Refuse(diagnostic.NameInvalid, p.Position, "remove one of the two",
			"the parameter %q cannot be carried: another parameter writes the same name, and EventBridge writes it once", p.Name)
		return
	}
	pair := plan.Pair{Name: targetKey(p.In, p.Name), Value: plan.Value{Constant: value}}
	switch p.In {
	case "query":
		o.out.Query = append(o.out.Query, pair)
	case "header":
		o.out.Headers = append(o.out.Headers, pair)
	}
}

// instruction tells why a constant would be evaluated instead of sent. What the user fixes is
// the user's own word: that it begins with $ is said, and no more.
func (o *judging) instruction(p request.Parameter, value string) (why, hint string) {
	if p.In == "query" && safe.Evaluated(p.Name) {
		return "of its name, " + safe.WhyEvaluated, finding.OtherWay
	}
	if !p.ByUser && p.In != "path" && eventPath.MatchString(value) {
		return "EventBridge takes it for a path into the event, and would send what stands there",
			"fix another value (Parameters, context key parameters), or " + finding.OtherWay
	}
	return "", ""
}

// checkConstantForm compares how a constant is sent with how its style writes it.
func (o *judging) checkConstantForm(p request.Parameter, value string) {
	w := writing(p)
	switch {
	case w.refused != "":
		o.Refuse(diagnostic.UnsupportedStyle, p.Position, finding.OtherWay, "%s", w.refused)
	case w.exploded:
		o.Refuse(diagnostic.ConstantValue, p.Position, "fix its properties, by the names that they have in the request",
			"the object %q is written key by key and has no value of its own to fix", p.Name)
	case w.doubt != "":
		o.Inexact(diagnostic.UnsupportedStyle, p.Position, askAPI, "%s", w.doubt)
	case w.encoded != "" && strings.ContainsAny(value, w.encoded):
		o.encodes(p)
	}
	if p.Reserved && percent.Encode(value) != value {
		o.reserved(p)
	}
}

// unsendable tells why AWS would refuse or change a constant.
func (o *judging) unsendable(p request.Parameter, value string) string {
	switch why := safe.Unsafe(value); {
	case why != "":
		return why
	case len(value) > limits.ParameterValueLength || len(p.Name) > limits.ParameterKeyLength:
		return "AWS takes 512 characters"
	case p.Name == request.LostName:
		return "the name is lost on the way into the template"
	case p.In == "query" && value == "":
		return "AWS refuses an empty query value"
	case p.In == "path" && (strings.TrimSpace(value) == "" || limits.Climbs(value)):
		return "it would change the path"
	case (p.In == "header" || p.In == "cookie") && !limits.IsHeaderName(p.Name):
		return "the name is not one of a " + p.In
	case (p.In == "header" || p.In == "cookie") && !limits.IsHeaderValue(value):
		return "a header carries printable ASCII only"
	}
	return ""
}

// defaultOf is the default that is sent where an event lacks an optional parameter, if
// the user asked for it: schema.default, as far as AWS takes it as a constant.
func (o *judging) defaultOf(f plan.Field, at spec.Position) string {
	if !o.c.opts.SendDefaults || f.Schema == nil || len(f.Schema.Default) == 0 || string(f.Schema.Default) == "null" {
		return ""
	}
	value, scalar := request.ScalarText(f.Schema.Default)
	p := request.Parameter{Parameter: &spec.Parameter{Name: f.Name, In: f.In}}
	why := o.unsendable(p, value)
	switch {
	case !scalar || f.ContentType != "":
		why = "it is more than a string, number or boolean"
	case value == "":
		why = "it is empty"
	case why == "" && strings.HasPrefix(value, "$"):
		why = "it begins with $, which EventBridge may take for a path into the event"
	case why == "" && request.UnusualNumber(f.Schema.Default):
		why = "it is a number that others may write differently"
	}
	if why != "" {
		o.Note(diagnostic.DefaultNotSent, spec.Warning, at, "send the parameter in the event where it matters",
			"the default of the %s parameter %q is not sent: %s", f.In, f.Name, why)
		return ""
	}
	return value
}
