package openapidestinations

import (
	"encoding/json"
	"go/parser"
	"go/token"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
)

// markdownFiles are those of the repository that people read: not those of tests.
func markdownFiles(t *testing.T) []string {
	t.Helper()
	var files []string
	err := filepath.WalkDir(".", func(path string, entry os.DirEntry, err error) error {
		switch name := entry.Name(); {
		case err != nil:
			return err
		case entry.IsDir() && (slices.Contains([]string{"testdata", "cdk.out", "node_modules"}, name) || len(name) > 1 && name[0] == '.'):
			return filepath.SkipDir
		case strings.HasSuffix(name, ".md"):
			files = append(files, path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

var (
	fencedBlock = regexp.MustCompile("(?ms)^ *```.*?^ *```$")
	codeSpan    = regexp.MustCompile("`+[^`\n]*`+")
	linkTarget  = regexp.MustCompile(`\]\(([^()\s]+)\)`)
	heading     = regexp.MustCompile(`(?m)^#{1,6} +(.*?) *#*$`)
)

// TestLinks: a link to a file of the repository finds one, and a link to a heading that heading.
func TestLinks(t *testing.T) {
	files := markdownFiles(t)
	if len(files) < 100 {
		t.Fatalf("only %d pages: %q", len(files), files)
	}
	checked := 0
	for _, file := range files {
		prose := codeSpan.ReplaceAllString(fencedBlock.ReplaceAllString(readText(t, file), ""), "")
		for _, m := range linkTarget.FindAllStringSubmatch(prose, -1) {
			target, err := url.Parse(m[1])
			if err != nil {
				t.Errorf("%s: the link %q: %v", file, m[1], err)
				continue
			}
			if target.Scheme != "" {
				continue
			}
			checked++
			path := file
			if target.Path != "" {
				path = filepath.Join(filepath.Dir(file), filepath.FromSlash(target.Path))
			}
			if _, err := os.Stat(path); err != nil {
				t.Errorf("%s: the link %q leads nowhere", file, m[1])
			} else if target.Fragment != "" && !slices.Contains(anchors(readText(t, path)), target.Fragment) {
				t.Errorf("%s: the link %q leads to no heading", file, m[1])
			}
		}
	}
	if checked < 100 {
		t.Errorf("only %d links", checked)
	}
}

func readText(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// anchors are the names that GitHub gives headings: letters, digits, hyphens and underscores, in
// lower case, with a hyphen for each blank.
func anchors(markdown string) (names []string) {
	for _, m := range heading.FindAllStringSubmatch(fencedBlock.ReplaceAllString(markdown, ""), -1) {
		text := regexp.MustCompile(`\[([^\]]*)\]\([^)]*\)`).ReplaceAllString(m[1], "$1")
		name := strings.Map(func(r rune) rune {
			switch {
			case r == ' ':
				return '-'
			case unicode.IsLetter(r), unicode.IsDigit(r), r == '-', r == '_':
				return unicode.ToLower(r)
			}
			return -1
		}, text)
		names = append(names, name)
	}
	return names
}

// TestLaunchLink: the link of the page is one that the console takes, with the template's address
// and the stack's name.
func TestLaunchLink(t *testing.T) {
	link := regexp.MustCompile(`(?m)^https://console\.aws\.amazon\.com\S+$`).FindString(readText(t, "docs/guide/launch-stack.md"))
	u, err := url.Parse(link)
	if err != nil || u.Path != "/cloudformation/home" || u.Query().Get("region") == "" {
		t.Fatalf("the link %q (%v)", link, err)
	}
	page, query, _ := strings.Cut(u.EscapedFragment(), "?")
	values, err := url.ParseQuery(query)
	if err != nil || page != "/stacks/quickcreate" || values.Get("stackName") != "FootballAPI" {
		t.Errorf("the page %q with %q (%v)", page, values, err)
	}
	template, err := url.Parse(values.Get("templateURL"))
	if err != nil || template.Scheme != "https" || template.Host != "BUCKET.s3."+u.Query().Get("region")+".amazonaws.com" || template.Path != "/template.yaml" {
		t.Errorf("the template %v (%v)", template, err)
	}
}

// TestEveryPageIsListed: docs/README.md leads to each page but those of the codes, which have a list
// of their own, and each page says at its top what it is about.
func TestEveryPageIsListed(t *testing.T) {
	list := readText(t, "docs/README.md")
	var pages []string
	for _, pattern := range []string{"docs/*.md", "docs/guide/*.md", "docs/reference/*.md"} {
		found, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		pages = append(pages, found...)
	}
	for _, page := range pages {
		path, err := filepath.Rel("docs", page)
		if err != nil {
			t.Fatal(err)
		}
		if path = filepath.ToSlash(path); path != "README.md" && !strings.Contains(list, "]("+path+")") && !strings.Contains(list, "]("+path+"#") {
			t.Errorf("docs/README.md doesn't lead to %s", path)
		}
		if !regexp.MustCompile(`\A# [^\n]+\n\n[A-Z]`).MatchString(readText(t, page)) {
			t.Errorf("%s begins without a sentence", page)
		}
	}
}

// TestBlocksOfPages: what stands in the README and the guide as JSON is JSON (a part of an object may
// stand alone), and what stands there as Go is Go: declarations, statements or members of props.
func TestBlocksOfPages(t *testing.T) {
	pages, err := filepath.Glob("docs/guide/*.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := 0
	for _, page := range append(pages, "README.md") {
		for _, m := range regexp.MustCompile("(?ms)^ *```(json|go)\n(.*?)^ *```$").FindAllStringSubmatch(readText(t, page), -1) {
			blocks++
			text := m[2]
			if m[1] == "json" && !json.Valid([]byte(text)) && !json.Valid([]byte("{"+text+"}")) {
				t.Errorf("%s: this is no JSON:\n%s", page, text)
			}
			if m[1] == "go" && !isGo("package p\n"+text) && !isGo("package p\nfunc _() {\n"+text+"\n}") && !isGo("package p\nvar _ = T{\n"+text+"\n}") {
				t.Errorf("%s: this is no Go:\n%s", page, text)
			}
		}
	}
	if blocks < 30 {
		t.Errorf("only %d blocks", blocks)
	}
}

func isGo(source string) bool {
	_, err := parser.ParseFile(token.NewFileSet(), "page.go", source, parser.SkipObjectResolution)
	return err == nil
}
