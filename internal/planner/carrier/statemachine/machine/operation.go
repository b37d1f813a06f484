package machine

import (
	"encoding/json"

	"github.com/openapi-destinations/openapidestinations/internal/mapping"
)

// Version is that of the constants' format: a machine puts an event with another one into the
// dead-letter queue, and so does what reads a template.
const Version = 1

// Operation are the constants of an operation: all that the machine knows of it.
type Operation struct {
	// Method of the request: GET, HEAD, POST, PUT, PATCH, DELETE or OPTIONS.
	Method string
	// URL is its address up to the query, in parts that follow each other.
	URL []Part
	// Query, Headers and Cookies, in the order in which they are sent.
	Query, Headers, Cookies []Parameter
	// Body of the request; nil where the operation has none.
	Body *Body
	// Map makes the detail of the operation's own event of another event's, where a trigger's rule
	// hands over that; nil where the event is the operation's own. Needs are paths of it without
	// which an event can't be used.
	Map   *mapping.Node
	Needs []mapping.Path
	Retry Retry
	// Answer is what is told of a call's outcome; nil tells nothing.
	Answer *Answer
}

// Retry is how long a call that failed is repeated.
type Retry struct {
	// Attempts after the first call, 0 to 185.
	Attempts int
	// Age in seconds, from when EventBridge took the event, 60 to 86,400.
	Age int
}

// Answer is what is told of a call's outcome, as an event. On which bus, and by which source, is the
// machine's to know: AnswerBus and AnswerSource.
type Answer struct {
	// Succeeded and Failed are the detail types of the events; "" tells nothing of that outcome.
	Succeeded, Failed string
	// Headers of the API's answer that the event has, in lower case; nil are the machine's own list
	// (docs/state-machine.md), an empty one are none.
	Headers []string
	// Correlation is the field below detail that is passed through; "" is "correlation".
	Correlation string
	// Nested has the call made by an execution of its own, so that what nothing can catch there (a
	// binary answer, one over 256 KiB) is seen.
	Nested bool
}

// Part is a part of the address: one of the three.
type Part struct {
	// Literal is written as it is, percent-encoded already.
	Literal string
	// Launch is what the launch of the stack fills in.
	Launch *Launch
	// Field is a path parameter.
	Field *Path
}

// Launch is a place in the template that CloudFormation fills in, in the middle of a JSON string:
// what stands there holds no quote, backslash, angle bracket or control character.
type Launch struct {
	// Key says what stands there, in words of the caller's.
	Key string
	// Most is the most characters that it may have.
	Most int
}

// Path is a path parameter. An event in which it is absent, empty, "." or ".." (in whatever
// encoding) can't be used.
type Path struct {
	// Field is the dotted place below detail.
	Field string
	// Style is "" (simple), "label" or "matrix".
	Style string
	// Name of the parameter, for matrix.
	Name string
	// Explode is how arrays and objects are written.
	Explode bool
	// Reserved leaves reserved characters as they are, but for ? and #.
	Reserved bool
	// Guard makes an event unusable in whose value, items or names one of / \ % ? # ; or an end of a
	// line stands.
	Guard bool
}

// Parameter is a query parameter, a header or a cookie.
type Parameter struct {
	Name string
	Source
	Encoding
}

// Source is where a value comes from: a constant, or a field of the event.
type Source struct {
	// Constant is the JSON of a value that is always sent; nil with a field.
	Constant json.RawMessage
	// Field is the dotted place below detail.
	Field string
	// Required makes an event unusable in which the field is absent or null.
	Required bool
	// Default is the JSON of what is sent where the field is absent or null; nil for nothing.
	Default json.RawMessage
	// EventID sends the event's own id where the field is absent or null.
	EventID bool
}

// Encoding is how arrays and objects become text, and how text is written.
type Encoding struct {
	// Style is OpenAPI's: "form", "spaceDelimited", "pipeDelimited" or "deepObject" in the query
	// and in forms, "form" in cookies; headers are always simple. Where it is "" each item of an
	// array is sent under the name, and an object as JSON.
	Style string
	// Explode sends each item or property for itself.
	Explode bool
	// Arrays is how deepObject names the items of arrays: "" (a[0]), "bracket" (a[], and a[0]
	// where items are objects or arrays) or "repeat" (a).
	Arrays string
	// Reserved leaves reserved characters as they are, in the query and in forms.
	Reserved bool
	// JSON writes whatever is no string as JSON.
	JSON bool
}

// Body is the body of a request.
type Body struct {
	// Field is the dotted place below detail.
	Field string
	// Required makes an event unusable in which the field is absent or null; else no body is sent.
	Required bool
	// As is what becomes of the field.
	As Form
	// Type is the Content-Type, which is sent with a body only. The boundary of a multipart body
	// is appended.
	Type string
	// Each is how a property is written that Properties doesn't name: of a form, or of a
	// multipart body.
	Each Property
	// Properties are those that are written otherwise.
	Properties []NamedProperty
}

// Form is what becomes of the field that has the body.
type Form string

// The forms of a body.
const (
	// JSON passes the value through, untouched.
	JSON Form = "json"
	// Text sends a string as it is, and anything else as its JSON.
	Text Form = "text"
	// Lines sends a string as it is, and each item of an array as a line of JSON.
	Lines Form = "lines"
	// URLEncoded is application/x-www-form-urlencoded, written by the machine.
	URLEncoded Form = "form"
	// Fields is the same, written by Step Functions, so that it can add the body parameters
	// of a connection.
	Fields Form = "fields"
	// Multipart is multipart/form-data.
	Multipart Form = "multipart"
)

// NamedProperty is a property of a form or multipart body.
type NamedProperty struct {
	Name string
	Property
}

// Property is how a property of a form or of a multipart body is written.
type Property struct {
	Encoding
	// Type is the Content-Type of a part; "" for none, and application/json for what is sent as JSON.
	Type string
	// File is the file name of a part that is a file; "" for none. The event may give another one
	// (an object with "filename" and "content").
	File string
}
