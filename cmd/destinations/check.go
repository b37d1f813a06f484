package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/cmd/destinations/internal/judge"
	"github.com/openapi-destinations/openapidestinations/cmd/destinations/internal/letter"
	"github.com/openapi-destinations/openapidestinations/cmd/destinations/internal/putevents"
	"github.com/openapi-destinations/openapidestinations/internal/catalog"
	"github.com/openapi-destinations/openapidestinations/internal/text"
)

const checkHelp = `
check says whether an event is good before anybody puts it: whether its operation exists, what
the operation's rules want of it, and whether it fits the document's schemas. It reads the catalog
of events that cdk synth wrote, and needs no AWS account.

  destinations check -catalog cdk.out/Api.events.json -event event.json

The event is what rules see ({"source", "detail-type", "detail"}), an entry of PutEvents
({"Source", "DetailType", "Detail"}), or several of either, each judged by itself. "request" shows the
request itself.`

// check judges events by the catalog.
func check(_ context.Context, args []string, with streams) (status int, err error) {
	flags := flag.NewFlagSet("check", flag.ContinueOnError)
	var catalogs, events []string
	catalogFlag(flags, &catalogs)
	eventFlag(flags, &events, "the event")
	service := flags.Bool("service", false, "the events are those of AWS's own services, whose sources begin with aws.")
	if err := parse(flags, args, checkHelp, with.out); err != nil {
		return wrongUse, err
	}
	c, err := loadCatalog(catalogs)
	if err != nil {
		return wrongUse, err
	}
	letters, err := loadLetters(events, with.in)
	if err != nil {
		return statusOfError(err), err
	}
	j := judge.New(c)
	for i, l := range letters {
		verdict := j.Event(l.Event, *service)
		if l.Unread != nil {
			verdict = &judge.Verdict{Problems: []judge.Problem{{Place: "the message", Text: "holds no event: " + l.Unread.Error(), Fate: judge.Rejected}}}
		}
		if size := putevents.Size(l.Event); size > putevents.LargestCall {
			verdict.Problems = append(verdict.Problems, judge.Problem{Place: "the event", Fate: judge.Rejected,
				Text: fmt.Sprintf("has %d bytes, and PutEvents takes %d", size, putevents.LargestCall)})
		}
		if _, err := io.WriteString(with.out, text.Printable(checked(i, len(letters), l, verdict))); err != nil {
			return wrongUse, err
		}
		status = max(status, fates[verdict.Fate()])
	}
	return status, nil
}

// fates are the exit statuses of what becomes of events.
var fates = map[judge.Fate]int{judge.Called: delivered, judge.Unfit: rejected, judge.Rejected: rejected, judge.Lost: lost}

// checked is what check prints of an event.
func checked(i, of int, l *letter.Letter, v *judge.Verdict) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s\n", numbered(i, of, l), outcome(v))
	for _, p := range v.Problems {
		fmt.Fprintf(&b, "  %s\n", oneLine(p.String()))
	}
	for _, note := range v.Notes {
		fmt.Fprintf(&b, "  note: %s\n", oneLine(note))
	}
	return b.String()
}

// numbered names an event.
func numbered(i, of int, l *letter.Letter) string {
	name := fmt.Sprintf("%q", l.Event.DetailType)
	if l.Event.DetailType == "" {
		name = "the event"
	}
	if of > 1 {
		return fmt.Sprintf("%d. %s", i+1, name)
	}
	return name
}

// outcome says what becomes of the event.
func outcome(v *judge.Verdict) string {
	unsure := slices.ContainsFunc(v.Problems, func(p judge.Problem) bool { return p.Unsure })
	switch fate := v.Fate(); {
	case fate == judge.Called:
		return "good, it calls " + called(v.Operation)
	case fate == judge.Unfit && unsure:
		return "it is rejected, or calls " + called(v.Operation) + " but is not as the document wants it"
	case fate == judge.Unfit:
		return "it calls " + called(v.Operation) + ", but is not as the document wants it"
	case fate == judge.Rejected:
		return "rejected, nothing is called"
	}
	return "lost, nobody gets it"
}

// called is an operation in few words.
func called(op *catalog.Operation) string { return op.Method + " " + op.Path }
