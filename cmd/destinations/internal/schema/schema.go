// Package schema compares values with the schemas of a catalog, which are written in the dialect of
// their document: OpenAPI 3.0 differs from JSON Schema 2020-12, and some documents from either. A
// schema that can't be read asks nothing. It looks at no file and no network.
package schema

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/openapi-destinations/openapidestinations/internal/catalog"
)

// Schemas are those of a catalog.
type Schemas struct {
	dialect     dialect
	definitions map[string]any
	compiled    map[string]*jsonschema.Schema
	slow        map[*jsonschema.Schema]bool // those that took too long once
}

// New reads the definitions of a catalog.
func New(c *catalog.Catalog) *Schemas {
	s := &Schemas{definitions: map[string]any{}, compiled: map[string]*jsonschema.Schema{}, slow: map[*jsonschema.Schema]bool{}}
	for _, d := range c.Definitions {
		s.definitions[d.Name] = nil
	}
	version := c.Document.OpenAPI
	s.dialect = dialect{
		old: strings.HasPrefix(version, "3.0") || strings.HasPrefix(version, "2."),
		known: func(name string) bool {
			_, ok := s.definitions[name]
			return ok
		},
	}
	for _, d := range c.Definitions {
		if value, err := decode(d.JSON); err == nil {
			s.definitions[d.Name] = s.dialect.adapt(value)
		} else {
			s.definitions[d.Name] = true
		}
	}
	return s
}

// Read reads JSON with its numbers as they are written. A number out of all measure is an error.
func Read(text []byte) (any, error) {
	value, err := decode(text)
	if err == nil && !valid(value) {
		err = errors.New("it has a number that is out of all measure")
	}
	return value, err
}

func decode(text []byte) (value any, err error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	err = d.Decode(&value)
	return value, err
}

// Fault is what is wrong with a value, or with something in it.
type Fault struct {
	// Path is the place in the value: ".items[2].price", empty for the value itself.
	Path string
	// Text is to be read after the place: "is missing".
	Text string
	// Missing says that the property is not there.
	Missing bool
}

// Check compares a value, as Read gives it, with a schema. A nil result is a good value; unread says
// why the two could not be compared.
func (s *Schemas) Check(schema json.RawMessage, value any) (faults []Fault, unread error) {
	if len(schema) == 0 {
		return nil, nil
	}
	compiled, err := s.compile(schema)
	if err != nil {
		return nil, err
	}
	if s.slow[compiled] {
		return nil, errSlow
	}
	type outcome struct {
		faults []Fault
		unread error
	}
	done := make(chan outcome, 1)
	go func() {
		faults, unread := validate(compiled, value)
		done <- outcome{faults, unread}
	}()
	select {
	case o := <-done:
		return o.faults, o.unread
	case <-time.After(longest):
		s.slow[compiled] = true
		return nil, errSlow
	}
}

// longest is how long a comparison may take, which needs some milliseconds: alternatives within
// alternatives take time without end, and nothing can stop them.
const longest = 2 * time.Second

var errSlow = errors.New("it takes too long")

func validate(compiled *jsonschema.Schema, value any) (faults []Fault, unread error) {
	var invalid *jsonschema.ValidationError
	switch err := compiled.Validate(value); {
	case errors.As(err, &invalid):
		return faultsOf(invalid, value), nil
	case err != nil:
		return nil, err
	}
	return nil, nil
}

func (s *Schemas) compile(schema json.RawMessage) (compiled *jsonschema.Schema, err error) {
	if compiled, ok := s.compiled[string(schema)]; ok {
		return compiled, nil
	}
	value, err := decode(schema)
	if err != nil {
		return nil, err
	}
	adapted := s.dialect.adapt(value)
	definitions := map[string]any{}
	s.reach(adapted, definitions)
	root := map[string]any{"allOf": []any{adapted}, "$defs": definitions}
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	c.UseLoader(noLoader{})
	c.UseRegexpEngine(compileRegexp)
	const place = "catalog:schema"
	if err := c.AddResource(place, root); err != nil {
		return nil, err
	}
	if compiled, err = c.Compile(place); err != nil {
		return nil, err
	}
	s.compiled[string(schema)] = compiled
	return compiled, nil
}

// reach adds the definitions that a schema leads to: a large document has thousands, and all that
// are there are compiled.
func (s *Schemas) reach(schema any, into map[string]any) {
	switch v := schema.(type) {
	case []any:
		for _, item := range v {
			s.reach(item, into)
		}
	case map[string]any:
		if to, ok := v["$ref"].(string); ok {
			name := strings.TrimPrefix(to, "#/$defs/")
			definition, known := s.definitions[name] // what a constant has may look like a reference
			if _, there := into[name]; known && !there {
				into[name] = definition
				s.reach(definition, into)
			}
		}
		for _, member := range v {
			s.reach(member, into)
		}
	}
}

// noLoader finds nothing: a schema must not make the command read files.
type noLoader struct{}

func (noLoader) Load(url string) (any, error) { return nil, fmt.Errorf("%s is not read", url) }

// compileRegexp reads a pattern with Go's engine, whose time is linear. What that doesn't know,
// such as a look-ahead, is not looked at.
func compileRegexp(pattern string) (jsonschema.Regexp, error) {
	if compiled, err := regexp.Compile(pattern); err == nil {
		return compiled, nil
	}
	return anyText(pattern), nil
}

type anyText string

func (anyText) MatchString(string) bool { return true }
func (t anyText) String() string        { return string(t) }
