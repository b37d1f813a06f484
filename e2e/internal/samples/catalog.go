// Package samples makes events from the event catalog that the synth writes into the
// cloud assembly: every operation, in several patterns of present and absent fields,
// with values that are hard to carry. It knows the documented form of the catalog and
// nothing else of the project.
package samples

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
)

// Catalog is what the suite reads of the event catalog.
type Catalog struct {
	Bus        string      `json:"bus"`
	Operations []Operation `json:"operations"`
}

// Operation is one operation and the event that calls it.
type Operation struct {
	Method      string  `json:"method"`
	Path        string  `json:"path"`
	DetailType  string  `json:"detailType"`
	Fidelity    string  `json:"fidelity"`
	Fields      []Field `json:"fields"`
	SampleEvent struct {
		Source string         `json:"source"`
		Detail map[string]any `json:"detail"`
	} `json:"sampleEvent"`
	Reasons []struct {
		Code    string `json:"code"`
		Message string `json:"message"`
	} `json:"reasons"`
}

// Field is one thing that the event carries.
type Field struct {
	// Field is the dotted place below detail.
	Field    string `json:"field"`
	In       string `json:"in"`
	Required bool   `json:"required"`
	Guarded  bool   `json:"guarded"`
	Schema   struct {
		Type any `json:"type"`
	} `json:"schema"`
}

// Load reads the one catalog of a cloud assembly.
func Load(assembly string) (*Catalog, error) {
	files, err := filepath.Glob(filepath.Join(assembly, "*.events.json"))
	if err != nil {
		return nil, err
	}
	if len(files) != 1 {
		return nil, fmt.Errorf("%s has %d event catalogs, want 1", assembly, len(files))
	}
	data, err := os.ReadFile(files[0])
	if err != nil {
		return nil, err
	}
	catalog := new(Catalog)
	return catalog, json.Unmarshal(data, catalog)
}

// Callable are the operations that have a destination.
func (c *Catalog) Callable() []Operation {
	return slices.DeleteFunc(slices.Clone(c.Operations), func(o Operation) bool { return o.Fidelity == "unsupported" })
}

// Unsupported are the others, with the first reason of each.
func (c *Catalog) Unsupported() []string {
	var out []string
	for _, o := range c.Operations {
		if o.Fidelity != "unsupported" {
			continue
		}
		reason := "no reason"
		if len(o.Reasons) > 0 {
			reason = o.Reasons[0].Message
		}
		out = append(out, fmt.Sprintf("%s %s: %s", o.Method, o.Path, reason))
	}
	return out
}
