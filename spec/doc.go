// Package spec reads OpenAPI documents: what the API says, and nothing about
// how it is called.
//
// [Load] takes a file, bytes or an https URL and returns a [Document] whose operations carry
// everything that applies to them: parameters of their own and of their path
// item, the request body with its media types, servers, security, extensions;
// references followed, defaults filled in, all of it in document order and with
// the file, line and column it came from.
//
// It reads OpenAPI 2.0 (Swagger), 3.0, 3.1 and 3.2, in YAML and JSON, spread over as many local
// files as the document likes, as long as they stay below one folder. Nothing is
// ever fetched from a network, but for the document of a [Source] that names its URL and
// its SHA-256. OpenAPI Overlays may change the document before it is read.
//
// Reading is forgiving and says so: a part that is not as OpenAPI wants it becomes
// a [Diagnostic] in Document.Diagnostics, and the rest of the document is read all
// the same. Load fails only if there is nothing to read.
//
// A document is not trusted: how large and deep it may be, what its references and overlays may
// cost, and what it may reach are decided here, before anybody else sees it.
//
// The planner decides from a Document how each operation is called. For other programs it has some
// fields that the planner doesn't need, such as Parameter.AllowEmptyValue.
package spec
