package catalog

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/mapping"
)

// triggers compares what else calls an operation with what did: those whose events it is are told what no
// longer calls, or may not. A schedule has no events, and nobody to tell.
func triggers(was, is *Operation) (breaking, inner []string) {
	for i := range was.Triggers {
		before := &was.Triggers[i]
		now := is.trigger(before.Name)
		switch {
		case now == nil && before.Schedule != "":
			inner = append(inner, fmt.Sprintf("the schedule %q is gone", before.Name))
		case now == nil:
			breaking = append(breaking, fmt.Sprintf("the trigger %q is gone, and its events no longer call", before.Name))
		case before.Schedule == "" && now.Schedule != "":
			breaking = append(breaking, fmt.Sprintf("the trigger %q takes no events: it is a schedule", now.Name))
		case before.Schedule != "" && now.Schedule == "":
			inner = append(inner, fmt.Sprintf("the trigger %q takes events, and is no schedule", now.Name))
		case now.Schedule != "":
			inner = append(inner, schedule(before, now)...)
		default:
			b, in := trigger(before, now, was, is)
			breaking, inner = append(breaking, b...), append(inner, in...)
		}
	}
	for i := range is.Triggers {
		if t := &is.Triggers[i]; was.trigger(t.Name) == nil {
			inner = append(inner, fmt.Sprintf("the trigger %q is new", t.Name))
		}
	}
	return breaking, inner
}

// trigger is the one of a name; nil where there is none.
func (o *Operation) trigger(name string) *Trigger {
	if i := slices.IndexFunc(o.Triggers, func(t Trigger) bool { return t.Name == name }); i >= 0 {
		return &o.Triggers[i]
	}
	return nil
}

func schedule(was, is *Trigger) (inner []string) {
	if was.Schedule != is.Schedule {
		inner = append(inner, fmt.Sprintf("the schedule %q was %s and is %s", is.Name, was.Schedule, is.Schedule))
	}
	if canonical(was.Fields) != canonical(is.Fields) {
		inner = append(inner, fmt.Sprintf("the fields of the schedule %q come from elsewhere", is.Name))
	}
	return inner
}

// trigger compares two that take events. A pattern that is another one may take all that the old one took;
// it can't be told, so it counts as breaking.
func trigger(was, is *Trigger, before, now *Operation) (breaking, inner []string) {
	const unnamed = "default"
	if from, to := cmp.Or(was.Bus, unnamed), cmp.Or(is.Bus, unnamed); from != to {
		breaking = append(breaking, fmt.Sprintf("the trigger %q takes events from the bus %q, not from %q", is.Name, to, from))
	}
	if pattern := canonical(is.Pattern); pattern != canonical(was.Pattern) {
		breaking = append(breaking, fmt.Sprintf("the events of the trigger %q must match the pattern %s", is.Name, pattern))
	}
	if canonical(was.Fields) == canonical(is.Fields) {
		return breaking, nil
	}
	known, needed := was.needs(before), 0
	for _, path := range is.needs(now) {
		if !slices.Contains(known, path) {
			breaking = append(breaking, fmt.Sprintf("the events of the trigger %q must have %s", is.Name, path))
			needed++
		}
	}
	if needed == 0 {
		inner = append(inner, fmt.Sprintf("the fields of the trigger %q come from elsewhere", is.Name))
	}
	return breaking, inner
}

// needs are the paths without which an event of the trigger calls nothing: those of the body, and of all
// fields that aren't optional. What each event has is no matter.
func (t *Trigger) needs(of *Operation) []string {
	node, err := mapping.Parse(t.Fields)
	if err != nil {
		return nil // it is none of ours
	}
	fields := byName(of.Fields)
	var needed []string
	var look func(node mapping.Node, place string)
	look = func(node mapping.Node, place string) {
		f := fields[place]
		if f == nil {
			for _, m := range node.Members {
				look(m.Node, strings.TrimPrefix(place+"."+m.Name, "."))
			}
			return
		}
		for _, path := range node.Paths() {
			if (f.Required || f.In == "body") && len(path.Steps()) > 1 && !slices.Contains(needed, path.Text) {
				needed = append(needed, path.Text)
			}
		}
	}
	look(node, "")
	return needed
}

// canonical is JSON with its members in the order of their names.
func canonical(text json.RawMessage) string {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var value any
	if decoder.Decode(&value) != nil {
		return ""
	}
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if encoder.Encode(value) != nil {
		return ""
	}
	return string(bytes.TrimSpace(b.Bytes()))
}
