package plan

import (
	"testing"

	"pgregory.net/rapid"
)

// TestRejectionLength is that of the pattern's text.
func TestRejectionLength(t *testing.T) {
	shapes := [][]object{nil, {{{"a", missing}}}, {{{"b", absent}}}, {{{"c", missing}}, {{"ü", pathRejects}}}}
	rapid.Check(t, func(t *rapid.T) {
		names := rapid.SliceOfNDistinct(rapid.StringMatching(`[a-c"ü\\ ]{1,4}`), 1, 8, rapid.ID[string]).Draw(t, "names")
		sources := rapid.SliceOfN(rapid.StringMatching(`[a"]{1,3}`), 0, 2).Draw(t, "sources")
		rejections := make([]rejection, len(names))
		for i, name := range names {
			alternatives := rapid.SampledFrom(shapes).Draw(t, "shape")
			rejections[i] = rejection{detailType: name, nameLength: jsonLength(name), alternatives: alternatives}
			if len(alternatives) > 0 {
				rejections[i].shape = Pattern{anyOf(alternatives)}.String()
			}
		}
		text := rejectionPattern(rejections, sources).String()
		if got := rejectionLength(rejections, sources); got != len(text) {
			t.Fatalf("%d, and %s has %d", got, text, len(text))
		}
	})
}
