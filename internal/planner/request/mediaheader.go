package request

import (
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/spec"
)

// Header is a header that media types decide.
type Header struct {
	Parameter
	// Value is the header's, if it is Decided: by the user, or by a parameter with a single
	// value. Else media types decide.
	Value   string
	Decided bool
}

// The headers that media types decide.
const (
	AcceptHeader      = "Accept"
	ContentTypeHeader = "Content-Type"
)

// AnyAnswer is the Accept of what takes any answer: the same as none (RFC 9110, 12.5.1).
const AnyAnswer = "*/*"

// contentType is the Content-Type that the user fixed, if any.
func (r *making) contentType() Header {
	h := Header{Parameter: r.mediaHeader(ContentTypeHeader)}
	h.Value, h.ByUser = r.fixedMediaHeader(h.Parameter)
	h.Decided = h.ByUser
	return h
}

// accept is what the operation's Accept header is to be: the user's value, the only one that a
// parameter of that name has, or none; then the media types of the answers say it.
func (r *making) accept() Header {
	h := Header{Parameter: r.mediaHeader(AcceptHeader)}
	if h.Value, h.ByUser = r.fixedMediaHeader(h.Parameter); h.ByUser {
		h.Decided = true
		return h
	}
	h.Value, h.Decided = ScalarText(h.Schema.Constant)
	return h
}

// mediaHeader is the header that media types decide, as a parameter: the document's, or one
// that nobody declares.
func (r *making) mediaHeader(name string) Parameter {
	for _, p := range r.Parameters {
		if p.In == "header" && strings.EqualFold(p.Name, name) {
			own := *p.Parameter
			own.Name, own.Style, own.Explode = name, "simple", false
			return Parameter{Parameter: &own}
		}
	}
	return Parameter{Parameter: &spec.Parameter{
		Name: name, In: "header", Style: "simple", Schema: &spec.Schema{}, Position: r.op.Position,
	}}
}

// fixedMediaHeader is the user's value for such a header. What names a parameter elsewhere,
// such as a query's "accept", is meant for that one.
func (r *making) fixedMediaHeader(p Parameter) (string, bool) {
	if value, ok := r.ownValue(p); ok {
		return value, true
	}
	key, ok := r.keyOf(p)
	name := key[strings.LastIndex(key, "#")+1:]
	if !ok || slices.ContainsFunc(r.Parameters, func(p Parameter) bool { return p.In != "header" && p.Name == name }) {
		return "", false
	}
	return r.fixedByUser(p)
}
