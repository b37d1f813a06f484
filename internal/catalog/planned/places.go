package planned

import (
	"path/filepath"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/catalog"
)

// leaveMachine takes the machine's own folders off the names of files: a catalog goes to other
// people, and is the same on each machine. A document that was named by an absolute path, and
// what lies beside it, is named from the document's folder.
func leaveMachine(c *catalog.Catalog, document string) {
	folder := filepath.Dir(document)
	named := filepath.IsAbs(document)
	off := strings.NewReplacer()
	if named && folder != string(filepath.Separator) {
		off = strings.NewReplacer(folder+string(filepath.Separator), "")
	}
	for i := range c.Diagnostics {
		f := &c.Diagnostics[i]
		f.Message, f.Hint = off.Replace(f.Message), off.Replace(f.Hint)
		if !filepath.IsAbs(f.File) {
			continue
		}
		if place, err := filepath.Rel(folder, f.File); named && err == nil {
			f.File = filepath.ToSlash(place)
		} else {
			f.File = filepath.Base(f.File)
		}
	}
	for i := range c.Operations {
		for j := range c.Operations[i].Reasons {
			r := &c.Operations[i].Reasons[j]
			r.Message = off.Replace(r.Message)
		}
	}
}
