package spec

import (
	"iter"
	"slices"
	"strings"

	"github.com/pb33f/go-yaml"
)

// node is a place in one of the document's files. The zero node is a part that
// the document does not have.
type node struct {
	file *file
	yaml *yaml.Node
}

// field is one entry of a mapping.
type field struct {
	name       string
	key, value node
}

func (n node) position() Position {
	if n.yaml == nil {
		return Position{}
	}
	return n.file.position(n.yaml)
}

// given tells whether the document has n, and with more than null.
func (n node) given() bool { return n.yaml != nil && !n.isNull() }

func (n node) isMap() bool  { return n.yaml != nil && n.yaml.Kind == yaml.MappingNode }
func (n node) isList() bool { return n.yaml != nil && n.yaml.Kind == yaml.SequenceNode }

func (n node) isScalar() bool { return n.yaml != nil && n.yaml.Kind == yaml.ScalarNode }

func (n node) isNull() bool { return n.isScalar() && n.yaml.ShortTag() == "!!null" }

// isText tells whether n is a string, as opposed to a number or a boolean.
func (n node) isText() bool {
	return n.isScalar() && jsonTypeOf(n) == typeString
}

// isRef tells whether n is a Reference Object, or a schema that is one.
func (n node) isRef() bool {
	ref := n.field("$ref")
	return ref.isText()
}

// kind names n's kind in messages.
func (n node) kind() string {
	switch {
	case !n.given():
		return "nothing"
	case n.isMap():
		return "an object"
	case n.isList():
		return "a list"
	case n.isText():
		return "a string"
	case jsonTypeOf(n) == typeBoolean:
		return "a boolean"
	default:
		return "a number"
	}
}

// fields yields the entries of a mapping in document order, and nothing for
// anything else.
func (n node) fields() iter.Seq[field] {
	return func(yield func(field) bool) {
		if !n.isMap() {
			return
		}
		n.pairs(n.file.content(n.yaml), yield)
	}
}

// repeated yields like fields, but a key that is there twice with both values.
func (n node) repeated() iter.Seq[field] {
	return func(yield func(field) bool) {
		if !n.isMap() {
			return
		}
		content := n.file.content(n.yaml)
		if _, special := n.file.mappings[n.yaml]; special {
			content = slices.Clone(content)
			seen := make(map[*yaml.Node]bool, len(content)/2)
			for i := 0; i+1 < len(content); i += 2 {
				seen[content[i]] = true
			}
			for i := 0; i+1 < len(n.yaml.Content); i += 2 {
				if key := n.yaml.Content[i]; !seen[key] && dealias(key).Tag != "!!merge" {
					content = append(content, key, n.yaml.Content[i+1])
				}
			}
		}
		n.pairs(content, yield)
	}
}

func (n node) pairs(content []*yaml.Node, yield func(field) bool) {
	for i := 0; i+1 < len(content); i += 2 {
		name := dealias(content[i])
		if name.Kind != yaml.ScalarNode {
			continue // said when the file was read
		}
		f := field{name.Value, n.file.part(content[i]), n.file.part(dealias(content[i+1]))}
		if !yield(f) {
			return
		}
	}
}

// field is the value of one entry of a mapping.
func (n node) field(name string) node {
	if !n.isMap() {
		return node{}
	}
	content := n.file.content(n.yaml)
	if len(content) > indexed {
		return n.file.index(n.yaml)[name]
	}
	for i := 0; i+1 < len(content); i += 2 {
		if key := dealias(content[i]); key.Kind == yaml.ScalarNode && key.Value == name {
			return n.file.part(dealias(content[i+1]))
		}
	}
	return node{}
}

// indexed is the length from which a mapping is looked up through an index.
const indexed = 128

// index holds the entries of a long mapping by name.
func (f *file) index(n *yaml.Node) map[string]node {
	if index, ok := f.indexes[n]; ok {
		return index
	}
	index := map[string]node{}
	for entry := range (node{f, n}).fields() {
		index[entry.name] = entry.value
	}
	f.indexes[n] = index
	return index
}

// items are the members of a list; none for anything else.
func (n node) items() []node {
	if !n.isList() {
		return nil
	}
	items := make([]node, len(n.yaml.Content))
	for i, item := range n.yaml.Content {
		items[i] = n.file.part(dealias(item))
	}
	return items
}

// text is the value of the string field name. A number or boolean is read as
// the text it is written with (version: 1.0).
func (r *reader) text(n node, name string) string {
	value := n.field(name)
	if !value.given() {
		return ""
	}
	if !value.isScalar() {
		r.malformed(Warning, value, "write a string", "%q is %s, not a string", name, value.kind())
		return ""
	}
	return value.yaml.Value
}

// prose is the value of a field that only people read. Nothing depends on it, so
// that what is no text is left out without a word.
func (r *reader) prose(n node, name string) string {
	if value := n.field(name); value.given() && value.isScalar() {
		return value.yaml.Value
	}
	return ""
}

// flag is the value of the boolean field name.
func (r *reader) flag(n node, name string, otherwise bool) bool {
	value := n.field(name)
	if !value.given() {
		return otherwise
	}
	if value.isScalar() {
		if jsonTypeOf(value) != typeBoolean {
			r.malformed(Warning, value, "write true or false", "%q is %s, not a boolean", name, value.kind())
		}
		switch strings.ToLower(value.yaml.Value) {
		case "true":
			return true
		case "false":
			return false
		}
		return otherwise
	}
	r.malformed(Warning, value, "write true or false", "%q is %s, not a boolean", name, value.kind())
	return otherwise
}

// list are the members of the list field name.
func (r *reader) list(n node, name string) []node {
	value := r.inPlace(n.field(name))
	if value.given() && !value.isList() {
		r.malformed(Warning, value, "write a list", "%q is %s, not a list", name, value.kind())
	}
	return value.items()
}

// object is the value of the object field name; zero if it is anything else.
func (r *reader) object(n node, name string) node {
	value := r.inPlace(n.field(name))
	if !value.given() {
		return node{}
	}
	if !value.isMap() {
		r.malformed(Warning, value, "write an object", "%q is %s, not an object", name, value.kind())
		return node{}
	}
	return value
}

// inPlace follows a $ref where OpenAPI has none (`paths`, an operation, a list of
// parameters). Documents that are split into files have them all the same, and
// what they mean is plain.
func (r *reader) inPlace(n node) node {
	if !n.isRef() {
		return n
	}
	target, ok := r.deref(n)
	if !ok {
		r.lost++
		return node{}
	}
	r.beside(n)
	r.malformed(Info, n.field("$ref"), "tools that bundle documents replace it", "OpenAPI has no $ref here; it is followed")
	return target
}

// texts are the members of a list of strings.
func (r *reader) texts(n node, name string) []string {
	var texts []string
	for _, item := range r.list(n, name) {
		if !item.isScalar() {
			r.malformed(Warning, item, "write a string", "a member of %q is %s, not a string", name, item.kind())
			continue
		}
		r.spend(1)
		texts = append(texts, item.yaml.Value)
	}
	return texts
}

// extensions are the x- fields of n.
func (r *reader) extensions(n node) []Extension {
	var found []Extension
	for f := range n.fields() {
		if strings.HasPrefix(f.name, "x-") {
			r.spend(1)
			value := r.toJSON(f.value)
			e := Extension{Name: f.name, Value: value, Position: f.key.position()}
			if f.name == ownExtension {
				e.Overlaid, e.Members = overlaid(f.value), r.members(f.value, 2)
			}
			found = append(found, e)
		}
	}
	return found
}

// ownExtension is the one whose members have places.
const ownExtension = "x-eventbridge"

// members are those of an object, to a depth.
func (r *reader) members(n node, depth int) []Extension {
	if depth == 0 {
		return nil
	}
	var found []Extension
	for f := range n.fields() {
		r.spend(1)
		found = append(found, Extension{
			Name: f.name, Value: r.toJSON(f.value), Position: f.value.position(), Overlaid: overlaid(f.value), Members: r.members(f.value, depth-1),
		})
	}
	return found
}

// overlaid tells whether all of a value was written by overlays. What they copy is the document's.
func overlaid(n node) bool {
	if _, written := n.file.origins[n.yaml]; !written {
		return false
	}
	for f := range n.fields() {
		if !overlaid(f.value) {
			return false
		}
	}
	for _, item := range n.items() {
		if !overlaid(item) {
			return false
		}
	}
	return true
}
