package openapidestinations

import (
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// Filter fits operations of the document, for Include and Exclude of the props: those for
// which all criteria hold that are given. Of a criterion with several members, any one is
// enough. A Filter without a criterion is an error of the document's diagnostics, as is a
// member that cannot be read.
//
// Texts are compared letter by letter. In OperationIDs and Paths a "*" stands for any
// characters, and `\` before a character takes its meaning away; nothing else is special,
// so that "/players/{playerId}" is that path alone.
type Filter struct {
	// Tags are the operation's own tags (OpenAPI, Operation Object).
	Tags []string
	// OperationIDs are operationIds with stars: "add*". An operation that has no
	// operationId fits none.
	OperationIDs []string
	// Paths are path templates with stars, as the document writes them, without the
	// server's base path. A "*" doesn't reach beyond a slash: "/players/*" fits
	// "/players/{playerId}". A whole segment "**" stands for any number of segments, none
	// included: "/admin/**" fits "/admin" and all below it.
	Paths []string
	// Methods are HTTP methods, capitals or not. They choose among those that the Methods
	// of the props keep.
	Methods []string
	// Deprecated is whether the operation is marked so.
	Deprecated *bool
	// Extensions are those of the operation or its path item, with or without a value:
	// "x-internal" fits any value but false and null; "x-audience=public" fits the string,
	// number or boolean that is written so, and a list that has it.
	Extensions []string
	// Match decides by program. It may not change what it is given.
	Match func(spec.Operation) bool
}

// filters are the filters as the plan takes them.
func filters(given []Filter) []plan.Filter {
	made := make([]plan.Filter, len(given))
	for i, f := range given {
		made[i] = plan.Filter(f)
	}
	return made
}
