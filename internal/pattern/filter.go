package pattern

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/safe"
)

// Filter is what an operation asks of its events besides what its request needs. An event that
// doesn't pass is not the operation's: no rule of it matches.
type Filter struct {
	// Source is what is asked of the source instead of what all operations ask; nil is that.
	Source []any
	// Extra is a pattern that must fit, too; nil is none.
	Extra Object
}

// operators are what may stand in a list of a pattern besides scalars (EventBridge User Guide,
// "Comparison operators for use in event patterns").
var operators = []string{"prefix", "suffix", "exists", "wildcard", "numeric", "cidr", "anything-but", "equals-ignore-case"}

// The fields of an event that are asked for by the operation itself.
const (
	sourceField     = "source"
	detailTypeField = "detail-type"
	detailField     = "detail"
	orField         = "$or"
)

// Parse reads a pattern of the user's. Members are sorted by their names, which changes nothing.
// A $or stands at its top only, where it comes in the way of none of ours.
func Parse(text []byte) (Object, error) {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		return nil, fmt.Errorf("it is no JSON: %w", err)
	}
	if decoder.More() {
		return nil, errors.New("there is more behind it")
	}
	fields, ok := value.(map[string]any)
	if !ok || len(fields) == 0 {
		return nil, errors.New(`it is no object with fields, such as {"detail": {"kind": ["urgent"]}}`)
	}
	for field, why := range map[string]string{
		sourceField: "name the sources in the setting sources", detailTypeField: "the operation's name is asked for already",
	} {
		if _, given := fields[field]; given {
			return nil, fmt.Errorf("it has the field %q: %s", field, why)
		}
	}
	if alternatives, given := fields[orField]; given {
		list, _ := alternatives.([]any)
		if len(list) < 2 {
			return nil, errors.New("$or is no list of two patterns or more")
		}
		parsed := make([]any, len(list))
		for i, one := range list {
			var err error
			if parsed[i], err = parseObject(one, orField); err != nil {
				return nil, err
			}
		}
		delete(fields, orField)
		if len(fields) == 0 {
			return Object{{orField, parsed}}, nil
		}
		rest, err := parseObject(fields, "")
		return append(rest, member{orField, parsed}), err
	}
	return parseObject(fields, "")
}

// parseObject reads fields at a place.
func parseObject(value any, at string) (Object, error) {
	fields, ok := value.(map[string]any)
	if !ok || len(fields) == 0 {
		return nil, fmt.Errorf("%q is no object with fields", at)
	}
	var out Object
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		if why := safe.Unsafe(name); why != "" {
			return nil, fmt.Errorf("the field %q must not reach a template: %s", safe.Clean(name, 60), why)
		}
		if name == orField {
			return nil, errors.New("it has a $or below its top: write the alternatives at the top, each with all of its fields")
		}
		var parsed any
		var err error
		if tests, leaf := fields[name].([]any); leaf {
			parsed, err = parseTests(tests, name)
		} else {
			parsed, err = parseObject(fields[name], name)
		}
		if err != nil {
			return nil, err
		}
		out = append(out, member{name, parsed})
	}
	return out, nil
}

// parseTests reads the alternatives of one field.
func parseTests(tests []any, field string) ([]any, error) {
	if len(tests) == 0 {
		return nil, fmt.Errorf("the list of %q is empty, which nothing fits", field)
	}
	out := make([]any, len(tests))
	for i, test := range tests {
		operator, isObject := test.(map[string]any)
		if isObject {
			if len(operator) != 1 || !slices.Contains(operators, slices.Collect(maps.Keys(operator))[0]) {
				return nil, fmt.Errorf("a test of %q is none of EventBridge's: it takes %s", field, operators)
			}
		}
		if _, isList := test.([]any); isList {
			return nil, fmt.Errorf("a test of %q is a list", field)
		}
		var err error
		if out[i], err = literal(test, field); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// literal is a value of a test, in the order of its members' names.
func literal(value any, field string) (any, error) {
	switch v := value.(type) {
	case string:
		if why := safe.Unsafe(v); why != "" {
			return nil, fmt.Errorf("the value %q of %q must not reach a template: %s", safe.Clean(v, 60), field, why)
		}
	case json.Number:
		if n, err := strconv.Atoi(v.String()); err == nil {
			return n, nil
		}
	case []any:
		out := make([]any, len(v))
		for i := range v {
			var err error
			if out[i], err = literal(v[i], field); err != nil {
				return nil, err
			}
		}
		return out, nil
	case map[string]any:
		var out Object
		for _, name := range slices.Sorted(maps.Keys(v)) {
			parsed, err := literal(v[name], field)
			if err != nil {
				return nil, err
			}
			out = append(out, member{name, parsed})
		}
		return out, nil
	}
	return value, nil
}

// Narrowed is the pattern with a filter. It fails where both test the same field: one list of tests
// has no way to say that two must hold.
func (p Pattern) Narrowed(f Filter) (Pattern, error) {
	root := p.Root
	if f.Source != nil {
		root = slices.DeleteFunc(slices.Clone(root), func(m member) bool { return m.Name == sourceField })
		root = append(root, member{sourceField, f.Source})
	}
	root, err := root.and(f.Extra)
	if err != nil {
		return p, err
	}
	if n := combinations(root); n > limits.PatternCombinations {
		return p, fmt.Errorf("it has %d combinations of alternatives with those of the operation, and EventBridge takes %d", n, limits.PatternCombinations)
	}
	return Pattern{root}, nil
}

// and is the object with the fields of another one.
func (o Object) and(other Object) (Object, error) {
	o = slices.Clone(o)
	for _, m := range other {
		at := slices.IndexFunc(o, func(mine member) bool { return mine.Name == m.Name })
		if m.Name == orField {
			for _, alternative := range m.Value.([]any) {
				if _, err := o.and(alternative.(Object)); err != nil {
					return nil, err
				}
			}
		}
		if at < 0 {
			o = append(o, m)
			continue
		}
		mine, isObject := o[at].Value.(Object)
		theirs, isToo := m.Value.(Object)
		if !isObject || !isToo {
			return nil, fmt.Errorf("it tests %q, which the operation's own pattern does", m.Name)
		}
		both, err := mine.and(theirs)
		if err != nil {
			return nil, err
		}
		o[at].Value = both
	}
	return o, nil
}

// combinations is the product of the lengths of all $or.
func combinations(node any) int {
	n := 1
	if o, ok := node.(Object); ok {
		for _, m := range o {
			list, _ := m.Value.([]any)
			if m.Name == orField {
				n *= max(len(list), 1)
				for _, alternative := range list {
					n *= combinations(alternative)
				}
				continue
			}
			n *= combinations(m.Value)
		}
	}
	return n
}

// HasWildcards tells whether a test of a pattern has one, of which a bus takes few.
func HasWildcards(node any) bool {
	switch n := node.(type) {
	case Object:
		return slices.ContainsFunc(n, func(m member) bool { return m.Name == "wildcard" || HasWildcards(m.Value) })
	case []any:
		return slices.ContainsFunc(n, HasWildcards)
	}
	return false
}

// key tells filters apart whose operations can't share a rejection rule. What has a pattern of its own
// shares none: the alternatives of several operations would be tested beside it.
func (f Filter) key(detailType string) string {
	if f.Source == nil && f.Extra == nil {
		return ""
	}
	key := Pattern{Object{{sourceField, f.Source}}}.String()
	if f.Extra != nil {
		key += Pattern{f.Extra}.String() + detailType
	}
	return key
}
