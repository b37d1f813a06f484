package planner

import (
	"bytes"
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// formAsJSON is a form that the API takes as JSON by the user's word: an object with the same
// fields. A form with a file is none, since JSON holds no bytes.
func (o *draft) formAsJSON(body *spec.RequestBody, want string) *spec.MediaType {
	at := slices.IndexFunc(body.Content, isForm)
	if at < 0 || !isMediaType(want) || strings.Contains(want, "*") || kindOf(spec.MediaType{Type: want, Schema: &spec.Schema{}}) != jsonBody {
		return nil
	}
	form := body.Content[at]
	if slices.ContainsFunc(body.Content, holdsFile) {
		return nil
	}
	o.Note(diagnostic.MediaTypeUnknown, spec.Info, form.Position, "",
		"the request body is sent as %s, as asked for, with the fields of %s", want, mediaTypes(body.Content))
	as := spec.MediaType{Type: want, Schema: form.Schema, Position: form.Position}
	if bytes.HasPrefix(form.Example, []byte("{")) {
		as.Example = form.Example
	}
	return &as
}

func isForm(m spec.MediaType) bool {
	t := essence(m.Type)
	return t == "application/x-www-form-urlencoded" || t == "multipart/form-data"
}

// holdsFile tells whether a form has bytes among its fields (OpenAPI 3.1, "Considerations for
// File Uploads").
func holdsFile(m spec.MediaType) bool {
	return slices.ContainsFunc(m.Schema.Properties, func(p spec.Property) bool {
		return isFile(p.Schema) || p.Schema.Items != nil && isFile(p.Schema.Items)
	})
}

// mayHoldFile tells whether a form has a file, or may have one for all that is said: a multipart
// form is there for files, and a part of no type is one (OpenAPI 3.1, Encoding Object).
func mayHoldFile(m spec.MediaType) bool {
	open := func(s *spec.Schema) bool { return len(s.Types) == 0 }
	return holdsFile(m) || essence(m.Type) == "multipart/form-data" &&
		(len(m.Schema.Properties) == 0 || slices.ContainsFunc(m.Schema.Properties, func(p spec.Property) bool {
			return open(p.Schema) || p.Schema.Items != nil && open(p.Schema.Items)
		}))
}

func isFile(s *spec.Schema) bool {
	return s.Format == "binary" ||
		bytes.Contains(s.JSON, []byte(`"contentMediaType"`)) && !bytes.Contains(s.JSON, []byte(`"contentEncoding"`))
}

// otherMedia is what to do about a body that EventBridge cannot send.
func otherMedia(body *spec.RequestBody) string {
	const otherwise = "call this operation some other way, for example with Step Functions' HTTP task"
	switch {
	case slices.ContainsFunc(body.Content, func(m spec.MediaType) bool { return kindOf(m) != refusedBody }):
		return "choose another media type in MediaTypes (context key mediaTypes)"
	case slices.ContainsFunc(body.Content, isForm) && !slices.ContainsFunc(body.Content, mayHoldFile):
		return "if the API takes the fields as JSON too, choose application/json in MediaTypes (context key mediaTypes); else " + otherwise
	}
	return otherwise
}
