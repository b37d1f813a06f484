package planner

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
	// places say which of the connections a set goes to: by the key and the set. They are
	// known only after all operations have said what they need, so these are planned anew.
	places map[string]map[string]string
}

// place notes what an operation needs of a connection, and gives the key of the one that is
// its own, whose shape then says so.
func (s *scopeSets) place(key string, c *connection) string {
	set := strings.Join(c.OAuth.Scopes, " ")
	if s.needed[key] == nil {
		s.needed[key] = make(map[string]bool)
	}
	s.needed[key][set] = true
	bucket, spread := s.places[key][set]
	if !spread {
		return key
	}
	c.shape = append(slices.Clone(c.shape), "scopes "+bucket)
	return ident.Of(c.shape...)
}

// spread says where the sets go that don't fit into one connection; nil where all do. A
// set's place is a matter of its hash and its neighbours, so an operation more or less moves
// hardly any other.
func (s *scopeSets) spread() map[string]map[string]string {
	var places map[string]map[string]string
	for _, key := range slices.Sorted(maps.Keys(s.needed)) {
		sets := slices.Sorted(maps.Keys(s.needed[key]))
		if fitTogether(sets) {
			continue
		}
		if places == nil {
			places = make(map[string]map[string]string)
		}
		places[key] = make(map[string]string)
		for _, of := range bucket.Tree(sets, func(set string) bucket.Key { return bucket.Key{Group: set, Name: set} }, fitTogether) {
			for _, set := range of.Items {
				places[key][set] = of.Name
			}
		}
	}
	return places
}

// fitTogether tells whether one connection may ask for all of the sets at once.
func fitTogether(sets []string) bool {
	scopes := sortedSet(strings.Fields(strings.Join(sets, " ")))
	return len(strings.Join(scopes, " ")) <= limits.ParameterValueLength
}
