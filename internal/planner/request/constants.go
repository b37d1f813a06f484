package request

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/planner/finding"
	"github.com/openapi-destinations/openapidestinations/internal/planner/selection"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// fix decides whether a parameter has one value only.
func (r *making) fix(p *Parameter) {
	if value, ok := r.ownValue(*p); ok {
		p.Use, p.Constant, p.ByUser = UseConstant, value, true
		return
	}
	if key, _, secret := r.userKey(*p); secret && r.fixSecret(p, key) {
		p.Use = UseConstant
		return
	}
	value, fixed := r.constant(*p)
	if !fixed {
		return
	}
	_, p.ByUser = r.keyOf(*p)
	p.Use, p.Constant = UseConstant, value
	p.Doubtful = !p.ByUser && UnusualNumber(p.Schema.Constant)
}

// fixSecret lets a secret of the user's stand in the place of a path parameter. There is no
// other place for one but the credential's.
func (r *making) fixSecret(p *Parameter, key string) bool {
	r.m.log.Mark(finding.Parameters, key)
	if p.In != "path" {
		r.Note(diagnostic.SecretInAddress, spec.Error, p.Position,
			"declare a security scheme for it (SecuritySchemes and Security, context key security), and give that a credential",
			"the %s parameter %q is to be a secret, and a rule shows its values: SecretParameters (context key parameters) is for path parameters", p.In, p.Name)
		return false
	}
	p.Secret = r.m.secret(key, p.Position)
	return true
}

// constant is the one value that a parameter has: the user's, or the only one that
// the document allows for a required parameter.
func (r *making) constant(p Parameter) (string, bool) {
	if value, ok := r.fixedByUser(p); ok {
		return value, true
	}
	if !p.Required || p.Schema.Constant == nil || p.ContentType != "" {
		return "", false
	}
	return ScalarText(p.Schema.Constant)
}

// userKey is the key of Options.Parameters or Options.SecretParameters that fixes a parameter,
// and whether its value is text or a secret: for the operation before the document, and where
// both have one, for the name as it is written before one in another case.
func (r *making) userKey(p Parameter) (key string, text, secret bool) {
	for _, of := range append(selection.Names(r.op), "") {
		if of != "" {
			of += "#"
		}
		if key, secret = fixedKey(r.m.secrets, of, p); secret {
			return key, false, true
		}
		if key, text = fixedKey(r.m.opts.Parameters, of, p); text {
			return key, true, false
		}
	}
	return "", false, false
}

// fixedByUser is the value in Options.Parameters.
func (r *making) fixedByUser(p Parameter) (string, bool) {
	if value, ok := r.ownValue(p); ok {
		return value, true
	}
	key, ok := r.keyOf(p)
	if ok {
		r.m.log.Mark(finding.Parameters, key)
	}
	return r.m.opts.Parameters[key], ok
}

// keyOf is the key of Options.Parameters that fixes the parameter.
func (r *making) keyOf(p Parameter) (string, bool) {
	key, text, _ := r.userKey(p)
	return key, text
}

// fixedKey is the key that begins with of and names a parameter. The case of a header's
// name doesn't matter.
func fixedKey(given map[string]string, of string, p Parameter) (string, bool) {
	if len(given) == 0 {
		return "", false
	}
	if _, ok := given[of+p.Name]; ok || p.In != "header" {
		return of + p.Name, ok
	}
	keys := slices.Sorted(maps.Keys(given))
	at := slices.IndexFunc(keys, func(key string) bool {
		return strings.HasPrefix(key, of) && strings.EqualFold(key[len(of):], p.Name)
	})
	if at < 0 {
		return "", false
	}
	return keys[at], true
}

// UnusualNumber tells whether a JSON number is not written in its shortest form: 2.0, 1e3,
// or more digits than a double holds. A document with one means a text as often as a
// number, and what reads it may print it in another way.
func UnusualNumber(raw json.RawMessage) bool {
	var number float64
	text := strings.TrimSpace(string(raw))
	return json.Unmarshal(raw, &number) == nil && text[0] != '"' && strconv.FormatFloat(number, 'f', -1, 64) != text
}

// ScalarText is a JSON scalar as a parameter writes it.
func ScalarText(raw json.RawMessage) (string, bool) {
	text := strings.TrimSpace(string(raw))
	switch {
	case text == "" || text == "null" || text[0] == '{' || text[0] == '[':
		return "", false
	case text[0] == '"':
		var s string
		if json.Unmarshal(raw, &s) != nil {
			return "", false
		}
		return s, true
	}
	return text, true
}
