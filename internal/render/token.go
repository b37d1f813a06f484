package render

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/limits"
)

// tokenMarker begins a CDK token in a string.
const tokenMarker = "${Token["

// HasToken tells whether only the deployment knows the text, or a part of it.
func HasToken(text string) bool { return strings.Contains(text, tokenMarker) }

var tokenPattern = regexp.MustCompile(`\$\{Token\[[^\]]*\]\}`)

// longest is how long the text can be once its tokens are filled in.
func longest(text string) int { return len(tokenPattern.ReplaceAllStringFunc(text, tokenSize)) }

// tokenSize is as long as what takes the token's place can be.
func tokenSize(token string) string {
	size := limits.BusNameLength
	switch {
	case strings.Contains(token, "AWS.StackName"):
		size = limits.StackNameLength
	case strings.Contains(token, "AWS.AccountId"):
		size = len("123456789012")
	case strings.Contains(token, "AWS.Region"), strings.Contains(token, "AWS.Partition"):
		size = len("ap-southeast-1")
	}
	return strings.Repeat("x", size)
}

// Readable is text with its CDK tokens written as in Fn::Sub: "${EventBusName}".
func (f *Frame) Readable(s string) string {
	if !HasToken(s) {
		return s
	}
	return substitution.write(f.place.stack.Resolve(s))
}

// notation is how text says what only the deployment knows.
type notation struct {
	// reference writes a reference: to a logical id, or to an attribute behind a dot.
	reference func(name string) string
	// other writes what is neither a reference nor a concatenation.
	other func(value any) string
}

// write is a resolved value as text.
func (n notation) write(value any) string {
	if text, ok := value.(string); ok {
		return text
	}
	if function, _ := value.(map[string]any); len(function) == 1 {
		if name, ok := function["Ref"].(string); ok {
			return n.reference(name)
		}
		if parts, ok := function["Fn::GetAtt"].([]any); ok && len(parts) == 2 {
			return n.reference(fmt.Sprint(parts[0], ".", parts[1]))
		}
		if join, ok := function["Fn::Join"].([]any); ok && len(join) == 2 {
			if parts, ok := join[1].([]any); ok {
				texts := make([]string, len(parts))
				for i := range parts {
					texts[i] = n.write(parts[i])
				}
				return strings.Join(texts, fmt.Sprint(join[0]))
			}
		}
	}
	return n.other(value)
}

// substitution is the text of an Fn::Sub, with JSON for what it can't say.
var substitution = notation{
	reference: func(name string) string { return "${" + name + "}" },
	other: func(value any) string {
		text, err := json.Marshal(value)
		if err != nil {
			return ""
		}
		return string(text)
	},
}

// FilledOut is a resolved text with a placeholder for each function of CloudFormation in it.
func FilledOut(value any) string { return notation{placeholder, unknown}.write(value) }

func unknown(value any) string {
	function, _ := value.(map[string]any)
	if len(function) != 1 {
		return placeholder("unknown")
	}
	for name, argument := range function {
		if name == "Fn::ImportValue" {
			return placeholder("import of " + FilledOut(argument))
		}
		if text, ok := argument.(string); ok && name == "Fn::Sub" {
			return subVariable.ReplaceAllStringFunc(text, func(v string) string { return placeholder(v[2 : len(v)-1]) })
		}
		return placeholder(name)
	}
	return placeholder("unknown")
}

var subVariable = regexp.MustCompile(`\$\{[^!}][^}]*\}`)

// placeholder stands for what a person fills in, inside a string of JSON.
func placeholder(name string) string {
	return "<" + strings.Trim(notInPlaceholder.ReplaceAllString(name, " "), " ") + ">"
}

var notInPlaceholder = regexp.MustCompile(`[^A-Za-z0-9_:./-]+`)

// referred are the names that a resolved value refers to.
func referred(value any) []string {
	var names []string
	switch value := value.(type) {
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(value)) {
			if name, ok := value[key].(string); ok && key == "Ref" {
				names = append(names, name)
			} else {
				names = append(names, referred(value[key])...)
			}
		}
	case []any:
		for _, v := range value {
			names = append(names, referred(v)...)
		}
	}
	return names
}
