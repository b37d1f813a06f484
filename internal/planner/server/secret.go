package server

import (
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/ident"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/text"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// isGiven tells whether the user gives a server variable a value, as text or as a secret.
func (c *Chooser) isGiven(variable string) bool {
	_, text := c.opts.ServerVariables[variable]
	return text || c.isSecretVariable(variable)
}

func (c *Chooser) isSecretVariable(name string) bool {
	return slices.Contains(c.opts.SecretVariables, name)
}

// inPathOrHost tells whether a place of a URL is behind the scheme, and no port.
func inPathOrHost(raw string, from int) bool {
	start, end := authority(raw)
	return from > end || start > 0 && from >= start && !strings.HasSuffix(raw[:from], ":") && !partOfPort.MatchString(raw[:from])
}

// secretPlaceholder is what stands for a secret of the user's in a URL.
func (c *Chooser) secretPlaceholder(p plan.Placeholder, name string, place slot, at spec.Position) string {
	p.Hidden = true
	p.Name = "Secret" + ident.Camel(name)
	other := func(v *launchValue) bool {
		return v.Name == p.Name && (v.SecretVariable != p.SecretVariable || v.SecretParameter != p.SecretParameter)
	}
	if ident.Camel(name) == "" || slices.ContainsFunc(c.launch.values, other) {
		p.Name += strings.ToUpper(ident.Hash(p.SecretVariable + " " + p.SecretParameter))
	}
	v := c.launch.add(p, slot{})
	v.at = at
	v.fit(place)
	return v.placeholder()
}

// PathSecret is what stands for a secret of the user's in the place of a path parameter, whose
// key among SecretParameters is given.
func (c *Chooser) PathSecret(key string, at spec.Position) string {
	return c.secretPlaceholder(plan.Placeholder{SecretParameter: key}, key, pathSegment, at)
}

// noteSecret says who may read a secret that stands in an address.
func (c *Chooser) noteSecret(v *launchValue) {
	what, at := "", v.at
	switch {
	case v.SecretVariable != "":
		what = "server variable \"" + v.SecretVariable + "\""
	case v.SecretParameter != "":
		what = "path parameter \"" + v.SecretParameter + "\""
	case v.Hidden:
		what, at = "server variable \""+v.variable.Name+"\", which the launch is asked for", v.variable.Position
	default:
		return
	}
	c.log.Report(diagnostic.SecretInAddress, spec.Info, at, "after a rotation, deploy again: name the version, so that the template changes",
		"the secret of the %s stands in addresses: whoever may read API destinations (events:DescribeApiDestination) sees it", what)
}

// notePlainSecret says that a value which is called like a secret can be read.
func (c *Chooser) notePlainSecret(base *baseURL, v spec.ServerVariable) {
	base.note(diagnostic.SecretInAddress, spec.Info, v.Position, "give it from Secrets Manager ("+secretKeys+"), or leave it to the launch ("+askKeys+")",
		"the value of the server variable %q, which is called like a secret, stands in the template as plain text", v.Name)
}

const (
	secretKeys = `SecretServerVariables; in the context key serverVariables, {"secret": "name"}`
	askKeys    = "AskServerVariables, context key askServerVariables"
)

func secretHint(variable string) string {
	return "give the variable " + variable + " a value from Secrets Manager (" + secretKeys + "), or leave it to the launch (" + askKeys + ")"
}

// isSecret tells whether a server variable is called like a secret. One whose values the
// document lists is none.
func isSecret(v spec.ServerVariable) bool { return len(v.Enum) == 0 && text.NamesSecret(v.Name) }
