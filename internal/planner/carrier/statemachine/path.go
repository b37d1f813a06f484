package statemachine

import (
	"cmp"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/percent"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner/carrier"
	"github.com/openapi-destinations/openapidestinations/internal/planner/carrier/statemachine/machine"
	"github.com/openapi-destinations/openapidestinations/internal/planner/request"
)

// placePath makes the address up to its query.
func (o *judging) placePath() {
	path := &o.Wanted.Path
	if path.StandsForURL {
		o.Refuse(diagnostic.PathIsURL, o.op.Position,
			"give the address as a server with paths if its host is always the same, else call it some other way",
			"the path %q stands for a URL that the API tells in an earlier answer: an event doesn't choose the host that gets a credential", o.op.Path)
	}
	if path.QueryHasVariables {
		o.Refuse(diagnostic.PathQueryVariable, o.op.Position, "declare it as a query parameter instead",
			"the path has a variable in its query, which OpenAPI's templates don't have")
	}
	o.literal(o.Wanted.BaseURL)
	for i, segment := range path.Segments {
		if i > 0 {
			o.text("/")
		}
		for _, piece := range segment.Pieces {
			if !piece.IsVariable {
				o.text(percent.Literal(piece.Text))
				continue
			}
			o.variable(piece)
		}
	}
	if path.HasQuery {
		o.text("?" + percent.Literal(path.Query))
		o.checkRepeated(path.Query)
	}
	o.checkAddress()
}

// checkRepeated says of which keys of the path's own query there is a parameter, too.
func (o *judging) checkRepeated(query string) {
	given, err := url.ParseQuery(query)
	if err != nil {
		return
	}
	for i := range o.Wanted.Parameters {
		if p := &o.Wanted.Parameters[i]; p.In == "query" && len(given[p.Name]) > 0 && (!p.Fixed() || !slices.Equal(given[p.Name], []string{p.Constant})) {
			o.Inexact(diagnostic.PathQueryVariable, o.op.Position, "take the query off the path",
				"the path has a value for the query parameter %q, which is sent twice", p.Name)
		}
	}
}

// placeholder is what the launch fills in, as the planner's rooms mark it in URLs.
var placeholder = regexp.MustCompile(`\$\{[A-Za-z0-9.]+\}|\$\{Token\[[^\]]*\]\}`)

// literal adds a part of the address that may hold placeholders.
func (o *judging) literal(s string) {
	done := 0
	for _, at := range placeholder.FindAllStringIndex(s, -1) {
		o.text(s[done:at[0]])
		key := s[at[0]:at[1]]
		o.out.URL = append(o.out.URL, machine.Part{Launch: &machine.Launch{Key: key, Most: o.longest(key)}})
		done = at[1]
	}
	o.text(s[done:])
}

// longest is the most that stands for a placeholder. What a token of the user's comes to is not
// known: an address is not longer as a rule.
func (o *judging) longest(key string) int {
	const ofToken = 200
	n, _ := o.c.servers.Fits(key)
	return cmp.Or(n, ofToken)
}

// text adds a literal to the address.
func (o *judging) text(s string) {
	if last := len(o.out.URL) - 1; last >= 0 && o.out.URL[last].Field == nil && o.out.URL[last].Launch == nil {
		o.out.URL[last].Literal += s
	} else if s != "" {
		o.out.URL = append(o.out.URL, machine.Part{Literal: s})
	}
}

// variable adds the value of a path's variable.
func (o *judging) variable(piece request.Piece) {
	p := piece.Parameter
	switch before := beforeOf(p); {
	case p.Secret != "":
		o.text(before)
		o.literal(p.Secret)
		return
	case p.Fixed():
		o.fixedVariable(p, piece, before)
		return
	}
	field := &machine.Path{Field: p.Field, Explode: p.Explode, Reserved: p.Reserved || piece.Greedy}
	if p.Style == "label" || p.Style == "matrix" {
		field.Style = p.Style
	}
	if p.Style == "matrix" {
		field.Name = p.Name
	}
	o.checkPathForm(p)
	o.out.URL = append(o.out.URL, machine.Part{Field: field})
	if !slices.ContainsFunc(o.fields, func(f plan.Field) bool { return f.Path == p.Field }) {
		o.fields = append(o.fields, plan.Field{
			Path: p.Field, In: "path", Name: p.Name, Required: true, Guarded: true,
			ContentType: p.ContentType, Description: p.Description, Schema: p.Schema, Example: p.Example,
			Format: carrier.NumberFormat(p.Schema.Types),
		})
	}
}

// fixedVariable adds the one value of a path's variable.
func (o *judging) fixedVariable(p *request.Parameter, piece request.Piece, before string) {
	o.NotePlainSecret(p)
	o.CheckDoubtful(p)
	if strings.TrimSpace(p.Constant) == "" || limits.Climbs(p.Constant) {
		o.refuseConstant(p, "it would change the path")
	}
	value := percent.Encode(p.Constant)
	if p.Reserved || piece.Greedy {
		value = percent.Literal(p.Constant)
	}
	o.text(before + value)
}

// beforeOf is what the styles label and matrix put before a value.
func beforeOf(p *request.Parameter) string {
	switch p.Style {
	case "label":
		return "."
	case "matrix":
		return ";" + percent.Encode(p.Name) + "="
	}
	return ""
}

// checkPathForm says where OpenAPI defines no form.
func (o *judging) checkPathForm(p *request.Parameter) {
	if p.ContentType != "" {
		return
	}
	v := request.KindsOf(p.Schema)
	switch {
	case v.Nested:
		o.undefined(p, "holds arrays or objects in its value, which are written as JSON")
	case p.Style == "label" && !p.Explode && (v.Array || v.Object) && !o.Wanted.LabelsByCommas():
		o.Inexact(diagnostic.UnsupportedStyle, p.Position,
			"let the document say openapi: 3.0.4, 3.1.1 or later if the API takes commas (an overlay does, too), or explode: true if it takes a list with points",
			"the path parameter %q has several values in the style label: the document's version of OpenAPI shows points between them, and defines the style by RFC 6570, which has commas: they are sent with commas", p.Name)
	case p.Style != "simple" && p.Style != "label" && p.Style != "matrix":
		o.undefined(p, "has the style "+p.Style+", which OpenAPI does not have there; it is written as in the style simple")
	}
}

// undefined says that the document means something that OpenAPI doesn't define.
func (o *judging) undefined(p *request.Parameter, what string) {
	o.Inexact(diagnostic.UnsupportedStyle, p.Position, askAPI, "the %s parameter %q %s", p.In, p.Name, what)
}

// askAPI is the hint where what is sent is known and what the API makes of it is not.
const askAPI = "compare a delivered request with what the API expects"

// checkAddress refuses what Step Functions would.
func (o *judging) checkAddress() {
	if o.Wanted.BaseURL == "" {
		return // refused already
	}
	if length, ok := o.c.servers.Fits(o.Wanted.BaseURL); !ok && length > limits.EndpointLength {
		o.Refuse(diagnostic.EndpointInvalid, o.op.Position, "shorten the server's URL",
			"its address has %d characters before the path, and %d are planned at most", length, limits.EndpointLength)
	}
}
