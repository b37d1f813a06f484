//go:build !race

package corpus

import (
	"bytes"
	"encoding/json"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/pb33f/go-yaml"
)

// A document is read here as generic data, by nothing that the construct uses but the
// YAML decoder: what is built from it is an opinion of its own.

// document is an OpenAPI document with the files that it refers to.
type document struct {
	file  string
	files map[string]any
}

// node is a value of a document, and the file that it stands in.
type node struct {
	doc   *document
	file  string
	value any
}

// newDocument reads a document; ok is false for a file that isn't one.
func newDocument(file string) (doc *document, ok bool) {
	doc = &document{file: filepath.Clean(file), files: make(map[string]any)}
	if root := object(doc.root().value); root["swagger"] != nil {
		fromSwagger(root)
	}
	_, ok = doc.root().get("openapi").string()
	return doc, ok
}

func (d *document) root() node { return d.open(d.file) }

// open reads a file once. One that can't be read is nil.
func (d *document) open(file string) node {
	value, known := d.files[file]
	if !known {
		if data, err := os.ReadFile(file); err == nil {
			value = decode(file, data)
		}
		d.files[file] = value
	}
	return node{d, file, value}
}

func decode(file string, data []byte) any {
	if filepath.Ext(file) == ".json" {
		value, err := decodeJSON(data)
		if err == nil {
			return value
		}
	}
	var root yaml.Node
	if yaml.Load(data, &root, yaml.WithUniqueKeys(false)) != nil {
		return nil
	}
	return generic(&root)
}

// decodeJSON keeps numbers as they are written.
func decodeJSON(data []byte) (value any, err error) {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	err = decoder.Decode(&value)
	return value, err
}

// generic is a YAML node as JSON has it: keys are strings, and a scalar that JSON lacks,
// such as a date, is the text that stands there.
func generic(n *yaml.Node) any {
	switch n.Kind {
	case yaml.DocumentNode:
		return generic(n.Content[0])
	case yaml.AliasNode:
		return generic(n.Alias)
	case yaml.SequenceNode:
		list := make([]any, len(n.Content))
		for i, item := range n.Content {
			list[i] = generic(item)
		}
		return list
	case yaml.MappingNode:
		object := make(map[string]any)
		for i := 0; i+1 < len(n.Content); i += 2 {
			object[n.Content[i].Value] = generic(n.Content[i+1])
		}
		return object
	}
	switch n.ShortTag() {
	case "!!null":
		return nil
	case "!!bool":
		return strings.EqualFold(n.Value, "true")
	case "!!int", "!!float":
		if json.Valid([]byte(n.Value)) {
			return json.Number(n.Value)
		}
	}
	return n.Value
}

// get is a member, its $ref followed; there may be none.
func (n node) get(key string) node {
	object, _ := n.value.(map[string]any)
	return node{n.doc, n.file, object[key]}.follow()
}

// has tells whether there is such a member, be it null.
func (n node) has(key string) bool {
	object, _ := n.value.(map[string]any)
	_, ok := object[key]
	return ok
}

// keys are those of an object, in no order.
func (n node) keys() []string {
	var keys []string
	if object, ok := n.value.(map[string]any); ok {
		for key := range object {
			keys = append(keys, key)
		}
	}
	return keys
}

func (n node) list() []node {
	items, _ := n.value.([]any)
	list := make([]node, len(items))
	for i, item := range items {
		list[i] = node{n.doc, n.file, item}.follow()
	}
	return list
}

func (n node) string() (string, bool) {
	text, ok := n.value.(string)
	return text, ok
}

// text is a scalar as it is written in a request.
func (n node) text() string {
	switch value := n.value.(type) {
	case string:
		return value
	case json.Number:
		return value.String()
	case bool:
		return strconv.FormatBool(value)
	}
	return ""
}

func (n node) is(want bool) bool {
	value, ok := n.value.(bool)
	return ok && value == want
}

// follow goes where a $ref points to, as often as it takes.
func (n node) follow() node {
	const most = 100 // more is a circle
	for range most {
		object, _ := n.value.(map[string]any)
		ref, ok := object["$ref"].(string)
		if !ok {
			return n
		}
		address, pointer, _ := strings.Cut(ref, "#")
		file := n.file
		if address != "" {
			if plain, err := url.PathUnescape(address); err == nil {
				address = plain
			}
			file = filepath.Join(filepath.Dir(n.file), filepath.FromSlash(address))
		}
		n = n.doc.open(file).at(pointer)
	}
	return node{}
}

// at follows a JSON pointer, through references on its way.
func (n node) at(pointer string) node {
	if plain, err := url.PathUnescape(pointer); err == nil {
		pointer = plain
	}
	if pointer == "" {
		return n
	}
	for _, token := range strings.Split(pointer, "/")[1:] {
		token = strings.NewReplacer("~1", "/", "~0", "~").Replace(token)
		if items := n.list(); len(items) > 0 {
			i, err := strconv.Atoi(token)
			if err != nil || i < 0 || i >= len(items) {
				return node{}
			}
			n = items[i]
			continue
		}
		n = n.get(token)
	}
	return n
}
