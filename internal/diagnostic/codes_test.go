package diagnostic_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// The repository's root and its pages, seen from this folder.
const (
	repository = "../.."
	pageFolder = "../../docs/diagnostics"
)

// unreported are the codes that no code reports yet. Their pages say so.
var unreported []string

// constant is one entry of the register.
type constant struct{ name, code, comment string }

// register reads the constants of codes.go, in their order.
func register(t *testing.T) []constant {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "codes.go", nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	var constants []constant
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		for i, name := range spec.Names {
			code := ""
			if i < len(spec.Values) {
				code = text(spec.Values[i])
			}
			comment := spec.Comment.Text() + spec.Doc.Text()
			constants = append(constants, constant{name.Name, code, strings.TrimSpace(comment)})
		}
		return true
	})
	if len(constants) == 0 {
		t.Fatal("codes.go has no constants")
	}
	return constants
}

// text is the value of a string literal, or "".
func text(e ast.Expr) string {
	if literal, ok := e.(*ast.BasicLit); ok && literal.Kind == token.STRING {
		if s, err := strconv.Unquote(literal.Value); err == nil {
			return s
		}
	}
	return ""
}

var codePattern = regexp.MustCompile(`^OAD[1-5]\d\d$`)

// TestRegister: each code is well formed, stands once, in order, and says what it is.
func TestRegister(t *testing.T) {
	constants := register(t)
	owner := make(map[string]string)
	for i, c := range constants {
		if !codePattern.MatchString(c.code) {
			t.Errorf("%s is %q, which is no code", c.name, c.code)
		}
		if c.comment == "" {
			t.Errorf("%s, %s, has no comment", c.name, c.code)
		}
		if first, ok := owner[c.code]; ok {
			t.Errorf("%s and %s are both %s", first, c.name, c.code)
		}
		owner[c.code] = c.name
		if i > 0 && c.code < constants[i-1].code {
			t.Errorf("%s, %s, stands after %s", c.name, c.code, constants[i-1].code)
		}
	}
}

// TestEachCodeHasAPage, and each page a code and its row in the index, in order.
func TestEachCodeHasAPage(t *testing.T) {
	var codes []string
	for _, c := range register(t) {
		codes = append(codes, c.code)
	}
	slices.Sort(codes)
	entries, err := os.ReadDir(pageFolder)
	if err != nil {
		t.Fatal(err)
	}
	var pages []string
	for _, e := range entries {
		if e.Name() != "README.md" {
			pages = append(pages, strings.TrimSuffix(e.Name(), ".md"))
		}
	}
	for _, code := range codes {
		if !slices.Contains(pages, code) {
			t.Errorf("%s has no page docs/diagnostics/%s.md", code, code)
		}
	}
	var want []string
	for _, page := range pages {
		if !slices.Contains(codes, page) {
			t.Errorf("docs/diagnostics/%s.md is the page of no code", page)
			continue
		}
		want = append(want, readPage(t, page).row())
	}
	if rows := indexRows(t); !slices.Equal(rows, want) {
		t.Errorf("the table of docs/diagnostics/README.md is\n%s\nand the pages make it\n%s",
			strings.Join(rows, "\n"), strings.Join(want, "\n"))
	}
}

// TestTheExampleOfTheIndex is that of a page.
func TestTheExampleOfTheIndex(t *testing.T) {
	shown := fence(readFile(t, filepath.Join(pageFolder, "README.md")), "text")
	if page := readPage(t, "OAD204"); shown != page.messages {
		t.Errorf("the index shows\n%sand the page\n%s", shown, page.messages)
	}
}

// indexRows are the rows of the index that belong to a code.
func indexRows(t *testing.T) []string {
	t.Helper()
	var rows []string
	for line := range strings.Lines(readFile(t, filepath.Join(pageFolder, "README.md"))) {
		if strings.HasPrefix(line, "| [OAD") {
			rows = append(rows, strings.TrimSpace(line))
		}
	}
	return rows
}

var relativeLink = regexp.MustCompile(`\]\(([^)#:]+)\)`)

// TestLinksBetweenPages lead to files.
func TestLinksBetweenPages(t *testing.T) {
	names, err := filepath.Glob(filepath.Join(pageFolder, "*.md"))
	if err != nil || len(names) == 0 {
		t.Fatal("there are no pages", err)
	}
	for _, name := range names {
		for _, m := range relativeLink.FindAllStringSubmatch(readFile(t, name), -1) {
			if _, err := os.Stat(filepath.Join(pageFolder, m[1])); err != nil {
				t.Errorf("%s has a link to %s, which is not there", filepath.Base(name), m[1])
			}
		}
	}
}

// TestEachCodeIsReported: a code that nothing reports is a promise that nobody keeps.
func TestEachCodeIsReported(t *testing.T) {
	reports := reportsOf(t)
	for _, c := range register(t) {
		_, used := reports[c.name]
		switch known := slices.Contains(unreported, c.code); {
		case !used && !known:
			t.Errorf("nothing reports %s, %s", c.name, c.code)
		case used && known:
			t.Errorf("%s, %s, is reported: take it off the list, and write its page", c.name, c.code)
		}
	}
}

// reportsOf finds where the repository's own code uses each constant: the string
// literals of the calls that take it, by the constant's name.
func reportsOf(t *testing.T) map[string][]string {
	t.Helper()
	found := make(map[string][]string)
	err := filepath.WalkDir(repository, func(path string, entry fs.DirEntry, err error) error {
		name := entry.Name()
		switch {
		case err != nil:
			return err
		case entry.IsDir() && path != repository && (strings.HasPrefix(name, ".") || name == "testdata" || name == "diagnostic"):
			return filepath.SkipDir
		case entry.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go"):
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		collectReports(file, found)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func collectReports(file *ast.File, found map[string][]string) {
	ast.Inspect(file, func(n ast.Node) bool {
		if name := constantName(n); name != "" {
			found[name] = append(found[name], "")
		}
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		for _, argument := range call.Args {
			if name := constantName(argument); name != "" {
				for _, other := range call.Args {
					found[name] = append(found[name], text(other))
				}
			}
		}
		return true
	})
}

// constantName is X of diagnostic.X, or "".
func constantName(n ast.Node) string {
	if selector, ok := n.(*ast.SelectorExpr); ok {
		if of, ok := selector.X.(*ast.Ident); ok && of.Name == "diagnostic" {
			return selector.Sel.Name
		}
	}
	return ""
}

func readFile(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
