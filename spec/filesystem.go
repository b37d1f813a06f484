package spec

import (
	"errors"
	"io/fs"
	"path"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
)

// within sets up the files of a source that lies in a file system of its own.
func (s *files) within(src Source) {
	s.folder, s.display = ".", ""
	_, tells := src.FS.(fs.ReadLinkFS)
	blind := !tells // and so is what fs.Sub makes of it, whatever its methods
	if src.Path != "" {
		s.document = path.Clean(src.Path)
	}
	if src.Root == "" || path.Clean(src.Root) == "." {
		s.tree = confined{src.FS, blind}
		return
	}
	s.folder, s.display = path.Clean(src.Root), path.Clean(src.Root)
	below, ok := strings.CutPrefix(s.document, s.folder+"/")
	s.outside = !ok && src.Path != ""
	s.document = below
	sub, err := fs.Sub(src.FS, s.folder)
	if err != nil {
		sub = src.FS // never used: Source.invalid refuses what fs.Sub does
	}
	s.tree = confined{sub, blind}
}

// errEscapes is the refusal to follow a symbolic link out of a file system.
var errEscapes = errors.New("a symbolic link leads out of the file system")

// errUnknownLink is the refusal to follow one that may lead anywhere.
var errUnknownLink = errors.New("a symbolic link in a file system that does not tell where it leads (fs.ReadLinkFS)")

// maxLinks is how many symbolic links one path may pass, as on Linux.
const maxLinks = 40

// confined is a file system without its way out: that of os.DirFS follows symbolic
// links to anywhere. A blind one doesn't tell where its links lead.
type confined struct {
	fs.FS
	blind bool
}

func (c confined) Open(name string) (fs.File, error) {
	place, err := c.resolve(name)
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: err}
	}
	return c.FS.Open(place)
}

func (c confined) Stat(name string) (fs.FileInfo, error) {
	place, err := c.resolve(name)
	if err != nil {
		return nil, &fs.PathError{Op: "stat", Path: name, Err: err}
	}
	return fs.Stat(c.FS, place)
}

// resolve is name with its symbolic links followed, as far as the file system
// knows of links.
func (c confined) resolve(name string) (string, error) {
	links, ok := c.FS.(fs.ReadLinkFS)
	switch {
	case !fs.ValidPath(name):
		return name, nil
	case c.blind || !ok:
		return name, c.refuseLinks(name)
	}
	place, rest := ".", strings.Split(name, "/")
	for hops := 0; len(rest) > 0; {
		next := path.Join(place, rest[0])
		rest = rest[1:]
		info, err := links.Lstat(next)
		if err != nil {
			return "", err
		}
		if info.Mode()&fs.ModeSymlink == 0 {
			place = next
			continue
		}
		if hops++; hops > maxLinks {
			return "", errors.New("too many symbolic links")
		}
		target, err := links.ReadLink(next)
		if err != nil {
			return "", err
		}
		// The way to the link itself holds no links, so that ".." means its parent.
		target = path.Join(place, target)
		if strings.HasPrefix(target, "/") || !fs.ValidPath(target) {
			return "", errEscapes
		}
		place, rest = ".", append(strings.Split(target, "/"), rest...)
	}
	return place, nil
}

// refuseLinks refuses a path with a symbolic link in a file system that doesn't tell where its
// links lead, but lists them.
func (c confined) refuseLinks(name string) error {
	for part := name; part != "."; part = path.Dir(part) {
		entries, err := fs.ReadDir(c.FS, path.Dir(part))
		if err != nil {
			continue // it may not list folders, and have no links
		}
		for _, e := range entries {
			if e.Name() == path.Base(part) && e.Type()&fs.ModeSymlink != 0 {
				return errUnknownLink
			}
		}
	}
	return nil
}

// invalidPath refuses names that no file system has.
func invalidPath(name string) *Diagnostic {
	if name == "" || fs.ValidPath(path.Clean(name)) {
		return nil
	}
	return refusal(diagnostic.Unreadable, "a path in an fs.FS has slashes, none of them at its beginning, and does not leave it with ..",
		"%q is no path in a file system", name)
}
