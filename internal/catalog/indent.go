package catalog

import "github.com/openapi-destinations/openapidestinations/internal/jsontext"

// maxIndented is how deep JSON is indented. What is nested deeper stands on one line: a
// schema of a thousand levels would else take a megabyte of blanks for a kilobyte.
const maxIndented = 32

// newLine is a line break with the blanks of the deepest line.
const newLine = "\n                                                                "

// appendLine begins a line of the depth.
func appendLine(b []byte, depth int) []byte {
	if depth > maxIndented {
		return b
	}
	return append(b, newLine[:1+2*depth]...)
}

// appendIndented appends JSON broken into lines as json.Indent does, down to maxIndented.
// The text stands in depth objects and arrays already.
func appendIndented(b, text []byte, depth int) []byte {
	opened := false // nothing stands yet in the innermost object or array
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch c {
		case ' ', '\t', '\n', '\r':
			continue
		case '}', ']':
			if depth--; !opened && depth < maxIndented {
				b = appendLine(b, depth)
			}
			opened = false
			b = append(b, c)
			continue
		}
		if opened {
			b = appendLine(b, depth)
		}
		opened = false
		switch c {
		case '"':
			end := i + jsontext.StringLength(text[i:])
			b = append(b, text[i:end]...)
			i = end - 1
			continue
		case '{', '[':
			depth++
			opened = true
		}
		b = append(b, c)
		switch {
		case c == ':' && depth <= maxIndented:
			b = append(b, ' ')
		case c == ',':
			b = appendLine(b, depth)
		}
	}
	return b
}
