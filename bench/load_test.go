package bench

import (
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/pb33f/libopenapi"

	"github.com/openapi-destinations/openapidestinations/bench/internal/subject"
	"github.com/openapi-destinations/openapidestinations/internal/catalog"
	"github.com/openapi-destinations/openapidestinations/internal/catalog/planned"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/planner"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// subjects are those of the synths, and generated documents of growing sizes.
func subjects(b *testing.B) []subject.Subject {
	b.Helper()
	folder := b.TempDir()
	all, err := subject.All("../../shared/specs", folder)
	if err != nil {
		b.Skipf("SKIPPED: %v", err)
	}
	for _, n := range []int{1250, 2500, 10000} {
		file := filepath.Join(folder, fmt.Sprintf("generated%d.json", n))
		if err := os.WriteFile(file, subject.Generate(n), 0o644); err != nil {
			b.Fatal(err)
		}
		all = append(all, subject.Subject{Name: fmt.Sprintf("generated-%d", n), File: file})
	}
	return all
}

// each runs a benchmark for each subject, with its size, so that the time for a byte or
// an operation can be compared.
func each(b *testing.B, run func(b *testing.B, s subject.Subject)) {
	for _, s := range subjects(b) {
		b.Run(s.Name, func(b *testing.B) {
			b.ReportAllocs()
			run(b, s)
		})
	}
}

// BenchmarkSpec is this project's reading of a document.
func BenchmarkSpec(b *testing.B) {
	each(b, func(b *testing.B, s subject.Subject) {
		operations := 0
		started := processors()
		for b.Loop() {
			doc, err := spec.Load(spec.Source{Path: s.File})
			if err != nil {
				b.Fatal(err)
			}
			operations = len(doc.Operations)
		}
		perOperation(b, operations, started)
	})
}

// BenchmarkLibopenapi is libopenapi's own reading of the same document.
func BenchmarkLibopenapi(b *testing.B) {
	each(b, func(b *testing.B, s subject.Subject) {
		operations := 0
		started := processors()
		for b.Loop() {
			data, err := os.ReadFile(s.File)
			if err != nil {
				b.Fatal(err)
			}
			document, err := libopenapi.NewDocument(data)
			if err != nil {
				b.Fatal(err)
			}
			model, err := document.BuildV3Model()
			if model == nil {
				b.Fatal(err)
			}
			operations = 0
			for _, item := range model.Model.Paths.PathItems.FromOldest() {
				operations += item.GetOperations().Len()
			}
		}
		perOperation(b, operations, started)
	})
}

// BenchmarkPlan is the plan of a document, BenchmarkCatalog the catalog of a plan.
func BenchmarkPlan(b *testing.B) {
	each(b, func(b *testing.B, s subject.Subject) {
		doc := load(b, s)
		var p *plan.Plan
		started := processors()
		for b.Loop() {
			p = build(doc, s)
		}
		perOperation(b, len(p.Operations), started)
	})
}

func BenchmarkCatalog(b *testing.B) {
	each(b, func(b *testing.B, s subject.Subject) {
		doc := load(b, s)
		p := build(doc, s)
		started := processors()
		for b.Loop() {
			c := planned.New(doc, p).In(catalog.Context{Bus: "bus", DeadLetterQueue: "queue"})
			c.JSON()
			c.Markdown()
		}
		perOperation(b, len(p.Operations), started)
	})
}

// perOperation reports what the processors were taken for, which other work on the machine
// changes little: for all, and for each operation.
func perOperation(b *testing.B, operations int, started time.Duration) {
	took := float64(processors()-started) / float64(b.N)
	b.ReportMetric(took/1e6, "CPU-ms/op")
	b.ReportMetric(took/float64(operations)/1e3, "CPU-us/operation")
}

// processors is the time that this process has had of them.
func processors() time.Duration {
	var usage syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &usage) != nil {
		return 0
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

func load(b *testing.B, s subject.Subject) *spec.Document {
	doc, err := spec.Load(spec.Source{Path: s.File})
	if err != nil {
		b.Fatal(err)
	}
	return doc
}

func build(doc *spec.Document, s subject.Subject) *plan.Plan {
	return planner.Build(doc, plan.Options{
		Methods: s.Methods, Include: []plan.Filter{{Match: s.Keep()}},
		BaseURL: "https://api.example.com", CatchUnknown: true,
	})
}
