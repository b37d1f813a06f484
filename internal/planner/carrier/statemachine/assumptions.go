package statemachine

import (
	"encoding/json"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/percent"
	"github.com/openapi-destinations/openapidestinations/internal/planner/carrier/statemachine/machine"
	"github.com/openapi-destinations/openapidestinations/internal/planner/finding"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// assume says what the request rests on, once all of it is placed.
func (o *judging) assume() {
	o.assumeAddress()
	o.assumeBody()
	o.assumeValues()
	if o.Wanted.Credential == nil {
		return
	}
	if strings.EqualFold(o.Wanted.Credential.APIKey(), "Authorization") {
		o.Assume(finding.AssumeAuthorization)
	}
	for _, place := range o.Wanted.Credential.Places() {
		if place.In == "query" {
			o.Assume(finding.AssumeTaskEncoding)
		}
	}
}

// assumeAddress is about the endpoint and what Step Functions adds to it.
func (o *judging) assumeAddress() {
	path := ""
	for _, part := range o.out.URL {
		path += part.Literal
		if part.Field != nil {
			o.Assume(finding.AssumeEncodedPath)
		}
	}
	path, _, query := strings.Cut(path, "?")
	if strings.Contains(path, "%") {
		o.Assume(finding.AssumeEncodedPath)
	}
	if u, err := url.Parse(o.Wanted.BaseURL); err == nil && u.Port() != "" && u.Port() != "443" {
		o.Assume(finding.AssumePort)
	}
	if query {
		o.Assume(finding.AssumeEndpointQuery)
	}
	for i, p := range o.out.Query {
		again := func(other machine.Parameter) bool { return other.Name == p.Name }
		if !plainName.MatchString(p.Name) || slices.ContainsFunc(o.out.Query[:i], again) {
			o.Assume(finding.AssumeEndpointQuery)
		}
		if p.Field != "" || !plainConstant(p.Constant) {
			o.Assume(finding.AssumeTaskEncoding)
		}
	}
}

// plainName is the name of a query parameter that a task can have; others are in the endpoint.
var plainName = regexp.MustCompile(`^[-A-Za-z0-9._~]+$`)

// plainConstant tells whether nothing of a constant is encoded.
func plainConstant(constant json.RawMessage) bool {
	var text string
	return json.Unmarshal(constant, &text) == nil && percent.Encode(text) == text
}

// assumeBody is about the body, and calls without one.
func (o *judging) assumeBody() {
	body := o.out.Body
	if body == nil || !body.Required {
		o.Assume(finding.AssumeNoBody)
		if o.Wanted.Credential != nil && len(o.Wanted.Credential.BodyProperties()) > 0 {
			o.Assume(finding.AssumeBodyFields)
		}
	}
	if body == nil {
		return
	}
	switch body.As {
	case machine.JSON:
		o.Assume(finding.AssumeDoubles)
	case machine.Fields:
		o.Assume(finding.AssumeTaskEncoding)
		o.Assume(finding.AssumeEmptyText)
	}
}

// assumeValues is about what becomes text: the document's types say which values may come.
func (o *judging) assumeValues() {
	for _, f := range o.fields {
		text := f.In != "body" || o.out.Body.As != machine.JSON
		if text && mayBe(f.Schema, "number") {
			o.Assume(finding.AssumeDecimals)
		}
		if (f.In == "query" || f.In == "header") && mayBe(f.Schema, "string") {
			o.Assume(finding.AssumeEmptyText)
		}
	}
}

// mayBe tells whether a value, or one in it, may be of a type.
func mayBe(s *spec.Schema, kind string) bool {
	return s == nil || len(s.Types) == 0 || slices.ContainsFunc(s.Types, func(t string) bool {
		return t == kind || t == "array" || t == "object"
	})
}
