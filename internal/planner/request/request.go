// Package request says what the document wants of a call and which fields an event has for it,
// whoever makes the call: from an operation, what the user says of its parameters, and what its
// credential sends anyway, it makes a Request for the carriers to judge and to carry. It speaks
// OpenAPI's words and knows nothing of what carries requests.
package request

import (
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner/finding"
	"github.com/openapi-destinations/openapidestinations/internal/planner/selection"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// Request is what the document wants of a call.
type Request struct {
	Operation  *spec.Operation
	DetailType string
	// BaseURL is what precedes the path; empty where the operation has no address.
	BaseURL string
	// Path is the path's template, cut where the variables are.
	Path Path
	// Parameters are the operation's: those of the path, the query, headers and cookies, in
	// this order, each in document order; header names that differ in case are one.
	Parameters []Parameter
	// Body is nil where the document describes none.
	Body *Body
	// Type is the Content-Type that the user fixed, Accept what is wanted of the answer.
	Type   Header
	Accept Header
	// Outcomes are what comes back as events; nil where nothing does.
	Outcomes *Outcomes
	// Credential is what the credential sends anyway; nil where none is known.
	Credential Credential
	// Settings are the operation's.
	Settings *selection.Settings
	// Triggers call the operation for other events than its own.
	Triggers []*Trigger

	definitions []spec.Definition
	// version is the document's, such as "3.0.3".
	version string
}

// Since tells whether the document is of a version of OpenAPI, or of a later one.
func (r *Request) Since(version string) bool { return r.version >= version }

// LabelsByCommas tells whether the document's version says what stands between several values in the
// style label that are not exploded. All versions name RFC 6570, section 3.2.5, which has commas; but
// the examples of 3.0.0 to 3.0.3 and of 3.1.0 have points.
func (r *Request) LabelsByCommas() bool {
	return r.Since("3.1.1") || r.Since("3.0.4") && !r.Since("3.1")
}

// Credential is what the security of an operation sends by itself.
type Credential interface {
	// Sends tells whether it writes a parameter.
	Sends(in, name string) bool
	// BodyProperties are the properties of a JSON body that it writes.
	BodyProperties() []string
	// Places are the headers and query parameters with a credential.
	Places() []Place
	// APIKey is the header with the connection's API key; empty where it has none.
	APIKey() string
	// HoldsAccept tells whether it is no credential, and says which answers are wanted instead.
	HoldsAccept() bool
}

// Place is where something is written in a request.
type Place struct{ In, Name string }

// Parameter is a parameter of an operation and where its value comes from: from the event's
// field, unless another member says something else.
type Parameter struct {
	*spec.Parameter
	// Field is the dotted place below detail.
	Field string
	// Properties are those of an object that is written key by key, in document order.
	Properties []Property
	// Use says what becomes of the parameter.
	Use Use
	// Constant is its one value, where it is fixed, and ByUser says by whom.
	Constant string
	ByUser   bool
	// Doubtful constants are numbers that others may write differently.
	Doubtful bool
	// Secret is the placeholder of a value that the plan never sees.
	Secret string
	// EventID says that the event's id is the value where the event has none: the header's job is
	// idempotency.
	EventID bool
	// Added parameters are those that the user adds to the operation's.
	Added bool
	// Undeclared parameters are variables of the path that the document declares no parameter for.
	Undeclared bool
	// Reserved values stand in the URL with their reserved characters as they are.
	Reserved bool
	// LeftOut parameters are optional and not among those that the user wants carried.
	LeftOut bool
}

// Fixed tells whether the parameter has one value, which no event changes.
func (p *Parameter) Fixed() bool { return p.Use == UseConstant }

// ValueHint says where the one value of the parameter is changed.
func (p *Parameter) ValueHint() string {
	switch {
	case p.Added:
		return "change it in Headers or Query" + selection.OperationsHint
	case p.ByUser:
		return "change the value in Parameters or Operations (context keys parameters, operations)"
	}
	return "change the value"
}

// Property is a property of an object that is written key by key: a parameter of its own.
type Property struct {
	// Name is the property's, Parameter.Name the key that is written.
	Property string
	Parameter
}

// Use is what becomes of a parameter.
type Use int

// The uses.
const (
	// UseField takes the value from the event.
	UseField Use = iota
	// UseConstant has one value.
	UseConstant
	// UseCredential is what the credential sends.
	UseCredential
	// UseIgnored is a header parameter that OpenAPI tells to ignore.
	UseIgnored
	// UseRefused must not reach a template.
	UseRefused
)

// Maker makes requests.
type Maker struct {
	doc  *spec.Document
	opts *plan.Options
	log  *finding.Log
	// secrets are the keys of Options.SecretParameters, and secret makes the placeholder of one.
	secrets map[string]string
	secret  func(key string, at spec.Position) string
	// eventIDs tells which schemas take the id of an event.
	eventIDs eventIDs
}

// New makes a Maker. Secret gives the placeholder of a secret path parameter by its key in
// Options.SecretParameters.
func New(doc *spec.Document, opts *plan.Options, log *finding.Log, secret func(key string, at spec.Position) string) *Maker {
	m := &Maker{doc: doc, opts: opts, log: log, secret: secret, secrets: make(map[string]string, len(opts.SecretParameters)),
		eventIDs: eventIDs{known: make(map[*spec.Schema]bool)}}
	for _, key := range opts.SecretParameters {
		m.secrets[key] = ""
	}
	return m
}

// making is a request while it is made.
type making struct {
	*finding.Verdict
	*Request
	m  *Maker
	op *spec.Operation
	// carried are the names in the user's list of optional parameters that were found, sent the
	// parameters of the operation's own settings that the document declares.
	carried map[string]bool
	sent    map[Place]bool
	// taken are the names of fields.
	taken map[string]bool
}

// Make says what the document wants of an operation, and what is told of its outcome. What it finds is
// the same for all carriers.
func (m *Maker) Make(op *spec.Operation, detailType, baseURL string, credential Credential, own *selection.Settings, verdict *finding.Verdict) *Request {
	r := &making{Verdict: verdict, m: m, op: op, carried: make(map[string]bool), sent: make(map[Place]bool),
		Request: &Request{Operation: op, DetailType: detailType, BaseURL: baseURL, Credential: credential, Settings: own, definitions: m.doc.Definitions, version: m.doc.OpenAPI}}
	r.mergeParameters()
	r.nameFields()
	r.decideParameters()
	r.addOwn()
	r.readPath()
	r.checkSecrets()
	r.readBody()
	r.Type = r.contentType()
	r.Accept = r.accept()
	r.Outcomes = r.outcomes(own.Answers)
	r.Triggers = m.triggers(r.Request)
	return r.Request
}
