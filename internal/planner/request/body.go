package request

import (
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/planner/selection"
	"github.com/openapi-destinations/openapidestinations/internal/safe"
	"github.com/openapi-destinations/openapidestinations/internal/text"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// Body is the request body.
type Body struct {
	*spec.RequestBody
	// Content are its media types, in document order.
	Content []Media
	// Chosen is the one that the user chose, Unknown are choices that the document does not have.
	Chosen  *Media
	Unknown []string
}

// Media is a media type of the body with what kind of body it makes.
type Media struct {
	spec.MediaType
	Kind Kind
}

// First is the first media type of the earliest kind that the body has.
func (b *Body) First(kinds ...Kind) (Media, bool) {
	for _, kind := range kinds {
		if at := slices.IndexFunc(b.Content, func(m Media) bool { return m.Kind == kind }); at >= 0 {
			return b.Content[at], true
		}
	}
	return Media{}, false
}

// Types are the media types as messages name them.
func (b *Body) Types() string {
	var names []string
	for _, m := range b.Content {
		if n := safe.Clean(m.Type, 60); !slices.Contains(names, n) {
			names = append(names, n)
		}
	}
	return strings.Join(names, " or ")
}

// Meant says which of its media types one that it doesn't have may have been.
func (b *Body) Meant(chosen, otherwise string) string {
	types := make([]string, len(b.Content))
	for i, m := range b.Content {
		types[i] = m.Type
	}
	if near := text.Meant(chosen, types, ""); near != "" {
		return near + selection.OperationsHint
	}
	return otherwise
}

// readBody lists what the body may be.
func (r *making) readBody() {
	if r.op.Body == nil {
		if r.Settings.Origin(selection.MediaType).Named {
			r.Note(diagnostic.NothingSelected, spec.Warning, r.op.Position, "remove it"+selection.OperationsHint,
				"the media type %q was chosen, and it has no request body", r.Settings.MediaType)
		}
		return
	}
	r.Body = &Body{RequestBody: r.op.Body}
	for _, m := range r.op.Body.Content {
		r.Body.Content = append(r.Body.Content, Media{m, KindOf(m)})
	}
	r.Body.Chosen = r.chosenMedia(r.Body)
}

// chosenMedia is the media type that the user chose: as it is written, or else without its
// parameters. A choice for several operations applies to those that have it.
func (r *making) chosenMedia(body *Body) *Media {
	if r.Settings.MediaType == "" {
		return nil
	}
	want := r.Settings.MediaType
	for _, same := range []func(string) bool{
		func(t string) bool { return t == want },
		func(t string) bool { return Essence(t) == Essence(want) },
	} {
		if at := slices.IndexFunc(body.Content, func(m Media) bool { return same(m.Type) }); at >= 0 {
			r.Settings.Took(selection.MediaType, "")
			m := body.Content[at]
			m.BesideForm = false
			return &m
		}
	}
	if m := r.formAsJSON(body, want); m != nil {
		r.Settings.Took(selection.MediaType, "")
		return m
	}
	if r.Settings.Origin(selection.MediaType).Named {
		body.Unknown = append(body.Unknown, want)
	}
	return nil
}

// RequiredPart is a place in the body that every body has, and that a field can name: of a
// JSON object the first property that the API demands, if it is a scalar with a name that
// can be a field; of a scalar the body itself.
func RequiredPart(s *spec.Schema) string {
	if s == nil || len(s.Types) == 0 {
		return ""
	}
	if OnlyScalars(s.Types) {
		return BodyField
	}
	if !IsObject(s) {
		return ""
	}
	byName := make(map[string]*spec.Schema, len(s.Properties))
	for _, p := range s.Properties {
		byName[p.Name] = p.Schema
	}
	for _, name := range s.Required { // a list: the order of a map would mean nothing
		if p := byName[name]; p != nil && !p.ReadOnly && Addressable(name) && len(p.Types) > 0 && OnlyScalars(p.Types) {
			return BodyField + "." + name
		}
	}
	return ""
}

// IsObject tells whether a schema allows nothing but objects (or null).
func IsObject(s *spec.Schema) bool {
	return slices.Contains(s.Types, "object") &&
		!slices.ContainsFunc(s.Types, func(t string) bool { return t != "object" && t != "null" })
}
