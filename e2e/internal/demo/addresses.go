package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
)

// origin is where a URL leads, without its path.
var origin = regexp.MustCompile(`^https://[^/?#{}]+`)

// redirect leads the calls of an assembly's templates, those for tokens among them, to the
// recorder: nothing of a demo reaches the API. What stands behind the hosts stays. A host that
// the launch is asked for stays too; the emulated AWS trusts nobody but the recorder, so that a
// call there fails.
func redirect(assembly, recorder string, operations []operation) error {
	files, err := filepath.Glob(filepath.Join(assembly, "*.template.json"))
	if err != nil {
		return err
	}
	texts := make(map[string][]byte)
	called, tokens := make(map[string]bool), make(map[string]bool)
	for i := range operations {
		called[origin.FindString(operations[i].BaseURL)] = true
	}
	for _, file := range files {
		if texts[file], err = os.ReadFile(file); err != nil {
			return err
		}
		if err := addresses(texts[file], called, tokens); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
	}
	for _, file := range files {
		text := texts[file]
		for _, url := range slices.Sorted(maps.Keys(tokens)) {
			text = bytes.ReplaceAll(text, quoted(url), quoted(recorder+"/oauth/token"))
		}
		delete(called, "") // an address that the launch is asked for
		for _, host := range slices.Sorted(maps.Keys(called)) {
			// Whole hosts: what follows one is a path, a query or the end.
			whole := regexp.MustCompile(regexp.QuoteMeta(host) + `([/?"\\])`)
			text = whole.ReplaceAll(text, []byte(recorder+"$1"))
		}
		if err := os.WriteFile(file, text, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// addresses adds the hosts that a template calls, and the addresses of its token endpoints.
func addresses(text []byte, called, tokens map[string]bool) error {
	var template struct {
		Resources map[string]struct {
			Properties struct {
				InvocationEndpoint any
				AuthParameters     struct {
					OAuthParameters struct{ AuthorizationEndpoint any }
				}
			}
		}
	}
	if err := json.Unmarshal(text, &template); err != nil {
		return err
	}
	for _, r := range template.Resources {
		if url, ok := r.Properties.InvocationEndpoint.(string); ok {
			called[origin.FindString(url)] = true
		}
		if url, ok := r.Properties.AuthParameters.OAuthParameters.AuthorizationEndpoint.(string); ok {
			tokens[url] = true
		}
	}
	return nil
}

func quoted(text string) []byte {
	out, err := json.Marshal(text)
	if err != nil {
		panic(err) // a string has its JSON
	}
	return out
}
