package server

import (
	"regexp"
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner/finding"
	"github.com/openapi-destinations/openapidestinations/internal/text"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// LongestTemplate is the longest URL with variables that is read: no endpoint comes of a
// longer one, and a document may hold it many times.
const LongestTemplate = 8 * limits.EndpointLength

// fill gives a server's URL with its variables replaced: by the value that the user gave, by
// a placeholder if the launch is to be asked, else by the default. A variable that has none
// of them stays. The names of those that the user gave come with it.
func (c *Chooser) fill(s spec.Server, ask bool) (text string, byUser []string, problem *spec.Diagnostic) {
	raw := withScheme(s)
	if len(raw) > LongestTemplate {
		return raw, nil, nil
	}
	added := 0
	refuse := func(found *spec.Diagnostic) {
		if problem == nil {
			problem = found
		}
	}
	text = fillIn(raw, func(name string, from, to int) (string, bool) {
		v := variableOf(s, name)
		if c.isSecretVariable(name) {
			byUser = append(byUser, name)
			if from == 0 || !inPathOrHost(raw, from) {
				refuse(misplacedValue(diagnostic.ServerVariable, v, s, "a secret can be a part of the path or of the host only", "give the address as text, and the secret as a part of it"))
			}
			if !ask {
				return "", false
			}
			return c.secretPlaceholder(plan.Placeholder{SecretVariable: name}, name, slotIn(raw, from, to, v), v.Position), true
		}
		if value, given := c.opts.ServerVariables[name]; given {
			byUser = append(byUser, name)
			if len(v.Enum) > 0 && !slices.Contains(v.Enum, value) {
				refuse(outsideEnum(v, value))
			} else if why := misplaced(raw, from, to, v, value); why != "" {
				refuse(misplacedValue(diagnostic.ServerVariable, v, s, why, "give another value, or "+giveBase))
			}
			return value, true
		}
		if scheme, fixed := fixedScheme(s, v); fixed {
			return scheme, true
		}
		if ask && c.asks(name) {
			return c.askVariable(v, slotIn(raw, from, to, v)), true
		}
		value, known := defaultOf(v)
		if known = known && added <= limits.EndpointLength; !known {
			return "", false // it has no value, or the URL is too long already
		}
		added += len(value)
		if why := misplaced(raw, from, to, v, value); why != "" && !c.asks(name) {
			refuse(misplacedValue(diagnostic.ServerInvalid, v, s, why, valueHint("{"+name+"}")))
		}
		return value, true
	})
	return text, byUser, problem
}

// misplacedValue says that a value would change more than its own place in the URL.
func misplacedValue(code string, v spec.ServerVariable, s spec.Server, why, hint string) *spec.Diagnostic {
	if strings.ContainsAny(s.URL, "@＠﹫") {
		why = "the URL has an @, and the value may be a password" // which no finding tells
	}
	return &spec.Diagnostic{
		Code: code, Severity: spec.Error, Position: v.Position, Hint: hint,
		Message: diagnostic.Message("the server %q cannot be called with this value of its variable %q: %s", s.URL, v.Name, why),
	}
}

// withScheme is the URL as written, with the only scheme that EventBridge has where it
// is relative to one.
func withScheme(s spec.Server) string {
	text := strings.TrimSpace(s.URL)
	if strings.HasPrefix(text, "//") {
		text = "https:" + text
	}
	return text
}

// defaults is the server's URL with the document's own values.
func defaults(s spec.Server) string {
	raw, added := withScheme(s), 0
	if len(raw) > LongestTemplate {
		return raw
	}
	return fillIn(raw, func(name string, _, _ int) (string, bool) {
		value, known := defaultOf(variableOf(s, name))
		known = known && added <= limits.EndpointLength
		added += len(value)
		return value, known
	})
}

// variableOf is the server's variable of a name; one that is not declared has nothing else.
func variableOf(s spec.Server, name string) spec.ServerVariable {
	for _, v := range s.Variables {
		if v.Name == name {
			return v
		}
	}
	return spec.ServerVariable{Name: name, Position: s.Position}
}

// defaultOf is the value of a variable that nobody gave one: its default, or the only
// value that it may have.
func defaultOf(v spec.ServerVariable) (string, bool) {
	if !v.HasDefault && len(v.Enum) == 1 {
		return v.Enum[0], true
	}
	return v.Default, v.HasDefault
}

var schemeVariable = regexp.MustCompile(`^\{([^{}]*)\}://`)

// fixedScheme is https for a variable that stands for the scheme and may be that:
// EventBridge calls nothing else.
func fixedScheme(s spec.Server, v spec.ServerVariable) (string, bool) {
	m := schemeVariable.FindStringSubmatch(withScheme(s))
	if m == nil || m[1] != v.Name || len(v.Enum) > 0 && !slices.Contains(v.Enum, "https") {
		return "", false
	}
	return "https", true
}

// noteScheme says that the scheme is not the document's default.
func (c *Chooser) noteScheme(base *baseURL, s spec.Server) {
	m := schemeVariable.FindStringSubmatch(withScheme(s))
	if m == nil {
		return
	}
	v := variableOf(s, m[1])
	if c.asks(v.Name) {
		c.log.Mark(finding.AskServerVariables, v.Name)
	}
	if c.isGiven(v.Name) {
		return
	}
	if value, ok := defaultOf(v); ok && strings.EqualFold(value, "https") {
		return
	}
	base.note(diagnostic.ServerScheme, spec.Info, v.Position, "",
		"the server variable %q is https: EventBridge calls nothing else", v.Name)
}

// noteDefaults says which defaults are not among the values that the document itself
// allows. They are used all the same, as other tools do.
func (c *Chooser) noteDefaults(base *baseURL, s spec.Server) {
	for _, m := range serverVariable.FindAllString(withScheme(s), -1) {
		v := variableOf(s, m[1:len(m)-1])
		_, fixed := fixedScheme(s, v)
		if c.isGiven(v.Name) || fixed || !v.HasDefault || len(v.Enum) == 0 || slices.Contains(v.Enum, v.Default) {
			continue
		}
		if c.asks(v.Name) {
			base.note(diagnostic.ServerVariable, spec.Info, v.Position, "",
				"the default %q of the server variable %q is not one of its values: the launch is asked without a default", v.Default, v.Name)
			continue
		}
		base.note(diagnostic.ServerVariable, spec.Warning, v.Position, valueHint(m),
			"the default %q of the server variable %q is not one of its values, which are %s; it is used all the same",
			v.Default, v.Name, text.Alternatives(quoted(v.Enum)))
	}
}

func outsideEnum(v spec.ServerVariable, value string) *spec.Diagnostic {
	return &spec.Diagnostic{
		Code: diagnostic.ServerVariable, Severity: spec.Error, Position: v.Position,
		Message: diagnostic.Message("the server variable %q may not be %q", v.Name, value),
		Hint:    "it may be " + text.Alternatives(quoted(v.Enum)),
	}
}

func quoted(words []string) []string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = diagnostic.Message("%q", w)
	}
	return out
}

// askedTexts are what the document says about the variables that the launch is asked for.
func (c *Chooser) askedTexts(s spec.Server) []string {
	var texts []string
	for _, v := range s.Variables {
		if c.asks(v.Name) {
			texts = append(append(texts, v.Name, v.Default), v.Enum...)
		}
	}
	return texts
}

// values are what fills the variables of the document's server elsewhere, by the variable
// in its braces: text, or the variable that the launch is asked for.
type values struct {
	text  map[string]string
	asked map[string]spec.ServerVariable
}

// valuesOf are the values of the variables that the server declares or uses.
func (c *Chooser) valuesOf(s spec.Server) values {
	found := values{make(map[string]string), make(map[string]spec.ServerVariable)}
	used := serverVariable.FindAllString(s.URL, -1)
	for _, v := range s.Variables {
		used = append(used, "{"+v.Name+"}")
	}
	for _, m := range used {
		v := variableOf(s, m[1:len(m)-1])
		value, _, _ := c.fill(spec.Server{URL: m, Variables: s.Variables}, false)
		scheme, fixed := fixedScheme(s, v)
		switch {
		case fixed:
			found.text[m] = scheme
		case c.asks(v.Name):
			found.asked[m] = v
		case value != m:
			found.text[m] = value
		}
	}
	return found
}

// fillVariables fills the variables of the document's server into another text of the
// document, such as a token URL. The launch fills those that it is asked for. With a base
// URL instead of the document's servers only the values that the user gave are known.
// What has no value stays. A value that would change the host is why there is no URL.
func (c *Chooser) fillVariables(text string) (filled, why string) {
	filled = fillIn(text, func(name string, from, to int) (string, bool) {
		m := text[from:to]
		if c.isSecretVariable(name) {
			c.log.Mark(finding.ServerVariables, name)
			v := spec.ServerVariable{Name: name, Position: c.log.File()}
			return c.secretPlaceholder(plan.Placeholder{SecretVariable: name}, name, slotIn(text, from, to, v), v.Position), true
		}
		value, known := c.opts.ServerVariables[name]
		if known {
			c.log.Mark(finding.ServerVariables, name)
		} else if v, ask := c.base.values.asked[m]; ask {
			return c.askVariable(v, slotIn(text, from, to, v)), true
		} else {
			value, known = c.base.values.text[m]
		}
		if known && why == "" && !placeholder.MatchString(value) {
			if why = misplaced(text, from, to, spec.ServerVariable{Name: name}, value); why != "" {
				why = diagnostic.Message("the value of its variable %q does not fit: %s", name, why)
			}
		}
		return value, known
	})
	return filled, why
}
