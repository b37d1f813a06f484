// Command action is the second step of the GitHub Action (action.yml): it runs the example app
// with the action's inputs as context keys, and writes the template, the outputs and the summary
// of the step. Its argument is the app's program.
package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/text"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		for line := range strings.Lines(err.Error()) {
			fmt.Printf("::error::%s\n", message(line))
		}
		os.Exit(1)
	}
}

// message is a text as the runner takes it for that of an annotation: of one line.
func message(line string) string {
	return strings.NewReplacer("%", "%25", "\r", "", "\n", "").Replace(text.Printable(line))
}

func run(args []string, out io.Writer) error {
	if len(args) != 1 {
		return errors.New("the app's program is the one argument")
	}
	context, warnings, err := readInputs(os.Getenv, os.ReadFile)
	if err != nil {
		return err
	}
	for _, warning := range warnings {
		fmt.Fprintf(out, "::warning::%s\n", message(warning))
	}
	assembly, err := os.MkdirTemp(os.Getenv("RUNNER_TEMP"), "cdk.out-")
	if err != nil {
		return err
	}
	told, err := synthesize(args[0], assembly, context, out)
	if err != nil {
		return err
	}
	made, err := readAssembly(assembly)
	if err != nil {
		return err
	}
	return errors.Join(made.writeTemplate(os.Getenv("INPUT_OUTPUTFILENAME")),
		made.writeOutputs(os.Getenv("GITHUB_OUTPUT"), os.Getenv("INPUT_OUTPUTFILENAME")),
		made.writeSummary(os.Getenv("GITHUB_STEP_SUMMARY"), told))
}

// synthesize runs the app, and gives what it told of a synth that succeeded. What it prints is
// shown.
func synthesize(app, assembly, context string, out io.Writer) (string, error) {
	var told bytes.Buffer
	cmd := exec.Command(app)
	cmd.Env = append(os.Environ(), "CDK_OUTDIR="+assembly, "CDK_CONTEXT_JSON="+context)
	cmd.Stdout, cmd.Stderr = out, io.MultiWriter(out, &told)
	if err := cmd.Run(); err != nil {
		// Its last lines say why, and stand above.
		return "", fmt.Errorf("there is no template: see the lines before (%w)", err)
	}
	return told.String(), nil
}

// absolute is a path that is good in every folder.
func absolute(path string) (string, error) {
	if strings.ContainsFunc(path, func(r rune) bool { return r < ' ' }) {
		return "", fmt.Errorf("the name %q is none of a file", path)
	}
	return filepath.Abs(path)
}
