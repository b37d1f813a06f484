package plan

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/openapi-destinations/openapidestinations/internal/limits"
)

// TestBuckets: every item is in exactly one bucket, each bucket fits, the order of the
// items changes nothing, and one bucket more takes items but moves none between others.
func TestBuckets(t *testing.T) {
	key := func(s string) bucketKey { return bucketKey{s[:1], s} }
	rapid.Check(t, func(t *rapid.T) {
		items := rapid.SliceOfNDistinct(rapid.StringMatching(`[a-h][a-z]{1,6}`), 1, 60, rapid.ID[string]).Draw(t, "items")
		most := rapid.IntRange(1, 12).Draw(t, "most")
		fits := func(s []string) bool { return len(s) <= most }
		least := bucketCount(len(items), most)
		wantPlaced(t, items, fits, func(items []string) []bucket[string] { return intoBuckets(items, least, key, loads(fits)) })
	})
}

// wantPlaced says where the items are: each in one bucket, which fits, whatever their order.
func wantPlaced(t *rapid.T, items []string, fits func([]string) bool, pack func([]string) []bucket[string]) map[string]string {
	buckets := pack(items)
	where := placed(t, buckets)
	if len(where) != len(items) {
		t.Fatalf("%d of %d items are placed", len(where), len(items))
	}
	for _, b := range buckets {
		if !fits(b.items) {
			t.Fatalf("bucket %q holds too much: %q", b.name, b.items)
		}
	}
	if other := placed(t, pack(rapid.Permutation(items).Draw(t, "shuffled"))); !maps.Equal(where, other) {
		t.Fatal("the order of the items changed their places")
	}
	return where
}

// TestBucketsAreStable: of many buckets, one item less changes two or three, most often one.
func TestBucketsAreStable(t *testing.T) {
	var items []string
	for i := range 600 {
		items = append(items, fmt.Sprintf("g%d item%d", i%97, i))
	}
	key := func(s string) bucketKey { g, _, _ := strings.Cut(s, " "); return bucketKey{g, s} }
	fits := func(s []string) bool { return len(s) <= 20 }
	all := contents(intoBuckets(items, bucketCount(len(items), 20), key, loads(fits)))
	changed := 0
	for i := 0; i < len(items); i += 5 {
		fewer := slices.Delete(slices.Clone(items), i, i+1)
		for name, text := range contents(intoBuckets(fewer, bucketCount(len(items), 20), key, loads(fits))) {
			if all[name] != text {
				changed++
			}
		}
	}
	if average := float64(changed) / float64(len(items)/5); average > 2.5 {
		t.Errorf("%d buckets; an item less changes %.2f of them on average", len(all), average)
	}
}

// TestUpTo: no bucket holds more than it may, but for a single item that is too large, and none is
// turned away that has room.
func TestUpTo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		capacity := rapid.IntRange(1, 40).Draw(t, "capacity")
		take := upTo(capacity, func(size int) int { return size })()
		sum, count := 0, 0
		for _, size := range rapid.SliceOf(rapid.IntRange(1, 50)).Draw(t, "sizes") {
			took, want := take(size, count == 0), count == 0 || sum+size <= capacity
			if took != want {
				t.Fatalf("%d beside %d of %d: %v", size, sum, capacity, took)
			}
			if took {
				sum, count = sum+size, count+1
			}
		}
	})
}

// TestRoleCount: the numbers that the README gives.
func TestRoleCount(t *testing.T) {
	for destinations, want := range map[int]int{1: 1, 46: 1, 47: 2, 91: 2, 92: 3, 138: 4, 183: 4, 184: 6, 274: 6, 275: 8} {
		if got := roleCount(destinations); got != want {
			t.Errorf("%d roles for %d destinations, want %d", got, destinations, want)
		}
	}
}

// loads are buckets of items that fit.
func loads(fits func([]string) bool) func() load[string] {
	return func() load[string] {
		var have []string
		return func(item string, must bool) bool {
			if !must && !fits(append(have, item)) {
				return false
			}
			have = append(have, item)
			return true
		}
	}
}

func contents(buckets []bucket[string]) map[string]string {
	out := make(map[string]string)
	for _, b := range buckets {
		slices.Sort(b.items)
		out[b.name] = strings.Join(b.items, ",")
	}
	return out
}

func placed(t *rapid.T, buckets []bucket[string]) map[string]string {
	where := make(map[string]string)
	for _, b := range buckets {
		for _, item := range b.items {
			if _, twice := where[item]; twice {
				t.Fatalf("%q is in two buckets", item)
			}
			where[item] = b.name
		}
	}
	return where
}

func TestFieldName(t *testing.T) {
	taken := map[string]bool{bodyField: true}
	for _, tt := range []struct{ name, in, want string }{
		{"playerId", "path", "playerId"},
		{"X.Id", "query", "X_Id"},
		{"$.xgafv", "query", "xgafv"},
		{"[_id]", "query", "_id"},
		{"$", "query", "query"},
		{"a..b", "query", "a_b"},
		{"message", "query", "query_message"},
		{"message", "header", "header_message"},
		{"exists", "query", "query_exists"},
		{"X_Id", "query", "query_X_Id"},
		{"X:Id", "query", "query_X_Id_2"},
		{"=", "header", "header"},
		{"naïve", "query", "na_ve"},
	} {
		if got := fieldName(tt.name, tt.in, taken); got != tt.want {
			t.Errorf("%s %q: %q, want %q", tt.in, tt.name, got, tt.want)
		}
	}
}

func TestFallbackDetailType(t *testing.T) {
	short := fallbackDetailType("POST", "/players/{playerId}")
	if short != "POST /players/{playerId}" {
		t.Error(short)
	}
	long := fallbackDetailType("POST", "/"+strings.Repeat("ü", 200))
	if n := len([]rune(long)); n != 128 || !strings.HasPrefix(long, "POST /ü") || long[len(long)-9] != '-' {
		t.Errorf("%d characters: %s", n, long)
	}
	if other := fallbackDetailType("POST", "/"+strings.Repeat("ü", 201)); other == long {
		t.Error("two paths share a detail type")
	}
}

// TestIdentifier: different parts never make an identifier, and no identifier
// holds a slash, which would be a level of the construct tree.
func TestIdentifier(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		parts := rapid.SliceOfN(rapid.StringMatching(`[a~/:01 ]{0,3}`), 1, 3)
		a, b := parts.Draw(t, "a"), parts.Draw(t, "b")
		x, y := identifier(a...), identifier(b...)
		if (x == y) != slices.Equal(a, b) {
			t.Fatalf("%q and %q become %q and %q", a, b, x, y)
		}
		if strings.Contains(x, "/") {
			t.Fatalf("%q holds a slash", x)
		}
	})
}

func TestLogicalID(t *testing.T) {
	a, b := LogicalID("My-Api", "get~1x Rule"), LogicalID("My-Api", "get-1x Rule")
	if a == b || !strings.HasPrefix(a, "MyApiGet1xRule") {
		t.Errorf("%s and %s", a, b)
	}
	if long := LogicalID("P", strings.Repeat("x", 400)); len(long) > 255 {
		t.Errorf("%d characters", len(long))
	}
}

func TestUnsafeAndCleaned(t *testing.T) {
	for text, want := range map[string]bool{
		"Add Player Injury": false, "a$b{c}": false, "naïve": false,
		"{{resolve:ssm:x}}": true, "${AWS::Region}": true, "#{Token[a.1]}": true,
		"a\x00b": true, "a\nb": true, "a\u202eb": true, "a\xffb": true,
	} {
		if got := unsafe(text) != ""; got != want {
			t.Errorf("unsafe(%q) = %v", text, got)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		parts := rapid.SliceOf(rapid.SampledFrom([]string{"{{res", "olve:", "$", "{", "#{To", "ken[", "\n", "\x00", "word ", "\u202e"})).Draw(t, "parts")
		out := cleaned(strings.Join(parts, ""), 20)
		if why := unsafe(out); why != "" || len([]rune(out)) > 20 {
			t.Fatalf("%q: %s", out, why)
		}
	})
}

func TestPatternText(t *testing.T) {
	p := eventPattern([]any{"a<b>&c"}, list("x"), detailObject([]test{
		{"f.a", present}, {"f.b", absent}, {"g", pathDelivers}}))
	want := `{"detail-type":["x"],"source":["a<b>&c"],"detail":{"f":{"a":[{"prefix":""},{"numeric":[">=",-5000000000]},{"numeric":["<",0]},true,false],"b":[{"exists":false},null]},"g":[{"anything-but":["",".","..","%2e","%2E",".%2e",".%2E","%2e.","%2E.","%2e%2e","%2e%2E","%2E%2e","%2E%2E"]}]}}`
	if got := p.String(); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if p.Object() != nil {
		t.Error("a pattern with null has no object form: CloudFormation refuses null")
	}
	plain := eventPattern(nil, list("x"), detailObject([]test{{"g", pathDelivers}})).Object()
	if names := slices.Sorted(maps.Keys(plain)); !slices.Equal(names, []string{"detail", "detail-type"}) {
		t.Errorf("object %v", plain)
	}
}

// TestForwardSize is the length of the pattern.
func TestForwardSize(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := &builder{opts: Options{Sources: rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b<c", "ü"}), 0, 2).Draw(t, "sources")}}
		var units []unit
		for _, name := range rapid.SliceOfNDistinct(rapid.StringMatching(`[a-c<"ü /{}]{1,9}`), 1, 12, rapid.ID[string]).Draw(t, "names") {
			units = append(units, unit{key: name, test: name, size: jsonLength(name)})
		}
		if got, want := b.forwardSize(units), len(b.forwardPattern(units).String()); got != want {
			t.Fatalf("%d, want %d", got, want)
		}
	})
}

// TestForwardsFit: a rule that forwards has as many names as its pattern holds.
func TestForwardsFit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := &builder{opts: Options{Sources: rapid.SliceOfN(rapid.StringMatching(`[a-c]{1,9}`), 0, 2).Draw(t, "sources")}}
		var units []unit
		for i := range rapid.IntRange(1, 300).Draw(t, "units") {
			name := fmt.Sprint(strings.Repeat("name", i%9), i)
			units = append(units, unit{key: name, test: name, size: textLength(name)})
		}
		packed := 0
		for _, bucket := range b.packForwards(units) {
			packed += len(bucket.items)
			if length := b.forwardPattern(bucket.items).length(); length > limits.PatternLength {
				t.Fatalf("%d names have %d characters", len(bucket.items), length)
			}
		}
		if packed != len(units) {
			t.Fatalf("%d of %d are forwarded", packed, len(units))
		}
	})
}

// TestByBeginning: each name is in one unit, is matched by its test and no other's.
func TestByBeginning(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		names := rapid.SliceOfNDistinct(rapid.StringMatching(`[ab.ü]{1,6}`), 1, 40, rapid.ID[string]).Draw(t, "names")
		slices.Sort(names)
		var units []unit
		for _, name := range names {
			units = append(units, unit{key: name, test: name, size: jsonLength(name), members: []candidate{{op: &Operation{DetailType: name}}}, weight: weight{rules: 1}})
		}
		most := rapid.IntRange(1, 5).Draw(t, "most")
		joined := byBeginning(units, "", most)
		var found []string
		for _, u := range joined {
			if len(u.members) > most || len(u.members) != u.rules || u.size != jsonLength(u.test) {
				t.Fatalf("%q has %d members, %d rules", u.key, len(u.members), u.rules)
			}
			for _, m := range u.members {
				found = append(found, m.op.DetailType)
			}
			for _, name := range names {
				_, isPrefix := u.test.(object)
				member := slices.ContainsFunc(u.members, func(c candidate) bool { return c.op.DetailType == name })
				if matches := name == u.key || isPrefix && strings.HasPrefix(name, u.key); matches != member {
					t.Fatalf("%v matches %q: %v", u.test, name, matches)
				}
			}
		}
		if slices.Sort(found); !slices.Equal(found, names) {
			t.Fatalf("%q became %q", names, found)
		}
	})
}
