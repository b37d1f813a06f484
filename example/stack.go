package main

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/jsii-runtime-go"

	"github.com/openapi-destinations/openapidestinations"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/report"
	"github.com/openapi-destinations/openapidestinations/spec"
)

const (
	constructID = "Api"
	// busParameter is the parameter of a blueprint that names the bus.
	busParameter = "EventBusName"
)

// The names of the outputs, behind the prefix.
const (
	busOutput   = "BusName"
	queueOutput = "DeadLetterQueueUrl"
)

var busNamePattern = regexp.MustCompile(`^[/.\-_A-Za-z0-9]{1,256}$`)

// addAPIs adds the stacks of each API.
func addAPIs(app awscdk.App, apis []settings) ([]outcome, error) {
	outcomes := make([]outcome, len(apis))
	for i, s := range apis {
		var err error
		if outcomes[i], err = addStack(app, s); err != nil {
			return nil, err
		}
	}
	return outcomes, nil
}

// addStack adds the stack that the settings describe, and those of further parts.
func addStack(app awscdk.App, s settings) (outcome, error) {
	if s.props.Prefix != "" && !limits.LogicalPrefix.Fits(s.props.Prefix) {
		return outcome{}, fmt.Errorf("the context key \"prefix\" must be %s, not %q", limits.LogicalPrefix.Like, s.props.Prefix)
	}
	doc, err := s.load()
	if err != nil {
		return outcome{}, err
	}
	name := s.name
	if name == "" {
		name = nameOf(doc.Title, s.spec)
	}
	stack, err := newStack(app, name)
	if err != nil {
		return outcome{}, err
	}
	basis, err := includeBlueprint(stack, s.blueprint)
	if err != nil {
		return outcome{}, err
	}
	basis.describe(stack)
	props, err := s.complete(stack, doc, basis)
	if err != nil {
		return outcome{}, err
	}
	parts, names, err := addParts(app, stack, props, s)
	if err != nil {
		return outcome{}, err
	}
	addOutputs(stack, s.props.Prefix, parts[0])
	made := outcomeOf(s, doc, parts)
	made.stacks = append([]string{name}, names...)
	return made, basis.checkNames(stack)
}

// complete gives the props with what takes a stack and the document.
func (s *settings) complete(stack awscdk.Stack, doc *spec.Document, basis *blueprint) (*openapidestinations.OpenApiDestinationsProps, error) {
	bus, err := chooseBus(stack, *s, basis)
	if err != nil {
		return nil, err
	}
	props := s.props
	props.Document, props.EventBus = openapidestinations.DocumentFromSpec(doc), bus
	if s.security != nil {
		props.SecuritySchemes, props.Security = s.security.schemes, s.security.requirements
	}
	s.addKeys(&props, stack)
	s.addDelivery(&props, stack)
	s.addOperations(&props)
	s.addTriggerBuses(&props, stack)
	s.addAnswers(&props, stack)
	if err := addCredentials(&props, s.credentials, doc, basis); err != nil {
		return nil, err
	}
	return &props, addSecrets(&props, *s, basis)
}

// newStack adds a stack, which no other of the app may be called like: names of stacks are
// unique in an account and a Region, and one would replace the other.
func newStack(app awscdk.App, name string) (awscdk.Stack, error) {
	for _, other := range *app.Node().Children() {
		if strings.EqualFold(*other.Node().Id(), name) {
			return nil, fmt.Errorf("two APIs would be the stack %q: give one of them another \"name\" (context key name)", name)
		}
	}
	return awscdk.NewStack(app, &name, &awscdk.StackProps{
		// Without the bootstrap version's parameter the template can be launched as it is.
		Synthesizer: awscdk.NewDefaultStackSynthesizer(&awscdk.DefaultStackSynthesizerProps{
			GenerateBootstrapVersionRule: jsii.Bool(false),
		}),
	}), nil
}

// failures are the findings, those that explain an error too, if there is an error among them.
func failures(found []spec.Diagnostic) error {
	if !slices.ContainsFunc(found, func(d spec.Diagnostic) bool { return d.Severity == spec.Error }) {
		return nil
	}
	var all []error
	for _, line := range report.Failure(found) {
		all = append(all, errors.New(line))
	}
	return errors.Join(all...) // each is printed on a line of its own
}

// chooseBus is the bus that the user named, by its name or by the blueprint's
// parameter; nil is a bus of its own.
func chooseBus(stack awscdk.Stack, s settings, basis *blueprint) (awsevents.IEventBus, error) {
	name := s.eventBus
	if basis.has("Parameters", busParameter) {
		if name != "" {
			return nil, fmt.Errorf("the bus is named twice: by the context key \"eventBus\" and by the blueprint's parameter %s", busParameter)
		}
		name = *basis.include.GetParameter(jsii.String(busParameter)).ValueAsString()
	} else if name == "" {
		return nil, nil
	} else if !busNamePattern.MatchString(name) {
		return nil, fmt.Errorf("the eventBus %q is not the name of an event bus (letters, digits and / . - _)", name)
	}
	return awsevents.EventBus_FromEventBusName(stack, jsii.String("Bus"), jsii.String(name)), nil
}

func addOutputs(stack awscdk.Stack, prefix string, api openapidestinations.OpenApiDestinations) {
	awscdk.NewCfnOutput(stack, jsii.String(prefix+busOutput), &awscdk.CfnOutputProps{
		Description: jsii.String("The event bus to put events on"),
		Value:       api.EventBus().EventBusName(),
	})
	awscdk.NewCfnOutput(stack, jsii.String(prefix+queueOutput), &awscdk.CfnOutputProps{
		Description: jsii.String("The queue of events that could not be delivered"),
		Value:       api.DeadLetterQueue().QueueUrl(),
	})
}
