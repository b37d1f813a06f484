package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/openapi-destinations/openapidestinations/delivery"
	"github.com/openapi-destinations/openapidestinations/e2e/internal/lab"
	"github.com/openapi-destinations/openapidestinations/internal/text"
)

// mostListed is how many operations are named.
const mostListed = 10

// arrival is how long the first request may take, and look how often the dead-letter queue is
// looked into.
const (
	arrival = 20 * time.Second
	look    = 300 * time.Millisecond
)

// play puts the first event, shows what arrives, and takes more events until the context ends.
func (s *stage) play(ctx context.Context, operation string, in io.Reader, out io.Writer) error {
	first, err := s.named(operation)
	if err != nil {
		return err
	}
	requests := make(chan lab.Request, 1000)
	s.lab.Recorder.Watch(func(r lab.Request) {
		select {
		case requests <- r:
		default: // more than anybody reads
		}
	})
	event, err := sample(first)
	if err != nil {
		return err
	}
	if err := s.put(ctx, out, event); err != nil {
		return err
	}
	select {
	case r := <-requests:
		show(out, &r)
	case <-time.After(arrival):
		fmt.Fprintf(out, "\nNo request came within %s.\n", arrival)
	case <-ctx.Done():
		return ctx.Err()
	}
	s.invite(out, event)
	return s.serve(ctx, requests, in, out)
}

// serve shows requests and dead letters, and puts what is typed, until the context ends.
func (s *stage) serve(ctx context.Context, requests <-chan lab.Request, in io.Reader, out io.Writer) error {
	lines := make(chan string)
	go read(ctx, in, lines)
	looked := time.NewTicker(look)
	defer looked.Stop()
	var typed typing
	for {
		select {
		case <-ctx.Done():
			return nil
		case r := <-requests:
			show(out, &r)
		case line := <-lines:
			whole, ended := typed.add(line)
			if !ended {
				continue
			}
			if err := s.take(ctx, out, whole); err != nil && ctx.Err() == nil {
				fmt.Fprintln(out, text.Printable(err.Error()))
			}
		case <-looked.C:
			letters, err := s.letters(ctx)
			if err != nil && ctx.Err() == nil {
				return err
			}
			for _, letter := range letters {
				s.showLetter(ctx, out, letter)
			}
		}
	}
}

func (s *stage) letters(ctx context.Context) ([]lab.Letter, error) {
	if s.queue == "" {
		return nil, nil
	}
	return s.Letters(ctx, s.queue, 0, 0)
}

// read gives the lines of what is typed, each once; at its end, nothing more is typed.
func read(ctx context.Context, in io.Reader, lines chan<- string) {
	scanner := bufio.NewScanner(in)
	scanner.Buffer(nil, 4<<20)
	for scanner.Scan() {
		select {
		case lines <- scanner.Text():
		case <-ctx.Done():
			return
		}
	}
}

// typing are the lines of what is being typed: a name, or JSON up to the line that ends it.
type typing struct{ lines []string }

// add adds a line, and gives what was typed once that is whole. An empty line ends it, too.
func (t *typing) add(line string) (whole string, ended bool) {
	trimmed := strings.TrimSpace(line)
	if len(t.lines) == 0 && trimmed == "" {
		return "", false
	}
	if len(t.lines) == 0 && !strings.HasPrefix(trimmed, "{") && !strings.HasPrefix(trimmed, "[") {
		return trimmed, true
	}
	t.lines = append(t.lines, line)
	whole = strings.Join(t.lines, "\n")
	if trimmed != "" && !json.Valid([]byte(whole)) {
		return "", false
	}
	t.lines = nil
	return whole, true
}

// take puts the sample of the operation that was named, or the events that were given.
func (s *stage) take(ctx context.Context, out io.Writer, typed string) error {
	if !strings.HasPrefix(typed, "{") && !strings.HasPrefix(typed, "[") {
		o, err := s.named(typed)
		if err != nil {
			return err
		}
		event, err := sample(o)
		if err != nil {
			return err
		}
		return s.put(ctx, out, event)
	}
	events, err := delivery.ParseEvents([]byte(typed))
	if err != nil {
		return err
	}
	for _, e := range events {
		if err := s.put(ctx, out, lab.Event{Source: e.Source, DetailType: e.DetailType, Detail: e.Detail}); err != nil {
			return err
		}
	}
	return nil
}

// named is the operation of that detail type, or the first.
func (s *stage) named(name string) (*operation, error) {
	if name == "" {
		return &s.operations[0], nil
	}
	var names []string
	for i := range s.operations {
		if strings.EqualFold(s.operations[i].DetailType, name) {
			return &s.operations[i], nil
		}
		names = append(names, s.operations[i].DetailType)
	}
	return nil, fmt.Errorf("no operation has the detail type %q: %s", name,
		text.Meant(name, names, "type one of the catalog's, or an event as JSON"))
}

func (s *stage) put(ctx context.Context, out io.Writer, event lab.Event) error {
	events := []lab.Event{event}
	if err := s.Put(ctx, s.bus, events); err != nil {
		return err
	}
	fmt.Fprintf(out, "\nEvent %q put on the bus %s, with the detail\n%s\n",
		text.Printable(event.DetailType), s.bus, text.Printable(string(event.Detail)))
	return nil
}

// show prints a request as it came.
func show(out io.Writer, r *lab.Request) {
	fmt.Fprintf(out, "\nThe API got\n\n%s\n", text.Printable(strings.ReplaceAll(strings.TrimRight(r.String(), "\n"), "\r\n", "\n")))
}

// showLetter prints what is in the dead-letter queue, and why.
func (s *stage) showLetter(ctx context.Context, out io.Writer, letter lab.Letter) {
	fmt.Fprintf(out, "\nThe dead-letter queue got the event %q\n", text.Printable(letter.Event.DetailType))
	for _, name := range []string{"ERROR_CODE", "ERROR_MESSAGE", "RETRY_ATTEMPTS"} {
		if value, ok := letter.Attributes[name]; ok {
			fmt.Fprintf(out, "%s: %s\n", name, text.Printable(value))
		}
	}
	event, err := json.Marshal(map[string]any{"source": letter.Event.Source, "detail-type": letter.Event.DetailType, "detail": letter.Event.Detail})
	if err != nil {
		return
	}
	told, err := s.lab.Explain(ctx, s.assembly, event)
	if err != nil {
		return // the letter is shown; why it is one may be in its attributes
	}
	for line := range strings.Lines(told) {
		if why, found := strings.CutPrefix(line, "why: "); found {
			fmt.Fprint(out, text.Printable(why))
		}
	}
}

// invite says what can be done now.
func (s *stage) invite(out io.Writer, event lab.Event) {
	names := make([]string, len(s.operations))
	for i := range s.operations {
		names[i] = fmt.Sprintf("%q", text.Printable(s.operations[i].DetailType))
	}
	more := ""
	if len(names) > mostListed {
		more = fmt.Sprintf(", and %d more", len(names)-mostListed)
		names = names[:mostListed]
	}
	fmt.Fprintf(out, "\nThe events of all operations: %s\n", filepath.Join(s.assembly, "*.events.md"))
	fmt.Fprintf(out, "Type the name of an operation to put its sample, or paste an event as JSON, with Enter. Ctrl-C ends.\nOperations: %s%s\n", strings.Join(names, ", "), more)
	fmt.Fprintf(out, "Or from another terminal:\n\n%s\n", s.commandLine(event))
}

// commandLine puts the event with the AWS CLI.
func (s *stage) commandLine(event lab.Event) string {
	entries, err := json.Marshal([]map[string]string{{
		"EventBusName": s.bus, "Source": event.Source, "DetailType": event.DetailType, "Detail": string(event.Detail),
	}})
	if err != nil {
		return ""
	}
	cli, err := s.lab.AWSCLI()
	if err != nil {
		cli = "aws"
	}
	environment := slices.DeleteFunc(slices.Clone(s.Env), func(v string) bool {
		return !strings.HasPrefix(v, "AWS_ACCESS_KEY_ID=") && !strings.HasPrefix(v, "AWS_SECRET_ACCESS_KEY=")
	})
	// JSON has another way to write an apostrophe, so that no text of it ends the shell's quotes.
	quoted := strings.ReplaceAll(text.Printable(string(entries)), "'", `\u0027`)
	return fmt.Sprintf("%s %s events put-events --region %s --endpoint-url %s --entries '%s'",
		strings.Join(environment, " "), cli, lab.Region, s.lab.Emulator.URL, quoted)
}
