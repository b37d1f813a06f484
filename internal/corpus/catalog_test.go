//go:build !race

package corpus

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// catalog is what <id>.events.json says: all that a producer of events knows.
type catalog struct {
	Bus             string
	DeadLetterQueue string
	Operations      []operation
}

type operation struct {
	Method      string
	Path        string
	DetailType  string
	Fidelity    string
	Carrier     string
	Reasons     []struct{ Code, Severity, Message string }
	Assumptions []string
	Endpoint    string
	Fields      []field
	SampleEvent struct {
		Source string
		Detail json.RawMessage
	}
	SampleRequest struct {
		Method, URL string
		Headers     map[string]string
		Body        json.RawMessage
		Text        string
	}
	// document is the second reading of the operation.
	document *builder
}

type field struct {
	Field       string
	In          string
	Name        string
	Required    bool
	Guarded     *bool
	Property    string
	Idempotency bool
	ContentType string
}

func (o *operation) key() string { return o.Method + " " + o.Path }

// byMachine tells whether a state machine carries the operation.
func (o *operation) byMachine() bool { return o.Carrier == "state-machine" }

func (o *operation) callable() bool { return o.Fidelity != "unsupported" }

// form is the catalog's JSON Schema.
var form = sync.OnceValues(func() (*jsonschema.Schema, error) {
	return jsonschema.NewCompiler().Compile("../../docs/events.schema.json")
})

func checkForm(t *testing.T, text []byte) {
	t.Helper()
	schema, err := form()
	if err != nil {
		t.Fatal(err)
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(value); err != nil {
		t.Errorf("the catalog is not of its form: %v", err)
	}
}

// because tells whether a reason of the code, at least a warning, is given.
func (o *operation) because(codes ...string) bool {
	for _, r := range o.Reasons {
		if r.Severity != "info" && slices.Contains(codes, r.Code) {
			return true
		}
	}
	return false
}

// field finds the field that carries a parameter, or a property of one. Names of headers
// have no case.
func (o *operation) field(in, name, property string) *field {
	for i := range o.Fields {
		f := &o.Fields[i]
		same := f.Name == name || in == "header" && strings.EqualFold(f.Name, name)
		if f.In == in && f.Property == property && same {
			return f
		}
	}
	return nil
}

// body is the field of the request body, if there is one.
func (o *operation) body() *field {
	i := slices.IndexFunc(o.Fields, func(f field) bool { return f.In == "body" })
	if i < 0 {
		return nil
	}
	return &o.Fields[i]
}
