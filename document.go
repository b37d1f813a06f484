package openapidestinations

import (
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/planner/selection"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// Document says where the OpenAPI document comes from. Make one with
// [DocumentFromFile], [DocumentFromBytes], [DocumentFromURL] or [DocumentFromSpec]; the
// zero Document is none, and [NewOpenApiDestinations] panics on it. It is read once, however many
// constructs have it, such as the parts of a large one.
type Document struct {
	source spec.Source
	name   string
	read   *reading
}

// reading is a document that is read when it is first asked for: with what its responses hold, where
// somebody wants the answers, and without.
type reading struct{ without, with once }

type once struct {
	sync.Once
	document *spec.Document
}

// DocumentFromFile reads the document from a YAML or JSON file. References to other
// files work as long as they stay within the file's folder, or that of [Document.WithRoot].
func DocumentFromFile(path string) Document {
	return documentFrom(path, spec.Source{Path: path})
}

// DocumentFromBytes takes the document as YAML or JSON text, such as one that was
// embedded into the program. The name is what diagnostics begin with. The text of a
// document that is embedded with its files (an [embed.FS]) is read with [spec.Load].
func DocumentFromBytes(name string, data []byte) Document {
	if data == nil {
		// spec.Source takes nil for "read the file"; here there is no file to read.
		data = []byte{}
	}
	return documentFrom(name, spec.Source{Path: name, Data: data})
}

// DocumentFromURL fetches the document from an https address at synth: up to 50 MB, in at
// most 30 seconds. The digest is the SHA-256, 64 hexadecimal digits, that its bytes must
// have; with another one the synth fails, and says both. So a template is the same each
// time, or there is none. References of the document are not fetched.
func DocumentFromURL(address, sha256 string) Document {
	return documentFrom(address, spec.Source{URL: address, SHA256: sha256})
}

// DocumentFromSpec takes a document that [spec.Load] has read, for programs that look
// into it first, or whose document lies in an [io/fs.FS]. Where Answers of the props ask for answers, let
// Answers of its [spec.Source] be true: the catalog else says nothing of their bodies.
func DocumentFromSpec(doc *spec.Document) Document {
	if doc == nil {
		return Document{}
	}
	d := documentFrom(doc.File, spec.Source{})
	for _, read := range []*once{&d.read.without, &d.read.with} {
		read.Do(func() { read.document = doc })
	}
	return d
}

func documentFrom(name string, source spec.Source) Document {
	return Document{name: name, source: source, read: new(reading)}
}

// WithOverlays is the document with OpenAPI Overlays 1.0 or 1.1 applied to it, files of
// YAML or JSON, in their order, after those that it has. They change the document before
// anything else is read of it; findings about what they brought point into their files.
// A target that matches nothing is a warning, an overlay that cannot be applied an error.
//
// It panics on a document from [DocumentFromSpec], which has been read: [spec.Source]
// takes overlays.
func (d Document) WithOverlays(files ...string) Document {
	d.mustBeUnread("WithOverlays")
	d.read = new(reading)
	d.source.Overlays = slices.Clone(d.source.Overlays)
	for _, file := range files {
		d.source.Overlays = append(d.source.Overlays, spec.Source{Path: file})
	}
	return d
}

// WithRoot is the document with a root folder that its references may not leave. The
// default is the document's own folder, and no files for one from a URL; a document that
// shares files with its neighbours ("../common/errors.yaml") needs a folder higher up.
//
// It panics on a document from [DocumentFromSpec], which has been read.
func (d Document) WithRoot(folder string) Document {
	d.mustBeUnread("WithRoot")
	d.read = new(reading)
	d.source.Root = folder
	return d
}

func (d Document) mustBeUnread(method string) {
	if d.source.Path == "" && d.source.URL == "" && d.source.Data == nil {
		panic(fmt.Sprintf("openapidestinations: Document.%s needs a document from a file, bytes or a URL", method))
	}
}

// begin begins to read the document, and gives what waits for it. The CDK's process loads
// its modules for the bus and the queue meanwhile.
func (d Document) begin(answers bool) func() *spec.Document {
	wait := func() *spec.Document { return d.wait(answers) }
	go wait()
	return wait
}

// wait gives the document, and reads it if nobody has: once more where it turns out that an overlay asks
// for answers.
func (d Document) wait(answers bool) *spec.Document {
	read := &d.read.without
	if answers {
		read = &d.read.with
	}
	read.Do(func() { read.document = d.loaded(answers) })
	if !answers && len(d.source.Overlays) > 0 && selection.OverlaysAskForAnswers(read.document) {
		return d.wait(true)
	}
	return read.document
}

// loaded reads the document. One that cannot be read at all is given as an empty
// document whose only finding says so.
func (d Document) loaded(answers bool) *spec.Document {
	d.source.Answers = answers
	doc, err := spec.Load(d.source)
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
