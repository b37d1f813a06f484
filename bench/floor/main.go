// Command floor synthesizes the very resources that the construct made, one plain typed L1
// construct each, and reads the document with libopenapi: less than this no program can do
// that makes them from an OpenAPI document.
package main

import (
	"fmt"
	"os"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/pb33f/libopenapi"

	"github.com/openapi-destinations/openapidestinations/bench/internal/assembly"
	"github.com/openapi-destinations/openapidestinations/bench/internal/cdkapp"
	"github.com/openapi-destinations/openapidestinations/bench/internal/subject"
)

func main() {
	cdkapp.Run(func(app awscdk.App, s subject.Subject, folder string) {
		data, err := os.ReadFile(s.File)
		cdkapp.Must(err)
		document, err := libopenapi.NewDocument(data)
		cdkapp.Must(err)
		model, err := document.BuildV3Model()
		if model == nil {
			cdkapp.Must(fmt.Errorf("the document cannot be read: %w", err))
		}
		stacks := make(map[string]*maker)
		for part := 1; part <= s.Parts; part++ {
			name := cdkapp.Part(part)
			template, err := assembly.Read(folder, name)
			cdkapp.Must(err)
			stacks[name] = newMaker(cdkapp.Stack(app, name), stacks)
			stacks[name].add(template)
		}
	})
}
