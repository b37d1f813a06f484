package selection

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/text"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// filter is a Filter made ready, and what it was seen to fit.
type filter struct {
	// name is what the user knows it by: "Include[0]".
	name     string
	criteria []*criterion
	matched  bool
}

// criterion is one of a filter's; choices are its alternatives.
type criterion struct {
	what    string
	choices []*choice
}

type choice struct {
	// shown is the name in quotes; a criterion without members has neither.
	shown, name string
	fits        func(*spec.Operation) bool
	// alone is set once it fits an operation, matched once the whole filter does with it.
	alone, matched bool
}

// Choose keeps the operations that have one of the methods, that Include fits, if there is any,
// and that Exclude does not. It says which it leaves out that nobody asked to leave out, and what
// of the user's choice fits nothing.
func (s *Selector) Choose() []plan.Operation {
	s.checkMethods()
	s.reportUncallable()
	include, exclude := s.filters("Include", s.include), s.filters("Exclude", s.exclude)
	seen := make(map[string]bool)
	var kept []plan.Operation
	for i := range s.doc.Operations {
		op := &s.doc.Operations[i]
		if !s.keeps(op) {
			continue
		}
		seen[strings.ToUpper(op.Method)] = true
		included, excluded := anyFits(include, op), anyFits(exclude, op)
		if (included || len(include) == 0) && !excluded {
			kept = append(kept, plan.Operation{Spec: op})
		}
	}
	if s.unclear {
		return kept // what was meant is not known
	}
	s.reportLeftOut(include, exclude)
	for _, m := range s.asked {
		if !seen[m] {
			s.log.Report(diagnostic.NothingSelected, spec.Warning, s.log.File(), "leave the method out (Methods, context key methods)",
				"the document has no %s operation", m)
		}
	}
	for _, f := range slices.Concat(include, exclude) {
		s.reportUnmatched(f)
	}
	return kept
}

// anyFits tries all filters, to know which of them match nothing.
func anyFits(filters []*filter, op *spec.Operation) bool {
	found := false
	for _, f := range filters {
		found = f.fits(op) || found
	}
	return found
}

// anyHolds tells whether a filter fits, and leaves what is known of them alone.
func anyHolds(filters []*filter, op *spec.Operation) bool {
	return slices.ContainsFunc(filters, func(f *filter) bool {
		return !slices.ContainsFunc(f.criteria, func(c *criterion) bool {
			return !slices.ContainsFunc(c.choices, func(m *choice) bool { return m.fits(op) })
		})
	})
}

func (f *filter) fits(op *spec.Operation) bool {
	var fitting []*choice
	all := true
	for _, c := range f.criteria {
		before := len(fitting)
		for _, m := range c.choices {
			if m.fits(op) {
				m.alone = true
				fitting = append(fitting, m)
			}
		}
		all = all && len(fitting) > before
	}
	if all {
		f.matched = true
		for _, m := range fitting {
			m.matched = true
		}
	}
	return all
}

// reportUnmatched names the filter, or those of its members, that fit no operation.
func (s *Selector) reportUnmatched(f *filter) {
	named := f.matched
	for _, c := range f.criteria {
		for _, m := range c.choices {
			switch {
			case !m.alone:
				named = true
				s.log.Report(diagnostic.NothingSelected, spec.Warning, s.log.File(), s.meantByFilter(c.what, m.name)+f.setting(),
					"the %s of the filter %s matches no operation that has one of the methods %s",
					strings.TrimSpace(c.what+" "+m.shown), f.name, text.Alternatives(s.keptMethods()))
			case f.matched && !m.matched:
				s.log.Report(diagnostic.NothingSelected, spec.Warning, s.log.File(), "all criteria of a filter must hold: use two filters"+f.setting(),
					"the %s of the filter %s matches no operation that the rest of the filter does",
					strings.TrimSpace(c.what+" "+m.shown), f.name)
			}
		}
	}
	if !named {
		s.log.Report(diagnostic.NothingSelected, spec.Warning, s.log.File(), "all criteria of a filter must hold: use two filters"+f.setting(),
			"the filter %s matches no operation: none fits all of its criteria", f.name)
	}
}

// setting ends a hint with the prop and the context key that have the filter.
func (f *filter) setting() string {
	prop, _, _ := strings.Cut(f.name, "[")
	return " (" + prop + ", context key " + strings.ToLower(prop) + ")"
}

// meantByFilter says what a member of a filter that fits nothing may have been.
func (s *Selector) meantByFilter(what, name string) string {
	var candidates []string
	for i := range s.doc.Operations {
		switch op := &s.doc.Operations[i]; what {
		case "tag":
			candidates = append(candidates, op.Tags...)
		case "operationId":
			candidates = append(candidates, op.ID)
		case "path":
			candidates = append(candidates, op.Path)
		}
	}
	const otherwise = "check it, and the Methods (context key methods)"
	return text.Meant(name, candidates, otherwise)
}

// filters makes the filters ready. What cannot be read is reported.
func (s *Selector) filters(name string, given []plan.Filter) []*filter {
	made := make([]*filter, len(given))
	for i, g := range given {
		made[i] = s.filter(fmt.Sprintf("%s[%d]", name, i), g)
	}
	return made
}

func (s *Selector) filter(name string, given plan.Filter) *filter {
	f := &filter{name: name}
	for _, list := range []struct {
		what    string
		members []string
		make    func(string) (func(*spec.Operation) bool, error)
	}{
		{"tag", given.Tags, tagFilter},
		{"operationId", given.OperationIDs, idFilter},
		{"path", given.Paths, pathFilter},
		{"method", given.Methods, s.methodFilter},
		{"extension", given.Extensions, extensionFilter},
	} {
		if len(list.members) == 0 {
			continue
		}
		c := &criterion{what: list.what}
		for _, name := range list.members {
			fits, err := list.make(name)
			if err != nil {
				s.unclear = true
				hint := "correct the filter"
				if list.what == "method" {
					hint = s.meantMethod(name, hint)
				}
				s.log.Report(diagnostic.FilterInvalid, spec.Error, s.log.File(), hint+f.setting(),
					"the %s %q of the filter %s cannot be used: %v", list.what, name, f.name, err)
				continue
			}
			c.choices = append(c.choices, &choice{shown: fmt.Sprintf("%q", name), name: name, fits: fits})
		}
		f.criteria = append(f.criteria, c)
	}
	if given.Deprecated != nil {
		f.add(fmt.Sprintf("criterion deprecated=%v", *given.Deprecated),
			func(op *spec.Operation) bool { return op.Deprecated == *given.Deprecated })
	}
	if given.Match != nil {
		f.add("function Match", func(op *spec.Operation) bool { return given.Match(*op) })
	}
	if len(f.criteria) == 0 {
		s.unclear = true
		s.log.Report(diagnostic.FilterInvalid, spec.Error, s.log.File(), "give it a criterion, or remove it",
			"the filter %s has no criterion, so it would fit every operation", name)
	}
	return f
}

// add adds a criterion that has no members to choose from.
func (f *filter) add(what string, fits func(*spec.Operation) bool) {
	f.criteria = append(f.criteria, &criterion{what: what, choices: []*choice{{fits: fits}}})
}

func tagFilter(tag string) (func(*spec.Operation) bool, error) {
	return func(op *spec.Operation) bool { return slices.Contains(op.Tags, tag) }, nil
}

func idFilter(glob string) (func(*spec.Operation) bool, error) {
	expression, err := nameGlob(glob)
	return func(op *spec.Operation) bool { return op.ID != "" && expression.MatchString(op.ID) }, err
}

func pathFilter(glob string) (func(*spec.Operation) bool, error) {
	expression, err := pathGlob(glob)
	return func(op *spec.Operation) bool { return expression.MatchString(op.Path) }, err
}

func (s *Selector) methodFilter(method string) (func(*spec.Operation) bool, error) {
	method = strings.ToUpper(strings.TrimSpace(method))
	if !s.isMethod(method) {
		return nil, errors.New("it is not an HTTP method")
	}
	return func(op *spec.Operation) bool { return strings.ToUpper(op.Method) == method }, nil
}

var extensionName = regexp.MustCompile(`^x-.`)

// extensionFilter fits "x-name=value" by the text of the value, or of a member of it
// where it is a list, and "x-name" by any value that does not say no.
func extensionFilter(text string) (func(*spec.Operation) bool, error) {
	name, want, valued := strings.Cut(text, "=")
	if !extensionName.MatchString(name) {
		return nil, errors.New(`it is not an extension, whose name begins with "x-"`)
	}
	return func(op *spec.Operation) bool {
		value, given := extension(op, name)
		if !valued {
			return given && value != "false" && value != "null"
		}
		return given && slices.Contains(extensionTexts(value), want)
	}, nil
}

// extension is the JSON of an operation's extension. Its own comes after its path item's.
func extension(op *spec.Operation, name string) (string, bool) {
	for _, e := range slices.Backward(op.Extensions) {
		if e.Name == name {
			return string(bytes.TrimSpace(e.Value)), true
		}
	}
	return "", false
}

// extensionTexts are the texts that a value is written with: a string's own, the JSON of
// anything else, and those of a list's members.
func extensionTexts(value string) []string {
	texts := []string{value}
	var list []json.RawMessage
	if json.Unmarshal([]byte(value), &list) == nil {
		for _, item := range list {
			texts = append(texts, string(item))
		}
	}
	for i, text := range texts {
		var s string
		if json.Unmarshal([]byte(text), &s) == nil {
			texts[i] = s
		}
	}
	return texts
}
