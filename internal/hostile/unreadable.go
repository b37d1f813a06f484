package hostile

import (
	"strings"
)

// unreadable: what is no OpenAPI document, or not quite one.
func unreadable() []Document {
	return []Document{
		{Name: "empty", Text: func() string { return "" }},
		{Name: "blank", Text: func() string { return " \n\t\n" }},
		{Name: "comment", Text: func() string { return "# nothing\n" }},
		{Name: "dashes", Text: func() string { return "---\n...\n" }},
		{Name: "null", Text: func() string { return "null" }},
		{Name: "scalar", Text: func() string { return "hello" }},
		{Name: "list", Text: func() string { return "- a\n- b\n" }},
		{Name: "two documents", Text: func() string { return ok + "---\n" + ok }},
		{Name: "truncated yaml", Text: func() string {
			return `openapi: 3.1.0
paths:
  /a: {post: {operationId: "op`
		}},
		{Name: "truncated json", Text: func() string { return okJSON }},
		{Name: "json trailing", Text: func() string { return okJSON + "}}}} garbage" }},
		{Name: "json comma", Text: func() string { return okJSON + ",}}}}" }},
		{Name: "binary elf", Text: func() string { return "\x7fELF\x02\x01\x01\x00" + strings.Repeat("\x00\xff\x10", 1000) }},
		{Name: "png", Text: func() string { return "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" }},
		{Name: "gzip", Text: func() string { return "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03" }},
		{Name: "html", Text: func() string { return "<!DOCTYPE html>\n<html><body>404 Not Found</body></html>\n" }},
		{Name: "not openapi", Text: func() string { return "apiVersion: v1\nkind: Pod\n" }},
		{Name: "openapi 4", Text: func() string { return strings.Replace(ok, "3.1.0", "4.0.0", 1) }},
		{Name: "openapi 3.9", Text: func() string { return strings.Replace(ok, "3.1.0", "3.9.0", 1) }},
		{Name: "openapi list", Text: func() string { return strings.Replace(ok, "3.1.0", "[3, 1]", 1) }},
		{Name: "openapi long", Text: func() string { return strings.Replace(ok, "3.1.0", "3.1."+long("1"), 1) }},
		{Name: "openapi null", Text: func() string { return strings.Replace(ok, "3.1.0", "null", 1) }},
		{Name: "asyncapi", Text: func() string { return "asyncapi: 3.0.0\n" }},
		{Name: "tabs", Text: func() string { return "openapi: 3.1.0\n\tpaths: {}\n" }},
		{Name: "invalid utf8", Text: func() string { return operation("operationId: \"a\xff\xfeb\"") }},
		{Name: "invalid utf8 json", Text: func() string { return okJSON + ",\"summary\":\"\xff\xfe\"}}}}" }},
		{Name: "utf16", Text: func() string { return utf16le(ok) }},
		{Name: "utf16json", Text: func() string { return utf16le(okJSON + "}}}}") }},
		{Name: "nul bytes", Text: func() string { return strings.Replace(ok, "op", "o\x00p", 1) }},
		{Name: "nul escaped", Text: func() string { return operation(`operationId: "o\0p"`) }},
		{Name: "bom", Text: func() string { return "\ufeff" + ok }},
		{Name: "duplicate keys", Text: func() string { return ok + "paths: {}\n" }},
		{Name: "duplicate operation keys", Text: func() string {
			return api("/a: {post: {operationId: a}}\n/a: {post: {operationId: b}, put: {operationId: c}}")
		}},
		{Name: "duplicate keys json", Text: func() string { return okJSON + `,"operationId":"other"}},"/a":{"post":{}}}}` }},
		{Name: "duplicate operationIds", Text: func() string { return api("/a: {post: {operationId: a}}\n/b: {post: {operationId: a}}") }},
		{Name: "id that is another's fallback", Text: func() string { return api("/a: {post: {}}\n/b: {post: {operationId: POST /a}}") }},
	}
}
