package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/cloudformationinclude"
	"github.com/aws/jsii-runtime-go"
)

// consoleMetadata is what the CloudFormation console shows parameters by
// (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-cloudformation-interface.html).
const consoleMetadata = "AWS::CloudFormation::Interface"

// blueprint is a template that the stack starts from. All that it has is in the result
// as it is; what the app adds to its metadata is appended. A nil blueprint is none.
type blueprint struct {
	include  cloudformationinclude.CfnInclude
	sections map[string]json.RawMessage
	// console is its metadata for the console, which the app adds to.
	console map[string]any
}

// includeBlueprint adds the template of the file to the stack.
func includeBlueprint(stack awscdk.Stack, file string) (*blueprint, error) {
	if file == "" {
		return nil, nil
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("the blueprint cannot be read: %w", err)
	}
	sections, err := parseTemplate(data)
	if err != nil {
		return nil, fmt.Errorf("the blueprint %s %w", file, err)
	}
	b := &blueprint{sections: sections}
	if err := b.takeConsoleMetadata(); err != nil {
		return nil, fmt.Errorf("the blueprint %s %w", file, err)
	}
	if err := b.includeIn(stack); err != nil {
		return nil, err
	}
	return b, b.keepResources()
}

// takeConsoleMetadata moves the console's metadata out of the template: the CDK merges
// no two of them.
func (b *blueprint) takeConsoleMetadata() error {
	var metadata map[string]json.RawMessage
	if err := unmarshal(b.sections["Metadata"], &metadata); err != nil {
		return fmt.Errorf("has a Metadata section that is no mapping")
	}
	if err := unmarshal(metadata[consoleMetadata], &b.console); err != nil {
		return fmt.Errorf("has %s metadata that is no mapping", consoleMetadata)
	}
	delete(metadata, consoleMetadata)
	delete(b.sections, "Metadata")
	if len(metadata) > 0 {
		rest, err := json.Marshal(metadata)
		if err != nil {
			return err
		}
		b.sections["Metadata"] = rest
	}
	return nil
}

// includeIn hands the template to the CDK, which takes files only.
func (b *blueprint) includeIn(stack awscdk.Stack) error {
	text, err := json.Marshal(b.sections)
	if err != nil {
		return err
	}
	file, err := os.CreateTemp("", "blueprint-*.json")
	if err != nil {
		return err
	}
	defer os.Remove(file.Name())
	if _, err := file.Write(text); err != nil {
		return err
	}
	if err := file.Close(); err != nil {
		return err
	}
	b.include = cloudformationinclude.NewCfnInclude(stack, jsii.String("Blueprint"), &cloudformationinclude.CfnIncludeProps{
		TemplateFile: jsii.String(file.Name()),
	})
	return nil
}

// keepResources restores what the CDK's typed resources would change: it makes numbers of
// texts such as "30", and leaves out what is empty.
func (b *blueprint) keepResources() error {
	var resources map[string]map[string]any
	if err := unmarshal(b.sections["Resources"], &resources); err != nil {
		return fmt.Errorf("the blueprint has a Resources section that is no mapping of mappings")
	}
	for _, id := range slices.Sorted(maps.Keys(resources)) {
		element := b.include.GetResource(jsii.String(id))
		for _, key := range slices.Sorted(maps.Keys(resources[id])) {
			element.AddOverride(jsii.String(key), resources[id][key])
		}
	}
	return nil
}

// has tells whether the blueprint has a name in a section.
func (b *blueprint) has(section, name string) bool {
	if b == nil {
		return false
	}
	var names map[string]json.RawMessage
	if unmarshal(b.sections[section], &names) != nil {
		return false
	}
	_, ok := names[name]
	return ok
}

// hidden tells whether a parameter of the blueprint is not shown.
func (b *blueprint) hidden(parameter string) bool {
	var parameters map[string]struct{ NoEcho any }
	if unmarshal(b.sections["Parameters"], &parameters) != nil {
		return false
	}
	return fmt.Sprint(parameters[parameter].NoEcho) == "true"
}

// describe gives the stack the blueprint's metadata for the console. The construct appends
// its own parameters to it.
func (b *blueprint) describe(stack awscdk.Stack) {
	if b != nil && len(b.console) > 0 {
		stack.TemplateOptions().SetMetadata(&map[string]any{consoleMetadata: b.console})
	}
}

// checkNames refuses parameters of the API that are called like something of the
// blueprint.
func (b *blueprint) checkNames(stack awscdk.Stack) error {
	for _, child := range *stack.Node().Children() {
		if _, ok := child.(awscdk.CfnParameter); !ok {
			continue
		}
		name := *child.Node().Id()
		if b.has("Parameters", name) || b.has("Resources", name) {
			return fmt.Errorf("both the blueprint and the API have a %q: rename it in the blueprint, or give a prefix (-c prefix=...)", name)
		}
	}
	return nil
}

// unmarshal leaves the value alone where there is no text.
func unmarshal(text json.RawMessage, into any) error {
	if text == nil {
		return nil
	}
	return json.Unmarshal(text, into)
}
