package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/pb33f/go-yaml"
)

// parseTemplate reads a CloudFormation template, YAML or JSON, into its sections as
// JSON: short forms such as !Ref are written out, and sections without contents,
// which CloudFormation refuses but which a template to be filled may have, left out.
func parseTemplate(data []byte) (map[string]json.RawMessage, error) {
	encoded, err := templateJSON(data)
	if err != nil {
		return nil, err
	}
	var sections map[string]json.RawMessage
	if err := json.Unmarshal(encoded, &sections); err != nil || sections == nil {
		return nil, fmt.Errorf("is not a template: it must be a mapping of sections such as Parameters and Resources")
	}
	for name, section := range sections {
		if string(section) == "null" {
			delete(sections, name)
		}
	}
	return sections, nil
}

func templateJSON(data []byte) ([]byte, error) {
	// JSON is YAML but for tabs, which templates are indented with too.
	if json.Valid(data) {
		return data, nil
	}
	var document yaml.Node
	if err := yaml.Unmarshal(data, &document); err != nil {
		return nil, fmt.Errorf("is neither YAML nor JSON: %w", err)
	}
	if len(document.Content) == 0 {
		return nil, fmt.Errorf("is empty")
	}
	var b bytes.Buffer
	err := writeNode(&b, document.Content[0])
	return b.Bytes(), err
}

func writeNode(b *bytes.Buffer, n *yaml.Node) error {
	if name, short := shortForm(n); short {
		fmt.Fprintf(b, `{%s:`, quoted(name))
		if err := writeArgument(b, name, n); err != nil {
			return err
		}
		b.WriteByte('}')
		return nil
	}
	return writeValue(b, n)
}

// shortForm is the long name of a function's short form: !Ref and !Condition stand for
// themselves, !Sub for Fn::Sub.
func shortForm(n *yaml.Node) (name string, short bool) {
	if !strings.HasPrefix(n.Tag, "!") || strings.HasPrefix(n.Tag, "!!") || n.Tag == "!" {
		return "", false
	}
	switch name = n.Tag[1:]; name {
	case "Ref", "Condition":
		return name, true
	default:
		return "Fn::" + name, true
	}
}

func writeArgument(b *bytes.Buffer, name string, n *yaml.Node) error {
	if name != "Fn::GetAtt" || n.Kind != yaml.ScalarNode {
		return writeValue(b, n)
	}
	// The text may have several dots: an attribute's name may, a resource's can't.
	resource, attribute, _ := strings.Cut(n.Value, ".")
	fmt.Fprintf(b, "[%s,%s]", quoted(resource), quoted(attribute))
	return nil
}

func writeValue(b *bytes.Buffer, n *yaml.Node) error {
	switch n.Kind {
	case yaml.MappingNode:
		return writeMapping(b, n)
	case yaml.SequenceNode:
		b.WriteByte('[')
		for i, item := range n.Content {
			if i > 0 {
				b.WriteByte(',')
			}
			if err := writeNode(b, item); err != nil {
				return err
			}
		}
		b.WriteByte(']')
		return nil
	case yaml.ScalarNode:
		b.WriteString(scalar(n))
		return nil
	default:
		return fmt.Errorf("has a YAML alias in line %d, which CloudFormation doesn't take", n.Line)
	}
}

func writeMapping(b *bytes.Buffer, n *yaml.Node) error {
	seen := make(map[string]bool)
	b.WriteByte('{')
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		if key.Kind != yaml.ScalarNode || key.ShortTag() == "!!merge" {
			return fmt.Errorf("has a key in line %d that is no plain text", key.Line)
		}
		if seen[key.Value] {
			return fmt.Errorf("has the key %q a second time in line %d", key.Value, key.Line)
		}
		seen[key.Value] = true
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(quoted(key.Value) + ":")
		if err := writeNode(b, n.Content[i+1]); err != nil {
			return err
		}
	}
	b.WriteByte('}')
	return nil
}

var numberPattern = regexp.MustCompile(`^-?(0|[1-9][0-9]*)(\.[0-9]+)?$`)

// maxDigits is how many digits JavaScript's numbers, the CDK's, keep.
const maxDigits = 15

// scalar is the JSON of a plain value. What only looks like a number, such as an
// account's 012345678901 or a version's 2010-09-09, stays a text, which CloudFormation
// takes for a number where it needs one.
func scalar(n *yaml.Node) string {
	switch tag := n.ShortTag(); {
	case n.Style != 0:
	case tag == "!!null":
		return "null"
	case tag == "!!bool":
		if truth, err := strconv.ParseBool(n.Value); err == nil {
			return strconv.FormatBool(truth)
		}
	case tag == "!!int" || tag == "!!float":
		if numberPattern.MatchString(n.Value) && len(n.Value) <= maxDigits {
			return n.Value
		}
	}
	return quoted(n.Value)
}

func quoted(s string) string {
	text, err := json.Marshal(s)
	if err != nil {
		return `""`
	}
	return string(text)
}
