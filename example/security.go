package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"

	"github.com/openapi-destinations/openapidestinations"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// securitySetting is what the document lacks of security, in OpenAPI's own terms.
type securitySetting struct {
	schemes      map[string]spec.SecurityScheme
	requirements []map[string][]string
}

// readSecurity takes a list of Security Requirement Objects, or an object with
// securitySchemes and security as a document has them. With one scheme, the list may be
// left out.
func readSecurity(into **securitySetting, value any) error {
	text, err := jsonText(value)
	if err != nil {
		return err
	}
	var parts struct {
		SecuritySchemes map[string]json.RawMessage `json:"securitySchemes"`
		Security        []map[string][]string      `json:"security"`
	}
	if listErr := json.Unmarshal(text, &parts.Security); listErr != nil {
		if err := json.Unmarshal(text, &parts); err != nil {
			return fmt.Errorf(`must be JSON, such as {"securitySchemes":{"token":{"type":"http","scheme":"bearer"}},"security":[{"token":[]}]}: %w`, err)
		}
	}
	if parts.Security == nil && len(parts.SecuritySchemes) == 1 {
		for scheme := range parts.SecuritySchemes {
			parts.Security = []map[string][]string{{scheme: nil}}
		}
	}
	schemes, err := readSchemes(parts.SecuritySchemes)
	*into = &securitySetting{schemes, parts.Security}
	return err
}

// readSchemes reads the schemes as those of a document.
func readSchemes(given map[string]json.RawMessage) (map[string]spec.SecurityScheme, error) {
	text, err := json.Marshal(map[string]any{
		"openapi": "3.1.0", "paths": map[string]any{}, "components": map[string]any{"securitySchemes": given},
	})
	if err != nil {
		return nil, err
	}
	doc, err := spec.Load(spec.Source{Path: "the context key security", Data: text})
	if err != nil {
		return nil, fmt.Errorf("has security schemes that are no JSON objects: %w", err)
	}
	schemes := make(map[string]spec.SecurityScheme, len(given))
	for _, s := range doc.SecuritySchemes {
		schemes[s.Key] = s
	}
	for name := range given {
		if _, ok := schemes[name]; !ok {
			return nil, fmt.Errorf("has a security scheme %q that is no object with a type", name)
		}
	}
	return schemes, nil
}

// readRequirements takes a list of Security Requirement Objects; an empty one is none.
func readRequirements(into *[]map[string][]string, value any) error {
	text, err := jsonText(value)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(text, into); err != nil || *into == nil {
		return fmt.Errorf(`must be a list of security requirements, such as [{"token":[]}], or [] for none`)
	}
	return nil
}

// readConnections takes a list of connections that exist, each with its schemes and ARN.
func readConnections(into *[]openapidestinations.ExistingConnection, value any) error {
	text, err := jsonText(value)
	if err != nil {
		return err
	}
	var list []struct {
		Schemes []string `json:"schemes"`
		ARN     string   `json:"arn"`
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&list); err != nil {
		return fmt.Errorf(`must be JSON, such as [{"schemes":["apiKey"],"arn":"arn:aws:events:…"}]: %w`, err)
	}
	for _, c := range list {
		if c.ARN == "" {
			return fmt.Errorf("has a connection without an arn, for the schemes %q", c.Schemes)
		}
		*into = append(*into, openapidestinations.ExistingConnection{Schemes: c.Schemes, ARN: c.ARN})
	}
	return nil
}

var keyARN = regexp.MustCompile(`^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key/[A-Za-z0-9-]+$`)

func readKeyARN(into *string, value any) error {
	if err := readText(into, value); err != nil {
		return err
	}
	if !keyARN.MatchString(*into) {
		return fmt.Errorf("must be the ARN of a KMS key, arn:aws:kms:REGION:ACCOUNT:key/ID, not %q", *into)
	}
	return nil
}
