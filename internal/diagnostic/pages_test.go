package diagnostic_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/internal/golden"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// The tests, run with -update, write the messages that the examples cause
// into the pages. What a page says about them is still to be read again.

// exampleFile is what the examples call their document.
const exampleFile = "api.yaml"

// example is what a page's document needs to cause its code.
type example struct {
	opts plan.Options
	// last is how often the last line stands in the document, with the "1" in it counted up.
	last int
	// overlays is the document where the page shows an overlay of it.
	overlays string
	// dots is how many characters the "…" in the document stands for.
	dots int
}

// overlaid is the document that the overlays of pages change.
const overlaid = `openapi: 3.0.3
info: {title: Football, version: "1"}
servers: [{url: "https://api.example.com"}]
paths:
  /players:
    post: {operationId: createPlayer}
`

// examples are the pages whose document needs more than itself.
var examples = map[string]example{
	"OAD231": {opts: plan.Options{Carriers: []plan.Carrier{plan.ByAPIDestination, plan.ByStateMachine}}},
	"OAD233": {opts: plan.Options{Answers: plan.BothAnswers, Carriers: []plan.Carrier{plan.ByAPIDestination}}},
	"OAD234": {opts: plan.Options{Answers: plan.BothAnswers, Carriers: []plan.Carrier{plan.ByStateMachine}}},
	"OAD306": {opts: plan.Options{Answers: plan.BothAnswers, Carriers: []plan.Carrier{plan.ByStateMachine}}},
	"OAD332": {opts: plan.Options{AnswerHeaders: []string{"set-cookie"}}},
	"OAD111": {overlays: overlaid},
	"OAD112": {overlays: overlaid},
	"OAD113": {overlays: overlaid},
	"OAD201": {opts: plan.Options{Methods: []string{"TRACE"}}},
	"OAD224": {opts: plan.Options{SendDefaults: true}},
	"OAD225": {opts: plan.Options{Operations: map[string]plan.OperationSettings{"updatePlayer": {MediaType: "application/merge-patch+json"}}}},
	"OAD312": {opts: plan.Options{Server: "prod"}},
	"OAD313": {opts: plan.Options{Server: "test"}},
	"OAD315": {opts: plan.Options{ServerVariables: map[string]string{"region": "de"}}},
	"OAD414": {opts: plan.Options{SecretVariables: []string{"token"}}},
	"OAD319": {opts: plan.Options{AskServer: true}},
	"OAD320": {opts: plan.Options{Methods: []string{"PSOT"}}},
	"OAD321": {opts: plan.Options{Parameters: map[string]string{"season": "2026"}}},
	"OAD323": {opts: plan.Options{CatchUnknown: true}, last: 150},
	"OAD328": {opts: plan.Options{Exclude: []plan.Filter{{Paths: []string{"/admin**"}}}}},
	"OAD329": {last: 1001},
	"OAD335": {opts: plan.Options{Operations: map[string]plan.OperationSettings{"createPlayer": {Enabled: new(false)}}}},
	"OAD340": {opts: scan(`{"player":"$.detail.object.key"}`)},
	"OAD341": {opts: scan(`{"message":{"owner":"$.detail.owner"}}`)},
	"OAD404": {opts: plan.Options{Credentials: map[string]plan.Credential{"club": {Kind: plan.APIKeyCredential}}}},
	"OAD407": {opts: plan.Options{Credentials: map[string]plan.Credential{"club": {Kind: plan.BasicCredential, Missing: []plan.CredentialPart{plan.Password}}}}},
	"OAD409": {opts: plan.Options{PrivateToken: true}},
	"OAD411": {opts: plan.Options{Credentials: map[string]plan.Credential{"Club": {Kind: plan.BasicCredential}}}},
	"OAD413": {dots: 600},
	"OAD501": {opts: plan.Options{RulesPerBus: 1000, NestedStacks: new(0)}, last: 250},
	"OAD502": {opts: plan.Options{RulesPerBus: 300}, last: 301},
	"OAD503": {last: 25},
	"OAD504": {dots: 2000},
	"OAD506": {opts: plan.Options{RulesPerBus: 1000, NestedStacks: new(0)}, last: 240, dots: 1900},
	"OAD507": {opts: plan.Options{RulesPerBus: 2000}, last: 1300},
	"OAD508": {opts: plan.Options{RulesPerBus: 1000, NestedStacks: new(1)}, last: 300},
	"OAD509": {last: 3001},
	"OAD511": {opts: plan.Options{RulesPerBus: 3, Shards: true}, last: 310},
	"OAD530": {opts: plan.Options{GivenBus: true, Operate: plan.Operate{Alarms: true, Dashboard: true}}},
	"OAD531": {opts: plan.Options{Operate: plan.Operate{ArchiveDays: new(30)}}, last: 150},
	"OAD532": {opts: plan.Options{Operate: plan.Operate{ProducerAccounts: []string{"210987654321"}}}, last: 250},
}

// scan has a trigger for the events of uploads.
func scan(detail string) plan.Options {
	return plan.Options{Triggers: []plan.Trigger{{
		ID: "uploads", Operation: "addScan", Pattern: json.RawMessage(`{"source":["aws.s3"]}`), Detail: json.RawMessage(detail),
	}}}
}

// constructOnly are the codes that no document causes by what it holds: they are about
// constructs, CDK objects, the calls of a program or where a document comes from. Their
// pages are compared with the messages in the code.
var constructOnly = map[string]string{
	"OAD114": "needs a URL that cannot be fetched",
	"OAD115": "needs a digest that was given",
	"OAD324": "needs two constructs on one bus",
	"OAD325": "needs a program that asks for an operation",
	"OAD326": "needs a program that asks for an API destination",
	"OAD327": "needs two constructs on one bus",
	"OAD406": "needs a credential, which is a CDK object",
	"OAD410": "needs an imported key, which is a CDK object",
	"OAD510": "needs an imported queue, which is a CDK object",
	"OAD512": "needs the catalog of another synth",
	"OAD513": "needs the catalog of another synth",
	"OAD514": "needs the catalog of another synth",
	"OAD515": "needs the catalog of another synth",
	"OAD516": "needs an encrypted queue, which is a CDK object",
	"OAD331": "needs a bus, which is a CDK object",
	"OAD517": "needs constructs that share a queue",
	"OAD518": "needs an encrypted bus, which is a CDK object",
	"OAD519": "needs a queue, which is a CDK object",
	"OAD520": "needs the catalog of another synth",
	"OAD521": "needs a bus, which is a CDK object",
}

// page is what the tests read of a page.
type page struct {
	code, title, severity string
	// messages, document and whole are the text fence, the YAML fence and everything.
	messages, document, whole string
}

var (
	titlePattern    = regexp.MustCompile(`\A# (OAD\d{3}): ([^\n]+)\n`)
	severityPattern = regexp.MustCompile(`(?m)^Severity: (.+)\.$`)
)

func pageFile(code string) string { return filepath.Join(pageFolder, code+".md") }

func readPage(t *testing.T, code string) page {
	t.Helper()
	p := page{whole: readFile(t, pageFile(code))}
	title, severity := titlePattern.FindStringSubmatch(p.whole), severityPattern.FindStringSubmatch(p.whole)
	if title == nil || title[1] != code || severity == nil {
		t.Fatalf("docs/diagnostics/%s.md must begin with \"# %s: name\" and have a line \"Severity: ….\"", code, code)
	}
	p.code, p.title, p.severity = title[1], title[2], severity[1]
	p.messages, p.document = fence(p.whole, "text"), fence(p.whole, "yaml")
	return p
}

// row is the page's row in the index.
func (p page) row() string {
	return fmt.Sprintf("| [%s](%s.md) | %s | %s |", p.code, p.code, p.title, p.severity)
}

// fence is the contents of the first fenced block in a language, or "".
func fence(markdown, language string) string {
	_, rest, ok := strings.Cut(markdown, "\n```"+language+"\n")
	if !ok {
		return ""
	}
	contents, _, _ := strings.Cut(rest, "```\n")
	return contents
}

// TestPages: what a page shows is what really comes out of its example.
func TestPages(t *testing.T) {
	reports := reportsOf(t)
	for _, c := range register(t) {
		t.Run(c.code, func(t *testing.T) {
			p := readPage(t, c.code)
			for _, heading := range []string{"What it means", "What to do"} {
				if !strings.Contains(p.whole, "\n## "+heading+"\n") {
					t.Errorf("there is no chapter %q", heading)
				}
			}
			switch {
			case slices.Contains(unreported, c.code):
				if p.messages != "" || !strings.Contains(strings.Join(strings.Fields(p.whole), " "), "Nothing reports it") {
					t.Error("nothing reports this code, and the page does not say so")
				}
			case constructOnly[c.code] != "":
				p.checkAgainstCode(t, reports[c.name])
			default:
				p.checkExample(t, examples[c.code])
			}
		})
	}
}

// TestTheTablesOfExamples name codes that there are.
func TestTheTablesOfExamples(t *testing.T) {
	known := make(map[string]bool)
	for _, c := range register(t) {
		known[c.code] = true
	}
	for code := range examples {
		if !known[code] || constructOnly[code] != "" {
			t.Errorf("%s is no code with an example", code)
		}
	}
	for code := range constructOnly {
		if !known[code] {
			t.Errorf("%s is no code", code)
		}
	}
	for _, code := range unreported {
		if !known[code] || constructOnly[code] != "" {
			t.Errorf("%s is no code that nothing reports", code)
		}
	}
}

// checkExample compares the page with what its document causes.
func (p page) checkExample(t *testing.T, e example) {
	if p.document == "" {
		t.Fatal("there is no example: a block fenced with ```yaml")
	}
	found := p.findings(t, e)
	if len(found) == 0 {
		t.Fatalf("the example does not cause %s", p.code)
	}
	var lines strings.Builder
	for i := range found {
		severity := found[i].Severity.String()
		if !strings.Contains(p.severity, severity) {
			t.Errorf("the severity is said to be %q, and the example causes: %s", p.severity, severity)
		}
		lines.WriteString(strings.ReplaceAll(found[i].Error(), e.filler(), "…") + "\n")
	}
	p.checkStrict(t, e, found)
	if p.messages == lines.String() {
		return
	}
	if golden.Update() {
		p.write(t, lines.String())
		return
	}
	t.Errorf("the example causes\n%sand the page shows\n%s", lines.String(), p.messages)
}

// checkStrict compares what a page says about Strict with what Strict does.
func (p page) checkStrict(t *testing.T, e example, found []spec.Diagnostic) {
	e.opts.Strict = true
	stricter := false
	for i, d := range p.findings(t, e) {
		stricter = stricter || d.Severity != found[i].Severity
	}
	if says := strings.Contains(p.severity, "`Strict`"); says != stricter {
		t.Errorf("the severity is said to be %q; does Strict change that of the example? %v", p.severity, stricter)
	}
}

// findings are those of the page's code.
func (p page) findings(t *testing.T, e example) []spec.Diagnostic {
	t.Helper()
	var all []spec.Diagnostic
	source := spec.Source{Path: exampleFile, Data: []byte(e.document(p.document))}
	if e.overlays != "" {
		source.Overlays = []spec.Source{{Path: "overlay.yaml", Data: source.Data}}
		source.Data = []byte(e.overlays)
	}
	doc, err := spec.Load(source)
	if err == nil {
		all = planner.Build(doc, e.opts).Diagnostics
	} else {
		var fatal *spec.Diagnostic
		if !errors.As(err, &fatal) {
			t.Fatal(err)
		}
		all = append(all, *fatal)
	}
	return slices.DeleteFunc(all, func(d spec.Diagnostic) bool { return d.Code != p.code })
}

// document is the page's, with its last line repeated and its "…" written out.
func (e example) document(text string) string {
	text = strings.ReplaceAll(text, "…", e.filler())
	lines := strings.SplitAfter(strings.TrimSuffix(text, "\n"), "\n")
	last := lines[len(lines)-1]
	for i := 2; i <= e.last; i++ {
		text += strings.ReplaceAll(last, "1", fmt.Sprint(i)) + "\n"
	}
	return text
}

func (e example) filler() string {
	if e.dots == 0 {
		return "…"
	}
	return strings.Repeat("x", e.dots)
}

func (p page) write(t *testing.T, messages string) {
	t.Helper()
	whole := strings.Replace(p.whole, "\n```text\n"+p.messages+"```\n", "\n```text\n"+messages+"```\n", 1)
	if err := os.WriteFile(pageFile(p.code), []byte(whole), 0o644); err != nil {
		t.Fatal(err)
	}
}

var (
	messagePattern = regexp.MustCompile(`(?m)^(?:\S+: )?(OAD\d{3}) (info|warning|error): (.+)$`)
	verb           = regexp.MustCompile(`%[a-z]`)
)

// checkAgainstCode compares the page's message with the format strings in the code.
func (p page) checkAgainstCode(t *testing.T, formats []string) {
	m := messagePattern.FindStringSubmatch(p.messages)
	if m == nil || m[1] != p.code || !strings.Contains(p.severity, m[2]) {
		t.Fatalf("the message of the page is no %s of the severity %q:\n%s", p.code, p.severity, p.messages)
	}
	if !slices.ContainsFunc(formats, func(format string) bool {
		like := verb.ReplaceAllString(regexp.QuoteMeta(format), ".+")
		return verb.ReplaceAllString(format, "") != "" && regexp.MustCompile("^"+like+`( \(|$)`).MatchString(m[3])
	}) {
		t.Errorf("the code has no such message: %s\n%q", m[3], formats)
	}
}
