package delivery

import (
	"math"
	"strconv"
	"strings"
)

// numberKey is the form in which AWS's matcher compares a number: ten bytes
// whose order is the order of the numbers. It exists only for a literal that
// is, digit for digit, the shortest decimal of a 64-bit floating-point number:
// other numbers are compared as text, and can't be used in a numeric test.
func numberKey(literal string) (key string, ok bool) {
	f, ok := exactFloat(literal)
	if !ok {
		return "", false
	}
	bits := math.Float64bits(f)
	if bits>>63 == 1 {
		bits = ^bits
	} else {
		bits |= 1 << 63
	}
	var b [10]byte
	for i := 9; i > 0; i-- {
		b[i] = byte(bits & 0x7f)
		bits >>= 7
	}
	if bits != 0 { // the sign bit, which the matcher extends
		b[0] = 0x7f
	}
	return string(b[:]), true
}

// exactFloat is the number that the literal denotes, if that number's own
// shortest decimal denotes the same value.
func exactFloat(literal string) (float64, bool) {
	if !isJSONNumber(literal) {
		return 0, false
	}
	want, ok := parseDecimal(literal)
	if !ok {
		return 0, false
	}
	if want.digits == "" {
		return 0, true
	}
	f, err := strconv.ParseFloat(literal, 64)
	if err != nil {
		return 0, false
	}
	got, ok := parseDecimal(strconv.FormatFloat(f, 'e', -1, 64))
	if ok && len(got.digits) == 1 {
		// Java's Double.toString, which the matcher uses, has two digits at least.
		got, ok = parseDecimal(strconv.FormatFloat(f, 'e', 1, 64))
	}
	return f, ok && got == want
}

// decimal is ±0.digits × 10^exponent with no zero at either end of digits.
type decimal struct {
	negative bool
	digits   string
	exponent int
}

// parseDecimal reads a JSON number exactly; ok is false if its exponent is
// beyond any use.
func parseDecimal(literal string) (d decimal, ok bool) {
	literal, d.negative = strings.CutPrefix(literal, "-")
	mantissa, exponent := literal, ""
	if i := strings.IndexAny(literal, "eE"); i >= 0 {
		mantissa, exponent = literal[:i], literal[i+1:]
	}
	whole, fraction, _ := strings.Cut(mantissa, ".")
	if exponent != "" {
		n, err := strconv.ParseInt(exponent, 10, 32)
		if err != nil {
			return d, false
		}
		d.exponent = int(n)
	}
	d.exponent += len(whole)
	all := whole + fraction
	d.digits = strings.TrimLeft(all, "0")
	d.exponent -= len(all) - len(d.digits)
	d.digits = strings.TrimRight(d.digits, "0")
	if d.digits == "" {
		return decimal{}, true
	}
	return d, true
}
