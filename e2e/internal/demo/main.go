// Command demo shows, on this machine and without an AWS account, what an OpenAPI document
// becomes: it deploys the document to the emulated AWS of the end-to-end suite with the stock
// CDK CLI, puts an event, and prints the request that an API gets for it, as it came over the
// wire. Then it stays for more events. e2e/demo installs what it needs and starts it.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/openapi-destinations/openapidestinations/e2e/internal/lab"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	err := run(ctx, os.Args[1:], os.Stdin, os.Stdout)
	switch {
	case errors.Is(err, flag.ErrHelp):
	case err == nil:
		fmt.Println("\nEnded. Nothing is left of it.")
	case ctx.Err() != nil:
		fmt.Println("\nInterrupted. Nothing is left of it.")
		os.Exit(130) // as the shell says of what Ctrl-C has ended
	default:
		fmt.Fprintln(os.Stderr, "e2e/demo:", err)
		os.Exit(1)
	}
}

const usage = `e2e/demo [-event NAME] [-c KEY=VALUE]... [DOCUMENT]

Deploys an OpenAPI document (default ` + lab.Example + `) to an emulated AWS on this machine, puts the
sample event of an operation, shows the request that arrives, and stays for more until Ctrl-C.
`

// options are what the command line says.
type options struct {
	document, operation string
	keys                map[string]string
}

func parse(args []string, out io.Writer) (options, error) {
	o := options{document: lab.Example, keys: make(map[string]string)}
	flags := flag.NewFlagSet("demo", flag.ContinueOnError)
	flags.SetOutput(out)
	flags.Usage = func() {
		fmt.Fprint(out, usage+"\n")
		flags.PrintDefaults()
	}
	flags.StringVar(&o.operation, "event", "", "the detail type whose sample is put first (default that of the first operation)")
	flags.Func("c", "a context `KEY=VALUE` of the example app, such as methods=GET; repeatable", func(text string) error {
		key, value, ok := strings.Cut(text, "=")
		if !ok || key == "" {
			return fmt.Errorf("KEY=VALUE is expected")
		}
		o.keys[key] = value
		return nil
	})
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	if flags.NArg() > 1 {
		return o, fmt.Errorf("one document at a time, not also %q", flags.Arg(1))
	}
	if given := flags.Arg(0); given != "" {
		o.document = given
		if strings.Contains(given, "://") {
			return o, nil
		}
		if !filepath.IsAbs(given) {
			// Where the user is: e2e/demo goes to the suite's folder.
			o.document = filepath.Join(os.Getenv("DEMO_FROM"), given)
		}
		if _, err := os.Stat(o.document); err != nil {
			return o, err
		}
	}
	return o, nil
}

// run is the demo, from the emulator's start to its end.
func run(ctx context.Context, args []string, in io.Reader, out io.Writer) (err error) {
	options, err := parse(args, out)
	if err != nil {
		return err
	}
	repository, err := filepath.Abs("..")
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "demo-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	// All that is started from here on has its temporary files there too, and may be killed.
	scratch := filepath.Join(dir, "tmp")
	if err := errors.Join(os.Mkdir(scratch, 0o700), os.Setenv("TMPDIR", scratch)); err != nil {
		return err
	}
	p := newProgress(out)
	defer p.end()
	p.step("The emulated AWS starts")
	l, err := lab.Start(ctx, repository, os.Getenv("E2E_VENV"), os.Getenv("E2E_CLI"), dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, l.Stop()) }()
	stage, err := deploy(ctx, l, options, p)
	if err != nil {
		return err
	}
	p.end()
	return stage.play(ctx, options.operation, in, out)
}
