package spec

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
)

// maxTotalSize bounds all files of a document together.
const maxTotalSize = 4 * maxFileSize

// files are the files that a document is made of. They are read when first
// referred to, in a root folder which neither ".." nor a symbolic link leaves.
type files struct {
	// folder is the root folder; empty when there are to be no other files.
	folder string
	// document is the root document's place below folder, in slashes.
	document string
	// display is what a place below folder is prefixed with in diagnostics.
	display string
	// outside is set when the document is not below the root folder.
	outside bool

	// tree is the root folder's contents, once they are asked for: the file system that
	// was given, or that of rooted.
	tree   fs.FS
	rooted *os.Root
	// size and values are those of the files that were read for references.
	size, values int
	loaded       map[string]*file
	failed       map[string]*Diagnostic
	// root is the root document, self its $self (OpenAPI 3.2): its own address.
	root *file
	self string
}

func newFiles(src Source) files {
	f := files{loaded: map[string]*file{}, failed: map[string]*Diagnostic{}}
	if src.FS != nil {
		f.within(src)
		return f
	}
	folder := filepath.Dir(src.Path)
	switch {
	case src.Path == "":
		f.folder, f.display = src.Root, src.Root
	case src.Root == "":
		f.folder, f.display, f.document = folder, folder, filepath.Base(src.Path)
	default:
		below, ok := relative(src.Root, folder)
		f.outside = !ok
		f.folder, f.document = src.Root, path.Join(below, filepath.Base(src.Path))
		// Names are shown the way the user wrote the document's: beside
		// "defs/api.yaml" stands "common/errors.yaml", not its absolute path.
		f.display = filepath.Join(folder, strings.Repeat("../", depthOf(below)))
	}
	return f
}

// relative is the slashed path from root to folder, if folder is below root.
func relative(root, folder string) (string, bool) {
	for _, clean := range []func(string) (string, error){filepath.Abs, realPath} {
		base, err := clean(root)
		if err != nil {
			continue
		}
		target, err := clean(folder)
		if err != nil {
			continue
		}
		if below, err := filepath.Rel(base, target); err == nil && filepath.IsLocal(below) {
			return filepath.ToSlash(below), true
		}
	}
	return "", false
}

func realPath(name string) (string, error) {
	absolute, err := filepath.Abs(name)
	if err != nil {
		return "", err
	}
	return filepath.EvalSymlinks(absolute)
}

func depthOf(below string) int {
	if below == "." {
		return 0
	}
	return strings.Count(below, "/") + 1
}

// adopt makes f the root document, which other files may refer to by its name.
func (s *files) adopt(f *file) {
	s.root = f
	f.path = s.document
	s.size += maxFileSize
	if s.document != "" {
		s.loaded[s.document] = f
	}
}

// load gives the file at a slashed path below the root folder, reading it at
// most once. The diagnostic has no place: that is the reference's.
func (s *files) load(place string) (*file, *Diagnostic) {
	if f, ok := s.loaded[place]; ok {
		return f, nil
	}
	if failure, ok := s.failed[place]; ok {
		return nil, failure
	}
	f, failure := s.read(place)
	if failure != nil {
		s.failed[place] = failure
		return nil, failure
	}
	f.path = place
	s.loaded[place] = f
	return f, nil
}

func (s *files) read(place string) (*file, *Diagnostic) {
	name := filepath.Join(s.display, filepath.FromSlash(place))
	if s.tree == nil {
		rooted, err := os.OpenRoot(s.folder)
		if err != nil {
			return nil, unreadable(diagnostic.UnresolvedRef, name, err)
		}
		s.rooted, s.tree = rooted, rooted.FS()
	}
	data, failure := readIn(s.tree, place, name, diagnostic.UnresolvedRef, maxTotalSize-s.size)
	if failure != nil {
		return nil, failure
	}
	s.size += len(data)
	if s.values += mostValues(data); s.values > maxValues {
		return nil, &Diagnostic{
			Code: diagnostic.DocumentTooLarge, Severity: Error,
			Message: diagnostic.Message("with %s, the files have up to %d values and comments; at most %d are read", name, s.values, maxValues),
			Hint:    "split the document, or leave out what is not called",
		}
	}
	return parse(name, data)
}

func (s *files) close() {
	if s.rooted != nil {
		s.rooted.Close()
	}
}

// readIn reads a file of a file system, of at most so many bytes. The name is what
// diagnostics call it, code that of a file that is not there.
func readIn(tree fs.FS, place, name, code string, limit int) ([]byte, *Diagnostic) {
	info, err := fs.Stat(tree, place)
	if err != nil {
		if escapes(err) {
			return nil, outside(diagnostic.Message("%s is a symbolic link out of the root folder", name))
		}
		return nil, unreadable(code, name, err)
	}
	if failure := regular(name, info); failure != nil {
		return nil, failure
	}
	opened, err := tree.Open(place)
	if err != nil {
		return nil, unreadable(code, name, err)
	}
	defer opened.Close()
	data, err := io.ReadAll(io.LimitReader(opened, int64(min(limit, maxFileSize))+1))
	if err != nil {
		return nil, unreadable(code, name, err)
	}
	if len(data) > limit {
		return nil, &Diagnostic{
			Code: diagnostic.DocumentTooLarge, Severity: Error,
			Message: diagnostic.Message("the files of the document have more than %d bytes in all", maxTotalSize),
			Hint:    "split the document",
		}
	}
	return data, nil
}

// readRegular reads the root document or an overlay. Pipes and devices are refused, because
// they may never end.
func readRegular(name, what string) ([]byte, *Diagnostic) {
	if name == "" {
		return nil, &Diagnostic{
			Code: diagnostic.Unreadable, Severity: Error,
			Message: "there is neither a file nor data to read",
			Hint:    "give a path",
		}
	}
	info, err := os.Stat(name)
	if err != nil {
		return nil, at(name, unreadable(diagnostic.Unreadable, what, err))
	}
	if failure := regular(what, info); failure != nil {
		return nil, at(name, failure)
	}
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, at(name, unreadable(diagnostic.Unreadable, what, err))
	}
	return data, nil
}

func at(name string, failure *Diagnostic) *Diagnostic {
	failure.Position.File = name
	return failure
}

// regular refuses what may not be read as a file.
func regular(name string, info fs.FileInfo) *Diagnostic {
	switch {
	case info.IsDir():
		return &Diagnostic{
			Code: diagnostic.Unreadable, Severity: Error,
			Message: diagnostic.Message("%s is a folder, not a file", name),
		}
	case !info.Mode().IsRegular():
		return &Diagnostic{
			Code: diagnostic.Unreadable, Severity: Error,
			Message: diagnostic.Message("%s is not a regular file", name),
		}
	case info.Size() > maxFileSize:
		return &Diagnostic{
			Code: diagnostic.DocumentTooLarge, Severity: Error,
			Message: diagnostic.Message("%s has %d bytes; at most %d are read", name, info.Size(), maxFileSize),
			Hint:    "split the document, or leave out what is not called",
		}
	}
	return nil
}

func unreadable(code, name string, err error) *Diagnostic {
	reason := err.Error()
	var failure *fs.PathError
	if errors.As(err, &failure) {
		reason = failure.Err.Error()
	}
	if errors.Is(err, fs.ErrNotExist) {
		reason = "there is no such file"
	}
	return &Diagnostic{
		Code: code, Severity: Error,
		Message: diagnostic.Message("%s cannot be read: %s", name, reason),
		Hint:    "check its name and who may read it",
	}
}

func outside(message string) *Diagnostic {
	return &Diagnostic{
		Code: diagnostic.RefOutside, Severity: Warning, Message: message,
		Hint: "set the root folder to one that holds all files of the document (WithRoot, context key specRoot)",
	}
}

// escapes tells whether err is the refusal to leave the root folder. That of os.Root
// has no exported error value.
func escapes(err error) bool {
	return errors.Is(err, errEscapes) || strings.Contains(err.Error(), "escapes from parent")
}
