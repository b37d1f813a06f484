// Package assembly reads the templates of a cloud assembly, as the plain data that other
// programs make the same resources from.
package assembly

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
)

// Template is a stack's template.
type Template struct {
	Parameters map[string]map[string]any
	// Outputs are what other stacks refer to, by name.
	Outputs map[string]struct{ Value any }
	// Resources are in the order of the template, which is that of their making.
	Resources []Resource
}

// Resource is one of a template's resources.
type Resource struct {
	ID         string `json:"-"`
	Type       string
	Properties map[string]any
	DependsOn  []string
	// Nested is the template of a nested stack.
	Nested *Template `json:"-"`
}

// Read reads the template of the stack and those of its nested stacks.
func Read(folder, stack string) (*Template, error) {
	text, err := os.ReadFile(filepath.Join(folder, stack+".assets.json"))
	if err != nil {
		return nil, err
	}
	r := reader{folder: folder}
	if err := json.Unmarshal(text, &r.assets); err != nil {
		return nil, err
	}
	return r.read(stack + ".template.json")
}

type reader struct {
	folder string
	// assets are the stack's files by their digests.
	assets struct {
		Files map[string]struct {
			Source struct{ Path string }
		}
	}
}

func (r *reader) read(name string) (*Template, error) {
	text, err := os.ReadFile(filepath.Join(r.folder, name))
	if err != nil {
		return nil, err
	}
	var raw struct {
		Parameters map[string]map[string]any
		Outputs    map[string]struct{ Value any }
		Resources  json.RawMessage
	}
	if err := json.Unmarshal(text, &raw); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	t := &Template{Parameters: raw.Parameters, Outputs: raw.Outputs}
	return t, inOrder(raw.Resources, func(id string, value json.RawMessage) error {
		made := Resource{ID: id}
		if err := json.Unmarshal(value, &made); err != nil {
			return fmt.Errorf("%s: %s: %w", name, id, err)
		}
		if made.Type == "AWS::CloudFormation::Stack" {
			if made.Nested, err = r.nested(made.Properties); err != nil {
				return fmt.Errorf("%s: %s: %w", name, id, err)
			}
		}
		t.Resources = append(t.Resources, made)
		return nil
	})
}

// nested reads the template of a nested stack, whose URL holds the digest of a file.
func (r *reader) nested(properties map[string]any) (*Template, error) {
	url, err := json.Marshal(properties["TemplateURL"])
	if err != nil {
		return nil, err
	}
	for digest, file := range r.assets.Files {
		if bytes.Contains(url, []byte(digest)) {
			return r.read(file.Source.Path)
		}
	}
	return nil, fmt.Errorf("there is no file for %s", url)
}

// inOrder calls f with each member of a JSON object, in order.
func inOrder(object json.RawMessage, f func(name string, value json.RawMessage) error) error {
	d := json.NewDecoder(bytes.NewReader(object))
	if _, err := d.Token(); err != nil {
		return err
	}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return err
		}
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return err
		}
		if err := f(fmt.Sprint(name), value); err != nil {
			return err
		}
	}
	return nil
}
