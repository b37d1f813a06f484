package delivery

import (
	"fmt"
	"strings"
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

// shellQuote is s as one word of a POSIX shell.
func shellQuote(s string) string {
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

// String tells what becomes of the event, for people; secrets are ****.
func (r *Result) String() string {
	var b strings.Builder
	r.write(&b, "")
	return b.String()
}

func (r *Result) write(b *strings.Builder, indent string) {
	for _, n := range r.Notes {
		fmt.Fprintf(b, "%snote: %s\n", indent, n)
	}
	if len(r.Deliveries) == 0 {
		fmt.Fprintf(b, "%s%s: the event is gone\n", indent, r.whyNothing())
		if r.Closest != nil {
			fmt.Fprintf(b, "%sthe closest is %s:\n", indent, r.Closest.Rule)
			for _, m := range r.Closest.Missed {
				fmt.Fprintf(b, "%s  %s\n", indent, m)
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
	fmt.Fprintf(b, "%srule %s -> %s\n", indent, d.Rule, d.where())
	for _, n := range d.Notes {
		fmt.Fprintf(b, "%s  note: %s\n", indent, n)
	}
	switch {
	case d.Problem != nil:
		fmt.Fprintf(b, "%s  not delivered: %s\n", indent, d.Problem)
		fmt.Fprintf(b, "%s  %s\n", indent, d.fallback())
	case d.Request != nil:
		if d.Request.Token != nil {
			fmt.Fprintf(b, "%s# first, for the token:\n%s\n", indent, d.Request.Token)
		}
		fmt.Fprintf(b, "%s\n", d.Request)
		for _, a := range d.Request.Assumptions {
			fmt.Fprintf(b, "%s# assumes %s\n", indent, a)
		}
	case d.Queue != nil:
		fmt.Fprintf(b, "%s  message: %s\n", indent, d.Queue.Message)
	case d.Forwarded != nil:
		d.Forwarded.write(b, indent+"  ")
	}
}

// where names the target.
func (d *Delivery) where() string {
	switch {
	case d.Queue != nil && d.Queue.LogicalID != "":
		return "queue " + d.Queue.Stack + "/" + d.Queue.LogicalID
	case d.Request != nil:
		return "API destination " + d.Request.Destination
	}
	return string(d.Kind) + " " + d.Target
}

// fallback tells what becomes of an event that isn't delivered.
func (d *Delivery) fallback() string {
	switch {
	case d.DeadLetter == nil:
		return "the event is lost: the target has no dead-letter queue"
	case d.DeadLetter.Problem != nil:
		return "the event is lost: " + d.DeadLetter.Problem.String()
	case d.DeadLetter.LogicalID != "":
		return "the event goes to the dead-letter queue " + d.DeadLetter.Stack + "/" + d.DeadLetter.LogicalID
	}
	return "the event goes to the dead-letter queue " + d.DeadLetter.ARN
}
