package main

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/openapi-destinations/openapidestinations"
	"github.com/openapi-destinations/openapidestinations/internal/home"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// outcome is what came of one API.
type outcome struct {
	// stacks are the names of its stacks; the first has the bus.
	stacks []string
	named  bool
	// counts are of the operations, and leftOut says which are none of the app's.
	counts  map[kind]int
	leftOut string
	// succeeded and failed are how many operations tell such an outcome.
	succeeded, failed int
}

// kind is what is counted apart: how faithfully, and by whom operations are called.
type kind struct {
	openapidestinations.Fidelity
	openapidestinations.Carrier
}

func outcomeOf(s settings, doc *spec.Document, parts []openapidestinations.OpenApiDestinations) outcome {
	o := outcome{named: s.name != "", counts: make(map[kind]int)}
	taken := make(map[string]bool)
	for _, part := range parts {
		for _, operation := range part.Operations() {
			o.counts[kind{operation.Fidelity, operation.Carrier}]++
			taken[operation.Method+" "+operation.Path] = true
			if operation.Succeeded != "" {
				o.succeeded++
			}
			if operation.Failed != "" {
				o.failed++
			}
		}
	}
	o.leftOut = leftOut(s, doc, taken)
	return o
}

// counted are the operations by carrier and fidelity. A state machine that nobody needs is not
// spoken of.
func (o *outcome) counted() string {
	by := func(carrier openapidestinations.Carrier) string {
		return fmt.Sprintf("%d exact, %d inexact", o.counts[kind{openapidestinations.Exact, carrier}], o.counts[kind{openapidestinations.Inexact, carrier}])
	}
	destination, machine := by(openapidestinations.ByAPIDestination), by(openapidestinations.ByStateMachine)
	unsupported := fmt.Sprintf("%d unsupported", o.counts[kind{Fidelity: openapidestinations.Unsupported}])
	if machine == "0 exact, 0 inexact" {
		return destination + ", " + unsupported
	}
	return fmt.Sprintf("%s by API destination; %s by state machine (about $1.20 a million calls instead of $0.20); %s", destination, machine, unsupported)
}

// answers says how many operations tell their outcome; nothing where none does.
func (o *outcome) answers() string {
	if o.succeeded+o.failed == 0 {
		return ""
	}
	return fmt.Sprintf("; answers as events: %d of a success, %d of a failure", o.succeeded, o.failed)
}

// leftOut says what is none of the operations, and why.
func leftOut(s settings, doc *spec.Document, taken map[string]bool) string {
	reading, filtered := make(map[string]int), 0
	for i := range doc.Operations {
		operation := &doc.Operations[i]
		reads := slices.Contains([]string{"GET", "HEAD", "OPTIONS"}, operation.Method)
		asked := operation.Method != "OPTIONS" && slices.Contains([]openapidestinations.Answers{openapidestinations.SuccessAnswers, openapidestinations.BothAnswers}, s.props.Answers)
		switch {
		case taken[operation.Method+" "+operation.Path]:
		case reads && !asked && s.props.Methods == nil:
			reading[operation.Method]++
		default:
			filtered++
		}
	}
	var said []string
	for _, method := range slices.Sorted(maps.Keys(reading)) {
		said = append(said, fmt.Sprintf("%d %s", reading[method], method))
	}
	text := ""
	if len(said) > 0 {
		text = strings.Join(said, ", ") + " (an answer goes nowhere: \"answers\" asks for it, \"methods\" for the call alone)"
	}
	if filtered > 0 {
		text = strings.TrimPrefix(fmt.Sprintf("%s, %d by \"methods\", \"include\" or \"exclude\"", text, filtered), ", ")
	}
	return text
}

// summarize says on a few lines what came out, and what to do next. What a document says is in
// none of them.
func summarize(w io.Writer, folder string, outcomes []outcome) {
	var missing []string
	for i := range outcomes {
		o := &outcomes[i]
		line := o.stacks[0] + ": " + o.counted() + o.answers()
		if n := len(o.stacks); n > 1 {
			line += fmt.Sprintf(", in %d stacks", n)
		}
		if o.leftOut != "" {
			line += "\nLeft out: " + o.leftOut
		}
		fmt.Fprintln(w, line)
		if !o.named {
			missing = append(missing, strconv.Quote(o.stacks[0]))
		}
	}
	shown, catalog, deploy := shownFolder(folder), constructID+".events.md", "deploy"
	if len(outcomes) > 1 || len(outcomes[0].stacks) > 1 {
		catalog, deploy = "*.events.md", "deploy --all"
	}
	fmt.Fprintf(w, "Events to put, and the requests that they become: %s\n", filepath.Join(shown, catalog))
	open, secret := asked(folder, outcomes)
	for _, parameter := range open {
		deploy += " --parameters " + parameter + "=…"
	}
	if len(secret) > 0 {
		// On a command line a secret stays in the shell's history and in the list of processes.
		deploy += fmt.Sprintf(", once \"credentials\" says which secret is %s, or launch the template in the console, which asks for it", strings.Join(secret, ", "))
	}
	fmt.Fprintf(w, "Next: cdk %s; or save an event of that page as event.json, and see its request: %s request -assembly %s -event event.json\n", deploy, eventCommand(), shown)
	if len(missing) > 0 {
		fmt.Fprintf(w, "Keep the name, or another title makes another stack: \"name\": %s\n", strings.Join(missing, ", "))
	}
}

// eventCommand begins a line that says what an event becomes. The command is a module of its own,
// which in a clone is installed first, unless it is there already.
func eventCommand() string {
	const folder = "cmd/destinations"
	if _, err := exec.LookPath("destinations"); err == nil {
		return "destinations"
	}
	if _, err := os.Stat(folder); err == nil {
		return "go install -C " + folder + " . && destinations"
	}
	return "go run " + home.Module + "/" + folder + "@latest"
}

// shownFolder is the folder as one would type it.
func shownFolder(folder string) string {
	if here, err := os.Getwd(); err == nil {
		if relative, err := filepath.Rel(here, folder); err == nil && filepath.IsLocal(relative) {
			return relative
		}
	}
	return folder
}

// asked are the parameters that a launch must give, those that are secrets apart, with their
// stack where there are several.
func asked(folder string, outcomes []outcome) (open, secret []string) {
	for i := range outcomes {
		for _, stack := range outcomes[i].stacks {
			text, err := os.ReadFile(filepath.Join(folder, stack+".template.json"))
			var template struct {
				Parameters map[string]struct {
					Default any
					NoEcho  bool
				}
			}
			if err != nil || json.Unmarshal(text, &template) != nil {
				continue
			}
			for _, name := range slices.Sorted(maps.Keys(template.Parameters)) {
				parameter := template.Parameters[name]
				if parameter.Default != nil {
					continue
				}
				if len(outcomes) > 1 || len(outcomes[i].stacks) > 1 {
					name = stack + ":" + name
				}
				if parameter.NoEcho {
					secret = append(secret, name)
				} else {
					open = append(open, name)
				}
			}
		}
	}
	return open, secret
}
