//go:build !race

package corpus

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/openapi-destinations/openapidestinations/delivery"
	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
)

// TestRealDocuments checks all documents of vendors that are here.
func TestRealDocuments(t *testing.T) {
	if testing.Short() {
		t.Skip("SKIPPED: half a minute of real documents, because of -short")
	}
	exact, callable := 0, 0
	files := realDocuments(t)
	for _, file := range files {
		apis := synthesize(t, file)
		for _, a := range apis {
			for i := range a.catalog.Operations {
				op := &a.catalog.Operations[i]
				if op.callable() {
					callable++
				}
				if op.Fidelity == "exact" {
					exact++
				}
			}
		}
		check(t, file, apis)
	}
	t.Logf("%d documents with %d callable operations, %d of them exact", len(files), callable, exact)
	if len(files) < 60 || callable < 2000 || exact < 1500 {
		t.Error("that is too little to mean anything")
	}
}

// check starts the checks of a document, to run beside those of others.
func check(t *testing.T, file string, apis []*api) {
	t.Helper()
	t.Run(strings.TrimPrefix(file, folder+"/"), func(t *testing.T) {
		t.Parallel()
		checkNothingLeftOut(t, apis)
		for _, a := range apis {
			if a.assembly != nil {
				newChecker(t, a).run(t)
			}
		}
	})
}

// checkNothingLeftOut counts the operations of the document itself.
func checkNothingLeftOut(t *testing.T, apis []*api) {
	if len(apis) == 0 {
		return
	}
	selected, want := 0, 0
	for _, a := range apis {
		selected += a.selected
	}
	paths := apis[0].document.root().get("paths")
	for _, path := range paths.keys() {
		for _, method := range methods {
			if strings.HasPrefix(path, "/") && paths.get(path).has(strings.ToLower(method)) {
				want++
			}
		}
	}
	if selected != want {
		t.Errorf("the document has %d operations, the construct knows %d", want, selected)
	}
}

// checker checks what becomes of the events of one assembly.
type checker struct {
	*api
	builders map[*operation]*builder
	// compared counts the requests of each operation that were compared, callers has the
	// operation that calls each destination. State machines have no destination.
	compared map[*operation]int
	callers  map[string]*operation
}

func newChecker(t *testing.T, a *api) *checker {
	c := &checker{a, make(map[*operation]*builder), make(map[*operation]int), make(map[string]*operation)}
	taken := make(map[string]string)
	for i := range a.catalog.Operations {
		op := &a.catalog.Operations[i]
		if !op.callable() {
			continue
		}
		if other := taken[op.DetailType]; other != "" {
			t.Errorf("%s and %s share the event %q", other, op.key(), op.DetailType)
		}
		taken[op.DetailType] = op.key()
		b, err := newBuilder(a.document, op, a.baseURL)
		if err != nil {
			t.Error(err)
			continue
		}
		for _, problem := range b.unguarded() {
			t.Error(problem)
		}
		c.builders[op], op.document = b, b
	}
	return c
}

// callable are the operations that can be called, in the catalog's order.
func (c *checker) callable() []*operation {
	var all []*operation
	for i := range c.catalog.Operations {
		if op := &c.catalog.Operations[i]; c.builders[op] != nil {
			all = append(all, op)
		}
	}
	return all
}

func (c *checker) run(t *testing.T) {
	ops := c.callable()
	t.Run("every state of every field", func(t *testing.T) {
		for i, op := range ops {
			sweep(op, i*7, func(e *event) { c.check(t, e) })
			if c.compared[op] == 0 && op.Fidelity == "exact" {
				t.Errorf("%s: no request was compared", op.key())
			}
		}
	})
	t.Run("random events", rapid.MakeCheck(func(t *rapid.T) {
		for range 1 + len(ops)/25 { // so that large documents are not looked at less
			op := rapid.SampledFrom(ops).Draw(t, "operation")
			e := drawEvent(t, op)
			c.check(t, e)
			if len(op.Fields) > 0 {
				reshape(t, e)
				c.checkReshaped(t, e)
			}
		}
	}))
	t.Run("samples", func(t *testing.T) {
		for _, op := range ops {
			c.checkSample(t, op)
		}
	})
	t.Run("unknown detail types", c.checkUnknown)
}

// tester is what testing.T and rapid.T have in common.
type tester interface {
	Helper()
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
}

func (c *checker) deliver(t tester, detailType string, detail any) *delivery.Result {
	t.Helper()
	text, err := json.Marshal(detail)
	if err != nil {
		t.Fatalf("%v", err)
	}
	result, err := c.assembly.Deliver(delivery.Event{
		Bus: c.bus, Source: "test", DetailType: detailType, Detail: text, ID: eventID,
	})
	if err != nil {
		t.Fatalf("%s %s: %v", detailType, text, err)
	}
	return result
}

const eventID = "11111111-2222-4333-8444-555555555555"

// check wants exactly one rule for an event that names an operation: one that calls if
// all that is required is there, else one for the dead-letter queue. What is sent is the
// request that the document describes.
func (c *checker) check(t tester, e *event) {
	t.Helper()
	result := c.handedOn(t, e, c.deliver(t, e.operation.DetailType, e.detail))
	if len(result.Matched) != 1 || len(result.Deliveries) != 1 || result.Lost() {
		t.Errorf("%v: %d rules match", e, len(result.Matched))
		return
	}
	d := result.Deliveries[0]
	if e.operation.byMachine() {
		c.checkMachine(t, e, result, d)
		return
	}
	if d.Problem != nil {
		t.Errorf("%v: %v", e, d.Problem)
		return
	}
	if !e.complete() {
		c.checkRejected(t, e, result)
		return
	}
	if c.checkCalled(t, e, result, d, delivery.CarrierAPIDestination) {
		c.checkRequest(t, e, d.Request)
	}
}

// checkCalled wants one request, made by the carrier that the catalog names.
func (c *checker) checkCalled(t tester, e *event, result *delivery.Result, d *delivery.Delivery, by delivery.Carrier) bool {
	t.Helper()
	if d.Kind != delivery.KindRequest || d.Request == nil || len(result.Requests()) != 1 || d.Carrier != by {
		t.Errorf("%v is not delivered by %s but goes to %s %s: %v", e, by, d.Kind, d.Carrier, d.Problem)
		return false
	}
	if d.DeadLetter == nil || d.DeadLetter.Problem != nil || d.DeadLetter.LogicalID != c.queue {
		t.Errorf("%v: were it not delivered, it would be lost: %+v", e, d.DeadLetter)
	}
	return true
}

// checkMachine wants that a state machine refuses an event exactly if the document's reading
// says so: such an event goes to the queue.
func (c *checker) checkMachine(t tester, e *event, result *delivery.Result, d *delivery.Delivery) {
	t.Helper()
	want, ok := c.want(t, e)
	switch {
	case !ok:
	case d.Problem != nil && d.Problem.Code == "UNUSABLE_EVENT" && (want.refused != "" || !e.comparable()):
		c.checkRejected(t, e, result)
	case want.refused != "" && e.comparable():
		t.Errorf("%v should be unusable (%s), and becomes: %v", e, want.refused, result)
	case c.checkCalled(t, e, result, d, delivery.CarrierStateMachine):
		c.checkRequest(t, e, d.Request)
	}
}

// want is the request that the document describes for an event.
func (c *checker) want(t tester, e *event) (*request, bool) {
	t.Helper()
	text, _ := json.Marshal(e.detail)
	detail, err := decodeJSON(text)
	if err != nil {
		t.Fatalf("%v", err)
	}
	want, err := c.builders[e.operation].build(detail.(map[string]any), eventID)
	if err != nil {
		t.Errorf("%v: %v", e, err)
	}
	return want, err == nil
}

// handedOn is the result on the bus that the event ends on: a document with more rules than
// one holds has several.
func (c *checker) handedOn(t tester, e *event, result *delivery.Result) *delivery.Result {
	t.Helper()
	if len(result.Deliveries) != 1 || result.Deliveries[0].Kind != delivery.KindBus {
		return result
	}
	d := result.Deliveries[0]
	if d.DeadLetter == nil || d.DeadLetter.Problem != nil || d.DeadLetter.LogicalID != c.queue {
		t.Errorf("%v: were it not handed on, it would be lost: %+v", e, d.DeadLetter)
	}
	if d.Problem != nil || d.Forwarded == nil || len(result.Matched) != 1 {
		t.Errorf("%v is not handed on by one rule: %v", e, result)
		return result
	}
	return d.Forwarded
}

func (c *checker) checkRejected(t tester, e *event, result *delivery.Result) {
	t.Helper()
	queues := result.Queues()
	if len(result.Requests()) > 0 || len(queues) != 1 || queues[0].LogicalID != c.queue ||
		queues[0].Message.Reveal() != string(result.Event) {
		t.Errorf("%v lacks what is required, but becomes: %v", e, result)
	}
}

// checkRequest compares the request with the document's, as far as it can be the same,
// and the assumptions that it rests on with those that the catalog admits.
func (c *checker) checkRequest(t tester, e *event, sent *delivery.Request) {
	t.Helper()
	if other := c.callers[sent.Destination]; sent.Machine == "" && other != nil && other != e.operation {
		t.Errorf("%v calls %s, as does %s", e, sent.Destination, other.key())
	}
	c.callers[sent.Destination] = e.operation
	if !e.comparable() {
		return
	}
	c.compared[e.operation]++
	want, ok := c.want(t, e)
	if !ok {
		return
	}
	for _, difference := range want.differences(sent) {
		t.Errorf("%v: %s", e, difference)
	}
	ofValues := e.ofValues()
	for _, a := range sent.Assumptions {
		if !slices.Contains(ofValues, a.ID()) && !slices.Contains(e.operation.Assumptions, a.ID()) {
			t.Errorf("%v: the catalog has the assumptions %q, and not %s", e, e.operation.Assumptions, a)
		}
	}
}

// checkReshaped wants that an event with an array or object in the place of a scalar is
// not lost. It may match more than one rule.
func (c *checker) checkReshaped(t tester, e *event) {
	t.Helper()
	result := c.handedOn(t, e, c.deliver(t, e.operation.DetailType, e.detail))
	if len(result.Matched) == 0 || result.Lost() {
		t.Errorf("%v is lost", e)
	}
}

// checkUnknown wants that an event which no operation has goes to the dead-letter queue,
// or that the plan has warned that it doesn't.
func (c *checker) checkUnknown(t *testing.T) {
	known := make(map[string]bool)
	for _, op := range c.callable() {
		known[op.DetailType] = true
	}
	warned := false
	for _, d := range c.diagnostics {
		warned = warned || d.Code == diagnostic.UnknownDetailTypes
	}
	const longest = 128 // PutEvents takes no longer detail type
	for i := range c.catalog.Operations {
		name := c.catalog.Operations[i].DetailType
		for _, detailType := range []string{name, name + " ", strings.ToUpper(name), name[:len(name)/2], "no such operation"} {
			if known[detailType] || detailType == "" || len([]rune(detailType)) > longest {
				continue
			}
			result := c.deliver(t, detailType, map[string]any{"id": "7"})
			queues := result.Queues()
			switch {
			case warned && len(result.Matched) == 0:
			case !warned && len(result.Matched) == 1 && len(result.Requests()) == 0 && !result.Lost() &&
				len(queues) == 1 && queues[0].LogicalID == c.queue:
			default:
				t.Errorf("%q, which no operation has (warned: %v), becomes: %v", detailType, warned, result)
			}
		}
	}
}
