package delivery

import (
	"fmt"
	"strings"
)

// newOperatorTest compiles an object with one operator, such as {"prefix":"a"}.
func newOperatorTest(v *value) (*test, error) {
	if len(v.members) == 0 {
		return nil, fmt.Errorf("an operator is expected in {}")
	}
	name, operand := v.members[0].name, v.members[0].value
	t, err := operatorTest(name, operand)
	if err != nil {
		return nil, err
	}
	if len(v.members) > 1 {
		return nil, fmt.Errorf("only one operator is allowed in an object, not both %q and %q", name, v.members[1].name)
	}
	return t, nil
}

func operatorTest(name string, operand *value) (*test, error) {
	switch name {
	case "exactly":
		return stringTest(name, operand, opExact)
	case "prefix":
		if operand.kind == kindObject {
			return nestedFold(name, operand, opPrefixFold)
		}
		return stringTest(name, operand, opPrefix)
	case "suffix":
		if operand.kind == kindObject {
			return nestedFold(name, operand, opSuffixFold)
		}
		return stringTest(name, operand, opSuffix)
	case "equals-ignore-case":
		return stringTest(name, operand, opFold)
	case "wildcard":
		return stringTest(name, operand, opWildcard)
	case "numeric":
		return numericTest(operand)
	case "exists":
		if operand.kind != kindBool {
			return nil, fmt.Errorf("exists must be true or false")
		}
		if operand.text == "true" {
			return &test{op: opExists}, nil
		}
		return &test{op: opAbsent}, nil
	case "cidr":
		if operand.kind != kindString {
			return nil, fmt.Errorf("cidr must be a string")
		}
		r, err := parseCIDR(operand.text)
		return &test{op: opInterval, interval: r}, err
	case "anything-but":
		return anythingBut(operand)
	}
	return nil, fmt.Errorf("unrecognized match type %s", name)
}

// stringTest compiles an operator whose operand is a string.
func stringTest(name string, operand *value, op operator) (*test, error) {
	if operand.kind != kindString {
		return nil, fmt.Errorf("%s must be a string", name)
	}
	t := &test{op: op}
	return t, t.addOperand(operand.text)
}

// nestedFold compiles {"prefix":{"equals-ignore-case":"a"}} and the same with
// suffix.
func nestedFold(name string, operand *value, op operator) (*test, error) {
	if len(operand.members) != 1 {
		return nil, fmt.Errorf("%s: exactly one operator is expected", name)
	}
	m := operand.members[0]
	if m.name != "equals-ignore-case" {
		return nil, fmt.Errorf("unsupported %s pattern: %s", name, m.name)
	}
	return stringTest(m.name, m.value, op)
}

// addOperand adds a string in the form in which the operator compares it: a
// prefix has only its opening quote, a suffix only the closing one.
func (t *test) addOperand(s string) error {
	text := quote(s)
	switch t.op {
	case opPrefix, opPrefixFold, opNotPrefix:
		text = `"` + s
	case opSuffix, opSuffixFold, opNotSuffix:
		text = s + `"`
	}
	t.operands = append(t.operands, text)
	switch t.op {
	case opFold, opNotFold, opPrefixFold, opSuffixFold:
		t.folds = append(t.folds, fold(text))
		t.swallows = append(t.swallows, 0)
	case opWildcard, opNotWildcard:
		glob, err := parseGlob(text)
		if err != nil {
			return err
		}
		t.globs = append(t.globs, glob)
	}
	return nil
}

// parseGlob splits a wildcard pattern at its wildcards. `\*` and `\\` are
// literal; two wildcards in a row are refused.
func parseGlob(s string) ([]string, error) {
	var pieces []string
	var piece strings.Builder
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '*' && i+1 < len(s) && s[i+1] == '*':
			return nil, fmt.Errorf("wildcard: consecutive * in %s", s)
		case s[i] == '*':
			pieces = append(pieces, piece.String())
			piece.Reset()
		case s[i] == '\\':
			i++
			if i >= len(s) || s[i] != '*' && s[i] != '\\' {
				return nil, fmt.Errorf(`wildcard: invalid escape in %s: only \* and \\ are known`, s)
			}
			piece.WriteByte(s[i])
		default:
			piece.WriteByte(s[i])
		}
	}
	return append(pieces, piece.String()), nil
}

// notOperators are the operators that anything-but takes.
var notOperators = map[string]operator{
	"equals-ignore-case": opNotFold,
	"prefix":             opNotPrefix,
	"suffix":             opNotSuffix,
	"wildcard":           opNotWildcard,
}

// anythingBut compiles anything-but: a value, a list, or one of its operators
// with a string or a list of strings.
func anythingBut(operand *value) (*test, error) {
	if operand.kind != kindObject {
		return anythingButValues(operand)
	}
	if len(operand.members) != 1 {
		return nil, fmt.Errorf("anything-but: exactly one operator is expected")
	}
	name, operands := operand.members[0].name, operand.members[0].value
	op, ok := notOperators[name]
	if !ok {
		return nil, fmt.Errorf("unsupported anything-but pattern: %s", name)
	}
	t := &test{op: op, modern: op == opNotWildcard || op != opNotFold && operands.kind == kindArray}
	for _, o := range operands.list() {
		if o.kind != kindString {
			return nil, fmt.Errorf("anything-but: %s must be a string or a list of strings", name)
		}
		if o.text == "" && (op == opNotPrefix || op == opNotSuffix) {
			return nil, fmt.Errorf("anything-but: an empty %s is not allowed", name)
		}
		if err := t.addOperand(o.text); err != nil {
			return nil, err
		}
	}
	if len(t.operands) == 0 {
		return nil, fmt.Errorf("anything-but: the list of %s is empty", name)
	}
	return t, nil
}

// anythingButValues compiles anything-but of strings or of numbers.
func anythingButValues(operand *value) (*test, error) {
	t := &test{op: opNot}
	strings, numbers := 0, 0
	for _, o := range operand.list() {
		switch o.kind {
		case kindString:
			strings++
			t.operands = append(t.operands, quote(o.text))
		case kindNumber:
			numbers++
			key, ok := numberKey(o.text)
			if !ok {
				return nil, fmt.Errorf("anything-but: %s can't be compared: it isn't exactly a 64-bit floating-point number", o.text)
			}
			t.op = opNotNumber
			t.operands = append(t.operands, key)
		default:
			return nil, fmt.Errorf("anything-but takes strings or numbers, not null, booleans, lists or objects")
		}
	}
	if strings > 0 && numbers > 0 || strings+numbers == 0 {
		return nil, fmt.Errorf("anything-but needs a list of only strings or only numbers")
	}
	return t, nil
}

// numericTest compiles {"numeric":[">",0,"<=",5]}.
func numericTest(operand *value) (*test, error) {
	if operand.kind != kindArray {
		return nil, fmt.Errorf("numeric must be an array")
	}
	items := operand.items
	if n := len(items); n != 2 && n != 4 {
		return nil, fmt.Errorf("numeric takes an operator and a number, or two of each, not %d elements", n)
	}
	op, key, err := numericBound(items[0], items[1])
	if err != nil {
		return nil, err
	}
	if len(items) == 2 {
		return numericBelowOrAbove(op, key)
	}
	other, top, err := numericBound(items[2], items[3])
	switch {
	case err != nil:
		return nil, err
	case op != ">" && op != ">=":
		return nil, fmt.Errorf("numeric: a range begins with > or >=, not %s", op)
	case other != "<" && other != "<=":
		return nil, fmt.Errorf("numeric: a range ends with < or <=, not %s", other)
	case key >= top:
		return nil, fmt.Errorf("numeric: the bottom of a range must be less than its top")
	}
	return &test{op: opInterval, interval: &interval{bottom: key, openBottom: op == ">", top: top, openTop: other == "<"}}, nil
}

func numericBound(op, number *value) (operator, key string, err error) {
	if op.kind != kindString {
		return "", "", fmt.Errorf("numeric: an operator must be a string")
	}
	switch op.text {
	case "=", "<", "<=", ">", ">=":
	default:
		return "", "", fmt.Errorf("numeric: unrecognized operator %s", op.text)
	}
	if number.kind != kindNumber {
		return "", "", fmt.Errorf("numeric: the value of %s must be a number", op.text)
	}
	key, ok := numberKey(number.text)
	if !ok {
		return "", "", fmt.Errorf("numeric: %s can't be compared: it isn't exactly a 64-bit floating-point number", number.text)
	}
	return op.text, key, nil
}

func numericBelowOrAbove(op, key string) (*test, error) {
	if op == "=" {
		return &test{op: opNumber, operands: []string{key}}, nil
	}
	lowest, _ := numberKey("-1.7976931348623157e308")
	highest, _ := numberKey("1.7976931348623157e308")
	r := &interval{bottom: lowest, top: highest}
	switch op {
	case "<", "<=":
		r.top, r.openTop = key, op == "<"
	default:
		r.bottom, r.openBottom = key, op == ">"
	}
	return &test{op: opInterval, interval: r}, nil
}
