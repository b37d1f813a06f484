package spec

import "encoding/json"

// Document is an OpenAPI document, read and resolved: every $ref is followed,
// what an operation inherits from its path item or the document is on the
// operation. All slices are in document order.
type Document struct {
	// File is the document's name as the user gave it; diagnostics begin with it.
	File string
	// URL is the address that the document was fetched from, as the user gave it but for its
	// query, which may hold a secret; empty if it was not fetched. Relative servers count from
	// it, and so does a document without any (OpenAPI 3.2, "Server Object").
	URL string
	// SHA256 is the hex digest of the root file's bytes, before overlays.
	SHA256 string
	// Overlays are the hex digests of the overlays, in the order in which they were
	// applied. One that cannot be read is none of them.
	Overlays []string
	// OpenAPI is the version the document states, such as "3.1.0", or "2.0". One of
	// Swagger 2.0 reads as the OpenAPI 3.0 document that says the same: its host, basePath
	// and schemes as servers, its parameters in "body" and "formData" as request bodies,
	// its securityDefinitions as security schemes.
	OpenAPI     string
	Title       string
	Version     string
	Description string
	Servers     []Server
	// SecuritySchemes are those of components.securitySchemes (securityDefinitions in
	// Swagger 2.0).
	SecuritySchemes []SecurityScheme
	Operations      []Operation
	// Definitions are the named schemas that Schema.JSON refers to with
	// "#/$defs/<name>", closed under reference and sorted by name.
	Definitions []Definition
	Extensions  []Extension
	// Diagnostics are the findings made while reading, sorted by place.
	// A document whose Diagnostics hold an Error still has every operation that
	// could be read.
	Diagnostics []Diagnostic
}

// Operation is one method of one path (OpenAPI "Operation Object").
type Operation struct {
	// ID is the operationId; empty when the document gives none.
	ID string
	// Method is the HTTP method in upper case.
	Method string
	// Path is the path template as the document writes it, such as
	// "/players/{playerId}".
	Path        string
	Summary     string
	Description string
	Tags        []string
	Deprecated  bool
	// Parameters holds the path item's parameters, overridden and followed by the
	// operation's own. It may hold cookies; it holds no body.
	Parameters []Parameter
	// Body is nil when the operation takes none.
	Body *RequestBody
	// Responses are the answers of success (2xx) and the default one, in document order.
	Responses []Response
	// Servers are the operation's, else its path item's, else the document's.
	// It is empty when none of them names one.
	Servers []Server
	// ServersFrom says where Servers stand: "operation", "path" or "document".
	ServersFrom string
	// Security lists the alternatives: the operation's own, else the document's.
	// Empty means that nothing is asked for.
	Security []SecurityRequirement
	// SecurityFrom says where Security stands: "operation" or "document". It is empty
	// when neither says anything, as opposed to an empty list (`security: []`).
	SecurityFrom string
	// Extensions are the operation's own x- fields, preceded by its path item's.
	Extensions []Extension
	// Incomplete is set when a part of what the request is made of could not be
	// read (a parameter whose $ref leads nowhere, a malformed body or security list):
	// the request is then not the whole of what the document means. The
	// diagnostics say what is missing.
	Incomplete bool
	Position   Position
	// IDPosition is the place of the operationId's value, or Position.
	IDPosition Position
	// SecurityPosition is the place of the security list that applies, or Position.
	SecurityPosition Position
}

// Parameter is one parameter of an operation (OpenAPI "Parameter Object"), with
// the defaults of its location filled in.
type Parameter struct {
	Name string
	// In is "path", "query", "header" or "cookie" ("querystring" in OpenAPI 3.2).
	In          string
	Required    bool
	Deprecated  bool
	Description string
	// Style and Explode carry OpenAPI's defaults where the document is silent:
	// simple for path and header, form for query and cookie; explode for form. Swagger
	// 2.0's collectionFormats are spaceDelimited, pipeDelimited, and tabDelimited, which
	// OpenAPI 3 lacks.
	Style           string
	Explode         bool
	AllowReserved   bool
	AllowEmptyValue bool
	// ContentType is the media type when the parameter is described by `content`.
	ContentType string
	// Schema is never nil; an undescribed parameter has an empty one.
	Schema *Schema
	// Example is an example of the value as JSON, or nil.
	Example    json.RawMessage
	Extensions []Extension
	Position   Position
}

// RequestBody is what an operation takes as its body.
type RequestBody struct {
	Required    bool
	Description string
	Content     []MediaType
	Extensions  []Extension
	Position    Position
}

// MediaType is one entry of a request body's content.
type MediaType struct {
	// Type is the key as written, such as "application/json; charset=utf-8".
	Type string
	// BesideForm is set for JSON that a Swagger 2.0 document lists beside a form, for the operation
	// or for all of them. What "formData" describes is the form: JSON with the same fields is a guess.
	BesideForm bool
	// Dangling is set when a reference that decides about the body led nowhere, or an encoding
	// cannot be read, so that the schema and the encodings aren't all that the document means.
	Dangling bool
	// Schema is never nil.
	Schema *Schema
	// Encoding says how properties of the schema are written, in the order of its properties;
	// those that it doesn't declare come behind them. There is one only for forms
	// (application/x-www-form-urlencoded) and multipart bodies, for which OpenAPI has it.
	Encoding []Encoding
	// Example is an example of the body as JSON, or nil.
	Example  json.RawMessage
	Position Position
}

// Encoding is what a form or multipart body says of one property (OpenAPI "Encoding Object"),
// without OpenAPI's defaults: these depend on the property's schema and on the document's
// version. What OpenAPI ignores isn't set: headers of a form; Style, Explode and AllowReserved
// of multipart bodies, except for multipart/form-data since OpenAPI 3.1.
//
// In Swagger 2.0 the collectionFormat of an array in "formData" becomes Style and Explode, for
// multipart/form-data, too, as it does for a [Parameter]; csv is the one of an array that has none.
type Encoding struct {
	// Property is the property's name.
	Property string
	// ContentType is as written: a media type, one with a wildcard, or several with commas
	// between them. Empty if there is none. Since OpenAPI 3.1 it counts only where none of
	// Style, Explode and AllowReserved is set.
	ContentType string
	// Style is as written, such as "deepObject"; empty if there is none.
	Style string
	// Explode and AllowReserved are false where the document doesn't say them, as HasExplode
	// and HasAllowReserved tell.
	Explode, HasExplode             bool
	AllowReserved, HasAllowReserved bool
	// Headers are those of a part besides Content-Type, with OpenAPI's defaults.
	Headers  []Parameter
	Position Position
}

// Response is one answer of an operation.
type Response struct {
	// Status is the key as written: "201", "2XX" or "default".
	Status string
	// MediaTypes are the keys of its content as written. In Swagger 2.0 they are what the
	// operation produces.
	MediaTypes []string
	// Content is what it holds, where Source.Answers asks for it: nil where it isn't known, and empty
	// where there is none. Encodings are not read.
	Content  []MediaType
	Position Position
}

// Schema is what decides how a value travels, taken from a JSON schema through
// its $ref, allOf, anyOf and oneOf; the schema itself is in JSON.
type Schema struct {
	// Types are the JSON types ("string", "number", "integer", "boolean",
	// "object", "array", "null") that the schema allows, in the order just given;
	// empty when it doesn't say, which allows all of them.
	Types []string
	// Constant is the only value the schema allows, as JSON: its `const`, or
	// the one value of its `enum`. Nil otherwise.
	Constant json.RawMessage
	// Enum are the allowed values as JSON, in document order; nil when open.
	Enum    []json.RawMessage
	Default json.RawMessage
	Example json.RawMessage
	Format  string
	// Required are the names of the properties that an object must have, in the order of the
	// lists that say so. They are given as far down as Properties are.
	Required []string
	// Properties are the declared ones in document order, those of allOf included.
	// They are given down to two levels below a parameter or body.
	Properties []Property
	// OpenEnded is set when the schema says that it has properties which it does
	// not name: additionalProperties that is true or a schema, or patternProperties.
	OpenEnded bool
	// Items is the schema of an array's elements, to the same depth; nil if unknown.
	Items    *Schema
	ReadOnly bool
	// Composed is set when anyOf, oneOf or not take part: the properties are then
	// not all that the schema says.
	Composed bool
	// JSON is the schema with each reference to a named schema rewritten to
	// "#/$defs/<name>", in document order; nil when there is none.
	JSON json.RawMessage
	// dangling is set when a reference that decides about the value led nowhere.
	dangling bool
}

// Property is one declared property of an object schema.
type Property struct {
	Name string
	// Required is true when the object lists it under `required`.
	Required bool
	Schema   *Schema
}

// Definition is a named schema of the document.
type Definition struct {
	Name string
	JSON json.RawMessage
}

// Server is one entry of a servers list.
type Server struct {
	// Name is OpenAPI 3.2's name of the server; mostly empty.
	Name        string
	Description string
	// URL is as written: it may be relative and may hold {variables}.
	URL       string
	Variables []ServerVariable
	Position  Position
}

// ServerVariable is a variable of a server's URL.
type ServerVariable struct {
	Name string
	// Default is the variable's value where nobody gives another. OpenAPI requires it;
	// HasDefault is false where the document has none all the same.
	Default     string
	HasDefault  bool
	Enum        []string
	Description string
	Position    Position
}

// SecurityRequirement is one alternative: all of its schemes are needed at
// once. An empty one allows anonymous calls.
type SecurityRequirement struct {
	Schemes  []SchemeScopes
	Position Position
}

// SchemeScopes names a security scheme and the scopes it is needed with.
type SchemeScopes struct {
	Scheme string
	Scopes []string
}

// SecurityScheme is one entry of components.securitySchemes.
type SecurityScheme struct {
	// Key is the name that security requirements use.
	Key string
	// Type is "apiKey", "http", "oauth2", "openIdConnect", "mutualTLS" or
	// whatever else the document says.
	Type string
	// In and Name are an apiKey's location and parameter name.
	In   string
	Name string
	// Scheme is the HTTP authentication scheme in lower case, such as "basic".
	Scheme           string
	BearerFormat     string
	OpenIDConnectURL string
	Flows            []OAuthFlow
	Description      string
	Extensions       []Extension
	Position         Position
}

// OAuthFlow is one flow of an oauth2 scheme.
type OAuthFlow struct {
	// Kind is the flow's key, such as "clientCredentials".
	Kind string
	// TokenURL is as written: it may be relative.
	TokenURL string
	// Scopes are the names the flow offers.
	Scopes   []string
	Position Position
}

// Extension is an x- field.
type Extension struct {
	// Name includes the "x-".
	Name  string
	Value json.RawMessage
	// Position is that of the name; of Members, that of the value.
	Position Position
	// Overlaid is set where all of the value was written by overlays.
	Overlaid bool
	// Members are those of an object called x-eventbridge, which this project reads, in document
	// order, and those of the objects in it; other extensions have none.
	Members []Extension
}
