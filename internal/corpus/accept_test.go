//go:build !race

package corpus

import (
	"mime"
	"regexp"
	"slices"
	"strings"
)

// longest is what AWS takes as the value of a header.
const longest = 512

var successStatus = regexp.MustCompile(`^2([0-9]{2}|XX|xx)$`)

// accept are the media types that the operation wants, sorted: the only value of a parameter
// of that name, or those of its answers, unless all of them are plain JSON or anything will do.
func (b *builder) accept() []string {
	for _, p := range b.parameters {
		if value, ok := p.get("schema").constant(depth); ok && p.in == "header" && strings.EqualFold(p.name, "accept") {
			return parted(value.text())
		}
	}
	responses := b.op.get("responses")
	statuses := slices.DeleteFunc(responses.keys(), func(status string) bool { return !successStatus.MatchString(status) })
	if len(statuses) == 0 {
		statuses = []string{"default"}
	}
	types := make(map[string]bool)
	for _, status := range statuses {
		for _, media := range responses.get(status).get("content").keys() {
			if kind, _, err := mime.ParseMediaType(media); err == nil && strings.Contains(kind, "/") {
				types[media] = true
			}
		}
	}
	var all []string
	special := false
	for media := range types {
		all = append(all, media)
		special = special || media != "application/json" && media != "*/*"
	}
	if !special {
		return nil
	}
	slices.Sort(all)
	return all
}

// parted are the media types of an Accept header, sorted.
func parted(value string) []string {
	types := strings.Split(value, ", ")
	slices.Sort(types)
	return types
}

// sameAccept compares Accept headers. One that is longer than AWS takes is cut.
func sameAccept(want, got string) bool {
	if len(want) <= longest {
		return want == strings.Join(parted(got), ", ")
	}
	for _, media := range parted(got) {
		if !slices.Contains(parted(want), media) {
			return false
		}
	}
	return got != ""
}
