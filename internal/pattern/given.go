package pattern

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/limits"
)

// Given reads a pattern that is the user's own word and stands by itself: a trigger's. It may hold
// tokens of the CDK.
func Given(text json.RawMessage) (Object, error) { return reader{}.read(text) }

// Get is a member of the object; nil where it has none.
func (o Object) Get(name string) any {
	for _, m := range o {
		if m.Name == name {
			return m.Value
		}
	}
	return nil
}

// With is the object with what is asked of some places besides, which it doesn't ask anything of.
// The object itself stays as it is.
func (o Object) With(tests ...Test) Object {
	out := o.clone()
	for _, t := range tests {
		out = out.set(strings.Split(t.Field, "."), t.Want)
	}
	return out
}

// WithAnyOf is the object and, besides, one of the alternatives.
func (o Object) WithAnyOf(alternatives [][]Test) Object {
	if len(alternatives) == 1 {
		return o.With(alternatives[0]...)
	}
	objects := make([]Object, len(alternatives))
	for i, tests := range alternatives {
		objects[i] = DetailObject(tests)
	}
	return append(o.clone(), AnyOf(objects)...)
}

func (o Object) clone() Object {
	out := slices.Clone(o)
	for i := range out {
		if inner, ok := out[i].Value.(Object); ok {
			out[i].Value = inner.clone()
		}
	}
	return out
}

// kinds are what a value may be, as far as guards tell it apart.
type kinds uint8

const (
	absent kinds = 1 << iota
	null
	empty
	dots // "." and "..", in whatever encoding
	other
)

// Wanted is what a guard lets pass.
type Wanted kinds

// What guards want: any value but a null; a value that can stand in a path; anything at all.
const (
	AnyValue  = Wanted(empty | dots | other)
	InPath    = Wanted(null | other)
	Something = Wanted(null | empty | dots | other)
)

// Asked says how a pattern bears on a place.
type Asked int

const (
	// Nothing is asked of the place.
	Nothing Asked = iota
	// Enough is asked: all that fits the pattern is wanted.
	Enough
	// TooLittle is asked: some of what fits is not wanted, and no pattern says both.
	TooLittle
)

// Asks says what the object asks of a place already.
func (o Object) Asks(place string, want Wanted) Asked { return o.asks(strings.Split(place, "."), want) }

func (o Object) asks(steps []string, want Wanted) Asked {
	for _, m := range o {
		if m.Name == orField && slices.ContainsFunc(m.Value.([]any), func(a any) bool {
			alternative, ok := a.(Object)
			return ok && alternative.asks(steps, want) != Nothing
		}) {
			return TooLittle // $or on one place adds to what stands beside it (docs/eventbridge.md, 5)
		}
	}
	switch v := o.Get(steps[0]).(type) {
	case Object:
		if len(steps) > 1 {
			return v.asks(steps[1:], want)
		}
		if want == Something && v.there() {
			return Enough
		}
		return TooLittle
	case []any:
		if len(steps) == 1 && fits(v)&^kinds(want) == 0 {
			return Enough
		}
		return TooLittle
	}
	return Nothing
}

// There tells whether all events that fit have something at a place, be it an object.
func (o Object) There(place string) bool {
	steps := strings.Split(place, ".")
	if o.asks(steps, Something) == Enough {
		return true
	}
	for i, step := range steps {
		inner, ok := o.Get(step).(Object)
		if !ok || i == len(steps)-1 && !inner.there() {
			return false
		}
		o = inner
	}
	return true
}

// there tells whether something of the object must be there.
func (o Object) there() bool {
	for _, m := range o {
		switch v := m.Value.(type) {
		case Object:
			if v.there() {
				return true
			}
		case []any:
			if m.Name != orField && fits(v)&absent == 0 {
				return true
			}
		}
	}
	return false
}

// fits is what a list of tests may let pass.
func fits(tests []any) kinds {
	var all kinds
	for _, t := range tests {
		all |= fitsOne(t)
	}
	return all
}

func fitsOne(test any) kinds {
	switch t := test.(type) {
	case nil:
		return null
	case string:
		return kindOf(t)
	case Object:
		if len(t) == 1 {
			return operator(t[0].Name, t[0].Value)
		}
		return absent | null | empty | dots | other
	}
	return other
}

func kindOf(text string) kinds {
	switch {
	case text == "":
		return empty
	case limits.Climbs(text):
		return dots
	}
	return other
}

// operator is what a matcher lets pass.
func operator(name string, value any) kinds {
	if inner, ok := value.(Object); ok && len(inner) == 1 && name != "anything-but" {
		value = inner[0].Value // {"prefix":{"equals-ignore-case":"a"}}
	}
	text, isText := value.(string)
	switch name {
	case "exists":
		if value == true {
			return null | empty | dots | other
		}
		return absent
	case "anything-but":
		return null | empty | dots | other
	case "numeric", "cidr":
		return other
	case "equals-ignore-case":
		return kindOf(text)
	case "prefix", "suffix", "wildcard":
		rest, dot := strings.Trim(text, "*."), "%2eE" // with which an encoded dot may begin or end
		if name == "prefix" {
			dot = "%"
		}
		switch {
		case isText && rest != "" && !strings.ContainsAny(rest[:1], dot):
			return other
		case isText && strings.Trim(text, "*") != "":
			return dots | other
		}
		return empty | dots | other
	}
	return absent | null | empty | dots | other
}

// Narrows tells whether the object takes some of the events of a bus only: by their source or
// their detail type.
func (o Object) Narrows() bool {
	for _, name := range []string{"source", "detail-type"} {
		list, ok := o.Get(name).([]any)
		if ok && !slices.ContainsFunc(list, takesAll) {
			return true
		}
	}
	return false
}

func takesAll(test any) bool {
	return fitsOne(test)&(empty|null) != 0
}
