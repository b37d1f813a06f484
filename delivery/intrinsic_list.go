package delivery

import (
	"fmt"
	"strconv"
	"strings"
)

// arguments evaluates the n elements of a function's argument.
func (s *stack) arguments(argument *value, n int) ([]*value, error) {
	if argument.kind != kindArray || len(argument.items) < n {
		return nil, fmt.Errorf("%d arguments are expected", n)
	}
	out := make([]*value, len(argument.items))
	for i, item := range argument.items {
		v, err := s.eval(item)
		if err != nil {
			return nil, err
		}
		if v == nil {
			v = nullValue
		}
		out[i] = v
	}
	return out, nil
}

// ifElse evaluates only the branch that counts.
func (s *stack) ifElse(argument *value) (*value, error) {
	if argument.kind != kindArray || len(argument.items) != 3 || argument.items[0].kind != kindString {
		return nil, fmt.Errorf("a condition's name and two values are expected")
	}
	holds, err := s.condition(argument.items[0].text)
	if err != nil {
		return nil, err
	}
	if holds {
		return s.eval(argument.items[1])
	}
	return s.eval(argument.items[2])
}

func (s *stack) join(argument *value) (*value, error) {
	args, err := s.arguments(argument, 2)
	if err != nil {
		return nil, err
	}
	if args[1].kind != kindArray {
		return nil, fmt.Errorf("a list is expected")
	}
	var b builder
	for i, item := range args[1].items {
		if i > 0 {
			b.str(args[0].string())
		}
		if !item.scalar() {
			return nil, fmt.Errorf("element %d isn't a text", i)
		}
		b.text(item.asText())
		if len(b.buf) > maxTextLength {
			return nil, errTooLong
		}
	}
	return limited(b.done())
}

func (s *stack) split(argument *value) (*value, error) {
	args, err := s.arguments(argument, 2)
	if err != nil {
		return nil, err
	}
	if args[0].string() == "" || !args[1].scalar() {
		return nil, fmt.Errorf("a delimiter and a text are expected")
	}
	out := &value{kind: kindArray}
	for _, piece := range strings.Split(args[1].text, args[0].text) {
		v := stringValue(piece)
		if args[1].secrets != nil {
			v = textValue(secretText(piece))
		}
		out.items = append(out.items, v)
	}
	return out, nil
}

func (s *stack) selectItem(argument *value) (*value, error) {
	args, err := s.arguments(argument, 2)
	if err != nil {
		return nil, err
	}
	i, err := strconv.Atoi(args[0].string())
	if err != nil || args[1].kind != kindArray || i < 0 || i >= len(args[1].items) {
		return nil, fmt.Errorf("there is no element %s", args[0].string())
	}
	return args[1].items[i], nil
}

// findInMap takes a map's name and two keys, and perhaps a default value.
func (s *stack) findInMap(argument *value) (*value, error) {
	args, err := s.arguments(argument, 3)
	if err != nil {
		return nil, err
	}
	name, top, second := args[0].string(), args[1].string(), args[2].string()
	if v := s.template.get("Mappings").get(name).get(top).get(second); v != nil {
		return s.eval(v)
	}
	if len(args) > 3 {
		if v := args[3].get("DefaultValue"); v != nil {
			return v, nil
		}
	}
	return nil, fmt.Errorf("there is no %s.%s.%s", name, top, second)
}

// importValue finds an export of another stack of the assembly.
func (s *stack) importValue(argument *value) (*value, error) {
	name, err := s.eval(argument)
	if err != nil {
		return nil, err
	}
	if v, ok := s.set.options.Imports[name.string()]; ok {
		return stringValue(v), nil
	}
	if export, ok := s.set.exports[name.string()]; ok {
		return export()
	}
	return nil, fmt.Errorf("no stack here exports %q: give its value", name.string())
}

// stackOutput finds an output of another stack of the assembly, by the stack's name, in this
// stack's account and Region unless others are named: the account by that of the role that may read
// the output.
func (s *stack) stackOutput(argument *value) (*value, error) {
	e, err := s.eval(argument)
	if err != nil {
		return nil, err
	}
	name, output := e.get("StackName").string(), e.get("OutputName").string()
	if name == "" || output == "" {
		return nil, fmt.Errorf("a StackName and an OutputName are expected")
	}
	if v, ok := s.set.options.Imports[name+"."+output]; ok {
		return stringValue(v), nil
	}
	region, account := s.region, s.account
	if named := e.get("Region").string(); named != "" {
		region = named
	}
	if arn := strings.Split(e.get("RoleArn").string(), ":"); len(arn) == 6 && arn[4] != "" {
		account = arn[4]
	}
	for _, other := range s.set.stacks {
		if other.name == name && other.region == region && other.account == account {
			return other.output(output)
		}
	}
	return nil, fmt.Errorf("no stack here is called %q in %s: give the value of %q", name, region, name+"."+output)
}

// logic evaluates the functions of conditions.
func (s *stack) logic(name string, argument *value) (bool, error) {
	args, err := s.arguments(argument, 1)
	if err != nil {
		return false, err
	}
	if name == "Fn::Equals" {
		if len(args) != 2 {
			return false, fmt.Errorf("two values are expected")
		}
		return args[0].json().Reveal() == args[1].json().Reveal() || args[0].scalar() && args[1].scalar() && args[0].text == args[1].text, nil
	}
	for _, a := range args {
		holds, err := truth(a)
		if err != nil {
			return false, err
		}
		switch name {
		case "Fn::Not":
			return !holds, nil
		case "Fn::And":
			if !holds {
				return false, nil
			}
		case "Fn::Or":
			if holds {
				return true, nil
			}
		}
	}
	return name == "Fn::And", nil
}
