package request

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/planner/finding"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// formAsJSON is a form that the API takes as JSON by the user's word: an object with the same
// fields. A form with a file is none, since JSON holds no bytes.
func (r *making) formAsJSON(body *Body, want string) *Media {
	at := slices.IndexFunc(body.Content, Media.IsForm)
	if at < 0 || !IsMediaType(want) || strings.Contains(want, "*") || KindOf(spec.MediaType{Type: want, Schema: &spec.Schema{}}) != JSON {
		return nil
	}
	form := body.Content[at]
	if slices.ContainsFunc(body.Content, Media.HoldsFile) {
		return nil
	}
	r.Note(diagnostic.MediaTypeUnknown, spec.Info, form.Position, "",
		"the request body is sent as %s, as asked for, with the fields of %s", want, body.Types())
	as := spec.MediaType{Type: want, Schema: form.Schema, Position: form.Position}
	if bytes.HasPrefix(form.Example, []byte("{")) {
		as.Example = form.Example
	}
	return &Media{as, JSON}
}

// SentBesideForm says what is doubtful about JSON that a document lists beside a form and doesn't
// describe, and ChooseBesideForm what to do.
const (
	SentBesideForm   = "the request body is sent as %s, which is listed beside a form: the document describes the fields of the form only"
	ChooseBesideForm = "choose it in MediaType (Operations, context key operations), if the API takes the fields as JSON too; else " + finding.OtherCarrier
)

// IsForm tells whether it is a form as browsers send it.
func (m Media) IsForm() bool { return m.Kind == Form || Essence(m.Type) == multipartType }

const multipartType = "multipart/form-data"

// HoldsFile tells whether a form has bytes among its fields (OpenAPI 3.1, "Considerations for
// File Uploads").
func (m Media) HoldsFile() bool {
	return slices.ContainsFunc(m.Schema.Properties, func(p spec.Property) bool {
		return IsFile(p.Schema) || p.Schema.Items != nil && IsFile(p.Schema.Items)
	})
}

// MayHoldFile tells whether a form has a file, or may have one for all that is said: a multipart
// form is there for files, and a part of no type is one (OpenAPI 3.1, Encoding Object).
func (m Media) MayHoldFile() bool {
	open := func(s *spec.Schema) bool { return len(s.Types) == 0 }
	return m.HoldsFile() || Essence(m.Type) == multipartType &&
		(len(m.Schema.Properties) == 0 || slices.ContainsFunc(m.Schema.Properties, func(p spec.Property) bool {
			return open(p.Schema) || p.Schema.Items != nil && open(p.Schema.Items)
		}))
}

// IsFile tells whether a part of a form is bytes, whichever of its alternatives it is.
func IsFile(s *spec.Schema) bool {
	return s.Format == "binary" ||
		bytes.Contains(s.JSON, []byte(`"contentMediaType"`)) && !bytes.Contains(s.JSON, []byte(`"contentEncoding"`)) ||
		bytes.Contains(s.JSON, []byte(`"binary"`)) && onlyFiles(s.JSON)
}

// alternative is what a schema says of files.
type alternative struct {
	Ref          string `json:"$ref"`
	Type         any
	Format       string
	Encoding     string `json:"contentEncoding"` // binary: as it is (RFC 2045, section 6.2)
	Items        *alternative
	AnyOf, OneOf []alternative
}

// onlyFiles tells whether a schema allows files and lists of files alone. A reference is taken for one.
func onlyFiles(schema json.RawMessage) bool {
	var a alternative
	return json.Unmarshal(schema, &a) == nil && a.isFile()
}

func (a *alternative) isFile() bool {
	if a.Ref != "" || a.Format == "binary" || a.Encoding == "binary" || a.Items != nil && a.Items.isFile() {
		return true
	}
	all := slices.DeleteFunc(slices.Concat(a.AnyOf, a.OneOf), func(one alternative) bool { return one.Type == "null" })
	return len(all) > 0 && !slices.ContainsFunc(all, func(one alternative) bool { return !one.isFile() })
}
