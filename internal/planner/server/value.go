package server

import (
	"bytes"
	"regexp"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// fillIn replaces the variables of a URL by their values, once: a variable in a value stays,
// and so does one whose value is not known. Where the slashes of the URL and of a value meet
// one is written, and a colon without a port is left out.
func fillIn(raw string, value func(name string, from, to int) (text string, known bool)) string {
	var out []byte
	done := 0
	for _, at := range serverVariable.FindAllStringIndex(raw, -1) {
		out = append(out, raw[done:at[0]]...)
		done = at[1]
		text, known := value(raw[at[0]+1:at[1]-1], at[0], at[1])
		if !known {
			out = append(out, raw[at[0]:at[1]]...)
			continue
		}
		inPath := bytes.HasSuffix(out, []byte("/")) && !bytes.HasSuffix(out, []byte("://"))
		if inPath {
			text = strings.TrimLeft(text, "/")
		}
		if strings.HasPrefix(raw[done:], "/") && !strings.HasSuffix(text, "://") {
			text = strings.TrimRight(text, "/")
		}
		out = append(out, text...)
		switch {
		case text != "":
		case inPath && strings.HasPrefix(raw[done:], "/"):
			done++
		case bytes.HasSuffix(out, []byte(":")) && endsHost(raw[done:]):
			out = out[:len(out)-1]
		}
	}
	return string(append(out, raw[done:]...))
}

// What may stand in the places of a URL's authority and before it.
var (
	schemeValue = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9+.-]*$`)
	hostValue   = regexp.MustCompile(`^[A-Za-z0-9._-]*$`)
	portValue   = regexp.MustCompile(`^[0-9]*$`)
	partOfPort  = regexp.MustCompile(`:[0-9]+$`)
	// hostOfAll is a host with its port, and the slash that ends it.
	hostOfAll = regexp.MustCompile(`^[A-Za-z0-9._-]+(:[0-9]+)?/*$`)
	// behindHost is what may follow a host that is complete: a port, a path, both, nothing.
	behindHost = regexp.MustCompile(`^(:[0-9]+)?(/[^?#\\]*)?$`)
	inThePath  = regexp.MustCompile(`^[^?#\\]*$`)
	// dotSegments lead out of the path that the URL has.
	dotSegments = regexp.MustCompile(`(?i)(^|/)([.]|%2e){1,2}(/|$)`)
	// completeHost is a host that something may follow, but no more of it.
	completeHost = regexp.MustCompile(`[.][A-Za-z0-9]`)
)

// misplaced tells why a value of a variable cannot stand where the URL has it, or is "". One
// that could change the host would send the credential to somebody else.
func misplaced(raw string, from, to int, v spec.ServerVariable, value string) string {
	start, end := authority(raw)
	before, after := raw[:from], raw[to:]
	switch {
	case serverVariable.MatchString(value):
		return "" // which is said elsewhere
	case strings.HasPrefix(after, "://"):
		return unless(schemeValue, value, "a scheme, such as https")
	case from == 0 && (after == "" || strings.ContainsAny(after[:1], "/{")), from == 0 && strings.Contains(value, "://"):
		return "" // the beginning of the address, or all of it
	case from < start:
		return unless(schemeValue, value, "a scheme, such as https")
	case from > end:
		return misplacedInPath(value)
	case strings.HasSuffix(before, ":"):
		return unless(portValue, value, "a port")
	case endsHost(after) && (strings.HasPrefix(value, "/") || strings.HasPrefix(value, ":")) && !strings.HasSuffix(before, "/"):
		if why := unless(behindHost, value, "a port or a path behind a host"); why != "" {
			return why
		}
		return misplacedInPath(value)
	case partOfPort.MatchString(before):
		return unless(portValue, value, "a part of a port")
	case from == start && endsHost(after):
		return unless(hostOfAll, value, "a host name")
	}
	return misplacedInHost(serverVariable.ReplaceAllString(raw[start:from], ""), after, v, value)
}

// misplacedInHost is misplaced for a part of a host, behind the text that the URL has there.
func misplacedInHost(before, after string, v spec.ServerVariable, value string) string {
	if why := unless(hostValue, value, "a part of a host name"); why != "" {
		return why
	}
	given, _ := defaultOf(v)
	if value == "" || !endsHost(after) || !completeHost.MatchString(before) || strings.HasSuffix(before, ".") {
		return ""
	}
	if strings.HasPrefix(value, ".") && strings.HasPrefix(given, ".") {
		return "" // the document means an end of the host
	}
	return diagnostic.Message("it follows a host without a slash, and %q would become a part of that", value)
}

func misplacedInPath(value string) string {
	if dotSegments.MatchString(value) {
		return diagnostic.Message("it stands in a path, and %q leads out of that", value)
	}
	return unless(inThePath, value, "a part of a path")
}

// unless says what a value must be, if it is not.
func unless(form *regexp.Regexp, value, what string) string {
	if form.MatchString(value) {
		return ""
	}
	return diagnostic.Message("it stands for %s, and %q is none", what, value)
}
