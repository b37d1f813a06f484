package hostile

import (
	"fmt"
	"strings"
)

// spellings of an address with a user and a password, and of what somebody writes who means one.
var spellings = []string{
	"https://user:hunter2@a.dev", "https://hunter2@a.dev", "https://user:pa@hunter2@a.dev", `https://user:pa"hunter2@a.dev`,
	"https://us er:hunter2@a.dev", "https://user:a b hunter2@a.dev", "https://user hunter2@a.dev", "https:/user:hunter2@a.dev", "https:user:hunter2@a.dev",
	"https:///user:hunter2@a.dev", "https://user:hunter2＠a.dev", "https://user:hunter2﹫a.dev", "https:／／user:hunter2@a.dev", "user:hunter2@a.dev/v1",
	"user:pa@hunter2@a.dev", "//user:hunter2@a.dev", `\\user:hunter2@a.dev`, `/\user:hunter2@a.dev`, `/\hunter2@a.dev`, `https:\\user:hunter2@a.dev`,
	`https://user\:hunter2@a.dev`, `https://user:hunter2\@a.dev`, "https://user:pa/hunter2@a.dev", "https://user/:hunter2@a.dev", "https://user:pa?hunter2@a.dev",
	"https://user:pa#hunter2@a.dev", "https://us?er:hunter2@a.dev", "https://user:hunter2%40a.dev", "https://user%3Ahunter2@a.dev", "http://user:hunter2@a.dev:81/x?y@z",
	"https://a.dev:443@hunter2@b.dev", "https://{u}:hunter2@a.dev", "https://user:{p}@a.dev", "https://user:hunter2\t@a.dev", "https://user:hunter2\n@a.dev", "ftp://user:'hunter2'@a.dev",
	"https://user:hunter2@[::1]", "https://user:[hunter2]@a.dev", "https://a.dev//user:hunter2@b.dev", "https://user:hunter2@a.dev${x}", "https://user:{{resolve:hunter2@a.dev",
}

// passwords: each spelling wherever a document has an address.
func passwords() []Document {
	variables := `variables: {u: {default: user}, p: {default: hunter2, enum: [x, hunter22]}}`
	return []Document{
		{Name: "passwords of servers", Text: func() string {
			var b strings.Builder
			for i, address := range spellings {
				fmt.Fprintf(&b, "/a%d: {post: {operationId: a%[1]d, security: [{k: []}], servers: [{url: %[2]q, %[3]s}, {url: \"https://x.dev\"}]}}\n", i, address, variables)
				fmt.Fprintf(&b, "/b%d: {post: {operationId: 'b\"%[1]d', servers: [{url: \"http://x.dev\"}, {url: %[2]q, %[3]s}]}}\n", i, address, variables)
			}
			return api(b.String()) + "components: {securitySchemes: {k: {type: http, scheme: bearer}}}\n"
		}},
		{Name: "passwords of the document's servers", Text: func() string {
			var b strings.Builder
			for _, address := range spellings {
				fmt.Fprintf(&b, "{url: %q, description: %[1]q, %[2]s}, ", address, variables)
			}
			return strings.Replace(ok, `{url: "https://api.example.com"}`, b.String()+`{url: "https://api.example.com"}`, 1)
		}},
		{Name: "passwords of token URLs", Text: func() string {
			var paths, schemes strings.Builder
			for i, address := range spellings {
				fmt.Fprintf(&paths, "/a%d: {post: {operationId: a%[1]d, security: [{s%[1]d: []}]}}\n/b%[1]d: {post: {operationId: b%[1]d, security: [{t%[1]d: []}]}}\n", i)
				fmt.Fprintf(&schemes, "s%d: {type: oauth2, flows: {clientCredentials: {tokenUrl: %[2]q, scopes: {}}}}, t%[1]d: {type: oauth2, flows: {authorizationCode: {authorizationUrl: %[2]q, tokenUrl: %[2]q, scopes: {}}}}, ", i, address)
			}
			return api(paths.String()) + "components: {securitySchemes: {" + schemes.String() + "}}\n"
		}},
		{Name: "passwords of references", Text: func() string {
			var b strings.Builder
			for i, address := range spellings {
				fmt.Fprintf(&b, "/a%d: {post: {operationId: a%[1]d, parameters: [{$ref: %[2]q}], requestBody: {$ref: %[3]q}}}\n/b%[1]d: {$ref: %[3]q}\n", i, address, address+"#/a")
			}
			return api(b.String())
		}},
	}
}
