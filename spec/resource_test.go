package spec

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/pb33f/go-yaml"
)

// readerOf is a reader of OpenAPI 3.1 for the text, and its root.
func readerOf(t *testing.T, text string) (*reader, node) {
	t.Helper()
	src := Source{Path: "a.yaml", Data: []byte(text)}
	r := newReader(src)
	t.Cleanup(r.close)
	root, failure := r.open(src)
	if failure != nil {
		t.Fatalf("%v\n%s", failure, text)
	}
	return r, root
}

// TestNumber: nodes have numbers in the document's order, and a span holds those of what is below
// a node, and no others.
func TestNumber(t *testing.T) {
	root := nodeOf(t, "{a: [x, {b: y}], &k c: &v {d: z}, e: *v}")
	c := &resources{anchors: map[string][]anchored{}, spans: map[*yaml.Node]span{}}
	var all []*yaml.Node
	var collect func(n *yaml.Node)
	collect = func(n *yaml.Node) {
		c.spans[n] = span{}
		all = append(all, n)
		for _, child := range n.Content {
			collect(child)
		}
	}
	collect(root.yaml)
	if next := c.number(root, 7); next != 7+len(all) {
		t.Errorf("the next number is %d, of %d nodes from 7 on", next, len(all))
	}
	var below func(n *yaml.Node) int
	below = func(n *yaml.Node) int {
		count := 1
		for _, child := range n.Content {
			count += below(child)
		}
		return count
	}
	for i, n := range all {
		if want := (span{7 + i, 7 + i + below(n) - 1}); c.spans[n] != want {
			t.Errorf("the span of %q is %v, want %v", n.Value, c.spans[n], want)
		}
	}
}

// TestAnchored: an $anchor is looked for below the file or the schema with an $id, and the first
// one of a name counts.
func TestAnchored(t *testing.T) {
	r, root := readerOf(t, `openapi: 3.1.0
components:
  schemas:
    Before: {$anchor: before, description: before}
    One:
      $id: https://a.dev/one
      $anchor: own
      description: one's own
      $defs:
        A: {$anchor: a, description: one's a}
        Again: {$anchor: a, description: one's second a}
        Inner:
          $id: inner
          $anchor: b
          description: inner's b
        Last: {$anchor: last, description: one's last}
    Two:
      $id: https://a.dev/two
      $defs:
        A: {$anchor: a, description: two's a}
        No: {$anchor: [x], description: no anchor}
        Number: {$anchor: 1, description: no anchor}
    After: {$anchor: own, description: after}
`)
	schema := func(pointer string) node {
		n, problem := r.pointer(root, "/components/schemas/"+pointer)
		if problem != nil || n.yaml == nil {
			t.Fatalf("%s: %v", pointer, problem)
		}
		return n
	}
	for _, tt := range []struct {
		at         node
		name, want string
	}{
		{root, "before", "before"},
		{root, "own", "one's own"},
		{root, "a", "one's a"},
		{root, "b", "inner's b"},
		{root, "none", ""},
		{root, "x", ""},
		{root, "1", ""},
		{schema("One"), "own", "one's own"},
		{schema("One"), "a", "one's a"},
		{schema("One"), "b", "inner's b"},
		{schema("One"), "last", "one's last"},
		{schema("One"), "before", ""},
		{schema("One/$defs/Inner"), "b", "inner's b"},
		{schema("One/$defs/Inner"), "a", ""},
		{schema("One/$defs/Inner"), "own", ""},
		{schema("One/$defs/Inner"), "last", ""},
		{schema("Two"), "a", "two's a"},
		{schema("Two"), "own", ""},
		{schema("Two"), "last", ""},
	} {
		found := r.anchored(tt.at, tt.name)
		if got := r.prose(found, "description"); got != tt.want || tt.want == "" && found.yaml != nil {
			t.Errorf("#%s below line %d: %q, want %q", tt.name, tt.at.position().Line, got, tt.want)
		}
	}
}

// TestAnchoredByHand: in documents made by chance, an $anchor is the one that a walk through all
// below the schema finds first.
func TestAnchoredByHand(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 50 {
		var b strings.Builder
		b.WriteString("openapi: 3.1.0\n")
		id := 0
		var write func(indent, depth int)
		write = func(indent, depth int) {
			pad := strings.Repeat(" ", indent)
			if random.IntN(2) == 0 {
				id++
				fmt.Fprintf(&b, "%s$id: https://a.dev/%d\n", pad, id)
			}
			fmt.Fprintf(&b, "%s$anchor: %c\n", pad, 'a'+rune(random.IntN(4)))
			for i := range random.IntN(4) {
				if depth > 0 {
					fmt.Fprintf(&b, "%ss%d:\n", pad, i)
					write(indent+1, depth-1)
				}
			}
		}
		b.WriteString("x:\n")
		write(1, 4)
		r, root := readerOf(t, b.String())
		tops := []node{root}
		for _, schema := range r.resourcesOf(root.file).ids {
			tops = append(tops, node{root.file, schema})
		}
		for _, top := range tops {
			for _, name := range []string{"a", "b", "c", "d"} {
				if got, want := r.anchored(top, name).yaml, walked(top, name).yaml; got != want {
					t.Fatalf("#%s below line %d of\n%s", name, top.position().Line, b.String())
				}
			}
		}
	}
}

// walked is the first schema with an $anchor below n.
func walked(n node, name string) node {
	if anchor := n.field("$anchor"); anchor.isText() && anchor.yaml.Value == name {
		return n
	}
	for f := range n.fields() {
		if found := walked(f.value, name); found.yaml != nil {
			return found
		}
	}
	return node{}
}
