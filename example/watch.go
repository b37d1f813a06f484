package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/jsii-runtime-go"

	"github.com/openapi-destinations/openapidestinations"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/text"
)

func readTopic(into *string, value any) error {
	arn, ok := value.(string)
	if !ok || !limits.TopicARN.Fits(arn) {
		return fmt.Errorf("must be %s", limits.TopicARN.Like)
	}
	*into = arn
	return nil
}

func readProducers(into *[]string, value any, form limits.Form) error {
	if number, ok := value.(float64); ok {
		value = fmt.Sprintf("%012.0f", number) // of -c, which the CDK's CLI may take for a number
	}
	var given []string
	if err := readList(&given, value); err != nil || len(given) > limits.MostProducers {
		return fmt.Errorf("must be a list of at most %d, each %s", limits.MostProducers, form.Like)
	}
	for _, one := range given {
		if !form.Fits(one) {
			return fmt.Errorf("has %q, which is not %s", one, form.Like)
		}
	}
	*into = given
	return nil
}

// removals are the words for what becomes of data.
var removals = map[string]awscdk.RemovalPolicy{
	"destroy":                    awscdk.RemovalPolicy_DESTROY,
	"retain":                     awscdk.RemovalPolicy_RETAIN,
	"retain-on-update-or-delete": awscdk.RemovalPolicy_RETAIN_ON_UPDATE_OR_DELETE,
}

func readRemoval(into *awscdk.RemovalPolicy, value any) error {
	word := fmt.Sprint(value)
	policy, known := removals[word]
	if !known {
		words := slices.Sorted(maps.Keys(removals))
		return fmt.Errorf("is %q: %s", word, text.Meant(word, words, "it must be "+text.Alternatives(words)))
	}
	*into = policy
	return nil
}

const logsExample = `{"eventBus":"ERROR","stateMachines":"ALL","data":true,"days":90}`

// readLogs takes the JSON of what is logged.
func readLogs(into *openapidestinations.LogProps, value any) error {
	encoded, err := jsonText(value)
	if err != nil {
		return err
	}
	var given struct {
		EventBus, StateMachines string
		Data                    bool
		Days                    int
	}
	decoder := json.NewDecoder(bytes.NewReader(encoded))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&given); err != nil || decoder.More() {
		return fmt.Errorf("must be an object such as %s", logsExample)
	}
	for _, level := range []struct {
		what, is string
		known    []string
	}{
		{"eventBus", given.EventBus, limits.BusLogLevels},
		{"stateMachines", given.StateMachines, limits.MachineLogLevels},
	} {
		if level.is != "" && !slices.Contains(level.known, level.is) {
			return fmt.Errorf("has %q for %s: %s", level.is, level.what, text.Meant(level.is, level.known, "it must be "+text.Alternatives(level.known)))
		}
	}
	if given.Days != 0 && !slices.Contains(limits.LogDays, given.Days) {
		return fmt.Errorf("has %v days, and CloudWatch Logs knows %s", given.Days, strings.Trim(fmt.Sprint(limits.LogDays), "[]"))
	}
	*into = openapidestinations.LogProps(given)
	return nil
}

// checkOwn refuses what only the API's own bus and queue can have.
func (s *settings) checkOwn() error {
	p := &s.props
	for _, of := range []struct {
		key   string
		given bool
	}{
		{"eventBusKey", s.eventBusKey != ""},
		{"producerAccounts", len(p.ProducerAccounts) > 0},
		{"producerOrganizations", len(p.ProducerOrganizations) > 0},
		{"logs", p.Logs.EventBus != "" && !p.ShardBus},
	} {
		if of.given && s.eventBus != "" {
			return fmt.Errorf("the context keys %q and \"eventBus\" exclude each other: only the API's own bus can have that", of.key)
		}
	}
	if s.deadLetterQueueKey != "" && s.deadLetterQueue != "" {
		return fmt.Errorf("the context keys \"deadLetterQueueKey\" and \"deadLetterQueue\" exclude each other: encrypt the queue where it is made")
	}
	return nil
}

// addKeys tells the construct the keys, which take a stack.
func (s *settings) addKeys(props *openapidestinations.OpenApiDestinationsProps, stack awscdk.Stack) {
	for _, key := range []struct {
		id, arn string
		into    *awskms.IKey
	}{
		{"ConnectionKey", s.connectionKey, &props.ConnectionKey},
		{"EventBusKey", s.eventBusKey, &props.EventBusKey},
		{"DeadLetterQueueKey", s.deadLetterQueueKey, &props.DeadLetterQueueKey},
	} {
		if key.arn != "" {
			*key.into = awskms.Key_FromKeyArn(stack, jsii.String(key.id), jsii.String(key.arn))
		}
	}
}
