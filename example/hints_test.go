package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode"
)

// TestHintsNameTheKey: where the message or the hint of a finding names a prop, it names the context
// key too, for those who write no Go. What is read are the texts of each statement of the rooms
// that report findings.
func TestHintsNameTheKey(t *testing.T) {
	files := token.NewFileSet()
	statements := 0
	for _, room := range []string{"../internal/planner", "../internal/claim", "../internal/render", "../internal/report", "../spec"} {
		err := filepath.WalkDir(room, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			file, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			ast.Inspect(file, func(n ast.Node) bool {
				switch n.(type) {
				case *ast.ExprStmt, *ast.ReturnStmt, *ast.AssignStmt, *ast.ValueSpec:
					statements++
					for prop, key := range propsWithoutKey(n) {
						t.Errorf("%s: the text names %s without its context key %s", files.Position(n.Pos()), prop, key)
					}
				}
				return true
			})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if statements < 1000 {
		t.Errorf("only %d statements", statements)
	}
}

var propWord = regexp.MustCompile(`\b[A-Z][A-Za-z]+\b`)

// propsWithoutKey are the props that the sentences of a statement name, with the keys that no text
// of it names. One capital at the beginning is that of a sentence, and a text of one word is a name.
func propsWithoutKey(n ast.Node) map[string]string {
	var texts []string
	ast.Inspect(n, func(n ast.Node) bool {
		if literal, ok := n.(*ast.BasicLit); ok && literal.Kind == token.STRING {
			text, _ := strconv.Unquote(literal.Value)
			texts = append(texts, text)
		}
		return true
	})
	all, missing := strings.Join(texts, "\n"), make(map[string]string)
	for _, text := range texts {
		for _, at := range propWord.FindAllStringIndex(text, -1) {
			prop := text[at[0]:at[1]]
			key := keyOfProp[prop]
			if !strings.Contains(text, " ") || at[0] == 0 && strings.LastIndexFunc(prop, unicode.IsUpper) == 0 || key == "" || strings.HasPrefix(key, "(") {
				continue
			}
			if !regexp.MustCompile(`\b` + key + `\b`).MatchString(all) {
				missing[prop] = key
			}
		}
	}
	return missing
}
