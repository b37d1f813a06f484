// Command construct synthesizes a document with the construct.
package main

import (
	"fmt"
	"os"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"

	"github.com/openapi-destinations/openapidestinations"
	"github.com/openapi-destinations/openapidestinations/bench/internal/cdkapp"
	"github.com/openapi-destinations/openapidestinations/bench/internal/subject"
	"github.com/openapi-destinations/openapidestinations/spec"
)

func main() {
	cdkapp.Run(func(app awscdk.App, s subject.Subject, _ string) {
		props := &openapidestinations.OpenApiDestinationsProps{
			Document: openapidestinations.DocumentFromFile(s.File),
			BaseURL:  s.BaseURL,
			Methods:  s.Methods,
			Include:  []openapidestinations.Filter{{Match: s.Keep()}},
			// The largest documents have more than an account by default.
			DestinationsPerAccount: jsii.Number(1_000_000),
		}
		if s.Parts == 1 {
			add(cdkapp.Stack(app, cdkapp.Part(1)), props)
			return
		}
		doc, err := spec.Load(spec.Source{Path: s.File})
		cdkapp.Must(err)
		props.Document = openapidestinations.DocumentFromSpec(doc)
		for part := 1; part <= s.Parts; part++ {
			props.Part = fmt.Sprintf("%d/%d", part, s.Parts)
			api := add(cdkapp.Stack(app, cdkapp.Part(part)), props)
			props.EventBus, props.DeadLetterQueue, props.ShardBus = api.EventBus(), api.DeadLetterQueue(), true
		}
	})
}

func add(stack awscdk.Stack, props *openapidestinations.OpenApiDestinationsProps) openapidestinations.OpenApiDestinations {
	api := openapidestinations.NewOpenApiDestinations(stack, jsii.String("Api"), props)
	for _, d := range api.Diagnostics() {
		if d.Severity == spec.Error {
			fmt.Fprintln(os.Stderr, d.Error())
			os.Exit(1)
		}
	}
	return api
}
