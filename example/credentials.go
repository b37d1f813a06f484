package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"

	"github.com/openapi-destinations/openapidestinations"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// credentialSetting is the credential of a security scheme: one value, or one of the
// pairs, and how a token is asked for.
type credentialSetting struct {
	value *valueSetting
	// pair is the first name of the pair, such as "username". A half that was not given is
	// nil, which the construct reports.
	pair          string
	first, second *valueSetting
	// noPassword says that the password is empty; the first may then be asked for.
	noPassword bool
	token      *openapidestinations.TokenRequest
}

// The credentials that have two parts.
const (
	userPair   = "username"
	clientPair = "clientId"
)

var credentialPairs = [][2]string{{userPair, "password"}, {clientPair, "clientSecret"}}

// valueSetting refers to a secret value: a parameter of the blueprint, or a secret of
// Secrets Manager, whole or one field of its JSON, the current version or a named one.
type valueSetting struct {
	Parameter string
	Secret    string
	Field     string
	Version   string
}

func readCredentials(into *map[string]credentialSetting, value any) error {
	text, err := jsonText(value)
	if err != nil {
		return err
	}
	var schemes map[string]map[string]json.RawMessage
	if err := json.Unmarshal(text, &schemes); err != nil {
		return fmt.Errorf(`must be JSON, such as {"apiKey":{"secret":"football/api-key"}}, with an object for each security scheme: %w`, err)
	}
	*into = make(map[string]credentialSetting, len(schemes))
	for _, scheme := range slices.Sorted(maps.Keys(schemes)) {
		credential, err := readCredential(schemes[scheme])
		if err != nil {
			return fmt.Errorf("has a credential of the scheme %q that %w", scheme, err)
		}
		(*into)[scheme] = credential
	}
	return nil
}

func readCredential(object map[string]json.RawMessage) (credentialSetting, error) {
	token, err := readTokenRequest(object)
	if err != nil {
		return credentialSetting{}, err
	}
	if token != nil && len(object) == 0 {
		return credentialSetting{token: token}, nil
	}
	for _, pair := range credentialPairs {
		if object[pair[0]] != nil || object[pair[1]] != nil {
			c, err := readPair(object, pair)
			c.token = token
			return c, err
		}
	}
	value, err := readValue(object)
	return credentialSetting{value: value, token: token}, err
}

// readTokenRequest takes what is about tokens out of the object; nil where nothing is.
func readTokenRequest(object map[string]json.RawMessage) (*openapidestinations.TokenRequest, error) {
	request := &openapidestinations.TokenRequest{}
	found := false
	for _, part := range []struct {
		key  string
		into any
		what string
	}{
		{"tokenUrl", &request.URL, "text"},
		{"scopes", &request.Scopes, "list of texts"},
		{"parameters", &request.Parameters, "object of texts"},
		{"headers", &request.Headers, "object of texts"},
	} {
		text, ok := object[part.key]
		if !ok {
			continue
		}
		if err := json.Unmarshal(text, part.into); err != nil || string(text) == "null" || string(text) == `""` {
			return nil, fmt.Errorf("has %q that is no %s", part.key, part.what)
		}
		delete(object, part.key)
		found = true
	}
	if !found {
		return nil, nil
	}
	return request, nil
}

func readPair(object map[string]json.RawMessage, pair [2]string) (credentialSetting, error) {
	c := credentialSetting{pair: pair[0]}
	if pair[0] == userPair && string(object[pair[1]]) == `""` {
		c.noPassword = true
		delete(object, pair[1])
	}
	for _, key := range slices.Sorted(maps.Keys(object)) {
		into := map[string]**valueSetting{pair[0]: &c.first, pair[1]: &c.second}[key]
		if into == nil {
			return c, fmt.Errorf("has %q, and needs %q and %q and nothing else", key, pair[0], pair[1])
		}
		var inner map[string]json.RawMessage
		if err := json.Unmarshal(object[key], &inner); err != nil {
			return c, fmt.Errorf(`must say where its %s is: {"secret":"name","field":"…"} or {"parameter":"name"}`, key)
		}
		value, err := readValue(inner)
		if err != nil {
			return c, err
		}
		*into = value
	}
	return c, nil
}

func readValue(object map[string]json.RawMessage) (*valueSetting, error) {
	v := &valueSetting{}
	for _, key := range slices.Sorted(maps.Keys(object)) {
		part := map[string]*string{"parameter": &v.Parameter, "secret": &v.Secret, "field": &v.Field, "version": &v.Version}[key]
		if part == nil {
			return nil, fmt.Errorf(`has the unknown key %q; a value is {"parameter":"name"} of the blueprint, or {"secret":"name","field":"…","version":"…"} of Secrets Manager`, key)
		}
		if err := json.Unmarshal(object[key], part); err != nil || *part == "" {
			return nil, fmt.Errorf("has a %q that is not a text", key)
		}
	}
	switch {
	case (v.Parameter == "") == (v.Secret == ""):
		return nil, fmt.Errorf(`must have either "parameter" or "secret"`)
	case (v.Field != "" || v.Version != "") && v.Secret == "":
		return nil, fmt.Errorf(`has a "field" or "version", which only a "secret" has`)
	}
	return v, nil
}

// addCredentials gives the construct what the settings describe; the scheme tells the kind.
func addCredentials(props *openapidestinations.OpenApiDestinationsProps, given map[string]credentialSetting, doc *spec.Document, basis *blueprint) error {
	props.Credentials = make(map[string]openapidestinations.Credential, len(given))
	props.TokenRequests = make(map[string]openapidestinations.TokenRequest)
	for _, scheme := range slices.Sorted(maps.Keys(given)) {
		c := given[scheme]
		if c.token != nil {
			props.TokenRequests[scheme] = *c.token
		}
		values := make(map[*valueSetting]awscdk.SecretValue)
		for _, v := range []*valueSetting{c.value, c.first, c.second} {
			if v == nil {
				continue
			}
			value, err := secretValue(v, basis)
			if err != nil {
				return fmt.Errorf("the credential of the scheme %q %w", scheme, err)
			}
			values[v] = value
		}
		switch {
		case c.noPassword:
			props.Credentials[scheme] = openapidestinations.BasicAuthWithoutPassword(values[c.first])
		case c.pair == userPair:
			props.Credentials[scheme] = openapidestinations.BasicAuth(values[c.first], values[c.second])
		case c.pair == clientPair:
			props.Credentials[scheme] = openapidestinations.ClientCredentials(values[c.first], values[c.second])
		case c.value == nil:
		case isAPIKey(scheme, doc, props):
			props.Credentials[scheme] = openapidestinations.APIKey(values[c.value])
		default:
			props.Credentials[scheme] = openapidestinations.BearerToken(values[c.value])
		}
	}
	return nil
}

func isAPIKey(scheme string, doc *spec.Document, props *openapidestinations.OpenApiDestinationsProps) bool {
	if own, ok := props.SecuritySchemes[scheme]; ok {
		return own.Type == "apiKey"
	}
	return slices.ContainsFunc(doc.SecuritySchemes, func(s spec.SecurityScheme) bool {
		return s.Key == scheme && s.Type == "apiKey"
	})
}

func secretValue(v *valueSetting, basis *blueprint) (awscdk.SecretValue, error) {
	if v.Secret != "" {
		options := &awscdk.SecretsManagerSecretOptions{}
		if v.Field != "" {
			options.JsonField = jsii.String(v.Field)
		}
		if v.Version != "" {
			options.VersionId = jsii.String(v.Version)
		}
		return awscdk.SecretValue_SecretsManager(jsii.String(v.Secret), options), nil
	}
	if !basis.has("Parameters", v.Parameter) {
		return nil, fmt.Errorf("is in the parameter %q, which the blueprint doesn't have", v.Parameter)
	}
	if !basis.hidden(v.Parameter) {
		return nil, fmt.Errorf("is in the blueprint's parameter %q, which must have \"NoEcho: true\", for it would be shown", v.Parameter)
	}
	return awscdk.SecretValue_CfnParameter(basis.include.GetParameter(jsii.String(v.Parameter))), nil
}
