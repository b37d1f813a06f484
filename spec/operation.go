package spec

import (
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
)

// methods are the fixed fields of a Path Item Object that describe an operation;
// "query" is one since OpenAPI 3.2.
// "trace" since 3.0.
var methods = []string{"get", "put", "post", "delete", "options", "head", "patch", "trace"}

// notMethods are its other fixed fields.
var notMethods = []string{"$ref", "summary", "description", "servers", "parameters", "additionalOperations"}

// inherited is what applies to an operation unless it says otherwise.
type inherited struct {
	path             string
	parameters       []Parameter
	bodyParts        []node // of Swagger 2.0
	servers          []Server
	serversFrom      string
	security         []SecurityRequirement
	securityFrom     string
	securityPosition Position
	extensions       []Extension
	incomplete       bool
}

// operations reads all operations of the document's paths.
func (r *reader) operations(root node) {
	before := r.lost
	if r.doc.Servers = r.servers(root); r.swagger != nil {
		r.doc.Servers = r.swaggerServers(r.swagger.schemes)
	}
	defaults := inherited{servers: r.doc.Servers}
	if len(r.doc.Servers) > 0 {
		defaults.serversFrom = "document"
	}
	if security := root.field("security"); security.given() {
		defaults.security, defaults.securityFrom = r.security(root), "document"
		defaults.securityPosition = security.position()
	}
	defaults.incomplete = r.lost > before

	read := map[string]Position{}
	before = r.lost
	paths := r.object(root, "paths")
	if r.lost > before {
		r.unknownOperations(root.field("paths"), "the paths")
	}
	for f := range paths.repeated() {
		if strings.HasPrefix(f.name, "x-") {
			continue
		}
		if !strings.HasPrefix(f.name, "/") {
			r.malformed(Warning, f.key, "begin it with a slash", "the path %q does not begin with a slash", f.name)
		}
		defaults.path = f.name
		r.pathItem(f, defaults, read)
	}
	if len(r.doc.Operations) == 0 {
		at := root
		if paths := root.field("paths"); paths.yaml != nil {
			at = paths
		}
		r.report(Diagnostic{
			Code: diagnostic.NoOperations, Severity: Warning, Position: at.position(),
			Message: "the document describes no operation",
			Hint:    "operations stand under paths; webhooks and callbacks are calls that the API makes",
		})
	}
}

// pathItem reads the operations of one path. A path item may be a $ref with
// fields beside it; OpenAPI leaves open what that means, and here its own fields
// come first.
func (r *reader) pathItem(f field, defaults inherited, read map[string]Position) {
	items := r.referred(f)
	for _, item := range items {
		if item.given() && !item.isMap() {
			r.malformed(Error, item, "write an object with an operation for each method",
				"the path %q is %s, not an object", f.name, item.kind())
		}
	}
	common := r.shared(items, defaults)
	for _, item := range items {
		r.hiddenMethods(item, f.name)
		for entry := range r.methods(item) {
			method := entry.name
			key := method + " " + f.name
			if first, ok := read[key]; ok {
				r.report(Diagnostic{
					Code: diagnostic.DuplicateKey, Severity: Warning, Position: entry.key.position(),
					Message: diagnostic.Message("the operation %s is described already, on line %d, and read from there", key, first.Line),
					Hint:    "keep one of the two",
				})
				continue
			}
			read[key] = entry.key.position()
			r.noteParts(items, entry.value)
			r.doc.Operations = append(r.doc.Operations, r.operation(entry, common))
		}
	}
}

// referred is a path item, followed by the one that it refers to, and so on.
func (r *reader) referred(f field) []node {
	item := f.value
	items := []node{item}
	for item.isRef() {
		target, problem := r.resolve(item)
		if problem == nil && slices.Contains(items, target) {
			problem = dangling(item.field("$ref").yaml.Value, "it leads in a circle")
			problem.Position = item.field("$ref").position()
		}
		if problem != nil {
			problem.Severity = Warning
			r.report(*problem)
			r.unknownOperations(f.key, diagnostic.Message("the path item of %s", f.name))
			break
		}
		items = append(items, target)
		item = target
	}
	return items
}

// unknownOperations says that operations may be missing: what would name them is behind a
// reference that leads nowhere.
func (r *reader) unknownOperations(at node, what string) {
	r.report(Diagnostic{
		Code: diagnostic.UnreadPathItem, Severity: Warning, Position: at.position(),
		Message: what + " cannot be read: the operations in it are not known, and left out",
		Hint:    "see the message about its $ref",
	})
}

// shared adds what a path item gives all its operations.
func (r *reader) shared(items []node, common inherited) inherited {
	before := r.lost
	fromPath := false
	for _, item := range items {
		common.parameters = r.overridden(r.parameters(item), common.parameters)
		if r.swagger != nil {
			common.bodyParts = r.overriddenParts(r.bodyParts(item), common.bodyParts)
		}
		if servers := r.servers(item); len(servers) > 0 && !fromPath {
			common.servers, common.serversFrom, fromPath = servers, "path", true
		}
		common.extensions = append(common.extensions, r.extensions(item)...)
	}
	common.incomplete = common.incomplete || r.lost > before
	return common
}

// methods yields the operations of a path item, each with its method in upper case
// as its name.
func (r *reader) methods(item node) func(yield func(field) bool) {
	return func(yield func(field) bool) {
		for f := range item.repeated() {
			lower := strings.ToLower(f.name)
			switch {
			case lower == "trace" && r.swagger != nil:
				r.notSwagger(item, f.name)
			case slices.Contains(methods, lower), lower == "query" && r.minor >= 2:
				if f.name != lower {
					r.malformed(Warning, f.key, "write it in lower case", "the method %q is not in lower case", f.name)
				}
				f.name = strings.ToUpper(f.name)
				if !yield(f) {
					return
				}
			case f.name == "additionalOperations" && r.minor >= 2:
				for extra := range r.object(item, f.name).fields() {
					if lower := strings.ToLower(extra.name); slices.Contains(methods, lower) || lower == "query" {
						r.malformed(Warning, extra.key, "write it beside additionalOperations, in lower case",
							"the method %q has a field of its own in a path item", extra.name)
					}
					if !yield(extra) {
						return
					}
				}
			case slices.Contains(notMethods[:len(notMethods)-1], f.name), strings.HasPrefix(f.name, "x-"):
			default:
				r.malformed(Warning, f.key, "an operation is named by its HTTP method, an extension begins with x-",
					"%q is no field of a path item: it is not read", f.name)
			}
		}
	}
}

// operation reads one operation. One that is not even an object is still there,
// for its path and method are known.
func (r *reader) operation(entry field, common inherited) Operation {
	before := r.lost
	r.reading = entry.key.position()
	r.spend(operationSteps)
	n := r.inPlace(entry.value)
	if n.given() && !n.isMap() {
		r.lost++
		r.malformed(Warning, n, "write an object", "the operation %s %s is %s, not an object", entry.name, common.path, n.kind())
	}
	if r.swagger == nil {
		r.unknownFields(n, "an operation", operationFields)
	} else {
		r.unknownFields(n, "an operation of Swagger 2.0", swaggerOperationFields)
	}
	op := Operation{
		Method:       entry.name,
		Path:         common.path,
		ID:           r.operationID(n),
		Summary:      r.prose(n, "summary"),
		Description:  r.prose(n, "description"),
		Tags:         r.texts(n, "tags"),
		Deprecated:   r.flag(n, "deprecated", false),
		Parameters:   r.overridden(common.parameters, r.parameters(n)),
		Body:         r.body(n, common),
		Responses:    r.responses(n),
		Servers:      common.servers,
		ServersFrom:  common.serversFrom,
		Security:     common.security,
		SecurityFrom: common.securityFrom,
		Extensions:   slices.Concat(common.extensions, r.extensions(n)),
		Position:     entry.key.position(),
		IDPosition:   entry.key.position(),
	}
	op.SecurityPosition = common.securityPosition
	if id := n.field("operationId"); id.given() {
		op.IDPosition = id.position()
	}
	if servers := slices.Concat(r.servers(n), r.ownSchemes(n)); len(servers) > 0 {
		op.Servers, op.ServersFrom = servers, "operation"
	}
	if security := n.field("security"); security.given() {
		op.Security, op.SecurityFrom, op.SecurityPosition = r.security(n), "operation", security.position()
	}
	if op.SecurityPosition == (Position{}) {
		op.SecurityPosition = op.Position
	}
	r.callbacks(n, op.Method, op.Path)
	op.Incomplete = common.incomplete || r.lost > before
	return op
}

// operationID is a string or nothing: a $ref, which OpenAPI does not allow here,
// would make the name of an event depend on another operation.
func (r *reader) operationID(n node) string {
	id := n.field("operationId")
	if id.given() && !id.isScalar() {
		r.malformed(Warning, id, "write the operationId itself", `"operationId" is %s, not a string: the operation has none`, id.kind())
		return ""
	}
	return r.text(n, "operationId")
}
