package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/jsii-runtime-go"

	"github.com/openapi-destinations/openapidestinations"
	"github.com/openapi-destinations/openapidestinations/internal/text"
)

const triggersExample = `{"uploads":{"operation":"addInjury","pattern":{"source":["aws.s3"]},"fields":{"playerId":"$.detail.object.key"}}}`

// triggerReaders read each setting of a trigger.
var triggerReaders = map[string]func(t *openapidestinations.Trigger, bus *string, raw json.RawMessage) error{
	"operation": func(t *openapidestinations.Trigger, _ *string, raw json.RawMessage) error {
		return readWord(&t.Operation, raw)
	},
	"pattern": func(t *openapidestinations.Trigger, _ *string, raw json.RawMessage) error {
		return readMembers(&t.Pattern, raw)
	},
	"schedule": func(t *openapidestinations.Trigger, _ *string, raw json.RawMessage) error {
		return readWord(&t.Schedule, raw)
	},
	"fields": func(t *openapidestinations.Trigger, _ *string, raw json.RawMessage) error {
		return readMembers(&t.Fields, raw)
	},
	"eventBus": func(_ *openapidestinations.Trigger, bus *string, raw json.RawMessage) error {
		if err := readWord(bus, raw); err != nil || !busNamePattern.MatchString(*bus) {
			return fmt.Errorf("that is not the name of an event bus (letters, digits and / . - _)")
		}
		return nil
	},
}

func readWord(into *string, raw json.RawMessage) error {
	if json.Unmarshal(raw, into) != nil || *into == "" {
		return fmt.Errorf("that is no text")
	}
	return nil
}

func readMembers(into *map[string]any, raw json.RawMessage) error {
	if json.Unmarshal(raw, into) != nil || *into == nil {
		return fmt.Errorf("that is no JSON object")
	}
	return nil
}

// readTriggers takes the JSON of triggers by their names. The buses are the names of theirs.
func readTriggers(into *map[string]openapidestinations.Trigger, buses *map[string]string, value any) error {
	var given map[string]map[string]json.RawMessage
	if err := readObject(&given, value, triggersExample); err != nil {
		return err
	}
	*into, *buses = make(map[string]openapidestinations.Trigger, len(given)), make(map[string]string)
	for _, id := range slices.Sorted(maps.Keys(given)) {
		var trigger openapidestinations.Trigger
		bus := ""
		if id == "" {
			return fmt.Errorf("has a trigger without a name")
		}
		for _, name := range slices.Sorted(maps.Keys(given[id])) {
			read, known := triggerReaders[name]
			if !known {
				names := slices.Sorted(maps.Keys(triggerReaders))
				return fmt.Errorf("has for %q the unknown setting %q; %s", id, name, text.Meant(name, names, "the settings are "+text.Alternatives(names)))
			}
			if err := read(&trigger, &bus, given[id][name]); err != nil {
				return fmt.Errorf("has for %q the setting %q, and %w", id, name, err)
			}
		}
		(*into)[id] = trigger
		if bus != "" {
			(*buses)[id] = bus
		}
	}
	return nil
}

// addTriggerBuses gives triggers their buses.
func (s *settings) addTriggerBuses(props *openapidestinations.OpenApiDestinationsProps, stack awscdk.Stack) {
	props.Triggers = maps.Clone(props.Triggers)
	for _, id := range slices.Sorted(maps.Keys(s.triggerBuses)) {
		trigger := props.Triggers[id]
		trigger.EventBus = awsevents.EventBus_FromEventBusName(stack, jsii.String("BusOf"+id), jsii.String(s.triggerBuses[id]))
		props.Triggers[id] = trigger
	}
}
