package main

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/jsii-runtime-go"

	"github.com/openapi-destinations/openapidestinations"
	"github.com/openapi-destinations/openapidestinations/internal/text"
)

func readAnswers(into *openapidestinations.Answers, value any) error {
	answers, err := answersOf(fmt.Sprint(value))
	if err != nil {
		return fmt.Errorf("is %w", err)
	}
	*into = answers
	return nil
}

func answersOf(name string) (openapidestinations.Answers, error) {
	var known []string
	for _, one := range []openapidestinations.Answers{
		openapidestinations.SuccessAnswers, openapidestinations.FailureAnswers, openapidestinations.BothAnswers, openapidestinations.NoAnswers,
	} {
		known = append(known, string(one))
	}
	if !slices.Contains(known, name) {
		return "", fmt.Errorf("%q, which are no answers: %s", name, text.Meant(name, known, "use "+text.Alternatives(known)))
	}
	return openapidestinations.Answers(name), nil
}

// answerBusPattern is the name of an event bus, or the ARN of one.
var answerBusPattern = regexp.MustCompile(`^(?:arn:[a-z-]+:events:[a-z0-9-]+:[0-9]{12}:event-bus/)?[/.\-_A-Za-z0-9]{1,256}$`)

func readBusName(into *string, value any) error {
	text, ok := value.(string)
	if !ok || !answerBusPattern.MatchString(text) {
		return fmt.Errorf("must be the name or the ARN of an existing event bus, such as \"answers\"")
	}
	*into = text
	return nil
}

// addAnswers tells the construct what takes a stack: a bus that is called by its name is of its account
// and Region.
func (s *settings) addAnswers(props *openapidestinations.OpenApiDestinationsProps, stack awscdk.Stack) {
	switch {
	case s.answerBus == "":
	case strings.HasPrefix(s.answerBus, "arn:"):
		props.AnswerBus = awsevents.EventBus_FromEventBusArn(stack, jsii.String("AnswerBus"), &s.answerBus)
	default:
		props.AnswerBus = awsevents.EventBus_FromEventBusName(stack, jsii.String("AnswerBus"), &s.answerBus)
	}
}
