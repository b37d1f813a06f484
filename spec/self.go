package spec

import (
	"net/url"
	"path"
	"strings"
)

// self is the address that the document gives itself (OpenAPI 3.2, "OpenAPI Object"),
// without a fragment; it is the base of the relative references in it. It is a name: what
// is named below it is looked for in the same place below the document's own folder, and
// nowhere else.
func (f *file) self() string {
	if self := (node{f, f.root}).field("$self"); self.isText() {
		address, _, _ := strings.Cut(self.yaml.Value, "#")
		return address
	}
	return ""
}

// baseOf is the address that a file gives itself, if it may: earlier versions of OpenAPI
// have no $self, and a file that is no document has none either.
func (r *reader) baseOf(f *file) string {
	if f == r.root {
		return r.self
	}
	if version := (node{f, f.root}).field("openapi"); version.isText() && strings.HasPrefix(version.yaml.Value, "3.2") {
		return f.self()
	}
	return ""
}

// target is where an address in a file leads by the addresses that files give themselves:
// to a file that has it, or to another address, relative to the place of the file it stands
// in. It leads nowhere else, whatever the address.
func (r *reader) target(from *file, address string) (known *file, relative string) {
	self := r.baseOf(from)
	base, err := url.Parse(self)
	if self == "" || err != nil {
		if r.self != "" && address == r.self {
			return r.root, ""
		}
		return nil, address
	}
	if base.Scheme == "" && base.Host == "" && !strings.HasPrefix(self, "/") {
		return r.besideSelf(from, base.Path, address)
	}
	to, err := base.Parse(address)
	if err != nil {
		return nil, address
	}
	switch full := to.String(); {
	case full == base.String():
		return from, ""
	case r.self != "" && full == r.self:
		return r.root, ""
	case to.Scheme != base.Scheme || to.Host != base.Host || to.Opaque != "" || to.RawQuery != "" || to.User != nil:
		return nil, address
	}
	return nil, url.PathEscape(relativePath(path.Dir("/"+base.Path), path.Clean("/"+to.Path)))
}

// besideSelf is target for a file with a relative $self, which is relative to its place.
func (r *reader) besideSelf(from *file, self, address string) (known *file, relative string) {
	if scheme.MatchString(address) || strings.HasPrefix(address, "/") {
		if address == r.self {
			return r.root, ""
		}
		return nil, address
	}
	text, err := url.PathUnescape(address)
	if err != nil {
		text = address
	}
	to := path.Join(path.Dir(self), text)
	if to == path.Clean(self) {
		return from, ""
	}
	return nil, url.PathEscape(to)
}

// relativePath is the path from a folder to a file, both clean and from the root.
func relativePath(folder, file string) string {
	from, to := strings.Split(strings.Trim(folder, "/"), "/"), strings.Split(strings.TrimPrefix(file, "/"), "/")
	if from[0] == "" {
		from = nil
	}
	same := 0
	for same < len(from) && same < len(to)-1 && from[same] == to[same] {
		same++
	}
	return strings.Repeat("../", len(from)-same) + strings.Join(to[same:], "/")
}
