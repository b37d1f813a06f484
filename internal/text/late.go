package text

import "strconv"

// Late says what becomes of an answer that comes later than a carrier waits: how often, and for how
// many seconds, the call is repeated; nil is a number that only the deployment knows.
func Late(waits int, attempts, seconds *int) string {
	late := "an answer later than " + Span(waits) + " counts as a failure, and the call is "
	if attempts != nil && *attempts == 0 {
		return late + "not repeated"
	}
	late += "repeated"
	const deployment = " as the deployment says"
	switch {
	case attempts == nil && seconds == nil:
		return late + " as often and for as long" + deployment
	case attempts == nil:
		late += " as often" + deployment
	case *attempts == 1:
		late += " once"
	default:
		late += " up to " + strconv.Itoa(*attempts) + " times"
	}
	if seconds == nil {
		return late + ", for as long" + deployment
	}
	return late + " in " + Span(*seconds)
}

// Span is a number of seconds in the largest unit that needs no fraction.
func Span(seconds int) string {
	n, unit := seconds, "second"
	switch {
	case seconds > 0 && seconds%3600 == 0:
		n, unit = seconds/3600, "hour"
	case seconds > 60 && seconds%60 == 0:
		n, unit = seconds/60, "minute"
	}
	if n != 1 {
		unit += "s"
	}
	return strconv.Itoa(n) + " " + unit
}
