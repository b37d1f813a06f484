package spec

import (
	"net/url"
	"slices"
	"strings"

	"github.com/pb33f/go-yaml"
)

// resource is a schema with an $id, which is the address that references below it are
// relative to (JSON Schema 2020-12, section 8.2.1). The zero resource is the file.
type resource struct {
	root *yaml.Node
	id   string
}

// resources are those of a file, as far as it has any.
type resources struct {
	// ids are the schemas by their $id, made absolute.
	ids map[string]*yaml.Node
	// within holds the resource of each reference that stands in one.
	within map[*yaml.Node]resource
	// anchors are the schemas with an $anchor by its name, in document order, once asked for;
	// spans are where a resource, or the file, begins and ends in that order.
	anchors map[string][]anchored
	spans   map[*yaml.Node]span
}

// anchored is a schema with an $anchor, and its number in document order.
type anchored struct {
	number int
	node   *yaml.Node
}

// span holds the numbers of the nodes from first to last.
type span struct{ first, last int }

// maxID is how long the address of a schema may be: each schema in it has one that may begin
// with it.
const maxID = 2_000

// collect notes the resources of n and the references in them.
func (c *resources) collect(n *yaml.Node, in resource) {
	if n.Kind == yaml.MappingNode {
		ref := false
		for i := 0; i+1 < len(n.Content); i += 2 {
			value := dealias(n.Content[i+1])
			switch key := n.Content[i]; {
			case value.Kind != yaml.ScalarNode:
			case key.Value == "$ref":
				ref = true
			case key.Value == "$id" && value.Value != "" && !strings.HasPrefix(value.Value, "#"):
				id := strings.TrimSuffix(absolute(in.id, value.Value), "#")
				if len(id) > maxID {
					id = "" // no reference leads there by its address
				}
				if in = (resource{n, id}); id != "" && c.ids[id] == nil {
					c.ids[in.id] = n
				}
			}
		}
		if ref && in.root != nil {
			c.within[n] = in
		}
	}
	for _, child := range n.Content {
		c.collect(child, in)
	}
}

// absolute is an address relative to a base, if that can be made out.
func absolute(base, address string) string {
	if base == "" || len(address) > maxID {
		return address
	}
	from, err := url.Parse(base)
	if err != nil {
		return address
	}
	target, err := from.Parse(address)
	if err != nil {
		return address
	}
	return target.String()
}

// resourcesOf are those of a file. OpenAPI 3.0 has no $id.
func (r *reader) resourcesOf(f *file) *resources {
	if f.resources == nil {
		f.resources = &resources{
			ids: map[string]*yaml.Node{}, within: map[*yaml.Node]resource{},
		}
		if f.identifies && r.minor > 0 {
			f.resources.collect(f.root, resource{id: r.absoluteSelf(f)})
		}
	}
	return f.resources
}

// resourceOf is the resource that the reference n stands in.
func (r *reader) resourceOf(n node) resource { return r.resourcesOf(n.file).within[n.yaml] }

// identified is the schema with an $id that a reference names, in its own file or in the
// document. One with the $id of a file that is not here stands for nothing.
func (r *reader) identified(key reference, address string) (node, bool) {
	base := key.resource.id
	if base == "" {
		base = r.absoluteSelf(key.file)
	}
	address = absolute(base, address)
	for _, f := range []*file{key.file, r.root} {
		if schema := r.resourcesOf(f).ids[address]; schema != nil {
			return node{f, schema}, true
		}
	}
	return node{}, false
}

// absoluteSelf is the address that a file gives itself, if it is absolute: the base of its
// schemas' $id.
func (r *reader) absoluteSelf(f *file) string {
	if self := r.baseOf(f); scheme.MatchString(self) {
		return self
	}
	return ""
}

// anchored finds the first schema with an $anchor below at, which is a resource or a file
// (JSON Schema 2020-12, section 8.2.2).
func (r *reader) anchored(at node, name string) node {
	known := r.resourcesOf(at.file)
	if known.anchors == nil {
		known.anchors, known.spans = map[string][]anchored{}, map[*yaml.Node]span{at.file.root: {}}
		for _, in := range known.within {
			known.spans[in.root] = span{}
		}
		for _, schema := range known.ids {
			known.spans[schema] = span{}
		}
		known.number(node{at.file, at.file.root}, 0)
	}
	within, all := known.spans[at.yaml], known.anchors[name]
	i, _ := slices.BinarySearchFunc(all, within.first, func(a anchored, first int) int { return a.number - first })
	if i == len(all) || all[i].number > within.last {
		return node{}
	}
	return node{at.file, all[i].node}
}

// number gives n and the nodes below it their numbers, from the first one on, and notes those
// with an $anchor. The next number is free.
func (c *resources) number(n node, first int) (next int) {
	next = first + 1
	for f := range n.fields() { // no index of each wide object for the sake of one look
		if f.name == "$anchor" && f.value.isText() {
			c.anchors[f.value.yaml.Value] = append(c.anchors[f.value.yaml.Value], anchored{first, n.yaml})
		}
	}
	for _, child := range n.yaml.Content {
		next = c.number(node{n.file, child}, next)
	}
	if _, wanted := c.spans[n.yaml]; wanted {
		c.spans[n.yaml] = span{first, next - 1}
	}
	return next
}
