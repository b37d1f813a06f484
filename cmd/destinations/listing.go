package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"golang.org/x/term"

	"github.com/openapi-destinations/openapidestinations/cmd/destinations/internal/redrive"
	"github.com/openapi-destinations/openapidestinations/internal/text"
)

// mostListed is how many groups are shown: a queue takes any detail type from anybody.
const mostListed = 100

// listed is what redrive prints of its result.
func listed(r *redrive.Result, o *redrive.Options) string {
	var b strings.Builder
	if r.Read == 0 {
		return "The queue has no letters that can be read now.\n"
	}
	table := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "EVENT\tERROR\tLETTERS\tOLDEST\tWHAT BECOMES OF THEM")
	for _, g := range r.Groups[:min(len(r.Groups), mostListed)] {
		fmt.Fprintf(table, "%s\t%s\t%d\t%s\t%s\n", cell(g.DetailType), cell(g.Error), g.Count, age(g.Oldest), cell(fate(g, o.Put)))
	}
	_ = table.Flush() // into a buffer
	if more := len(r.Groups) - mostListed; more > 0 {
		fmt.Fprintf(&b, "… and %d more lines\n", more)
	}
	b.WriteString("\n" + summary(r, o))
	return text.Printable(b.String())
}

// fate says what becomes of the letters of a group.
func fate(g *redrive.Group, put bool) string {
	switch {
	case !g.Selected:
		return "not selected"
	case g.Kept != "" && g.Example != "":
		return "stay: " + g.Kept + ", such as: " + g.Example
	case g.Kept != "":
		return "stay: " + g.Kept
	case put:
		return "put back"
	}
	return "can be put back"
}

// summary says what was done, and what to do next.
func summary(r *redrive.Result, o *redrive.Options) string {
	var b strings.Builder
	if o.Put {
		fmt.Fprintf(&b, "%s on the bus %s again. %s in the queue.\n", counted(r.Put, "event is", "events are"), oneLine(o.Bus), counted(r.Read-r.Put, "letter stays", "letters stay"))
	} else {
		fmt.Fprintf(&b, "Nothing was put: %s be put back on the bus %s, with -put.\n", counted(r.Selected-r.Stay, "event can", "events can"), oneLine(o.Bus))
	}
	if r.Twice > 0 {
		fmt.Fprintf(&b, "%s there twice, since an answer of PutEvents was lost.\n", counted(r.Twice, "event may be", "events may be"))
	}
	if len(r.Undeleted) > 0 {
		fmt.Fprintf(&b, "SQS did not delete these messages, whose events are on the bus: delete them, or they are put a second time: %s\n", oneLine(strings.Join(r.Undeleted, " ")))
	}
	if r.Hidden > 0 {
		fmt.Fprintf(&b, "%s for up to five minutes.\n", counted(r.Hidden, "letter is hidden", "letters are hidden"))
	}
	if r.More {
		b.WriteString("The queue has more letters than can be read at once: put some back, or choose with the filters.\n")
	}
	return b.String()
}

func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// widest is how much a cell of the table shows.
const widest = 200

// cell is a text in a table: on one line, and not too long.
func cell(s string) string {
	s = oneLine(s)
	if s == "" {
		return "-"
	}
	if runes := []rune(s); len(runes) > widest {
		s = string(runes[:widest]) + "…"
	}
	return s
}

// age is a time in its largest unit.
func age(d time.Duration) string {
	switch {
	case d <= 0:
		return "-"
	case d < 2*time.Minute:
		return fmt.Sprintf("%d s", int(d.Seconds()))
	case d < 2*time.Hour:
		return fmt.Sprintf("%d min", int(d.Minutes()))
	case d < 48*time.Hour:
		return fmt.Sprintf("%d h", int(d.Hours()))
	}
	return fmt.Sprintf("%d d", int(d.Hours()/24))
}

// bar shows how far a run is, on a terminal and nowhere else.
type bar struct {
	to      io.Writer // nil where nobody looks
	put     bool
	began   time.Time
	columns int
}

var terminal = term.IsTerminal

func newBar(w io.Writer, put bool) *bar {
	b := &bar{put: put, began: time.Now(), columns: 80}
	if file, ok := isTerminal(w); ok {
		b.to = w
		if width, _, err := term.GetSize(int(file.Fd())); err == nil && width > 0 {
			b.columns = width
		}
	}
	return b
}

// show draws the bar anew.
func (b *bar) show(read, put, of int) {
	if b.to == nil {
		return
	}
	fmt.Fprintf(b.to, "\r\x1b[K%s", barLine(read, put, of, b.put, time.Since(b.began), b.columns))
}

// barLine is the bar as a line that is no longer than the terminal is wide.
func barLine(read, put, of int, puts bool, took time.Duration, columns int) string {
	told := fmt.Sprintf(" %d of about %d read", read, of)
	if puts {
		told = fmt.Sprintf(" %d of about %d read, %d put back", read, of, put)
		if s := took.Seconds(); s >= 1 {
			told += fmt.Sprintf(", %.1f/s", float64(put)/s)
		}
	}
	width := min(40, columns-len(told)-3)
	if width < 5 {
		return strings.TrimSpace(told)[:min(len(told)-1, max(columns-1, 0))]
	}
	done := 0
	if of > 0 {
		done = min(width, width*read/of)
	}
	return "[" + strings.Repeat("=", done) + strings.Repeat(" ", width-done) + "]" + told
}

// clear takes the bar away.
func (b *bar) clear() {
	if b.to != nil {
		fmt.Fprint(b.to, "\r\x1b[K")
	}
}
