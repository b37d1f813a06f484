package delivery

import (
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
)

// maxTextLength bounds a text that functions build, so that no template can
// make texts that double at each step.
const maxTextLength = 1 << 18

// maxEvalDepth bounds how deeply functions and what they refer to are nested.
const maxEvalDepth = 400

// eval resolves the functions in v. A nil value is AWS::NoValue.
func (s *stack) eval(v *value) (*value, error) {
	if v == nil {
		return nil, nil
	}
	if s.depth++; s.depth > maxEvalDepth {
		s.depth--
		return nil, fmt.Errorf("functions are nested too deeply")
	}
	defer func() { s.depth-- }()
	switch v.kind {
	case kindString:
		if v.secrets == nil && strings.Contains(v.text, "{{resolve:") {
			return textValue(markReferences(plain(v.text))), nil
		}
		return v, nil
	case kindArray:
		out := &value{kind: kindArray, items: make([]*value, 0, len(v.items))}
		for _, item := range v.items {
			e, err := s.eval(item)
			if err != nil {
				return nil, err
			}
			if e != nil {
				out.items = append(out.items, e)
			}
		}
		return out, nil
	case kindObject:
		if len(v.members) == 1 {
			name, argument := v.members[0].name, v.members[0].value
			if name == "Ref" && argument.kind == kindString || name == "Condition" && argument.kind == kindString || strings.HasPrefix(name, "Fn::") {
				e, err := s.function(name, argument)
				if err != nil && name != "Ref" && name != "Condition" {
					err = fmt.Errorf("%s: %w", name, err)
				}
				return e, err
			}
		}
		return s.evalMembers(v)
	}
	return v, nil
}

func (s *stack) evalMembers(v *value) (*value, error) {
	out := &value{kind: kindObject, members: make([]member, 0, len(v.members))}
	for _, m := range v.members {
		e, err := s.eval(m.value)
		if err != nil {
			return nil, err
		}
		if e != nil {
			out.members = append(out.members, member{m.name, e})
		}
	}
	return out, nil
}

func (s *stack) function(name string, argument *value) (*value, error) {
	switch name {
	case "Ref":
		return s.ref(argument.text)
	case "Condition":
		return boolResult(s.condition(argument.text))
	case "Fn::GetAtt":
		return s.getAtt(argument)
	case "Fn::Sub":
		return s.sub(argument)
	case "Fn::If":
		return s.ifElse(argument)
	case "Fn::Join":
		return s.join(argument)
	case "Fn::FindInMap":
		return s.findInMap(argument)
	case "Fn::Select":
		return s.selectItem(argument)
	case "Fn::Split":
		return s.split(argument)
	case "Fn::ImportValue":
		return s.importValue(argument)
	case "Fn::GetStackOutput":
		return s.stackOutput(argument)
	case "Fn::Equals", "Fn::And", "Fn::Or", "Fn::Not":
		return boolResult(s.logic(name, argument))
	}
	e, err := s.eval(argument)
	if err != nil {
		return nil, err
	}
	switch name {
	case "Fn::Base64":
		if !e.scalar() {
			return nil, fmt.Errorf("a text is expected")
		}
		encoded := base64.StdEncoding.EncodeToString([]byte(e.text))
		if e.secrets != nil {
			return textValue(secretText(encoded)), nil
		}
		return stringValue(encoded), nil
	case "Fn::ToJsonString":
		if e == nil {
			return nil, fmt.Errorf("an object or array is expected")
		}
		return limited(e.json())
	case "Fn::Length":
		if e.kindOr(kindNull) != kindArray {
			return nil, fmt.Errorf("a list is expected")
		}
		return &value{kind: kindNumber, text: strconv.Itoa(len(e.items))}, nil
	}
	return nil, fmt.Errorf("this function can't be evaluated offline")
}

func boolResult(b bool, err error) (*value, error) {
	return &value{kind: kindBool, text: strconv.FormatBool(b)}, err
}

// ref is what Ref gives for a parameter, pseudo parameter or resource.
func (s *stack) ref(name string) (*value, error) {
	if strings.HasPrefix(name, "AWS::") {
		return s.pseudo(name)
	}
	if v, ok, err := s.parameter(name); ok {
		return v, err
	}
	if r := s.resources[name]; r != nil {
		return r.attribute("")
	}
	if s.template.get("Resources").get(name) != nil {
		return nil, fmt.Errorf("in Ref: resource %s doesn't exist under the stack's conditions", name)
	}
	return nil, fmt.Errorf("in Ref: there is no parameter or resource %q", name)
}

func (s *stack) pseudo(name string) (*value, error) {
	switch name {
	case "AWS::Region":
		return stringValue(s.region), nil
	case "AWS::AccountId":
		return stringValue(s.account), nil
	case "AWS::Partition":
		return stringValue(s.partition), nil
	case "AWS::StackName":
		return stringValue(s.name), nil
	case "AWS::StackId":
		return stringValue(s.arn("cloudformation", "stack/"+s.name+"/"+uuid(s.label))), nil
	case "AWS::URLSuffix":
		if s.partition == "aws-cn" {
			return stringValue("amazonaws.com.cn"), nil
		}
		return stringValue("amazonaws.com"), nil
	case "AWS::NotificationARNs":
		return &value{kind: kindArray}, nil
	case "AWS::NoValue":
		return nil, nil
	}
	return nil, fmt.Errorf("in Ref: there is no pseudo parameter %q", name)
}

// getAtt takes "Id.Attribute" or ["Id", "Attribute"].
func (s *stack) getAtt(argument *value) (*value, error) {
	id, attribute := "", ""
	switch {
	case argument.kind == kindString:
		id, attribute, _ = strings.Cut(argument.text, ".")
	case argument.kind == kindArray && len(argument.items) == 2:
		a, err := s.eval(argument.items[1])
		if err != nil {
			return nil, err
		}
		id, attribute = argument.items[0].string(), a.string()
	}
	if id == "" || attribute == "" {
		return nil, fmt.Errorf("a resource and an attribute are expected")
	}
	r := s.resources[id]
	if r == nil {
		return nil, fmt.Errorf("there is no resource %q under the stack's conditions", id)
	}
	return r.attribute(attribute)
}

// sub takes a text, or a text and values for its variables.
func (s *stack) sub(argument *value) (*value, error) {
	text, variables := argument, (*value)(nil)
	if argument.kind == kindArray && len(argument.items) == 2 {
		text, variables = argument.items[0], argument.items[1]
	}
	if !text.scalar() {
		return nil, fmt.Errorf("a text is expected")
	}
	var b builder
	rest := text.text
	for {
		before, after, found := strings.Cut(rest, "${")
		b.str(before)
		if !found {
			break
		}
		name, tail, closed := strings.Cut(after, "}")
		rest = tail
		switch {
		case !closed:
			return nil, fmt.Errorf("${%s has no end", name)
		case strings.HasPrefix(name, "!"):
			b.str("${" + name[1:] + "}")
			continue
		}
		v, err := s.variable(strings.TrimSpace(name), variables)
		if err != nil {
			return nil, err
		}
		if !v.scalar() {
			return nil, fmt.Errorf("${%s} isn't a text", name)
		}
		b.text(v.asText())
		if len(b.buf) > maxTextLength {
			return nil, errTooLong
		}
	}
	return limited(b.done())
}

func (s *stack) variable(name string, variables *value) (*value, error) {
	if v := variables.get(name); v != nil {
		return s.eval(v)
	}
	if id, attribute, ok := strings.Cut(name, "."); ok {
		return s.getAtt(&value{kind: kindArray, items: []*value{stringValue(id), stringValue(attribute)}})
	}
	return s.ref(name)
}

var errTooLong = fmt.Errorf("the text is longer than %d characters", maxTextLength)

// limited is the text as a value, its dynamic references marked as secret.
func limited(t Text) (*value, error) {
	if len(t.Reveal()) > maxTextLength {
		return nil, errTooLong
	}
	return textValue(markReferences(t)), nil
}

// markReferences marks each {{resolve:…}} as secret. It is done when a text is
// whole, since a reference may be joined from pieces.
func markReferences(t Text) Text {
	text := t.Reveal()
	if !strings.Contains(text, "{{resolve:") {
		return t
	}
	secret := make([]bool, 0, len(text))
	for _, p := range t.parts {
		for range len(p.text) {
			secret = append(secret, p.secret)
		}
	}
	for i := 0; i < len(text); {
		start := strings.Index(text[i:], "{{resolve:")
		if start < 0 {
			break
		}
		start += i
		end := len(text)
		if n := strings.Index(text[start:], "}}"); n >= 0 {
			end = start + n + 2
		}
		for j := start; j < end; j++ {
			secret[j] = true
		}
		i = end
	}
	var parts []part
	for i := 0; i < len(text); {
		j := i + 1
		for j < len(text) && secret[j] == secret[i] {
			j++
		}
		parts = append(parts, part{text[i:j], secret[i]})
		i = j
	}
	return Text{parts: parts}
}
