package apidestination

import (
	"slices"
	"strconv"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/mapping"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner/request"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// placeBody decides what makes the body: a path, a constant, or a template. A template sends an empty
// text for what the event lacks, so all that it names must be there.
func (x *triggering) placeBody() {
	node, given := x.Map.Member(request.BodyField)
	if !given || x.o.out.Body == "" {
		x.body.constant = emptyBody
		return
	}
	var schema *spec.Schema
	if b := x.o.Wanted.Body; b != nil && len(b.Content) > 0 {
		schema = x.o.chooseMedia(b).Schema
	}
	switch {
	case node.Path.Text != "":
		x.body.path = node.Path.Text
		x.guardWhole(node.Path, schema)
	case node.Constant != nil:
		if x.body.constant = node.Template(nil); len(x.body.constant) > limits.InputTemplateLength {
			x.refuse("shorten it", "its body has %d characters, and EventBridge takes %d", len(x.body.constant), limits.InputTemplateLength)
		}
	default:
		x.body.template = x.template(node)
		x.guardParts(node, schema, request.BodyField)
	}
}

// guardWhole sees to it that the one value is there that is the body: by something in it that every
// body has. Without it, {} is sent.
func (x *triggering) guardWhole(p mapping.Path, s *spec.Schema) {
	place := p.Place()
	part, known := strings.CutPrefix(request.RequiredPart(s), request.BodyField)
	switch {
	case !known && (place == "" || place == "detail"):
	case !known:
		x.guardUnknown(p, "{} is sent")
	default:
		x.must(mapping.Path{Text: p.Text + part}, "body", request.BodyField, false)
	}
}

// guardUnknown sees to it that something is there of which no scalar part is known.
func (x *triggering) guardUnknown(p mapping.Path, otherwise string) {
	if request.AlwaysThere(p) || x.Schedule != "" || x.Events.There(p.Place()) {
		return
	}
	x.inexact("whether an event has %s can't be told by a pattern, since it may be an object or a list; without it, %s", p.Text, otherwise)
}

// guardParts does so for each path of a template.
func (x *triggering) guardParts(node mapping.Node, s *spec.Schema, what string) {
	if p := node.Path; p.Text != "" {
		switch part, known := strings.CutPrefix(request.RequiredPart(s), request.BodyField); {
		case p.Place() == "" || p.Place() == "detail":
		case !known:
			x.guardUnknown(p, "an empty text is sent")
		default:
			x.must(mapping.Path{Text: p.Text + part}, "body", what, false)
		}
		return
	}
	for _, m := range node.Members {
		x.guardParts(m.Node, propertyOf(s, m.Name), what+"."+m.Name)
	}
	for _, item := range node.Items {
		var items *spec.Schema
		if s != nil {
			items = s.Items
		}
		x.guardParts(item, items, what+"[]")
	}
}

func propertyOf(s *spec.Schema, name string) *spec.Schema {
	if s == nil {
		return nil
	}
	if at := slices.IndexFunc(s.Properties, func(p spec.Property) bool { return p.Name == name }); at >= 0 {
		return s.Properties[at].Schema
	}
	return nil
}

// mostPaths is how many paths a template has at most (API model, TransformerPaths).
const mostPaths = 100

// template writes the body with a variable for each path.
func (x *triggering) template(node mapping.Node) *plan.InputTemplate {
	out := &plan.InputTemplate{}
	paths := node.Paths()
	for i, p := range paths {
		out.Paths = append(out.Paths, plan.NamedPath{Name: "p" + strconv.Itoa(i+1), Path: p.Text})
	}
	out.Text = node.Template(func(p mapping.Path) string { return "<" + out.Paths[slices.Index(paths, p)].Name + ">" })
	switch {
	case len(paths) > mostPaths:
		x.refuse("map fewer", "its body has %d paths, and EventBridge takes %d", len(paths), mostPaths)
	case len(out.Text) > limits.InputTemplateLength:
		x.refuse("shorten its constants", "the template of its body has %d characters, and EventBridge takes %d", len(out.Text), limits.InputTemplateLength)
	}
	return out
}
