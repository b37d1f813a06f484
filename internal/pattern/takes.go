package pattern

import (
	"regexp"
	"slices"
	"strings"
)

// Takes tells whether an event of a source and a detail type may fit, whatever else is in it.
func (o Object) Takes(source, detailType string) bool {
	for _, m := range o {
		list, _ := m.Value.([]any)
		fits := true
		switch m.Name {
		case sourceField:
			fits = takesText(list, source)
		case detailTypeField:
			fits = takesText(list, detailType)
		case orField:
			fits = slices.ContainsFunc(list, func(a any) bool { return a.(Object).Takes(source, detailType) })
		}
		if !fits {
			return false
		}
	}
	return true
}

// takesText tells whether a list of tests takes a text.
func takesText(tests []any, text string) bool {
	return slices.ContainsFunc(tests, func(test any) bool {
		if operator, ok := test.(Object); ok {
			return operator[0].takes(text)
		}
		return test == text
	})
}

// takes tells whether an operator takes a text.
func (m member) takes(text string) bool {
	switch operand := m.Value.(type) {
	case Object: // {"prefix":{"equals-ignore-case":"a"}}, {"anything-but":{"prefix":"a"}}
		if m.Name == "anything-but" {
			return !slices.ContainsFunc(listed(operand[0].Value), func(one any) bool { return member{operand[0].Name, one}.takes(text) })
		}
		return member{m.Name, strings.ToLower(operand[0].Value.(string))}.takes(strings.ToLower(text))
	case []any:
		return m.Name == "anything-but" && !slices.Contains(operand, any(text))
	case bool:
		return operand // exists
	case string:
		switch m.Name {
		case "prefix":
			return strings.HasPrefix(text, operand)
		case "suffix":
			return strings.HasSuffix(text, operand)
		case "equals-ignore-case":
			return strings.EqualFold(text, operand)
		case "wildcard":
			return globOf(operand).MatchString(text)
		case "anything-but":
			return text != operand
		}
		return false // cidr
	}
	return m.Name == "anything-but" // a number
}

// globOf is a wildcard as an expression; \* and \\ stand for themselves.
func globOf(glob string) *regexp.Regexp {
	var b strings.Builder
	escaped := false
	for _, r := range glob {
		switch {
		case escaped || r != '*' && r != '\\':
			b.WriteString(regexp.QuoteMeta(string(r)))
			escaped = false
		case r == '*':
			b.WriteString("(?s:.*)")
		default:
			escaped = true
		}
	}
	return regexp.MustCompile("^" + b.String() + "$")
}
