package selection

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/pattern"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/safe"
	"github.com/openapi-destinations/openapidestinations/internal/text"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// Extension is what a document says of its operations' settings, at its root, at a path or at an
// operation. docs/x-eventbridge.yaml is its reference, docs/x-eventbridge.schema.json its schema.
const Extension = "x-eventbridge"

// extensionMember is one setting of an extension.
type extensionMember struct {
	setting
	given plan.OperationSettings
	// narrow tells whether an untrusted document may say it; nil is no.
	narrow  func(s *Selector, own *Settings, given *plan.OperationSettings) (why string)
	trusted bool
	at      spec.Position
}

// extensionPlace tells extensions apart: an action of an overlay may write several, of which others
// change some.
type extensionPlace struct {
	spec.Position
	value string
}

// member reads a setting of an extension.
type member struct {
	read   func(json.RawMessage, *plan.OperationSettings) error
	narrow func(s *Selector, own *Settings, given *plan.OperationSettings) (why string)
}

// members are all settings that an extension has.
var members = map[string]member{
	Carrier: {read: func(raw json.RawMessage, s *plan.OperationSettings) error {
		known := []string{string(plan.ByAPIDestination), string(plan.ByStateMachine)}
		name, err := readText(raw)
		if err == nil && !slices.Contains(known, name) {
			err = errors.New("must be " + text.Alternatives(known))
		}
		s.Carrier = plan.Carrier(name)
		return err
	}},
	RateLimit: {read: func(raw json.RawMessage, s *plan.OperationSettings) error {
		return readWhole(raw, &s.RateLimit, limits.RateMin, limits.RateMax)
	}, narrow: lowers(limits.RateMax, func(s *plan.OperationSettings) *float64 { return s.RateLimit })},
	"retryAttempts": {read: func(raw json.RawMessage, s *plan.OperationSettings) error {
		return readWhole(raw, &s.RetryAttempts, 0, limits.RetriesMax)
	}, narrow: lowers(limits.RetriesMax, func(s *plan.OperationSettings) *float64 { return s.RetryAttempts })},
	"maxEventAge": {read: readAge, narrow: lowers(limits.EventAgeMax, func(s *plan.OperationSettings) *float64 { return s.MaxEventAge })},
	"description": {read: func(raw json.RawMessage, s *plan.OperationSettings) (err error) {
		s.Description, err = readText(raw)
		return err
	}, narrow: func(*Selector, *Settings, *plan.OperationSettings) string { return "" }},
	Answers: {read: func(raw json.RawMessage, s *plan.OperationSettings) error {
		known := []string{string(plan.BothAnswers), string(plan.FailureAnswers), string(plan.NoAnswers), string(plan.SuccessAnswers)}
		name, err := readText(raw)
		if err == nil && !slices.Contains(known, name) {
			err = errors.New("must be " + text.Alternatives(known))
		}
		s.Answers = plan.Answers(name)
		return err
	}},
	"enabled": {read: func(raw json.RawMessage, s *plan.OperationSettings) error { return readFlag(raw, &s.Enabled) }},
	GuardPath: {read: func(raw json.RawMessage, s *plan.OperationSettings) error { return readFlag(raw, &s.GuardPath) }},
	DetailType: {read: func(raw json.RawMessage, s *plan.OperationSettings) (err error) {
		s.DetailType, err = readText(raw)
		return err
	}},
	Sources: {read: func(raw json.RawMessage, s *plan.OperationSettings) (err error) {
		if s.Sources, err = readTexts(raw); err == nil && len(s.Sources) == 0 {
			err = errors.New("must have a text")
		}
		for _, source := range s.Sources {
			if why := safe.Unsafe(source); why != "" {
				return errors.New(diagnostic.Message("has %q, which must not reach a template: %s", source, why))
			}
		}
		return err
	}, narrow: (*Selector).narrowsSources},
	Pattern: {read: func(raw json.RawMessage, s *plan.OperationSettings) error {
		parsed, err := pattern.Parse(raw)
		if err != nil {
			return fmt.Errorf("cannot be used: %w", err)
		}
		s.Pattern = pattern.Pattern{Root: parsed}.String()
		return nil
	}, narrow: func(_ *Selector, own *Settings, _ *plan.OperationSettings) string {
		if own.Pattern != "" {
			return "there is a pattern already, which it would replace"
		}
		return ""
	}},
	MediaType: {read: func(raw json.RawMessage, s *plan.OperationSettings) (err error) {
		s.MediaType, err = readText(raw)
		return err
	}},
	Optional: {read: func(raw json.RawMessage, s *plan.OperationSettings) (err error) {
		s.Optional, err = readTexts(raw)
		return err
	}},
}

// lowers tells whether a number is no more than what holds otherwise.
func lowers(most float64, of func(*plan.OperationSettings) *float64) func(*Selector, *Settings, *plan.OperationSettings) string {
	return func(_ *Selector, own *Settings, given *plan.OperationSettings) string {
		holds := most
		if now := of(&own.OperationSettings); now != nil {
			holds = *now
		}
		if holds < 0 { // the CDK writes tokens as such numbers
			return "only the deployment knows the number that holds otherwise"
		}
		if *of(given) > holds {
			return fmt.Sprintf("%v is more than %v, which holds otherwise", *of(given), holds)
		}
		return ""
	}
}

// narrowsSources tells whether sources are among those that hold otherwise.
func (s *Selector) narrowsSources(own *Settings, given *plan.OperationSettings) string {
	if why, _ := s.wrongSources(given.Sources); why != "" {
		return why
	}
	for _, source := range given.Sources {
		if own.Sources != nil && !slices.Contains(own.Sources, source) {
			return diagnostic.Message("%q is none of the sources that hold otherwise", source)
		}
	}
	return ""
}

// extend gives an operation what the document says: at its root first, then at its path, then at
// itself. Each level is trusted or not.
func (s *Selector) extend(own *Settings, op *spec.Operation) {
	s.checkPlaces(op)
	for i, level := range [][]spec.Extension{s.doc.Extensions, op.Extensions} {
		for j := range level {
			if level[j].Name != Extension {
				continue
			}
			for _, m := range s.readExtension(&level[j]) {
				s.extendBy(own, &m, i > 0)
			}
		}
	}
}

func (s *Selector) extendBy(own *Settings, m *extensionMember, named bool) {
	if !m.trusted {
		why := "a document may only describe its operations, or narrow what holds otherwise"
		if m.narrow != nil {
			why = m.narrow(s, own, &m.given)
		}
		if why != "" {
			s.tell(diagnostic.ExtensionIgnored, spec.Warning, m.at,
				"say it in an overlay or in Operations (context key operations), or trust the document (TrustExtensions, context key trustExtensions)",
				"the %s of %s is not taken: %s", m.name, Extension, why)
			return
		}
	}
	m.take(&own.OperationSettings, &m.given)
	own.came(m.name, Origin{Position: m.at, Named: named})
	if !m.trusted && (m.name == Sources || m.name == Pattern) {
		s.tell(diagnostic.ExtensionNarrows, spec.Info, m.at, "say otherwise in Operations (context key operations)",
			"the document says which events are its operations': those that its %s leave out are neither delivered nor dead letters", m.name)
	}
}

// readExtension reads an extension, once for all operations that have it.
func (s *Selector) readExtension(e *spec.Extension) []extensionMember {
	place := extensionPlace{e.Position, string(e.Value)}
	if known, ok := s.extensions[place]; ok {
		return known
	}
	var read []extensionMember
	if len(e.Members) == 0 {
		s.invalid(e, "write an object with settings", "%s says nothing: it is no object with settings", Extension)
	}
	for i := range e.Members {
		read = append(read, s.readMember(&e.Members[i])...)
	}
	s.extensions[place] = read
	return read
}

func (s *Selector) readMember(e *spec.Extension) []extensionMember {
	for _, of := range entries {
		if e.Name == of.name {
			return s.readEntries(e, of)
		}
	}
	known, ok := members[e.Name]
	if !ok {
		hint := text.Meant(e.Name, ExtensionSettings(), "the settings are "+text.Alternatives(ExtensionSettings()))
		if e.Name == Security { // OpenAPI has its own words for it
			hint = "write OpenAPI's own security, at the operation or at the root of the document, or say it in Operations (context key operations)"
		}
		s.invalid(e, hint, "%s has no setting %q", Extension, e.Name)
		return nil
	}
	m := extensionMember{narrow: known.narrow, trusted: s.trusts || e.Overlaid, at: e.Position}
	if err := known.read(bytes.TrimSpace(e.Value), &m.given); err != nil {
		s.invalid(e, "correct it", "the %s of %s %v", e.Name, Extension, err)
		return nil
	}
	m.setting = settings[slices.IndexFunc(settings, func(one setting) bool { return one.name == e.Name })]
	return []extensionMember{m}
}

// readEntries reads headers or query parameters.
func (s *Selector) readEntries(e *spec.Extension, of entry) []extensionMember {
	var read []extensionMember
	if len(e.Members) == 0 {
		s.invalid(e, "write an object with names and values", "the %s of %s is no object with names and values", e.Name, Extension)
	}
	for i := range e.Members {
		one := &e.Members[i]
		value := strings.TrimSpace(string(one.Value))
		var unquoted string
		switch {
		case json.Unmarshal(one.Value, &unquoted) == nil && value[0] == '"':
			value = unquoted
		case value == "null" || value[0] == '[' || value[0] == '{':
			s.invalid(one, "write one text", "the %s %q of %s is no text, number or boolean", of.what, one.Name, Extension)
			continue
		}
		name := one.Name
		if of.fold {
			name = strings.ToLower(name)
		}
		m := extensionMember{setting: entryOf(of.what, name, of.of, of.fold), trusted: s.trusts || one.Overlaid, at: one.Position}
		*of.of(&m.given) = map[string]string{one.Name: value}
		read = append(read, m)
	}
	return read
}

// ExtensionSettings are the names of all settings that an extension has, sorted.
func ExtensionSettings() []string {
	names := slices.Collect(maps.Keys(members))
	for _, of := range entries {
		names = append(names, of.name)
	}
	slices.Sort(names)
	return names
}

// invalid says that a part of an extension can't be used: an error where the user wrote it or trusts
// it.
func (s *Selector) invalid(e *spec.Extension, hint, format string, args ...any) {
	severity := spec.Warning
	if s.trusts || e.Overlaid {
		severity = spec.Error
	}
	s.tell(diagnostic.ExtensionInvalid, severity, e.Position, hint, format, args...)
}

// tell reports a finding once, however many operations have it.
func (s *Selector) tell(code string, severity spec.Severity, at spec.Position, hint, format string, args ...any) {
	d := spec.Diagnostic{Code: code, Severity: severity, Position: at, Message: diagnostic.Message(format, args...)}
	if !s.told[d] {
		s.told[d] = true
		s.log.Report(code, severity, at, hint, format, args...)
	}
}

// checkPlaces names extensions that say nothing where they stand.
func (s *Selector) checkPlaces(op *spec.Operation) {
	var elsewhere []spec.Extension
	for i := range op.Parameters {
		elsewhere = append(elsewhere, op.Parameters[i].Extensions...)
	}
	if op.Body != nil {
		elsewhere = append(elsewhere, op.Body.Extensions...)
	}
	for i := range elsewhere {
		if e := &elsewhere[i]; e.Name == Extension {
			s.invalid(e, "move it to the operation, to its path or to the root of the document", "%s is not read here", Extension)
		}
	}
}

func readText(raw json.RawMessage) (string, error) {
	var value string
	if json.Unmarshal(raw, &value) != nil || strings.TrimSpace(value) == "" {
		return "", errors.New("must be a text that is not empty")
	}
	return strings.TrimSpace(value), nil
}

func readFlag(raw json.RawMessage, into **bool) error {
	if *into = new(bool); json.Unmarshal(raw, *into) != nil || string(raw) == "null" {
		return errors.New("must be true or false")
	}
	return nil
}

func readTexts(raw json.RawMessage) ([]string, error) {
	values := []string{}
	if json.Unmarshal(raw, &values) != nil || values == nil {
		return nil, errors.New("must be a list of texts")
	}
	return values, nil
}

func readWhole(raw json.RawMessage, into **float64, least, most int) error {
	var value float64
	if json.Unmarshal(raw, &value) != nil || string(raw) == "null" || value != math.Trunc(value) || value < float64(least) || value > float64(most) {
		return fmt.Errorf("must be a whole number from %d to %d", least, most)
	}
	*into = &value
	return nil
}

// readAge takes seconds, or a duration such as "2h".
func readAge(raw json.RawMessage, s *plan.OperationSettings) error {
	var span string
	if json.Unmarshal(raw, &span) == nil {
		if age, err := time.ParseDuration(span); err == nil {
			raw = fmt.Appendf(nil, "%v", age.Seconds())
		}
	}
	if readWhole(raw, &s.MaxEventAge, limits.EventAgeMin, limits.EventAgeMax) != nil {
		return fmt.Errorf("must be seconds from %d to %d, or a duration such as \"2h\"", limits.EventAgeMin, limits.EventAgeMax)
	}
	return nil
}
