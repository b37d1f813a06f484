package lab

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// Emulator is the AWS of the suite: a Python process that listens on 127.0.0.1.
type Emulator struct {
	// URL is the endpoint of every service.
	URL string

	process *exec.Cmd
	exited  chan struct{}
	log     logBuffer
}

// startTimeout is how long the emulator may take until it answers; it takes about
// two seconds.
const startTimeout = 3 * time.Minute

// startEmulator starts the emulator with the Python of the virtual environment and the modules
// of Node in that folder. It trusts the authority and nothing else.
func startEmulator(ctx context.Context, venv, script, authorityFile, modules string) (e *Emulator, err error) {
	for range 3 {
		// Until Python listens on it, another process may take the port.
		if e, err = startOnPort(ctx, venv, script, authorityFile, modules); err == nil || !strings.Contains(err.Error(), "already in use") {
			break
		}
	}
	return e, err
}

func startOnPort(ctx context.Context, venv, script, authorityFile, modules string) (*Emulator, error) {
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	e := &Emulator{URL: fmt.Sprintf("http://127.0.0.1:%d", port), exited: make(chan struct{})}
	e.process = exec.Command(filepath.Join(venv, "bin", "python"), script)
	e.process.Env = bare(map[string]string{
		"BIND_HOST": "127.0.0.1", "GATEWAY_PORT": strconv.Itoa(port), "MINISTACK_HOST": "127.0.0.1",
		"SSL_CERT_FILE": authorityFile, "RETRY_SECONDS": "0.01", "CHANGE_SECONDS": "0.02", "LOG_LEVEL": "WARNING",
		"NODE_PATH": modules, "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": Region,
		"PYTHONDONTWRITEBYTECODE": "1",
	})
	e.process.Stdout, e.process.Stderr = &e.log, &e.log
	// Ctrl-C reaches whoever has started it, who stops it when nothing needs it anymore.
	e.process.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := e.process.Start(); err != nil {
		return nil, err
	}
	go func() {
		_ = e.process.Wait() // how it ended is in its log
		close(e.exited)
	}()
	if err := e.ready(ctx); err != nil {
		e.Stop()
		return nil, fmt.Errorf("%w\n%s", err, e.Log())
	}
	return e, nil
}

// ready waits until the emulator answers.
func (e *Emulator) ready(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	for {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, e.URL+"/_ministack/health", nil)
		if err != nil {
			return err
		}
		if response, err := http.DefaultClient.Do(request); err == nil {
			response.Body.Close()
			if response.StatusCode == http.StatusOK {
				return nil
			}
		}
		select {
		case <-e.exited:
			return fmt.Errorf("the emulator ended before it answered")
		case <-ctx.Done():
			return fmt.Errorf("the emulator did not answer: %w", ctx.Err())
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// Stop ends the emulator; what it held is gone.
func (e *Emulator) Stop() {
	_ = e.process.Process.Signal(syscall.SIGTERM) // it may have ended already
	select {
	case <-e.exited:
	case <-time.After(5 * time.Second):
		_ = syscall.Kill(-e.process.Process.Pid, syscall.SIGKILL) // its Node too
		<-e.exited
	}
}

// Log is what the emulator has printed.
func (e *Emulator) Log() string { return e.log.String() }

// freePort asks the kernel for a port that nobody listens on.
func freePort() (int, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port, nil
}

// logBuffer is a buffer that a process writes and a test reads.
type logBuffer struct {
	mu  sync.Mutex
	out bytes.Buffer
}

func (b *logBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.out.Write(p)
}

func (b *logBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.out.String()
}
