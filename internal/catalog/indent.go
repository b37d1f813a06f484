package catalog

import "bytes"

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
			end := i + stringLength(text[i:])
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

// stringLength is the length of the JSON string that the text begins with.
func stringLength(text []byte) int {
	for end := 1; ; {
		quote := bytes.IndexByte(text[end:], '"')
		if quote < 0 {
			return len(text)
		}
		end += quote + 1
		before := text[:end-1]
		if escapes := len(before) - len(bytes.TrimRight(before, `\`)); escapes%2 == 0 {
			return end
		}
	}
}
