package oracle

import (
	"encoding/json"
	"errors"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/openapi-destinations/openapidestinations/delivery"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// own are the documents of this repository that have operations to call.
var own = []string{
	"../../example/football.yaml", "../../testdata/edge.yaml", "../../internal/corpus/testdata/kinds.yaml", "../../internal/corpus/testdata/swagger.yaml",
	"../testdata/after.yaml", "../testdata/before.yaml", "../testdata/failures.yaml", "../testdata/machines.yaml", "testdata/styles.yaml", "testdata/swagger.yaml",
}

// folder is where real documents are, beside the repository: they are no part of it.
const folder = "../../../shared/specs"

var sampled = flag.Int("operations", 20, "how many operations of a real document TestSwaggerClient compares; 0 is all")

// TestSwaggerClient: every request that a plan calls exact is the one that swagger-client builds of
// the same document and values, but for the differences of the table.
func TestSwaggerClient(t *testing.T) {
	c := &comparison{client: newClient(t), operations: make(map[plan.Carrier]int), used: make(map[int]int)}
	for _, path := range own {
		t.Run(strings.TrimPrefix(path, "../../"), func(t *testing.T) { c.document(t, path, spec.Source{Path: path}, 0) })
	}
	if c.documents == len(own) { // not where -run names one
		for i := range differences {
			if d := &differences[i]; c.used[i] == 0 {
				t.Errorf("this difference is none any more: %s", d.what)
			}
		}
	}
	for _, path := range realDocuments(t) {
		if strings.Contains(path, "ethereum-beacon") {
			// Its paths are references to files, whose references to others swagger-client doesn't follow.
			continue
		}
		source := spec.Source{Path: path}
		if strings.Contains(path, "camara") { // its files share a folder beside their own
			source.Root = filepath.Join(folder, "camara")
		}
		t.Run(strings.TrimPrefix(path, folder+"/"), func(t *testing.T) { c.document(t, path, source, 2) })
	}
	t.Logf("%d documents, %d operations of API destinations and %d of state machines, %d requests", c.documents, c.operations[plan.ByAPIDestination], c.operations[plan.ByStateMachine], c.requests)
	for i := range differences {
		t.Logf("%6d requests: %s", c.used[i], differences[i].what)
	}
}

var versionField = regexp.MustCompile(`(?m)^\s{0,4}\{?"?(openapi|swagger)"?\s*:`)

// realDocuments are the files of the folder that state an OpenAPI version.
func realDocuments(t *testing.T) []string {
	t.Helper()
	if _, err := os.Stat(folder); err != nil {
		t.Logf("SKIPPED: the real documents are not here: %v", err)
		return nil
	}
	var files []string
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
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

// comparison goes through documents.
type comparison struct {
	*client
	documents, requests int
	operations          map[plan.Carrier]int
	used                map[int]int
}

// document compares the requests of a document: of each carrier those that are exact.
func (c *comparison) document(t *testing.T, path string, source spec.Source, few int) {
	doc, err := spec.Load(source)
	if err != nil {
		t.Logf("%s is no document to compare: %v", path, err)
		return
	}
	if err := c.open(path); err != nil {
		t.Errorf("%s: %v", path, err)
		return
	}
	c.documents++
	for _, carrier := range []plan.Carrier{plan.ByAPIDestination, plan.ByStateMachine} {
		p, baseURL := planOf(doc, carrier)
		step := 1
		if few > 0 && *sampled > 0 {
			step = 1 + len(p.Operations) / *sampled
		}
		for i := 0; i < len(p.Operations); i += step {
			if op := &p.Operations[i]; op.Fidelity == plan.Exact {
				c.operation(t, path, doc, p, op, baseURL, few)
			}
		}
	}
}

// planOf is the plan without credentials, which are another test's, and with a base URL where the
// document has none that can be called.
func planOf(doc *spec.Document, carrier plan.Carrier) (p *plan.Plan, baseURL string) {
	opts := plan.Options{
		Methods:  []string{"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"},
		Carriers: []plan.Carrier{carrier}, Operations: map[string]plan.OperationSettings{"*": {Security: []spec.SecurityRequirement{{}}}},
	}
	if p = planner.Build(doc, opts); !slices.ContainsFunc(p.Operations, func(o plan.Operation) bool { return o.Callable() }) {
		opts.BaseURL = "https://api.example.com/v1"
		p = planner.Build(doc, opts)
	}
	return p, opts.BaseURL
}

func (c *comparison) operation(t *testing.T, path string, doc *spec.Document, p *plan.Plan, op *plan.Operation, baseURL string, few int) {
	assembly, err := assemblyOf(p, op)
	if err != nil {
		t.Fatalf("%s: %s: %v", path, op.DetailType, err)
	}
	compared := false
	for _, probe := range probes(op, op.Carrier == plan.ByStateMachine, few) {
		sent, err := send(assembly, op, probe)
		if err != nil {
			t.Errorf("%s: %s: %v", path, op.DetailType, err)
		}
		if sent == nil {
			continue
		}
		c.requests++
		compared = true
		if why := c.compare(t, doc, op, probe, sent, baseURL); why != "" {
			detail, _ := json.Marshal(probe.detail)
			t.Errorf("%s: %s by %s, of %s:\n%s", path, op.DetailType, op.Carrier, detail, why)
		}
	}
	if compared {
		c.operations[op.Carrier]++
	}
}

// send is the request that an event becomes; nil for one that is refused.
func send(assembly *delivery.Assembly, op *plan.Operation, p *probe) (*delivery.Request, error) {
	detail, err := json.Marshal(p.detail)
	if err != nil {
		return nil, err
	}
	result, err := assembly.Deliver(delivery.Event{Source: "s", DetailType: op.DetailType, Detail: detail, ID: eventID})
	if err != nil {
		return nil, err
	}
	requests := result.Requests()
	if len(requests) == 0 {
		return nil, nil
	}
	if len(requests) > 1 {
		return nil, errors.New("several requests of one event")
	}
	return requests[0], nil
}

func (c *comparison) compare(t *testing.T, doc *spec.Document, op *plan.Operation, p *probe, sent *delivery.Request, baseURL string) string {
	ours, err := messageOf(sent)
	if err != nil {
		return err.Error()
	}
	var b built
	asked := questionOf(doc, op, p.detail, baseURL)
	if err := c.ask(asked, &b); err != nil {
		t.Fatal(err)
	}
	if b.Error != "" {
		return "swagger-client: " + b.Error
	}
	both := &compared{doc: doc, op: op, asked: asked, probe: p, ours: ours, theirs: messageBuilt(&b)}
	used, left := both.reconciled()
	for _, i := range used {
		c.used[i]++
	}
	return left
}
