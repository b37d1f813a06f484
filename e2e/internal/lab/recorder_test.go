package lab

import (
	"crypto/tls"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"
)

func TestRecorder(t *testing.T) {
	pair, _, err := certificate()
	if err != nil {
		t.Fatal(err)
	}
	recorder, err := NewRecorder(pair)
	if err != nil {
		t.Fatal(err)
	}
	defer recorder.Close()
	for _, test := range []struct{ request, answer string }{
		{"PUT /a/x%20y?q=1+2 HTTP/1.1\r\nX-odd-Case: v: w\r\nContent-Length: 3\r\n\r\n\x00ab", "HTTP/1.1 200 "},
		{"DELETE /a/status-404/z HTTP/1.1\r\n\r\n", "HTTP/1.1 404 "},
		{"POST /b/oauth/token HTTP/1.1\r\nContent-Length: 0\r\n\r\n", "token-1"},
	} {
		if answer := send(t, recorder, test.request); !strings.Contains(answer, test.answer) {
			t.Errorf("%q is answered %q, want %q in it", test.request, answer, test.answer)
		}
	}
	got := fmt.Sprint(recorder.Mailbox("a").Take(2, time.Second))
	want := "[{PUT /a/x%20y?q=1+2 HTTP/1.1 [{X-odd-Case v: w} {Content-Length 3}] [0 97 98] 200 "
	if !strings.HasPrefix(got, want) {
		t.Errorf("recorded %s, want %s", got, want)
	}
	if n := len(recorder.Mailbox("b").Take(1, time.Second)); n != 1 {
		t.Errorf("%d requests in the other mailbox, want 1", n)
	}
	if n := len(recorder.Mailbox("a").Take(0, time.Second)); n != 0 {
		t.Errorf("%d requests after all were taken, want none", n)
	}
}

func send(t *testing.T, recorder *Recorder, request string) string {
	t.Helper()
	conn, err := tls.Dial("tcp", strings.TrimPrefix(recorder.URL, "https://"), &tls.Config{InsecureSkipVerify: true})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := io.WriteString(conn, request); err != nil {
		t.Fatal(err)
	}
	answer, err := io.ReadAll(conn)
	if err != nil {
		t.Fatal(err)
	}
	return string(answer)
}
