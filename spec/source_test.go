package spec_test

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/openapi-destinations/openapidestinations/spec"
)

func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// tree is a file system of names and contents in turn; a content "-> x" is a symbolic
// link to x.
func tree(files ...string) fstest.MapFS {
	made := fstest.MapFS{}
	for i := 0; i < len(files); i += 2 {
		entry := &fstest.MapFile{Data: []byte(files[i+1]), Mode: 0o644}
		if target, ok := strings.CutPrefix(files[i+1], "-> "); ok {
			entry = &fstest.MapFile{Data: []byte(target), Mode: fs.ModeSymlink | 0o777}
		}
		made[files[i]] = entry
	}
	return made
}

// refTo is a document of one operation whose only parameter is behind a $ref.
func refTo(ref string) string {
	return fmt.Sprintf("openapi: 3.1.0\npaths: {/a: {get: {parameters: [{$ref: %q}]}}}\n", ref)
}

// A document in an fs.FS may refer to all of it, or to its root folder's part, and to
// nothing else.
func TestFileSystem(t *testing.T) {
	const p = "{name: p, in: query}"
	var files fs.FS = tree("api/api.yaml", refTo("p.yaml"), "api/up.yaml", refTo("../common/p.yaml"), "api/out.yaml", refTo("../../x.yaml"),
		"api/absolute.yaml", refTo("/common/p.yaml"), "api/dots.yaml", refTo("a/../../common/../api/p.yaml"), "api/p.yaml", p, "common/p.yaml", p,
		"api/linked.yaml", refTo("link.yaml"), "api/link.yaml", "-> ../common/p.yaml", "api/far.yaml", refTo("away.yaml"), "api/away.yaml", "-> ../../etc/passwd",
		"api/endless.yaml", refTo("loop.yaml"), "api/loop.yaml", "-> loop.yaml", "api/inner.yaml", refTo("sub/p.yaml"), "api/sub", "-> ../common", "link.yaml", "-> api/api.yaml",
		"gone.yaml", "-> ../api.yaml", "api/folder.yaml", refTo("../common"), "api/none.yaml", refTo("q.yaml"), "api/encoded.yaml", refTo("%2e%2e/common/p.yaml"))
	tests := map[string]struct{ path, root, want string }{
		"beside":               {"api/api.yaml", "", "api/p.yaml:1:1"},
		"unclean":              {"./api//api.yaml", "", "api/p.yaml:1:1"},
		"above":                {"api/up.yaml", "", "common/p.yaml:1:1"},
		"encoded":              {"api/encoded.yaml", "", "common/p.yaml:1:1"},
		"up and down":          {"api/dots.yaml", "", "api/p.yaml:1:1"},
		"a link":               {"api/linked.yaml", "", "api/link.yaml:1:1"},
		"a linked folder":      {"api/inner.yaml", "", "api/sub/p.yaml:1:1"},
		"a linked document":    {"link.yaml", "", `link.yaml:2:40: OAD103 warning: $ref "p.yaml" leads nowhere: p.yaml cannot be read: there is no such file`},
		"out of it":            {"api/out.yaml", "", `api/out.yaml:2:40: OAD104 warning: $ref "../../x.yaml" leaves the root folder "."`},
		"absolute":             {"api/absolute.yaml", "", `api/absolute.yaml:2:40: OAD104 warning: $ref "/common/p.yaml" leaves the root folder "."`},
		"a link out of it":     {"api/far.yaml", "", `api/far.yaml:2:40: OAD104 warning: $ref "away.yaml" leads nowhere: api/away.yaml is a symbolic link out of the root folder`},
		"a link to itself":     {"api/endless.yaml", "", `api/endless.yaml:2:40: OAD103 warning: $ref "loop.yaml" leads nowhere: api/loop.yaml cannot be read: too many symbolic links`},
		"a folder":             {"api/folder.yaml", "", `api/folder.yaml:2:40: OAD101 warning: $ref "../common" leads nowhere: common is a folder, not a file`},
		"missing":              {"api/none.yaml", "", `api/none.yaml:2:40: OAD103 warning: $ref "q.yaml" leads nowhere: api/q.yaml cannot be read: there is no such file`},
		"root":                 {"api/api.yaml", "api", "api/p.yaml:1:1"},
		"out of the root":      {"api/up.yaml", "api/", `api/up.yaml:2:40: OAD104 warning: $ref "../common/p.yaml" leaves the root folder "api"`},
		"a link out of root":   {"api/linked.yaml", "api", `api/linked.yaml:2:40: OAD104 warning: $ref "link.yaml" leads nowhere: api/link.yaml is a symbolic link out of the root folder`},
		"not below the root":   {"api/api.yaml", "common", `api/api.yaml: OAD104 error: the document is not below the root folder "common"`},
		"no such document":     {"none.yaml", "", `none.yaml: OAD101 error: the document cannot be read: there is no such file`},
		"a document elsewhere": {"gone.yaml", "", `gone.yaml: OAD104 error: the document is a symbolic link out of the root folder`},
		"a path with dots":     {"../api.yaml", "", `../api.yaml: OAD101 error: "../api.yaml" is no path in a file system`},
		"a path with a slash":  {"/api.yaml", "", `/api.yaml: OAD101 error: "/api.yaml" is no path in a file system`},
		"a root with dots":     {"api/api.yaml", "..", `api/api.yaml: OAD101 error: ".." is no path in a file system`},
		"a folder as document": {"api", "", `api: OAD101 error: the document is a folder, not a file`},
	}
	dir := t.TempDir()
	if err := os.CopyFS(dir, files); err != nil {
		t.Fatal(err)
	}
	for name, test := range tests {
		for kind, fsys := range map[string]fs.FS{"memory": files, "os.DirFS": os.DirFS(dir)} {
			t.Run(name+", "+kind, func(t *testing.T) {
				doc, err := spec.Load(spec.Source{Path: test.path, FS: fsys, Root: test.root})
				var got string
				switch {
				case err != nil:
					got = err.Error()
				case diagnostics(doc) != "":
					got = diagnostics(doc)
				default:
					got = doc.Operations[0].Parameters[0].Position.String()
				}
				if !strings.HasPrefix(got, test.want) {
					t.Errorf("got\n%s, want\n%s", got, test.want)
				}
			})
		}
	}
	doc := loadFile(t, spec.Source{FS: files, Data: []byte(refTo("api/p.yaml"))})
	if len(doc.Operations[0].Parameters) != 1 {
		t.Error("data with a file system:", diagnostics(doc))
	}
}

// A digest that is given is checked, wherever the document is.
func TestDigest(t *testing.T) {
	dir := folder(t, "api.yaml", players)
	for name, src := range map[string]spec.Source{
		"data": {Path: "api.yaml", Data: []byte(players)}, "file": {Path: filepath.Join(dir, "api.yaml")}, "FS": {Path: "api.yaml", FS: os.DirFS(dir)},
	} {
		t.Run(name, func(t *testing.T) {
			src.SHA256 = strings.ToUpper(digest(players))
			if doc := loadFile(t, src); doc.SHA256 != digest(players) {
				t.Errorf("digest %s", doc.SHA256)
			}
			src.SHA256 = digest("another")
			doc, err := spec.Load(src)
			want := fmt.Sprintf("%s: OAD115 error: the SHA-256 of the document is %s, not %s (", src.Path, digest(players), digest("another"))
			if doc != nil || err == nil || !strings.HasPrefix(err.Error(), want) {
				t.Errorf("error %v, want %s", err, want)
			}
			src.SHA256 = "sha256:abc"
			if _, err = spec.Load(src); err == nil || !strings.Contains(err.Error(), `OAD115 error: "sha256:abc" is no SHA-256 digest`) {
				t.Errorf("error %v", err)
			}
		})
	}
}

// web is a TLS server on the loopback interface, and a client that knows it.
func web(t *testing.T, handler http.HandlerFunc) (address string, client *http.Client) {
	server := httptest.NewUnstartedServer(handler)
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	t.Cleanup(server.Close)
	return server.URL, server.Client()
}

// silentFS is a file system that doesn't tell where links lead, like a wrapper around that of
// os.DirFS.
type silentFS struct{ inner fs.FS }

func (s silentFS) Open(name string) (fs.File, error) { return s.inner.Open(name) }

// TestLinksOfASilentFS: a link that may lead anywhere is not followed.
func TestLinksOfASilentFS(t *testing.T) {
	outside, dir := t.TempDir(), t.TempDir()
	for name, text := range map[string]string{
		filepath.Join(outside, "p.yaml"): "name: leaked\nin: query\n", filepath.Join(dir, "q.yaml"): "name: kept\nin: query\n",
		filepath.Join(dir, "api.yaml"): refTo("p.yaml"), filepath.Join(dir, "folder.yaml"): refTo("out/p.yaml"), filepath.Join(dir, "good.yaml"): refTo("q.yaml"),
	} {
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for link, target := range map[string]string{"p.yaml": filepath.Join(outside, "p.yaml"), "out": outside, "linked.yaml": "api.yaml"} {
		if err := os.Symlink(target, filepath.Join(dir, link)); err != nil {
			t.Skipf("SKIPPED: %v", err)
		}
	}
	for _, root := range []string{"", filepath.Base(dir)} {
		inner, prefix := os.DirFS(dir), ""
		if root != "" {
			inner, prefix = os.DirFS(filepath.Dir(dir)), root+"/"
		}
		for document, want := range map[string]string{"api.yaml": "leaked", "folder.yaml": "leaked", "good.yaml": "kept"} {
			doc, err := spec.Load(spec.Source{FS: silentFS{inner}, Root: root, Path: prefix + document})
			if err != nil {
				t.Fatal(err)
			}
			if found := fmt.Sprintf("%+v", doc.Operations[0].Parameters); strings.Contains(found, want) != (want == "kept") {
				t.Errorf("%s with the root %q has the parameters %s", document, root, found)
			}
		}
		if _, err := spec.Load(spec.Source{FS: silentFS{inner}, Root: root, Path: prefix + "linked.yaml"}); err == nil {
			t.Errorf("with the root %q a document behind a link is read", root)
		}
	}
}

func TestURL(t *testing.T) {
	plain := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, players) }))
	t.Cleanup(plain.Close)
	document := players + "x-ref: 1\n"
	asked := map[string]int{}
	address, client := web(t, func(w http.ResponseWriter, q *http.Request) {
		asked[q.URL.Path]++
		if from := q.Header.Get("Referer"); from != "" || q.Header.Get("Authorization") != "" {
			t.Errorf("%s was told Referer %q and Authorization %q", q.URL.Path, from, q.Header.Get("Authorization"))
		}
		switch q.URL.Path {
		case "/api.yaml":
			io.WriteString(w, document)
		case "/refs.yaml":
			io.WriteString(w, refTo("p.yaml"))
		case "/loop":
			http.Redirect(w, q, "/loop", http.StatusFound)
		case "/moved":
			http.Redirect(w, q, "/api.yaml", http.StatusFound)
		case "/plain":
			http.Redirect(w, q, plain.URL+"/?token=s3cr3t", http.StatusFound)
		case "/another":
			http.Redirect(w, q, "https://localhost:1/api.yaml?token=s3cr3t", http.StatusFound)
		case "/user":
			http.Redirect(w, q, "https://me:s3cr3t@"+q.Host+"/api.yaml", http.StatusFound)
		case "/file":
			http.Redirect(w, q, "file:///etc/passwd", http.StatusFound)
		case "/large":
			for range 51 {
				w.Write(make([]byte, 1<<20))
			}
		default:
			http.NotFound(w, q)
		}
	})
	good := digest(document)
	tests := map[string]struct {
		src  spec.Source
		want string
	}{
		"good":              {spec.Source{URL: "/api.yaml", SHA256: good}, ""},
		"upper case digest": {spec.Source{URL: "/api.yaml", SHA256: strings.ToUpper(good)}, ""},
		"redirect":          {spec.Source{URL: "/moved?token=s3cr3t#top", SHA256: good}, ""},
		"another digest": {spec.Source{URL: "/api.yaml?token=s3cr3t", SHA256: digest("")},
			"/api.yaml: OAD115 error: the SHA-256 of the document is " + good + ", not " + digest("") + " (look at what has changed"},
		"no digest":              {spec.Source{URL: "/api.yaml"}, "/api.yaml: OAD115 error: a document from a network needs its SHA-256, and none is given"},
		"bad digest":             {spec.Source{URL: "/api.yaml", SHA256: good[1:]}, `is no SHA-256 digest`},
		"not found":              {spec.Source{URL: "/none?token=s3cr3t", SHA256: good}, "/none: OAD114 error: the document cannot be fetched: the answer is 404 Not Found"},
		"redirect to http":       {spec.Source{URL: "/plain", SHA256: digest(players)}, "cannot be fetched: it redirects to " + plain.URL + "/, which is not https"},
		"redirect to a file":     {spec.Source{URL: "/file", SHA256: good}, "cannot be fetched: it redirects to file:///etc/passwd, which is not https"},
		"redirect to a host":     {spec.Source{URL: "/another?token=s3cr3t", SHA256: good}, "cannot be fetched: it redirects to https://localhost:1/api.yaml, which is another host than 127.0.0.1"},
		"redirect with a user":   {spec.Source{URL: "/user", SHA256: good}, "/api.yaml with a user name or password"},
		"redirects without end":  {spec.Source{URL: "/loop", SHA256: good}, "cannot be fetched: it redirects more than 5 times"},
		"too large":              {spec.Source{URL: "/large", SHA256: digest(string(make([]byte, 50<<20+1)))}, "/large: OAD108 error: the file has more than 52428800 bytes"},
		"http":                   {spec.Source{URL: plain.URL, SHA256: digest(players)}, "OAD114 error: the document cannot be fetched: only https is fetched"},
		"a file":                 {spec.Source{URL: "file:///etc/passwd", SHA256: good}, "OAD114 error: the document cannot be fetched: "},
		"a password":             {spec.Source{URL: "https://me:s3cr3t@a.example/api.yaml", SHA256: good}, "https://a.example/api.yaml: OAD114 error: the document cannot be fetched: the URL holds a user name or password"},
		"no URL":                 {spec.Source{URL: "https://[", SHA256: good}, "the URL: OAD114 error: the document cannot be fetched: that is no URL with a host"},
		"a URL and a path":       {spec.Source{URL: "/api.yaml", Path: "api.yaml", SHA256: good}, "OAD101 error: both a URL and a file or data are given"},
		"a URL and data":         {spec.Source{URL: "/api.yaml", Data: []byte{}, SHA256: good}, "OAD101 error: both a URL and a file or data are given"},
		"an unknown certificate": {spec.Source{URL: "/api.yaml", SHA256: good, Client: &http.Client{}}, "cannot be fetched: tls: failed to verify certificate"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			src := test.src
			if strings.HasPrefix(src.URL, "/") {
				src.URL = address + src.URL
			}
			if src.Client == nil {
				src.Client = client
			}
			doc, err := spec.Load(src)
			if test.want == "" {
				if err != nil || len(doc.Operations) != 3 || doc.File != address+strings.SplitN(test.src.URL, "?", 2)[0] || doc.URL != doc.File {
					t.Fatalf("error %v, document %+v", err, doc)
				}
				return
			}
			var d *spec.Diagnostic
			if doc != nil || !errors.As(err, &d) || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "s3cr3t") {
				t.Errorf("error %v, want %s", err, test.want)
			}
		})
	}

	// The references of a fetched document lead to no network: to files of the root
	// folder, or nowhere.
	src := spec.Source{URL: address + "/refs.yaml", SHA256: digest(refTo("p.yaml")), Client: client}
	doc := loadFile(t, src)
	wantDiagnostics(t, doc, address+`/refs.yaml:2:40: OAD104 warning: $ref "p.yaml" is not followed: the document was given without a folder; needed by GET /a`)
	if asked["/p.yaml"] > 0 {
		t.Error("the reference was fetched")
	}
	src.Root = folder(t, "p.yaml", "{name: p, in: query}")
	if doc = loadFile(t, src); len(doc.Operations[0].Parameters) != 1 {
		t.Error(diagnostics(doc))
	}
}

// An overlay may come from a URL too.
func TestOverlayFromURL(t *testing.T) {
	overlay := actions("{target: $.info, update: {title: New}}")
	address, client := web(t, func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, overlay) })
	doc := loadFile(t, spec.Source{Path: "api.yaml", Data: []byte(players), Overlays: []spec.Source{{URL: address, SHA256: digest(overlay), Client: client}}})
	if doc.Title != "New" {
		t.Error(diagnostics(doc))
	}
}
