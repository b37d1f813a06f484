package delivery

import (
	"fmt"
	"slices"
	"strings"
)

// reservedInOr are the names that no field may have inside $or.
var reservedInOr = []string{
	"exactly", "equals-ignore-case", "prefix", "suffix", "anything-but", "exists", "wildcard", "numeric", "cidr",
	"=", "<", "<=", ">", ">=",
	"regex", "not-wildcard", "not-equals-ignore-case",
	"date-after", "date-on-or-after", "date-before", "date-on-or-before", "in-date-range",
	"ip-address-in-range", "ip-address-not-in-range",
}

// patternCompiler spells out the alternatives of $or.
type patternCompiler struct {
	or           bool // $or is the operator, not a field
	alternatives []alternative
	combinations int // the product of the lengths of all $or so far
}

// compilePattern gives the alternatives of a pattern, each sorted by path.
func compilePattern(v *value, or bool) ([]alternative, error) {
	if v.kind != kindObject {
		return nil, fmt.Errorf("it must be a JSON object")
	}
	c := &patternCompiler{or: or, combinations: 1}
	if err := c.object(v, "", false, 0); err != nil {
		return nil, err
	}
	return c.alternatives, nil
}

// object adds the fields of an object to all alternatives so far.
func (c *patternCompiler) object(v *value, path string, insideOr bool, depth int) error {
	if len(v.members) == 0 {
		return fmt.Errorf("%sempty objects are not allowed", at(path))
	}
	for _, m := range v.members {
		if m.name == "$or" && c.or {
			if err := c.orElse(m.value, path, depth); err != nil {
				return err
			}
			continue
		}
		if insideOr && slices.Contains(reservedInOr, m.name) {
			return fmt.Errorf("%s%q is a reserved word, which can't be a field's name inside $or", at(path), m.name)
		}
		name := m.name
		if path != "" {
			name = path + "." + m.name
		}
		switch m.value.kind {
		case kindObject:
			if err := c.object(m.value, name, insideOr, depth+1); err != nil {
				return err
			}
		case kindArray:
			f, err := newFieldTest(name, m.value)
			if err != nil {
				return err
			}
			if f.modern && !c.or {
				return fmt.Errorf("%s: this form of anything-but can't stand beside a field called $or", name)
			}
			if err := c.add(f); err != nil {
				return err
			}
		default:
			return fmt.Errorf("%q must be an object or an array", name)
		}
	}
	return nil
}

// at begins a message about the fields under path.
func at(path string) string {
	if path == "" {
		return ""
	}
	return fmt.Sprintf("%s: ", path)
}

// orElse replaces the alternatives so far by their combinations with those of
// the $or.
func (c *patternCompiler) orElse(v *value, path string, depth int) error {
	if v.kind != kindArray {
		return fmt.Errorf("%s$or must be followed by an array", at(path))
	}
	if c.combinations *= max(len(v.items), 1); c.combinations > maxAlternatives {
		return fmt.Errorf("%sthe combinations of $or are more than %d, the quota of EventBridge", at(path), maxAlternatives)
	}
	before := c.alternatives
	var all []alternative
	for _, item := range v.items {
		if item.kind != kindObject {
			return fmt.Errorf("%sonly objects are allowed in $or", at(path))
		}
		c.alternatives = make([]alternative, max(len(before), 1))
		for i := range before {
			c.alternatives[i] = slices.Clone(before[i])
		}
		if err := c.object(item, path, true, depth+1); err != nil {
			return err
		}
		all = append(all, c.alternatives...)
	}
	if len(v.items) < 2 {
		return fmt.Errorf("%s$or needs at least 2 alternatives", at(path))
	}
	c.alternatives = all
	return nil
}

// add puts a field into all alternatives; the last test of a field counts.
func (c *patternCompiler) add(f *fieldTest) error {
	if len(c.alternatives) == 0 {
		c.alternatives = make([]alternative, 1)
	}
	for i, a := range c.alternatives {
		place, found := slices.BinarySearchFunc(a, f, func(x, y *fieldTest) int { return strings.Compare(x.path, y.path) })
		if found {
			a[place] = f
			continue
		}
		if len(a) == maxPatternFields {
			return fmt.Errorf("more than %d fields are tested together, the limit of AWS's matcher", maxPatternFields)
		}
		c.alternatives[i] = slices.Insert(a, place, f)
	}
	return nil
}

// newFieldTest compiles the list of tests of one field.
func newFieldTest(path string, v *value) (*fieldTest, error) {
	if len(v.items) == 0 {
		return nil, fmt.Errorf("%s: empty arrays are not allowed", path)
	}
	f := &fieldTest{path: path}
	for _, item := range v.items {
		tests, err := newTests(item)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		for _, t := range tests {
			f.modern = f.modern || t.modern
			f.numeric = f.numeric || t.op == opNumber || t.op == opNotNumber || t.op == opInterval && !t.interval.ip
			f.ip = f.ip || t.op == opInterval && t.interval.ip
			f.absent = f.absent || t.op == opAbsent
		}
		f.tests = append(f.tests, tests...)
	}
	f.swallow()
	return f, nil
}

// newTests compiles one element of a field's list: a value or an operator.
func newTests(v *value) ([]*test, error) {
	source := v.json().Reveal()
	switch v.kind {
	case kindObject:
		t, err := newOperatorTest(v)
		if err != nil {
			return nil, err
		}
		t.source = source
		t.identify()
		return []*test{t}, nil
	case kindString:
		t := &test{op: opExact, operands: []string{quote(v.text)}, source: source}
		if key, ok := ipKey(v.text); ok {
			t = &test{op: opInterval, interval: ipInterval(key), source: source}
		}
		t.identify()
		return []*test{t}, nil
	case kindNumber:
		exact := &test{op: opExact, operands: []string{v.text}, source: source}
		exact.identify()
		key, ok := numberKey(v.text)
		if !ok {
			return []*test{exact}, nil
		}
		number := &test{op: opNumber, operands: []string{key}}
		number.identify()
		return []*test{number, exact}, nil
	case kindBool, kindNull:
		text := v.text
		if v.kind == kindNull {
			text = "null"
		}
		t := &test{op: opExact, operands: []string{text}, source: source}
		t.identify()
		return []*test{t}, nil
	}
	return nil, fmt.Errorf("a value to match must be a string, number, true, false, null or an operator")
}

// identify sets the test's key.
func (t *test) identify() {
	operands := slices.Clone(t.operands)
	slices.Sort(operands)
	t.key = fmt.Sprintf("%d %q", t.op, slices.Compact(operands))
	if t.interval != nil {
		t.key += fmt.Sprintf("%+q %+q %t %t", t.interval.bottom, t.interval.top, t.interval.openBottom, t.interval.openTop)
	}
}

func quote(s string) string { return `"` + s + `"` }
