package planner

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/ident"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/percent"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner/finding"
	"github.com/openapi-destinations/openapidestinations/internal/safe"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// fix decides whether a parameter has one value only, and sends it.
func (o *draft) fix(p *parameter) bool {
	if key, _, secret := o.userKey(*p); secret && o.fixSecret(p, key) {
		return true
	}
	p.constant, p.fixed = o.constant(*p)
	if p.fixed {
		o.addConstant(*p, p.constant)
	}
	return p.fixed
}

// fixSecret lets a secret of the user's stand in the place of a path parameter. There is no
// other place for one but the connection's.
func (o *draft) fixSecret(p *parameter, key string) bool {
	o.builder.Mark(finding.Parameters, key)
	if p.In != "path" {
		o.Note(diagnostic.SecretInAddress, spec.Error, p.Position,
			"declare a security scheme for it (SecuritySchemes and Security, context key security), and give that a credential",
			"the %s parameter %q is to be a secret, and a rule shows its values: SecretParameters (context key parameters) is for path parameters", p.In, p.Name)
		return false
	}
	p.fixed = true
	p.secret = o.builder.servers.PathSecret(key, p.Position)
	return true
}

// constant is the one value that a parameter has: the user's, or the only one that
// the document allows for a required parameter.
func (o *draft) constant(p parameter) (string, bool) {
	if value, ok := o.fixedByUser(p); ok {
		return value, true
	}
	if !p.Required || p.Schema.Constant == nil || p.ContentType != "" {
		return "", false
	}
	value, ok := scalarText(p.Schema.Constant)
	if ok && unusualNumber(p.Schema.Constant) {
		o.Inexact(diagnostic.ConstantValue, p.Position, "quote it, if it is a text such as a version",
			"the constant %s of the parameter %q is a number that others may write differently", value, p.Name)
	}
	return value, ok
}

// userKey is the key of Options.Parameters or Options.SecretParameters that fixes a parameter,
// and whether its value is text or a secret: for the operation before the document, and where
// both have one, for the name as it is written before one in another case.
func (o *draft) userKey(p parameter) (key string, text, secret bool) {
	for _, of := range []string{o.op.Spec.ID + "#", ident.OperationKey(o.op.Spec.Method, o.op.Spec.Path) + "#", ""} {
		if of == "#" {
			continue // there is no operationId
		}
		if key, secret = fixedKey(o.builder.secretParameters, of, p); secret {
			return key, false, true
		}
		if key, text = fixedKey(o.builder.opts.Parameters, of, p); text {
			return key, true, false
		}
	}
	return "", false, false
}

// fixedByUser is the value in Options.Parameters.
func (o *draft) fixedByUser(p parameter) (string, bool) {
	key, ok := o.keyOf(p)
	if ok {
		o.builder.Mark(finding.Parameters, key)
	}
	return o.builder.opts.Parameters[key], ok
}

// keyOf is the key of Options.Parameters that fixes the parameter.
func (o *draft) keyOf(p parameter) (string, bool) {
	key, text, _ := o.userKey(p)
	return key, text
}

// fixedKey is the key that begins with of and names a parameter. The case of a header's
// name doesn't matter.
func fixedKey(given map[string]string, of string, p parameter) (string, bool) {
	if len(given) == 0 {
		return "", false
	}
	if _, ok := given[of+p.Name]; ok || p.In != "header" {
		return of + p.Name, ok
	}
	keys := slices.Sorted(maps.Keys(given))
	at := slices.IndexFunc(keys, func(key string) bool {
		return strings.HasPrefix(key, of) && strings.EqualFold(key[len(of):], p.Name)
	})
	if at < 0 {
		return "", false
	}
	return keys[at], true
}

// fixedInVain says that a value which the user fixed is not sent.
func (o *draft) fixedInVain(p parameter, why string) {
	if value, ok := o.fixedByUser(p); ok {
		o.Inexact(diagnostic.ConstantValue, p.Position, "take it off the fixed values",
			"the fixed value %q of the header %q is not sent: %s", value, p.Name, why)
	}
}

// unusualNumber tells whether a JSON number is not written in its shortest form: 2.0, 1e3,
// or more digits than a double holds. A document with one means a text as often as a
// number, and what reads it may print it in another way.
func unusualNumber(raw json.RawMessage) bool {
	var number float64
	text := strings.TrimSpace(string(raw))
	return json.Unmarshal(raw, &number) == nil && text[0] != '"' && strconv.FormatFloat(number, 'f', -1, 64) != text
}

// scalarText is a JSON scalar as a parameter writes it.
func scalarText(raw json.RawMessage) (string, bool) {
	text := strings.TrimSpace(string(raw))
	switch {
	case text == "" || text == "null" || text[0] == '{' || text[0] == '[':
		return "", false
	case text[0] == '"':
		var s string
		if json.Unmarshal(raw, &s) != nil {
			return "", false
		}
		return s, true
	}
	return text, true
}

// addConstant sends a parameter that is no field. A path's is placed by planPath.
func (o *draft) addConstant(p parameter, value string) {
	if p.In == "cookie" {
		o.addCookie(p, value)
		return
	}
	if p.In == "querystring" {
		o.leaveOut(p, diagnostic.UnsupportedStyle, otherForm, wholeQuery)
		return
	}
	if why := o.unsendable(p, value); why != "" {
		o.Refuse(diagnostic.ConstantValue, p.Position, "change the value",
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
		o.Assume(assumeDollarValue)
	}
	if o.written(p.In, p.Name) {
		o.Refuse(diagnostic.NameInvalid, p.Position, "remove one of the two",
			"the parameter %q cannot be carried: another parameter writes the same name, and EventBridge writes it once", p.Name)
		return
	}
	pair := plan.Pair{Name: targetKey(p.In, p.Name), Value: plan.Value{Constant: value}}
	switch p.In {
	case "query":
		o.op.Request.Query = append(o.op.Request.Query, pair)
	case "header":
		o.op.Request.Headers = append(o.op.Request.Headers, pair)
	}
}

// instruction tells why a constant would be evaluated instead of sent. What the user fixes is
// the user's own word: that it begins with $ is said, and no more.
func (o *draft) instruction(p parameter, value string) (why, hint string) {
	if p.In == "query" && safe.Evaluated(p.Name) {
		return "of its name, " + safe.WhyEvaluated, finding.OtherWay
	}
	if _, fixed := o.fixedByUser(p); !fixed && p.In != "path" && eventPath.MatchString(value) {
		return "EventBridge takes it for a path into the event, and would send what stands there",
			"fix another value (Parameters, context key parameters), or " + finding.OtherWay
	}
	return "", ""
}

// checkConstantForm compares how a constant is sent with how its style writes it.
func (o *draft) checkConstantForm(p parameter, value string) {
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
	if o.wantsReserved(p) && percent.Encode(value) != value {
		o.reserved(p)
	}
}

// unsendable tells why AWS would refuse or change a constant.
func (o *draft) unsendable(p parameter, value string) string {
	switch why := safe.Unsafe(value); {
	case why != "":
		return why
	case len(value) > limits.ParameterValueLength || len(p.Name) > limits.ParameterKeyLength:
		return "AWS takes 512 characters"
	case p.Name == lostName:
		return "the name is lost on the way into the template"
	case p.In == "query" && value == "":
		return "AWS refuses an empty query value"
	case p.In == "path" && (strings.TrimSpace(value) == "" || limits.Climbs(value)):
		return "it would change the path"
	case (p.In == "header" || p.In == "cookie") && !headerName.MatchString(p.Name):
		return "the name is not one of a " + p.In
	case (p.In == "header" || p.In == "cookie") && !headerValue.MatchString(value):
		return "a header carries printable ASCII only"
	}
	return ""
}

// defaultOf is the default that is sent where an event lacks an optional parameter, if
// the user asked for it: schema.default, as far as AWS takes it as a constant.
func (o *draft) defaultOf(f plan.Field, at spec.Position) string {
	if !o.builder.opts.SendDefaults || f.Schema == nil || len(f.Schema.Default) == 0 || string(f.Schema.Default) == "null" {
		return ""
	}
	value, scalar := scalarText(f.Schema.Default)
	p := parameter{Parameter: &spec.Parameter{Name: f.Name, In: f.In}}
	why := o.unsendable(p, value)
	switch {
	case !scalar || f.ContentType != "":
		why = "it is more than a string, number or boolean"
	case value == "":
		why = "it is empty"
	case why == "" && strings.HasPrefix(value, "$"):
		why = "it begins with $, which EventBridge may take for a path into the event"
	case why == "" && unusualNumber(f.Schema.Default):
		why = "it is a number that others may write differently"
	}
	if why != "" {
		o.Note(diagnostic.DefaultNotSent, spec.Warning, at, "send the parameter in the event where it matters",
			"the default of the %s parameter %q is not sent: %s", f.In, f.Name, why)
		return ""
	}
	return value
}
