package statemachine

import (
	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/planner/carrier/statemachine/machine"
	"github.com/openapi-destinations/openapidestinations/internal/planner/request"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// encodeProperties says how the properties of a form are written: as its encoding says (OpenAPI
// 3.1, "Encoding Object"), or where that is silent, each item of an array under the name, and an
// object as JSON; or with brackets, if the user says so.
func (o *judging) encodeProperties(media request.Media, form machine.Form) {
	body := o.out.Body
	if form == machine.URLEncoded && o.c.opts.FormBrackets {
		body.Each.Encoding = machine.Encoding{Style: "deepObject", Arrays: "bracket"}
	}
	for i := range media.Schema.Properties {
		p := &media.Schema.Properties[i]
		own := body.Each
		if form == machine.Multipart {
			own = o.part(media, p, own)
		}
		if own != body.Each {
			body.Properties = append(body.Properties, machine.NamedProperty{Name: p.Name, Property: own})
		}
	}
}

// part is a part of a multipart body. A file's content is the event's text.
func (o *judging) part(media request.Media, p *spec.Property, own machine.Property) machine.Property {
	s := p.Schema
	if s.Items != nil && len(s.Types) == 1 && s.Types[0] == "array" {
		s = s.Items
	}
	if !request.IsFile(s) {
		return own
	}
	own.File = p.Name
	if own.Type == "" {
		own.Type = "application/octet-stream"
	}
	o.Inexact(diagnostic.InexactBody, media.Position, "send files of text only",
		"the part %q is a file: what the event has is sent as text in UTF-8, and other bytes can't be", p.Name)
	return own
}
