//go:build !race

package corpus

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"

	"github.com/openapi-destinations/openapidestinations"
	"github.com/openapi-destinations/openapidestinations/delivery"
	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// TestMain stops the jsii kernel once, after all tests. The kernel's own data races keep
// these tests out of -race.
func TestMain(m *testing.M) {
	code := m.Run()
	jsii.Close()
	os.Exit(code)
}

const (
	// folder is where real documents are, beside the repository: they are no part of it.
	folder = "../../../shared/specs"
	// baseURL is given where a document names no server that EventBridge can call.
	baseURL = "https://api.example.com"
)

// methods are all that an API destination has, so that no operation is left out.
var methods = []string{"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"}

var versionField = regexp.MustCompile(`(?m)^\s{0,4}\{?"?(openapi|swagger)"?\s*:`)

// realDocuments are the files of the folder that state an OpenAPI version.
func realDocuments(t *testing.T) []string {
	t.Helper()
	if _, err := os.Stat(folder); err != nil {
		t.Skipf("SKIPPED: the real documents are not here: %v", err)
	}
	var files []string
	err := filepath.WalkDir(folder, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !slices.Contains([]string{".json", ".yaml", ".yml"}, filepath.Ext(path)) {
			return err
		}
		data, err := os.ReadFile(path)
		if err == nil && versionField.Match(data) {
			files = append(files, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// api is a synthesized document, or a part of one that is too large for a stack.
type api struct {
	document *document
	// baseURL is the one that was given, if any.
	baseURL     string
	catalog     catalog
	assembly    *delivery.Assembly
	bus, queue  string
	diagnostics []spec.Diagnostic
	// selected is the number of operations that the construct knows of.
	selected int
}

// synthesize makes stacks of a document, as many as it needs. The part of a document
// that has nothing to call has no assembly.
func synthesize(t *testing.T, file string) []*api {
	t.Helper()
	source := spec.Source{Path: file}
	if strings.Contains(file, "camara") { // its files share a folder beside their own
		source.Root = filepath.Join(folder, "camara")
	}
	read, err := spec.Load(source)
	if err != nil {
		checkRefused(t, err.Error(), file)
		return nil
	}
	doc, ok := newDocument(file)
	if !ok {
		t.Fatalf("%s is no OpenAPI document", file)
	}
	url := ""
	if doc.baseURL() == "" {
		url = baseURL
	}
	return synthesizeParts(t, doc, read, url)
}

// tooLarge are the codes of what makes a document need several constructs.
var tooLarge = []string{diagnostic.TooManyInHierarchy}

func synthesizeParts(t *testing.T, doc *document, read *spec.Document, url string) []*api {
	t.Helper()
	app := awscdk.NewApp(&awscdk.AppProps{
		Outdir:             jsii.String(t.TempDir()),
		AnalyticsReporting: jsii.Bool(false),
		Context:            &map[string]any{"@aws-cdk/core:validateAgainstDefaultRules": true},
	})
	stack := awscdk.NewStack(app, jsii.String("Stack"), &awscdk.StackProps{
		Synthesizer: awscdk.NewDefaultStackSynthesizer(&awscdk.DefaultStackSynthesizerProps{
			GenerateBootstrapVersionRule: jsii.Bool(false),
		}),
	})
	construct := openapidestinations.NewOpenApiDestinations(stack, jsii.String("Api"), &openapidestinations.OpenApiDestinationsProps{
		Document: openapidestinations.DocumentFromSpec(read),
		BaseURL:  url,
		Methods:  methods,
	})
	a := &api{document: doc, baseURL: url, diagnostics: construct.Diagnostics(), selected: len(construct.Operations())}
	switch errors := a.errors(); {
	case slices.ContainsFunc(errors, func(d spec.Diagnostic) bool { return slices.Contains(tooLarge, d.Code) }):
		first, second := *read, *read
		half := len(read.Operations) / 2
		first.Operations, second.Operations = read.Operations[:half], read.Operations[half:]
		return append(synthesizeParts(t, doc, &first, url), synthesizeParts(t, doc, &second, url)...)
	case len(errors) > 0:
		for _, d := range errors {
			checkRefused(t, d.Error(), doc.file)
		}
		synthMustFail(t, app, errors[0].Code)
	default:
		a.load(t, *app.Synth(nil).Directory())
	}
	return []*api{a}
}

func (a *api) errors() []spec.Diagnostic {
	return slices.DeleteFunc(slices.Clone(a.diagnostics), func(d spec.Diagnostic) bool { return d.Severity != spec.Error })
}

// checkRefused wants the only two reasons for which a document of these makes no stack:
// it is a bomb, or it has nothing that EventBridge can call.
func checkRefused(t *testing.T, message, file string) {
	t.Helper()
	code := diagnostic.NothingCallable
	if strings.Contains(file, "yamlbomb") {
		code = diagnostic.DocumentTooLarge
	}
	if !strings.Contains(message, code) || !strings.Contains(message, filepath.Base(file)) {
		t.Errorf("refused for another reason than %s: %s", code, message)
	}
}

func synthMustFail(t *testing.T, app awscdk.App, code string) {
	t.Helper()
	defer func() {
		if message := fmt.Sprint(recover()); !strings.Contains(message, code) {
			t.Errorf("the synth doesn't fail with %s: %s", code, message)
		}
	}()
	app.Synth(nil)
}

// load reads what was synthesized.
func (a *api) load(t *testing.T, directory string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(directory, "Api.events.json"))
	if err != nil {
		t.Fatal(err)
	}
	checkForm(t, text)
	if err := json.Unmarshal(text, &a.catalog); err != nil {
		t.Fatal(err)
	}
	a.bus = a.catalog.Bus
	a.queue, _, _ = strings.Cut(strings.TrimPrefix(a.catalog.DeadLetterQueue, "${"), ".")
	if a.assembly, err = delivery.LoadAssembly(directory, delivery.Options{}); err != nil {
		t.Fatal(err)
	}
}
