package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"strings"

	"github.com/openapi-destinations/openapidestinations/cmd/destinations/internal/judge"
	"github.com/openapi-destinations/openapidestinations/cmd/destinations/internal/letter"
	"github.com/openapi-destinations/openapidestinations/internal/text"
)

const explainHelp = `
explain says why an event was not delivered: what the API answered or what kept EventBridge from
asking it, what the event lacks, which operation or field was probably meant, and whether putting the
event back can help. It reads the catalog of events that cdk synth wrote, and needs no AWS account.

  aws sqs receive-message --queue-url URL --max-number-of-messages 10 \
    --message-attribute-names All --attribute-names All >letters.json
  destinations explain -catalog cdk.out/Api.events.json -event letters.json

A letter is what that command prints, a message of it, a message's body alone, or any event. The
exit status says what would become of the events if they were put back as they are.`

// explain says why letters are dead.
func explain(_ context.Context, args []string, with streams) (status int, err error) {
	flags := flag.NewFlagSet("explain", flag.ContinueOnError)
	var catalogs, events []string
	catalogFlag(flags, &catalogs)
	eventFlag(flags, &events, "dead letters or events")
	if err := parse(flags, args, explainHelp, with.out); err != nil {
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
		e := j.Letter(l)
		told := explained(numbered(i, len(letters), l), l, e)
		if i > 0 {
			told = "\n" + told
		}
		if _, err := io.WriteString(with.out, text.Printable(told)); err != nil {
			return wrongUse, err
		}
		status = max(status, fates[e.Fate()])
	}
	return status, nil
}

// explained is what explain prints of a letter.
func explained(name string, l *letter.Letter, e *judge.Explanation) string {
	var b strings.Builder
	b.WriteString(name)
	for _, one := range [][2]string{{" of ", l.Event.Source}, {", event ", l.Event.ID}, {", put at ", l.Event.Time}, {", message ", l.MessageID}} {
		if one[1] != "" {
			b.WriteString(one[0] + oneLine(one[1]))
		}
	}
	line := func(label, said string) {
		if said != "" {
			fmt.Fprintf(&b, "\n  %-10s %s", label, oneLine(said))
		}
	}
	if l.Answer() {
		line("answer", "to be put on the bus "+l.Event.Bus)
	}
	if op := e.Verdict.Operation; op != nil {
		line("operation", called(op))
	}
	if l.Code != "" {
		line("error", strings.TrimSuffix(l.Code+": "+l.Message, ": "))
	}
	line("that is", e.Failure.Meaning)
	for _, p := range e.Verdict.Problems {
		line("wrong", p.String())
	}
	for _, note := range e.Verdict.Notes {
		line("note", note)
	}
	line("put back", e.Advice())
	return b.String() + "\n"
}

// oneLine is a text without ends of lines: what comes from an API or an event could look like a
// line of ours.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
