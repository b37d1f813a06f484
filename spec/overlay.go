package spec

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/pb33f/go-yaml"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
)

// overlays applies OpenAPI Overlays to the document f, in their order. One that cannot be
// applied, or an action that cannot, is an error at its place, and the rest of them is
// applied, so that all errors come out in one run.
func (r *reader) overlays(f *file, sources []Source) {
	if len(sources) == 0 {
		return
	}
	t := newTree(f)
	for _, src := range sources {
		r.overlay(t, src)
	}
	f.normalize()
}

func (r *reader) overlay(t *tree, src Source) {
	data, sum, failure := src.read("the overlay")
	if failure != nil {
		r.report(*failure)
		return
	}
	f, failure := parse(src.name(), data)
	if failure != nil {
		r.report(*failure)
		return
	}
	r.report(f.findings...)
	t.file.identifies = t.file.identifies || f.identifies
	root := node{f, f.root}
	if !r.overlayVersion(root) {
		return
	}
	r.doc.Overlays = append(r.doc.Overlays, sum)
	r.extends(root)
	actions := root.field("actions")
	if len(actions.items()) == 0 {
		if !actions.given() {
			actions = root
		}
		r.badOverlay(actions, "give it a list of actions, each with a target", "the overlay has no actions")
	}
	for _, item := range actions.items() {
		r.act(t, item)
	}
}

// badOverlay reports what keeps an overlay, or a part of it, from being applied.
func (r *reader) badOverlay(at node, hint, format string, args ...any) {
	r.report(Diagnostic{
		Code: diagnostic.OverlayInvalid, Severity: Error, Position: at.position(),
		Message: diagnostic.Message(format, args...), Hint: hint,
	})
}

// doubtful reports what is probably not as the overlay's author meant it.
func (r *reader) doubtful(severity Severity, at node, hint, format string, args ...any) {
	r.report(Diagnostic{
		Code: diagnostic.OverlayDoubtful, Severity: severity, Position: at.position(),
		Message: diagnostic.Message(format, args...), Hint: hint,
	})
}

var overlayVersionPattern = regexp.MustCompile(`^1\.(\d{1,3})(\.\d.*)?$`)

// overlayVersion tells whether root is an overlay of a version that is read.
func (r *reader) overlayVersion(root node) bool {
	const give = "give an OpenAPI Overlay 1.0 or 1.1"
	version := root.field("overlay")
	if !root.isMap() || !version.isScalar() || !version.given() {
		message := `the overlay has no "overlay" field with a version`
		if root.field("openapi").given() || root.field("swagger").given() {
			message = "this is an OpenAPI document, not an overlay"
		}
		r.badOverlay(root, give, "%s", message)
		return false
	}
	text := strings.TrimSpace(version.yaml.Value)
	found := overlayVersionPattern.FindStringSubmatch(text)
	switch {
	case found == nil:
		r.badOverlay(version, give, "the overlay version %q is not read", text)
		return false
	case found[1] != "0" && found[1] != "1":
		r.doubtful(Warning, version, "what is new in that version is not seen", "Overlay %s is read as if it were 1.1", text)
	}
	return true
}

// extends compares the document that the overlay is made for, by the last part of its
// name: a copy of it may lie anywhere.
func (r *reader) extends(root node) {
	extends := root.field("extends")
	if !extends.isText() || r.name == "" || extends.yaml.Value == r.root.self() {
		return
	}
	meant, _, _ := strings.Cut(extends.yaml.Value, "?")
	document := strings.ReplaceAll(r.name, `\`, "/")
	if path.Base(meant) != path.Base(document) {
		r.doubtful(Info, extends, "check that it is given with the document that it is for",
			"the overlay is made for %q, and is applied to %s", extends.yaml.Value, r.name)
	}
}

// action is one Action Object of an overlay, taken apart.
type action struct {
	node
	target, update, copy node
	remove               bool
}

// act reads one action and applies it.
func (r *reader) act(t *tree, item node) {
	a := action{node: item, target: item.field("target"), update: item.field("update"), copy: item.field("copy")}
	if !r.wellFormed(&a) {
		return
	}
	t.action = a.target
	found, failure := t.query(a.target)
	switch {
	case failure != nil:
		r.report(*failure)
	case len(found) == 0:
		r.report(Diagnostic{
			Code: diagnostic.OverlayUnmatched, Severity: Warning, Position: a.target.position(),
			Message: diagnostic.Message("the target %s matches nothing in the document", shortened(a.target.yaml.Value)),
			Hint:    "check the names in it; each action is applied to what the one before it left",
		})
	case a.remove && slices.Contains(found, t.file.root):
		r.badOverlay(a.target, "name the parts to remove", "the whole document cannot be removed")
	case a.remove:
		t.remove(found)
	case a.copy.given():
		r.copied(t, a, found)
	default:
		r.updated(t, a.update, a.update, found)
	}
}

// wellFormed takes the fields of an action and tells whether it says what to do.
func (r *reader) wellFormed(a *action) bool {
	const shape = "an action has a target and an update, a copy or remove: true"
	if !a.isMap() {
		r.badOverlay(a.node, shape, "an action is %s, not an object", a.kind())
		return false
	}
	for f := range a.fields() {
		switch f.name {
		case "target", "description", "update", "copy", "remove":
		case "$ref":
			r.badOverlay(f.key, "write the action out", "the reusable actions of Overlay 1.2 are not read")
			return false
		default:
			if !strings.HasPrefix(f.name, "x-") {
				r.doubtful(Warning, f.key, shape, "%q is no field of an action", f.name)
			}
		}
	}
	remove := a.field("remove")
	a.remove = isTrue(remove)
	switch {
	case !a.target.isText() || a.target.yaml.Value == "":
		r.badOverlay(a.node, shape, "an action has no target")
	case remove.given() && jsonTypeOf(remove) != typeBoolean:
		r.badOverlay(remove, "write true or false", `"remove" is %s, not a boolean`, remove.kind())
	case a.remove:
		return true
	case a.copy.given() && !a.copy.isText():
		r.badOverlay(a.copy, "write the JSONPath of what is copied", `"copy" is %s, not a string`, a.copy.kind())
	case a.copy.given() && a.update.yaml != nil:
		r.doubtful(Warning, a.node, "make two actions of them", "the action has both an update and a copy: neither is applied")
	case !a.copy.given() && a.update.yaml == nil:
		r.doubtful(Warning, a.node, shape, "the action changes nothing")
	default:
		return true
	}
	return false
}

// copied applies the copy of an action (Overlay 1.1).
func (r *reader) copied(t *tree, a action, targets []*yaml.Node) {
	sources, failure := t.query(a.copy)
	switch {
	case failure != nil:
		r.report(*failure)
	case len(sources) != 1:
		r.badOverlay(a.copy, "a copy has one source", "%s matches %d parts of the document, not one", shortened(a.copy.yaml.Value), len(sources))
	default:
		// The source may be a target or a part of one: what is copied is what it was.
		r.updated(t, node{t.file, t.clone(node{t.file, sources[0]}, 0)}, a.copy, targets)
	}
}

// updated merges update into all targets, or into none: at is the place of what is wrong
// with it.
func (r *reader) updated(t *tree, update, at node, targets []*yaml.Node) {
	for _, target := range targets {
		if target.Kind != targets[0].Kind {
			r.badOverlay(t.action, "make an action for each kind",
				"the target %s matches both %s and %s", shortened(t.action.yaml.Value), node{t.file, targets[0]}.kind(), node{t.file, target}.kind())
			return
		}
		if misfit := t.misfit(target, update, true); misfit.update.yaml != nil {
			if at == update {
				at = misfit.update
			}
			r.badOverlay(at, "objects merge with objects, lists with lists, and a single value replaces a single value",
				"%s cannot be merged into %s at %s", misfit.update.kind(), misfit.target.kind(), misfit.target.position())
			return
		}
	}
	t.update(targets, update)
}
