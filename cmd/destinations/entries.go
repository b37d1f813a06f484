package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/openapi-destinations/openapidestinations/delivery"
)

// The limits of PutEvents (docs/eventbridge.md, 5).
const (
	mostEntries   = 10
	largestEntry  = 1 << 20 // of all entries together, too
	longestSource = 256
	longestType   = 128
)

// refuse says what PutEvents would refuse of the events, all at once. The sources of AWS's
// own services are for those alone.
func refuse(events []delivery.Event, fromService bool) error {
	var found []string
	if len(events) > mostEntries {
		found = append(found, fmt.Sprintf("there are %d events, and one PutEvents takes %d", len(events), mostEntries))
	}
	size := 0
	for i, event := range events {
		name := "the event"
		if len(events) > 1 {
			name = fmt.Sprintf("event %d", i+1)
		}
		for _, why := range faults(event, fromService) {
			found = append(found, name+why)
		}
		size += entrySize(event)
	}
	if size > largestEntry {
		found = append(found, fmt.Sprintf("the events have %d bytes, and one PutEvents takes %d", size, largestEntry))
	}
	if len(found) == 0 {
		return nil
	}
	return fmt.Errorf("PutEvents refuses this: %s", strings.Join(found, "; "))
}

// faults are what is wrong with one event, to be read after its name.
func faults(e delivery.Event, fromService bool) (found []string) {
	add := func(wrong bool, format string, args ...any) {
		if wrong {
			found = append(found, fmt.Sprintf(format, args...))
		}
	}
	add(strings.TrimSpace(e.Source) == "", " has no source")
	add(utf8.RuneCountInString(e.Source) > longestSource, "'s source has more than %d characters", longestSource)
	add(!fromService && strings.HasPrefix(e.Source, "aws."), `'s source %q begins with "aws.", which only AWS's own services may use (-service: the event is one of theirs)`, e.Source)
	add(strings.TrimSpace(e.DetailType) == "", " has no detail type")
	add(utf8.RuneCountInString(e.DetailType) > longestType, "'s detail type has more than %d characters", longestType)
	var detail map[string]json.RawMessage
	switch err := json.Unmarshal(e.Detail, &detail); {
	case len(e.Detail) == 0:
		add(true, " has no detail")
	case !json.Valid(e.Detail):
		add(true, "'s detail is malformed: %v", err)
	default:
		add(err != nil || detail == nil, "'s detail is malformed: it must be a JSON object")
	}
	return found
}

// entrySize is what AWS counts of an entry: its texts as UTF-8, and 14 bytes for a time.
func entrySize(e delivery.Event) int {
	size := len(e.Source) + len(e.DetailType) + len(e.Detail)
	for _, r := range e.Resources {
		size += len(r)
	}
	if e.Time != "" {
		size += 14
	}
	return size
}
