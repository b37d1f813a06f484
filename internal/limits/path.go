package limits

import "slices"

// Climbing are the values that would make another path of the endpoint: nothing, and the dot
// segments of RFC 3986 (section 3.3), also with their dots encoded: readers of URLs take those
// for dots (WHATWG, "single-dot" and "double-dot URL path segment"), in either case.
var Climbing = []string{
	"", ".", "..",
	"%2e", "%2E", ".%2e", ".%2E", "%2e.", "%2E.", "%2e%2e", "%2e%2E", "%2E%2e", "%2E%2E",
}

// Climbs tells whether a path value is empty or a dot segment, which the rules reject.
func Climbs(value string) bool { return slices.Contains(Climbing, value) }

// Straying are the characters that would change a path if they were not encoded, or were decoded before
// the path is read, and those that end a line. GuardPath is against them.
const Straying = "/\\%?#;\n\r"
