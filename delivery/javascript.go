package delivery

import (
	"math"
	"math/big"
	"strconv"
	"strings"
)

// The state machine's expression writes texts as JavaScript does (docs/step-functions.md, 3.1):
// what is here is JavaScript's, not Go's.

// tooLong is the size from which on a number in a text may have lost digits.
const tooLong = 1e15

// shortText is a number as JSONata writes it: rounded to 15 digits. ok is false for one that is
// too long for a text.
func shortText(literal string) (text string, ok bool) {
	f, _ := strconv.ParseFloat(literal, 64) // what is too large is infinite
	if math.Abs(f) >= tooLong {
		return "", false
	}
	return scriptNumber(fifteen(f)), true
}

// fifteen is the double nearest to f's first 15 digits. JavaScript's toPrecision takes the larger
// of two that are equally near, Go the even one.
func fifteen(f float64) float64 {
	if math.IsInf(f, 0) {
		return f
	}
	if short := strconv.FormatFloat(math.Abs(f), 'e', -1, 64); strings.IndexByte(short, 'e') <= len("1.23456789012345") {
		return f
	}
	exact := strconv.FormatFloat(math.Abs(f), 'e', 800, 64) // a double ends before
	mantissa, exponent, _ := strings.Cut(exact, "e")
	digits := strings.Replace(mantissa, ".", "", 1)
	n, _ := new(big.Int).SetString(digits[:15], 10)
	if digits[15] >= '5' {
		n.Add(n, big.NewInt(1))
	}
	power, _ := strconv.Atoi(exponent)
	rounded, _ := strconv.ParseFloat(n.String()+"e"+strconv.Itoa(power-14), 64)
	return math.Copysign(rounded, f)
}

// scriptNumber is the shortest text of a double, as JavaScript writes it.
func scriptNumber(f float64) string {
	switch size := math.Abs(f); {
	case f == 0:
		return "0"
	case math.IsInf(f, 0):
		return "null" // as JSON.stringify has it
	case size >= 1e-6 && size < 1e21:
		return strconv.FormatFloat(f, 'f', -1, 64)
	}
	mantissa, exponent, _ := strings.Cut(strconv.FormatFloat(f, 'e', -1, 64), "e")
	return mantissa + "e" + exponent[:1] + strings.TrimLeft(exponent[1:], "0")
}

// decimalLiteral says whether a number is written with a point or an exponent.
func decimalLiteral(literal string) bool { return strings.ContainsAny(literal, ".eE") }

// passedNumber is a number that Step Functions passes through.
func passedNumber(literal string) (text string, exact bool) {
	if n, err := strconv.ParseInt(literal, 10, 64); err == nil {
		return strconv.FormatInt(n, 10), true
	}
	f, err := strconv.ParseFloat(literal, 64)
	if err != nil {
		return literal, false // beyond all doubles
	}
	return scriptNumber(f), false
}

// appendScript appends v as JSON.stringify writes it; number writes a number.
func appendScript(out []byte, v *value, number func(literal string) string) []byte {
	switch v.kind {
	case kindString:
		return appendScriptString(out, v.text)
	case kindNumber:
		return append(out, number(v.text)...)
	case kindArray:
		out = append(out, '[')
		for i, item := range v.items {
			if i > 0 {
				out = append(out, ',')
			}
			out = appendScript(out, item, number)
		}
		return append(out, ']')
	case kindObject:
		out = append(out, '{')
		for i, m := range v.members {
			if i > 0 {
				out = append(out, ',')
			}
			out = append(appendScriptString(out, m.name), ':')
			out = appendScript(out, m.value, number)
		}
		return append(out, '}')
	case kindBool:
		return append(out, v.text...)
	}
	return append(out, "null"...)
}

// appendScriptString appends a string in quotes: control characters have JavaScript's escapes.
func appendScriptString(out []byte, s string) []byte {
	const hex = "0123456789abcdef"
	out = append(out, '"')
	for i := 0; i < len(s); i++ {
		c := s[i]
		at := strings.IndexByte("\"\\\b\f\n\r\t", c)
		switch {
		case at >= 0:
			out = append(out, '\\', `"\bfnrt`[at])
		case c < 0x20:
			out = append(out, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		default:
			out = append(out, c)
		}
	}
	return append(out, '"')
}

// unique is v without repeated members: of each name the last value, in the place of the first.
func (v *value) unique() *value {
	out := *v
	out.items, out.members = nil, nil
	for _, item := range v.items {
		out.items = append(out.items, item.unique())
	}
	places := make(map[string]int, len(v.members))
	for _, m := range v.members {
		m.value = m.value.unique()
		if at, again := places[m.name]; again {
			out.members[at].value = m.value
			continue
		}
		places[m.name] = len(out.members)
		out.members = append(out.members, m)
	}
	return &out
}
