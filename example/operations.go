package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/aws/aws-cdk-go/awscdk/v2"

	"github.com/openapi-destinations/openapidestinations"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/text"
)

const operationsExample = `{"PATCH *":{"retryAttempts":3},"tag:billing":{"rateLimit":5}}`

// operationProps are settings of single operations; the age becomes a duration where there is an app.
type operationProps struct {
	openapidestinations.OperationProps
	age *float64
}

// operationReaders read each setting of single operations.
var operationReaders = map[string]func(*operationProps, any) error{
	"carrier": func(p *operationProps, v any) (err error) {
		text, _ := v.(string)
		if p.Carrier, err = carrierOf(text); err != nil {
			return fmt.Errorf("is %w", err)
		}
		return nil
	},
	"answers": func(p *operationProps, v any) error { return readAnswers(&p.Answers, v) },
	"rateLimit": func(p *operationProps, v any) error {
		return readBetween(&p.RateLimit, limits.RateMin, limits.RateMax, v)
	},
	"retryAttempts": func(p *operationProps, v any) error { return readBetween(&p.RetryAttempts, 0, limits.RetriesMax, v) },
	"maxEventAge":   func(p *operationProps, v any) error { return readAge(&p.age, v) },
	"description":   func(p *operationProps, v any) error { return readText(&p.Description, v) },
	"detailType":    func(p *operationProps, v any) error { return readText(&p.DetailType, v) },
	"sources":       func(p *operationProps, v any) error { return readList(&p.Sources, v) },
	"pattern":       func(p *operationProps, v any) error { return readPattern(&p.Pattern, v) },
	"enabled": func(p *operationProps, v any) error {
		p.Enabled = new(bool)
		return readBool(p.Enabled, v)
	},
	"guardPath": func(p *operationProps, v any) error {
		p.GuardPath = new(bool)
		return readBool(p.GuardPath, v)
	},
	"headers":   func(p *operationProps, v any) error { return readValues(&p.Headers, v) },
	"query":     func(p *operationProps, v any) error { return readValues(&p.Query, v) },
	"mediaType": func(p *operationProps, v any) error { return readText(&p.MediaType, v) },
	"optional":  func(p *operationProps, v any) error { return readNames(&p.Optional, v) },
	"security":  func(p *operationProps, v any) error { return readRequirements(&p.Security, v) },
}

// readPattern takes an event pattern, which may be text.
func readPattern(into *string, value any) error {
	if err := readObject(new(map[string]any), value, `{"detail":{"kind":["urgent"]}}`); err != nil {
		return err
	}
	text, err := jsonText(value)
	*into = string(text)
	return err
}

// readNames is readList for a list that may be empty.
func readNames(into *[]string, value any) error {
	if list, ok := value.([]any); ok && len(list) == 0 {
		*into = []string{}
		return nil
	}
	return readList(into, value)
}

// addOperations tells the construct what takes an app.
func (s *settings) addOperations(props *openapidestinations.OpenApiDestinationsProps) {
	if s.operations == nil {
		return
	}
	props.Operations = make(map[string]openapidestinations.OperationProps, len(s.operations))
	for key, own := range s.operations {
		if own.age != nil {
			own.MaxEventAge = awscdk.Duration_Seconds(own.age)
		}
		props.Operations[key] = own.OperationProps
	}
}

// readOperations takes the JSON of settings by operation.
func readOperations(into *map[string]operationProps, value any) error {
	var given map[string]map[string]json.RawMessage
	if err := readObject(&given, value, operationsExample); err != nil {
		return err
	}
	*into = make(map[string]operationProps, len(given))
	for _, key := range slices.Sorted(maps.Keys(given)) {
		var props operationProps
		for _, name := range slices.Sorted(maps.Keys(given[key])) {
			read, known := operationReaders[name]
			if !known {
				names := slices.Sorted(maps.Keys(operationReaders))
				return fmt.Errorf("has for %q the unknown setting %q; %s", key, name, text.Meant(name, names, "the settings are "+text.Alternatives(names)))
			}
			var value any
			decoder := json.NewDecoder(bytes.NewReader(given[key][name]))
			if err := decoder.Decode(&value); err != nil {
				return err
			}
			if err := read(&props, value); err != nil {
				return fmt.Errorf("has for %q the setting %s, which %w", key, name, err)
			}
		}
		(*into)[key] = props
	}
	return nil
}
