package spec

import (
	"net/url"
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
	// anchors are the $anchor names below a resource or the file, once asked for.
	anchors map[*yaml.Node]map[string]*yaml.Node
}

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
				in = resource{n, strings.TrimSuffix(absolute(in.id, value.Value), "#")}
				if c.ids[in.id] == nil {
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
	if base == "" {
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
			anchors: map[*yaml.Node]map[string]*yaml.Node{},
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

// anchored finds the schema with an $anchor below at (JSON Schema 2020-12, section 8.2.2).
func (r *reader) anchored(at node, name string) node {
	known := r.resourcesOf(at.file).anchors
	if known[at.yaml] == nil {
		known[at.yaml] = map[string]*yaml.Node{}
		at.file.collectAnchors(at.yaml, known[at.yaml])
	}
	return node{at.file, known[at.yaml][name]}
}

func (f *file) collectAnchors(n *yaml.Node, into map[string]*yaml.Node) {
	if n.Kind == yaml.MappingNode {
		anchor := node{f, n}.field("$anchor")
		if anchor.isText() && into[anchor.yaml.Value] == nil {
			into[anchor.yaml.Value] = n
		}
	}
	for _, child := range n.Content {
		f.collectAnchors(child, into)
	}
}
