package claim

import (
	"slices"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/report"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// Answers are the events by which a construct tells how calls ended. No rule of any construct may take
// them for requests: they would call, and be answered, and so on.
type Answers struct {
	// Buses are keys of the one that they are put on.
	Buses       []string `json:"buses"`
	DetailTypes []string `json:"detailTypes"`
	// Source is theirs where the stack is launched under the name that it has at synth, Launched what it
	// is within the topmost stack Top, whatever that is called.
	Source   string `json:"source"`
	Launched string `json:"launched"`
	Top      string `json:"top"`
}

// Rule is a rule that a construct has under an id, with the length of its pattern.
type Rule struct {
	ID     string `json:"id"`
	Length int    `json:"length"`
}

// Hears tells whether answers are put on the construct's bus.
func (c Claim) Hears(a *Answers) bool {
	return a != nil && slices.ContainsFunc(a.Buses, func(bus string) bool { return slices.Contains(c.Buses, bus) })
}

// AnswersOn are the sources of all answers on the construct's bus, each once, as its stack calls them.
func AnswersOn(c Claim, all []Claim) []string {
	var named, sources []string
	for _, other := range all {
		if !c.Hears(other.Answers) || slices.Contains(named, other.Answers.Source) {
			continue
		}
		named = append(named, other.Answers.Source)
		if other.Answers.Top == c.Top {
			sources = append(sources, other.Answers.Launched)
		} else {
			sources = append(sources, other.Answers.Source)
		}
	}
	return sources
}

// reportAnswers reports answers of c that the other one takes for requests.
func (c Claim) reportAnswers(other Claim, found *report.Findings) {
	if !other.Hears(c.Answers) || len(other.Sources) > 0 && !slices.Contains(other.Sources, c.Answers.Source) {
		return
	}
	for _, detailType := range c.Answers.DetailTypes {
		if slices.Contains(other.DetailTypes, detailType) {
			found.Add(diagnostic.BusConflict, spec.Error,
				"give each construct a bus of its own, or Sources (context key sources) that the answers have not",
				"the event %q is an answer of the construct %s, and calls an operation of the construct %s on the same bus: each answer would be a call",
				detailType, c.Construct, other.Construct)
		}
	}
	c.reportSources(other, found)
}

// reportSources reports that the other one's rule for unknown detail types takes answers of c.
func (c Claim) reportSources(other Claim, found *report.Findings) {
	if other.Hears(c.Answers) && other.CatchesUnknown && slices.Contains(other.Sources, c.Answers.Source) {
		found.Add(diagnostic.UnknownTypesOverlap, spec.Error,
			"take their source out of its Sources (context key sources), or set AnswerSource (context key answerSource) on "+c.Construct,
			"the construct %s takes the answers of %s, which are put on its bus, for mistakes: their source %q is one of its Sources",
			other.Construct, c.Construct, c.Answers.Source)
	}
}
