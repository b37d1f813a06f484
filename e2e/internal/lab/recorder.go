package lab

import (
	"bufio"
	"cmp"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/textproto"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Request is an HTTP request as it came over the wire.
type Request struct {
	// Line is the first line: "POST /players/7 HTTP/1.1".
	Line string
	// Headers are in the order and the letters of the wire.
	Headers []Header
	Body    []byte
	// Status is what the recorder answered.
	Status int
	At     time.Time
}

// Header is one header line.
type Header struct{ Name, Value string }

// Header is the value of the first header of that name, in any case.
func (r *Request) Header(name string) string {
	for _, h := range r.Headers {
		if strings.EqualFold(h.Name, name) {
			return h.Value
		}
	}
	return ""
}

// Target is the request target: the path and the query as they were sent.
func (r *Request) Target() string {
	_, rest, _ := strings.Cut(r.Line, " ")
	target, _, _ := strings.Cut(rest, " ")
	return target
}

// String is the request as text.
func (r *Request) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", r.Line)
	for _, h := range r.Headers {
		fmt.Fprintf(&b, "%s: %s\n", h.Name, h.Value)
	}
	fmt.Fprintf(&b, "\n%s\n", r.Body)
	return b.String()
}

// Answer is how the recorder answers a request.
type Answer struct {
	Status int // 200 when it is 0
	// Type is the content type, application/json when it is empty.
	Type string
	// Headers are further ones.
	Headers []Header
	Body    string
	// After is how long the API takes, which a state machine is told in a header. Here it takes a
	// twentieth of that.
	After time.Duration
	// Broken closes the connection without an answer.
	Broken bool
}

// Recorder is the API that the destinations call: HTTPS on 127.0.0.1, which writes
// down each request. It parses requests by itself because net/http changes the
// letters and the order of headers.
//
// The first segment of the path names the mailbox, so that tests do not see each
// other's requests. It answers 200 unless a path segment "status-NNN" or [Mailbox.Answer]
// tells it otherwise, and a POST to a path that ends in "/oauth/token" with a bearer token,
// a new one each time.
type Recorder struct {
	// URL is the address without a slash at its end.
	URL string

	listener net.Listener
	wait     sync.WaitGroup

	mu       sync.Mutex
	requests map[string][]Request
	answers  map[string]func(*Request) Answer
	changed  chan struct{}
	tokens   int
	watch    func(Request)
}

// NewRecorder starts a recorder with the certificate.
func NewRecorder(certificate tls.Certificate) (*Recorder, error) {
	listener, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: []tls.Certificate{certificate}})
	if err != nil {
		return nil, err
	}
	r := &Recorder{
		URL:      "https://" + listener.Addr().String(),
		listener: listener,
		requests: make(map[string][]Request),
		answers:  make(map[string]func(*Request) Answer),
		changed:  make(chan struct{}),
	}
	r.wait.Go(r.accept)
	return r, nil
}

// Watch has the function called with each further request, one at a time, whatever its mailbox.
// It must not wait for anything.
func (r *Recorder) Watch(watch func(Request)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.watch = watch
}

// Close stops the recorder.
func (r *Recorder) Close() error {
	err := r.listener.Close()
	r.wait.Wait()
	return err
}

// Mailbox is the part of the recorder that a test has for itself.
func (r *Recorder) Mailbox(name string) *Mailbox { return &Mailbox{r, name} }

func (r *Recorder) accept() {
	for {
		conn, err := r.listener.Accept()
		if err != nil {
			return // closed
		}
		r.wait.Go(func() { r.serve(conn) })
	}
}

// serve answers one request: EventBridge sends "Connection: close".
func (r *Recorder) serve(conn net.Conn) {
	defer conn.Close()
	// Long: a call that is cut off because this machine has much to do is made again, and is one too many.
	if conn.SetDeadline(time.Now().Add(2*time.Minute)) != nil {
		return
	}
	request, err := read(bufio.NewReader(conn))
	if err != nil {
		return // not a request: a port scan or a client that went away
	}
	answer := r.record(request)
	time.Sleep(answer.After / 20)
	if answer.Broken {
		return
	}
	body := answer.Body
	length := len(body)
	if strings.HasPrefix(request.Line, "HEAD ") {
		body = ""
	}
	var more strings.Builder
	if answer.After > 0 {
		fmt.Fprintf(&more, "E2E-Took: %g\r\n", answer.After.Seconds())
	}
	for _, h := range answer.Headers {
		more.WriteString(h.Name + ": " + h.Value + "\r\n")
	}
	fmt.Fprintf(conn, "HTTP/1.1 %d Recorded\r\nContent-Type: %s\r\n%sContent-Length: %d\r\nConnection: close\r\n\r\n%s",
		answer.Status, answer.Type, more.String(), length, body)
}

func read(in *bufio.Reader) (*Request, error) {
	head := textproto.NewReader(in)
	line, err := head.ReadLine()
	if err != nil {
		return nil, err
	}
	request := &Request{Line: line, At: time.Now()}
	for {
		line, err := head.ReadLine()
		if err != nil {
			return nil, err
		}
		if line == "" {
			break
		}
		name, value, _ := strings.Cut(line, ":")
		request.Headers = append(request.Headers, Header{name, strings.TrimPrefix(value, " ")})
	}
	length, err := strconv.Atoi(request.Header("Content-Length"))
	if err != nil {
		length = 0
	}
	request.Body = make([]byte, length)
	_, err = io.ReadFull(in, request.Body)
	return request, err
}

var statusSegment = regexp.MustCompile(`/status-(\d{3})(?:/|$)`)

// record writes the request down and gives the answer.
func (r *Recorder) record(request *Request) Answer {
	path, _, _ := strings.Cut(request.Target(), "?")
	mailbox, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")

	r.mu.Lock()
	defer r.mu.Unlock()
	answer := Answer{Status: 200, Type: "application/json", Body: "{}"}
	switch own := r.answers[mailbox]; {
	case strings.HasSuffix(path, "/oauth/token"):
		r.tokens++
		answer.Body = fmt.Sprintf(`{"access_token":"token-%d","token_type":"Bearer","expires_in":3600}`, r.tokens)
	case own != nil:
		answer = own(request)
		answer.Status, answer.Type = cmp.Or(answer.Status, 200), cmp.Or(answer.Type, "application/json")
	default:
		if m := statusSegment.FindStringSubmatch(path); m != nil {
			answer.Status, _ = strconv.Atoi(m[1]) // three digits
		}
	}
	request.Status = answer.Status
	r.requests[mailbox] = append(r.requests[mailbox], *request)
	if r.watch != nil {
		r.watch(*request)
	}
	close(r.changed)
	r.changed = make(chan struct{})
	return answer
}

// Mailbox holds the requests whose path begins with its name.
type Mailbox struct {
	recorder *Recorder
	name     string
}

// Name is the first segment of the path.
func (m *Mailbox) Name() string { return m.name }

// URL is the base URL that leads into the mailbox.
func (m *Mailbox) URL() string { return m.recorder.URL + "/" + url.PathEscape(m.name) }

// Answer has the API answer all further requests but those for tokens by the function, which is
// called for one at a time; nil is the recorder's own way again.
func (m *Mailbox) Answer(answer func(*Request) Answer) {
	m.recorder.mu.Lock()
	defer m.recorder.mu.Unlock()
	m.recorder.answers[m.name] = answer
}

// Quiet is how long no further request must come before a mailbox is taken to be
// complete. Deliveries on this machine take some milliseconds.
const Quiet = 400 * time.Millisecond

// Take empties the mailbox once it holds the number of requests and no further one
// has come for [Quiet], or when the time is up.
func (m *Mailbox) Take(number int, timeout time.Duration) []Request {
	deadline := time.Now().Add(timeout)
	m.await(number, deadline)
	for count := -1; count != m.count(); {
		count = m.count()
		m.await(count+1, time.Now().Add(Quiet))
	}
	return m.Drain()
}

// Drain empties the mailbox of what it holds by now: enough where whoever sends has ended.
func (m *Mailbox) Drain() []Request {
	m.recorder.mu.Lock()
	defer m.recorder.mu.Unlock()
	taken := m.recorder.requests[m.name]
	delete(m.recorder.requests, m.name)
	return taken
}

// await returns when there are so many requests, or at the deadline.
func (m *Mailbox) await(number int, deadline time.Time) {
	for {
		m.recorder.mu.Lock()
		count, changed := len(m.recorder.requests[m.name]), m.recorder.changed
		m.recorder.mu.Unlock()
		if count >= number {
			return
		}
		select {
		case <-changed:
		case <-time.After(time.Until(deadline)):
			return
		}
	}
}

func (m *Mailbox) count() int {
	m.recorder.mu.Lock()
	defer m.recorder.mu.Unlock()
	return len(m.recorder.requests[m.name])
}
