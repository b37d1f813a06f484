// Package mapping says what of an event, or of a record of a stream, becomes what of another event:
// JSON in which some of the texts are paths. It reads such a mapping, and writes it as the input
// templates that EventBridge, Pipes and Scheduler take.
package mapping

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Node is a part of a mapping: a path, a constant, or an object or a list with paths in it.
type Node struct {
	// Path is where the value stands; its Text is empty in the other three.
	Path Path
	// Constant is JSON.
	Constant json.RawMessage
	// Members are sorted by their names: those of a map have no order.
	Members []Member
	Items   []Node
}

// Member is a part of an object.
type Member struct {
	Name string
	Node
}

// mostNested is how deep a mapping may be. It is ours: Step Functions allows an expression a depth
// of 100.
const mostNested = 8

// Parse reads a mapping. A text that begins with $ is a path; all else is a constant. The error says
// what is wrong with which path.
func Parse(text json.RawMessage) (Node, error) { return parse(text, 0) }

func parse(text json.RawMessage, depth int) (Node, error) {
	text = bytes.TrimSpace(text)
	if depth > mostNested {
		return Node{}, fmt.Errorf("it is nested more than %d levels deep", mostNested)
	}
	switch {
	case len(text) == 0:
		return Node{}, fmt.Errorf("it is empty")
	case text[0] == '"':
		var s string
		if err := json.Unmarshal(text, &s); err != nil {
			return Node{}, err
		}
		if !strings.HasPrefix(s, "$") {
			return Node{Constant: text}, nil
		}
		path, err := ParsePath(s)
		return Node{Path: path}, err
	case text[0] == '{':
		return parseObject(text, depth)
	case text[0] == '[':
		return parseList(text, depth)
	case !json.Valid(text):
		return Node{}, fmt.Errorf("it is no JSON")
	}
	return Node{Constant: text}, nil
}

func parseObject(text json.RawMessage, depth int) (Node, error) {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(text, &members); err != nil {
		return Node{}, err
	}
	node, constant := Node{Members: []Member{}}, true
	for _, name := range slices.Sorted(maps.Keys(members)) {
		inner, err := parse(members[name], depth+1)
		if err != nil {
			return Node{}, err
		}
		constant = constant && inner.Constant != nil
		node.Members = append(node.Members, Member{name, inner})
	}
	if constant && depth > 0 { // the whole is an object of fields, even where all are constants
		return Node{Constant: compact(text)}, nil
	}
	return node, nil
}

func parseList(text json.RawMessage, depth int) (Node, error) {
	var items []json.RawMessage
	if err := json.Unmarshal(text, &items); err != nil {
		return Node{}, err
	}
	node, constant := Node{}, true
	for _, item := range items {
		inner, err := parse(item, depth+1)
		if err != nil {
			return Node{}, err
		}
		constant = constant && inner.Constant != nil
		node.Items = append(node.Items, inner)
	}
	if constant {
		return Node{Constant: compact(text)}, nil
	}
	return node, nil
}

func compact(text json.RawMessage) json.RawMessage {
	var b bytes.Buffer
	if json.Compact(&b, text) != nil {
		return text
	}
	return b.Bytes()
}

// Opened is a node whose constant, an object or a list, is taken apart.
func (n Node) Opened() Node {
	switch {
	case len(n.Constant) == 0:
	case n.Constant[0] == '{':
		var members map[string]json.RawMessage
		if json.Unmarshal(n.Constant, &members) == nil {
			open := Node{Members: []Member{}}
			for _, name := range slices.Sorted(maps.Keys(members)) {
				open.Members = append(open.Members, Member{name, Node{Constant: members[name]}})
			}
			return open
		}
	case n.Constant[0] == '[':
		var items []json.RawMessage
		if json.Unmarshal(n.Constant, &items) == nil && len(items) > 0 {
			var open Node
			for _, item := range items {
				open.Items = append(open.Items, Node{Constant: item})
			}
			return open
		}
	}
	return n
}

// Member finds a part of an object.
func (n Node) Member(name string) (Node, bool) {
	for _, m := range n.Members {
		if m.Name == name {
			return m.Node, true
		}
	}
	return Node{}, false
}

// Scalar is a constant as text, if it is a string, number or boolean.
func (n Node) Scalar() (text string, ok bool) {
	if len(n.Constant) == 0 || strings.ContainsRune("{[n", rune(n.Constant[0])) {
		return "", false
	}
	if json.Unmarshal(n.Constant, &text) == nil {
		return text, true
	}
	return string(n.Constant), true
}

// Paths are those in the node, each once, in its order.
func (n Node) Paths() []Path {
	var paths []Path
	n.visit(func(p Path) {
		if !slices.Contains(paths, p) {
			paths = append(paths, p)
		}
	})
	return paths
}

func (n Node) visit(see func(Path)) {
	if n.Path.Text != "" {
		see(n.Path)
	}
	for _, m := range n.Members {
		m.visit(see)
	}
	for _, item := range n.Items {
		item.visit(see)
	}
}
