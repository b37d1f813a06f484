package machine

import "testing"

// TestShort: comments and needless white space go, in strings and regular expressions nothing does.
func TestShort(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"/* a */ $a\n  and $b", "$a and $b"},
		{"$a in ['x y', \"it's /* not */\"]", `$a in['x y',"it's /* not */"]`},
		{`$f($x, /[!'()*] \/ "/)  &  '\' /*'`, `$f($x,/[!'()*] \/ "/)&'\' /*'`},
		{"$a / 2 /* half */ / 3", "$a/2/3"},
		{"$a ? /a b/ : $b", "$a?/a b/:$b"},
		{"'a' & 'b' or 'c'", "'a'&'b' or 'c'"},
		{"1 - -1", "1--1"},
		{"", ""},
	} {
		if got := short(c.text); got != c.want {
			t.Errorf("%q becomes %q, not %q", c.text, got, c.want)
		}
	}
}
