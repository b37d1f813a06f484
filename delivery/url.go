package delivery

import "strings"

// url is the endpoint with its wildcards filled in and the query appended.
func (c *call) url() Text {
	endpoint := c.target.destination.endpoint
	raw := endpoint.Reveal()
	c.assumeWildcards(raw)
	var b builder
	next, inQuery := 0, false
	for _, p := range endpoint.parts {
		rest := p.text
		for !inQuery {
			i := strings.IndexAny(rest, "*?")
			if i < 0 {
				break
			}
			b.text(Text{[]part{{rest[:i], p.secret}}})
			switch {
			case rest[i] == '?':
				inQuery = true
				b.str("?")
			case next < len(c.target.path):
				b.text(c.encode(c.resolve("path value", c.target.path[next])))
				next++
			default:
				b.str("*")
			}
			rest = rest[i+1:]
		}
		b.text(Text{[]part{{rest, p.secret}}})
	}
	c.appendQuery(&b, raw)
	return b.done()
}

// appendQuery adds the query parameters after what the endpoint has.
func (c *call) appendQuery(b *builder, endpoint string) {
	_, own, has := strings.Cut(endpoint, "?")
	for i, p := range c.query {
		switch {
		case i == 0 && !has:
			b.str("?")
		case i > 0 || own != "" && !strings.HasSuffix(own, "&"):
			b.str("&")
		}
		name := percentEncode(p.name)
		if repeats(own, name) {
			c.assumed.add(assumeRepeatedQuery)
		}
		b.str(name)
		b.str("=")
		b.text(c.encode(p.value))
	}
}

// repeats says whether a query string has a parameter of the name.
func repeats(query, name string) bool {
	for _, p := range strings.Split(query, "&") {
		if key, _, _ := strings.Cut(p, "="); key == name && query != "" {
			return true
		}
	}
	return false
}

// assumeWildcards notes what is undocumented about an endpoint's wildcards.
func (c *call) assumeWildcards(endpoint string) {
	path, query, _ := strings.Cut(endpoint, "?")
	if strings.Contains(strings.ToUpper(endpoint), "%2A") {
		c.assumed.add(assumeLiteralStar)
	}
	if strings.Contains(query, "*") {
		c.assumed.add(assumeWildcardPlace)
	}
	for _, segment := range strings.Split(path, "/") {
		if len(segment) > 1 && strings.Contains(segment, "*") {
			c.assumed.add(assumeWildcardPlace)
		}
	}
}

// encode is a value as a part of a URL.
func (c *call) encode(t Text) Text {
	encoded := t.transform(percentEncode)
	if encoded.Reveal() != t.Reveal() {
		c.assumed.add(assumeEncoding)
	}
	return encoded
}

// percentEncode keeps the unreserved characters of RFC 3986, section 2.3.
func percentEncode(s string) string {
	const unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if strings.IndexByte(unreserved, s[i]) >= 0 {
			b.WriteByte(s[i])
			continue
		}
		b.WriteByte('%')
		b.WriteByte(hexDigits[s[i]>>4])
		b.WriteByte(hexDigits[s[i]&15])
	}
	return b.String()
}

// pathOf is a URL without its query string.
func pathOf(url string) string {
	path, _, _ := strings.Cut(url, "?")
	return path
}

// hostOf is the host and port of a URL.
func hostOf(url string) string {
	_, rest, ok := strings.Cut(url, "://")
	if !ok {
		rest = url
	}
	if i := strings.IndexAny(rest, "/?"); i >= 0 {
		rest = rest[:i]
	}
	return rest
}
