package spec

import (
	"net/url"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
)

// maxHops is how many references may lead from one to the next.
const maxHops = 100

// reference is a $ref as a file writes it, below one of its resources.
type reference struct {
	file     *file
	resource resource
	ref      string
}

// resolution is where a reference leads, or why it leads nowhere.
type resolution struct {
	target  node
	problem *Diagnostic
}

// scheme matches the beginning of an absolute URL; two letters at least, for a
// single one is a Windows drive.
var scheme = regexp.MustCompile(`^([A-Za-z][A-Za-z0-9+.-]+:|//)`)

// deref follows n as long as it is a reference. It reports, at the $ref, one
// that leads nowhere.
func (r *reader) deref(n node) (node, bool) {
	target, problem := r.follow(n)
	if problem != nil {
		r.report(*problem)
		return node{}, false
	}
	return target, true
}

// follow is deref without the report.
func (r *reader) follow(n node) (node, *Diagnostic) {
	at := n
	for range maxHops {
		if !at.isRef() {
			return at, nil
		}
		target, problem := r.resolve(at)
		if problem != nil {
			return node{}, problem
		}
		at = target
	}
	return node{}, &Diagnostic{
		Code: diagnostic.UnresolvedRef, Severity: Warning,
		Position: n.field("$ref").position(),
		Message:  diagnostic.Message("$ref %q leads in a circle", n.field("$ref").yaml.Value),
		Hint:     "let one of the references name an object",
	}
}

// resolve follows the one reference n.
func (r *reader) resolve(n node) (node, *Diagnostic) {
	value := n.field("$ref")
	key := reference{n.file, r.resourceOf(n), value.yaml.Value}
	found, known := r.resolved[key]
	if !known {
		// What a reference needs to be looked up must not need itself.
		r.resolved[key] = resolution{problem: dangling(key.ref, "it leads in a circle")}
		found.target, found.problem = r.lookUp(key)
		r.resolved[key] = found
	}
	if found.problem != nil {
		problem := *found.problem
		problem.Position = value.position()
		problem.Severity = Warning
		return node{}, &problem
	}
	return found.target, nil
}

func (r *reader) lookUp(key reference) (node, *Diagnostic) {
	address, fragment, _ := strings.Cut(key.ref, "#")
	root, problem := r.rootAt(key, address)
	if problem != nil {
		return node{}, problem
	}
	if text, err := url.PathUnescape(fragment); err == nil {
		fragment = text
	}
	at, problem := r.fragment(root, fragment)
	if problem == nil && at.yaml == nil && root.yaml != root.file.root {
		// A #fragment below an $id is meant by the letter of JSON Schema within that schema,
		// by many documents within the file.
		at, problem = r.fragment(node{root.file, root.file.root}, fragment)
	}
	switch {
	case problem != nil:
		return node{}, refused(key.ref, problem)
	case at.yaml == nil:
		return node{}, dangling(key.ref, "there is no such part in "+root.file.shown())
	}
	return at, nil
}

// rootAt is what the fragment of a reference starts at: a file, or a schema with an $id.
func (r *reader) rootAt(key reference, address string) (node, *Diagnostic) {
	if address == "" {
		if key.resource.root != nil {
			return node{key.file, key.resource.root}, nil
		}
		return node{key.file, key.file.root}, nil
	}
	if schema, ok := r.identified(key, address); ok {
		return schema, nil
	}
	f, problem := r.fileAt(key.file, address, key.ref)
	if problem != nil {
		return node{}, problem
	}
	return node{f, f.root}, nil
}

// fragment finds the part below at that a fragment names. There is no part and no
// problem where it names none.
func (r *reader) fragment(at node, fragment string) (node, *Diagnostic) {
	if fragment == "" || strings.HasPrefix(fragment, "/") {
		return r.pointer(at, fragment)
	}
	return r.anchored(at, fragment), nil
}

// fileAt gives the file that a reference in from names before its fragment.
func (r *reader) fileAt(from *file, address, ref string) (*file, *Diagnostic) {
	known, address := r.target(from, address)
	if known != nil {
		return known, nil
	}
	if scheme.MatchString(address) {
		return nil, &Diagnostic{
			Code:    diagnostic.RefOutside,
			Message: diagnostic.Message("$ref %q is not followed: nothing is read from a network", ref),
			Hint:    "keep a copy beside the document and refer to that",
		}
	}
	if text, err := url.PathUnescape(address); err == nil {
		address = text
	}
	if r.folder == "" {
		return nil, &Diagnostic{
			Code:    diagnostic.RefOutside,
			Message: diagnostic.Message("$ref %q is not followed: the document was given without a folder", ref),
			Hint:    "give the document's path or a root folder with it (WithRoot, context key specRoot)",
		}
	}
	place := path.Join(path.Dir(from.path), address)
	if strings.HasPrefix(address, "/") || strings.ContainsAny(address, "\x00") || place == ".." || strings.HasPrefix(place, "../") {
		return nil, outside(diagnostic.Message("$ref %q leaves the root folder %q", ref, r.folder))
	}
	f, problem := r.load(place)
	if problem != nil {
		return nil, refused(ref, problem)
	}
	r.report(f.findings...)
	f.findings = nil
	return f, nil
}

// refused says why a reference's file cannot be had.
func refused(ref string, cause *Diagnostic) *Diagnostic {
	at := ""
	if cause.Position.Line > 0 {
		at = cause.Position.String() + ": "
	}
	return &Diagnostic{
		Code: cause.Code, Hint: cause.Hint,
		// The cause may be a reference too, with a cause of its own, and so on.
		Message: diagnostic.Message("$ref %q leads nowhere: %s%s", ref, at, diagnostic.Clean(cause.Message)),
	}
}

func dangling(ref, reason string) *Diagnostic {
	return &Diagnostic{
		Code:    diagnostic.UnresolvedRef,
		Message: diagnostic.Message("$ref %q leads nowhere: %s", ref, reason),
		Hint:    "correct the $ref, or add what it names",
	}
}

// shown is what messages call the file.
func (f *file) shown() string {
	if f.name == "" {
		return "the document"
	}
	return f.name
}

// pointer follows a JSON pointer (RFC 6901). It passes through references on its
// way, as documents in the wild expect.
func (r *reader) pointer(at node, pointer string) (node, *Diagnostic) {
	if pointer == "" {
		return at, nil
	}
	for _, token := range strings.Split(pointer[1:], "/") {
		token = strings.ReplaceAll(strings.ReplaceAll(token, "~1", "/"), "~0", "~")
		next := at.child(token)
		if next.yaml == nil && at.isRef() {
			target, problem := r.through(at)
			if problem != nil {
				return node{}, problem
			}
			next = target.child(token)
		}
		if next.yaml == nil {
			return node{}, nil
		}
		at = next
	}
	return at, nil
}

// through follows a reference that another one passes through. Such references
// within references may be as many as may follow one another.
func (r *reader) through(n node) (node, *Diagnostic) {
	r.hops++
	defer func() { r.hops-- }()
	if r.hops > maxHops {
		return node{}, dangling(n.field("$ref").yaml.Value, "it leads too far")
	}
	return r.follow(n)
}

// child is the entry of a mapping or the member of a list that a token names.
func (n node) child(token string) node {
	if !n.isList() {
		return n.field(token)
	}
	index, err := strconv.Atoi(token)
	if err != nil || index < 0 || index >= len(n.yaml.Content) {
		return node{}
	}
	return node{n.file, dealias(n.yaml.Content[index])}
}

// besideIgnored are fields that decide what is sent, and that mean nothing beside a $ref.
var besideIgnored = []string{"name", "in", "required", "schema", "content", "style", "explode"}

// described is the description beside a reference, which since OpenAPI 3.1 replaces that
// of what it leads to (OpenAPI 3.1, "Reference Object"), else the other one. What else
// stands there is ignored, with a warning if it says otherwise than the target.
func (r *reader) described(ref, target node, other string) string {
	if !ref.isRef() {
		return other
	}
	for f := range ref.fields() {
		if slices.Contains(besideIgnored, f.name) && !r.same(f.value, target.field(f.name)) {
			r.malformed(Warning, f.key, "write it where the $ref leads, or the whole in place of the $ref",
				"%q stands beside a $ref, where OpenAPI ignores it", f.name)
		}
	}
	if text := r.prose(ref, "description"); text != "" && r.minor > 0 {
		return text
	}
	return other
}
