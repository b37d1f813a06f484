// Package internal_test holds what is true of the house: which room may know which.
package internal_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/openapi-destinations/openapidestinations"

// rooms are the packages, each behind those that it may import. What stands later is
// unknown to what stands earlier: values go one way.
var rooms = []string{
	// Leaves know nothing of the others.
	"internal/limits", "internal/jsontext", "internal/text", "internal/diagnostic", "internal/cost", "internal/golden", "internal/home",
	"internal/mapping",
	"internal/planner/carrier/statemachine/machine", // what runs in AWS; of the leaves only
	"internal/ident", "internal/percent",
	"internal/catalog/planned/instance",
	"internal/catalog", // the format, which producers read without the rest
	"spec",
	"internal/safe",
	"internal/lookalike",
	"internal/bucket",
	"internal/pattern",
	"internal/plan",
	"internal/planner/finding",
	"internal/planner/selection",
	"internal/planner/layout",
	"internal/planner/operate",
	"internal/planner/server",
	"internal/planner/request",
	"internal/planner/security",
	"internal/planner/carrier",
	"internal/planner/carrier/apidestination", "internal/planner/carrier/statemachine",
	"internal/planner",
	"internal/catalog/planned",
	"internal/report",
	"internal/claim",
	"internal/render",
	"", // the root
	"example", "example/chat",
}

// apart are packages that share nothing with the plan, so that they can check it.
var apart = map[string][]string{
	"delivery": nil,
	// It runs the app's program, and knows no more of it than its context and what it writes.
	"example/action": {"internal/text"},
	// A module of its own, with which the AWS SDK stays out of the go.mod of users.
	"cmd/destinations": {
		"delivery", "internal/catalog", "internal/text",
		"cmd/destinations/internal/putevents", "cmd/destinations/internal/letter", "cmd/destinations/internal/judge",
		"cmd/destinations/internal/redrive",
	},
	"cmd/destinations/internal/putevents": {"delivery"},
	"cmd/destinations/internal/letter":    {"delivery"},
	"cmd/destinations/internal/schema":    {"internal/catalog", "internal/text"},
	"cmd/destinations/internal/judge": {
		"delivery", "internal/catalog", "internal/text",
		"cmd/destinations/internal/putevents", "cmd/destinations/internal/letter", "cmd/destinations/internal/schema",
	},
	"cmd/destinations/internal/redrive": {
		"internal/catalog",
		"cmd/destinations/internal/putevents", "cmd/destinations/internal/letter", "cmd/destinations/internal/judge",
	},
}

// few are rooms that know fewer than stand before them.
var few = map[string][]string{
	// It is given what an operation comes to, and asks neither what is sent nor where.
	"internal/planner/layout": {
		"internal/bucket", "internal/diagnostic", "internal/ident", "internal/limits", "internal/pattern", "internal/plan",
		"internal/planner/finding", "spec",
	},
	// It is given what has its place, and asks neither what is sent nor how.
	"internal/planner/operate": {
		"internal/diagnostic", "internal/ident", "internal/limits", "internal/pattern", "internal/plan", "internal/planner/finding", "spec",
	},
}

// forTests are imported by tests only.
var forTests = map[string][]string{
	"internal/hostile": {"internal/catalog", "delivery", "internal/pattern", "internal/limits", "internal/plan", "internal/planner", "spec", "internal/cost"},
	"internal/corpus": {
		"delivery", "internal/limits", "internal/plan", "internal/planner", "spec",
		"internal/catalog", "internal/catalog/planned", "internal/planner/carrier/statemachine/machine",
	},
}

// leaves may not even import each other.
const leaves = 7

// A call of jsii costs about a millisecond. The SDK is for those who work with what is deployed.
var (
	jsii = []string{"internal/render", "", "example", "example/chat"}
	sdk  = []string{"cmd/destinations", "cmd/destinations/internal/redrive"}
)

// outside are libraries and the only rooms that may import them.
var outside = []struct {
	prefix string
	rooms  []string
}{
	{"github.com/aws/aws-cdk-go", jsii},
	{"github.com/aws/constructs-go", jsii},
	{"github.com/aws/jsii-runtime-go", jsii},
	{"github.com/aws/aws-sdk-go-v2", sdk},
	{"github.com/aws/smithy-go", sdk},
	{"github.com/pb33f/libopenapi", []string{"spec"}},
	{"github.com/pb33f/jsonpath", []string{"spec"}},
	{"github.com/pb33f/go-yaml", []string{"spec", "delivery", "example", "example/action"}},
	{"golang.org/x/net", []string{"internal/planner/server"}},
}

// TestRooms: a room imports only what stands before it, and libraries stay in their rooms.
func TestRooms(t *testing.T) {
	seen := make(map[string]bool)
	for room, imports := range importsOf(t) {
		seen[room] = true
		for _, path := range imports {
			if inside, ok := strings.CutPrefix(path, module); ok {
				inside = strings.TrimPrefix(inside, "/")
				if !mayKnow(room, inside) {
					t.Errorf("the room %q imports %q, which stands after it or is apart", room, inside)
				}
				continue
			}
			for _, library := range outside {
				if strings.HasPrefix(path, library.prefix) && !slices.Contains(library.rooms, room) {
					t.Errorf("the room %q imports %s; only %q may", room, path, library.rooms)
				}
			}
		}
		_, side := apart[room]
		_, test := forTests[room]
		if !side && !test && !slices.Contains(rooms, room) {
			t.Errorf("the room %q has no place in the row", room)
		}
	}
	for _, room := range rooms {
		if !seen[room] {
			t.Errorf("there is no room %q", room)
		}
	}
}

// mayKnow tells whether a room may import another.
func mayKnow(room, other string) bool {
	if known, ok := apart[room]; ok {
		return slices.Contains(known, other)
	}
	if known, ok := few[room]; ok {
		return slices.Contains(known, other)
	}
	if known, ok := forTests[room]; ok {
		return slices.Contains(known, other)
	}
	at, of := slices.Index(rooms, room), slices.Index(rooms, other)
	return of >= 0 && of < at && at >= leaves
}

// importsOf are the imports of each package's files, but for its tests.
func importsOf(t *testing.T) map[string][]string {
	t.Helper()
	imports := make(map[string][]string)
	err := filepath.WalkDir("..", func(path string, entry os.DirEntry, err error) error {
		switch name := entry.Name(); {
		case err != nil:
			return err
		case entry.IsDir() && (slices.Contains([]string{"e2e", "bench", "scripts", "testdata", "docs", "cdk.out", "node_modules"}, name) || len(name) > 2 && name[0] == '.'):
			return filepath.SkipDir
		case entry.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go"):
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		room := strings.TrimPrefix(filepath.ToSlash(filepath.Dir(path)), "..")
		room = strings.TrimPrefix(room, "/")
		imports[room] = append(imports[room], importPaths(t, file.Imports)...)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return imports
}

func importPaths(t *testing.T, specs []*ast.ImportSpec) []string {
	t.Helper()
	var paths []string
	for _, spec := range specs {
		path, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			t.Fatal(err)
		}
		paths = append(paths, path)
	}
	return paths
}
