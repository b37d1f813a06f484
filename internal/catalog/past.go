package catalog

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
)

// Parse reads a catalog that was written as JSON.
func Parse(data []byte) (*Catalog, error) {
	var read struct {
		Catalog
		Definitions map[string]json.RawMessage `json:"$defs"`
	}
	if err := json.Unmarshal(data, &read); err != nil {
		return nil, fmt.Errorf("it is not a catalog of events: %w", err)
	}
	if read.Format != Format {
		return nil, fmt.Errorf("it is not a catalog of events in the format %d", Format)
	}
	c := read.Catalog
	for _, name := range slices.Sorted(maps.Keys(read.Definitions)) {
		c.Definitions = append(c.Definitions, Definition{name, read.Definitions[name]})
	}
	return &c, nil
}

// Previous reads the catalogs that an earlier deployment wrote, of its parts if it had several, as
// one. Each is the name of a file, or its content. Of an error it says what the catalog that cannot
// be read was called.
func Previous(given []string) (all *Catalog, unread string, err error) {
	for _, one := range given {
		data, name := []byte(one), "a given text"
		if !strings.HasPrefix(strings.TrimSpace(one), "{") {
			name = one
			data, err = os.ReadFile(one)
		}
		var read *Catalog
		if err == nil {
			read, err = Parse(data)
		}
		switch {
		case err != nil:
			return nil, name, err
		case all == nil:
			all = read
		default:
			all.add(read)
		}
	}
	return all, "", nil
}

// add takes in the catalog of another part of the same deployment.
func (c *Catalog) add(other *Catalog) {
	c.Operations = append(c.Operations, other.Operations...)
	c.UnknownDetailTypes = cmp.Or(c.UnknownDetailTypes, other.UnknownDetailTypes)
	c.Others = append(c.Others, other.Stack)
	c.Definitions = append(c.Definitions, other.Definitions...)
}
