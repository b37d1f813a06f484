package render

import (
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"

	"github.com/openapi-destinations/openapidestinations/internal/ident"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
)

// mappingID is the id of the mapping from the servers' names to their URLs.
const mappingID = "Servers"

// launch fills in what the plan's URLs leave to the launch of the template.
type launch struct {
	replacer *strings.Replacer
	// tokens are the placeholders, each followed by its value; hidden are those of secrets.
	tokens []string
	hidden map[string]bool
}

// fill is the text with CDK tokens in the places of the plan's placeholders.
func (l launch) fill(text string) *string {
	if l.replacer != nil {
		text = l.replacer.Replace(text)
	}
	return &text
}

// fillOn fills in a text of a nested stack, which is given the values: what is asked for, and
// the mapping, are not in it.
func (l launch) fillOn(s *shelf, text string) *string {
	if s.stack == nil {
		return l.fill(text)
	}
	for i := 0; i < len(l.tokens); i += 2 {
		if placeholder := l.tokens[i]; strings.Contains(text, placeholder) {
			text = strings.ReplaceAll(text, placeholder, l.give(s, placeholder, l.tokens[i+1]))
		}
	}
	return &text
}

// give hands a value over to a nested stack: through a parameter, which hides a secret; but
// a reference to a secret goes there as it is, for a parameter would be its value.
func (l launch) give(s *shelf, placeholder, value string) string {
	props := &awscdk.CfnParameterProps{Type: jsii.String("String")}
	if l.hidden[placeholder] {
		if _, literal := s.stack.Resolve(value).(string); literal {
			return value
		}
		props.NoEcho = jsii.Bool(true)
	}
	return *s.giveAs(ident.LogicalID("", placeholder), &value, props)
}

// newLaunch makes the parameters about servers and the mapping of their URLs.
func (r *renderer) newLaunch() launch {
	if len(r.plan.Placeholders) == 0 {
		return launch{}
	}
	made := make(map[string]askedParameter)
	for i := range r.plan.Parameters {
		p := &r.plan.Parameters[i]
		made[p.Name] = r.addParameter(r.given.Prefix+p.Name, serverGroup, p.Label, launchProps(p))
	}
	mapping := r.addMapping(r.given.Prefix)
	l, names := launch{hidden: make(map[string]bool)}, []string(nil)
	var tokens []string
	for _, p := range r.plan.Placeholders {
		own, behind, dotted := strings.Cut(p.Name, ".")
		if asked, ok := made[own]; ok {
			own = asked.name
		}
		if dotted {
			own += "." + behind
		}
		value := made[p.Parameter].value
		switch {
		case p.Column != "":
			value = *mapping.FindInMap(jsii.String(made[plan.ServerParameter].value), jsii.String(p.Column), nil)
		case p.SecretVariable != "":
			value = *r.given.ServerVariables[p.SecretVariable].UnsafeUnwrap()
		case p.SecretParameter != "":
			value = *r.given.Parameters[p.SecretParameter].UnsafeUnwrap()
		case p.OriginOf != "":
			// Placeholders come before those that are made of them.
			value = origin(strings.NewReplacer(tokens...).Replace(p.OriginOf))
		}
		l.hidden["${"+p.Name+"}"] = p.Hidden
		names = append(names, "${"+p.Name+"}", "${"+own+"}")
		tokens = append(tokens, "${"+p.Name+"}", value)
	}
	l.replacer, l.tokens = strings.NewReplacer(tokens...), tokens
	r.names = strings.NewReplacer(names...)
	return l
}

// launchProps are a parameter of the plan as the CDK takes it.
func launchProps(p *plan.LaunchParameter) *awscdk.CfnParameterProps {
	props := &awscdk.CfnParameterProps{
		Type:                  jsii.String("String"),
		Default:               nil,
		Description:           optional(p.Description),
		ConstraintDescription: optional(p.Constraint),
		AllowedPattern:        optional(p.AllowedPattern),
	}
	if p.Secret {
		props.NoEcho = jsii.Bool(true)
	}
	if p.Default != nil {
		props.Default = *p.Default
	}
	if len(p.AllowedValues) > 0 {
		props.AllowedValues = jsii.Strings(p.AllowedValues...)
	} else {
		props.MaxLength = jsii.Number(p.MaxLength)
	}
	return props
}

// addMapping makes the mapping of the servers that the launch chooses from; there is
// none where it chooses none.
func (r *renderer) addMapping(prefix string) awscdk.CfnMapping {
	if len(r.plan.Servers) == 0 {
		return nil
	}
	rows := make(map[string]*map[string]any)
	for _, s := range r.plan.Servers {
		row := make(map[string]any)
		for column, text := range s.Columns {
			row[column] = text
		}
		rows[s.Name] = &row
	}
	mapping := awscdk.NewCfnMapping(r.scope, jsii.String(mappingID), &awscdk.CfnMappingProps{Mapping: &rows})
	if prefix != "" {
		mapping.OverrideLogicalId(jsii.String(ident.LogicalID(prefix, mappingID)))
	}
	return mapping
}

// origin is the scheme and host of a URL that only the deployment knows.
func origin(url string) string {
	parts := awscdk.Fn_Split(jsii.String("/"), jsii.String(url), nil)
	return *awscdk.Fn_Select(jsii.Number(0), parts) + "//" + *awscdk.Fn_Select(jsii.Number(2), parts)
}

// askedParameter is a CloudFormation parameter: its name in the topmost stack, and its value
// where the construct is.
type askedParameter struct{ name, value string }

// addParameter asks for something when the template is launched. Only the topmost stack
// can ask; it hands the value to a nested one through a parameter that hides it too if
// it is a secret, where CDK's own would show it.
func (r *renderer) addParameter(name, group, label string, props *awscdk.CfnParameterProps) askedParameter {
	top := r.place.top
	if top.Node().TryFindChild(jsii.String(name)) != nil {
		name = ident.LogicalID(r.place.id, name)
	}
	r.console = append(r.console, consoleParameter{group, name, label})
	value := *awscdk.NewCfnParameter(top, jsii.String(name), props).ValueAsString()
	if nested, ok := r.place.stack.(awscdk.NestedStack); ok {
		inner := awscdk.NewCfnParameter(nested, jsii.String(name), props)
		nested.SetParameter(inner.LogicalId(), jsii.String(value))
		value = *inner.ValueAsString()
	}
	return askedParameter{name, value}
}
