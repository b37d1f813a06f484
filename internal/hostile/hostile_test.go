package hostile_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"strings"
	"sync/atomic"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/openapi-destinations/openapidestinations/internal/catalog"
	"github.com/openapi-destinations/openapidestinations/internal/catalog/planned"
	"github.com/openapi-destinations/openapidestinations/internal/cost"
	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/golden"
	"github.com/openapi-destinations/openapidestinations/internal/hostile"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// What one document may take, beyond its own size.
const (
	mostTime   = 10 * time.Second
	mostMemory = 1 << 30
)

// made is what became of a document.
type made struct {
	doc     *spec.Document
	plan    *plan.Plan
	found   []spec.Diagnostic
	catalog [][]byte
}

// TestDocuments: each document gets its findings, at their places, within the bounds;
// what is made of it holds nothing that it must not.
func TestDocuments(t *testing.T) {
	var report bytes.Buffer
	done := 0
	for _, d := range hostile.Documents() {
		t.Run(d.Name, func(t *testing.T) {
			if d.Slow && testing.Short() {
				t.Skip("SKIPPED: slow")
			}
			folder := filepath.Join(t.TempDir(), "folder")
			path := write(t, d, folder)
			var m made
			bounded(t, path, func() { m = makeOf(t, d, path) })
			check(t, m)
			fmt.Fprintf(&report, "%s\n%s", d.Name, outline(m.found))
			done++
		})
	}
	if done == len(hostile.Documents()) {
		golden.Check(t, "testdata/findings.txt", report.Bytes())
	}
}

func write(t *testing.T, d hostile.Document, folder string) string {
	t.Helper()
	if err := os.Mkdir(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	if d.Setup != nil {
		if err := d.Setup(folder); err != nil {
			t.Skipf("SKIPPED: %v", err)
		}
	}
	path := filepath.Join(folder, "api.yaml")
	if err := os.WriteFile(path, []byte(d.Text()), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// makeOf reads the document, plans it, and makes the catalog.
func makeOf(t *testing.T, d hostile.Document, path string) made {
	src := spec.Source{Path: path}
	if d.Overlay != "" {
		src.Overlays = []spec.Source{{Path: "overlay.yaml", Data: []byte(d.Overlay)}}
	}
	doc, err := spec.Load(src)
	if err != nil {
		var d *spec.Diagnostic
		if !errors.As(err, &d) || strings.Contains(d.Message, "internal error") {
			t.Errorf("the error is %v", err)
			return made{}
		}
		return made{found: []spec.Diagnostic{*d}}
	}
	p := planner.Build(doc, plan.Options{CatchUnknown: true, AskServer: d.Ask})
	events := planned.New(doc, p).In(catalog.Context{Bus: "bus", DeadLetterQueue: "queue"})
	text := events.JSON()
	if !json.Valid(text) {
		t.Error("the catalog is no JSON")
	}
	return made{doc, p, p.Diagnostics, [][]byte{text, events.Markdown()}}
}

// bounded runs what takes its time and memory from the document at path.
func bounded(t *testing.T, path string, run func()) {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	runtime.GC()
	debug.FreeOSMemory()
	before, start, used := held(), time.Now(), cost.Time()
	var peak atomic.Uint64
	done := make(chan struct{})
	go func() {
		defer close(done)
		run()
	}()
	for running := true; running; {
		select {
		case <-done:
			running = false
		case <-time.After(5 * time.Millisecond):
			peak.Store(max(peak.Load(), held()))
			if time.Since(start) > 10*mostTime {
				t.Fatalf("it is not done after %v", time.Since(start))
			}
		}
	}
	if taken := cost.Time() - used; taken > mostTime {
		t.Errorf("it took %v, more than %v", taken, mostTime)
	}
	if taken := int64(peak.Load()) - int64(before) - info.Size(); taken > mostMemory {
		t.Errorf("it took %d MB beyond the document's own", taken>>20)
	}
}

// held is the memory that the process has from the operating system.
func held() uint64 {
	samples := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
	metrics.Read(samples)
	return samples[0].Value.Uint64() - samples[1].Value.Uint64()
}

func check(t *testing.T, m made) {
	t.Helper()
	if m.plan != nil {
		hostile.CheckPlan(t, m.plan)
	}
	for _, d := range m.found {
		text := d.Error()
		if len(text) > 25_000 || d.Position.File == "" || strings.ContainsFunc(text, dangerous) {
			t.Errorf("the finding %.500q of %d bytes", text, len(text))
		}
		if strings.Contains(text, hostile.Secret) {
			t.Errorf("the finding %.500q tells the password", text)
		}
	}
	for _, text := range m.catalog {
		if bytes.Contains(text, []byte(hostile.Outside)) {
			t.Error("the catalog holds what is outside of the folder")
		}
	}
	for _, text := range m.catalog {
		if at := bytes.IndexFunc(text, func(r rune) bool { return r != '\n' && dangerous(r) }); at >= 0 {
			t.Errorf("the catalog holds a control character: %.200q", text[max(0, at-50):])
		}
	}
}

// dangerous are the characters that instruct a terminal or reorder text.
func dangerous(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) }

// outline lists the errors and warnings, and of very many the first few. What is said of
// the whole stack or bus is left out: the limits of AWS have tests of their own.
func outline(found []spec.Diagnostic) string {
	const many, few = 60, 3
	var lines []string
	for _, d := range found {
		if d.Severity < spec.Warning || d.Position.Line == 0 && (d.Code == diagnostic.UnknownDetailTypes || strings.HasPrefix(d.Code, "OAD5")) {
			continue
		}
		file := ""
		if name := filepath.Base(d.Position.File); name != "api.yaml" {
			file = name + " "
		}
		lines = append(lines, fmt.Sprintf("  %s%d:%d %s %s\n", file, d.Position.Line, d.Position.Column, d.Code, d.Severity))
	}
	if n := len(lines); n > many {
		lines = append(lines[:few], fmt.Sprintf("  and %d more\n", n-few))
	}
	return strings.Join(lines, "")
}

// TestStateMachines: what is true of plans of API destinations is true of state machines, too: no
// text of a document is evaluated on the way through a rule's input, what is told of answers among it.
func TestStateMachines(t *testing.T) {
	for _, d := range append(hostile.Documents(), hostile.Answering()...) {
		t.Run(d.Name, func(t *testing.T) {
			if d.Slow {
				return // what takes long takes as long whoever carries it
			}
			path := write(t, d, filepath.Join(t.TempDir(), "api"))
			bounded(t, path, func() { check(t, answersOf(t, d, path)) })
		})
	}
}

// answersOf plans a document whose operations all tell their outcomes, and makes the catalog.
func answersOf(t *testing.T, d hostile.Document, path string) made {
	doc, err := spec.Load(spec.Source{Path: path, Answers: true})
	if err != nil {
		return made{}
	}
	p := planner.Build(doc, plan.Options{AskServer: d.Ask, Carriers: []plan.Carrier{plan.ByStateMachine}, Answers: plan.BothAnswers})
	told := 0
	for i := range p.Operations {
		op := &p.Operations[i]
		for _, detailType := range op.AnswerTypes() {
			told++
			if n := utf8.RuneCountInString(detailType); n == 0 || n > limits.DetailTypeLength || strings.ContainsFunc(detailType, dangerous) {
				t.Errorf("the answer of %q is %q", op.DetailType, detailType)
			}
		}
	}
	if strings.HasPrefix(d.Name, "answers: ") && told == 0 {
		t.Error("no operation tells anything")
	}
	events := planned.New(doc, p).In(catalog.Context{Bus: "bus", DeadLetterQueue: "queue", AnswerBus: "bus", AnswerSource: "source"})
	text := events.JSON()
	if !json.Valid(text) {
		t.Error("the catalog is no JSON")
	}
	return made{doc, p, p.Diagnostics, [][]byte{text, events.Markdown()}}
}

// TestSettings: with answers, settings of operations, trust in what the document says of itself and with
// triggers for its operations, a plan holds as little that is evaluated, whoever carries it, and takes no
// more time and memory.
func TestSettings(t *testing.T) {
	for _, d := range hostile.Documents() {
		t.Run(d.Name, func(t *testing.T) {
			if d.Slow && (testing.Short() || !strings.Contains(d.Name, "settings")) {
				return // those that take long without any of it take as long with it
			}
			path := write(t, d, filepath.Join(t.TempDir(), "api"))
			doc, err := spec.Load(spec.Source{Path: path, Answers: true})
			if err != nil {
				return
			}
			for i, opts := range []plan.Options{
				{TrustExtensions: true},
				{TrustExtensions: true, Answers: plan.BothAnswers, Carriers: []plan.Carrier{plan.ByStateMachine}},
				{Answers: plan.SuccessAnswers, Carriers: []plan.Carrier{plan.ByAPIDestination, plan.ByStateMachine}},
			} {
				opts.Operations = map[string]plan.OperationSettings{
					"*": {Headers: map[string]string{"X-Own": "1"}, Query: map[string]string{"own": "1"}, GuardPath: new(i == 0)}, "POST /a*": {Pattern: `{"account":["1"]}`, RateLimit: new(5.0)},
				}
				var p *plan.Plan
				bounded(t, path, func() {
					opts.Triggers = hostile.Triggers(planned.New(doc, planner.Build(doc, opts)).Operations)
					p = planner.Build(doc, opts)
					planned.New(doc, p).In(catalog.Context{Bus: "bus", DeadLetterQueue: "queue"})
				})
				if i == 2 || !p.Failed() { // nothing is made of what failed, and without trust little does
					hostile.CheckPlan(t, p)
				}
			}
		})
	}
}
