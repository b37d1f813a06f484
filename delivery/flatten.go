package delivery

// flatEvent is an event as AWS's matcher sees it: the leaves by the dotted
// path to them. An array is no step of a path.
type flatEvent struct {
	fields map[string][]leaf
	arrays int
	nested bool // some leaf is inside an element of an array
}

// leaf is a value that is neither an object nor an array.
type leaf struct {
	text  string      // a string with its quotes, anything else as written
	place []placement // the array elements that it is inside of, outermost first
	empty bool        // a step of its path is the empty name
}

// placement is one element of one array.
type placement struct{ array, index int }

// flatten finds the leaves of an event.
func flatten(event *value) *flatEvent {
	f := &flatEvent{fields: make(map[string][]leaf, 2*len(event.members))}
	f.object(event, "", true, nil, false)
	return f
}

func (f *flatEvent) object(v *value, path string, top bool, place []placement, empty bool) {
	for _, m := range v.members {
		name := m.name
		if !top {
			name = path + "." + m.name
		}
		f.value(m.value, name, place, empty || m.name == "")
	}
}

func (f *flatEvent) value(v *value, path string, place []placement, empty bool) {
	switch v.kind {
	case kindObject:
		f.object(v, path, false, place, empty)
	case kindArray:
		array := f.arrays
		f.arrays++
		for i, item := range v.items {
			inner := place
			if item.kind == kindObject || item.kind == kindArray {
				inner = append(place[:len(place):len(place)], placement{array, i})
			}
			f.value(item, path, inner, empty)
		}
	case kindNull:
		f.add(path, leaf{text: "null", place: place, empty: empty})
	case kindString:
		f.add(path, leaf{text: `"` + v.text + `"`, place: place, empty: empty})
	default:
		f.add(path, leaf{text: v.text, place: place, empty: empty})
	}
}

func (f *flatEvent) add(path string, l leaf) {
	f.fields[path] = append(f.fields[path], l)
	f.nested = f.nested || len(l.place) > 0
}
