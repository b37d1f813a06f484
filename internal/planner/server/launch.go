package server

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/ident"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/percent"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner/finding"
	"github.com/openapi-destinations/openapidestinations/internal/safe"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// launchValue is what stands behind a placeholder while the plan is made.
type launchValue struct {
	plan.Placeholder
	number int
	slot   slot
	// The rest belongs to parameters of variables.
	variable spec.ServerVariable
	// allowed are the values of the variable's enum that make a callable address.
	allowed []string
	// at is the place of a secret's variable or parameter.
	at spec.Position
	// first and last are set where a slash precedes the variable, and where one follows or
	// the URL ends: such a slash of a value goes.
	first, last bool
}

func (v *launchValue) placeholder() string { return "${" + v.Name + "}" }

// fit makes the value fit into one more place.
func (v *launchValue) fit(p slot) {
	if v.slot == (slot{}) {
		v.slot = p
	}
	v.slot = v.slot.both(p)
}

// asks tells whether the launch is asked for a variable.
func (c *Chooser) asks(variable string) bool {
	if c.isGiven(variable) {
		return false
	}
	return slices.Contains(c.opts.AskServerVariables, variable) || slices.Contains(c.opts.AskServerVariables, "*")
}

// askVariable leaves a variable of a server to the launch and gives its placeholder. Of
// more variables than a template has parameters none is asked: they have no value then.
func (c *Chooser) askVariable(v spec.ServerVariable, at slot) string {
	key := definition(v)
	p := c.asked[key]
	if p == nil && len(c.asked) >= limits.ParametersPerStack {
		return "{" + v.Name + "}"
	}
	if p == nil {
		name := c.launchName(v)
		p = c.launch.add(plan.Placeholder{Name: name, Parameter: name, Hidden: isSecret(v)}, slot{})
		p.variable, p.allowed = v, slices.Clone(v.Enum)
		c.asked[key] = p
	}
	p.fit(at)
	return p.placeholder()
}

// definition is what a variable may be; variables that share it share a parameter.
func definition(v spec.ServerVariable) string {
	return fmt.Sprintf("%q %q %q", v.Name, v.Default, v.Enum)
}

// launchName is Server<Variable>, with a hash where that is no name, is taken by a
// credential, or where variables of this name are defined differently; then the
// document's own server has the plain one.
func (c *Chooser) launchName(v spec.ServerVariable) string {
	plain := plan.ServerParameter + ident.Camel(v.Name)
	if plain != plan.ServerParameter && !c.namesCredential(plain) && c.ownsName(v) {
		return plain
	}
	return plain + strings.ToUpper(ident.Hash(definition(v)))
}

func (c *Chooser) namesCredential(parameter string) bool {
	return slices.ContainsFunc(c.doc.SecuritySchemes, func(s spec.SecurityScheme) bool {
		part, ok := strings.CutPrefix(parameter, ident.Camel(s.Key))
		return ok && slices.Contains([]plan.CredentialPart{plan.APIKey, plan.Token, plan.Username, plan.Password, plan.ClientID, plan.ClientSecret}, plan.CredentialPart(part))
	})
}

func (c *Chooser) ownsName(v spec.ServerVariable) bool {
	others := false
	clash := func(servers []spec.Server) (mine, other bool) {
		for _, s := range servers {
			for _, w := range s.Variables {
				if strings.EqualFold(ident.Camel(w.Name), ident.Camel(v.Name)) {
					mine = mine || definition(w) == definition(v)
					other = other || definition(w) != definition(v)
				}
			}
		}
		return mine, other
	}
	mine, other := clash(c.doc.Servers)
	if mine || other {
		return mine && !other
	}
	for i := range c.doc.Operations {
		if op := &c.doc.Operations[i]; op.ServersFrom != "document" && !others {
			_, others = clash(op.Servers)
		}
	}
	return !others
}

// narrow leaves out values of a variable's enum that make no address to call, and what
// stands twice then.
func (c *Chooser) narrow(base *baseURL, address URL, s spec.Server) {
	for _, p := range address.values() {
		if p.variable.Name == "" {
			continue
		}
		text, m := address.String(), p.placeholder()
		p.first = p.first || strings.Contains(strings.ReplaceAll(text, "://", ""), "/"+m)
		p.last = p.last || strings.HasSuffix(text, m) || strings.Contains(text, m+"/")
		if len(p.variable.Enum) == 0 {
			continue
		}
		var allowed []string
		known := map[string]bool{}
		for _, value := range p.allowed {
			value = p.trimmed(value)
			why := c.unofferable(p, address, value, s)
			if why != "" {
				base.note(diagnostic.LaunchServer, spec.Warning, p.variable.Position, "",
					"not offered at the launch: the server variable %q with the value %q: %s", p.variable.Name, value, why)
			} else if !known[value] {
				known[value] = true
				allowed = append(allowed, value)
			}
		}
		if p.allowed = allowed; len(allowed) == 0 {
			*base = failing(diagnostic.ServerInvalid, p.variable.Position, giveBase,
				"the server %q cannot be called with any value of its variable %q", s.URL, p.variable.Name)
			return
		}
	}
}

// unofferable tells why the launch must not be offered a value of a variable's enum, or is "".
func (c *Chooser) unofferable(p *launchValue, address URL, value string, s spec.Server) string {
	raw, m := withScheme(s), p.placeholder()
	for _, at := range serverVariable.FindAllStringIndex(raw, -1) {
		if raw[at[0]+1:at[1]-1] == p.variable.Name {
			if why := misplaced(raw, at[0], at[1], p.variable, value); why != "" {
				return why
			}
		}
	}
	switch with := c.located(address.filled(p, value), s); {
	case with.problem != nil:
		return with.problem.Message
	case percent.Literal(value) != value:
		return "an address has it percent-encoded only" // and the launch fills in what is written
	case value == "" && strings.Contains(address.String(), "/"+m+"/"):
		return "two slashes would meet"
	}
	return ""
}

// trimmed is a value of the variable without the slashes that the URL has already.
func (v *launchValue) trimmed(value string) string {
	if v.first {
		value = strings.TrimLeft(value, "/")
	}
	if v.last {
		value = strings.TrimRight(value, "/")
	}
	return value
}

// Launch is what addresses leave to the launch.
type Launch struct {
	Placeholders []plan.Placeholder
	Parameters   []plan.LaunchParameter
	Servers      []plan.ServerChoice
}

// Launch is what the URLs in use, endpoints and token URLs, leave to the launch.
func (c *Chooser) Launch(urls []string) Launch {
	used := make(map[string]bool)
	var use func(text string)
	use = func(text string) {
		for _, v := range c.launch.url(text).values() {
			if m := v.placeholder(); !used[m] {
				used[m] = true
				use(v.OriginOf)
			}
		}
	}
	for _, url := range urls {
		use(url)
	}
	var l Launch
	for _, v := range c.launch.values {
		if !used[v.placeholder()] {
			continue
		}
		l.Placeholders = append(l.Placeholders, v.Placeholder)
		c.noteSecret(v)
		if v.Parameter != "" {
			c.log.Mark(finding.AskServerVariables, "*")
			c.log.Mark(finding.AskServerVariables, v.variable.Name)
			l.Parameters = append(l.Parameters, v.parameter())
		}
	}
	if rows := c.choice.inUse(used); rows != nil {
		l.Servers = rows
		l.Parameters = append([]plan.LaunchParameter{c.choice.parameter()}, l.Parameters...)
	}
	return l
}

// parameter is what the launch is asked for a variable.
func (v *launchValue) parameter() plan.LaunchParameter {
	p := plan.LaunchParameter{
		Name: v.Parameter, Label: words(v.variable.Name), AllowedValues: v.allowed,
		Description: safe.Clean(v.variable.Description, limits.ParameterDescription),
	}
	if p.Description == "" {
		p.Description = safe.Clean("The variable "+v.variable.Name+" of the API's address", limits.ParameterDescription)
	}
	given, ok := defaultOf(v.variable)
	given = v.trimmed(given)
	p.Secret = v.Hidden
	if len(p.AllowedValues) > 0 {
		ok = ok && slices.Contains(p.AllowedValues, given)
		p.Constraint = safe.Clean("One of: "+strings.Join(p.AllowedValues, ", "), limits.DescriptionLength)
	} else {
		p.AllowedPattern = "^" + v.slot.pattern + "$"
		p.MaxLength = v.slot.longest
		p.Constraint = v.slot.words
		ok = ok && len(given) <= p.MaxLength && regexp.MustCompile(p.AllowedPattern).MatchString(given)
	}
	if ok && !p.Secret {
		p.Default = &given
	}
	return p
}

// longest is how long the value may get.
func (v *launchValue) longest() int {
	if len(v.allowed) == 0 {
		return v.slot.longest
	}
	longest := 0
	for _, value := range v.allowed {
		longest = max(longest, len(value))
	}
	return longest
}

// originOf is the scheme and host of a URL that only the deployment knows: as text where
// they are known, else cut out of it at the deployment.
func (c *Chooser) originOf(address URL) string {
	if rest, ok := strings.CutPrefix(address.text, "https://"); ok {
		if host, _, _ := strings.Cut(rest, "/"); !strings.Contains(host, "${Token[") {
			return "https://" + host
		}
	}
	name, of := "BaseUrl", address.text
	if m := placeholder.FindString(of); address.isLaunched() {
		name, of = m[len("${"):len(m)-len("}")], m
	}
	return c.launch.add(plan.Placeholder{Name: name + ".Origin", OriginOf: of}, wholeURL).placeholder()
}

// words writes a name as a label: "yourDomain" and "your_domain" as "Your domain".
func words(name string) string {
	var out strings.Builder
	before := ' '
	for _, r := range safe.Clean(name, limits.DescriptionLength) {
		switch {
		case r == '_' || r == '-' || r == '.' || r == ' ':
			r = ' '
		case unicode.IsUpper(r) && (unicode.IsLower(before) || unicode.IsDigit(before)):
			out.WriteByte(' ')
			r = unicode.ToLower(r)
		}
		if out.Len() == 0 {
			r = unicode.ToUpper(r)
		}
		if r != ' ' || before != ' ' {
			out.WriteRune(r)
		}
		before = r
	}
	return strings.TrimSpace(out.String())
}
