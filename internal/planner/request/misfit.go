package request

import (
	"fmt"
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/mapping"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/text"
)

// Misfit is why a detail that is put together elsewhere is none of an operation's events.
type Misfit struct{ Why, Hint string }

// Misfits compares the detail with the operation's fields: it must have those that are required, no
// others, and constants of the document's types.
func Misfits(fields []plan.Field, detail mapping.Node) []Misfit {
	var all []Misfit
	var names []string
	for _, f := range fields {
		names = append(names, f.Path)
		if _, given := FieldIn(detail, f.Path); !given && f.Required {
			all = append(all, Misfit{fmt.Sprintf("the operation requires the field %q, and nothing gives it a value", f.Path), "give it a path or a constant"})
		}
	}
	var look func(node mapping.Node, above string)
	look = func(node mapping.Node, above string) {
		for _, m := range node.Opened().Members {
			place := strings.TrimPrefix(above+"."+m.Name, ".")
			at := slices.IndexFunc(fields, func(f plan.Field) bool { return f.Path == place })
			switch {
			case at >= 0:
				if why := wrongConstant(m.Node, fields[at].Schema); why != "" && fields[at].ContentType == "" {
					all = append(all, Misfit{fmt.Sprintf("the field %q %s", place, why), "give another value"})
				}
			case slices.ContainsFunc(names, func(n string) bool { return strings.HasPrefix(n, place+".") }):
				look(m.Node, place)
			default:
				all = append(all, Misfit{fmt.Sprintf("the operation has no field %q", place), text.Meant(place, names, "its fields are "+strings.Join(names, ", "))})
			}
		}
	}
	look(detail, "")
	return all
}

// FieldIn is what a detail has at a field's dotted place.
func FieldIn(detail mapping.Node, place string) (mapping.Node, bool) {
	return (&Trigger{Map: detail}).Field(place)
}
