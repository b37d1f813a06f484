package text

import "testing"

func TestLate(t *testing.T) {
	for _, tt := range []struct {
		attempts, seconds *int
		want              string
	}{
		{new(185), new(86400), "repeated up to 185 times in 24 hours"},
		{new(1), new(60), "repeated once in 60 seconds"},
		{new(0), new(60), "not repeated"},
		{nil, new(5400), "repeated as often as the deployment says in 90 minutes"},
		{new(2), nil, "repeated up to 2 times, for as long as the deployment says"},
		{nil, nil, "repeated as often and for as long as the deployment says"},
	} {
		if got, want := Late(5, tt.attempts, tt.seconds), "an answer later than 5 seconds counts as a failure, and the call is "+tt.want; got != want {
			t.Errorf("%s\nwant %s", got, want)
		}
	}
	for seconds, want := range map[int]string{0: "0 seconds", 1: "1 second", 60: "60 seconds", 120: "2 minutes", 3600: "1 hour", 3601: "3601 seconds"} {
		if got := Span(seconds); got != want {
			t.Errorf("%d: %s, want %s", seconds, got, want)
		}
	}
}
