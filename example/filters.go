package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations"
)

const filterExample = `{"tags":["players"],"paths":["/admin/**"]}`

// readFilters takes the JSON of one filter, or of a list of them.
func readFilters(into *[]openapidestinations.Filter, value any) error {
	text, err := jsonText(value)
	if err != nil {
		return err
	}
	if !bytes.HasPrefix(bytes.TrimSpace(text), []byte("[")) {
		text = slices.Concat([]byte("["), text, []byte("]"))
	}
	var given []map[string]json.RawMessage
	if err := json.Unmarshal(text, &given); err != nil || len(given) == 0 {
		return fmt.Errorf("must be JSON, a filter such as %s or a list of them", filterExample)
	}
	for _, members := range given {
		filter, err := readFilter(members)
		if err != nil {
			return err
		}
		*into = append(*into, filter)
	}
	return nil
}

func readFilter(members map[string]json.RawMessage) (openapidestinations.Filter, error) {
	var f openapidestinations.Filter
	lists := map[string]*[]string{
		"tags": &f.Tags, "operationIds": &f.OperationIDs, "paths": &f.Paths, "methods": &f.Methods, "extensions": &f.Extensions,
	}
	for _, key := range slices.Sorted(maps.Keys(members)) {
		switch into := lists[key]; {
		case key == "deprecated":
			if json.Unmarshal(members[key], &f.Deprecated) != nil || f.Deprecated == nil {
				return f, fmt.Errorf(`has a filter whose "deprecated" is neither true nor false`)
			}
		case into == nil:
			return f, fmt.Errorf("has a filter with the unknown key %q; its keys are deprecated, %s",
				key, strings.Join(slices.Sorted(maps.Keys(lists)), ", "))
		case json.Unmarshal(members[key], into) != nil || len(*into) == 0:
			return f, fmt.Errorf("has a filter whose %q is no list of texts, such as %s", key, filterExample)
		}
	}
	return f, nil
}
