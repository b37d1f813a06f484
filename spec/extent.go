package spec

import (
	"bytes"
	"regexp"
	"unicode/utf8"

	"github.com/pb33f/go-yaml"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
)

const (
	// maxValues bounds the values of a file, each of which takes about 200 bytes once it is
	// read: 1 GB. The largest public document, of 35 MB, has 2 million.
	maxValues = 5_000_000
	// maxExpanded is how many nodes a document may have once its aliases are
	// expanded, unless it has a tenth of that without them.
	maxExpanded = 1_000_000
	// maxExpandedText is how many bytes of text a document may have beyond its own once its
	// aliases are expanded: as many as the largest files have.
	maxExpandedText = 50 << 20
	// maxNesting is how deep values may stand in one another, aliases expanded: ten times
	// deeper than in any public document.
	maxNesting = 1_000
)

// mostValues is how many values a file has at most, told from the characters that come before
// one or after it, so that a file with too many need not be read. A comment takes as much
// memory as two.
func mostValues(data []byte) int {
	n := 1
	for _, mark := range []string{"[", "{", ",", ":", ":", "- ", "? ", "#", "#"} {
		n += bytes.Count(data, []byte(mark))
	}
	return n
}

// extent measures a subtree with its aliases expanded.
type extent struct{ nodes, text, depth int }

// measurer visits every node of a file once.
type measurer struct {
	nodes int
	text  int
	// sizes are those of the anchored nodes; one in progress has size 0.
	sizes map[*yaml.Node]extent
	// cycle is an alias that stands for what it is a part of; large and deep are the first
	// nodes found that bring the expansion beyond the bounds.
	cycle, large, deep *yaml.Node
}

// measure makes sure that the tree is finite, and of bounded size once its aliases are
// expanded.
func (f *file) measure() *Diagnostic {
	m := measurer{sizes: map[*yaml.Node]extent{}}
	size := m.measure(f.root, 0)
	tooLarge := func(at *yaml.Node, message, hint string) *Diagnostic {
		return &Diagnostic{Code: diagnostic.DocumentTooLarge, Severity: Error, Position: f.position(at), Message: message, Hint: hint}
	}
	switch {
	case m.cycle != nil:
		return tooLarge(m.cycle, diagnostic.Message("the alias *%s is a part of what it stands for", m.cycle.Value),
			"an alias must not contain itself; use a $ref for a recursive schema")
	case size.depth > maxNesting:
		return tooLarge(m.deep, diagnostic.Message("the values are nested deeper than %d levels", maxNesting), "use $refs for what is nested")
	case size.nodes > maxExpanded && size.nodes > 10*m.nodes, size.text > maxExpandedText+m.text:
		return tooLarge(m.large, "the YAML aliases expand to far more than the file holds", "use $refs for what is shared")
	}
	return nil
}

func (m *measurer) measure(n *yaml.Node, depth int) extent {
	if n.Kind == yaml.AliasNode {
		size, known := m.sizes[n.Alias]
		if !known || size.nodes == 0 {
			m.cycle = n
		}
		return size
	}
	m.nodes++
	m.text += len(n.Value)
	if n.Anchor != "" {
		m.sizes[n] = extent{}
	}
	size := extent{nodes: 1, text: len(n.Value)}
	if depth > maxNesting {
		size.depth = maxNesting + 1
		first(&m.deep, n)
		return size
	}
	for _, child := range n.Content {
		part := m.measure(child, depth+1)
		if m.cycle != nil {
			return size
		}
		size.nodes = min(size.nodes+part.nodes, 1<<40)
		size.depth = max(size.depth, part.depth+1)
		size.text = min(size.text+part.text, 1<<40)
		if size.nodes > maxExpanded || size.text > maxExpandedText {
			first(&m.large, child)
		}
		if size.depth > maxNesting {
			first(&m.deep, child)
		}
	}
	if n.Anchor != "" {
		m.sizes[n] = size
	}
	return size
}

func first(of **yaml.Node, n *yaml.Node) {
	if *of == nil {
		*of = n
	}
}

// badCharacter is the place of the first byte that neither YAML nor JSON may hold; zero if
// there is none. The YAML parser says what is wrong with it, and not where.
func badCharacter(data []byte) (line, column int) {
	line, column = 1, 1
	for i := 0; i < len(data); {
		r, size := utf8.DecodeRune(data[i:])
		switch {
		case r == utf8.RuneError && size == 1, r < ' ' && r != '\t' && r != '\n' && r != '\r', r == 0x7f:
			return line, column
		case r == '\n':
			line, column = line+1, 0
		}
		i += size
		column++
	}
	return 0, 0
}

// secondDocument is the line on which another YAML document begins, behind the one whose
// first line is given; 0 if there is none. A line that begins so is nothing else in YAML.
func secondDocument(data []byte, first int) int {
	line := 0
	for text := range bytes.Lines(data) {
		if line++; line <= first || !bytes.HasPrefix(text, []byte("---")) {
			continue
		}
		if rest := text[3:]; len(rest) == 0 || bytes.ContainsAny(rest[:1], " \t\r\n") {
			return line
		}
	}
	return 0
}

// yamlDirective is the one that says the version, before the document's "---".
var yamlDirective = regexp.MustCompile(`\A(?:(?:#|%TAG)[^\n]*\n|[ \t\r]*\n)*%YAML 1\.2[ \t\r]*(?:#[^\n]*)?\n`)

// withoutDirective makes a comment of "%YAML 1.2": the parser reads that version, and refuses
// its name.
func withoutDirective(data []byte) []byte {
	place := yamlDirective.FindIndex(data)
	if place == nil {
		return data
	}
	data = bytes.Clone(data)
	data[bytes.LastIndex(data[:place[1]], []byte("%YAML"))] = '#'
	return data
}
