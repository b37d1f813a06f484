package main

import (
	"bytes"
	"regexp"

	"github.com/pb33f/go-yaml"
)

// plainKey is a key that YAML takes for text without quotes, unless it is one of the words that
// version 1.1 takes for a truth value.
var (
	plainKey = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9]*(?:::[A-Za-z0-9]+)*$`)
	noKey    = regexp.MustCompile(`(?i)^(?:y|n|yes|no|on|off|true|false|null)$`)
)

// asYAML writes JSON as YAML. Texts are in quotes, so that none is taken for anything else.
func asYAML(text []byte) ([]byte, error) {
	var document yaml.Node
	if err := yaml.Unmarshal(text, &document); err != nil {
		return nil, err
	}
	block(&document)
	var out bytes.Buffer
	encoder := yaml.NewEncoder(&out)
	encoder.SetIndent(2)
	if err := encoder.Encode(&document); err != nil {
		return nil, err
	}
	return out.Bytes(), encoder.Close()
}

func block(n *yaml.Node) {
	if n.Kind == yaml.MappingNode || n.Kind == yaml.SequenceNode {
		n.Style &^= yaml.FlowStyle
	}
	for i, child := range n.Content {
		block(child)
		if n.Kind == yaml.MappingNode && i%2 == 0 && plainKey.MatchString(child.Value) && !noKey.MatchString(child.Value) {
			child.Style = 0
		}
	}
}
