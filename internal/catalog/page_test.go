package catalog

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"
	"pgregory.net/rapid"

	"github.com/openapi-destinations/openapidestinations/internal/cost"
)

// gfm reads GitHub Flavored Markdown, and footnotes, which GitHub has besides.
var gfm = goldmark.New(goldmark.WithExtensions(extension.GFM, extension.Footnote))

// Outline is what a reader of the page sees: the kinds of its blocks and lines, each with its
// text.
func Outline(page []byte) (lines []string) {
	root := gfm.Parser().Parse(text.NewReader(page))
	_ = ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		switch n := n.(type) {
		case *ast.Text, *ast.Document, *ast.String, *ast.TextBlock, *east.TableHeader, *east.TableRow:
			return ast.WalkContinue, nil
		case *ast.FencedCodeBlock, *ast.CodeBlock, *ast.HTMLBlock:
			if entering {
				lines = append(lines, fmt.Sprintf("%s %q", n.Kind(), n.Lines().Value(page)))
			}
			return ast.WalkContinue, nil
		}
		if entering {
			lines = append(lines, fmt.Sprintf("%s %q", n.Kind(), textOf(n, page)))
		}
		return ast.WalkContinue, nil
	})
	return lines
}

// textOf is the text of a node, as it is shown.
func textOf(n ast.Node, source []byte) string {
	var b strings.Builder
	for child := n.FirstChild(); child != nil; child = child.NextSibling() {
		switch c := child.(type) {
		case *ast.Text:
			b.WriteString(shown(c, source))
			if c.SoftLineBreak() || c.HardLineBreak() {
				b.WriteString("\n")
			}
		case *ast.String:
			b.Write(c.Value)
		default:
			b.WriteString(textOf(child, source))
		}
	}
	return b.String()
}

// shown is a text without its escapes and entities, unless it is code.
func shown(n *ast.Text, source []byte) string {
	value := n.Segment.Value(source)
	if _, code := n.Parent().(*ast.CodeSpan); code || n.IsRaw() {
		return string(value)
	}
	var b strings.Builder
	escaped := false
	for i := 0; i < len(value); i++ {
		c := value[i]
		if !escaped && c == '\\' && i+1 < len(value) && strings.IndexByte("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", value[i+1]) >= 0 {
			escaped = true
			continue
		}
		escaped = false
		if entity, ok := entityAt(value[i:]); ok && (i == 0 || value[i-1] != '\\' || strings.HasSuffix(string(value[:i]), `\\`)) {
			b.WriteString(entities[entity])
			i += len(entity) - 1
			continue
		}
		b.WriteByte(c)
	}
	return b.String()
}

var entities = map[string]string{"&lt;": "<", "&gt;": ">", "&amp;": "&", "&#124;": "|"}

func entityAt(value []byte) (string, bool) {
	for entity := range entities {
		if strings.HasPrefix(string(value), entity) {
			return entity, true
		}
	}
	return "", false
}

// plainly is how a text is read in one line.
func plainly(text string) string {
	return strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if !unicode.IsSpace(r) && (unicode.IsControl(r) || unicode.Is(unicode.Cf, r)) {
			return -1
		}
		return r
	}, text)), " ")
}

// HostileTexts are what Markdown makes something of.
var HostileTexts = []string{
	"", "a b", " a\n\tb  c ", "a|b`c<d>", "é\u00a0\u2028ü", "a \u200b b\x01\x7f", "\xff \xc3", " ", "\u200b",
	"[approve](https://evil.test)", "![](https://evil.test/p.png)", "[x](javascript:alert(1))", "[ref]: https://evil.test", "[ref][ref]", "[ref]", "[^1]", "[^1]: note", "![a][b]",
	"~~~ html", "~~~", "```", "``` js", "# Forged heading", "# a #", "a #", "#", "###### a", "- [x] done", "- [ ] a", "* a", "+ a", "-", "+", "*", "1. a", "1) a", "0123456789. a", "1.", "---", "***", "___", "===", "- - -", "= a", "--",
	"> quote", ">", "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<!-- a", "<https://evil.test>", "<a@evil.test>", "<![CDATA[", "<?php", "</details>",
	"https://evil.test", "http://evil.test/a?b=c", "ftp://evil.test", "www.evil.test", "WWW.evil.test", "a www.evil.test", "(www.evil.test)", "*www.evil.test", "me@evil.test", "mailto:me@evil.test", "xmpp:me@evil.test", "HTTPS://evil.test", "a_b@evil.test", "a.b-c+d@e.f.test.",
	"&amp;", "&lt;script&gt;", "&#60;", "&#x3c;", "&", "&copy", "&copy;", "*a*", "**a**", "_a_", "__a__", "a_b_c", "_", "a_", "_a", "é_a_é", "~~a~~", "~a~", "~", "`a`", "``a`", "`", "``", "a\\", "\\", "\\\\", `\*a*`, `\[a](b)`, `\&amp;`, `\|`, `\\|`, "|a|b|", "|---|---|", "a|b", "|",
	"@everyone", "#1", "org/repo#1", "$a$", "$$a$$", ":smile:", "a  ", "a  \nb", "a\\\nb", "\ta", "    a", "a\n===\nb", "a\n---\nb", "!", "!a", "![", "]", "](", "](a)", ")", "(", "[]()", "[[a]]", "{a}", "\"a\"", "'a'", "...", "--- a", "a:b", ":", "::", "//a", "://", "http:", "http:/", "http://", "w.w", "www", "www.", "x@", "@x",
}

// checkLine: the text is read as what it is, and as nothing else, wherever the page has it.
func checkLine(t interface{ Errorf(string, ...any) }, free string) {
	want := plainly(free)
	for _, test := range []struct {
		page []byte
		want []string
	}{
		{new(page).inline(free).raw("\n").b, []string{fmt.Sprintf("Paragraph %q", want)}},
		{new(page).raw("## ").inline(free).raw("\n").b, []string{fmt.Sprintf("Heading %q", want)}},
		{new(page).raw("* a: ").inline(free).raw("\n").b, []string{fmt.Sprintf("List %q", "a: "+want), fmt.Sprintf("ListItem %q", "a: "+want)}},
		{new(page).raw("| a |\n|---|\n").row().inline(free).endRow().b, []string{fmt.Sprintf("Table %q", "a"+want), `TableCell "a"`, fmt.Sprintf("TableCell %q", want)}},
		{new(page).raw("* ").code(free).raw(" x\n").b, []string{fmt.Sprintf("List %q", want+" x"), fmt.Sprintf("ListItem %q", want+" x"), fmt.Sprintf("CodeSpan %q", want)}},
		{new(page).raw("| a | b |\n|---|---|\n").row().code(free).raw(" | x").endRow().b,
			[]string{fmt.Sprintf("Table %q", "ab"+want+"x"), `TableCell "a"`, `TableCell "b"`, fmt.Sprintf("TableCell %q", want), fmt.Sprintf("CodeSpan %q", want), `TableCell "x"`}},
	} {
		got := Outline(test.page)
		if want == "" || strings.Contains(want, `\|`) {
			test.want = slices.DeleteFunc(test.want, func(line string) bool { return strings.HasPrefix(line, "CodeSpan") })
			got = slices.DeleteFunc(got, func(line string) bool { return strings.HasPrefix(line, "CodeSpan") })
		}
		for i := range got { // what is at an end of a block is not shown
			got[i] = strings.ReplaceAll(strings.ReplaceAll(got[i], ` "`, `"`), `" `, `"`)
		}
		for i := range test.want {
			test.want[i] = strings.ReplaceAll(strings.ReplaceAll(test.want[i], ` "`, `"`), `" `, `"`)
		}
		if want == "" && slices.Equal(got, []string{}) {
			continue
		}
		if !slices.Equal(got, test.want) && (want != "" || len(got) > len(test.want)) {
			t.Errorf("%q is written as %q and read as\n%s\nnot as\n%s", free, test.page, strings.Join(got, "\n"), strings.Join(test.want, "\n"))
		}
	}
}

// FuzzLine: a text on a line is its words, without control and format characters, and nothing
// else to Markdown.
func FuzzLine(f *testing.F) {
	for _, free := range HostileTexts {
		f.Add(free)
	}
	f.Fuzz(func(t *testing.T, free string) {
		cost.Text.Check(t, len(free), func() { new(page).inline(free).code(free) })
		checkLine(t, free)
	})
}

// TestLineProperty: so are all texts of what Markdown makes something of.
func TestLineProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		parts := rapid.SliceOfN(rapid.OneOf(
			rapid.SampledFrom(HostileTexts),
			rapid.StringOfN(rapid.RuneFrom([]rune("\\`*_{}[]()#+-.!|~<>&:@/=$^\"' \n\t1aéwh\u200b")), 0, 6, -1),
		), 0, 6).Draw(t, "parts")
		checkLine(t, strings.Join(parts, rapid.SampledFrom([]string{"", " "}).Draw(t, "between")))
	})
}
