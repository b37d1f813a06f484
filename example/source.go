package main

import (
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/planner/selection"
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

// load reads the document, once more where it turns out that an overlay asks for answers.
func (s settings) load() (*spec.Document, error) {
	source := s.source()
	doc, err := spec.Load(source)
	if err == nil && !source.Answers && selection.OverlaysAskForAnswers(doc) {
		source.Answers = true
		return spec.Load(source)
	}
	return doc, err
}

// wantsAnswers tells whether any operation may have answers, whose schemas are then read.
func (s settings) wantsAnswers() bool {
	if s.props.Answers != "" || s.props.TrustExtensions { // the document may ask for them, too
		return true
	}
	for _, own := range s.props.Operations {
		if own.Answers != "" {
			return true
		}
	}
	return false
}
