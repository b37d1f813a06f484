package spec

import (
	"bytes"
	"errors"
	"strings"

	"github.com/pb33f/go-yaml"
	"github.com/pb33f/libopenapi/datamodel"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
)

// maxFileSize is 50 MB; the largest public documents have about 35.
const maxFileSize = 50 << 20

// file is one parsed file.
type file struct {
	// name is what diagnostics call it, path its place below the root folder.
	name, path string
	root       *yaml.Node
	// mappings holds the contents of those mappings that have merge keys ("<<") or
	// a key twice, with the former expanded and the latter dropped.
	mappings map[*yaml.Node][]*yaml.Node
	// findings are what is wrong with the file as YAML, until they are reported.
	findings []Diagnostic
	// indexes are those of long mappings, once they are looked up.
	indexes map[*yaml.Node]map[string]node
	columns columns
	// origins are the files of those nodes that an overlay brought.
	origins map[*yaml.Node]*file
	// identifies is set when the file may have schemas with an $id, resources are they,
	// once asked for.
	identifies bool
	resources  *resources
	// foreign are the files of nodes from elsewhere that stand in nodes made for this file.
	foreign map[*yaml.Node]*file
}

// parse reads YAML or JSON into a tree that is safe to walk: finite, of bounded
// size, with each key once.
func parse(name string, data []byte) (*file, *Diagnostic) {
	failure := func(code string, line, column int, message, hint string) *Diagnostic {
		return &Diagnostic{
			Code: code, Severity: Error, Message: message, Hint: hint,
			Position: Position{File: name, Line: line, Column: column},
		}
	}
	if len(data) > maxFileSize {
		return nil, failure(diagnostic.DocumentTooLarge, 0, 0,
			diagnostic.Message("the file has more than %d bytes", maxFileSize),
			"split the document, or leave out what is not called")
	}
	if n := mostValues(data); n > maxValues {
		return nil, failure(diagnostic.DocumentTooLarge, 0, 0,
			diagnostic.Message("the file has up to %d values and comments; at most %d are read", n, maxValues),
			"split the document, or leave out what is not called")
	}
	data = withoutDirective(bytes.TrimPrefix(data, []byte("\ufeff")))
	root, data, found, err := parseText(name, data)
	if err != nil {
		line, column, message := parseError(err)
		if line == 0 {
			line, column = badCharacter(data)
		}
		line, column = max(line, 1), max(column, 1)
		return nil, failure(diagnostic.Unreadable, line, column, "neither YAML nor JSON: "+message, "")
	}
	f := &file{
		name: name, root: root, columns: unescapedColumns(data), identifies: bytes.Contains(data, []byte("$id")),
		findings: found,
		mappings: map[*yaml.Node][]*yaml.Node{},
		indexes:  map[*yaml.Node]map[string]node{},
	}
	if failure := f.measure(); failure != nil {
		return nil, failure
	}
	walker{f}.walk(root)
	if line := secondDocument(data, root.Line); line > 0 {
		f.malformed(Position{File: name, Line: line, Column: 1},
			"a second YAML document begins here: it is not read", "keep each document in a file of its own")
	}
	return f, nil
}

// origin is the file that holds n: not f for what an overlay brought.
func (f *file) origin(n *yaml.Node) *file {
	if from, ok := f.origins[n]; ok {
		return from
	}
	return f
}

// normalize notes anew which mappings have a key twice, after overlays have changed them.
func (f *file) normalize() {
	clear(f.mappings)
	clear(f.indexes)
	walker{f}.walk(f.root)
	f.findings = nil // the files of the document and the overlays have told theirs
}

// parseNodes uses libopenapi's reader, which parses JSON without the memory that
// a YAML parser would need for it, and leaves all judgement to this package.
func parseNodes(data []byte) (*yaml.Node, error) {
	if len(bytes.TrimSpace(data)) == 0 {
		return nil, errors.New("the file is empty")
	}
	info, err := datamodel.ExtractSpecInfoWithConfig(data, &datamodel.DocumentConfiguration{
		BypassDocumentCheck: true,
		SkipJSONConversion:  true,
	})
	if err != nil {
		return nil, err
	}
	tree := info.RootNode
	if tree.Kind == yaml.DocumentNode && len(tree.Content) == 1 && tree.Content[0].Line > 0 {
		return dealias(tree.Content[0]), nil
	}
	// libopenapi hides a syntax error behind a made-up node without a line.
	var document yaml.Node
	if err := yaml.Unmarshal(data, &document); err != nil {
		return nil, err
	}
	if len(document.Content) == 0 {
		return nil, errors.New("the file holds no document")
	}
	return dealias(document.Content[0]), nil
}

// parseError takes the place out of a YAML error, as far as it has one.
func parseError(err error) (line, column int, message string) {
	var failure *yaml.LoadError
	if errors.As(err, &failure) {
		return failure.Mark.Line, failure.Mark.Column, failure.Message
	}
	return 0, 0, strings.TrimPrefix(err.Error(), "yaml: ")
}

func dealias(n *yaml.Node) *yaml.Node {
	for n != nil && n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	return n
}

// walker notes what is special about the mappings of a file.
type walker struct{ file *file }

func (w walker) walk(n *yaml.Node) {
	for _, child := range n.Content {
		w.walk(child)
	}
	if n.Kind == yaml.MappingNode {
		w.normalize(n)
	}
}

// normalize reports the keys that a mapping has twice, and notes its contents
// without them and with its merge keys expanded.
func (w walker) normalize(n *yaml.Node) {
	merges := false
	twice := 0
	first := make(map[string]*yaml.Node, len(n.Content)/2)
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := dealias(n.Content[i])
		if key.Tag == "!!merge" {
			merges = true
			continue
		}
		if key.Kind != yaml.ScalarNode {
			w.file.malformed(w.file.position(n.Content[i]), "a key that is no text: it is not read", "write a text before the colon")
			continue
		}
		if before, ok := first[key.Value]; ok {
			if twice++; twice <= maxDuplicates {
				w.duplicate(n.Content[i], key.Value, before)
			}
			continue
		}
		first[key.Value] = n.Content[i]
	}
	if twice > maxDuplicates {
		last := &w.file.findings[len(w.file.findings)-1]
		last.Message += diagnostic.Message(", and so are %d more keys of this object", twice-maxDuplicates)
	}
	if merges || twice > 0 {
		w.file.mappings[n] = w.merged(n)
	}
}

// maxDuplicates is how many keys of one object are told that are there twice.
const maxDuplicates = 10

func (w walker) duplicate(key *yaml.Node, name string, before *yaml.Node) {
	w.file.found(Diagnostic{
		Code:     diagnostic.DuplicateKey,
		Severity: Warning,
		Position: w.file.position(key),
		Message:  diagnostic.Message("the key %q is on line %d already", name, before.Line),
		Hint:     "readers differ in which of the two they take: keep one",
	})
}

// found keeps a finding, unless there are more than are told of a whole document.
func (f *file) found(d Diagnostic) {
	if len(f.findings) >= maxFindings {
		panic(tooManyFindings(d.Position))
	}
	f.findings = append(f.findings, d)
}

func (f *file) malformed(at Position, message, hint string) {
	f.found(Diagnostic{
		Code: diagnostic.Malformed, Severity: Warning, Position: at, Message: message, Hint: hint,
	})
}

// merged lists a mapping's keys and values: its own, then those of its merge keys
// (YAML merge key type), the earlier one winning.
func (w walker) merged(n *yaml.Node) []*yaml.Node {
	var content []*yaml.Node
	taken := map[string]bool{}
	add := func(pairs []*yaml.Node) {
		for i := 0; i+1 < len(pairs); i += 2 {
			key := dealias(pairs[i])
			if key.Kind != yaml.ScalarNode || key.Tag == "!!merge" || taken[key.Value] {
				continue
			}
			taken[key.Value] = true
			content = append(content, pairs[i], pairs[i+1])
		}
	}
	add(n.Content)
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Tag != "!!merge" {
			continue
		}
		sources := []*yaml.Node{n.Content[i+1]}
		if list := dealias(n.Content[i+1]); list.Kind == yaml.SequenceNode {
			sources = list.Content
		}
		for _, source := range sources {
			target := dealias(source)
			if target.Kind != yaml.MappingNode {
				w.file.malformed(w.file.position(source), "a merge key has something else than an object: it is left out", "write an alias of an object")
				continue
			}
			add(w.file.content(target))
		}
	}
	return content
}

// content is what a mapping holds, keys and values in turn.
func (f *file) content(n *yaml.Node) []*yaml.Node {
	if content, ok := f.mappings[n]; ok {
		return content
	}
	return n.Content
}
