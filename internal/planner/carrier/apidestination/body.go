package apidestination

import (
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner/finding"
	"github.com/openapi-destinations/openapidestinations/internal/planner/request"
	"github.com/openapi-destinations/openapidestinations/internal/safe"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// placeBody decides what carries the request body.
func (o *judging) placeBody() {
	body := o.Wanted.Body
	if body == nil {
		o.Assume(finding.AssumeEmptyBody)
		o.sendContentType(spec.MediaType{Position: o.op.Position}, request.JSON)
		return
	}
	if len(body.Content) == 0 {
		o.Inexact(diagnostic.UnsupportedBody, body.Position, "describe the body's content",
			"the request body has no media type, so none is sent")
		o.Assume(finding.AssumeEmptyBody)
		o.sendContentType(spec.MediaType{Position: body.Position}, request.JSON)
		return
	}
	chosen := o.chooseMedia(body)
	media, kind := chosen.MediaType, chosen.Kind
	if why := safe.Unsafe(media.Type); why != "" {
		o.Refuse(diagnostic.UnsafeString, media.Position, "correct the media type",
			"the media type %q must not reach a template: %s", media.Type, why)
		return
	}
	if !sendable(kind) {
		o.Refuse(diagnostic.UnsupportedBody, media.Position, otherMedia(body),
			"EventBridge sends JSON only, and the request body is %s", body.Types())
		return
	}
	o.checkMedia(media, kind)
	o.checkDangling(media)
	o.out.Body = request.BodyField
	o.sendContentType(media, kind)
	o.addBody(media, kind)
}

// addBody makes the body's field.
func (o *judging) addBody(media spec.MediaType, kind request.Kind) {
	body := o.Wanted.Body
	media, required := o.Wanted.WithoutCredentials(media, o.Verdict)
	field := plan.Field{
		Path: request.BodyField, In: "body", Required: required,
		ContentType: media.Type, Description: body.Description, Schema: media.Schema, Example: media.Example,
	}
	if kind == request.Text || kind == request.Bytes {
		field.Format = asJSONText
	}
	// A body of another kind may be any JSON value, and no pattern tells an object from nothing.
	if at := request.RequiredPart(media.Schema); at != "" && required && kind == request.JSON {
		field.Guarded = true
		o.guards = append(o.guards, guard{at, "body"})
	}
	if kind == request.JSON {
		o.checkEmptyBody(body, media)
	}
	o.fields = append(o.fields, field)
}

// asJSONText is how a body of text or bytes travels: what is no string becomes the text that
// an API keeps in its cache or file as often as not.
const asJSONText = "a string in quotes, an object, array, number or boolean as its JSON text"

// checkMedia says where what arrives is not what the media type asks for.
func (o *judging) checkMedia(media spec.MediaType, kind request.Kind) {
	switch kind {
	case request.JSON:
		if media.BesideForm {
			o.Inexact(diagnostic.InexactBody, media.Position, request.ChooseBesideForm, request.SentBesideForm, media.Type)
		}
		if types := media.Schema.Types; len(types) == 0 || slices.Contains(types, "string") {
			o.Assume(finding.AssumeTextBody)
		}
	case request.Lines:
		o.Inexact(diagnostic.InexactBody, media.Position, askAPI,
			"the request body is %s: EventBridge sends one JSON value without the end of its line, and no more", media.Type)
	case request.Text:
		o.Assume(finding.AssumeTextBody)
		o.Inexact(diagnostic.InexactBody, media.Position, askAPI,
			"the request body is %s: a string arrives in quotes, as JSON; an object, array, number or boolean arrives as its JSON text", media.Type)
	case request.Bytes:
		o.Assume(finding.AssumeTextBody)
		o.Inexact(diagnostic.InexactBody, media.Position, askAPI,
			"the request body is %s: an event holds no bytes, and what it has arrives as JSON, a string in quotes", media.Type)
	}
}

// checkDangling says where a reference that led nowhere might have told more of the body. JSON
// is sent as the event has it, whatever its schema says; but of a range of media types the
// schema may say that bytes are meant.
func (o *judging) checkDangling(media spec.MediaType) {
	switch {
	case !media.Dangling:
	case strings.Contains(request.Essence(media.Type), "*"):
		o.Inexact(diagnostic.IncompleteOperation, media.Position, "correct the $ref, or state one media type",
			"a $ref of the request body's schema leads nowhere, so it is not known whether %s is JSON, as which it is sent", media.Type)
	default:
		o.Note(diagnostic.IncompleteOperation, spec.Warning, media.Position, "correct the $ref",
			"a $ref of the request body's schema leads nowhere: the body is sent as the event has it, whatever the schema says")
	}
}

// checkEmptyBody says that an event without the body, or with a null for one, sends an
// empty object where the document means something else. EventBridge always sends a body.
func (o *judging) checkEmptyBody(body *request.Body, media spec.MediaType) {
	s := media.Schema
	why := ""
	switch {
	case body.Required:
	case len(s.Types) > 0 && !slices.Contains(s.Types, "object"):
		why = "is no object"
	default:
		for _, p := range s.Properties {
			if p.Required && !p.Schema.ReadOnly {
				why = diagnostic.Message("requires %q", safe.Clean(p.Name, 60))
				break
			}
		}
	}
	if why != "" {
		o.Note(diagnostic.EmptyBody, spec.Info, media.Position, "send the body with every event, if the API minds",
			"an event without the optional body sends {}, and the body %s", why)
	}
	if slices.Contains(s.Types, "null") {
		o.Note(diagnostic.EmptyBody, spec.Info, media.Position, "send an object, if the API minds",
			"an event whose body is null sends {}")
	}
}

// sendable tells whether EventBridge can send such a body, exactly or not.
func sendable(kind request.Kind) bool { return slices.Contains(kindsSent, kind) }

// kindsSent are the kinds that it can send, the best first.
var kindsSent = []request.Kind{request.JSON, request.Lines, request.Text, request.Bytes}

// chooseMedia takes the user's choice, else application/json, else the first that is JSON,
// else the first that can be sent at all, else the first.
func (o *judging) chooseMedia(body *request.Body) request.Media {
	for _, want := range body.Unknown {
		o.Note(diagnostic.MediaTypeUnknown, spec.Warning, body.Position, body.Meant(want, otherMedia(body)),
			"the media type %q was chosen, and the request body is %s", want, body.Types())
	}
	if body.Chosen != nil {
		return *body.Chosen
	}
	if at := slices.IndexFunc(body.Content, func(m request.Media) bool { return request.Essence(m.Type) == request.JSONType }); at >= 0 {
		return body.Content[at]
	}
	if m, ok := body.First(kindsSent...); ok {
		return m
	}
	return body.Content[0]
}

// otherMedia is what to do about a body that EventBridge cannot send.
func otherMedia(body *request.Body) string {
	switch {
	case slices.ContainsFunc(body.Content, func(m request.Media) bool { return sendable(m.Kind) }):
		return "choose another media type in MediaType (Operations, context key operations)"
	case slices.ContainsFunc(body.Content, request.Media.IsForm) && !slices.ContainsFunc(body.Content, request.Media.MayHoldFile):
		return "if the API takes the fields as JSON too, choose application/json in MediaType (Operations, context key operations); else " + finding.OtherCarrier
	}
	return finding.OtherCarrier
}

// checkBodyCredentials refuses bodies that can't carry a credential: the connection merges its
// own properties into a JSON object, and into nothing else. For an operation without a body
// EventBridge sends {}, and then the credential alone.
func (o *judging) checkBodyCredentials() {
	if o.Wanted.Credential == nil || len(o.Wanted.Credential.BodyProperties()) == 0 {
		return
	}
	o.Assume(finding.AssumeBodyParameters)
	body := o.Wanted.Body
	if body == nil || len(body.Content) == 0 {
		return
	}
	media := o.chooseMedia(body)
	types := media.Schema.Types
	switch {
	case media.Kind != request.JSON || len(types) > 0 && !slices.Contains(types, "object"):
		o.Refuse(diagnostic.UnsupportedBody, media.Position, finding.OtherWay,
			"the credential is a property of the body, and the body is no JSON object: %s", safe.Clean(media.Type, 60))
	case len(types) > 0 && !request.IsObject(media.Schema):
		o.Inexact(diagnostic.InexactBody, media.Position, "send objects",
			"the credential is a property of the body, and a body that is no object is sent without it")
	}
}
