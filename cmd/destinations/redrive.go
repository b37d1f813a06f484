package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"github.com/openapi-destinations/openapidestinations/cmd/destinations/internal/judge"
	"github.com/openapi-destinations/openapidestinations/cmd/destinations/internal/redrive"
	"github.com/openapi-destinations/openapidestinations/internal/catalog"
)

const redriveHelp = `
redrive lists the letters of a dead-letter queue by operation and error, and puts their events back
on the bus. Without -put it only lists them: all are in the queue afterwards as they were before.

  destinations redrive -catalog cdk.out/Api.events.json -queue URL
  destinations redrive -catalog cdk.out/Api.events.json -queue URL -error 'States.Http.StatusCode.5*' -put

A message is deleted only when the bus has taken its event. What can't be put back, or would only be
rejected again, stays in the queue, and is listed with the reason. Interrupt it when you like: the
same command goes on with what is left. The queue's URL is an output of the stack, DeadLetterQueueUrl.`

// redriveLine is the command line of redrive.
type redriveLine struct {
	catalogs             []string
	bus, region, profile string
	options              redrive.Options
}

func parseRedrive(args []string, out io.Writer) (*redriveLine, error) {
	c := &redriveLine{}
	flags := flag.NewFlagSet("redrive", flag.ContinueOnError)
	list := func(into *[]string, name, usage string) {
		flags.Func(name, usage, func(s string) error {
			*into = append(*into, s)
			return nil
		})
	}
	f := &c.options.Filter
	catalogFlag(flags, &c.catalogs)
	flags.StringVar(&c.options.QueueURL, "queue", "", "`URL` of the dead-letter queue")
	flags.StringVar(&c.bus, "bus", "", "`name` or ARN of the bus to put events on (default that of the catalog)")
	list(&c.options.AlsoOf, "also-of", "also the letters of rules of the bus of this `name`, for a queue that several share or a bus that was replaced; repeatable")
	list(&c.options.AnswerBuses, "answer-bus", "`name` or ARN of a bus that answers may be put on beside -bus; repeatable")
	flags.BoolVar(&c.options.Put, "put", false, "put the events back; without it they are only listed")
	flags.Float64Var(&c.options.Rate, "rate", 10, "`number` of events that are put in a second, 0.1 to 1000")
	flags.IntVar(&c.options.Limit, "limit", 0, "the `number` of events to put, 0 for no limit")
	list(&f.Operations, "operation", "only the events of this `operation`: its detail type, its operationId or \"POST /path\"; * stands for any text; repeatable")
	list(&f.Errors, "error", "only letters with this error `code`, such as States.Http.StatusCode.5*, or \"rejected\" for those that a rule rejected; repeatable")
	list(&f.Sources, "source", "only events of this `source`; * stands for any text; repeatable")
	list(&f.Messages, "message", "only the message of this `id`; repeatable")
	flags.DurationVar(&f.Older, "older", 0, "only letters that have been in the queue for this `time` or longer, such as 1h30m")
	flags.DurationVar(&f.Newer, "newer", 0, "only letters that have been in the queue for this `time` at most")
	flags.StringVar(&c.region, "region", "", "`name` of the AWS Region (default that of the queue's URL)")
	flags.StringVar(&c.profile, "profile", "", "`name` of the AWS profile")
	if err := parse(flags, args, redriveHelp, out); err != nil {
		return nil, err
	}
	return c, c.check()
}

// inURL finds the Region in the URL of a queue.
var inURL = regexp.MustCompile(`^(?:sqs(?:-fips)?\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?|([a-z0-9-]+)\.queue\.amazonaws\.com|sqs\.([a-z0-9-]+)\.api\.aws)$`)

// check looks at what flags alone can't say.
func (c *redriveLine) check() error {
	u, err := url.Parse(c.options.QueueURL)
	switch {
	case c.options.QueueURL == "":
		return errors.New("-queue is missing: give the queue's URL, an output of the stack (DeadLetterQueueUrl)")
	case err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || strings.Count(strings.Trim(u.Path, "/"), "/") != 1:
		return fmt.Errorf("-queue %q is no URL of a queue: https://sqs.REGION.amazonaws.com/ACCOUNT/NAME", c.options.QueueURL)
	case c.options.Rate < 0.1 || c.options.Rate > 1000:
		return fmt.Errorf("-rate %v is not from 0.1 to 1000", c.options.Rate)
	case c.options.Limit < 0 || c.options.Filter.Older < 0 || c.options.Filter.Newer < 0:
		return errors.New("-limit, -older and -newer are not negative")
	}
	if m := inURL.FindStringSubmatch(u.Hostname()); m != nil {
		region := m[1] + m[2] + m[3]
		if c.region != "" && c.region != region {
			return fmt.Errorf("the queue is in %s by its URL, and -region says %s", region, c.region)
		}
		c.region = region
	}
	return nil
}

// runRedrive lists letters or puts their events back.
func runRedrive(ctx context.Context, args []string, with streams) (status int, err error) {
	c, err := parseRedrive(args, with.out)
	if err != nil {
		return wrongUse, err
	}
	events, err := loadCatalog(c.catalogs)
	if err != nil {
		return wrongUse, err
	}
	c.options.Judge, c.options.Bus = judge.New(events), c.bus
	if c.options.Bus == "" {
		c.options.Bus = events.Bus
		c.options.AnswerBuses = append(c.options.AnswerBuses, answerBuses(events)...)
	}
	if err := c.checkBus(); err != nil {
		return wrongUse, err
	}
	queue, bus, err := c.clients(ctx)
	if err != nil {
		return wrongUse, err
	}
	bar := newBar(with.err, c.options.Put)
	c.options.Progress = bar.show
	result, err := redrive.Run(ctx, queue, bus, c.options)
	bar.clear()
	if err == nil || result.Read > 0 {
		if _, err := io.WriteString(with.out, listed(result, &c.options)); err != nil {
			return wrongUse, err
		}
	}
	switch {
	case err != nil && ctx.Err() != nil:
		return rejected, errors.New("it was interrupted; the same command goes on")
	case err != nil:
		return wrongUse, err
	case result.Stay > 0 || result.More || len(result.Undeleted) > 0:
		return rejected, nil
	}
	return delivered, nil
}

// answerBuses are the buses of answers that the catalog names, but for its own. They are there if
// its own is, under the name that it has at synth.
func answerBuses(c *catalog.Catalog) (buses []string) {
	for i := range c.Operations {
		for _, answer := range c.Operations[i].Answers {
			if answer.Bus != "" && answer.Bus != c.Bus && !strings.ContainsAny(answer.Bus, "${} ") && !slices.Contains(buses, answer.Bus) {
				buses = append(buses, answer.Bus)
			}
		}
	}
	return buses
}

// checkBus says what is wrong with the name of the bus.
func (c *redriveLine) checkBus() error {
	bus := c.options.Bus
	if bus == "" || strings.ContainsAny(bus, "${} ") {
		return fmt.Errorf("the catalog's bus, %q, has its name from the deployment: give it with -bus", bus)
	}
	if parts := strings.Split(bus, ":"); parts[0] == "arn" && (len(parts) != 6 || parts[2] != "events" || !strings.HasPrefix(parts[5], "event-bus/")) {
		return fmt.Errorf("-bus %q is no ARN of an event bus", bus)
	} else if len(parts) == 6 && c.region != "" && parts[3] != c.region {
		return fmt.Errorf("the bus is in %s, and the queue in %s: a dead-letter queue is in its bus's Region", parts[3], c.region)
	}
	return nil
}

// clients are those of AWS, by the environment and the profile.
func (c *redriveLine) clients(ctx context.Context) (*sqs.Client, *eventbridge.Client, error) {
	var options []func(*config.LoadOptions) error
	if c.region != "" {
		options = append(options, config.WithRegion(c.region))
	}
	if c.profile != "" {
		options = append(options, config.WithSharedConfigProfile(c.profile))
	}
	loaded, err := config.LoadDefaultConfig(ctx, options...)
	if err != nil {
		return nil, nil, fmt.Errorf("the settings of AWS can't be read: %w", err)
	}
	if loaded.Region == "" {
		return nil, nil, errors.New("no AWS Region is set: give -region, or AWS_REGION")
	}
	if _, err := loaded.Credentials.Retrieve(ctx); err != nil {
		return nil, nil, fmt.Errorf("there are no AWS credentials: give -profile, or AWS_PROFILE: %w", err)
	}
	// What is tried again is for redrive to know: an event may otherwise be put twice.
	once := func(o *eventbridge.Options) { o.Retryer = aws.NopRetryer{} }
	return sqs.NewFromConfig(loaded), eventbridge.NewFromConfig(loaded, once), nil
}

// isTerminal says that what is written is seen at once.
func isTerminal(w io.Writer) (*os.File, bool) {
	file, ok := w.(*os.File)
	return file, ok && terminal(int(file.Fd()))
}
