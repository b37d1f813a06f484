package apidestination

import "github.com/openapi-destinations/openapidestinations/internal/pattern"

// rejections are what an operation turns away, by group; none without guards.
func (o *judging) rejections(form presence) []pattern.Rejection {
	var out []pattern.Rejection
	for group := range pattern.WideRejects {
		r := pattern.Rejection{DetailType: o.DetailType, NameLength: pattern.TextLength(o.DetailType), Group: group, Wide: o.wide || o.FilterWild(), Filter: o.Settings.Filter}
		for _, g := range o.guards {
			test, ok := o.turnsAway(g, group, form)
			if !ok {
				continue
			}
			detail := pattern.DetailObject([]pattern.Test{test})
			r.Guards = append(r.Guards, pattern.GuardText{Detail: detail, Text: pattern.Pattern{Root: detail}.String()})
		}
		if len(r.Guards) > 0 {
			r.Shape = pattern.Pattern{Root: pattern.AnyGuard(r.Guards)}.String()
			out = append(out, r)
		}
	}
	return out
}

// turnsAway is the test of a group of rejections that finds what a guard doesn't want; characters that
// would change a path need several.
func (o *judging) turnsAway(g guard, group int, form presence) (test pattern.Test, ok bool) {
	switch {
	case o.wide && g.in == "path":
		return pattern.Test{Field: g.field, Want: pattern.WideRejects[group]}, true
	case group == 0:
		return pattern.Test{Field: g.field, Want: g.rejects(form)}, true
	}
	return pattern.Test{}, false
}
