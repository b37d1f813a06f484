package delivery

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/pb33f/go-yaml"
)

// maxTemplateValues bounds how many values a template may have once its YAML
// aliases are spelled out; CloudFormation's own limit is 1 MB of text.
const maxTemplateValues = 1_000_000

// maxTemplateDepth bounds the nesting of a template.
const maxTemplateDepth = 200

// parseTemplateText reads a template in JSON or YAML. The short forms of
// intrinsic functions become the long ones.
func parseTemplateText(data []byte) (*value, error) {
	var v *value
	var err error
	if trimmed := bytes.TrimSpace(data); len(trimmed) > 0 && trimmed[0] == '{' {
		if v, err = parseJSON(trimmed); err != nil {
			if y, yamlErr := parseYAML(data); yamlErr == nil { // a YAML flow mapping
				v, err = y, nil
			}
		}
	} else {
		v, err = parseYAML(data)
	}
	if err != nil {
		return nil, err
	}
	if v.kind != kindObject || v.get("Resources").kindOr(kindNull) != kindObject {
		return nil, fmt.Errorf("it isn't a CloudFormation template: it has no Resources")
	}
	return v, nil
}

// kindOr is the value's kind, or the one given for no value.
func (v *value) kindOr(none kind) kind {
	if v == nil {
		return none
	}
	return v.kind
}

func parseYAML(data []byte) (*value, error) {
	if !validText(string(data)) {
		return nil, fmt.Errorf("the text isn't UTF-8")
	}
	var document yaml.Node
	if err := yaml.Unmarshal(data, &document); err != nil {
		return nil, err
	}
	if document.Kind != yaml.DocumentNode || len(document.Content) != 1 {
		return nil, fmt.Errorf("it is empty")
	}
	c := yamlConverter{}
	return c.value(document.Content[0], 0)
}

// yamlConverter turns YAML nodes into values.
type yamlConverter struct{ values int }

func (c *yamlConverter) value(n *yaml.Node, depth int) (*value, error) {
	if c.values++; c.values > maxTemplateValues {
		return nil, fmt.Errorf("line %d: more than %d values", n.Line, maxTemplateValues)
	}
	if depth > maxTemplateDepth {
		return nil, fmt.Errorf("line %d: nested more than %d levels deep", n.Line, maxTemplateDepth)
	}
	v, err := c.untagged(n, depth)
	if err != nil || !strings.HasPrefix(n.Tag, "!") || strings.HasPrefix(n.Tag, "!!") {
		return v, err
	}
	return longForm(n.Tag[1:], v), nil
}

func (c *yamlConverter) untagged(n *yaml.Node, depth int) (*value, error) {
	switch n.Kind {
	case yaml.AliasNode:
		if n.Alias == nil {
			return nullValue, nil
		}
		return c.value(n.Alias, depth+1)
	case yaml.SequenceNode:
		v := &value{kind: kindArray}
		for _, item := range n.Content {
			i, err := c.value(item, depth+1)
			if err != nil {
				return nil, err
			}
			v.items = append(v.items, i)
		}
		return v, nil
	case yaml.MappingNode:
		v := &value{kind: kindObject}
		for i := 0; i+1 < len(n.Content); i += 2 {
			item, err := c.value(n.Content[i+1], depth+1)
			if err != nil {
				return nil, err
			}
			v.members = append(v.members, member{n.Content[i].Value, item})
		}
		return v, nil
	}
	return yamlScalar(n), nil
}

// yamlScalar is a scalar with its type; dates and the like stay text.
func yamlScalar(n *yaml.Node) *value {
	tag := n.ShortTag()
	if strings.HasPrefix(n.Tag, "!") && !strings.HasPrefix(n.Tag, "!!") {
		tag = "!!str" // the argument of a short form
	}
	switch tag {
	case "!!null":
		return nullValue
	case "!!bool":
		return &value{kind: kindBool, text: strings.ToLower(n.Value)}
	case "!!int", "!!float":
		// 012345678901 is an account's number, not an octal one.
		if literal, ok := parseFloatLiteral(n.Value); ok && !(len(n.Value) > 1 && n.Value[0] == '0' && n.Value != literal) {
			return &value{kind: kindNumber, text: literal}
		}
	}
	return stringValue(n.Value)
}

// longForm is {"Fn::Tag": v}, or {"Ref": v} and {"Condition": v}.
func longForm(tag string, v *value) *value {
	name := "Fn::" + tag
	switch tag {
	case "Ref", "Condition":
		name = tag
	}
	return &value{kind: kindObject, members: []member{{name, v}}}
}
