package main

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"unicode"
)

// keys are the context keys of the inputs, by the name that a runner gives an input in the
// environment. The first five are those of the action api-spec-to-api-destinations.
var keys = []struct{ input, key string }{
	{"INPUT_SPECPATH", "spec"}, {"INPUT_BLUEPRINT", "blueprint"}, {"INPUT_ENVIRONMENT", "server"},
	{"INPUT_HTTPMETHODS", "methods"}, {"INPUT_RESOURCEPREFIX", "prefix"},
	{"INPUT_NAME", "name"}, {"INPUT_PREVIOUS", "previous"}, {"INPUT_STRICT", "strict"},
}

// readInputs gives the app's context as JSON: the feature flags of the action's cdk.json, what the
// input "context" says, and the other inputs. It warns of what it mends.
func readInputs(getenv func(string) string, readFile func(string) ([]byte, error)) (context string, warnings []string, err error) {
	all, err := flags(filepath.Join(getenv("GITHUB_ACTION_PATH"), "cdk.json"), readFile)
	if err != nil {
		return "", nil, err
	}
	if further := strings.TrimSpace(getenv("INPUT_CONTEXT")); further != "" {
		if err := json.Unmarshal([]byte(further), &all); err != nil {
			return "", nil, fmt.Errorf(`the input "context" is no JSON object, such as {"credentials": {"apiKey": {"secret": "shop/api-key"}}}: %w`, err)
		}
	}
	for _, k := range keys {
		value := strings.TrimSpace(getenv(k.input))
		if value == "" {
			continue
		}
		if k.key == "prefix" {
			var mended string
			if mended, err = mend(value); err != nil {
				return "", nil, err
			} else if mended != value {
				warnings = append(warnings, fmt.Sprintf("the resourcePrefix %q is taken as %q: CloudFormation's logical ids have letters and digits only", value, mended))
				value = mended
			}
		}
		if _, twice := all[k.key]; twice {
			return "", nil, fmt.Errorf("the context key %q is in the input \"context\" and has an input of its own: give one of them", k.key)
		}
		all[k.key] = value
	}
	if all["spec"] == nil {
		return "", nil, fmt.Errorf("the input \"specPath\" is missing: it names the OpenAPI document")
	}
	out, err := json.Marshal(all)
	return string(out), warnings, err
}

// flags are the CDK's feature flags of a cdk.json, with which the template is that of cdk synth.
func flags(path string, readFile func(string) ([]byte, error)) (map[string]any, error) {
	text, err := readFile(path)
	if err != nil {
		return nil, err
	}
	var file struct{ Context map[string]any }
	if err := json.Unmarshal(text, &file); err != nil || file.Context == nil {
		return nil, fmt.Errorf("%s has no context: %w", path, err)
	}
	return file.Context, nil
}

// mend leaves of a prefix what a logical id may have.
func mend(prefix string) (string, error) {
	mended := strings.Map(func(r rune) rune {
		if r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return -1
		}
		return r
	}, prefix)
	if mended == "" || unicode.IsDigit(rune(mended[0])) {
		return "", fmt.Errorf("the resourcePrefix %q must begin with a letter", prefix)
	}
	return mended, nil
}
