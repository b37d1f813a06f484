package redrive

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/openapi-destinations/openapidestinations/cmd/destinations/internal/letter"
	"github.com/openapi-destinations/openapidestinations/internal/catalog"
)

// Filter chooses letters. What is empty chooses all.
type Filter struct {
	// Operations are detail types, operationIds or "METHOD /path"; Errors are codes, or "rejected" for
	// letters without one; Sources and Messages are those of events and ids of messages. A * stands
	// for any text.
	Operations, Errors, Sources, Messages []string
	// Older and Newer are bounds of how long a letter has been in the queue.
	Older, Newer time.Duration
}

// Rejected is what letters are listed under that have no code.
const Rejected = "rejected"

// errorOf is what letters are listed under.
func errorOf(l *letter.Letter) string { return cmp.Or(l.Code, Rejected) }

// takes says that the filter chooses a letter.
func (f *Filter) takes(l *letter.Letter, op *catalog.Operation, now time.Time) bool {
	names := []string{l.Event.DetailType}
	if op != nil {
		names = append(names, op.OperationID, op.Method+" "+op.Path)
	}
	age := now.Sub(l.Sent)
	known := !l.Sent.IsZero()
	return matches(f.Operations, names...) && matches(f.Errors, errorOf(l)) &&
		matches(f.Sources, l.Event.Source) && matches(f.Messages, l.MessageID) &&
		(f.Older == 0 || known && age >= f.Older) && (f.Newer == 0 || known && age <= f.Newer)
}

// matches says that one of the patterns is that of one of the names.
func matches(patterns []string, names ...string) bool {
	return len(patterns) == 0 || slices.ContainsFunc(patterns, func(p string) bool {
		return slices.ContainsFunc(names, func(name string) bool { return glob(p, name) })
	})
}

// glob compares a text with a pattern in which * stands for any text.
func glob(pattern, text string) bool {
	parts := strings.Split(pattern, "*")
	if len(parts) == 1 {
		return pattern == text
	}
	rest, ok := strings.CutPrefix(text, parts[0])
	if !ok {
		return false
	}
	for _, part := range parts[1 : len(parts)-1] {
		i := strings.Index(rest, part)
		if i < 0 {
			return false
		}
		rest = rest[i+len(part):]
	}
	return strings.HasSuffix(rest, parts[len(parts)-1])
}

// decision is what becomes of a letter. One that is selected is put back unless kept says why not.
type decision struct {
	selected bool
	kept     string // in few words, the same for letters alike
	example  string // the whole reason of this letter
}

// decide judges a letter.
func (r *run) decide(l *letter.Letter) decision {
	if !r.Filter.takes(l, r.Judge.Operation(l.Event.DetailType), r.began) {
		return decision{}
	}
	d := decision{selected: true}
	switch bus := l.Bus(); {
	case !l.Sent.IsZero() && !l.Sent.Before(r.began):
		d.kept = "it came after this began"
	case l.Answer() && l.Unread == nil && !r.takesAnswers(l.Event.Bus):
		d.kept = fmt.Sprintf("it is an answer for the bus %q (-answer-bus)", l.Event.Bus)
	case l.Code == letter.UnreadableAnswer && !slices.Contains(r.Filter.Errors, l.Code):
		d.kept = "the API was called, and would be again (-error " + l.Code + " puts it back)"
	case !r.ours(bus):
		d.kept = fmt.Sprintf("a rule of another bus sent it, %s", bus)
	default:
		if why := r.Judge.Letter(l).Kept(); why != "" {
			d.kept, d.example, _ = strings.Cut(why, ": ")
		}
	}
	return d
}

// Group are letters of one operation and one error, of which the same becomes.
type Group struct {
	DetailType, Error string
	// Selected says that the filter chose them, Kept why they stay in the queue nevertheless, and
	// Example what that is of one of them.
	Selected      bool
	Kept, Example string
	Count         int
	// Oldest is how long the oldest has been in the queue, 0 if that isn't known.
	Oldest time.Duration
}

type groupKey struct {
	detailType, code, kept string
	selected               bool
}

// mostGroups bounds what strangers can make of the list: beyond that, detail types are one.
const mostGroups = 1000

// keyOf is that of the letter's group, or of that of the others where there is none and no room for one.
func (r *run) keyOf(l *letter.Letter, kept string, selected bool) groupKey {
	key := groupKey{l.Event.DetailType, errorOf(l), kept, selected}
	if r.groups[key] == nil && len(r.groups) >= mostGroups {
		key.detailType, key.code = "(others)", "(others)"
	}
	return key
}

// count puts a letter into its group.
func (r *run) count(l *letter.Letter, d decision) {
	key := r.keyOf(l, d.kept, d.selected)
	g := r.groups[key]
	if g == nil {
		g = &Group{DetailType: key.detailType, Error: key.code, Selected: d.selected, Kept: d.kept, Example: d.example}
		r.groups[key] = g
	}
	g.Count++
	if !l.Sent.IsZero() {
		g.Oldest = max(g.Oldest, r.began.Sub(l.Sent))
	}
}

// stays moves a letter from the group of those that are put back to one of those that stay.
func (r *run) stays(l *letter.Letter, why string) {
	from := r.keyOf(l, "", true)
	if g := r.groups[from]; g != nil {
		if g.Count--; g.Count == 0 {
			delete(r.groups, from)
		}
	}
	kept, example, _ := strings.Cut(why, ": ")
	r.count(l, decision{selected: true, kept: kept, example: example})
}

// sorted are the groups in a fixed order: what is put back first, the larger first.
func sorted(groups map[groupKey]*Group) []*Group {
	return slices.SortedFunc(maps.Values(groups), func(a, b *Group) int {
		return cmp.Or(rank(a)-rank(b), b.Count-a.Count, strings.Compare(a.DetailType, b.DetailType), strings.Compare(a.Error, b.Error), strings.Compare(a.Kept, b.Kept))
	})
}

func rank(g *Group) int {
	switch {
	case !g.Selected:
		return 2
	case g.Kept != "":
		return 1
	}
	return 0
}
