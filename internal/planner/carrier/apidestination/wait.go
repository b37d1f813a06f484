package apidestination

import (
	"slices"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/planner/request"
	"github.com/openapi-destinations/openapidestinations/internal/text"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// streams are the media types of answers that go on as long as the API has something to say.
var streams = []string{"text/event-stream", "application/stream+json", "multipart/x-mixed-replace"}

// checkWait says where the document shows that an answer may take longer than EventBridge waits.
func (o *judging) checkWait() {
	if !o.Callable() {
		return
	}
	for _, answer := range o.Wanted.Answers(o.Verdict.Clone()) {
		if !slices.Contains(streams, request.Essence(answer.Type)) {
			continue
		}
		attempts, seconds := o.Settings.Retry().Bounds()
		o.Note(diagnostic.SlowAnswer, spec.Warning, answer.Position,
			"let a state machine carry it, which waits "+text.Span(limits.TaskSeconds)+
				": its Carrier in Operations (context key operations) is state-machine then",
			"the answer is a stream (%s), and EventBridge waits for its end: %s",
			request.Essence(answer.Type), text.Late(limits.DestinationSeconds, attempts, seconds))
		return
	}
}
