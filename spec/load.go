package spec

import (
	"encoding/json"

	"github.com/pb33f/go-yaml"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
)

// Load reads the document at src and all that it refers to. Nothing is read from a
// network, except for a URL that src itself names.
//
// The error is a *Diagnostic, and the document nil, only if there is nothing to
// read: the file is missing, has not the digest that src demands, is neither YAML nor
// JSON, is no OpenAPI document, or would grow beyond all measure. Anything else that is
// wrong is in Document.Diagnostics, at its place, and the rest of the document is read.
//
// Where a mapping has the same key twice (a diagnostic, OAD106) its first value
// is taken, except that two path items of one path are both read, so that no
// operation is lost.
//
// The result shares memory within itself (a schema that two operations use is one
// *Schema): treat it as read-only.
func Load(src Source) (doc *Document, err error) {
	r := newReader(src)
	defer r.close()
	defer func() {
		if cause := recover(); cause != nil {
			failure := r.recovered(cause)
			failure.clean()
			doc, err = nil, failure
		}
	}()
	root, failure := r.open(src)
	if failure != nil {
		failure.clean()
		return nil, failure
	}
	return r.readDocument(root), nil
}

// reader holds what is known while one document is read.
type reader struct {
	files
	name string
	doc  *Document
	// wantsAnswers is Source.Answers.
	wantsAnswers bool
	// minor is the y of OpenAPI 3.y; what 3.1 changed hangs on it. It is 0 for
	// Swagger 2.0, and swagger is then set.
	minor   int
	swagger *swagger
	// reported keeps a place that many references lead to from filling the memory
	// with one report for each.
	reported map[Diagnostic]bool
	// lost counts the parts of a request that could not be read.
	lost int
	// loose counts the references of schemas that led nowhere.
	loose int
	// hops counts the references that are being passed through.
	hops int
	budget
	// reading is the place of the operation that is being read.
	reading Position

	resolved map[reference]resolution
	// entries are the operations that an operation's part or a path item stands for, by
	// their numbers.
	entries map[*yaml.Node][]int

	lists       map[node]parameterList
	bodies      map[node]requestBody
	answers     map[node][]string
	contents    map[node][]MediaType
	schemas     map[schemaKey]*Schema
	schemaTexts map[node]json.RawMessage
	definitions definitions
}

func newReader(src Source) *reader {
	return &reader{
		files:        newFiles(src),
		name:         src.name(),
		wantsAnswers: src.Answers,
		reported:     map[Diagnostic]bool{},
		resolved:     map[reference]resolution{},
		entries:      map[*yaml.Node][]int{},
		lists:        map[node]parameterList{},
		bodies:       map[node]requestBody{},
		answers:      map[node][]string{},
		contents:     map[node][]MediaType{},
		schemas:      map[schemaKey]*Schema{},
		schemaTexts:  map[node]json.RawMessage{},
		definitions:  newDefinitions(),
	}
}

// open reads the root document and makes sure that it is OpenAPI.
func (r *reader) open(src Source) (node, *Diagnostic) {
	data, sum, failure := src.read("the document")
	if failure != nil {
		return node{}, failure
	}
	if r.outside {
		return node{}, r.fatal(diagnostic.RefOutside, Position{File: r.name},
			diagnostic.Message("the document is not below the root folder %q", src.Root),
			"give a root folder that holds the document and the files it refers to (WithRoot, context key specRoot)")
	}
	r.doc = &Document{File: r.name, SHA256: sum}
	if src.URL != "" {
		r.doc.URL = shownURL(src.URL)
	}
	f, failure := parse(r.name, data)
	if failure != nil {
		return node{}, failure
	}
	r.adopt(f)
	r.report(f.findings...)
	f.findings = nil
	r.overlays(f, src.Overlays)
	root := node{f, f.root}
	return root, r.version(root)
}

// report adds findings to the document's, each once.
func (r *reader) report(found ...Diagnostic) {
	for _, d := range found {
		if !r.reported[d] {
			if r.write(len(d.Message)); len(r.reported) >= maxFindings {
				panic(tooManyFindings(d.Position))
			}
			r.reported[d] = true
			r.doc.Diagnostics = append(r.doc.Diagnostics, d)
		}
	}
}

// tooManyFindings stops the reading of the document, as budget.enter does.
func tooManyFindings(at Position) *Diagnostic {
	return &Diagnostic{
		Code: diagnostic.DocumentTooLarge, Severity: Error, Position: at,
		Message: diagnostic.Message("this is one of more than %d findings in the document: it is read no further", maxFindings),
		Hint:    "read a part of the document to see what it has too often",
	}
}

// malformed reports a part that has not the shape which OpenAPI asks for.
func (r *reader) malformed(severity Severity, at node, hint, format string, args ...any) {
	r.report(Diagnostic{
		Code:     diagnostic.Malformed,
		Severity: severity,
		Position: at.position(),
		Message:  diagnostic.Message(format, args...),
		Hint:     hint,
	})
}

func (r *reader) fatal(code string, at Position, message, hint string) *Diagnostic {
	return &Diagnostic{Code: code, Severity: Error, Position: at, Message: message, Hint: hint}
}

// recovered turns what stopped the reading into a diagnostic: the budget that ran
// out, or, as a last resort, a fault of this package.
func (r *reader) recovered(cause any) *Diagnostic {
	if stop, ok := cause.(*Diagnostic); ok {
		if stop.Position == (Position{}) {
			stop.Position = r.reading
		}
		if stop.Position == (Position{}) {
			stop.Position = Position{File: r.name}
		}
		return stop
	}
	return r.fatal(diagnostic.Unreadable, Position{File: r.name},
		diagnostic.Message("the document cannot be read: internal error: %v", cause),
		"this is a fault of the reader, not of the document: please report it")
}

// budget bounds the work that one document can cause, however it is built.
type budget struct {
	steps int
	depth int
	// written are the bytes of texts that are no step yet.
	written int
}

const (
	// maxSteps is fifty times what a document of 4 MB and 800 operations needs
	// (counting a schema each time it takes part in another one). A step is about 100
	// bytes of what is read.
	maxSteps = 5_000_000
	// maxFindings bounds what is told of one document; each is in the catalog too.
	maxFindings = 200_000
	// operationSteps is what an operation counts for besides its parts: 2 KB or so.
	operationSteps = 25
	// textStep is how many bytes of a text count as a step.
	textStep = 100
	// maxDepth is how deep schemas may be composed of others. Real ones stay
	// below 20.
	maxDepth = 1_000
)

// enter counts one step, and the depth until leave.
func (b *budget) enter() {
	b.depth++
	b.spend(1)
	if b.depth > maxDepth {
		// A panic that Load recovers: there is no way on from here, and every
		// function below would have to hand an error through.
		panic(&Diagnostic{
			Code:     diagnostic.DocumentTooLarge,
			Severity: Error,
			Message:  "the schemas are composed of one another without measure",
			Hint:     "simplify the $ref, allOf, anyOf and oneOf of the schemas",
		})
	}
}

func (b *budget) leave() { b.depth-- }

// spend counts steps. What many operations share is read for each of them, so that a
// small document could fill the memory.
func (b *budget) spend(steps int) {
	if b.steps += steps; b.steps > maxSteps {
		panic(&Diagnostic{
			Code:     diagnostic.DocumentTooLarge,
			Severity: Error,
			Message:  "the parts of the document that refer to one another are far more than it holds",
			Hint:     "simplify what many operations or schemas share",
		})
	}
}

// write counts the bytes of a text that is made.
func (b *budget) write(length int) {
	if b.written += length; b.written >= textStep {
		b.spend(b.written / textStep)
		b.written %= textStep
	}
}

// spendWidth counts the fields of an object that is looked through, as it is for each
// reference to it.
func (b *budget) spendWidth(n node) { b.spend(len(n.file.content(n.yaml)) / 16) }
