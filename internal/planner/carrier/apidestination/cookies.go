package apidestination

import (
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/percent"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner/finding"
	"github.com/openapi-destinations/openapidestinations/internal/planner/request"
)

const cookieHeader = "Cookie"

// leaveOutCookie: a cookie that is no constant cannot be written.
func (o *judging) leaveOutCookie(p request.Parameter) {
	if p.Required {
		o.Refuse(diagnostic.Cookie, p.Position, "give the cookie a fixed value, or "+finding.OtherCarrier,
			"EventBridge cannot write the required cookie %q: it puts no name before a value", p.Name)
		return
	}
	o.Inexact(diagnostic.Cookie, p.Position, "give the cookie a fixed value, or "+finding.OtherCarrier,
		"the optional cookie %q is not carried: EventBridge puts no name before a value", p.Name)
}

// addCookie puts a constant into the one Cookie header, where several are joined by "; "
// (RFC 6265, section 4.2.1). It comes before the header parameters, so that one of that
// name is refused.
func (o *judging) addCookie(p request.Parameter, value string) {
	text := p.Name + "=" + value
	headers := o.out.Headers
	at := slices.IndexFunc(headers, func(h plan.Pair) bool { return h.Name == cookieHeader })
	whole := text
	if at >= 0 {
		whole = headers[at].Value.Constant + "; " + text
	}
	why := o.unsendable(p, value)
	if why == "" {
		why = o.unsendable(p, whole)
	}
	if why == "" && (strings.Contains(value, ";") || strings.TrimSpace(value) != value) {
		why = "a cookie ends at a semicolon, and spaces around it are dropped"
	}
	if why != "" {
		o.Refuse(diagnostic.ConstantValue, p.Position, p.ValueHint(),
			"the cookie %q cannot have the constant value %q: %s", p.Name, value, why)
		return
	}
	if percent.Encode(value) != value && (p.Style != "cookie" || strings.ContainsAny(value, ` ",\`)) {
		o.Inexact(diagnostic.ConstantValue, p.Position, "compare a delivered request with what the API expects",
			"the cookie %q has the constant value %q, which some percent-encode; it is sent as it is", p.Name, value)
	}
	if at >= 0 {
		headers[at].Value.Constant = whole
		return
	}
	o.out.Headers = append(headers, plan.Pair{Name: cookieHeader, Value: plan.Value{Constant: text}})
}
