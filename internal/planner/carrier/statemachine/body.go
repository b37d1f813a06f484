package statemachine

import (
	"mime"
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner/carrier/statemachine/machine"
	"github.com/openapi-destinations/openapidestinations/internal/planner/finding"
	"github.com/openapi-destinations/openapidestinations/internal/planner/request"
	"github.com/openapi-destinations/openapidestinations/internal/safe"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// kindsSent are the kinds of bodies that can be sent, the best first.
var kindsSent = []request.Kind{
	request.JSON, request.Form, request.Multipart, request.Lines, request.Text, request.XML, request.Bytes,
}

// placeBody decides what carries the request body.
func (o *judging) placeBody() {
	body := o.Wanted.Body
	if body == nil {
		o.checkCredentialBody(request.JSON, nil)
		return
	}
	if len(body.Content) == 0 {
		o.Inexact(diagnostic.UnsupportedBody, body.Position, "describe the body's content",
			"the request body has no media type, so none is sent")
		return
	}
	media := o.chooseMedia(body)
	if why := safe.Unsafe(media.Type); why != "" {
		o.Refuse(diagnostic.UnsafeString, media.Position, "correct the media type",
			"the media type %q must not reach a template: %s", media.Type, why)
		return
	}
	form, ok := o.formOf(media)
	if !ok || o.refusedNameless(media) {
		return
	}
	m, required := o.Wanted.WithoutCredentials(media.MediaType, o.Verdict)
	o.out.Body = &machine.Body{Field: request.BodyField, Required: required, As: form, Type: o.contentType(media)}
	if form == machine.URLEncoded || form == machine.Multipart {
		o.encodeProperties(media, form)
	}
	o.checkCredentialBody(media.Kind, media.Schema)
	o.fields = append(o.fields, plan.Field{
		Path: request.BodyField, In: "body", Required: required, Guarded: required,
		ContentType: media.Type, Description: body.Description, Schema: m.Schema, Example: m.Example,
	})
}

// chooseMedia takes the user's choice, else application/json, else the best kind there is; but what
// can't be sent exactly only where nothing else can.
func (o *judging) chooseMedia(body *request.Body) request.Media {
	for _, want := range body.Unknown {
		o.Note(diagnostic.MediaTypeUnknown, spec.Warning, body.Position, body.Meant(want, "choose one of those in MediaType (Operations, context key operations)"),
			"the media type %q was chosen, and the request body is %s", want, body.Types())
	}
	if body.Chosen != nil {
		return *body.Chosen
	}
	for _, out := range []func(request.Media) bool{doubtful, impossible} {
		some := request.Body{Content: slices.DeleteFunc(slices.Clone(body.Content), out)}
		if at := slices.IndexFunc(some.Content, func(m request.Media) bool {
			return request.Essence(m.Type) == request.JSONType && m.Kind == request.JSON
		}); at >= 0 {
			return some.Content[at]
		}
		if m, ok := some.First(kindsSent...); ok {
			return m
		}
	}
	return body.Content[0]
}

// doubtful are media types that are sent inexactly, if at all: files, and JSON that is a guess.
func doubtful(m request.Media) bool {
	return impossible(m) || m.BesideForm || m.Kind == request.Bytes || m.Kind == request.Multipart && m.HoldsFile()
}

// impossible are media types that can't be put together: multipart bodies that are no form, and forms
// without names.
func impossible(m request.Media) bool {
	return m.Kind == request.Multipart && !m.IsForm() || nameless(m)
}

// formOf is what becomes of the body, or false where it can't be sent.
func (o *judging) formOf(media request.Media) (machine.Form, bool) {
	switch media.Kind {
	case request.JSON:
		if why := otherCharset(media.Type); why != "" {
			o.Inexact(diagnostic.InexactBody, media.Position, "state one media type", "the request body is %q: %s", media.Type, why)
		}
		return machine.JSON, true
	case request.Lines:
		return machine.Lines, true
	case request.Text, request.XML:
		if why := otherCharset(media.Type); why != "" {
			o.Inexact(diagnostic.InexactBody, media.Position, "state one media type", "the request body is %q: %s", media.Type, why)
		}
		return machine.Text, true
	case request.Bytes:
		o.Inexact(diagnostic.InexactBody, media.Position, askAPI,
			"the request body is %s: an event holds no bytes, and what it has is sent as text in UTF-8", media.Type)
		return machine.Text, true
	case request.Form:
		return machine.URLEncoded, true
	case request.Multipart:
		if media.IsForm() {
			return machine.Multipart, true
		}
	}
	o.Refuse(diagnostic.UnsupportedBody, media.Position, finding.OtherWay,
		"the request body is %s, which a state machine can't put together", safe.Clean(media.Type, 60))
	return "", false
}

// nameless tells whether a form is described as something else than an object: what it holds has no
// names. A form that is one text is sent as it is.
func nameless(m request.Media) bool {
	types := m.Schema.Types
	return m.IsForm() && len(types) > 0 && !slices.Contains(types, "object") && (m.Kind == request.Multipart || !slices.Contains(types, "string"))
}

func (o *judging) refusedNameless(media request.Media) bool {
	if !nameless(media) {
		return false
	}
	o.Refuse(diagnostic.UnsupportedBody, media.Position, "describe it as an object of its fields, in the document or an overlay",
		"the request body is %s and no object, so that its fields have no names", safe.Clean(media.Type, 60))
	return true
}

// otherCharset tells why a text is not sent as its media type says.
func otherCharset(mediaType string) string {
	t, params, err := mime.ParseMediaType(mediaType)
	charset := params["charset"]
	switch {
	case err != nil:
		return "it is no media type, and " + request.ContentTypeOf(mediaType) + " is sent"
	case strings.Contains(t, "*+"):
		return "it is a range, and " + request.ContentTypeOf(mediaType) + " is sent"
	case charset != "" && !strings.EqualFold(charset, "utf-8") && !strings.EqualFold(charset, "us-ascii"):
		return "Step Functions sends UTF-8"
	}
	return ""
}

// contentType is the Content-Type of the body: the user's, or the document's media type.
func (o *judging) contentType(media request.Media) string {
	if o.Wanted.Type.ByUser {
		p := o.Wanted.Type.Parameter
		if why := unsendable(&p, o.Wanted.Type.Value); why != "" || !request.IsMediaType(o.Wanted.Type.Value) {
			p.Constant = o.Wanted.Type.Value
			if why == "" {
				why = "it is no media type"
			}
			o.refuseConstant(&p, why)
			return request.JSONType
		}
		if request.Essence(o.Wanted.Type.Value) != request.Essence(media.Type) {
			o.Note(diagnostic.ConstantValue, spec.Info, media.Position, "",
				"the Content-Type is %q, as asked for, and the document says %q", o.Wanted.Type.Value, safe.Clean(media.Type, 60))
		}
		return o.Wanted.Type.Value
	}
	if media.Kind == request.Bytes && strings.Contains(request.Essence(media.Type), "*") {
		return "application/octet-stream"
	}
	return request.ContentTypeOf(media.Type)
}

// checkCredentialBody refuses bodies that can't carry a credential: the connection merges its own
// properties into a JSON object or a form's fields, and into nothing else.
func (o *judging) checkCredentialBody(kind request.Kind, schema *spec.Schema) {
	if o.Wanted.Credential == nil || len(o.Wanted.Credential.BodyProperties()) == 0 {
		return
	}
	switch {
	case schema == nil:
	case kind == request.Form && o.out.Body != nil && asFields(o.out.Body):
		o.out.Body.As = machine.Fields
	case kind != request.JSON || len(schema.Types) > 0 && !slices.Contains(schema.Types, "object"):
		o.Refuse(diagnostic.UnsupportedBody, o.op.Position, finding.OtherWay,
			"the credential is a property of the body, and Step Functions adds it to JSON objects and plain forms only")
	case len(schema.Types) > 0 && !request.IsObject(schema):
		o.Inexact(diagnostic.InexactBody, o.op.Position, "send objects",
			"the credential is a property of the body, and a body that is no object is sent without it")
	}
}

// asFields tells whether Step Functions itself can write a form: each text has its own name.
func asFields(b *machine.Body) bool {
	plain := func(p machine.Property) bool {
		return !p.Reserved && (p.Style == "" || p.Style == "deepObject" || p.Style == "form" && p.Explode)
	}
	return plain(b.Each) && !slices.ContainsFunc(b.Properties, func(p machine.NamedProperty) bool { return !plain(p.Property) })
}
