// Command example is a CDK app for any OpenAPI document: cdk.json runs it, and
// the CDK's context is its command line, so that it needs no Go to be written.
//
//	cdk synth -c spec=api.yaml -c server=prod -c prefix=Api
//
// docs/reference/keys.md lists the context keys. The app has one stack, called after the API, with one
// construct, Api: the events of its operations are in Api.events.md and
// Api.events.json of the cloud assembly (cdk.out). The template alone can be launched,
// without any bootstrapping: it asks for the credentials that nobody gave. A document that is too
// large for that has nested stacks, and beyond them more stacks, with numbers behind the name.
// The key apis makes several APIs in one run. A few lines on the standard error say what came
// out, and what to run next.
//
// A mistake is one sentence on the standard error and exit status 1.
package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
)

func main() {
	status := 0
	if err := synthesize(); err != nil {
		printError(os.Stderr, err)
		status = 1
	}
	// What the CDK prints comes through a pipe of its Node process, which is read to its end
	// here and nowhere else: os.Stderr must be itself until then, or warnings get lost.
	jsii.Close()
	os.Exit(status)
}

// synthesize writes the cloud assembly. The CDK's errors arrive as panics.
func synthesize() (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fromPanic(fmt.Sprint(cause))
		}
	}()
	app := awscdk.NewApp(&awscdk.AppProps{AnalyticsReporting: jsii.Bool(false)})
	context, _ := app.Node().GetAllContext(nil).(map[string]any)
	apis, err := readAPIs(context)
	if err != nil {
		return err
	}
	outcomes, err := addAPIs(app, apis)
	if err != nil {
		return err
	}
	app.Synth(nil)
	if !apis[0].quiet {
		summarize(os.Stderr, *app.Outdir(), outcomes)
	}
	return nil
}

var (
	duplicate  = regexp.MustCompile(`section '(\w+)' already contains '(\w+)'`)
	errorName  = regexp.MustCompile(`^(?:@?[\w./]*(?:Errors?|ValidationFailed):\s*)+`)
	violations = "Validation failed with the following errors:"
)

// fromPanic makes a sentence of what the CDK panicked with. Findings of validations are
// kept line by line.
func fromPanic(text string) error {
	if m := duplicate.FindStringSubmatch(text); m != nil {
		return fmt.Errorf("both the blueprint and the API have a %q in the template's section %s: rename it in the blueprint, or give a prefix (-c prefix=...)", m[2], m[1])
	}
	text = strings.TrimSpace(errorName.ReplaceAllString(strings.TrimSpace(text), ""))
	if _, findings, ok := strings.Cut(text, violations); ok {
		var all []error
		for line := range strings.Lines(findings) {
			if line = strings.TrimSpace(line); line != "" {
				all = append(all, errors.New(line))
			}
		}
		return errors.Join(all...)
	}
	first, _, _ := strings.Cut(text, "\n")
	return errors.New(first)
}

// printError writes each error on a line of its own, and so that what a document says in it begins
// no other, instructs no terminal, and is no command to a CI.
func printError(w io.Writer, err error) {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, one := range joined.Unwrap() {
			printError(w, one)
		}
		return
	}
	fmt.Fprintln(w, diagnostic.CleanFile(strings.Join(strings.Fields(err.Error()), " ")))
}
