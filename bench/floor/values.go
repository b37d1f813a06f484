package main

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
)

// properties are those of a resource, with the expressions among them made references.
type properties struct {
	m     *maker
	given map[string]any
}

func (p properties) any(name string) any {
	if p.given[name] == nil {
		return nil
	}
	return p.m.value(p.given[name])
}

func (p properties) string(name string) *string {
	if p.given[name] == nil {
		return nil
	}
	return p.m.string(p.given[name])
}

func (p properties) strings(name string) *[]*string {
	list, ok := p.given[name].([]any)
	if !ok {
		return nil
	}
	all := make([]*string, len(list))
	for i, item := range list {
		all[i] = p.m.string(item)
	}
	return &all
}

func (p properties) object(name string) properties {
	object, _ := p.given[name].(map[string]any)
	return properties{p.m, object}
}

func (p properties) objects(name string) []properties {
	var all []properties
	list, _ := p.given[name].([]any)
	for _, item := range list {
		object, _ := item.(map[string]any)
		all = append(all, properties{p.m, object})
	}
	return all
}

func text(v any) *string {
	if s, ok := v.(string); ok {
		return &s
	}
	return nil
}

func number(v any) *float64 {
	if n, ok := v.(float64); ok {
		return &n
	}
	return nil
}

// value is a JSON value with its expressions made references.
func (m *maker) value(v any) any {
	switch v := v.(type) {
	case map[string]any:
		if expression(v) {
			return m.string(v)
		}
		object := make(map[string]any, len(v))
		for name, member := range v {
			object[name] = m.value(member)
		}
		return object
	case []any:
		list := make([]any, len(v))
		for i, item := range v {
			list[i] = m.value(item)
		}
		return list
	}
	return v
}

func expression(v map[string]any) bool {
	for name := range v {
		return len(v) == 1 && (name == "Ref" || strings.HasPrefix(name, "Fn::"))
	}
	return false
}

// string is a text or an expression of the template as the CDK takes it.
func (m *maker) string(v any) *string {
	switch v := v.(type) {
	case string:
		return &v
	case map[string]any:
		if name, ok := v["Ref"].(string); ok {
			return m.reference(name, "")
		}
		if parts, ok := v["Fn::GetAtt"].([]any); ok {
			return m.reference(parts[0].(string), parts[1].(string))
		}
		if output, ok := v["Fn::GetStackOutput"].(map[string]any); ok {
			other := m.stacks[output["StackName"].(string)]
			return other.string(other.template.Outputs[output["OutputName"].(string)].Value)
		}
		if join, ok := v["Fn::Join"].([]any); ok {
			var texts []string
			for _, part := range join[1].([]any) {
				texts = append(texts, *m.string(part))
			}
			joined := strings.Join(texts, join[0].(string))
			return &joined
		}
	}
	panic(fmt.Sprintf("the benchmark doesn't know the expression %v", v))
}

func (m *maker) reference(id, attribute string) *string {
	key := id + "." + attribute
	if known := m.values[key]; known != nil {
		return known
	}
	made := m.attribute(id, attribute)
	m.values[key] = made
	return made
}

func (m *maker) attribute(id, attribute string) *string {
	switch id {
	case "AWS::AccountId":
		return m.stack.Account()
	case "AWS::Partition":
		return m.stack.Partition()
	case "AWS::Region":
		return m.stack.Region()
	}
	at, known := m.places[id]
	if !known {
		panic("the template refers to " + id + ", which is not there")
	}
	resource := m.resource(&m.template.Resources[at])
	if attribute == "" {
		return resource.Ref()
	}
	if attribute == "Arn" {
		if made, ok := resource.(interface{ AttrArn() *string }); ok {
			return made.AttrArn()
		}
	}
	return awscdk.Token_AsString(resource.GetAtt(&attribute, ""), nil)
}

var _ interface{ AttrArn() *string } = awsevents.CfnApiDestination(nil)

// lower gives the names of an object's members as the CDK's properties have them.
func lower(v any) any {
	switch v := v.(type) {
	case map[string]any:
		object := make(map[string]any, len(v))
		for name, member := range v {
			r := []rune(name)
			r[0] = unicode.ToLower(r[0])
			object[string(r)] = lower(member)
		}
		return object
	case []any:
		list := make([]any, len(v))
		for i, item := range v {
			list[i] = lower(item)
		}
		return list
	}
	return v
}
