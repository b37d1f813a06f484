package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/openapi-destinations/openapidestinations"
	"github.com/openapi-destinations/openapidestinations/internal/text"
)

// readCarriers takes one carrier, or a list.
func readCarriers(into *[]openapidestinations.Carrier, value any) error {
	var names []string
	if err := readList(&names, value); err != nil {
		return fmt.Errorf("must be api-destination, state-machine, or both as a list")
	}
	for _, name := range names {
		carrier, err := carrierOf(name)
		if err != nil {
			return fmt.Errorf("has %w", err)
		}
		*into = append(*into, carrier)
	}
	return nil
}

func carrierOf(name string) (openapidestinations.Carrier, error) {
	known := []string{string(openapidestinations.ByAPIDestination), string(openapidestinations.ByStateMachine)}
	if !slices.Contains(known, name) {
		return "", fmt.Errorf("%q, which is no carrier: %s", name, text.Meant(name, known, "use "+text.Alternatives(known)))
	}
	return openapidestinations.Carrier(name), nil
}

const operationsExample = `{"createPlayer":{"carrier":"state-machine"},"tag:billing":{"carrier":"api-destination"}}`

// operationReaders read each setting of single operations.
var operationReaders = map[string]func(*openapidestinations.OperationProps, json.RawMessage) error{
	"carrier": func(p *openapidestinations.OperationProps, raw json.RawMessage) (err error) {
		var name string
		if json.Unmarshal(raw, &name) != nil {
			name = string(raw) // which is no carrier
		}
		p.Carrier, err = carrierOf(name)
		return err
	},
}

// readOperations takes the JSON of settings by operation.
func readOperations(into *map[string]openapidestinations.OperationProps, value any) error {
	var given map[string]map[string]json.RawMessage
	if err := readObject(&given, value, operationsExample); err != nil {
		return err
	}
	*into = make(map[string]openapidestinations.OperationProps, len(given))
	for _, key := range slices.Sorted(maps.Keys(given)) {
		var props openapidestinations.OperationProps
		for _, name := range slices.Sorted(maps.Keys(given[key])) {
			read, known := operationReaders[name]
			if !known {
				names := slices.Sorted(maps.Keys(operationReaders))
				return fmt.Errorf("has for %q the unknown setting %q; %s", key, name, text.Meant(name, names, "the settings are "+text.Alternatives(names)))
			}
			if err := read(&props, bytes.TrimSpace(given[key][name])); err != nil {
				return fmt.Errorf("has for %q the %s %w", key, name, err)
			}
		}
		(*into)[key] = props
	}
	return nil
}
