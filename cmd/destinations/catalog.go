package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/cmd/destinations/internal/letter"
	"github.com/openapi-destinations/openapidestinations/internal/catalog"
)

// catalogFlag defines -catalog.
func catalogFlag(flags *flag.FlagSet, into *[]string) {
	flags.Func("catalog", "`file` with the catalog of events, <id>.events.json; repeatable for a deployment in parts (default the one of cdk.out)", func(s string) error {
		*into = append(*into, s)
		return nil
	})
}

// loadCatalog reads a catalog, or those of a deployment's parts as one.
func loadCatalog(files []string) (*catalog.Catalog, error) {
	if len(files) == 0 {
		found, err := filepath.Glob(filepath.Join("cdk.out", "*.events.json"))
		if err != nil || len(found) == 0 {
			return nil, errors.New("-catalog is missing: give the file <id>.events.json that cdk synth wrote beside the template")
		}
		if len(found) > 1 {
			return nil, fmt.Errorf("cdk.out has %d catalogs: say with -catalog which, of %s", len(found), strings.Join(found, ", "))
		}
		files = found
	}
	for _, file := range files {
		if err := readable(file); err != nil {
			return nil, err
		}
	}
	all, unread, err := catalog.Previous(files)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", unread, err)
	}
	return all, nil
}

// readable looks at the catalog's version first, so that a newer one is told from another file.
func readable(file string) error {
	data, err := os.ReadFile(file)
	if info, gone := os.Stat(file); gone == nil && info.IsDir() {
		return fmt.Errorf("-catalog %s is a folder: give the file <id>.events.json in it", file)
	}
	if err != nil {
		return err
	}
	var read struct{ Format *int }
	if err := json.Unmarshal(data, &read); err != nil || read.Format == nil {
		return fmt.Errorf("%s is no catalog of events: cdk synth writes one as <id>.events.json", file)
	}
	if *read.Format != catalog.Format {
		return fmt.Errorf("%s is a catalog of the format %d, and this command reads %d: install the version of the library that wrote it", file, *read.Format, catalog.Format)
	}
	return nil
}

// eventFlag defines -event for events and letters.
func eventFlag(flags *flag.FlagSet, into *[]string, what string) {
	flags.Func("event", "`file` with "+what+", - for the standard input; repeatable", func(s string) error {
		*into = append(*into, s)
		return nil
	})
}

// loadLetters reads the events and letters of some files.
func loadLetters(files []string, stdin io.Reader) (letters []*letter.Letter, err error) {
	if len(files) == 0 {
		return nil, errors.New("-event is missing: give a file with the event, or - for the standard input")
	}
	if n := len(slices.DeleteFunc(slices.Clone(files), func(f string) bool { return f != "-" })); n > 1 {
		return nil, errors.New("-event - reads the standard input, which there is once")
	}
	for _, file := range files {
		data, err := readText(file, stdin)
		if err != nil {
			return nil, err
		}
		found, err := letter.Parse(data)
		if err != nil {
			return nil, invalid{fmt.Errorf("%s: %w", file, err)}
		}
		letters = append(letters, found...)
	}
	return letters, nil
}
