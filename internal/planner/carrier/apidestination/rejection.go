package apidestination

import "github.com/openapi-destinations/openapidestinations/internal/pattern"

// rejections are what an operation turns away, by group; none without guards.
func (o *judging) rejections(form presence) []pattern.Rejection {
	var out []pattern.Rejection
	for group := range pattern.WideRejects {
		r := pattern.Rejection{DetailType: o.DetailType, NameLength: pattern.TextLength(o.DetailType), Group: group, Wide: o.wide || o.FilterWild(), Filter: o.Settings.Filter}
		for _, g := range o.guards {
			var want []any
			switch {
			case o.wide && g.in == "path":
				want = pattern.WideRejects[group]
			case group == 0:
				want = g.rejects(form)
			default:
				continue
			}
			detail := pattern.DetailObject([]pattern.Test{{Field: g.field, Want: want}})
			r.Guards = append(r.Guards, pattern.GuardText{Detail: detail, Text: pattern.Pattern{Root: detail}.String()})
		}
		if len(r.Guards) > 0 {
			r.Shape = pattern.Pattern{Root: pattern.AnyGuard(r.Guards)}.String()
			out = append(out, r)
		}
	}
	return out
}
