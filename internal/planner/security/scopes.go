package security

import (
	"maps"
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/bucket"
	"github.com/openapi-destinations/openapidestinations/internal/ident"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
)

// scopeSets are the scopes that operations need of the connections that get a token. One
// connection asks for those of all its operations, in one value, which has an end: beyond it
// they are spread over several connections, each with the operations that its scopes serve.
type scopeSets struct {
	// needed are the distinct sets of scopes, each in one text, by the key of their connection.
	needed map[string]map[string]bool
	// places say which of the connections a set goes to, by the key and the set, where they are
	// several: that is known only after all operations have said what they need.
	places map[string]map[string]string
}

func newScopeSets() scopeSets {
	return scopeSets{needed: make(map[string]map[string]bool), places: make(map[string]map[string]string)}
}

// need notes what an operation needs of a connection.
func (s *scopeSets) need(c *Connection) {
	if s.needed[c.Stem] == nil {
		s.needed[c.Stem] = make(map[string]bool)
	}
	s.needed[c.Stem][c.scopes] = true
}

// place gives a connection the key of the one that its scopes go to, and says so in its shape.
func (s *scopeSets) place(c *Connection) {
	if bucket, spread := s.places[c.Stem][c.scopes]; spread && c.collects() {
		c.shape = append(slices.Clone(c.shape), "scopes "+bucket)
		c.Stem = ident.Of(c.shape...)
	}
}

// spread says where the sets go that don't fit into one connection. A set's place is a matter of
// its hash and its neighbours, so an operation more or less moves hardly any other.
func (s *scopeSets) spread() {
	for _, key := range slices.Sorted(maps.Keys(s.needed)) {
		sets := slices.Sorted(maps.Keys(s.needed[key]))
		if fitTogether(sets) {
			continue
		}
		s.places[key] = make(map[string]string)
		for _, of := range bucket.Tree(sets, func(set string) bucket.Key { return bucket.Key{Group: set, Name: set} }, fitTogether) {
			for _, set := range of.Items {
				s.places[key][set] = of.Name
			}
		}
	}
}

// fitTogether tells whether one connection may ask for all of the sets at once.
func fitTogether(sets []string) bool {
	scopes := sortedSet(strings.Fields(strings.Join(sets, " ")))
	return len(strings.Join(scopes, " ")) <= limits.ParameterValueLength
}
