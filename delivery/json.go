package delivery

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// maxDepth is how deeply JSON may be nested: PutEvents refuses more than 1,000
// levels, and so does the parser of AWS's matcher.
const maxDepth = 1000

// parseJSON reads one JSON value. Unlike encoding/json it keeps the order of
// members, repeated names and the digits of numbers.
func parseJSON(data []byte) (*value, error) {
	p := parser{data: string(data)}
	if !validText(p.data) {
		return nil, fmt.Errorf("the text isn't UTF-8, as JSON must be")
	}
	p.space()
	v, err := p.value(0)
	if err != nil {
		return nil, err
	}
	p.space()
	if p.pos < len(p.data) {
		return nil, p.errorf("unexpected text after the JSON value")
	}
	return v, nil
}

// parser is a recursive-descent parser of JSON (RFC 8259).
type parser struct {
	data string
	pos  int
}

// errorf is an error at the place where the parser is.
func (p *parser) errorf(format string, args ...any) error {
	read := p.data[:min(p.pos, len(p.data))]
	line := strings.Count(read, "\n") + 1
	column := len(read) - strings.LastIndexByte(read, '\n')
	return fmt.Errorf("%d:%d: %s", line, column, fmt.Sprintf(format, args...))
}

func (p *parser) space() {
	for p.pos < len(p.data) {
		switch p.data[p.pos] {
		case ' ', '\t', '\n', '\r':
			p.pos++
		default:
			return
		}
	}
}

// peek is the byte at the parser's place, 0 at the end.
func (p *parser) peek() byte {
	if p.pos < len(p.data) {
		return p.data[p.pos]
	}
	return 0
}

func (p *parser) value(depth int) (*value, error) {
	if depth > maxDepth {
		return nil, p.errorf("JSON nested more than %d levels deep", maxDepth)
	}
	switch c := p.peek(); {
	case c == '{':
		return p.object(depth)
	case c == '[':
		return p.array(depth)
	case c == '"':
		s, err := p.quoted()
		return stringValue(s), err
	case c == '-' || c >= '0' && c <= '9':
		literal, err := p.number()
		return &value{kind: kindNumber, text: literal}, err
	}
	for _, word := range []string{"null", "true", "false"} {
		if strings.HasPrefix(p.data[p.pos:], word) {
			p.pos += len(word)
			if word == "null" {
				return nullValue, nil
			}
			return &value{kind: kindBool, text: word}, nil
		}
	}
	if p.pos >= len(p.data) {
		return nil, p.errorf("the JSON ends too early")
	}
	return nil, p.errorf("a JSON value can't begin with %q", p.data[p.pos:p.pos+1])
}

func (p *parser) object(depth int) (*value, error) {
	v := &value{kind: kindObject}
	p.pos++
	p.space()
	if p.peek() == '}' {
		p.pos++
		return v, nil
	}
	for {
		p.space()
		if p.peek() != '"' {
			return nil, p.errorf("a member's name in quotes is expected")
		}
		name, err := p.quoted()
		if err != nil {
			return nil, err
		}
		p.space()
		if p.peek() != ':' {
			return nil, p.errorf("a colon is expected after %q", name)
		}
		p.pos++
		p.space()
		item, err := p.value(depth + 1)
		if err != nil {
			return nil, err
		}
		v.members = append(v.members, member{name, item})
		if done, err := p.next('}'); done || err != nil {
			return v, err
		}
	}
}

func (p *parser) array(depth int) (*value, error) {
	v := &value{kind: kindArray}
	p.pos++
	p.space()
	if p.peek() == ']' {
		p.pos++
		return v, nil
	}
	for {
		p.space()
		item, err := p.value(depth + 1)
		if err != nil {
			return nil, err
		}
		v.items = append(v.items, item)
		if done, err := p.next(']'); done || err != nil {
			return v, err
		}
	}
}

// next reads the comma before another element or the end of the container.
func (p *parser) next(end byte) (done bool, err error) {
	p.space()
	switch p.peek() {
	case ',':
		p.pos++
		return false, nil
	case end:
		p.pos++
		return true, nil
	}
	return true, p.errorf("a comma or %q is expected", string(end))
}

// number reads a number and gives its literal.
func (p *parser) number() (string, error) {
	start := p.pos
	if p.peek() == '-' {
		p.pos++
	}
	whole := p.digits()
	if whole == 0 || whole > 1 && p.data[p.pos-whole] == '0' {
		return "", p.errorf("malformed number")
	}
	if p.peek() == '.' {
		p.pos++
		if p.digits() == 0 {
			return "", p.errorf("malformed number: a digit is expected after the point")
		}
	}
	if c := p.peek(); c == 'e' || c == 'E' {
		p.pos++
		if c := p.peek(); c == '+' || c == '-' {
			p.pos++
		}
		if p.digits() == 0 {
			return "", p.errorf("malformed number: a digit is expected in the exponent")
		}
	}
	return p.data[start:p.pos], nil
}

func (p *parser) digits() (n int) {
	for c := p.peek(); c >= '0' && c <= '9'; c = p.peek() {
		p.pos++
		n++
	}
	return n
}

// quoted reads a string and gives its content.
func (p *parser) quoted() (string, error) {
	p.pos++
	start := p.pos
	for p.pos < len(p.data) {
		switch c := p.data[p.pos]; {
		case c == '"':
			s := p.data[start:p.pos]
			p.pos++
			return s, nil
		case c == '\\':
			return p.escaped(start)
		case c < 0x20:
			return "", p.errorf("a control character in a string must be escaped")
		}
		p.pos++
	}
	return "", p.errorf("a string has no end")
}

// escaped reads the rest of a string that holds escapes.
func (p *parser) escaped(start int) (string, error) {
	out := []byte(p.data[start:p.pos])
	for p.pos < len(p.data) {
		switch c := p.data[p.pos]; {
		case c == '"':
			p.pos++
			return string(out), nil
		case c < 0x20:
			return "", p.errorf("a control character in a string must be escaped")
		case c != '\\':
			out = append(out, c)
			p.pos++
		default:
			r, err := p.escape()
			if err != nil {
				return "", err
			}
			out = utf8.AppendRune(out, r)
		}
	}
	return "", p.errorf("a string has no end")
}

// escape reads one escape sequence, a pair of surrogates as one.
func (p *parser) escape() (rune, error) {
	p.pos++
	const letters, meaning = `"\/bfnrt`, "\"\\/\b\f\n\r\t"
	c := p.peek()
	if i := strings.IndexByte(letters, c); i >= 0 && p.pos < len(p.data) {
		p.pos++
		return rune(meaning[i]), nil
	}
	if c != 'u' {
		return 0, p.errorf("unknown escape in a string")
	}
	r, err := p.hex4()
	if err != nil || !utf16.IsSurrogate(r) {
		return r, err
	}
	if strings.HasPrefix(p.data[p.pos:], `\u`) {
		before := p.pos
		p.pos++
		low, err := p.hex4()
		if err != nil {
			return 0, err
		}
		if both := utf16.DecodeRune(r, low); both != utf8.RuneError {
			return both, nil
		}
		p.pos = before
	}
	return utf8.RuneError, nil // a lone half of a pair
}

// hex4 reads u and four hexadecimal digits.
func (p *parser) hex4() (rune, error) {
	end := p.pos + 5
	if end > len(p.data) {
		return 0, p.errorf("an escape is cut off")
	}
	n, err := strconv.ParseUint(p.data[p.pos+1:end], 16, 16)
	if err != nil {
		return 0, p.errorf("malformed \\u escape")
	}
	p.pos = end
	return rune(n), nil
}
