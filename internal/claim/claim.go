// Package claim says what the constructs of one app must agree on: which detail types each has on
// which bus, what its buses and its catalog are called, and whose rules send to a queue that they
// share. A construct keeps what it claims as a text where all of them see it, so that there is no
// global state and two apps in one process don't meet; where that is, is not known here.
package claim

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/report"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// Kind names the texts of claims among others.
const Kind = "openapi-destinations:claim"

// Claim says which detail types a construct has on a bus, and what its catalog is called.
type Claim struct {
	Construct   string   `json:"construct"`
	Buses       []string `json:"buses"`
	DetailTypes []string `json:"detailTypes"`
	// Sources are the accepted ones; none means any.
	Sources []string `json:"sources"`
	// CatchesUnknown is set when it takes all other detail types as mistakes.
	CatchesUnknown bool `json:"catchesUnknown"`
	// Knows are the types that it doesn't, where the document has other parts.
	Knows []string `json:"knows,omitempty"`
	// OwnBus is set where it makes the bus that it is on.
	OwnBus bool `json:"ownBus,omitempty"`
	// Makes are the buses that it makes, with their environment.
	Makes []string `json:"makes,omitempty"`
	// Top is the path of its topmost stack.
	Top string `json:"top,omitempty"`
	// Answers are the events that it puts by itself; nil where there are none.
	Answers *Answers `json:"answers,omitempty"`
	// Open are its rules that ask for no detail types of operations.
	Open []Rule `json:"open,omitempty"`
	// Catalog is where its files go, without their extensions.
	Catalog string `json:"catalog,omitempty"`
}

// Text is the claim as it is kept.
func (c Claim) Text() string { return textOf(c) }

// Claims reads what the constructs before this one claim.
func Claims(texts []string) []Claim { return read[Claim](texts) }

// Conflicts reports detail types that another construct has on the same bus: an event of such a type
// would call both; and names of buses that another one makes too.
func (c Claim) Conflicts(others []Claim) report.Findings {
	var found report.Findings
	c.reportSources(c, &found)
	for _, other := range others {
		if c.meets(other) {
			c.reportOverlap(other, &found)
		}
		c.reportAnswers(other, &found)
		other.reportAnswers(c, &found)
		c.reportSameNames(other, &found)
	}
	return found
}

// meets tells whether an event can reach both.
func (c Claim) meets(other Claim) bool {
	accepts := func(source string) bool { return slices.Contains(other.Sources, source) }
	sources := len(c.Sources) == 0 || len(other.Sources) == 0 || slices.ContainsFunc(c.Sources, accepts)
	return sources && slices.ContainsFunc(c.Buses, func(bus string) bool { return slices.Contains(other.Buses, bus) })
}

func (c Claim) reportOverlap(other Claim, found *report.Findings) {
	for _, detailType := range c.DetailTypes {
		if slices.Contains(other.DetailTypes, detailType) {
			found.Add(diagnostic.BusConflict, spec.Error,
				"give each construct a bus of its own, or Sources (context key sources) that differ",
				"the constructs %s and %s both have the detail type %q on one bus: an event would call both",
				other.Construct, c.Construct, detailType)
		}
	}
	for _, pair := range [][2]Claim{{c, other}, {other, c}} {
		if pair[0].CatchesUnknown && slices.ContainsFunc(pair[1].DetailTypes, func(s string) bool { return !slices.Contains(pair[0].Knows, s) }) {
			found.Add(diagnostic.UnknownTypesOverlap, spec.Error,
				"set IgnoreUnknownDetailTypes (context key ignoreUnknownDetailTypes) on "+pair[0].Construct,
				"the construct %s takes the events of %s, which is on the same bus, for mistakes and would send them to its dead-letter queue",
				pair[0].Construct, pair[1].Construct)
		}
	}
}

// reportSameNames reports buses of one name: a hyphen stands for each character that such a name
// may not have, and before the number of a shard.
func (c Claim) reportSameNames(other Claim, found *report.Findings) {
	for _, bus := range c.Makes {
		if slices.Contains(other.Makes, bus) {
			found.Add(diagnostic.BusConflict, spec.Error, "give one of the constructs another id",
				"the constructs %s and %s both make the event bus %q, and names of buses are unique",
				other.Construct, c.Construct, bus[strings.LastIndexByte(bus, ' ')+1:])
		}
	}
}

// textOf is a claim as text: it holds nothing but texts, lists of them and marks, which always encode.
func textOf(claim any) string {
	text, err := json.Marshal(claim)
	if err != nil {
		return ""
	}
	return string(text)
}

// read gives what the texts say, but for those that say nothing of the kind.
func read[T any](texts []string) []T {
	var all []T
	for _, text := range texts {
		var one T
		if json.Unmarshal([]byte(text), &one) == nil {
			all = append(all, one)
		}
	}
	return all
}
