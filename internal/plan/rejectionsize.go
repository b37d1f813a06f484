package plan

import (
	"slices"
)

// rejectionLength is the length of the text of rejectionPattern, without making it: the
// buckets ask for it for each operation and each bucket.
func rejectionLength(rejections []rejection, sources []string) int {
	const (
		envelope    = len(`{"$or":[]}`)
		name        = len(`"detail-type":[]`)
		detail      = len(`,"detail":`)
		braces      = len(`{}`)
		sourcesList = len(`,"source":`)
	)
	length := 0
	var shapes []string
	for _, r := range rejections {
		length += r.nameLength + len(`,`)
		if !slices.Contains(shapes, r.shape) {
			shapes = append(shapes, r.shape)
			length += name + braces // and a comma less than names, and one between groups
			if r.shape != "" {
				length += detail + len(r.shape)
			}
		}
	}
	if length -= len(`,`); len(shapes) > 1 {
		length += envelope
	}
	if len(sources) > 0 {
		length += sourcesList + jsonLength(texts(sources))
	}
	return length
}
