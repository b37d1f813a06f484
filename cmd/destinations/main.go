// Command destinations is what one does with the events of OpenApiDestinations from a terminal:
//
//	destinations request -assembly cdk.out -event event.json   which request does an event become?
//	destinations check -catalog Api.events.json -event event.json   is it a good event?
//	destinations explain -catalog Api.events.json -event letter.json   why is it a dead letter?
//	destinations redrive -catalog Api.events.json -queue URL   what is in the queue, and back to the bus
//
// The first three need no AWS account. "destinations help" says more, and so does each of them
// with -h. The exit status tells apart what became of the events, for all of them alike (status.go).
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/openapi-destinations/openapidestinations/internal/text"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second interrupt ends the process at once
	status, err := run(ctx, os.Args[1:], streams{os.Stdin, os.Stdout, os.Stderr})
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "destinations:", text.Printable(err.Error()))
	}
	os.Exit(status)
}

// streams are those of the process, or of a test.
type streams struct {
	in       io.Reader
	out, err io.Writer
}

// command is a subcommand. Its run gives the exit status, and an error for what it has not
// printed itself.
type command struct {
	name, does string
	run        func(ctx context.Context, args []string, with streams) (status int, err error)
}

// commands are the subcommands in the order in which one comes to need them.
func commands() []command {
	return []command{
		{"request", "show the request that an event becomes, or why it calls nothing", request},
		{"check", "say whether an event is good, by the catalog of events", check},
		{"explain", "say why an event became a dead letter, and whether putting it back can help", explain},
		{"redrive", "list the letters of a dead-letter queue, and put their events back on the bus", runRedrive},
	}
}

// run runs the subcommand that the arguments name.
func run(ctx context.Context, args []string, with streams) (status int, err error) {
	if len(args) == 0 {
		overview(with.err)
		return wrongUse, nil
	}
	switch args[0] {
	case "help", "-h", "-help", "--help":
		if len(args) == 1 || strings.HasPrefix(args[1], "-") {
			overview(with.out)
			return delivered, nil
		}
		args = []string{args[1], "-h"}
	}
	var names []string
	for _, c := range commands() {
		if c.name == args[0] {
			status, err = c.run(ctx, args[1:], with)
			switch {
			case errors.Is(err, flag.ErrHelp):
				return delivered, nil
			case err != nil:
				return status, fmt.Errorf("%s: %w", c.name, err)
			}
			return status, nil
		}
		names = append(names, c.name)
	}
	return wrongUse, fmt.Errorf("there is no %q: %s", args[0], text.Meant(args[0], names, "there are "+strings.Join(names, ", ")))
}

// overview is the help of the whole command.
func overview(w io.Writer) {
	fmt.Fprint(w, "destinations works with the events that call an API, and with those that could not.\n\nUsage: destinations COMMAND [flags]\n\n")
	for _, c := range commands() {
		fmt.Fprintf(w, "  %-9s %s\n", c.name, c.does)
	}
	fmt.Fprintf(w, "\n\"destinations help COMMAND\" has the flags of one and an example.\n\n%s", statuses)
}

// parse reads the flags of a subcommand, which takes no other arguments. Its help is the text
// and what the flags say of themselves.
func parse(flags *flag.FlagSet, args []string, help string, out io.Writer) error {
	flags.SetOutput(io.Discard)
	err := flags.Parse(args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		fmt.Fprintf(out, "%s\n\nFlags:\n", strings.TrimSpace(help))
		flags.SetOutput(out)
		flags.PrintDefaults()
		fmt.Fprintf(out, "\n%s", statuses)
	case err == nil && flags.NArg() > 0:
		err = fmt.Errorf("unexpected argument %q: everything is given by flags, such as -%s (destinations help %s)", flags.Arg(0), firstFile(flags), flags.Name())
	case err != nil:
		if name, unknown := strings.CutPrefix(err.Error(), "flag provided but not defined: -"); unknown {
			err = unknownFlag(flags, name)
		}
	}
	return err
}

// unknownFlag is the error of a flag that there isn't.
func unknownFlag(flags *flag.FlagSet, name string) error {
	var names []string
	flags.VisitAll(func(f *flag.Flag) { names = append(names, "-"+f.Name) })
	return fmt.Errorf("there is no flag -%s%s", name, meantOr("-"+name, names, ": there are "+strings.Join(names, ", ")))
}

// firstFile is the flag that an argument is most likely meant for.
func firstFile(flags *flag.FlagSet) string {
	if flags.Lookup("event") != nil {
		return "event"
	}
	return "queue"
}

// meantOr ends an error about a name that is nearly another one, or is another sentence.
func meantOr(name string, names []string, otherwise string) string {
	if near := text.Nearest(name, names); near != "" {
		return fmt.Sprintf(": did you mean %q?", near)
	}
	return otherwise
}
