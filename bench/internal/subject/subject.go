// Package subject says what is synthesized: real documents, cut to a number of operations
// by a filter, and a generated one.
package subject

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/openapi-destinations/openapidestinations/spec"
)

// Subject is a document with the number of its operations that are called.
type Subject struct {
	Name string
	// File is where the document is.
	File string
	// Operations is how many of the selected operations are kept; 0 means all.
	Operations int
	// Methods are those to call; the default is the construct's.
	Methods []string
	// Parts is how many stacks the API takes; 0 means one.
	Parts int
	// BaseURL is where the API is, if the document doesn't say.
	BaseURL string
}

// All are the subjects, the smallest first. Real documents are read where they are; the
// generated one is written into the folder.
func All(documents, folder string) ([]Subject, error) {
	all := []Subject{
		{Name: "10", File: "vonage/vonage-business-cloud/vgis.yml", Operations: 10},
		{Name: "100", File: "apis-guru/clicksend.com.json", Operations: 100},
		{Name: "400", File: "kong/gateway/admin-ee/3.15/openapi.yaml", Operations: 400},
		{Name: "800", File: "elastic/elasticsearch-openapi.json", Methods: everyMethod, BaseURL: "https://elasticsearch.example.com"},
	}
	for i := range all {
		all[i].File = filepath.Join(documents, all[i].File)
		if _, err := os.Stat(all[i].File); err != nil {
			return nil, fmt.Errorf("the document is not there: %w", err)
		}
	}
	const many, parts = 5000, 5
	file := filepath.Join(folder, "generated.json")
	if err := os.WriteFile(file, Generate(many), 0o644); err != nil {
		return nil, err
	}
	return append(all, Subject{Name: fmt.Sprint(many), File: file, Parts: parts}), nil
}

// everyMethod are the methods that EventBridge calls.
var everyMethod = []string{"POST", "PUT", "PATCH", "DELETE", "GET", "HEAD", "OPTIONS"}

// Keep is a filter that keeps the first operations with the methods.
func (s Subject) Keep() func(spec.Operation) bool {
	methods := s.Methods
	if len(methods) == 0 {
		methods = []string{"POST", "PUT", "PATCH", "DELETE"}
	}
	kept := make(map[string]bool)
	return func(op spec.Operation) bool {
		key := op.Method + " " + op.Path
		if kept[key] {
			return true
		}
		if !slices.Contains(methods, op.Method) || len(kept) == s.Operations && s.Operations > 0 {
			return false
		}
		kept[key] = true
		return true
	}
}
