package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/aws/aws-cdk-go/awscdk/v2"

	"github.com/openapi-destinations/openapidestinations"
)

// readSecretValues reads names with their values, of which some are secrets:
// {"secret":"name","field":"…","version":"…"}.
func readSecretValues(texts *map[string]string, secrets *map[string]*valueSetting, value any) error {
	var given map[string]json.RawMessage
	if err := readObject(&given, value, `{"name":"value"}`); err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(given)) {
		var object map[string]json.RawMessage
		if given[name][0] != '{' || json.Unmarshal(given[name], &object) != nil {
			continue
		}
		secret, err := readValue(object)
		if err != nil {
			return fmt.Errorf("has for %q a secret that %w", name, err)
		}
		if *secrets == nil {
			*secrets = make(map[string]*valueSetting)
		}
		(*secrets)[name] = secret
		delete(given, name)
	}
	return readValues(texts, given)
}

// addSecrets gives the construct the secrets that stand in addresses.
func addSecrets(props *openapidestinations.OpenApiDestinationsProps, s settings, basis *blueprint) (err error) {
	if props.SecretServerVariables, err = secretValues("serverVariables", s.secretVariables, basis); err == nil {
		props.SecretParameters, err = secretValues("parameters", s.secretParameters, basis)
	}
	return err
}

func secretValues(key string, given map[string]*valueSetting, basis *blueprint) (map[string]awscdk.SecretValue, error) {
	values := make(map[string]awscdk.SecretValue, len(given))
	for _, name := range slices.Sorted(maps.Keys(given)) {
		value, err := secretValue(given[name], basis)
		if err != nil {
			return nil, fmt.Errorf("the value of %q in the context key %q %w", name, key, err)
		}
		values[name] = value
	}
	return values, nil
}
