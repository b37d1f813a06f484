package main

import (
	"strings"

	"github.com/openapi-destinations/openapidestinations/spec"
)

// source is where the document and its overlays are. A document is a file, or an address
// that demands its digest; an overlay is a file.
func (s settings) source() spec.Source {
	source := spec.Source{Root: s.specRoot, SHA256: s.specSHA256}
	if strings.Contains(s.spec, "://") {
		source.URL = s.spec
	} else {
		source.Path = s.spec
	}
	for _, overlay := range s.overlays {
		source.Overlays = append(source.Overlays, spec.Source{Path: overlay})
	}
	return source
}
