package pattern

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/safe"
	"github.com/openapi-destinations/openapidestinations/internal/text"
)

// reader reads a pattern that somebody wrote. Members are sorted by their names: those of a map have
// no order. What EventBridge would refuse is an error: else the deployment would fail.
type reader struct {
	// filter tells that the pattern is a setting of an operation: it stands beside the operation's own,
	// and may be an untrusted document's.
	filter bool
}

// The fields of an event that patterns of ours ask for.
const (
	sourceField     = "source"
	detailTypeField = "detail-type"
	detailField     = "detail"
	orField         = "$or"
)

// envelope are the members that an event has (EventBridge User Guide, "Event structure"), and what a
// replay adds. A pattern with another one fits nothing.
var envelope = []string{"account", detailField, detailTypeField, "id", "region", "replay-name", "resources", sourceField, "time", "version"}

// decode reads one JSON object.
func decode(raw []byte) (map[string]any, error) {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		return nil, fmt.Errorf("it is no JSON: %w", err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("there is more behind it")
	}
	fields, ok := value.(map[string]any)
	if !ok || len(fields) == 0 {
		return nil, errors.New(`it is no object with fields, such as {"detail": {"kind": ["urgent"]}}`)
	}
	return fields, nil
}

// longest is how long a text is looked at: JSON may say a pattern in twice its characters.
const longest = 2 * limits.PatternLength

// read reads a whole pattern.
func (r reader) read(raw []byte) (Object, error) {
	if len(raw) > longest {
		return nil, fmt.Errorf("it is longer than the %d characters that EventBridge takes", limits.PatternLength)
	}
	fields, err := decode(raw)
	if err != nil {
		return nil, err
	}
	return r.object(fields, "")
}

// object reads the fields at a place; the empty one is the event.
func (r reader) object(fields map[string]any, place string) (Object, error) {
	if len(fields) == 0 {
		return nil, fmt.Errorf("%q is an object without fields", safe.Clean(place, 60))
	}
	out := make(Object, 0, len(fields))
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		if err := r.checkName(name, place); err != nil {
			return nil, err
		}
		value, err := r.field(fields[name], name, strings.TrimPrefix(place+"."+name, "."))
		if err != nil {
			return nil, err
		}
		out = append(out, member{name, value})
	}
	return out, nil
}

// checkName refuses names that mean something else than they seem to.
func (r reader) checkName(name, place string) error {
	why := ""
	if r.filter {
		why = safe.Unsafe(name)
	}
	switch {
	case name == "":
		return fmt.Errorf("it has a field without a name in %q", place)
	case why != "":
		return fmt.Errorf("the field %q must not reach a template: %s", safe.Clean(name, 60), why)
	case strings.Contains(name, "."): // EventBridge would join it to the path, beside what we ask of that
		return fmt.Errorf(`the field %q has a dot in it: write {"a": {"b": …}} for a.b, which is the same`, safe.Clean(name, 60))
	case name == orField && r.filter && place != "":
		return errors.New("it has a $or below its top: write the alternatives at the top, each with all of its fields")
	case place == "" && name != orField && !slices.Contains(envelope, name):
		return fmt.Errorf("no event has the field %q (%s)", safe.Clean(name, 60), text.Meant(name, envelope, "fields of yours are in detail"))
	}
	return nil
}

// field reads what is asked of one field.
func (r reader) field(value any, name, place string) (any, error) {
	switch v := value.(type) {
	case map[string]any:
		if name != orField {
			return r.object(v, place)
		}
	case []any:
		if name == orField {
			return r.alternatives(v, strings.TrimSuffix(strings.TrimSuffix(place, orField), "."))
		}
		if place != detailField {
			return r.tests(v, place)
		}
	}
	switch {
	case name == orField:
		return nil, errors.New("$or is no list of patterns")
	case place == detailField:
		return nil, errors.New(`"detail" is no object with fields`)
	}
	return nil, fmt.Errorf("%q has no list of what may stand there, such as [%q]", safe.Clean(place, 60), "value")
}

// alternatives reads the patterns of a $or at a place.
func (r reader) alternatives(list []any, place string) ([]any, error) {
	if len(list) < 2 {
		return nil, errors.New("$or is no list of two patterns or more")
	}
	out := make([]any, len(list))
	for i, one := range list {
		fields, ok := one.(map[string]any)
		if !ok {
			return nil, errors.New("$or has something else than patterns")
		}
		if _, nested := fields[orField]; nested && r.filter {
			return nil, errors.New("it has a $or below its top: write the alternatives at the top, each with all of its fields")
		}
		var err error
		if out[i], err = r.object(fields, place); err != nil {
			return nil, err
		}
		if j := slices.IndexFunc(out[:i], func(before any) bool { return overlap(before, out[i]) }); j >= 0 {
			return nil, fmt.Errorf("alternatives %d and %d of $or have a test in common at each of their fields, and EventBridge forgets the second: make one of them", j+1, i+1)
		}
	}
	return out, nil
}

// overlap tells of two alternatives whether AWS's matcher takes the second for the first: where they ask
// for the same fields, and have a test in common at each.
func overlap(a, b any) bool {
	if left, ok := a.([]any); ok {
		right, _ := b.([]any)
		return slices.ContainsFunc(left, func(test any) bool {
			written := string(appendJSON(nil, test))
			return slices.ContainsFunc(right, func(other any) bool { return string(appendJSON(nil, other)) == written })
		})
	}
	left, _ := a.(Object)
	right, _ := b.(Object)
	if len(left) != len(right) { // both are sorted
		return false
	}
	for i := range left {
		if left[i].Name != right[i].Name || left[i].Name == orField || !overlap(left[i].Value, right[i].Value) {
			return false
		}
	}
	return len(left) > 0
}

// tests reads the alternatives of one field.
func (r reader) tests(tests []any, place string) ([]any, error) {
	if len(tests) == 0 {
		return nil, fmt.Errorf("the list of %q is empty, which nothing fits", safe.Clean(place, 60))
	}
	out := make([]any, len(tests))
	for i, test := range tests {
		var err error
		if operator, ok := test.(map[string]any); ok {
			err = checkOperator(operator)
		} else if _, isList := test.([]any); isList {
			err = errors.New("is a list")
		}
		if err == nil {
			out[i], err = r.literal(test)
		}
		if err != nil {
			return nil, fmt.Errorf("a test of %q %w", safe.Clean(place, 60), err)
		}
	}
	return out, nil
}

// literal is a value of a test, in the order of its members' names.
func (r reader) literal(value any) (any, error) {
	switch v := value.(type) {
	case string:
		if r.filter {
			if why := safe.Unsafe(v); why != "" {
				return nil, fmt.Errorf("has the value %q, which must not reach a template: %s", safe.Clean(v, 60), why)
			}
		}
	case json.Number:
		if _, err := v.Float64(); err != nil {
			return nil, fmt.Errorf("has the number %s, which is too large", safe.Clean(v.String(), 60))
		}
		if n, err := strconv.Atoi(v.String()); err == nil {
			return n, nil
		}
	case []any:
		out := make([]any, len(v))
		for i := range v {
			var err error
			if out[i], err = r.literal(v[i]); err != nil {
				return nil, err
			}
		}
		return out, nil
	case map[string]any:
		var out Object
		for _, name := range slices.Sorted(maps.Keys(v)) {
			parsed, err := r.literal(v[name])
			if err != nil {
				return nil, err
			}
			out = append(out, member{name, parsed})
		}
		return out, nil
	}
	return value, nil
}
