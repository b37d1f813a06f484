package request

import (
	"mime"
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/ident"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/safe"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// Kind is what kind of body a media type makes.
type Kind int

// The kinds.
const (
	// JSON is any JSON value.
	JSON Kind = iota
	// Lines is one JSON value for each line.
	Lines
	// Text is text, Bytes what may be no text.
	Text
	Bytes
	// Form is application/x-www-form-urlencoded, Multipart any multipart type.
	Form
	Multipart
	XML
	// Sequence is JSON with a control character before each value (RFC 7464).
	Sequence
)

// lines are the subtypes of JSON line by line (https://github.com/ndjson/ndjson-spec).
var lines = setOf("x-ndjson", "ndjson", "jsonl", "x-jsonl", "jsonlines", "x-jsonlines", "x-json-stream")

// textTypes are texts that don't begin with text/. So are types that end with +yaml (RFC 9512).
var textTypes = setOf("application/javascript", "application/ecmascript", "application/graphql", "application/jwt",
	"application/jose", "application/sql", "application/x-sh", "application/yaml", "application/x-yaml",
	"application/toml", "application/x-pem-file", "application/pgp-keys", "application/sparql-query",
	"application/sparql-update", "application/n-triples", "application/x-javascript", "application/sdp",
	"application/openmetrics-text")

// isBinary tells whether what a media type calls JSON, or any type at all, is really
// raw bytes: a string of the format binary, or any text where the type is open.
func isBinary(m spec.MediaType) bool {
	text := slices.Equal(m.Schema.Types, []string{"string"})
	return text && (m.Schema.Format == "binary" || strings.Contains(Essence(m.Type), "*"))
}

// Essence is the media type without parameters, in lower case.
func Essence(mediaType string) string {
	if t, _, err := mime.ParseMediaType(mediaType); err == nil {
		return t
	}
	t, _, _ := strings.Cut(mediaType, ";")
	return strings.ToLower(strings.TrimSpace(t))
}

// KindOf is the kind of body that a media type makes.
func KindOf(m spec.MediaType) Kind {
	t := Essence(m.Type)
	top, sub, _ := strings.Cut(t, "/")
	switch {
	case t == "*/*", t == "application/*", sub == "json", strings.HasSuffix(t, "+json"):
		if isBinary(m) {
			return Bytes
		}
		return JSON
	case lines[sub]:
		return Lines
	case top == "multipart":
		return Multipart
	case t == formType:
		return Form
	case sub == "xml", strings.HasSuffix(t, "+xml"):
		return XML
	case sub == "json-seq", strings.HasSuffix(t, "+json-seq"):
		return Sequence
	case top == "text", top == "message", m.Schema.Format != "binary" && (textTypes[t] || strings.HasSuffix(t, "+yaml")):
		return Text
	}
	return Bytes
}

func setOf(names ...string) map[string]bool {
	m := make(map[string]bool, len(names))
	for _, n := range names {
		m[n] = true
	}
	return m
}

// IsMediaType tells whether a header may say t: a media type, or a range of them. It begins
// with a letter or digit (RFC 6838, section 4.2), so that none is taken for a path into the event.
func IsMediaType(t string) bool {
	essence, _, err := mime.ParseMediaType(t)
	return err == nil && strings.Count(essence, "/") == 1 && limits.IsHeaderValue(t) && safe.Unsafe(t) == "" &&
		(t[0] == '*' || ident.IsLetterOrDigit(rune(t[0])))
}

const (
	// JSONType is the media type of plain JSON, formType that of forms.
	JSONType = "application/json"
	formType = "application/x-www-form-urlencoded"
)

// ContentTypeOf is the Content-Type of a body: its media type as the document has it, but
// for ranges and what is none.
func ContentTypeOf(mediaType string) string {
	t := strings.TrimSpace(mediaType)
	switch {
	case Essence(t) == "text/*":
		return "text/plain"
	case !IsMediaType(t), strings.Contains(Essence(t), "*"):
		return JSONType
	}
	return t
}
