package lab

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
)

// Example is the document of the README.
const Example = "example/football.yaml"

// Stack is the name of the example app's stack, whatever the document: the one that the title of
// the README's gives it.
const Stack = "FootballAPI"

// toolkit is the stock CDK CLI and the project's example app.
type toolkit struct {
	cli string
	// app builds the example app, and destinations the command that says what an event becomes:
	// each once. They give its path.
	app, destinations func() (string, error)
}

func newToolkit(ctx context.Context, repository, cli, dir string) toolkit {
	build := func(name, folder string) func() (string, error) {
		return sync.OnceValues(func() (string, error) {
			program := filepath.Join(dir, name)
			_, err := command(ctx, filepath.Join(repository, folder), os.Environ(), "go", "build", "-o", program, ".")
			return program, err
		})
	}
	return toolkit{cli: cli, app: build("example", "example"), destinations: build("destinations", filepath.Join("cmd", "destinations"))}
}

// BuildApp builds the example app, unless that is done: the first build on a machine takes
// minutes.
func (l *Lab) BuildApp() error {
	_, err := l.cdk.app()
	return err
}

// Explain says in lines what an assembly makes of an event, as a person asks for it: the command
// "destinations request" does.
func (l *Lab) Explain(ctx context.Context, assembly string, event []byte) (string, error) {
	destinations, err := l.cdk.destinations()
	if err != nil {
		return "", err
	}
	file := filepath.Join(l.Dir, "explained.json")
	if err := os.WriteFile(file, event, 0o600); err != nil {
		return "", err
	}
	cmd := exec.CommandContext(ctx, destinations, "request", "-assembly", assembly, "-event", file)
	out, err := cmd.Output()
	var told *exec.ExitError
	if errors.As(err, &told) && told.ExitCode() > 1 {
		err = nil // the status says what became of the event
	}
	return string(out), err
}

// Synth runs the example app on a document, with context keys, and gives the folder of
// the cloud assembly.
func (a *Account) Synth(ctx context.Context, document string, keys map[string]string) (string, error) {
	all := map[string]string{"spec": document}
	if document != Example {
		all["name"] = Stack
	}
	maps.Copy(all, keys)
	assembly, _, err := a.SynthKeys(ctx, all)
	return assembly, err
}

// SynthKeys runs the example app with context keys, the document's among them, and gives the
// folder of the cloud assembly and what was printed.
func (a *Account) SynthKeys(ctx context.Context, keys map[string]string) (assembly, printed string, err error) {
	app, err := a.lab.cdk.app()
	if err != nil {
		return "", "", err
	}
	return a.synthBy(ctx, app, keys)
}

// synthBy has a program write the cloud assembly.
func (a *Account) synthBy(ctx context.Context, app string, keys map[string]string) (assembly, printed string, err error) {
	if assembly, err = os.MkdirTemp(a.lab.Dir, "assembly-"); err != nil {
		return "", "", err
	}
	args := []string{"synth", "--quiet", "--app", app, "--output", assembly}
	for _, key := range slices.Sorted(maps.Keys(keys)) {
		args = append(args, "--context", key+"="+keys[key])
	}
	printed, err = a.run(ctx, args...)
	return assembly, printed, err
}

// SynthApp runs an app of the repository, in that folder, with context keys, and gives the folder of the
// cloud assembly.
func (a *Account) SynthApp(ctx context.Context, folder string, keys map[string]string) (string, error) {
	program := filepath.Join(a.lab.Dir, "app-"+filepath.Base(folder))
	if _, err := command(ctx, filepath.Join(a.lab.Repository, folder), os.Environ(), "go", "build", "-o", program, "."); err != nil {
		return "", err
	}
	assembly, _, err := a.synthBy(ctx, program, keys)
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

// command runs a program and gives what it printed. When the context ends, so does the program,
// with all that it has started: the CDK starts the app, and that Node.
func command(ctx context.Context, dir string, env []string, name string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir, cmd.Env = dir, env
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	out, err := cmd.CombinedOutput()
	if err != nil {
		return string(out), fmt.Errorf("%s %s: %w\n%s", filepath.Base(name), strings.Join(args, " "), err, out)
	}
	return string(out), nil
}
