package delivery

import (
	"fmt"
	"strings"
)

// stack is one CloudFormation stack: a template with the values that its
// functions depend on.
type stack struct {
	set        *stackSet
	name       string // its physical name
	label      string // how messages and results call it
	region     string
	account    string
	partition  string
	parameters map[string]*value // those given, by name
	parent     *stack            // of a nested stack
	given      []member          // a nested stack's parameters, in the parent's terms
	dir        string            // the folder of the cloud assembly
	assets     []asset           // of that folder
	template   *value
	resources  map[string]*resource
	order      []string // logical ids in the template's order
	children   map[string]*stack
	memo       map[string]evaluated // of parameters, conditions, names, outputs
	busy       map[string]bool      // what is being evaluated, to find circles
	depth      int
}

// stackSet is what the stacks of an assembly share.
type stackSet struct {
	options Options
	stacks  []*stack // of the assembly, without those that are nested
	exports map[string]func() (*value, error)
}

// evaluated is the result of an evaluation; a nil value is AWS::NoValue.
type evaluated struct {
	value *value
	err   error
}

// resource is a resource of a stack whose condition holds.
type resource struct {
	stack      *stack
	id         string
	typ        string
	properties *value
	raw        *value
}

// newStack prepares a template for evaluation.
func newStack(set *stackSet, name, label string, template *value) *stack {
	return &stack{
		set: set, name: name, label: label, template: template,
		region: set.options.Region, account: set.options.Account, partition: set.options.Partition,
		parameters: map[string]*value{}, resources: map[string]*resource{}, children: map[string]*stack{},
		memo: map[string]evaluated{}, busy: map[string]bool{},
	}
}

// load finds the resources that exist under the stack's conditions.
func (s *stack) load() error {
	for _, m := range s.given {
		if s.template.get("Parameters").get(m.name) == nil {
			return fmt.Errorf("%s: the nested stack has no parameter %q", s.label, m.name)
		}
	}
	for name := range s.parameters {
		if s.template.get("Parameters").get(name) == nil {
			return fmt.Errorf("%s: there is no parameter %q", s.label, name)
		}
	}
	for _, m := range s.template.get("Resources").members {
		if strings.HasPrefix(m.name, "Fn::") {
			return fmt.Errorf("%s: %s among the resources can't be evaluated offline", s.label, m.name)
		}
		typ := m.value.get("Type").string()
		if condition := m.value.get("Condition"); condition != nil {
			holds, err := s.condition(condition.string())
			if err != nil {
				return fmt.Errorf("%s: resource %s: %w", s.label, m.name, err)
			}
			if !holds {
				continue
			}
		}
		properties := m.value.get("Properties")
		if properties.kindOr(kindNull) != kindObject {
			properties = &value{kind: kindObject}
		}
		if s.resources[m.name] == nil {
			s.order = append(s.order, m.name)
		}
		s.resources[m.name] = &resource{stack: s, id: m.name, typ: typ, properties: properties, raw: m.value}
	}
	return nil
}

// once evaluates what key names, remembers it, and refuses circles.
func (s *stack) once(key string, f func() (*value, error)) (*value, error) {
	if done, ok := s.memo[key]; ok {
		return done.value, done.err
	}
	if s.busy[key] {
		return nil, fmt.Errorf("%s refers to itself", key)
	}
	s.busy[key] = true
	v, err := f()
	delete(s.busy, key)
	s.memo[key] = evaluated{v, err}
	return v, err
}

// condition evaluates the condition called name.
func (s *stack) condition(name string) (bool, error) {
	v, err := s.once("condition "+name, func() (*value, error) {
		c := s.template.get("Conditions").get(name)
		if c == nil {
			return nil, fmt.Errorf("there is no condition %q", name)
		}
		return s.eval(c)
	})
	if err != nil {
		return false, err
	}
	return truth(v)
}

// truth is the value as a boolean, which may be written as a string.
func truth(v *value) (bool, error) {
	if v.scalar() {
		switch strings.ToLower(v.text) {
		case "true":
			return true, nil
		case "false":
			return false, nil
		}
	}
	return false, fmt.Errorf("a condition must be true or false")
}

// parameter is the value of the parameter called name: the one given, or its
// default; ok is false if there is no such parameter.
func (s *stack) parameter(name string) (v *value, ok bool, err error) {
	p := s.template.get("Parameters").get(name)
	if p == nil {
		return nil, false, nil
	}
	v, err = s.once("parameter "+name, func() (*value, error) { return s.parameterValue(name, p) })
	return v, true, err
}

func (s *stack) parameterValue(name string, p *value) (*value, error) {
	noEcho := strings.EqualFold(p.get("NoEcho").string(), "true")
	typ := p.get("Type").string()
	v, given := s.parameters[name]
	for _, m := range s.given {
		if m.name != name {
			continue
		}
		var err error
		if v, err = s.parent.eval(m.value); err != nil {
			return nil, err
		}
		given = v != nil
	}
	if !given {
		v = p.get("Default")
		stored := strings.HasPrefix(typ, "AWS::SSM::Parameter::")
		switch {
		case noEcho && v == nil:
			v = stringValue("{{parameter:" + name + "}}")
		case v == nil:
			return nil, fmt.Errorf("parameter %s has no default: give it a value", name)
		case stored:
			return nil, fmt.Errorf("parameter %s is stored in the Systems Manager as %q: give it a value", name, v.string())
		}
	}
	if noEcho && v.scalar() {
		return textValue(secretText(v.text)), nil
	}
	if v.kind != kindArray && (strings.Contains(typ, "List<") || typ == "CommaDelimitedList") {
		list := &value{kind: kindArray}
		for _, item := range strings.Split(v.string(), ",") {
			list.items = append(list.items, stringValue(strings.TrimSpace(item)))
		}
		return list, nil
	}
	if v.scalar() && v.kind != kindString {
		return stringValue(v.text), nil
	}
	return v, nil
}

// output is the value of the stack's output called name.
func (s *stack) output(name string) (*value, error) {
	return s.once("output "+name, func() (*value, error) {
		o := s.template.get("Outputs").get(name)
		if o == nil {
			return nil, fmt.Errorf("%s has no output %q", s.label, name)
		}
		return s.eval(o.get("Value"))
	})
}

// property evaluates one property of the resource, nil if it isn't there.
func (r *resource) property(name string) (*value, error) {
	p := r.properties.get(name)
	if p == nil {
		return nil, nil
	}
	v, err := r.stack.eval(p)
	if err != nil {
		return nil, fmt.Errorf("%s: %s: %w", r, name, err)
	}
	return v, nil
}

// String is how messages call the resource.
func (r *resource) String() string { return r.stack.label + "/" + r.id }
