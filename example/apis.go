package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// ownKeys are about one API: beside "apis" they can be no default for all of them.
var ownKeys = []string{"name", "previous", "spec", "specSha256"}

// cdkKeys are the CDK's own in a cdk.context.json that have no colon.
var cdkKeys = []string{"acknowledged-issue-numbers", "cli-telemetry"}

// isCDKs tells whether a key of the context is none of the app's.
func isCDKs(key string) bool {
	return strings.ContainsAny(key, ":@") || slices.Contains(cdkKeys, key)
}

// readAPIs reads the context: the settings of one API, or those of each in the list "apis",
// for which the other keys are defaults.
func readAPIs(context map[string]any) ([]settings, error) {
	all, err := readSettings(context)
	if err != nil || all.apis == nil {
		return []settings{all}, err
	}
	for _, key := range ownKeys {
		if _, given := context[key]; given {
			return nil, fmt.Errorf("the context key %q is about one API: put it into the objects of \"apis\"", key)
		}
	}
	apis := make([]settings, len(all.apis))
	for i, own := range all.apis {
		if _, given := own["spec"]; !given {
			return nil, fmt.Errorf("the context key \"apis\" has no \"spec\" in number %d", i+1)
		}
		merged := maps.Clone(context)
		delete(merged, "apis")
		maps.Copy(merged, own)
		if apis[i], err = readSettings(merged); err != nil {
			return nil, fmt.Errorf("number %d of \"apis\": %w", i+1, err)
		}
	}
	return apis, nil
}

// readObjects takes a list of objects with the keys of the context.
func readObjects(into *[]map[string]any, value any) error {
	text, err := jsonText(value)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(text, into); err != nil || len(*into) == 0 || slices.ContainsFunc(*into, func(o map[string]any) bool { return o == nil }) {
		return fmt.Errorf(`must be a list of objects, one for each API, such as [{"spec":"shop.yaml"},{"spec":"club.yaml","server":"prod"}]`)
	}
	for i, object := range *into {
		for _, key := range slices.Sorted(maps.Keys(object)) {
			if isCDKs(key) || key == "apis" || key == "quiet" {
				return fmt.Errorf("has the key %q in number %d, which is not about one API", key, i+1)
			}
		}
	}
	return nil
}
