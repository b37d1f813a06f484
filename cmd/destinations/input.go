package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
)

// readText reads a file, or the standard input for "-", as the shells of all systems write one.
func readText(file string, stdin io.Reader) (data []byte, err error) {
	if file == "-" {
		data, err = io.ReadAll(stdin)
	} else {
		data, err = os.ReadFile(file)
	}
	switch {
	case err != nil:
		return nil, err
	case bytes.HasPrefix(data, []byte("\xff\xfe")), bytes.HasPrefix(data, []byte("\xfe\xff")):
		return nil, invalid{fmt.Errorf("%s: it is UTF-16, as PowerShell's > writes it: JSON is UTF-8 (Out-File -Encoding utf8)", file)}
	}
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")) // the mark of UTF-8, of other editors
	if len(bytes.TrimSpace(data)) == 0 {
		return nil, invalid{fmt.Errorf("%s: %w", file, errEmpty)}
	}
	return data, nil
}

var errEmpty = errors.New("there is no event in it: it is empty")
