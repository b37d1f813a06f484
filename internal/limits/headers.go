package limits

import "regexp"

var (
	headerName  = regexp.MustCompile(HeaderKeyPattern)
	headerValue = regexp.MustCompile(HeaderValuePattern)
)

// IsHeaderName tells whether a header may have the name (HeaderKeyPattern).
func IsHeaderName(name string) bool { return headerName.MatchString(name) }

// IsHeaderValue tells whether a constant may be the value of a header (HeaderValuePattern).
func IsHeaderValue(value string) bool { return headerValue.MatchString(value) }

// RemovedHeaders are what EventBridge takes out of a request
// (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-api-destinations.html).
var RemovedHeaders = map[string]bool{
	"a-im": true, "accept-charset": true, "accept-datetime": true, "accept-encoding": true,
	"cache-control": true, "connection": true, "content-encoding": true, "content-length": true,
	"content-md5": true, "date": true, "expect": true, "forwarded": true, "from": true, "host": true,
	"http2-settings": true, "if-match": true, "if-modified-since": true, "if-none-match": true,
	"if-range": true, "if-unmodified-since": true, "max-forwards": true, "origin": true,
	"pragma": true, "proxy-authorization": true, "range": true, "referer": true, "te": true,
	"trailer": true, "transfer-encoding": true, "user-agent": true, "upgrade": true, "via": true,
	"warning": true,
}
