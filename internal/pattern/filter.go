package pattern

import (
	"errors"
	"fmt"
	"slices"

	"github.com/openapi-destinations/openapidestinations/internal/limits"
)

// Filter is what an operation asks of its events besides what its request needs. An event that
// doesn't pass is not the operation's: no rule of it matches.
type Filter struct {
	// Source is what is asked of the source instead of what all operations ask; nil is that.
	Source []any
	// Extra is a pattern that must fit, too; nil is none.
	Extra Object
}

// Parse reads a pattern that is a setting of an operation. A $or stands at its top only, where it comes
// in the way of none of ours, and behind all else.
func Parse(text []byte) (Object, error) {
	object, err := reader{filter: true}.read(text)
	if err != nil {
		return nil, err
	}
	if err := object.asksOtherFields(); err != nil {
		return nil, err
	}
	slices.SortStableFunc(object, func(a, b member) int {
		switch {
		case a.Name == orField:
			return 1
		case b.Name == orField:
			return -1
		}
		return 0
	})
	return object, nil
}

// asksOtherFields refuses a filter that asks for what the operation's own pattern does.
func (o Object) asksOtherFields() error {
	for _, m := range o {
		switch m.Name {
		case sourceField:
			return errors.New(`it has the field "source": name the sources in the setting sources`)
		case detailTypeField:
			return errors.New(`it has the field "detail-type": the operation's name is asked for already`)
		case orField:
			for _, alternative := range m.Value.([]any) {
				if err := alternative.(Object).asksOtherFields(); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// Narrowed is the pattern with a filter. It fails where both test the same field: one list of tests
// has no way to say that two must hold.
func (p Pattern) Narrowed(f Filter) (Pattern, error) {
	if f.Source == nil && f.Extra == nil {
		return p, nil
	}
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

// HasWildcards tells whether a test of the fields has a wildcard, of which a bus takes few.
func (o Object) HasWildcards() bool {
	return slices.ContainsFunc(o, func(m member) bool {
		switch v := m.Value.(type) {
		case Object:
			return v.HasWildcards()
		case []any:
			return slices.ContainsFunc(v, func(one any) bool {
				inner, ok := one.(Object)
				return ok && (m.Name == orField && inner.HasWildcards() || m.Name != orField && inner.isWildcard())
			})
		}
		return false
	})
}

// isWildcard tells whether the operator of a test is one, or the opposite of one.
func (o Object) isWildcard() bool {
	return slices.ContainsFunc(o, func(m member) bool {
		inner, _ := m.Value.(Object)
		return m.Name == "wildcard" || inner.isWildcard()
	})
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
