package catalog

import (
	"bytes"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/text"
)

// page is a text in Markdown. Its methods add to it and give it back, so that a line of the
// page is a line of the program.
type page struct {
	b []byte
	// table says that what is added stands in a table, where a bar ends a cell.
	table bool
	// late is what was said last of answers that come late: most operations have it in common.
	late lateness
	// compact is where the detail of a sample is written without white space.
	compact bytes.Buffer
}

// lateness is a sentence about answers that come late, and what it says; -1 is a number that is not
// known.
type lateness struct {
	waits, attempts, seconds int
	text                     string
}

// lateAnswer says what becomes of an answer that comes later than a carrier waits.
func (p *page) lateAnswer(waits int, r *Repeats) *page {
	known := func(n *int) int {
		if n == nil {
			return -1
		}
		return *n
	}
	attempts, seconds := known(r.Attempts), known(r.Seconds)
	if p.late.waits != waits || p.late.attempts != attempts || p.late.seconds != seconds {
		p.late = lateness{waits, attempts, seconds, text.Late(waits, r.Attempts, r.Seconds)}
	}
	return p.raw(p.late.text)
}

// raw adds Markdown.
func (p *page) raw(text string) *page {
	p.b = append(p.b, text...)
	return p
}

func (p *page) number(n int) *page {
	p.b = strconv.AppendInt(p.b, int64(n), 10)
	return p
}

// row begins a row of a table, and endRow ends it.
func (p *page) row() *page {
	p.table = true
	return p.raw("| ")
}

func (p *page) endRow() *page {
	p.table = false
	return p.raw(" |\n")
}

// inline adds free text of the document, which reads as it is: nothing in it is a link, a
// heading, a list, HTML or anything else that GitHub Flavored Markdown knows.
func (p *page) inline(text string) *page {
	text = oneLine(text)
	block := -1
	if n := len(p.b); n == 0 || p.b[n-1] == '\n' {
		block = blockAt(text)
	}
	formula := strings.Count(text, "$") > 1
	for i := range len(text) {
		switch c := text[i]; {
		case i == block:
			p.b = append(p.b, '\\', c)
		case plainText[c]:
			p.b = append(p.b, c)
		case c == '<':
			p.b = append(p.b, "&lt;"...)
		case c == '>':
			p.b = append(p.b, "&gt;"...)
		case c == '&':
			p.b = append(p.b, "&amp;"...)
		case c == '|':
			p.b = append(p.b, "&#124;"...) // a backslash before it may be one of the text
		case c == '_' && inWord(text, i), c == ':' && !startsLink(text[:i], text[i+1:]),
			c == '$' && !formula, c == '.' && !afterWWW(text[:i]), c == '#' && i > 0 && text[i-1] != ' ' && text[i-1] != '#':
			p.b = append(p.b, c)
		default:
			p.b = append(p.b, '\\', c)
		}
	}
	return p
}

// plainText are the characters that mean nothing to Markdown within a line.
var plainText = func() (set [256]bool) {
	for c := range set {
		set[c] = !strings.ContainsRune("\\`*_[]<>&~|$@:.#", rune(c)) || c >= utf8.RuneSelf
	}
	return set
}()

// blockAt is where a text has what would make its line one of a list, or the line below a
// heading, or -1.
func blockAt(text string) int {
	digits := 0
	for digits < len(text) && text[digits] >= '0' && text[digits] <= '9' {
		digits++
	}
	switch {
	case text != "" && strings.IndexByte("-+=", text[0]) >= 0:
		return 0
	case digits > 0 && digits < len(text) && (text[digits] == '.' || text[digits] == ')'):
		return digits
	}
	return -1
}

// inWord tells of an underscore whether it stands between letters or digits, where it is no
// emphasis.
func inWord(text string, at int) bool {
	return at > 0 && at+1 < len(text) && isWord(text[at-1]) && isWord(text[at+1])
}

func isWord(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z'
}

// startsLink tells of a colon whether GitHub makes a link of what is around it.
func startsLink(before, after string) bool {
	if strings.HasPrefix(after, "/") {
		return true
	}
	before = strings.ToLower(before[max(0, len(before)-6):])
	return strings.HasSuffix(before, "mailto") || strings.HasSuffix(before, "xmpp")
}

func afterWWW(before string) bool {
	return strings.EqualFold(before[max(0, len(before)-3):], "www")
}

// code adds text in the type of programs; it adds nothing if there is none.
func (p *page) code(text string) *page {
	text = oneLine(text)
	switch {
	case text == "":
		return p
	case p.table && strings.Contains(text, `\|`):
		return p.inline(text) // the backslash could be that of the bar
	}
	fence := "`"
	for strings.Contains(text, fence) {
		fence += "`"
	}
	pad := ""
	if text[0] == '`' || text[len(text)-1] == '`' {
		pad = " "
	}
	if p.table {
		text = strings.ReplaceAll(text, "|", `\|`)
	}
	return p.raw(fence).raw(pad).raw(text).raw(pad).raw(fence)
}

// seen adds a text of one line to what is shown as it is: what can't be seen has an escape.
func (p *page) seen(text string) *page {
	for _, r := range text {
		if diagnostic.Invisible(r) {
			quoted := strconv.QuoteRuneToASCII(r)
			p.raw(quoted[1 : len(quoted)-1])
			continue
		}
		p.b = utf8.AppendRune(p.b, r)
	}
	return p
}

// oneLine is a text without what breaks lines or instructs a terminal: runs of white space are
// one blank each, and those at the ends nothing.
func oneLine(text string) string {
	if isLine(text) {
		return text // as most are
	}
	text = strings.Map(func(r rune) rune {
		if !unicode.IsSpace(r) && (unicode.IsControl(r) || unicode.Is(unicode.Cf, r)) {
			return -1
		}
		return r
	}, text)
	return strings.Join(strings.Fields(text), " ")
}

// isLine tells of a text of ASCII whether oneLine would leave it as it is.
func isLine(text string) bool {
	blank := true
	for i := range len(text) {
		c := text[i]
		if c < ' ' || c > '~' || c == ' ' && blank {
			return false
		}
		blank = c == ' '
	}
	return text == "" || !blank
}
