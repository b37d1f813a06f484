package request

import (
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner/selection"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// CorrelationField is the event's field that comes back with the outcome, as it was.
const CorrelationField = "correlation"

// Outcomes are the events that tell how a call ended.
type Outcomes struct {
	// Succeeded and Failed are their detail types; empty where that isn't told.
	Succeeded, Failed string
	// Correlation is the field that comes back with them: CorrelationField, or another one where a
	// parameter is called so.
	Correlation string
	// Binary is the first media type of an answer of success that is no text; empty where there is none,
	// or no success is told.
	Binary Answer
}

// outcomes are what comes back of an operation.
func (r *making) outcomes(told plan.Answers) *Outcomes {
	if !told.Any() {
		return nil
	}
	out := &Outcomes{Correlation: CorrelationField}
	for r.taken[out.Correlation] {
		out.Correlation = "_" + out.Correlation
	}
	success, failure := selection.AnswerTypes(r.DetailType)
	if told.Failure() {
		out.Failed = failure
	}
	if told.Success() {
		out.Succeeded, out.Binary = success, binaryAnswer(r.op.Responses)
	}
	return out
}

// binaryAnswer is the first media type of the answers of success that is no text.
func binaryAnswer(responses []spec.Response) Answer {
	for _, response := range Successes(responses) {
		for _, t := range response.MediaTypes {
			if IsBinary(t) {
				return Answer{t, response.Position}
			}
		}
	}
	return Answer{}
}

// binaryTypes are media types besides images, sounds, films and fonts whose bytes are no text, as far as
// documents use them.
var binaryTypes = []string{
	"application/octet-stream", "application/pdf", "application/zip", "application/gzip", "application/x-gzip",
	"application/x-tar", "application/x-zip-compressed", "application/x-7z-compressed", "application/x-bzip2", "application/zstd",
	"application/protobuf", "application/x-protobuf", "application/vnd.google.protobuf", "application/grpc",
	"application/msgpack", "application/x-msgpack", "application/vnd.msgpack", "application/cbor", "application/avro", "avro/binary",
	"application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint", "application/x-sqlite3", "application/vnd.sqlite3",
	"application/x-binary", "application/binary", "binary/octet-stream", "application/vnd.apache.parquet", "application/vnd.apache.arrow.stream",
	"application/java-archive", "application/wasm", "application/epub+zip", "application/pkcs7-mime", "application/pkcs12",
}

// IsBinary tells whether the bytes of a media type are no text. Images are none either where they are
// written as text, as image/svg+xml is.
func IsBinary(mediaType string) bool {
	t := Essence(mediaType)
	kind, _, _ := strings.Cut(t, "/")
	if slices.Contains([]string{"image", "audio", "video", "font"}, kind) {
		return true
	}
	return slices.Contains(binaryTypes, t) || strings.HasSuffix(t, "+zip") || strings.HasSuffix(t, "+protobuf") || strings.HasSuffix(t, "+cbor") ||
		strings.HasPrefix(t, "application/vnd.openxmlformats-officedocument.") || strings.HasPrefix(t, "application/vnd.oasis.opendocument.")
}
