// Package hostile holds broken and hostile OpenAPI documents, and what must be true of
// whatever is made of them. It is for tests only.
package hostile

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf16"
)

// Document is one document.
type Document struct {
	Name string
	// Text makes the document; some are large.
	Text func() string
	// Setup makes what lies beside it in its folder; nil makes nothing.
	Setup func(folder string) error
	// Overlay is applied to it, if there is one.
	Overlay string
	// Ask leaves the choice of its server to the launch.
	Ask bool
	// Slow ones take a second or more.
	Slow bool
}

// Secret is in some documents, and must be in nothing that is made of them. Outside is in
// a file that no document may read.
const (
	Secret  = "hunter2"
	Outside = "leaked"
)

// Documents are all of them.
func Documents() []Document {
	return slices.Concat(unreadable(), bombs(), references(), texts(), evaluated(), passwords(), many10k(), repeated(), shapes(), settings())
}

// api is a document with a server around paths, which begin on line 5.
func api(paths string) string {
	return "openapi: 3.1.0\ninfo: {title: Hostile, version: \"1\"}\nservers: [{url: \"https://api.example.com\"}]\npaths:\n" + indent(paths, "  ")
}

// operation is a document with one operation: the Operation Object begins on line 7.
func operation(rest string) string {
	return api("/a:\n  post:\n" + indent(rest, "    "))
}

// The same small document as YAML and, but for its last three braces, as JSON.
const okJSON = `{"openapi":"3.1.0","info":{"title":"x","version":"1"},"servers":[{"url":"https://api.example.com"}],"paths":{"/a":{"post":{"operationId":"op"`

var ok = operation("operationId: op")

func indent(text, by string) string {
	var b strings.Builder
	for line := range strings.Lines(strings.Trim(text, "\n") + "\n") {
		b.WriteString(by + line)
	}
	return b.String()
}

// long is a text of 100 KB.
func long(what string) string { return strings.Repeat(what, 100_000/len(what)) }

// many joins what is made for each number; so does manyf.
func many(n int, format string) string {
	return manyf(n, func(i int) string { return fmt.Sprintf(format, i) })
}

func manyf(n int, f func(int) string) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(f(i))
	}
	return b.String()
}

// utf16le is a text as UTF-16.
func utf16le(s string) string {
	b := []byte{0xff, 0xfe}
	for _, u := range utf16.Encode([]rune(s)) {
		b = append(b, byte(u), byte(u>>8))
	}
	return string(b)
}

// files makes files beside the document.
func files(contents map[string]string) func(string) error {
	return func(folder string) error {
		for name, text := range contents {
			if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o644); err != nil {
				return err
			}
		}
		return nil
	}
}
