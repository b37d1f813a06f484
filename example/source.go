package main

import (
	"strings"

	"github.com/openapi-destinations/openapidestinations/spec"
)

// source is where the document and its overlays are. A document is a file, or an address
// that demands its digest; an overlay is a file.
func (s settings) source() spec.Source {
	source := spec.Source{Root: s.specRoot, SHA256: s.specSHA256, Answers: s.wantsAnswers()}
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

// wantsAnswers tells whether any operation may have answers, whose schemas are then read.
func (s settings) wantsAnswers() bool {
	if s.props.Answers != "" {
		return true
	}
	for _, own := range s.props.Operations {
		if own.Answers != "" {
			return true
		}
	}
	return false
}
