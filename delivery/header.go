package delivery

import (
	"strconv"
	"strings"
)

// Header is one header of a request.
type Header struct {
	Name  string
	Value Text
}

// removedHeaders are those that EventBridge takes away if they are set, in
// lower case (docs/eventbridge.md, 4.5).
var removedHeaders = map[string]bool{
	"a-im": true, "accept-charset": true, "accept-datetime": true, "accept-encoding": true, "cache-control": true,
	"connection": true, "content-encoding": true, "content-length": true, "content-md5": true, "date": true,
	"expect": true, "forwarded": true, "from": true, "host": true, "http2-settings": true, "if-match": true,
	"if-modified-since": true, "if-none-match": true, "if-range": true, "if-unmodified-since": true,
	"max-forwards": true, "origin": true, "pragma": true, "proxy-authorization": true, "range": true,
	"referer": true, "te": true, "trailer": true, "transfer-encoding": true, "user-agent": true, "upgrade": true,
	"via": true, "warning": true,
}

// headerList is the headers that are set, each name once without regard to
// case; a later one takes the place of an earlier one.
type headerList []Header

func (l *headerList) set(name string, value Text) {
	name = strings.TrimSpace(name)
	for i := range *l {
		if strings.EqualFold((*l)[i].Name, name) {
			(*l)[i] = Header{name, value}
			return
		}
	}
	*l = append(*l, Header{name, value})
}

func (l headerList) has(name string) bool {
	for _, h := range l {
		if strings.EqualFold(h.Name, strings.TrimSpace(name)) {
			return true
		}
	}
	return false
}

// finish adds EventBridge's own headers, first, and drops those that it
// removes; it gives the names of the latter.
func (l headerList) finish(host string, bodyLength int) (all []Header, removed []string) {
	contentType := plain("application/json; charset=utf-8")
	var rest []Header
	for _, h := range l {
		switch name := strings.ToLower(h.Name); {
		case removedHeaders[name]:
			removed = append(removed, h.Name)
		case name == "content-type":
			contentType = h.Value
		default:
			rest = append(rest, h)
		}
	}
	all = []Header{
		{"Host", plain(host)},
		{"User-Agent", plain("Amazon/EventBridge/ApiDestinations")},
		{"Content-Type", contentType},
		{"Range", plain("bytes=0-1048575")},
		{"Accept-Encoding", plain("gzip,deflate")},
		{"Connection", plain("close")},
		{"Content-Length", plain(strconv.Itoa(bodyLength))},
	}
	return append(all, rest...), removed
}
