package statemachine

import (
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/planner/carrier/statemachine/machine"
	"github.com/openapi-destinations/openapidestinations/internal/planner/request"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// encodeProperties says how the properties of a form are written: as its encoding object has it
// (OpenAPI 3.1, "Encoding Object"), or where that is silent, by OpenAPI's defaults, or with
// brackets if the user says so.
func (o *judging) encodeProperties(media request.Media, form machine.Form) {
	body := o.out.Body
	write := o.part
	if form == machine.URLEncoded {
		body.Each.Encoding = o.silentForm()
		write = o.formProperty
	}
	encodings := make(map[string]spec.Encoding, len(media.Encoding))
	for _, e := range media.Encoding {
		encodings[e.Property] = e
	}
	for i := range media.Schema.Properties {
		p := &media.Schema.Properties[i]
		if own := write(media, p, encodings[p.Name]); own != body.Each {
			body.Properties = append(body.Properties, machine.NamedProperty{Name: p.Name, Property: own})
		}
	}
}

// silentForm is how a property of a form is written of which the document says nothing: until
// OpenAPI 3.1 as a query parameter is by default; since then an object is JSON.
func (o *judging) silentForm() machine.Encoding {
	switch {
	case o.c.opts.FormBrackets:
		return machine.Encoding{Style: "deepObject", Arrays: "bracket"}
	case o.Wanted.Since("3.1"):
		return machine.Encoding{}
	}
	return machine.Encoding{Style: "form", Explode: true}
}

// formProperty is how a property of a form is written.
func (o *judging) formProperty(media request.Media, p *spec.Property, e spec.Encoding) machine.Property {
	v := request.KindsOf(p.Schema)
	if e.Style == "" && !e.HasExplode && !e.HasAllowReserved {
		out := machine.Property{Encoding: o.silentForm()}
		switch {
		case isJSON(e.ContentType):
			out.Encoding = machine.Encoding{JSON: true}
		case v.Object && o.Wanted.Since("3.1") && !o.c.opts.FormBrackets:
			o.Inexact(diagnostic.InexactBody, media.Position, "say in the document's encoding object how it is written, or FormBrackets (context key formBrackets)",
				"the property %q of the form is an object, which the document says nothing about: it is written as JSON, and tools differ", p.Name)
		}
		return out
	}
	own := machine.Encoding{Style: e.Style, Explode: e.Explode, Reserved: e.AllowReserved}
	if own.Style == "" {
		own.Style = "form"
	}
	if !e.HasExplode {
		own.Explode = own.Style == "form"
	}
	switch {
	case own.Style == "deepObject" && o.c.opts.FormBrackets:
		own.Arrays = "bracket"
	case !slices.Contains([]string{"form", "deepObject", "spaceDelimited", "pipeDelimited"}, own.Style):
		o.Inexact(diagnostic.UnsupportedStyle, e.Position, askAPI,
			"the property %q of the form has the style %s, which OpenAPI does not have there; it is written as in the style form", p.Name, own.Style)
		own.Style = "form"
	case v.Nested && own.Style != "deepObject":
		o.Inexact(diagnostic.UnsupportedStyle, e.Position, askAPI,
			"the property %q of the form holds arrays or objects in its value, for which OpenAPI defines no form; they are written as JSON", p.Name)
	}
	return machine.Property{Encoding: own}
}

func isJSON(mediaType string) bool {
	return mediaType != "" && request.KindOf(spec.MediaType{Type: mediaType, Schema: &spec.Schema{}}) == request.JSON
}

// part is how a property of a multipart body is written. A file's content is the event's text.
func (o *judging) part(media request.Media, p *spec.Property, e spec.Encoding) machine.Property {
	var own machine.Property
	// Swagger 2.0 repeats the part for each item (multi), as it is done here.
	repeats := !o.Wanted.Since("3.0") && e.Style == "" && e.Explode
	if v := request.KindsOf(p.Schema); (e.Style != "" || e.HasExplode || e.HasAllowReserved) && (v.Array || v.Object) && !repeats {
		o.Inexact(diagnostic.UnsupportedStyle, e.Position, askAPI,
			"the part %q has a style for several values: each item of an array is sent as a part of its own, and an object as JSON", p.Name)
	}
	own.Type = partType(e.ContentType)
	own.JSON = own.JSON || isJSON(own.Type)
	for i := range e.Headers {
		o.Inexact(diagnostic.InexactBody, e.Position, askAPI,
			"the part %q has the header %q, which is not sent", p.Name, e.Headers[i].Name)
	}
	s := p.Schema
	if s.Items != nil && slices.Equal(s.Types, []string{"array"}) {
		s = s.Items
	}
	if request.IsFile(s) {
		own.File, own.JSON = p.Name, false
		if own.Type == "" {
			own.Type = "application/octet-stream"
		}
		o.Inexact(diagnostic.InexactBody, media.Position, "send files of text only",
			"the part %q is a file: what the event has is sent as text in UTF-8, and other bytes can't be", p.Name)
	}
	return own
}

// partType is the first media type of an encoding's list that is none for several.
func partType(contentType string) string {
	for t := range strings.SplitSeq(contentType, ",") {
		if t = strings.TrimSpace(t); t != "" && !strings.Contains(t, "*") && request.IsMediaType(t) {
			return t
		}
	}
	return ""
}
