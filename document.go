package openapidestinations

import (
	"errors"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// Document says where the OpenAPI document comes from. Make one with
// [DocumentFromFile], [DocumentFromBytes] or [DocumentFromSpec]; the zero Document is
// none, and [NewOpenApiDestinations] panics on it.
type Document struct {
	load func() (*spec.Document, error)
	name string
}

// DocumentFromFile reads the document from a YAML or JSON file. References to other
// files work as long as they stay within the file's folder.
func DocumentFromFile(path string) Document {
	return Document{name: path, load: func() (*spec.Document, error) {
		return spec.Load(spec.Source{Path: path})
	}}
}

// DocumentFromBytes takes the document as YAML or JSON text, such as one that was
// embedded into the program. The name is what diagnostics begin with.
func DocumentFromBytes(name string, data []byte) Document {
	if data == nil {
		// spec.Source takes nil for "read the file"; here there is no file to read.
		data = []byte{}
	}
	return Document{name: name, load: func() (*spec.Document, error) {
		return spec.Load(spec.Source{Path: name, Data: data})
	}}
}

// DocumentFromSpec takes a document that [spec.Load] has read, for programs that look
// into it first.
func DocumentFromSpec(doc *spec.Document) Document {
	if doc == nil {
		return Document{}
	}
	return Document{name: doc.File, load: func() (*spec.Document, error) { return doc, nil }}
}

// read loads the document. One that cannot be read at all is given as an empty
// document whose only finding says so.
func (d Document) read() *spec.Document {
	doc, err := d.load()
	if err == nil {
		return doc
	}
	var found *spec.Diagnostic
	if !errors.As(err, &found) {
		found = &spec.Diagnostic{
			Code: diagnostic.Unreadable, Severity: spec.Error,
			Position: spec.Position{File: d.name}, Message: err.Error(),
		}
	}
	return &spec.Document{File: d.name, Diagnostics: []spec.Diagnostic{*found}}
}
