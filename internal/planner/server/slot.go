package server

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/ident"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// slot is where a variable stands in a URL, which decides what the launch may fill in
// without breaking the endpoint.
type slot struct {
	// pattern is a regular expression of the whole value, and longest what it may be long.
	pattern string
	longest int
	// words are for a person who gave another value.
	words string
	// before begins what stands for the value while the URL is parsed, and after ends it.
	before, after string
}

// The parts of the patterns: a label of a host name, a port from 1 to 65535, and a segment
// of a path, of the characters that may stand there as they are (RFC 3986, section 3.3) but for
// the star, which is EventBridge's wildcard, and never "." or "..".
const (
	labelText   = `[A-Za-z0-9]([A-Za-z0-9_-]{0,61}[A-Za-z0-9])?`
	nameText    = labelText + `([.]` + labelText + `)*`
	portText    = `([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])`
	segmentText = `[A-Za-z0-9_~:@!$&'()+,;=-]` + insideText + `*`
	pathSigns   = "- . _ ~ : @ ! $ & ' ( ) + , ; ="
	insideText  = `[A-Za-z0-9._~:@!$&'()+,;=-]`
)

// The longest values: a host name has 253 characters (RFC 1035, section 2.3.4), its parts
// 63; the others leave room in the 2,048 of an endpoint.
const (
	longestLabel = 63
	longestHost  = 253
	longestPath  = 256
	longestURL   = 512
)

var (
	wholeURL = slot{
		`https://` + nameText + `(:` + portText + `)?(/` + segmentText + `)*`, longestURL,
		"An https URL without a query and without a slash at its end, such as https://api.example.com/v1", "https://", ".launch",
	}
	hostAndPort = slot{
		nameText + `(:` + portText + `)?`, longestHost, "A host name, such as api.example.com, and a port if it has one", "", ".launch",
	}
	hostName   = slot{nameText, longestHost, "A host name or a part of one, such as api.example.com or api", "", ".launch"}
	hostStart  = slot{`(` + labelText + `[.])*[A-Za-z0-9][A-Za-z0-9_-]*`, longestHost, "A part of a host name: letters, digits and hyphens, a letter or digit first", "", ".launch"}
	hostEnd    = slot{`[A-Za-z0-9_-]*[A-Za-z0-9]([.]` + labelText + `)*`, longestHost, "A part of a host name: letters, digits and hyphens, a letter or digit last", "", ".launch"}
	hostSuffix = slot{`([A-Za-z0-9_-]*[A-Za-z0-9])?([.]` + labelText + `)*`, longestHost, "Empty, or a part of a host name: letters, digits and hyphens, a letter or digit last", "", ".launch"}
	hostTail   = slot{`([.]` + labelText + `)*`, longestHost, "Empty, or the end of a host name, with a dot first, such as .dev", "", ".launch"}
	hostLabel  = slot{`[A-Za-z0-9_-]*`, longestLabel, "A part of a host name: letters, digits and hyphens", "", ""}
	portNumber = slot{portText, len("65535"), "A port number, from 1 to 65535", "", ""}
	portSuffix = slot{`(:` + portText + `)?`, len(":65535"), "Empty, or a colon and a port number, such as :8443", ":", ""}
	pathSuffix = slot{
		`(/` + segmentText + `)*`, longestPath,
		"Empty, or a path that begins with a slash and does not end with one, of letters, digits and " + pathSigns, "/", "",
	}
	pathSegments = slot{
		segmentText + `(/` + segmentText + `)*`, longestPath,
		"A path without a slash at its beginning and end, of letters, digits and " + pathSigns, "", "",
	}
	pathPart = slot{insideText + `*(/` + segmentText + `)*`, longestPath, "Letters, digits and " + pathSigns + ", without a slash at the end", "", ""}
	// pathSegment is the place of a parameter in a path.
	pathSegment = slot{segmentText, longestPath, "A segment of a path, of letters, digits and " + pathSigns, "", ""}
	// oneWord fits in every place of text.
	oneWord = slot{labelText, longestLabel, "Letters, digits and hyphens", "", ""}
)

// isPort tells places of digits, which must stand for digits while a URL is parsed.
func (p slot) isPort() bool { return p == portNumber || p == portSuffix }

var pathName = regexp.MustCompile(`(?i)path|prefix|root|context`)

// slotIn tells where a variable stands in a URL, which it begins and ends at.
func slotIn(url string, from, to int, v spec.ServerVariable) slot {
	start, end := authority(url)
	before, after := url[:from], url[to:]
	given, _ := defaultOf(v)
	switch {
	case from == 0 && beginsAddress(after, given):
		return wholeURL
	case from < start:
		return oneWord // in the scheme, where no value makes a URL that can be called
	case from > end:
		return inPath(before, after)
	case from >= start && from > 0 && endsHost(after) && strings.HasPrefix(given, ":"):
		return portSuffix
	case from > start && endsHost(after) && (strings.HasPrefix(given, "/") || pathName.MatchString(v.Name)):
		return pathSuffix
	case strings.Contains(url[start:from], ":") && strings.TrimLeft(url[strings.LastIndexByte(before, ':')+1:from], "0123456789") == "":
		return portNumber
	}
	if host := serverVariable.ReplaceAllString(url[start:from], ""); from > start && endsHost(after) && completeHost.MatchString(host) && !strings.HasSuffix(host, ".") {
		if strings.HasPrefix(given, ".") {
			return hostTail
		}
		return pathSuffix // any other would change the host
	}
	return inHost(url[start:from], after)
}

// authority is where host and port of a URL begin and end.
func authority(url string) (start, end int) {
	if _, rest, ok := strings.Cut(url, "://"); ok {
		start = len(url) - len(rest)
	}
	end = len(url)
	if i := strings.IndexByte(url[start:], '/'); i >= 0 {
		end = start + i
	}
	return start, end
}

// beginsAddress tells whether a variable at the beginning of a URL is the whole address
// rather than its host.
func beginsAddress(after, given string) bool {
	if after != "" && !strings.HasPrefix(after, "/") && !strings.HasPrefix(after, "{") {
		return false
	}
	return strings.Contains(given, "://") || !startsWithHost(given)
}

func endsHost(after string) bool { return after == "" || after[0] == '/' }

// inHost is the place of a variable in a host, between what precedes it there and what
// follows. A variable beside it counts as a boundary.
func inHost(before, after string) slot {
	first := before == "" || strings.HasSuffix(before, ".") || strings.HasSuffix(before, "}")
	last := after == "" || strings.IndexByte(".:/{", after[0]) >= 0
	switch {
	case before == "" && endsHost(after):
		return hostAndPort
	case first && last:
		return hostName
	case first:
		return hostStart
	case last && ident.IsLetterOrDigit(rune(before[len(before)-1])):
		return hostSuffix
	case last:
		return hostEnd
	}
	return hostLabel
}

// inPath is the place of a variable in the path of a URL.
func inPath(before, after string) slot {
	if strings.HasSuffix(before, "/") {
		return pathSegments
	}
	if after == "" || after[0] == '/' {
		return pathPart
	}
	return slot{insideText + `*`, longestPath, "Letters, digits and " + pathSigns, "", ""}
}

// both is the place of a value that stands in two.
func (p slot) both(q slot) slot {
	switch {
	case p == q:
		return p
	case p == portNumber || q == portNumber:
		return portNumber
	case p.within(q):
		return p
	case q.within(p):
		return q
	}
	return oneWord
}

// within tells whether each value of the one place fits in the other.
func (p slot) within(q slot) bool {
	return p == hostName && (q == hostAndPort || q == pathSegments || q == pathPart || q == hostStart || q == hostEnd || q == hostSuffix)
}

// standIn is text of the place, which the number makes different from others'.
func (p slot) standIn(number int) string {
	if p.isPort() {
		return p.before + fmt.Sprint(65535-number)
	}
	return fmt.Sprintf("%slaunch%dparameter%s", p.before, number, p.after)
}
