// Package cdkapp is what the compared programs share: their flags and the frame of a CDK
// app, so that they differ in nothing but the resources they make.
package cdkapp

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"

	"github.com/openapi-destinations/openapidestinations/bench/internal/subject"
)

// Run reads the flags, makes an app, and synthesizes it once add has filled it. The
// template is that of a cloud assembly which the construct has made; it is empty for the
// construct itself.
func Run(add func(app awscdk.App, s subject.Subject, assembly string)) {
	var s subject.Subject
	flag.StringVar(&s.File, "document", "", "the OpenAPI document")
	flag.IntVar(&s.Operations, "operations", 0, "how many operations to call; 0 for all")
	flag.StringVar(&s.BaseURL, "base-url", "", "where the API is, if the document doesn't say")
	flag.IntVar(&s.Parts, "parts", 1, "how many stacks the API takes")
	methods := flag.String("methods", "", "methods to call, with commas")
	assembly := flag.String("assembly", "", "the cloud assembly that the construct made")
	settings := flag.String("settings", "", "the cdk.json whose context the app gets, as the CDK's command gives it")
	out := flag.String("out", "", "the folder of the cloud assembly to make")
	flag.Parse()
	if *methods != "" {
		s.Methods = strings.Split(*methods, ",")
	}
	if s.File == "" || *out == "" {
		fmt.Fprintln(os.Stderr, "give -document and -out")
		os.Exit(2)
	}
	app := awscdk.NewApp(&awscdk.AppProps{Outdir: out, AnalyticsReporting: jsii.Bool(false), Context: flags(*settings)})
	add(app, s, *assembly)
	app.Synth(nil)
	jsii.Close()
}

// flags are the feature flags of an app as cdk init writes them.
func flags(file string) *map[string]any {
	text, err := os.ReadFile(file)
	Must(err)
	var settings struct{ Context map[string]any }
	Must(json.Unmarshal(text, &settings))
	return &settings.Context
}

// Stack is a stack as the example app makes it.
func Stack(app awscdk.App, id string) awscdk.Stack {
	return awscdk.NewStack(app, jsii.String(id), &awscdk.StackProps{
		Synthesizer: awscdk.NewDefaultStackSynthesizer(&awscdk.DefaultStackSynthesizerProps{
			GenerateBootstrapVersionRule: jsii.Bool(false),
		}),
	})
}

// Part is the name of the stack of a part.
func Part(part int) string {
	if part == 1 {
		return "Bench"
	}
	return fmt.Sprintf("Bench-%d", part)
}

// Must stops the program.
func Must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
