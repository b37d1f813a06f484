package request

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/jsontext"
	"github.com/openapi-destinations/openapidestinations/internal/planner/finding"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// WithoutCredentials is a body as the event carries it: without the properties that the
// credential sends. What an event has of these anyway, the credential replaces.
func (r *Request) WithoutCredentials(media spec.MediaType, v *finding.Verdict) (_ spec.MediaType, required bool) {
	if r.Credential == nil || len(r.Credential.BodyProperties()) == 0 {
		return media, r.Body.Required
	}
	s := *media.Schema
	left := 1000 // schemas that are looked at: references may lead far
	removed := false
	for _, name := range r.Credential.BodyProperties() {
		had := len(s.Properties)
		s.Properties = slices.DeleteFunc(slices.Clone(s.Properties), func(p spec.Property) bool { return p.Name == name })
		s.Required = slices.DeleteFunc(slices.Clone(s.Required), func(r string) bool { return r == name })
		s.JSON = r.withoutProperty(s.JSON, name, &left)
		s.Example, s.Default = withoutMember(s.Example, name), withoutMember(s.Default, name)
		media.Example = withoutMember(media.Example, name)
		if len(s.Properties) < had {
			removed = true
			v.Note(diagnostic.CredentialParameter, spec.Info, media.Position, "",
				"the property %q of the body is the credential, which the connection sends", name)
		}
	}
	media.Schema = &s
	return media, r.Body.Required && (!removed || len(s.Properties) > 0 || len(s.Required) > 0 || s.OpenEnded || s.Composed)
}

// withoutProperty is a schema without a property, references followed where they have it.
func (r *Request) withoutProperty(schema json.RawMessage, name string, left *int) json.RawMessage {
	if *left--; *left < 0 {
		return schema
	}
	return editObject(schema, func(key string, value json.RawMessage) json.RawMessage {
		switch key {
		case "properties", "example", "default":
			return withoutMember(value, name)
		case "required":
			return withoutItem(value, name)
		case "allOf", "anyOf", "oneOf":
			return editList(value, func(item json.RawMessage) json.RawMessage { return r.withoutProperty(item, name, left) })
		}
		return value
	}, func(reference string) json.RawMessage {
		key := strings.NewReplacer("~1", "/", "~0", "~").Replace(strings.TrimPrefix(reference, "#/$defs/"))
		for _, d := range r.definitions {
			if d.Name == key {
				if edited := r.withoutProperty(d.JSON, name, left); !bytes.Equal(edited, d.JSON) {
					return edited
				}
			}
		}
		return nil
	})
}

// editObject rewrites the members of a JSON object, in their order: a value that is nil is
// left out. Where the object is a reference that refer resolves, that stands for it. Anything
// else stays as it is.
func editObject(text json.RawMessage, edit func(key string, value json.RawMessage) json.RawMessage, refer func(string) json.RawMessage) json.RawMessage {
	decoder := json.NewDecoder(bytes.NewReader(text))
	if start, err := decoder.Token(); err != nil || start != json.Delim('{') {
		return text
	}
	out := []byte{'{'}
	for decoder.More() {
		token, err := decoder.Token()
		key, ok := token.(string)
		var value json.RawMessage
		if err != nil || !ok || decoder.Decode(&value) != nil {
			return text
		}
		var reference string
		if key == "$ref" && refer != nil && json.Unmarshal(value, &reference) == nil {
			if resolved := refer(reference); resolved != nil {
				return resolved
			}
		}
		if value = edit(key, value); value == nil {
			continue
		}
		if len(out) > 1 {
			out = append(out, ',')
		}
		out = append(append(jsontext.AppendString(out, key), ':'), value...)
	}
	return append(out, '}')
}

// withoutMember is a JSON object without a member.
func withoutMember(text json.RawMessage, name string) json.RawMessage {
	return editObject(text, func(key string, value json.RawMessage) json.RawMessage {
		if key == name {
			return nil
		}
		return value
	}, nil)
}

// withoutItem is a JSON list of texts without one; nil where none is left.
func withoutItem(text json.RawMessage, item string) json.RawMessage {
	var items []string
	if json.Unmarshal(text, &items) != nil {
		return text
	}
	var out []byte
	for _, i := range items {
		if i != item {
			out = jsontext.AppendString(append(out, ','), i)
		}
	}
	if len(out) == 0 {
		return nil
	}
	out[0] = '['
	return append(out, ']')
}

// editList rewrites the items of a JSON list.
func editList(text json.RawMessage, edit func(json.RawMessage) json.RawMessage) json.RawMessage {
	var items []json.RawMessage
	if json.Unmarshal(text, &items) != nil || len(items) == 0 {
		return text
	}
	out := []byte{}
	for _, item := range items {
		out = append(append(out, ','), edit(item)...)
	}
	out[0] = '['
	return append(out, ']')
}
