package request

import (
	"html"
	"net/url"
	"slices"
	"strings"
	"unicode"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/lookalike"
)

// longestTemplate is the longest path that is looked at for variables of others.
const longestTemplate = 8 * limits.EndpointLength

// checkNotation refuses variables that are written in another way than OpenAPI's, and says
// of others that they look like some. It gives the path parameters that are meant by them.
func (r *making) checkNotation() (meant []*Parameter) {
	written := r.op.Path
	if len(written) > longestTemplate {
		return nil // nothing takes such a path
	}
	unused := r.unusedPathParameters(written)
	if lookalike.EncodedBrace.MatchString(written) {
		words := strings.FieldsFunc(lookalike.EncodedBrace.ReplaceAllString(written, "/"), betweenWords)
		meant = r.meantBy(words, unused)
		r.otherNotation(meant, "", "the path %q has braces that are percent-encoded, which make no variable", written)
	}
	if _, behind, found := strings.Cut(written, "#{"); found {
		name, _, _ := strings.Cut(behind, "}")
		r.otherNotation(nil, name, "the path %q has a variable behind a #, where a fragment begins", written)
	}
	segments, query, _ := strings.Cut(masked(written), "?")
	for _, piece := range strings.FieldsFunc(segments, lookalike.Between) {
		meant = append(meant, r.checkPiece(piece, unused, r.meantBy([]string{piece}, unused))...)
	}
	for _, piece := range strings.FieldsFunc(query, lookalike.Between) {
		meant = append(meant, r.checkPiece(piece, unused, nil)...)
	}
	return append(meant, r.checkHidden(written, segments, unused)...)
}

// checkHidden refuses parameters whose names are hidden: behind a #, where a fragment begins,
// or in a variable of another notation that something has encoded, for a URL or for HTML.
func (r *making) checkHidden(written, segments string, unused []*Parameter) (meant []*Parameter) {
	_, fragment, _ := strings.Cut(written, "#")
	pieces := strings.FieldsFunc(fragment, lookalike.Between)
	if plain := decoded(segments); plain != segments {
		pieces = append(pieces, strings.FieldsFunc(plain, lookalike.Between)...)
	}
	for _, piece := range pieces {
		names, _ := lookalike.Variables(piece)
		of := r.meantBy(append(names, piece), unused)
		if len(of) > 0 && !strings.Contains(written, "/"+piece) && !strings.Contains(piece, "{") {
			r.otherNotation(of, "", "the path %q has %q where no variable of OpenAPI's can be, and the path parameter %q is nowhere in the path",
				written, piece, of[0].Name)
			meant = append(meant, of...)
		}
	}
	return meant
}

// decoded is a path without the escapes of HTML and URLs, those of escapes too.
func decoded(path string) string {
	for range 3 {
		path = html.UnescapeString(path)
		if plain, err := url.PathUnescape(path); err == nil {
			path = plain
		}
	}
	return path
}

// checkPiece looks at one piece of a path, which may be the bare name of some parameters. A
// variable in it is one of the parameters that the path has nowhere else, if there are any.
func (r *making) checkPiece(piece string, unused, bare []*Parameter) []*Parameter {
	names, odd := lookalike.Variables(piece)
	of := append(bare, r.meantBy(names, unused)...)
	switch {
	case odd && len(of) == 0 && len(unused) == 1:
		of = unused
		fallthrough
	case len(of) > 0 || odd && len(unused) > 0:
		r.otherNotation(of, strings.Join(names[:min(len(names), 1)], ""),
			"the path's part %q is no variable of OpenAPI's, and the path parameter %q is nowhere in the path",
			piece, slices.Concat(of, unused)[0].Name)
	case odd:
		r.Inexact(diagnostic.PathTemplate, r.op.Position,
			"if it is one, "+WriteVariable(strings.Join(names[:min(len(names), 1)], ""))+", and declare it as a path parameter",
			"the path's part %q looks like a variable, and is sent as it is written", piece)
	}
	return of
}

// otherNotation refuses the path with the notation that is right.
func (r *making) otherNotation(meant []*Parameter, name, format string, args ...any) {
	if len(meant) > 0 {
		name = meant[0].Name
	}
	r.Refuse(diagnostic.PathTemplate, r.op.Position, WriteVariable(name), format, args...)
}

// WriteVariable is the hint that shows how OpenAPI writes a variable.
func WriteVariable(name string) string {
	if name == "" {
		name = "name"
	}
	return diagnostic.Message("write {%s}", name)
}

// pathParameters are those of the operation.
func (r *making) pathParameters() []*Parameter {
	var found []*Parameter
	for i := range r.Parameters {
		if p := &r.Parameters[i]; p.In == "path" {
			found = append(found, p)
		}
	}
	return found
}

// unusedPathParameters are those that no expression of the path names.
func (r *making) unusedPathParameters(path string) []*Parameter {
	used := make(map[*Parameter]bool)
	for _, name := range variables(path) {
		p, _ := r.named(name)
		used[p] = true
	}
	return slices.DeleteFunc(r.pathParameters(), func(p *Parameter) bool { return used[p] })
}

// meantBy are the parameters whose name is one of the words but for case and punctuation.
func (r *making) meantBy(words []string, among []*Parameter) []*Parameter {
	return slices.DeleteFunc(slices.Clone(among), func(p *Parameter) bool {
		return lettersOf(p.Name) == "" || !slices.ContainsFunc(words, func(w string) bool { return lettersOf(w) == lettersOf(p.Name) })
	})
}

// lettersOf are the letters and digits of a name, in lower case.
func lettersOf(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, name)
}

func betweenWords(r rune) bool { return strings.ContainsRune("/?#&=%:", r) }

// masked is the path without its fragment, with "{…}" in the place of each variable.
func masked(path string) string {
	var out strings.Builder
	done := 0
	for _, at := range expressions(path) {
		out.WriteString(path[done:at[0]] + "{…}")
		done = at[1]
	}
	out.WriteString(path[done:])
	path, _, _ = strings.Cut(out.String(), "#")
	return path
}
