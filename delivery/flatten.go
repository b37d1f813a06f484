package delivery

import "strings"

// flatEvent is an event as AWS's matcher sees it: the leaves by the dotted
// path to them. An array is no step of a path. Only the paths that patterns ask
// for are looked up, each once: an event may have names and leaves whose paths
// together are thousands of times as long as itself.
type flatEvent struct {
	event *value
	known map[string]*leaves
	// arrays numbers the arrays of which an element is in some placement.
	arrays map[*value]int
}

// leaves are those of one path, in the order of the event.
type leaves struct {
	all []leaf
	// root holds them by the array elements that they are in.
	root *branch
	// branches is how many there are.
	branches int
	// nested is set when some leaf is inside an element of an array.
	nested bool
}

// leaf is a value that is neither an object nor an array.
type leaf struct {
	text  string // a string with its quotes, anything else as written
	empty bool   // a step of its path is the empty name
}

// branch is what lies in one element of an array, or in the event itself,
// outside of arrays within: leaves, and those arrays.
type branch struct {
	number int   // among the branches of the path
	leaves []int // in leaves.all
	arrays []*fork
}

// fork is an array that holds objects or arrays with leaves: two that go
// together are in the same element of it.
type fork struct {
	array    int
	elements []element
}

// element is one element of an array, by its index.
type element struct {
	index  int
	inside *branch
}

func flatten(event *value) *flatEvent {
	return &flatEvent{event: event, known: map[string]*leaves{}, arrays: map[*value]int{}}
}

// leaves finds those of a path.
func (f *flatEvent) leaves(path string) *leaves {
	l := f.known[path]
	if l == nil {
		l = &leaves{root: &branch{}, branches: 1}
		finder{f, l}.object(f.event, path, l.root, false)
		f.known[path] = l
	}
	return l
}

// finder finds the leaves of a path.
type finder struct {
	event *flatEvent
	found *leaves
}

// object looks for the rest of the path among the members of an object. A name
// may hold dots itself.
func (s finder) object(v *value, rest string, in *branch, empty bool) {
	for _, m := range v.members {
		switch after, ok := strings.CutPrefix(rest, m.name); {
		case !ok:
		case after == "":
			s.value(m.value, "", true, in, empty || m.name == "")
		case after[0] == '.':
			s.value(m.value, after[1:], false, in, empty || m.name == "")
		}
	}
}

// value looks for the rest of the path, which may be at its end, in a value.
func (s finder) value(v *value, rest string, end bool, in *branch, empty bool) {
	switch v.kind {
	case kindObject:
		if !end {
			s.object(v, rest, in, empty)
		}
	case kindArray:
		s.array(v, rest, end, in, empty)
	case kindNull:
		s.leaf("null", end, in, empty)
	case kindString:
		s.leaf(`"`+v.text+`"`, end, in, empty)
	default:
		s.leaf(v.text, end, in, empty)
	}
}

func (s finder) leaf(text string, end bool, in *branch, empty bool) {
	if end {
		in.leaves = append(in.leaves, len(s.found.all))
		s.found.all = append(s.found.all, leaf{text, empty})
	}
}

func (s finder) array(v *value, rest string, end bool, in *branch, empty bool) {
	var here *fork
	for i, item := range v.items {
		if item.kind != kindObject && item.kind != kindArray {
			s.value(item, rest, end, in, empty)
			continue
		}
		before := len(s.found.all)
		inside := &branch{number: s.found.branches}
		s.found.branches++
		s.value(item, rest, end, inside, empty)
		if len(s.found.all) == before {
			s.found.branches--
			continue
		}
		if here == nil {
			here = &fork{array: s.event.array(v)}
			in.arrays = append(in.arrays, here)
			s.found.nested = true
		}
		here.elements = append(here.elements, element{i, inside})
	}
}

// array is the number of an array.
func (f *flatEvent) array(v *value) int {
	number, known := f.arrays[v]
	if !known {
		number = len(f.arrays)
		f.arrays[v] = number
	}
	return number
}
