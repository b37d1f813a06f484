package spec

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pb33f/go-yaml"
)

// maxNamed is how many operations a message names.
const maxNamed = 3

// requestFields are what a request is made of, in an operation and in a path item.
var requestFields = []string{"$ref", "parameters", "requestBody", "servers", "security"}

// needs finds the operations that a reference which leads nowhere is needed by, through
// whatever refers to what it stands in. It looks at what a request is made of, and only if
// there is such a reference: all files are walked once.
type needs struct {
	r *reader
	// lost are the references that lead nowhere, by the place of their $ref.
	lost map[Position][]*yaml.Node
	// owners are the parts that hold a part or refer to it; a part is an operation, a path
	// item, what a reference leads to, or a reference that leads nowhere.
	owners map[*yaml.Node][]*yaml.Node
	// targets are the parts that references lead to.
	targets map[*yaml.Node]bool
}

// noteParts notes what stands for the next operation: its path items, and its own part,
// which may be elsewhere.
func (r *reader) noteParts(items []node, own node) {
	parts := append(slices.Clone(items), own)
	if target, problem := r.follow(own); own.isRef() && problem == nil {
		parts = append(parts, target)
	}
	for _, part := range parts {
		r.entries[part.yaml] = append(r.entries[part.yaml], len(r.doc.Operations))
	}
}

// nameNeeded adds to the findings about references that lead nowhere who needs them.
func (r *reader) nameNeeded() {
	n := needs{r, map[Position][]*yaml.Node{}, map[*yaml.Node][]*yaml.Node{}, map[*yaml.Node]bool{}}
	failed := false
	for _, found := range r.resolved {
		failed = failed || found.problem != nil
		n.targets[found.target.yaml] = true
	}
	if !failed {
		return
	}
	files := []*file{r.root}
	for _, f := range r.loaded {
		if f != r.root {
			files = append(files, f)
		}
	}
	for _, f := range files {
		n.walk(node{f, f.root}, nil)
	}
	for i := range r.doc.Diagnostics {
		d := &r.doc.Diagnostics[i]
		if refs := n.lost[d.Position]; len(refs) > 0 && strings.HasPrefix(d.Message, "$ref ") {
			d.Message += n.by(refs)
		}
	}
}

// walk notes the owners of what is below at. The owner is the part that it is in; there is
// none in a part of an operation that no request is made of.
func (n *needs) walk(at node, owner *yaml.Node) {
	_, operation := n.r.entries[at.yaml]
	if operation || n.targets[at.yaml] {
		n.own(at.yaml, owner)
		owner = at.yaml
	}
	if at.isRef() {
		n.refer(at, owner)
	}
	for i, child := range at.yaml.Content {
		if child.Kind == yaml.AliasNode {
			continue // walked where it is defined
		}
		below := owner
		if operation && i%2 == 1 && !slices.Contains(requestFields, at.yaml.Content[i-1].Value) {
			below = nil
		}
		n.walk(at.file.part(child), below)
	}
}

func (n *needs) own(part, owner *yaml.Node) {
	if owner != nil && !slices.Contains(n.owners[part], owner) {
		n.owners[part] = append(n.owners[part], owner)
	}
}

// refer notes that the owner needs what a reference leads to, or the reference itself
// where that is nothing.
func (n *needs) refer(at node, owner *yaml.Node) {
	ref := at.field("$ref")
	found, known := n.r.resolved[reference{at.file, n.r.resourceOf(at), ref.yaml.Value}]
	switch {
	case !known:
	case found.problem == nil:
		n.own(found.target.yaml, owner)
	default:
		if at.yaml != owner {
			n.own(at.yaml, owner)
		}
		n.lost[ref.position()] = append(n.lost[ref.position()], at.yaml)
	}
}

// by names the operations that need one of the references, in the document's order.
func (n *needs) by(refs []*yaml.Node) string {
	seen := map[*yaml.Node]bool{}
	needed := map[int]bool{}
	for todo := slices.Clone(refs); len(todo) > 0; {
		part := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if seen[part] {
			continue
		}
		seen[part] = true
		for _, i := range n.r.entries[part] {
			needed[i] = true
		}
		todo = append(todo, n.owners[part]...)
	}
	var names []string
	for i := range n.r.doc.Operations {
		if op := &n.r.doc.Operations[i]; needed[i] {
			names = append(names, op.Method+" "+op.Path)
		}
	}
	switch more := len(names) - maxNamed; {
	case len(names) == 0:
		return ""
	case more > 0:
		return fmt.Sprintf("; needed by %s and %d more", strings.Join(names[:maxNamed], ", "), more)
	default:
		return "; needed by " + strings.Join(names, ", ")
	}
}
