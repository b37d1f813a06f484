package selection

import (
	"cmp"
	"errors"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner/finding"
	"github.com/openapi-destinations/openapidestinations/internal/text"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// EveryOperation is the key of settings that fits all operations, and the method of keys that fits all.
const EveryOperation = "*"

// rank says how closely a key is an operation's.
type rank int

// The ranks, the closest first.
const (
	byID rank = iota
	byMethodAndPath
	byGlob
	byTag
	byEvery
)

// settingsKey is a key of settings by operation.
type settingsKey struct {
	text string
	// fits tells whether it fits an operation without being its name; rank is what it is then.
	fits func(*spec.Operation) bool
	rank rank
	// literal is how many characters of a glob stand for themselves; tag is the name of a tag.
	literal int
	tag     string
	given   plan.OperationSettings
}

// Settings are those of each operation: each one is that of the closest key that sets it, or else
// that of all. What is never used is reported.
func (s *Selector) Settings(operations []plan.Operation, given map[string]plan.OperationSettings, ofAll plan.OperationSettings) []*Settings {
	keys := s.settingsKeys(given)
	var values []*plan.OperationSettings
	for _, key := range keys {
		values = append(values, &key.given)
	}
	s.settings = allSettings(values)
	all := make([]*Settings, len(operations))
	for i := range operations {
		all[i] = &Settings{OperationSettings: ofAll, log: s.log}
		s.settle(all[i], operations[i].Spec, keys)
	}
	s.narrow(all, operations)
	if s.unclear {
		return all // what was meant is not known
	}
	guesses := 0
	for _, key := range keys {
		if !s.log.Used(finding.Operations, key.text) {
			guesses++
			s.reportUnfit(key, operations, guesses <= mostGuesses)
			continue
		}
		s.reportUnused(key)
	}
	return all
}

// mostGuesses is for how many keys is looked for what was meant.
const mostGuesses = 10

// settingsKeys makes the keys ready. What cannot be read is reported.
func (s *Selector) settingsKeys(given map[string]plan.OperationSettings) []*settingsKey {
	var keys []*settingsKey
	for _, name := range slices.Sorted(maps.Keys(given)) {
		key, err := s.settingsKey(name)
		if err != nil {
			s.unclear = true
			s.log.Report(diagnostic.FilterInvalid, spec.Error, s.log.File(), "correct the key (Operations, context key operations)",
				"the key %q of the settings of single operations cannot be used: %v", name, err)
			continue
		}
		key.text, key.given = name, given[name]
		keys = append(keys, key)
	}
	return keys
}

// settingsKey reads a key that is not an operation's name.
func (s *Selector) settingsKey(key string) (*settingsKey, error) {
	tag, tagged := strings.CutPrefix(key, "tag:")
	method, path, isPath := strings.Cut(key, " ")
	isPath = isPath && (strings.HasPrefix(path, "/") || strings.HasPrefix(path, "*")) &&
		(method == EveryOperation || method == strings.ToUpper(method) && s.isMethod(method))
	switch {
	case key == EveryOperation:
		return &settingsKey{rank: byEvery, fits: func(*spec.Operation) bool { return true }}, nil
	case tagged && tag == "":
		return nil, errors.New("it names no tag")
	case tagged:
		return &settingsKey{rank: byTag, tag: tag, fits: func(op *spec.Operation) bool { return slices.Contains(op.Tags, tag) }}, nil
	case isPath:
		expression, err := allPaths, error(nil)
		if path != "*" {
			expression, err = pathGlob(path)
		}
		return &settingsKey{rank: byGlob, literal: literals(key), fits: func(op *spec.Operation) bool {
			return (method == EveryOperation || strings.ToUpper(op.Method) == method) && expression.MatchString(op.Path)
		}}, err
	}
	fits, err := idFilter(key)
	return &settingsKey{rank: byGlob, literal: literals(key), fits: fits}, err
}

// allPaths is the path "*" of a key, all paths of a method.
var allPaths = regexp.MustCompile("")

// literals counts the characters of a glob that stand for themselves.
func literals(glob string) int {
	n, escaped := 0, false
	for _, r := range glob {
		special := !escaped && (r == '*' || r == '\\')
		escaped = !escaped && r == '\\'
		if !special {
			n++
		}
	}
	return n
}

// fit is a key that fits an operation.
type fit struct {
	*settingsKey
	rank rank
	// turn is the place of a tag among the operation's own.
	turn int
}

// keysOn are the keys that fit an operation, the closest first.
func keysOn(op *spec.Operation, keys []*settingsKey) []fit {
	var fitting []fit
	for _, key := range keys {
		if at, ok := key.on(op); ok {
			fitting = append(fitting, at)
		}
	}
	slices.SortStableFunc(fitting, func(a, b fit) int { // of equals, in the order of their texts
		return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(b.literal, a.literal), cmp.Compare(a.turn, b.turn))
	})
	return fitting
}

// settle gives an operation its settings, and marks them as used. What the user says comes before what
// the document does.
func (s *Selector) settle(own *Settings, op *spec.Operation, keys []*settingsKey) {
	fitting := keysOn(op, keys)
	for _, key := range fitting {
		s.log.Mark(finding.Operations, key.text)
	}
	s.extend(own, op)
	for _, one := range s.settings {
		at := slices.IndexFunc(fitting, func(f fit) bool { return one.set(&f.given) })
		if at < 0 {
			continue
		}
		key := fitting[at]
		one.take(&own.OperationSettings, &key.given)
		s.log.Mark(finding.Operations, key.text+"#"+one.name)
		own.came(one.name, Origin{Key: key.text, Named: key.rank <= byMethodAndPath})
		if key.rank <= byMethodAndPath {
			own.Took(one.name, named)
		}
	}
}

// on tells how a key fits an operation.
func (k *settingsKey) on(op *spec.Operation) (fit, bool) {
	names := Names(op)
	switch {
	case op.ID != "" && k.text == op.ID:
		return fit{k, byID, 0}, true
	case k.text == names[len(names)-1]:
		return fit{k, byMethodAndPath, 0}, true
	}
	return fit{k, k.rank, slices.Index(op.Tags, k.tag)}, k.fits(op)
}

// OperationsHint ends hints about settings of single operations.
const OperationsHint = " (Operations, context key operations)"

// reportUnfit names a key that fits nothing.
func (s *Selector) reportUnfit(key *settingsKey, operations []plan.Operation, guess bool) {
	hint := "check the key"
	leftOut := func(op spec.Operation) bool { _, ok := key.on(&op); return ok }
	switch {
	case slices.ContainsFunc(s.doc.Operations, leftOut):
		hint = "keep what it fits: Methods, Include or Exclude leave that out (context keys methods, include, exclude)"
	case guess:
		hint = meantKey(key.text, operations, hint)
	}
	s.log.Report(diagnostic.NothingSelected, spec.Warning, s.log.File(), hint+OperationsHint,
		"the settings of %q were not used: they fit no operation", key.text)
}

// meantKey says which key one that fits nothing may have been: also that of a tag, of which it may be
// the bare name.
func meantKey(key string, operations []plan.Operation, otherwise string) string {
	tags := tagKeys(operations)
	near := text.Meant(key, slices.Concat(tags, OperationNames(operations)), "")
	if near != "" || strings.Contains(key, ":") {
		return cmp.Or(near, otherwise)
	}
	names := make([]string, len(tags))
	for i, tag := range tags {
		if names[i] = strings.TrimPrefix(tag, "tag:"); names[i] == key {
			return diagnostic.Message("did you mean %q?", tag)
		}
	}
	if tag := text.Nearest(key, names); tag != "" {
		return diagnostic.Message("did you mean %q?", "tag:"+tag)
	}
	return otherwise
}

// ReportIdle names what of the settings for several operations had no effect on any of them. It is
// asked once all operations are decided.
func (s *Selector) ReportIdle(given map[string]plan.OperationSettings, operations []plan.Operation) {
	guesses := 0
	meant := func(name string, candidates func([]plan.Operation) []string, otherwise string) string {
		if guesses++; guesses > mostGuesses {
			return otherwise + OperationsHint
		}
		return text.Meant(name, candidates(operations), otherwise) + OperationsHint
	}
	for _, key := range slices.Sorted(maps.Keys(given)) {
		took := func(name, part string) bool { return s.log.Used(finding.Operations, partOf(key, name, part)) }
		used := func(name string) bool { return s.log.Used(finding.Operations, key+"#"+name) && !took(name, named) }
		if own := given[key]; used(MediaType) && own.MediaType != "" && !took(MediaType, "") {
			s.log.Report(diagnostic.NothingSelected, spec.Warning, s.log.File(), meant(own.MediaType, mediaTypes, "check it"),
				"the mediaType %q of %q was not used: the body of no operation that it fits has it", own.MediaType, key)
		}
		if own := given[key].GuardPath; used(GuardPath) && *own && !took(GuardPath, "") {
			s.log.Report(diagnostic.NothingSelected, spec.Warning, s.log.File(), "remove it"+OperationsHint,
				"the guardPath of %q was not used: no operation that it fits has a path field", key)
		}
		for _, name := range given[key].Optional {
			if used(Optional) && !took(Optional, name) {
				s.log.Report(diagnostic.NothingSelected, spec.Warning, s.log.File(), meant(name, optionalNames, "check the name"),
					"the optional parameter %q of %q was not used: no operation that it fits has it", name, key)
			}
		}
	}
}

// tagKeys are the keys of the operations' tags.
func tagKeys(operations []plan.Operation) []string {
	var keys []string
	seen := make(map[string]bool)
	for i := range operations {
		for _, tag := range operations[i].Spec.Tags {
			if !seen[tag] {
				seen[tag] = true
				keys = append(keys, "tag:"+tag)
			}
		}
	}
	return keys
}

// reportUnused names the settings of a key that closer keys always replace.
func (s *Selector) reportUnused(key *settingsKey) {
	empty := true
	for _, one := range s.settings {
		if !one.set(&key.given) {
			continue
		}
		empty = false
		if !s.log.Used(finding.Operations, key.text+"#"+one.name) {
			s.log.Report(diagnostic.NothingSelected, spec.Warning, s.log.File(), "remove it, or change the more specific keys"+OperationsHint,
				"the %s of %q was not used: every operation that it fits has that of a more specific key", one.name, key.text)
		}
	}
	if empty {
		s.log.Report(diagnostic.NothingSelected, spec.Warning, s.log.File(), "give it a setting, or remove it"+OperationsHint,
			"the settings of %q were not used: there are none", key.text)
	}
}
