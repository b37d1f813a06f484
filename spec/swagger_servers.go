package spec

import (
	"slices"
	"strings"
)

// readHost takes host and basePath, and what is often written in their place: a URL.
func (r *reader) readHost(root node) {
	s := r.swagger
	s.host, s.basePath = r.text(root, "host"), r.text(root, "basePath")
	s.at = root.field("host")
	if s.host == "" {
		s.at = root.field("basePath")
	}
	for _, name := range []string{"host", "basePath"} {
		value := root.field(name)
		if !value.isText() || !strings.Contains(value.yaml.Value, "://") {
			continue
		}
		r.malformed(Warning, value, "write the host without a scheme, and the path in basePath",
			"%q is a URL: it is read as one", name)
		scheme, rest, _ := strings.Cut(value.yaml.Value, "://")
		s.schemes, s.at = []string{scheme}, value
		if s.host = strings.TrimSuffix(rest, "/"); name == "basePath" {
			s.basePath = ""
		}
	}
	if s.basePath != "" && !strings.HasPrefix(s.basePath, "/") {
		r.malformed(Info, root.field("basePath"), "begin it with a slash", "%q does not begin with a slash; one is put before it", "basePath")
		s.basePath = "/" + s.basePath
	}
}

// swaggerServers are the servers that host, basePath and schemes name: https before
// http, and the schemes of WebSockets only if there is no other, for they are not how
// an operation is called. Without schemes the URL is relative to one, and without a
// host to the place of the document (Swagger 2.0, "Swagger Object").
func (r *reader) swaggerServers(schemes []string) []Server {
	s := r.swagger
	if s.host == "" {
		if s.basePath == "" {
			return nil
		}
		return []Server{{URL: s.basePath, Position: s.at.position()}}
	}
	address := "//" + strings.TrimSuffix(s.host, "/") + s.basePath
	if len(schemes) == 0 {
		return []Server{{URL: address, Position: s.at.position()}}
	}
	var servers []Server
	for _, scheme := range ranked(schemes) {
		servers = append(servers, Server{URL: scheme + ":" + address, Position: s.at.position()})
	}
	return servers
}

// ranked are schemes in lower case, each once, the secure first.
func ranked(schemes []string) []string {
	var web, other []string
	for _, scheme := range schemes {
		switch scheme = strings.ToLower(scheme); {
		case slices.Contains(web, scheme) || slices.Contains(other, scheme):
		case scheme == "https":
			web = append([]string{scheme}, web...)
		case scheme == "http":
			web = append(web, scheme)
		default:
			other = append(other, scheme)
		}
	}
	if len(web) > 0 {
		return web
	}
	return other
}

// ownSchemes are the servers of an operation that states other schemes than the
// document: none if they come to the same, for the document's host is then meant.
func (r *reader) ownSchemes(n node) []Server {
	if r.swagger == nil || r.swagger.host == "" {
		return nil // a scheme alone is no address: the server is relative, whatever it is
	}
	schemes := r.texts(n, "schemes")
	if len(schemes) == 0 {
		return nil
	}
	own, common := r.swaggerServers(schemes), r.doc.Servers
	secure := func(s Server) bool { return strings.HasPrefix(s.URL, "https:") || strings.HasPrefix(s.URL, "//") }
	if secure(own[0]) && secure(common[0]) || own[0].URL == common[0].URL {
		return nil
	}
	return own
}
