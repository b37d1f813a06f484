package main

import (
	"fmt"
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
