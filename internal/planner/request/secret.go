package request

import (
	"regexp"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/text"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// opensByAddress matches the paths of webhooks and bots: who knows the address may call it.
var opensByAddress = regexp.MustCompile(`(?i)webhook|hooks|/bot\{`)

// checkSecrets says which variables of such a path are called like the secret in it, which each
// event would have to hold.
func (r *making) checkSecrets() {
	if !opensByAddress.MatchString(r.op.Path) {
		return
	}
	for _, segment := range r.Path.Segments {
		for _, piece := range segment.Pieces {
			p := piece.Parameter
			if !piece.IsVariable || p.Use != UseField || len(p.Schema.Enum) > 0 || !text.NamesSecret(p.Name) {
				continue
			}
			r.Note(diagnostic.SecretInAddress, spec.Info, p.Position,
				"if all events have the same, give it as a secret (SecretParameters; in the context key parameters, {\"secret\": \"name\"})",
				"the path parameter %q is called like a secret, and each event holds it", p.Name)
		}
	}
}
