// Package report says findings to people: all kinds of them, in a number that can be read.
package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/home"
	"github.com/openapi-destinations/openapidestinations/internal/text"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// How many findings of one code are spelled out: in an annotation, and where the synth fails
// and nothing else is left to read. What stops it is more than a reader can take at 100.
const (
	annotated = 3
	errors    = 100
	warnings  = 10
	infos     = 3
)

// Group are findings of one code and severity. One code may stand for a warning here and
// an info there.
type Group []spec.Diagnostic

// Groups are the findings by severity and code, in the order of their first.
func Groups(found []spec.Diagnostic) []Group {
	type kind struct {
		severity spec.Severity
		code     string
	}
	at := make(map[kind]int)
	var groups []Group
	for _, d := range found {
		k := kind{d.Severity, d.Code}
		i, known := at[k]
		if !known {
			i = len(groups)
			at[k] = i
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], d)
	}
	return groups
}

// Annotation is the group as one text, with the address of the code's page. What it leaves out is
// in the catalog.
func (g Group) Annotation() string {
	if len(g) == 1 {
		return Harmless(g[0].Error() + "\n  " + home.Page(g[0].Code))
	}
	lines := []string{fmt.Sprintf("%s %s, %d times:", g[0].Code, g[0].Severity, len(g))}
	for i := range g[:min(annotated, len(g))] {
		lines = append(lines, "  "+g[i].Error())
	}
	if more := len(g) - annotated; more > 0 {
		lines = append(lines, fmt.Sprintf("  and %d more, which the event catalog lists", more))
	}
	lines = append(lines, "  "+home.Page(g[0].Code))
	return Harmless(strings.Join(lines, "\n"))
}

// Failure are the lines to print where an error stops the synth, and with it all that would
// show the others: the errors first, then warnings, then infos, because what explains an
// error may be one of them. Of each code the first places are there, how many more, and once the
// address of its page.
func Failure(found []spec.Diagnostic) []string {
	groups := Groups(found)
	slices.SortStableFunc(groups, func(a, b Group) int { return int(b[0].Severity - a[0].Severity) })
	var lines, explained []string
	for _, g := range groups {
		most := map[spec.Severity]int{spec.Error: errors, spec.Warning: warnings, spec.Info: infos}[g[0].Severity]
		for i := range g[:min(most, len(g))] {
			lines = append(lines, Harmless(g[i].Error()))
		}
		if more := len(g) - most; more > 0 {
			lines = append(lines, fmt.Sprintf("and %d more of %s %s", more, g[0].Code, g[0].Severity))
		}
		if !slices.Contains(explained, g[0].Code) {
			explained = append(explained, g[0].Code)
			lines = append(lines, g[0].Code+": "+home.Page(g[0].Code))
		}
	}
	return lines
}

// Harmless keeps a message that quotes the document from being taken for CDK tokens, for
// instructions to a terminal, or for an acknowledgement: the CDK forgets a warning whose text
// has "[ack: …]" with an id that was acknowledged.
func Harmless(message string) string {
	return markers.Replace(text.Printable(message))
}

var markers = strings.NewReplacer("${Token[", "$ {Token[", "#{Token[", "# {Token[", "[ack:", "[ ack:")
