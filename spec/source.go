package spec

import (
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"net/http"
	"path"
	"regexp"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
)

// Source says where an OpenAPI document is: in a file, in memory, or at a URL.
type Source struct {
	// Path is the file to read. When Data is given, Path is only the name of the
	// document in diagnostics, and its folder is where relative $refs start.
	Path string
	// Data is the contents of the document, up to 50 MB; nil means read Path.
	Data []byte
	// FS is the file system that Path lies in, with slashes, and that $refs stay in; nil
	// means the operating system's. Symbolic links are followed if they stay in it. An FS that
	// is no [fs.ReadLinkFS] doesn't tell where they lead, so that none is followed there that
	// [fs.ReadDir] shows; one that can't list its folders either must have none.
	FS fs.FS
	// Root is the folder that $refs may not leave, neither by ".." nor by a
	// symbolic link. The default is the folder of Path, or the whole FS; a document that
	// shares files with its neighbours ("../common/errors.yaml") needs a folder higher up.
	// Without Root, FS and Path the document may refer to no other file.
	Root string
	// URL is the https address of the document, which is fetched: up to 50 MB, in at
	// most 30 seconds, through at most 5 redirects. It demands SHA256, and excludes Path and
	// Data. Only the document itself is fetched: its $refs lead to files below Root, or
	// nowhere. Diagnostics name it without its query, which may hold a secret.
	URL string
	// SHA256 is the digest, 64 hexadecimal digits, that the bytes of the document must
	// have. The default is any, but for a URL there is none: what comes from a network is
	// the same each time, or an error.
	SHA256 string
	// Answers reads what responses hold, Response.Content; by default only their media types are read.
	Answers bool
	// Client fetches URL; nil means a client of its own, which takes proxies from the
	// environment as http.DefaultTransport does. Its time limit and its judgement of
	// redirects are replaced by those of URL.
	Client *http.Client
	// Overlays are OpenAPI Overlays (https://spec.openapis.org/overlay/v1.1.0.html) that
	// change the document, in their order, before anything else is read of it. Their Root
	// and Overlays have no meaning. A $ref that an overlay brings starts at the document, a
	// finding about it lies in the overlay's file. What an overlay does to a file that the
	// document refers to is nothing: it sees the document alone.
	Overlays []Source
}

// name is what diagnostics call the source.
func (src Source) name() string {
	if src.URL != "" {
		return shownURL(src.URL)
	}
	if src.FS != nil && src.Path != "" {
		return path.Clean(src.Path)
	}
	return src.Path
}

// read gives the bytes of the source and their digest; what is "the document" or "the
// overlay".
func (src Source) read(what string) (data []byte, sum string, failure *Diagnostic) {
	if failure = src.invalid(); failure == nil {
		data, failure = src.bytes(what)
	}
	if failure != nil {
		failure.Severity = Error
		failure.Position.File = src.name()
		return nil, "", failure
	}
	digest := sha256.Sum256(data)
	sum = hex.EncodeToString(digest[:])
	if src.SHA256 != "" && !strings.EqualFold(sum, src.SHA256) {
		return nil, "", at(src.name(), refusal(diagnostic.DigestDiffers, "look at what has changed in it, then give its new digest",
			"the SHA-256 of %s is %s, not %s", what, sum, strings.ToLower(src.SHA256)))
	}
	return data, sum, nil
}

func (src Source) bytes(what string) ([]byte, *Diagnostic) {
	switch {
	case src.URL != "":
		return fetch(src.Client, src.URL, what)
	case src.Data != nil:
		return src.Data, nil
	case src.FS != nil && src.Path != "":
		return readIn(confined{FS: src.FS}, path.Clean(src.Path), what, diagnostic.Unreadable, maxFileSize)
	default:
		return readRegular(src.Path, what)
	}
}

var digestPattern = regexp.MustCompile(`^[0-9A-Fa-f]{64}$`)

// invalid says what is wrong with the fields of the source themselves.
func (src Source) invalid() *Diagnostic {
	switch {
	case src.SHA256 != "" && !digestPattern.MatchString(src.SHA256):
		return refusal(diagnostic.DigestDiffers, "it has 64 hexadecimal digits", "%q is no SHA-256 digest", src.SHA256)
	case src.URL != "" && (src.Path != "" || src.Data != nil):
		return refusal(diagnostic.Unreadable, "give one of them", "both a URL and a file or data are given")
	case src.URL != "" && src.SHA256 == "":
		return refusal(diagnostic.DigestDiffers, "download it, read it, and give the digest that sha256sum prints",
			"a document from a network needs its SHA-256, and none is given")
	case src.FS != nil:
		for _, name := range []string{src.Path, src.Root} {
			if failure := invalidPath(name); failure != nil {
				return failure
			}
		}
	}
	return nil
}

// refusal says why there is nothing to read.
func refusal(code, hint, format string, args ...any) *Diagnostic {
	return &Diagnostic{Code: code, Severity: Error, Message: diagnostic.Message(format, args...), Hint: hint}
}
