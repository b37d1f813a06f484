package render

import (
	"maps"
	"slices"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/constructs-go/constructs/v10"
)

// consoleMetadata is what the CloudFormation console shows parameters by
// (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-cloudformation-interface.html).
const consoleMetadata = "AWS::CloudFormation::Interface"

// The groups of parameters, in the order of the console.
const (
	authorizationGroup = "Authorization"
	serverGroup        = "Server"
	eventsGroup        = "Events"
)

// consoleParameter is a parameter as the console shows it.
type consoleParameter struct{ group, name, label string }

// describeParameters tells the console about the parameters that the construct added, and
// about those that its bus or sources are read from: behind what the stack says already,
// which wins.
func (r *renderer) describeParameters() {
	added := append(r.console, r.eventParameters()...)
	if len(added) == 0 {
		return
	}
	options := r.place.top.TemplateOptions()
	metadata := make(map[string]any)
	if have := options.Metadata(); have != nil {
		maps.Copy(metadata, *have)
	}
	console := make(map[string]any)
	if have, ok := metadata[consoleMetadata].(map[string]any); ok {
		maps.Copy(console, have)
	}
	groups, _ := console["ParameterGroups"].([]any)
	labels := make(map[string]any)
	if have, ok := console["ParameterLabels"].(map[string]any); ok {
		maps.Copy(labels, have)
	}
	for _, p := range added {
		groups = grouped(groups, p)
		if _, has := labels[p.name]; !has && p.label != "" {
			labels[p.name] = map[string]any{"default": p.label}
		}
	}
	console["ParameterGroups"], console["ParameterLabels"] = groups, labels
	metadata[consoleMetadata] = console
	options.SetMetadata(&metadata)
}

// grouped adds the parameter to its group, or the group, unless some group has it.
func grouped(groups []any, p consoleParameter) []any {
	in := -1
	for i, g := range groups {
		group, _ := g.(map[string]any)
		members, _ := group["Parameters"].([]any)
		if slices.ContainsFunc(members, func(name any) bool { return name == p.name }) {
			return groups
		}
		if label, _ := group["Label"].(map[string]any); label["default"] == p.group {
			in = i
		}
	}
	if in < 0 {
		return append(slices.Clone(groups), map[string]any{
			"Label": map[string]any{"default": p.group}, "Parameters": []any{p.name},
		})
	}
	group := maps.Clone(groups[in].(map[string]any))
	members, _ := group["Parameters"].([]any)
	group["Parameters"] = append(slices.Clone(members), p.name)
	groups = slices.Clone(groups)
	groups[in] = group
	return groups
}

// eventParameters are the parameters of the topmost stack that the bus or the sources are
// read from. They have labels of their own, or none.
func (r *renderer) eventParameters() []consoleParameter {
	texts := slices.Clone(r.options.Sources)
	if r.base.Bus.Given {
		texts = append([]string{r.bus.name}, texts...)
	}
	top := r.place.top
	var references []string
	for _, text := range texts {
		if HasToken(text) {
			references = append(references, referred(top.Resolve(text))...)
		}
	}
	if len(references) == 0 {
		return nil
	}
	parameters := make(map[string]bool)
	for _, child := range *top.Node().FindAll(constructs.ConstructOrder_PREORDER) {
		if p, ok := child.(awscdk.CfnParameter); ok && *awscdk.Stack_Of(p).Node().Path() == r.place.topPath {
			if id, ok := top.Resolve(p.LogicalId()).(string); ok {
				parameters[id] = true
			}
		}
	}
	var found []consoleParameter
	for _, name := range references {
		if parameters[name] {
			found = append(found, consoleParameter{group: eventsGroup, name: name})
		}
	}
	return found
}
