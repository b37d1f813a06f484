package selection

import (
	"maps"
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/pattern"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner/finding"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// Settings are those of one operation: its own, and where it has none, those of all.
type Settings struct {
	plan.OperationSettings
	// Filter is what Sources and Pattern ask of events.
	Filter  pattern.Filter
	log     *finding.Log
	origins map[string]Origin
}

// Disabled tells whether the operation is switched off.
func (s *Settings) Disabled() bool { return s.Enabled != nil && !*s.Enabled }

// Origin is where a setting comes from. The zero value is what holds for all operations.
type Origin struct {
	// Key is that of Options.Operations.
	Key string
	// Named keys are those that are the operation's name.
	Named bool
	// Position is the place of what the document says.
	Position spec.Position
}

// Origin is where the setting of a name comes from.
func (s *Settings) Origin(name string) Origin { return s.origins[name] }

// Own tells whether the setting of a name is the operation's own.
func (s *Settings) Own(name string) bool { return s.origins[name] != Origin{} }

// Took says that a part of a setting had an effect on the operation. What never has is reported
// where the operation isn't named by the key.
func (s *Settings) Took(name, part string) {
	if key := s.origins[name].Key; key != "" {
		s.log.Mark(finding.Operations, partOf(key, name, part))
	}
}

// named is the part of a setting that says that its key is an operation's name: what has no effect
// there is told with the operation.
const named = "#"

func partOf(key, name, part string) string { return key + "#" + name + "#" + part }

// setting is one of plan.OperationSettings.
type setting struct {
	// name is what messages and the context call it.
	name string
	// set tells whether it is set.
	set func(*plan.OperationSettings) bool
	// take takes it over.
	take func(into, from *plan.OperationSettings)
}

// The names of settings that other rooms ask about.
const (
	Carrier   = "carrier"
	Answers   = "answers"
	RateLimit = "rateLimit"
	MediaType = "mediaType"
	Optional  = "optional"
	GuardPath = "guardPath"
	Security  = "security"

	Sources    = "sources"
	Pattern    = "pattern"
	DetailType = "detailType"
)

// came notes where a setting comes from.
func (s *Settings) came(name string, from Origin) {
	if s.origins == nil {
		s.origins = make(map[string]Origin)
	}
	s.origins[name] = from
}

// settings are all that there are, but for the entries of maps.
var settings = []setting{
	settingOf(Carrier, func(s *plan.OperationSettings) *plan.Carrier { return &s.Carrier }),
	settingOf(Answers, func(s *plan.OperationSettings) *plan.Answers { return &s.Answers }),
	settingOf(RateLimit, func(s *plan.OperationSettings) **float64 { return &s.RateLimit }),
	settingOf("retryAttempts", func(s *plan.OperationSettings) **float64 { return &s.RetryAttempts }),
	settingOf("maxEventAge", func(s *plan.OperationSettings) **float64 { return &s.MaxEventAge }),
	settingOf("description", func(s *plan.OperationSettings) *string { return &s.Description }),
	settingOf(MediaType, func(s *plan.OperationSettings) *string { return &s.MediaType }),
	listOf(Sources, func(s *plan.OperationSettings) *[]string { return &s.Sources }),
	settingOf(Pattern, func(s *plan.OperationSettings) *string { return &s.Pattern }),
	settingOf("enabled", func(s *plan.OperationSettings) **bool { return &s.Enabled }),
	settingOf(DetailType, func(s *plan.OperationSettings) *string { return &s.DetailType }),
	settingOf(GuardPath, func(s *plan.OperationSettings) **bool { return &s.GuardPath }),
	listOf(Optional, func(s *plan.OperationSettings) *[]string { return &s.Optional }),
	listOf(Security, func(s *plan.OperationSettings) *[]spec.SecurityRequirement { return &s.Security }),
}

func settingOf[V comparable](name string, of func(*plan.OperationSettings) *V) setting {
	var none V
	return setting{name,
		func(s *plan.OperationSettings) bool { return *of(s) != none },
		func(into, from *plan.OperationSettings) { *of(into) = *of(from) }}
}

// listOf is a setting that is a list, which may be empty.
func listOf[V any](name string, of func(*plan.OperationSettings) *[]V) setting {
	return setting{name,
		func(s *plan.OperationSettings) bool { return *of(s) != nil },
		func(into, from *plan.OperationSettings) { *of(into) = *of(from) }}
}

// entries are the settings whose names the user gives, each a setting of its own: that an operation
// has a header more than the others takes none of theirs away.
var entries = []entry{
	{"headers", "header", func(s *plan.OperationSettings) *map[string]string { return &s.Headers }, true},
	{"query", "query parameter", func(s *plan.OperationSettings) *map[string]string { return &s.Query }, false},
}

// entry is a setting that is a map.
type entry struct {
	// name is the setting's, what the singular, as messages have it.
	name, what string
	of         func(*plan.OperationSettings) *map[string]string
	// fold tells that the case of the names doesn't matter.
	fold bool
}

// allSettings are the settings with the entries that the given ones have.
func allSettings(given []*plan.OperationSettings) []setting {
	all := slices.Clone(settings)
	for _, e := range entries {
		names := make(map[string]bool)
		for _, from := range given {
			for name := range *e.of(from) {
				if e.fold {
					name = strings.ToLower(name)
				}
				names[name] = true
			}
		}
		for _, name := range slices.Sorted(maps.Keys(names)) {
			all = append(all, entryOf(e.what, name, e.of, e.fold))
		}
	}
	return all
}

func entryOf(what, name string, of func(*plan.OperationSettings) *map[string]string, fold bool) setting {
	find := func(s *plan.OperationSettings) (string, bool) {
		if !fold {
			_, ok := (*of(s))[name]
			return name, ok
		}
		first, ok := "", false // of several, whatever the order of the map
		for given := range *of(s) {
			if strings.EqualFold(given, name) && (!ok || given < first) {
				first, ok = given, true
			}
		}
		return first, ok
	}
	return setting{what + " " + name,
		func(s *plan.OperationSettings) bool { _, ok := find(s); return ok },
		func(into, from *plan.OperationSettings) {
			if *of(into) == nil {
				*of(into) = make(map[string]string)
			}
			given, _ := find(from)
			if before, ok := find(into); ok { // in another case, maybe
				delete(*of(into), before)
			}
			(*of(into))[given] = (*of(from))[given]
		}}
}
