package pattern

// Sources is what is asked of an event's source; nil is nothing. The events of AWS's own
// services, CloudTrail's with every call's parameters among them, come by on a bus that was
// there before (given), and a document chooses the detail types and the fields that leave:
// they are taken only where the user names their source. No producer can put such a source
// (PutEvents refuses it), so nothing else is lost.
func Sources(named []string, given bool) []any {
	switch {
	case len(named) > 0:
		return Texts(named)
	case given:
		return List(Operator("anything-but", Operator("prefix", "aws.")))
	}
	return nil
}

// OfSources is a pattern of all events whose source is as asked.
func OfSources(source []any) Pattern { return Pattern{Object{{"source", source}}} }

// OtherThan is what is asked of an event's source so that it is none of some.
func OtherThan(sources []string) []any {
	return List(Operator("anything-but", Texts(sources)))
}
