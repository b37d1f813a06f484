package pattern

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/safe"
	"github.com/openapi-destinations/openapidestinations/internal/text"
)

// operands say of each operator what is wrong with what it is given (EventBridge User Guide,
// "Comparison operators for use in event patterns"; the rest as AWS's matcher refuses it).
var operands = map[string]func(operand any) error{
	"prefix":             textOrFolded,
	"suffix":             textOrFolded,
	"equals-ignore-case": isText,
	"wildcard":           isWildcard,
	"exists": func(operand any) error {
		if _, ok := operand.(bool); !ok {
			return errors.New("must be true or false")
		}
		return nil
	},
	"cidr":         isCIDR,
	"numeric":      isRange,
	"anything-but": isOther,
}

// checkOperator tells what is wrong with a test that is an object.
func checkOperator(operator map[string]any) error {
	names := slices.Sorted(maps.Keys(operator))
	if len(names) == 1 {
		if check := operands[names[0]]; check != nil {
			if err := check(operator[names[0]]); err != nil {
				return fmt.Errorf("can't be used: %s %w", names[0], err)
			}
			return nil
		}
	}
	return fmt.Errorf("is none of EventBridge's: it takes one of %s", text.Alternatives(slices.Sorted(maps.Keys(operands))))
}

func isText(operand any) error {
	if _, ok := operand.(string); !ok {
		return errors.New("must be a text")
	}
	return nil
}

// textOrFolded is of {"prefix":"a"} or {"prefix":{"equals-ignore-case":"a"}}.
func textOrFolded(operand any) error {
	if inner, ok := operand.(map[string]any); ok {
		if folded, ok := inner["equals-ignore-case"]; ok && len(inner) == 1 {
			return isText(folded)
		}
		return errors.New("takes a text, or an equals-ignore-case")
	}
	return isText(operand)
}

func isWildcard(operand any) error {
	glob, ok := operand.(string)
	if !ok {
		return isText(operand)
	}
	for i := 0; i < len(glob); i++ {
		switch {
		case strings.HasPrefix(glob[i:], "**"):
			return errors.New("must not have two stars in a row")
		case glob[i] == '\\':
			if i++; i == len(glob) || glob[i] != '*' && glob[i] != '\\' {
				return errors.New(`has a backslash that is not before a star or another one: write \\`)
			}
		}
	}
	return nil
}

func isCIDR(operand any) error {
	block, ok := operand.(string)
	if _, err := netip.ParsePrefix(block); (!ok || err != nil) && !strings.Contains(block, "${") { // a token of the CDK is known later
		return errors.New("must be a block of addresses, such as 10.0.0.0/24")
	}
	return nil
}

// isRange is of ["=",5], [">",0] or [">",0,"<=",5].
func isRange(operand any) error {
	wrong := errors.New(`must be such as ["=", 5], [">", 0] or [">", 0, "<=", 5]`)
	list, _ := operand.([]any)
	if len(list) != 2 && len(list) != 4 {
		return wrong
	}
	var signs []string
	var bounds []float64
	for i := 0; i < len(list); i += 2 {
		sign, _ := list[i].(string)
		number, ok := list[i+1].(json.Number)
		bound, err := number.Float64()
		if !ok || err != nil || !slices.Contains([]string{"=", "<", "<=", ">", ">="}, sign) {
			return wrong
		}
		signs, bounds = append(signs, sign), append(bounds, bound)
	}
	if len(signs) == 2 && (signs[0][0] != '>' || signs[1][0] != '<' || bounds[0] >= bounds[1]) {
		return wrong
	}
	return nil
}

// others are the operators of which anything-but takes the opposite.
var others = map[string]func(operand any) error{
	"prefix": isFilled, "suffix": isFilled, "equals-ignore-case": isText, "wildcard": isWildcard,
}

func isFilled(operand any) error {
	if operand == "" {
		return errors.New("must not be empty")
	}
	return isText(operand)
}

// isOther is of a value, a list of values of one kind, or an operator with a text or a list of them.
func isOther(operand any) error {
	inner, nested := operand.(map[string]any)
	if !nested {
		return areAlike(listed(operand))
	}
	for name, operand := range inner { // the one
		check := others[name]
		if check == nil || len(inner) != 1 {
			break
		}
		list := listed(operand)
		for _, one := range list {
			if err := check(one); err != nil {
				return fmt.Errorf("%s %w", name, err)
			}
		}
		if len(list) > 0 {
			return nil
		}
	}
	return fmt.Errorf("takes values, or one of %s with texts", text.Alternatives(slices.Sorted(maps.Keys(others))))
}

func areAlike(values []any) error {
	texts, numbers := 0, 0
	for _, value := range values {
		switch v := value.(type) {
		case string:
			texts++
		case json.Number:
			if _, err := v.Float64(); err != nil {
				return fmt.Errorf("has the number %s, which is too large", safe.Clean(v.String(), 60))
			}
			numbers++
		}
	}
	if len(values) == 0 || texts != len(values) && numbers != len(values) {
		return errors.New("takes texts or numbers, not both, and nothing else")
	}
	return nil
}

func listed(value any) []any {
	if list, ok := value.([]any); ok {
		return list
	}
	return []any{value}
}
