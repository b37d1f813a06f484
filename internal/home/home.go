// Package home says where the project is published: its Go module, and the pages that messages
// lead to.
package home

// Module is the path of the Go module, which is where the repository is, too.
const Module = "github.com/openapi-destinations/openapidestinations"

// Page is the address of the page of a diagnostic code.
func Page(code string) string {
	return "https://" + Module + "/blob/main/docs/diagnostics/" + code + ".md"
}
