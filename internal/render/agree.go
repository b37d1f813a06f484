package render

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"

	"github.com/openapi-destinations/openapidestinations/internal/claim"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/report"
)

// Agree tells the other constructs of the app which detail types this one has on its bus, which buses
// it makes and what its catalog is called, and reports what another one has too. The catalog is where
// the files go, without their extensions; empty where none is written.
func (f *Frame) Agree(p *plan.Plan) (catalog string, found report.Findings) {
	mine := claim.Claim{Construct: f.place.path, Buses: f.busKeys(), Sources: f.options.Sources, Top: f.place.topPath}
	for i := range p.Operations {
		if p.Operations[i].Callable() {
			mine.DetailTypes = append(mine.DetailTypes, p.Operations[i].DetailType)
		}
	}
	mine.CatchesUnknown = slices.ContainsFunc(p.Rules, func(r plan.Rule) bool {
		return r.Kind == plan.UnknownDetailType
	})
	if f.options.Parts > 0 && mine.CatchesUnknown {
		mine.Knows = p.DetailTypes
	}
	mine.OwnBus, mine.Makes = f.bus.own, f.madeBuses(p)
	mine.Answers, mine.Open = f.answersOf(p), openRules(p)
	others := f.claims()
	found = mine.Conflicts(others)
	f.leaveAnswers(mine, others, &found)
	mine.Catalog = f.nameCatalog(others)
	f.note(claim.Kind, mine.Text())
	return mine.Catalog, found
}

// claims are those of the constructs before this one, which are all there until this one is made.
func (f *Frame) claims() []claim.Claim {
	if f.others == nil {
		others := claim.Claims(noted(f.place.root, claim.Kind))
		f.others = &others
	}
	return *f.others
}

// madeBuses are the names of the buses that the construct makes, with their environment.
func (f *Frame) madeBuses(p *plan.Plan) []string {
	environment := f.environment() + " "
	var made []string
	if f.bus.own {
		made = append(made, environment+f.bus.physical.atSynth())
	}
	for _, name := range f.shardNames(p) {
		made = append(made, environment+name.atSynth())
	}
	return made
}

// busKeys identify the bus: by its name where that is known, together with the
// environment; and by what its stack calls it.
func (f *Frame) busKeys() []string { return f.keysOf(f.bus) }

func (f *Frame) keysOf(bus eventBus) []string {
	if bus.own {
		return []string{f.environment() + " " + bus.physical.atSynth()}
	}
	stack := awscdk.Stack_Of(bus.construct)
	path := *stack.Node().Path()
	reference, err := json.Marshal(stack.Resolve(bus.name))
	if err != nil {
		reference = nil
	}
	keys := []string{path + " " + string(reference)}
	if !HasToken(bus.physical.atSynth()) {
		keys = append(keys, environmentOf(*stack.Environment(), path)+" "+bus.physical.atSynth())
	}
	return keys
}

// environment is that of the construct's stack.
func (f *Frame) environment() string {
	return environmentOf("aws://"+f.place.account+"/"+f.place.region, f.place.stackPath)
}

// environmentOf is the environment of a stack, or the stack's path: stacks that don't say
// where they go may go to different places.
func environmentOf(environment, stackPath string) string {
	if HasToken(environment) || strings.Contains(environment, "unknown-") {
		return stackPath
	}
	return environment
}

// nameCatalog finds a name for the catalog's files that no other construct of the
// stage has: the construct's id, else its path. There is none outside of any stage, where
// no cloud assembly is written. It is where the files go.
func (f *Frame) nameCatalog(others []claim.Claim) string {
	stage := awscdk.Stage_Of(f.scope)
	if stage == nil {
		return ""
	}
	folder := *stage.Outdir()
	for _, name := range []string{
		f.place.id, f.place.path, fmt.Sprintf("%s-%s", f.place.id, f.place.addr),
	} {
		at := filepath.Join(folder, notInName.ReplaceAllString(name, "-"))
		if !slices.ContainsFunc(others, func(other claim.Claim) bool { return other.Catalog == at }) {
			return at
		}
	}
	return ""
}
