package delivery

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// maxNesting bounds stages within stages and stacks within stacks.
const maxNesting = 20

// LoadAssembly reads the folder that cdk synth writes: all its stacks, those
// of its stages, and nested stacks, whose templates are found through the
// asset manifests. A template that is missing is an error.
func LoadAssembly(dir string, options Options) (*Assembly, error) {
	l := &loader{options: options.withDefaults()}
	l.set = newStackSet(l.options)
	if err := l.folder(dir, "", 0); err != nil {
		return nil, err
	}
	if len(l.stacks) == 0 {
		return nil, fmt.Errorf("%s: the cloud assembly has no stacks", dir)
	}
	for name := range l.options.Parameters {
		if !l.known[name] {
			return nil, fmt.Errorf("no stack of %s has a parameter %q", dir, name)
		}
	}
	var errs []error
	for _, s := range l.stacks {
		s.export()
	}
	l.set.stacks = slices.Clone(l.stacks)
	for i := 0; i < len(l.stacks); i++ { // nested stacks are appended
		errs = append(errs, l.stacks[i].load(), l.nested(l.stacks[i]))
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return newAssembly(l.options, l.stacks)
}

// loader collects the stacks of an assembly.
type loader struct {
	options Options
	set     *stackSet
	stacks  []*stack
	known   map[string]bool // parameters that some stack has
}

// folder reads one manifest.json.
func (l *loader) folder(dir, label string, depth int) error {
	if depth > maxNesting {
		return fmt.Errorf("%s: stages are nested more than %d levels deep", dir, maxNesting)
	}
	file := filepath.Join(dir, "manifest.json")
	manifest, err := readJSON(file)
	if err != nil {
		if errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("%s isn't a cloud assembly: it has no manifest.json (cdk synth writes one)", dir)
		}
		return err
	}
	artifacts := manifest.get("artifacts")
	if artifacts.kindOr(kindNull) != kindObject {
		return nil
	}
	for _, m := range artifacts.members {
		properties := m.value.get("properties")
		switch m.value.get("type").string() {
		case "cdk:cloud-assembly":
			inner, err := inside(dir, properties.get("directoryName").string())
			if err != nil {
				return fmt.Errorf("%s: %s: %w", file, m.name, err)
			}
			if err := l.folder(inner, label+m.name+"/", depth+1); err != nil {
				return err
			}
		case "aws:cloudformation:stack":
			if err := l.artifact(dir, label, m.name, m.value); err != nil {
				return fmt.Errorf("%s: %s: %w", file, m.name, err)
			}
		}
	}
	return nil
}

// artifact adds a stack of a manifest.
func (l *loader) artifact(dir, label, name string, artifact *value) error {
	properties := artifact.get("properties")
	file, err := inside(dir, properties.get("templateFile").string())
	if err != nil {
		return err
	}
	template, err := readTemplate(file)
	if err != nil {
		return err
	}
	physical := properties.get("stackName").string()
	if physical == "" {
		physical = name
	}
	s := newStack(l.set, physical, label+name, template)
	s.dir = dir
	s.environment(artifact.get("environment").string())
	if given := properties.get("parameters"); given.kindOr(kindNull) == kindObject {
		for _, m := range given.members {
			s.parameters[m.name] = m.value
		}
	}
	l.give(s)
	if s.assets, err = assetFiles(dir); err != nil {
		return err
	}
	l.stacks = append(l.stacks, s)
	return nil
}

// give sets the stack's parameters from the options.
func (l *loader) give(s *stack) {
	if l.known == nil {
		l.known = map[string]bool{}
	}
	parameters := s.template.get("Parameters")
	if parameters.kindOr(kindNull) != kindObject {
		return
	}
	for _, m := range parameters.members {
		l.known[m.name] = true
		if v, ok := l.options.Parameters[m.name]; ok {
			s.parameters[m.name] = stringValue(v)
		}
	}
}

// environment takes account and Region from aws://ACCOUNT/REGION.
func (s *stack) environment(text string) {
	account, region, ok := strings.Cut(strings.TrimPrefix(text, "aws://"), "/")
	if !ok {
		return
	}
	if account != "" && account != "unknown-account" {
		s.account = account
	}
	if region != "" && region != "unknown-region" {
		s.region = region
	}
}

// export makes the stack's exports known to the others.
func (s *stack) export() {
	outputs := s.template.get("Outputs")
	if outputs.kindOr(kindNull) != kindObject {
		return
	}
	for _, m := range outputs.members {
		name := m.value.get("Export").get("Name")
		if name == nil {
			continue
		}
		if text, err := s.eval(name); err == nil {
			s.set.exports[text.string()] = func() (*value, error) { return s.output(m.name) }
		}
	}
}

// nested adds the nested stacks of a stack.
func (l *loader) nested(s *stack) error {
	var errs []error
	for _, id := range s.order {
		if r := s.resources[id]; r.typ == "AWS::CloudFormation::Stack" {
			errs = append(errs, l.child(r))
		}
	}
	return errors.Join(errs...)
}

func (l *loader) child(r *resource) error {
	s := r.stack
	if strings.Count(s.label, "/") > maxNesting {
		return fmt.Errorf("%s: stacks are nested more than %d levels deep", r, maxNesting)
	}
	file, err := r.templateFile()
	if err != nil {
		return fmt.Errorf("%s: %w", r, err)
	}
	template, err := readTemplate(file)
	if err != nil {
		return fmt.Errorf("%s: the nested stack's template: %w", r, err)
	}
	own, err := r.physicalName()
	if err != nil {
		return err
	}
	child := newStack(s.set, own, r.String(), template)
	child.dir, child.assets, child.parent = s.dir, s.assets, s
	child.region, child.account, child.partition = s.region, s.account, s.partition
	if given := r.properties.get("Parameters"); given.kindOr(kindNull) == kindObject {
		child.given = append(child.given, given.members...)
	}
	s.children[r.id] = child
	l.stacks = append(l.stacks, child)
	return nil
}

// templateFile finds a nested stack's template: TemplateURL names the asset by
// its hash, which the asset manifest maps to a file; under the CDK CLI the
// resource's metadata names the file too.
func (r *resource) templateFile() (string, error) {
	url, err := r.property("TemplateURL")
	if err != nil {
		return "", err
	}
	text := url.string()
	for _, a := range r.stack.assets {
		if a.hash != "" && strings.Contains(text, a.hash) {
			return a.file, nil
		}
	}
	if path := r.raw.get("Metadata").get("aws:asset:path").string(); path != "" {
		return inside(r.stack.dir, path)
	}
	return "", fmt.Errorf("no asset manifest of %s knows the nested stack's template %q", r.stack.dir, text)
}

// asset is a file of an asset manifest.
type asset struct{ hash, file string }

// assetFiles reads the asset manifests of a folder, *.assets.json.
func assetFiles(dir string) ([]asset, error) {
	manifests, err := filepath.Glob(filepath.Join(escapeGlob(dir), "*.assets.json"))
	if err != nil {
		return nil, err
	}
	slices.Sort(manifests)
	var out []asset
	for _, m := range manifests {
		v, err := readJSON(m)
		if err != nil {
			return nil, err
		}
		files := v.get("files")
		if files.kindOr(kindNull) != kindObject {
			continue
		}
		for _, f := range files.members {
			path := f.value.get("source").get("path").string()
			if path == "" || f.value.get("source").get("packaging").string() == "zip" {
				continue
			}
			file, err := inside(dir, path)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", m, err)
			}
			out = append(out, asset{f.name, file})
			destinations := f.value.get("destinations")
			if destinations.kindOr(kindNull) != kindObject {
				continue
			}
			for _, d := range destinations.members {
				key := strings.TrimSuffix(filepath.Base(d.value.get("objectKey").string()), ".json")
				out = append(out, asset{strings.TrimSuffix(key, ".template"), file})
			}
		}
	}
	return out, nil
}

// escapeGlob keeps filepath.Glob from reading a folder's name as a pattern.
func escapeGlob(dir string) string {
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`).Replace(dir)
}

// inside is a path of a manifest, which may not lead out of the assembly.
func inside(dir, path string) (string, error) {
	if !filepath.IsLocal(path) {
		return "", fmt.Errorf("the path %q leads out of the cloud assembly", path)
	}
	return filepath.Join(dir, path), nil
}

func readJSON(file string) (*value, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	v, err := parseJSON(data)
	if err != nil {
		return nil, fmt.Errorf("%s:%w", file, err)
	}
	return v, nil
}

func readTemplate(file string) (*value, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	v, err := parseTemplateText(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return v, nil
}
