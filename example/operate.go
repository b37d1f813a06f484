package main

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/jsii-runtime-go"

	"github.com/openapi-destinations/openapidestinations"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
)

// readBetween takes a whole number of the range.
func readBetween(into **float64, least, most int, value any) error {
	n, err := strconv.Atoi(strings.TrimSpace(fmt.Sprint(value)))
	if err != nil || n < least || n > most {
		return fmt.Errorf("must be a whole number from %d to %d, not %q", least, most, fmt.Sprint(value))
	}
	number := float64(n)
	*into = &number
	return nil
}

// readAge takes whole seconds, or a duration such as "2h" or "90s".
func readAge(into **float64, value any) error {
	text := strings.TrimSpace(fmt.Sprint(value))
	if age, err := time.ParseDuration(text); err == nil && age%time.Second == 0 {
		text = strconv.Itoa(int(age / time.Second))
	}
	if readBetween(into, limits.EventAgeMin, limits.EventAgeMax, text) != nil {
		return fmt.Errorf("must be seconds from %d to %d, or a duration such as \"2h\" or \"90s\", not %q", limits.EventAgeMin, limits.EventAgeMax, fmt.Sprint(value))
	}
	return nil
}

// queuePattern is the name of a standard queue, or its ARN: a FIFO queue's has a dot, and
// EventBridge sends it no dead letters.
var queuePattern = regexp.MustCompile(`^(?:arn:[a-z-]+:sqs:[a-z0-9-]+:[0-9]{12}:)?[A-Za-z0-9_-]{1,80}$`)

func readQueue(into *string, value any) error {
	text, ok := value.(string)
	if !ok || !queuePattern.MatchString(text) {
		return fmt.Errorf("must be the name or the ARN of an existing standard queue, such as \"dead-letters\"")
	}
	*into = text
	return nil
}

// addDelivery tells the construct what takes a stack: the queue is one of its account and Region.
func (s *settings) addDelivery(props *openapidestinations.OpenApiDestinationsProps, stack awscdk.Stack) {
	if s.maxEventAge != nil {
		props.MaxEventAge = awscdk.Duration_Seconds(s.maxEventAge)
	}
	if s.deadLetterQueue == "" {
		return
	}
	arn := s.deadLetterQueue
	if !strings.HasPrefix(arn, "arn:") {
		arn = *stack.FormatArn(&awscdk.ArnComponents{Service: jsii.String("sqs"), Resource: &arn, ArnFormat: awscdk.ArnFormat_NO_RESOURCE_NAME})
	}
	props.DeadLetterQueue = awssqs.Queue_FromQueueArn(stack, jsii.String("Queue"), &arn)
}
