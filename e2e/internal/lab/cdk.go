package lab

import (
	"context"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
)

// Example is the document of the README.
const Example = "example/football.yaml"

// Stack is the name of the example app's stack, whatever the document: the one that the title of
// the README's gives it.
const Stack = "FootballAPI"

// toolkit is the stock CDK CLI and the project's example app.
type toolkit struct {
	cli string
	// app builds the example app, once, and gives its path.
	app func() (string, error)
}

func newToolkit(ctx context.Context, repository, cli, dir string) toolkit {
	return toolkit{
		cli: cli,
		app: sync.OnceValues(func() (string, error) {
			app := filepath.Join(dir, "example")
			_, err := command(ctx, repository, os.Environ(), "go", "build", "-o", app, "./example")
			return app, err
		}),
	}
}

// Synth runs the example app on a document, with context keys, and gives the folder of
// the cloud assembly.
func (a *Account) Synth(ctx context.Context, document string, keys map[string]string) (string, error) {
	app, err := a.lab.cdk.app()
	if err != nil {
		return "", err
	}
	assembly, err := os.MkdirTemp(a.lab.Dir, "assembly-")
	if err != nil {
		return "", err
	}
	args := []string{"synth", "--quiet", "--app", app, "--output", assembly, "--context", "spec=" + document}
	if document != Example {
		args = append(args, "--context", "name="+Stack)
	}
	for _, key := range slices.Sorted(maps.Keys(keys)) {
		args = append(args, "--context", key+"="+keys[key])
	}
	_, err = a.run(ctx, args...)
	return assembly, err
}

// Deploy deploys an assembly, or updates what is deployed, with values for the
// template's parameters.
func (a *Account) Deploy(ctx context.Context, assembly string, parameters map[string]string) error {
	if !a.bootstrapped {
		// The CLI uploads templates to the bucket of the bootstrap stack.
		if _, err := a.run(ctx, "bootstrap", "--app", assembly, "aws://"+a.ID+"/"+Region); err != nil {
			return err
		}
		a.bootstrapped = true
	}
	args := []string{"deploy", "--app", assembly, "--all", "--require-approval", "never"}
	for _, name := range slices.Sorted(maps.Keys(parameters)) {
		args = append(args, "--parameters", name+"="+parameters[name])
	}
	_, err := a.run(ctx, args...)
	return err
}

// Destroy deletes the stacks of an assembly.
func (a *Account) Destroy(ctx context.Context, assembly string) error {
	_, err := a.run(ctx, "destroy", "--app", assembly, "--all", "--force")
	return err
}

func (a *Account) run(ctx context.Context, args ...string) (string, error) {
	args = append(args, "--no-notices", "--no-version-reporting", "--no-color")
	return command(ctx, a.lab.Repository, a.Env, a.lab.cdk.cli, args...)
}

// command runs a program and gives what it printed.
func command(ctx context.Context, dir string, env []string, name string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir, cmd.Env = dir, env
	out, err := cmd.CombinedOutput()
	if err != nil {
		return string(out), fmt.Errorf("%s %s: %w\n%s", filepath.Base(name), strings.Join(args, " "), err, out)
	}
	return string(out), nil
}
