// Package putevents knows what PutEvents takes (docs/eventbridge.md, 5).
package putevents

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/openapi-destinations/openapidestinations/delivery"
)

// MostEntries is how many one call takes, and LargestCall how many bytes, of one entry or of all.
const (
	MostEntries = 10
	LargestCall = 1 << 20

	longestSource = 256
	longestType   = 128
)

// Refuse says what PutEvents would refuse of the events, all at once. The sources of AWS's
// own services are for those alone.
func Refuse(events []delivery.Event, fromService bool) error {
	var found []string
	if len(events) > MostEntries {
		found = append(found, fmt.Sprintf("there are %d events, and one PutEvents takes %d", len(events), MostEntries))
	}
	size := 0
	for i, event := range events {
		name := "the event"
		if len(events) > 1 {
			name = fmt.Sprintf("event %d", i+1)
		}
		for _, why := range Faults(event, fromService) {
			found = append(found, name+why)
		}
		size += Size(event)
	}
	if size > LargestCall {
		found = append(found, fmt.Sprintf("the events have %d bytes, and one PutEvents takes %d", size, LargestCall))
	}
	if len(found) == 0 {
		return nil
	}
	return fmt.Errorf("PutEvents refuses this: %s", strings.Join(found, "; "))
}

// Faults are what is wrong with one event, to be read after its name.
func Faults(e delivery.Event, fromService bool) (found []string) {
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

// Size is what AWS counts of an entry: its texts as UTF-8, and 14 bytes for a time.
func Size(e delivery.Event) int {
	size := len(e.Source) + len(e.DetailType) + len(e.Detail)
	for _, r := range e.Resources {
		size += len(r)
	}
	if e.Time != "" {
		size += 14
	}
	return size
}
