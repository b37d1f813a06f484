package spec

import (
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
)

// Operations may stand in extensions: Amazon API Gateway's method for all methods, Azure's
// paths that differ in their query, the fields that later versions of OpenAPI have. What an
// extension means is its owner's matter, so that they are not read, and each is named.

// anyMethod is an operation for all methods of a path that have none of their own.
const anyMethod = "x-amazon-apigateway-any-method"

// hidden names the operations in the extensions of the document and of its paths.
func (r *reader) hidden(root node) {
	for _, n := range []node{root, root.field("paths")} {
		for f := range n.fields() {
			switch name := strings.ToLower(f.name); {
			case !strings.HasPrefix(name, "x-"):
			case strings.HasPrefix(name, "x-webhooks"):
				r.outgoing(f.value, "webhook", "")
			default:
				r.hiddenPaths(f)
			}
		}
	}
}

// hiddenPaths names the operations of an extension that looks like paths.
func (r *reader) hiddenPaths(extension field) {
	for path := range extension.value.fields() {
		if !strings.HasPrefix(path.name, "/") {
			continue
		}
		for entry := range path.value.fields() {
			if _, read := r.entries[entry.value.yaml]; !read && slices.Contains(methods, strings.ToLower(entry.name)) && entry.value.isMap() {
				r.hiddenOperation(entry.key, strings.ToUpper(entry.name)+" "+path.name, extension.name)
			}
		}
	}
}

// hiddenMethods names the operations in the extensions of a path item.
func (r *reader) hiddenMethods(item node, path string) {
	for f := range item.fields() {
		switch {
		case !strings.HasPrefix(f.name, "x-"):
		case f.name == anyMethod:
			r.hiddenOperation(f.key, "all other methods of "+path, f.name)
		case describesOperation(f.value):
			r.hiddenOperation(f.key, "an operation of "+path, f.name)
		default: // additionalOperations of OpenAPI 3.2 under another name
			for entry := range f.value.fields() {
				if describesOperation(entry.value) {
					r.hiddenOperation(entry.key, entry.name+" "+path, f.name)
				}
			}
		}
	}
}

// describesOperation tells an operation from other objects: it has responses.
func describesOperation(n node) bool { return n.field("responses").isMap() }

func (r *reader) hiddenOperation(at node, what, extension string) {
	r.report(Diagnostic{
		Code: diagnostic.HiddenOperation, Severity: Info, Position: at.position(),
		Message: diagnostic.Message("the extension %q describes %s: extensions are not read, so that no event becomes it", extension, what),
		Hint:    "write what is to be called under the path with its method, for example by an overlay (WithOverlays, context key overlays)",
	})
}
