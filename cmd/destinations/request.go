package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/openapi-destinations/openapidestinations/cmd/destinations/internal/letter"
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
({"Source", "DetailType", "Detail"}), or several of either: those of an array, or of a file as
"aws events put-events --entries" takes it, are one call of PutEvents. Dead letters are taken, too.`

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
	data, err := readText(c.event, with.in)
	if err != nil {
		return statusOfError(err), err
	}
	events, err := c.events(data)
	if err != nil {
		return rejected, fmt.Errorf("%s: %w", c.event, err)
	}
	return c.deliver(assembly, events, with.out)
}

// events reads the events: one call of PutEvents, or dead letters and events one after the other as the
// other commands take them, which are put each by itself.
func (c *requestLine) events(data []byte) ([]delivery.Event, error) {
	events, err := delivery.ParseEvents(data)
	if err == nil {
		return events, putevents.Refuse(events, c.service)
	}
	letters, other := letter.Parse(data)
	if other != nil {
		return nil, err
	}
	for _, l := range letters {
		if err = l.Unread; err == nil {
			err = putevents.Refuse([]delivery.Event{l.Event}, c.service)
		}
		if err != nil {
			return nil, err
		}
		events = append(events, l.Event)
	}
	return events, nil
}

// deliver prints what becomes of the events.
func (c *requestLine) deliver(assembly *delivery.Assembly, events []delivery.Event, out io.Writer) (status int, err error) {
	for i, event := range events {
		if c.bus != "" {
			event.Bus = c.bus
		}
		result, err := assembly.Deliver(event)
		if err != nil {
			return wrongUse, fmt.Errorf("%s: %w%s", c.event, err, whichBus(event, err))
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

// whichBus ends an error about the bus of an event.
func whichBus(event delivery.Event, err error) string {
	switch {
	case !strings.Contains(err.Error(), " bus"):
		return ""
	case event.Bus == "":
		return " (-bus says which)"
	}
	return " (-bus takes one of these in its place)"
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
	if info, err := os.Stat(c.template); err == nil && info.IsDir() {
		return nil, fmt.Errorf("-template %s is a folder: -assembly takes one", c.template)
	}
	if info, err := os.Stat(c.assembly); err == nil && !info.IsDir() {
		return nil, fmt.Errorf("-assembly %s is a file: -template takes one", c.assembly)
	}
	if c.template != "" {
		return delivery.LoadTemplate(c.template, c.options)
	}
	folder := c.assembly
	if folder == "" {
		folder = "cdk.out"
	}
	return delivery.LoadAssembly(folder, c.options)
}
