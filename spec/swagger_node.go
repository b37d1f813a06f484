package spec

import "github.com/pb33f/go-yaml"

// What an older version of OpenAPI writes in another form is rewritten before it is
// read, as nodes that no file has. They stand at the places of those that they are
// made of, so that every message names a place in the document.

// made is a new node at the place of n, be it the document's or an overlay's.
func (n node) made(y yaml.Node) node {
	y.Line, y.Column = n.yaml.Line, n.yaml.Column
	if from, ok := n.file.origins[n.yaml]; ok {
		n.file.origins[&y] = from
	}
	return node{n.file, &y}
}

// mappingAt is an empty object at the place of another node.
func mappingAt(at node) node {
	return at.made(yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"})
}

// listAt is a list at the place of another node.
func listAt(at node, items ...node) node {
	list := at.made(yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq"})
	for _, item := range items {
		list.adopt(item)
		list.yaml.Content = append(list.yaml.Content, item.yaml)
	}
	return list
}

// scalarAt is a string at the place of another node.
func scalarAt(at node, text string) node {
	return at.made(yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: text})
}

// flagAt is a boolean at the place of another node.
func flagAt(at node, value bool) node {
	n := scalarAt(at, "false")
	if n.yaml.Tag = "!!bool"; value {
		n.yaml.Value = "true"
	}
	return n
}

// set adds a member to a made object, its key at the place of at.
func (n node) set(at node, name string, value node) {
	key := scalarAt(at, name)
	n.adopt(key)
	n.adopt(value)
	n.yaml.Content = append(n.yaml.Content, key.yaml, value.yaml)
}

// adopt remembers the file of a node that becomes a part of one from another file.
func (n node) adopt(part node) {
	if part.file == n.file {
		return
	}
	if n.file.foreign == nil {
		n.file.foreign = map[*yaml.Node]*file{}
	}
	n.file.foreign[part.yaml] = part.file
}

// part is a node below one of the file's, which is in the file too, unless it was
// adopted.
func (f *file) part(n *yaml.Node) node {
	if owner, foreign := f.foreign[n]; foreign {
		return node{owner, n}
	}
	return node{f, n}
}
