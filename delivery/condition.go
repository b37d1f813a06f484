package delivery

import "strings"

// conditions says whether all condition blocks of a statement hold.
func (p permission) conditions(v *value) bool {
	if v == nil {
		return true
	}
	for _, block := range v.members {
		for _, m := range block.value.members {
			if !p.condition(block.name, m.name, m.value.list()) {
				return false
			}
		}
	}
	return true
}

// condition says whether one condition holds. A key that EventBridge doesn't
// send, or an operator that isn't known here, makes a positive condition fail,
// as an absent key does in IAM.
func (p permission) condition(operator, key string, values []*value) bool {
	operator = strings.TrimPrefix(strings.TrimPrefix(operator, "ForAnyValue:"), "ForAllValues:")
	operator, ifExists := strings.CutSuffix(operator, "IfExists")
	got, present := p.context[strings.ToLower(key)]
	if operator == "Null" {
		return len(values) > 0 && (values[0].string() == "true") != present
	}
	compare, negative := comparison(operator)
	if !present {
		return ifExists || negative
	}
	hit := false
	for _, v := range values {
		hit = hit || compare != nil && compare(v.string(), got)
	}
	return compare != nil && hit != negative
}

// comparison is how an operator compares, nil for one that isn't known.
func comparison(operator string) (compare func(pattern, s string) bool, negative bool) {
	switch operator {
	case "StringNotEquals", "StringNotEqualsIgnoreCase", "StringNotLike", "ArnNotEquals", "ArnNotLike":
		compare, _ = comparison(strings.Replace(operator, "Not", "", 1))
		return compare, true
	case "StringEquals":
		return func(pattern, s string) bool { return pattern == s }, false
	case "StringEqualsIgnoreCase", "Bool":
		return strings.EqualFold, false
	case "StringLike":
		return globMatch, false
	case "ArnEquals", "ArnLike": // both take wildcards
		return arnMatch, false
	}
	return nil, false
}

// arnMatch compares ARNs: a wildcard stays within its part, of which there are
// six, the last one being all the rest.
func arnMatch(pattern, s string) bool {
	patterns, parts := strings.SplitN(pattern, ":", 6), strings.SplitN(s, ":", 6)
	if len(patterns) != 6 || len(parts) != 6 {
		return pattern == "*"
	}
	for i := range patterns {
		if !globMatch(patterns[i], parts[i]) {
			return false
		}
	}
	return true
}
