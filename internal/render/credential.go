package render

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"

	"github.com/openapi-destinations/openapidestinations/internal/plan"
)

// Credential is what satisfies a security scheme. Parts that are nil are asked for.
type Credential struct {
	Kind  plan.CredentialKind
	Parts map[plan.CredentialPart]awscdk.SecretValue
}

// Names are the names of the parts, sorted.
func (c Credential) Names() []plan.CredentialPart { return slices.Sorted(maps.Keys(c.Parts)) }

// Known is what the plan asks of a credential but for its value.
func (c Credential) Known() plan.Credential {
	known := plan.Credential{Kind: c.Kind}
	for _, part := range c.Names() {
		if c.Parts[part] == nil {
			known.Missing = append(known.Missing, part)
		}
	}
	return known
}

// rendered is a secret value as a template holds it: a reference.
func (f *Frame) rendered(value awscdk.SecretValue) string {
	if value == nil {
		return ""
	}
	text, err := json.Marshal(f.place.stack.Resolve(value.UnsafeUnwrap()))
	if err != nil {
		return ""
	}
	return string(text)
}

// known is what the plan may know of the credentials: which parts there are, which
// of them are equal, and how long those are that the template shows.
func (f *Frame) known(credentials map[string]Credential) map[string]plan.Credential {
	all := make(map[string]plan.Credential, len(credentials))
	for scheme, credential := range credentials {
		known := credential.Known()
		known.Literals = make(map[plan.CredentialPart]plan.Literal)
		var whole strings.Builder
		for _, part := range credential.Names() {
			rendered := f.rendered(credential.Parts[part])
			whole.WriteString(rendered + "\n")
			var text string
			if json.Unmarshal([]byte(rendered), &text) == nil && !strings.Contains(text, "{{resolve:") {
				known.Literals[part] = plan.LiteralOf(text)
			}
		}
		// A hash, so that no value is kept where it might be printed.
		sum := sha256.Sum256([]byte(whole.String()))
		known.Same = hex.EncodeToString(sum[:])
		all[scheme] = known
	}
	return all
}
