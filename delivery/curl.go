package delivery

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// String is the request as a curl command, secrets as ****, without the
// headers that curl or EventBridge set by themselves.
func (r *Request) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "curl -X %s %s", r.Method, shellQuote(r.URL.String()))
	for _, h := range r.Headers {
		switch h.Name {
		case "Host", "Content-Length":
			continue
		}
		fmt.Fprintf(&b, " \\\n  -H %s", shellQuote(h.Name+": "+h.Value.String()))
	}
	if body := r.Body.String(); body != "" {
		fmt.Fprintf(&b, " \\\n  --data-binary %s", shellQuote(body))
	}
	return b.String()
}

// shellQuote is s as one word of a POSIX shell. Characters that a terminal obeys, or that can't
// be seen, are written as $'…' writes them, which bash, zsh and POSIX of 2024 know.
func shellQuote(s string) string {
	if !strings.ContainsFunc(s, unseen) {
		return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
	}
	var b strings.Builder
	b.WriteString("$'")
	for i, r := range s {
		switch {
		case r == '\'' || r == '\\':
			b.WriteString(`\` + string(r))
		case r == '\n':
			b.WriteString(`\n`)
		case unseen(r):
			_, size := utf8.DecodeRuneInString(s[i:]) // 1 for a byte that is no UTF-8
			for _, c := range []byte(s[i : i+size]) {
				fmt.Fprintf(&b, `\x%02x`, c)
			}
		default:
			b.WriteRune(r)
		}
	}
	return b.String() + "'"
}

// unseen are control and format characters, those that end a line, and what is no UTF-8.
func unseen(r rune) bool {
	return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == '\u2028' || r == '\u2029' || r == utf8.RuneError
}

// say writes a line. What an event or a template says in it begins no other line, and instructs
// no terminal.
func say(b *strings.Builder, format string, args ...any) {
	for _, r := range fmt.Sprintf(format, args...) {
		if !unseen(r) || r == utf8.RuneError {
			b.WriteRune(r)
			continue
		}
		quoted := strconv.QuoteRuneToASCII(r)
		b.WriteString(quoted[1 : len(quoted)-1])
	}
	b.WriteByte('\n')
}

// String tells what becomes of the event, for people; secrets are ****.
func (r *Result) String() string {
	var b strings.Builder
	r.write(&b, "")
	return b.String()
}

func (r *Result) write(b *strings.Builder, indent string) {
	for _, n := range r.Notes {
		say(b, "%snote: %s", indent, n)
	}
	if len(r.Deliveries) == 0 {
		say(b, "%s%s: the event is gone", indent, r.whyNothing())
		if r.Closest != nil {
			say(b, "%sthe closest is %s:", indent, r.Closest.Rule)
			for _, m := range r.Closest.Missed {
				say(b, "%s  %s", indent, m)
			}
		}
	}
	for _, d := range r.Deliveries {
		d.write(b, indent)
	}
}

// whyNothing says why there is no delivery.
func (r *Result) whyNothing() string {
	switch {
	case len(r.Matched) > 0:
		return fmt.Sprintf("rule %s matches but has no target", r.Matched[0])
	case r.Closest == nil:
		return fmt.Sprintf("bus %s has no rules", r.Bus)
	}
	return fmt.Sprintf("no rule of bus %s matches", r.Bus)
}

func (d *Delivery) write(b *strings.Builder, indent string) {
	say(b, "%srule %s -> %s", indent, d.Rule, d.where())
	for _, n := range d.Notes {
		say(b, "%s  note: %s", indent, n)
	}
	switch {
	case d.Problem != nil:
		say(b, "%s  not delivered: %s", indent, d.Problem)
		say(b, "%s  %s", indent, d.fallback())
	case d.Request != nil:
		if d.Request.Token != nil {
			say(b, "%s# first, for the token:", indent)
			b.WriteString(d.Request.Token.String() + "\n")
		}
		b.WriteString(d.Request.String() + "\n")
		for _, a := range d.Request.Assumptions {
			say(b, "%s# assumes %s", indent, a)
		}
	case d.Queue != nil:
		say(b, "%s  message: %s", indent, d.Queue.Message)
	case d.Forwarded != nil:
		d.Forwarded.write(b, indent+"  ")
	}
	for _, a := range d.Answers {
		say(b, "%s# %s", indent, a)
		if a.Problem != nil {
			say(b, "%s# which it may not put: the answer goes to the dead-letter queue (%s)", indent, a.Problem.Message)
		}
		for _, assumed := range a.Assumptions {
			say(b, "%s# assumes %s", indent, assumed)
		}
	}
}

// where names the target.
func (d *Delivery) where() string {
	switch {
	case d.Queue != nil && d.Queue.LogicalID != "":
		return "queue " + d.Queue.Stack + "/" + d.Queue.LogicalID
	case d.Request != nil && d.Request.Machine != "":
		return "state machine " + d.Request.Machine
	case d.Carrier == CarrierStateMachine:
		return "state machine " + d.Target
	case d.Request != nil:
		return "API destination " + d.Request.Destination
	}
	return string(d.Kind) + " " + d.Target
}

// fallback tells what becomes of an event that isn't delivered.
func (d *Delivery) fallback() string {
	switch {
	case d.Problem != nil && d.Problem.Code == uncaught:
		return "the event is lost: only the machine's log and metrics tell of it"
	case d.DeadLetter == nil:
		return "the event is lost: the target has no dead-letter queue"
	case d.DeadLetter.Problem != nil:
		return "the event is lost: " + d.DeadLetter.Problem.String()
	case d.DeadLetter.LogicalID != "":
		return "the event goes to the dead-letter queue " + d.DeadLetter.Stack + "/" + d.DeadLetter.LogicalID
	}
	return "the event goes to the dead-letter queue " + d.DeadLetter.ARN
}
