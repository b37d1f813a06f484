package layout

import (
	"slices"

	"github.com/openapi-destinations/openapidestinations/internal/pattern"
)

// openSource is what a rule asks of the source that takes events of detail types which no operation has:
// it takes no answers. More is how much longer that may get at the launch.
//
// The sources that the user names have none of answers among them. A bus that was given has no rule for
// unknown detail types; where names that begin alike are forwarded there, an answer may go to a shard,
// where no rule takes it.
func (w *whole) openSource() (source []any, more int) {
	if len(w.Source) > 0 || len(w.AnswerSources) == 0 {
		return w.Source, 0
	}
	var texts []string
	answering := slices.ContainsFunc(w.Carried, func(c Carried) bool { return c.Answers.Any() })
	for _, s := range w.AnswerSources {
		if s.Own && !answering {
			continue
		}
		texts = append(texts, s.Text)
		more += max(0, s.Length-len(s.Text))
	}
	if texts == nil {
		return nil, 0
	}
	return pattern.OtherThan(texts), more
}

// forwardSource is what rules that forward the units to their shard ask of the source.
func (w *whole) forwardSource(units []unit) (source []any, more int) {
	if open(units) {
		return w.openSource()
	}
	return w.Source, 0
}

// open tells whether the units are forwarded by what their names begin with.
func open(units []unit) bool {
	return slices.ContainsFunc(units, func(u unit) bool { _, whole := u.test.(string); return !whole })
}
