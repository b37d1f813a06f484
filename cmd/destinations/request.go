package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/openapi-destinations/openapidestinations/cmd/destinations/internal/putevents"
	"github.com/openapi-destinations/openapidestinations/delivery"
	"github.com/openapi-destinations/openapidestinations/internal/text"
)

// requestLine is the command line of request.
type requestLine struct {
	assembly, template, event, bus string
	service                        bool
	options                        delivery.Options
}

const requestHelp = `
request shows what becomes of an event: the HTTP requests as curl commands, the queues that get
it, or why nobody does. It reads what cdk synth wrote, or a CloudFormation template, and needs no
AWS account. Secrets are shown as ****.

  cdk synth
  destinations request -assembly cdk.out -event event.json

The event is what rules see ({"source", "detail-type", "detail"}), an entry of PutEvents
({"Source", "DetailType", "Detail"}), or several of either.`

// request shows what becomes of events, by the templates.
func request(_ context.Context, args []string, with streams) (status int, err error) {
	c, err := parseRequest(args, with.out)
	if err != nil {
		return wrongUse, err
	}
	assembly, err := c.load()
	if err != nil {
		return wrongUse, err
	}
	data, err := c.read(with.in)
	if err != nil {
		return wrongUse, err
	}
	events, err := delivery.ParseEvents(data)
	if err == nil {
		err = putevents.Refuse(events, c.service)
	}
	if err != nil {
		return rejected, fmt.Errorf("%s: %w", c.event, err)
	}
	return c.deliver(assembly, events, with.out)
}

// deliver prints what becomes of the events.
func (c *requestLine) deliver(assembly *delivery.Assembly, events []delivery.Event, out io.Writer) (status int, err error) {
	for i, event := range events {
		if c.bus != "" {
			event.Bus = c.bus
		}
		result, err := assembly.Deliver(event)
		if err != nil {
			return wrongUse, fmt.Errorf("%s: %w", c.event, err)
		}
		told := result.String()
		if i > 0 {
			told = "\n" + told
		}
		for _, line := range why(assembly, result) {
			told += "why: " + text.Printable(line) + "\n"
		}
		if _, err := io.WriteString(out, told); err != nil {
			return wrongUse, err
		}
		status = max(status, statusOf(result))
	}
	return status, nil
}

func parseRequest(args []string, out io.Writer) (*requestLine, error) {
	c := &requestLine{options: delivery.Options{Parameters: map[string]string{}}}
	flags := flag.NewFlagSet("request", flag.ContinueOnError)
	flags.StringVar(&c.assembly, "assembly", "", "cloud assembly `folder`, as cdk synth writes it (default cdk.out unless -template is given)")
	flags.StringVar(&c.template, "template", "", "CloudFormation template `file` in place of an assembly")
	flags.StringVar(&c.event, "event", "", "`file` with the event, - for the standard input")
	flags.StringVar(&c.bus, "bus", "", "`name`, ARN or logical id of the bus, in place of the event's")
	flags.StringVar(&c.options.StackName, "stack", "", "`name` that the stack of -template is launched under (default NAME for NAME.template.json)")
	flags.BoolVar(&c.service, "service", false, "the events are those of AWS's own services, whose sources begin with aws.")
	flags.Func("parameter", "`Name=Value` of a template parameter; repeatable", func(s string) error {
		name, value, ok := strings.Cut(s, "=")
		if !ok || name == "" {
			return fmt.Errorf("Name=Value is expected")
		}
		c.options.Parameters[name] = value
		return nil
	})
	if err := parse(flags, args, requestHelp, out); err != nil {
		return nil, err
	}
	switch {
	case c.assembly != "" && c.template != "":
		return nil, fmt.Errorf("give -assembly or -template, not both")
	case c.options.StackName != "" && c.template == "":
		return nil, fmt.Errorf("-stack is for -template: the stacks of an assembly have their own names")
	case c.event == "":
		return nil, fmt.Errorf("-event is missing: give a file with the event, or - for the standard input")
	}
	return c, nil
}

func (c *requestLine) load() (*delivery.Assembly, error) {
	if c.template != "" {
		return delivery.LoadTemplate(c.template, c.options)
	}
	folder := c.assembly
	if folder == "" {
		folder = "cdk.out"
	}
	return delivery.LoadAssembly(folder, c.options)
}

func (c *requestLine) read(stdin io.Reader) ([]byte, error) {
	if c.event == "-" {
		return io.ReadAll(stdin)
	}
	return os.ReadFile(c.event)
}
