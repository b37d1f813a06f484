package spec

import (
	"slices"

	"github.com/pb33f/go-yaml"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
)

// tree is a document that overlays change. It has neither aliases nor merge keys, so
// that a change of one place leaves all others alone.
type tree struct {
	file *file
	// levels counts the nodes by their depth; stale is set when they may have moved.
	levels []level
	stale  bool
	// deepest is how deep the document may be by now, reach how deep what an action adds.
	deepest, reach int
	// added counts the nodes that overlays brought, fresh those since levels were counted, with
	// their text, work what it took to apply them.
	added, fresh, freshText, work int
	// action is the target of the action that is being applied.
	action node
}

// level is what stands equally deep: nodes, and the bytes of their texts.
type level struct{ nodes, text int }

// Overlays are as untrusted as documents: what they may add and do is bounded.
const (
	// maxAdded is how many nodes overlays may add; a large document has as many.
	maxAdded = 1_000_000
	// maxWork is how many nodes may be looked at. A document of 12 MB has half a million;
	// each is looked at in less than a tenth of a microsecond.
	maxWork = 100_000_000
)

func newTree(f *file) *tree {
	f.origins = map[*yaml.Node]*file{}
	t := &tree{file: f}
	t.flatten(f.root)
	clear(f.mappings) // normalize finds the keys that are there twice again
	t.measure()
	return t
}

// flatten replaces the aliases and merge keys below n by copies of what they stand for.
func (t *tree) flatten(n *yaml.Node) {
	if n.Kind == yaml.MappingNode && slices.ContainsFunc(n.Content, func(key *yaml.Node) bool { return key.Tag == "!!merge" }) {
		own := make(map[*yaml.Node]bool, len(n.Content))
		for _, child := range n.Content {
			own[child] = true
		}
		content := slices.Clone(t.file.content(n))
		for i := 0; i+1 < len(content); i += 2 {
			if !own[content[i]] {
				content[i], content[i+1] = t.clone(node{t.file, dealias(content[i])}, 0), t.clone(node{t.file, dealias(content[i+1])}, 0)
			}
		}
		n.Content = content
	}
	asJSON(n)
	for i, child := range n.Content {
		if child.Kind == yaml.AliasNode {
			n.Content[i] = t.clone(node{t.file, dealias(child)}, 0)
			continue
		}
		t.flatten(child)
	}
}

// asJSON makes a string of what YAML takes for a date and the like, so that a JSONPath
// can compare it.
func asJSON(n *yaml.Node) {
	if scalar := (node{yaml: n}); scalar.isText() {
		n.Tag = "!!str"
	}
}

// clone copies n into the tree, where its place stays that which it has in its file.
func (t *tree) clone(n node, depth int) *yaml.Node {
	t.fresh++
	t.freshText += len(n.yaml.Value)
	if t.added++; t.added > maxAdded {
		t.exhausted("the overlays make the document too large")
	}
	t.stale = true
	t.reach = max(t.reach, depth+1)
	c := &yaml.Node{
		Kind: n.yaml.Kind, Style: n.yaml.Style, Tag: n.yaml.Tag, Value: n.yaml.Value,
		Line: n.yaml.Line, Column: n.yaml.Column,
	}
	asJSON(c)
	if from := n.file.origin(n.yaml); from != t.file {
		t.file.origins[c] = from
	}
	content := n.yaml.Content
	if n.isMap() {
		content = n.file.content(n.yaml)
	}
	for _, child := range content {
		c.Content = append(c.Content, t.clone(node{n.file, dealias(child)}, depth+1))
	}
	return c
}

// exhausted stops the reading of the document, as budget.enter does.
func (t *tree) exhausted(message string) {
	panic(&Diagnostic{
		Code: diagnostic.DocumentTooLarge, Severity: Error, Position: t.action.position(), Message: message,
		Hint: "name the parts more closely, or change the document itself",
	})
}

func (t *tree) spend(work int) {
	if t.work += work; t.work > maxWork || t.work < 0 {
		t.exhausted(diagnostic.Message("the overlays have more than %d nodes to look at in all", maxWork))
	}
}

// spendLittle counts nodes that are only passed through.
func (t *tree) spendLittle(passed int) { t.spend(passed / 8) }

// nodes is how many nodes the tree has, at most.
func (t *tree) nodes() int {
	nodes := t.fresh
	for _, level := range t.levels {
		nodes += level.nodes
	}
	return nodes
}

// measure counts the nodes of each level.
func (t *tree) measure() {
	t.levels, t.fresh, t.freshText, t.stale = nil, 0, 0, false
	var count func(n *yaml.Node, depth int)
	count = func(n *yaml.Node, depth int) {
		if depth == len(t.levels) {
			t.levels = append(t.levels, level{})
		}
		t.levels[depth].nodes++
		t.levels[depth].text += len(n.Value)
		for _, child := range n.Content {
			count(child, depth+1)
		}
	}
	count(t.file.root, 0)
	t.spendLittle(t.nodes())
	if t.deepest = len(t.levels); t.deepest > maxNesting {
		t.exhausted("the overlays make the document too deep")
	}
}

// misfit is a part of an update that cannot be merged into its target.
type misfit struct{ target, update node }

// misfit finds the first part of update that target cannot take, if there is one. A list
// that is itself the target of an action takes anything (Overlay 1.1, section 4.4.3.1).
func (t *tree) misfit(target *yaml.Node, update node, top bool) misfit {
	if target.Kind == yaml.SequenceNode && (top || update.isList()) {
		return misfit{}
	}
	if target.Kind != update.yaml.Kind {
		return misfit{node{t.file, target}, update}
	}
	if target.Kind != yaml.MappingNode {
		return misfit{}
	}
	values := t.values(target)
	for f := range update.fields() {
		if value := values[f.name]; value != nil {
			if found := t.misfit(value, f.value, false); found.update.yaml != nil {
				return found
			}
		}
	}
	return misfit{}
}

// values are those of a mapping, the first of each key.
func (t *tree) values(n *yaml.Node) map[string]*yaml.Node {
	t.spend(len(n.Content))
	values := make(map[string]*yaml.Node, len(n.Content)/2)
	for i := 0; i+1 < len(n.Content); i += 2 {
		if key := n.Content[i]; key.Kind == yaml.ScalarNode && values[key.Value] == nil {
			values[key.Value] = n.Content[i+1]
		}
	}
	return values
}

// update merges what fits into all targets.
func (t *tree) update(targets []*yaml.Node, update node) {
	t.reach = 0
	for _, target := range targets {
		t.merge(target, update)
	}
	// What was added may stand at the deepest place; whether it does is looked up only
	// where it matters.
	if t.deepest += t.reach; t.deepest > maxNesting {
		t.measure()
	}
}

func (t *tree) merge(target *yaml.Node, update node) {
	switch target.Kind {
	case yaml.MappingNode:
		t.mergeFields(target, update)
	case yaml.SequenceNode:
		items := []node{update}
		if update.isList() {
			items = update.items()
		}
		for _, item := range items {
			target.Content = append(target.Content, t.clone(item, 0))
		}
	default:
		// The node stays what its parent holds; its place is the update's now.
		value := t.clone(update, 0)
		*target = *value
		delete(t.file.origins, target)
		if from, ok := t.file.origins[value]; ok {
			t.file.origins[target] = from
		}
	}
}

func (t *tree) mergeFields(target *yaml.Node, update node) {
	values := t.values(target)
	for f := range update.fields() {
		if value := values[f.name]; value != nil {
			t.merge(value, f.value)
			continue
		}
		target.Content = append(target.Content, t.clone(node{f.key.file, dealias(f.key.yaml)}, 0), t.clone(f.value, 0))
	}
}

// remove takes nodes out of the mappings and lists that hold them.
func (t *tree) remove(nodes []*yaml.Node) {
	doomed := make(map[*yaml.Node]bool, len(nodes))
	for _, n := range nodes {
		doomed[n] = true
	}
	t.stale = true
	visited := 0
	var sweep func(n *yaml.Node)
	sweep = func(n *yaml.Node) {
		visited++
		step := 1
		if n.Kind == yaml.MappingNode {
			step = 2
		}
		kept := n.Content[:0]
		for i := 0; i+step <= len(n.Content); i += step {
			if value := n.Content[i+step-1]; !doomed[value] {
				kept = append(kept, n.Content[i:i+step]...)
				sweep(value)
			}
		}
		n.Content = kept
	}
	sweep(t.file.root)
	t.spendLittle(visited)
}
