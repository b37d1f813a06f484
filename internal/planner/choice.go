package planner

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
	"github.com/openapi-destinations/openapidestinations/internal/ident"
	"github.com/openapi-destinations/openapidestinations/internal/limits"
	"github.com/openapi-destinations/openapidestinations/internal/plan"
	"github.com/openapi-destinations/openapidestinations/internal/safe"
	"github.com/openapi-destinations/openapidestinations/spec"
)

// launchChoice is the choice among the document's servers that is left to the launch.
type launchChoice struct {
	servers []spec.Server
	names   []string
	// preferred is the index of the one that would be called if nothing were left to the
	// launch.
	preferred int
	// columns are the texts that differ, a row for each server.
	columns []column
}

type column struct {
	key  string
	rows []string
}

// urlColumn is the column of the servers' base URLs, whose placeholder is ${Server}.
const urlColumn = "Url"

// chooseAtLaunch leaves the choice among the servers that can be called to the launch.
func (b *builder) chooseAtLaunch(servers []spec.Server, at spec.Position) baseURL {
	preferred := b.chooseServer(servers, at)
	if preferred.problem != nil {
		return preferred
	}
	var c launchChoice
	base := baseURL{b: b}
	known := map[string]bool{}
	for i, s := range servers {
		one := b.orTwin(servers, i)
		switch {
		case one.final:
			return one
		case one.problem != nil:
			base.note(diagnostic.LaunchServer, spec.Warning, s.Position, "",
				"not offered at the launch: %s", one.problem.Message)
			continue
		case known[one.url]:
			continue
		case len(base.choices) == limits.MappingAttributes:
			return failing(diagnostic.LaunchServer, servers[0].Position, "name one with Server",
				"the choice among the servers cannot be left to the launch: %s", tooManyServers)
		}
		known[one.url] = true
		base.choices = append(base.choices, one)
		base.notes = append(base.notes, one.notes...)
		if one.url == preferred.url {
			c.preferred = len(c.servers)
		}
		c.servers = append(c.servers, s)
	}
	if len(base.choices) < 2 {
		b.Report(diagnostic.NothingSelected, spec.Warning, b.File(), "leave AskServer (context key askServer) out",
			"the choice of a server was not left to the launch: the document has one that can be called")
		return preferred
	}
	c.nameServers(base.choices)
	b.choice = &c
	text, why := b.column(urlColumn, base.choices)
	if why != "" {
		return failing(diagnostic.LaunchServer, servers[0].Position,
			"give values (ServerVariables, context key serverVariables), or leave either the variables or the server to the launch",
			"the choice among the servers cannot be left to the launch: %s", why)
	}
	base.url = text
	base.values = b.chosenValues(base.choices)
	return base
}

// nameServers makes the servers' names fit for the key of a mapping
// (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/mappings-section-structure.html),
// and different.
func (c *launchChoice) nameServers(bases []baseURL) {
	for _, s := range c.servers {
		text := s.Name
		if text == "" {
			text = s.Description
		}
		if mappingKey(text) == "" {
			_, text, _ = strings.Cut(withScheme(s), "://")
		}
		c.names = append(c.names, mappingKey(text))
	}
	same := make(map[string]int, len(c.names))
	for _, name := range c.names {
		same[strings.ToLower(name)]++
	}
	for i, name := range c.names {
		if name == "" || safe.Evaluated(name) || same[strings.ToLower(name)] > 1 {
			c.names[i] = strings.TrimPrefix(name+"-"+ident.Hash(bases[i].url), "-")
		}
	}
}

// mappingKey keeps letters, digits, "-" and "."; what lies between becomes one "-".
func mappingKey(s string) string {
	const longest = 60
	var out strings.Builder
	for _, r := range s {
		switch {
		case ident.IsLetterOrDigit(r) || r == '.':
			out.WriteRune(r)
		case out.Len() > 0 && !strings.HasSuffix(out.String(), "-"):
			out.WriteByte('-')
		}
	}
	key := out.String()
	return strings.Trim(key[:min(len(key), longest)], "-.")
}

var tooManyServers = fmt.Sprintf("a mapping of CloudFormation holds at most %d servers, and as many URLs of each", limits.MappingAttributes)

// column makes a text that is the URL of the chosen server. Where the launch gives a part
// of it too, the texts around that are columns of their own; the parts must be the same
// for all servers then.
func (b *builder) column(key string, bases []baseURL) (text, why string) {
	if b.columnsFull(key) || len(bases) > limits.MappingAttributes {
		return "", tooManyServers
	}
	parts := placeholder.FindAllString(bases[0].url, -1)
	texts := make([][]string, len(bases))
	for i, base := range bases {
		if !slices.Equal(placeholder.FindAllString(base.url, -1), parts) {
			return "", diagnostic.Message("the variables that the launch is asked for are %s in %q, and %s in %q",
				listed(parts), b.choice.servers[0].URL, listed(placeholder.FindAllString(base.url, -1)), b.choice.servers[i].URL)
		}
		texts[i] = placeholder.Split(base.url, -1)
	}
	if len(parts) == 0 {
		return b.addColumn(key, texts, 0), ""
	}
	for n := range texts[0] {
		if slices.ContainsFunc(texts, func(row []string) bool { return row[n] != texts[0][n] }) {
			text += b.addColumn(fmt.Sprintf("%s%d", key, n+1), texts, n)
		} else {
			text += texts[0][n]
		}
		if n < len(parts) {
			text += parts[n]
		}
	}
	return text, ""
}

// columnsFull tells whether there is no room for columns of a key.
func (b *builder) columnsFull(key string) bool {
	has := func(c column) bool { return strings.HasPrefix(c.key, key) }
	return b.choice != nil && len(b.choice.columns) >= limits.MappingAttributes && !slices.ContainsFunc(b.choice.columns, has)
}

func listed(placeholders []string) string {
	if len(placeholders) == 0 {
		return "none"
	}
	return strings.Join(placeholders, ", ")
}

// addColumn adds the n-th of each row's texts and gives its placeholder.
func (b *builder) addColumn(key string, texts [][]string, n int) string {
	name := plan.ServerParameter
	if key != urlColumn {
		name += "." + key
	}
	p := b.addPlaceholder(plan.Placeholder{Name: name, Column: key}, wholeURL)
	if !strings.Contains(texts[0][n], "://") {
		p.slot = hostLabel
	}
	if !slices.ContainsFunc(b.choice.columns, func(c column) bool { return c.key == key }) {
		c := column{key: key}
		for _, row := range texts {
			c.rows = append(c.rows, row[n])
		}
		b.choice.columns = append(b.choice.columns, c)
	}
	return p.placeholder()
}

// chosenValues are the values of variables that all servers have.
func (b *builder) chosenValues(bases []baseURL) values {
	first := bases[0].values
	chosen := values{make(map[string]string), make(map[string]spec.ServerVariable)}
	for _, m := range slices.Sorted(maps.Keys(first.asked)) {
		if !slices.ContainsFunc(bases, func(other baseURL) bool {
			v, ok := other.values.asked[m]
			return !ok || definition(v) != definition(first.asked[m])
		}) {
			chosen.asked[m] = first.asked[m]
		}
	}
	for _, m := range slices.Sorted(maps.Keys(first.text)) {
		var rows [][]string
		differ := false
		for _, base := range bases {
			if value, ok := base.values.text[m]; ok && !strings.Contains(value, "/") {
				rows = append(rows, []string{value})
				differ = differ || value != first.text[m]
			}
		}
		switch {
		case len(rows) < len(bases):
		case differ:
			chosen.text[m] = b.addColumn("Variable"+ident.Camel(m)+strings.ToUpper(ident.Hash(m)), rows, 0)
		default:
			chosen.text[m] = first.text[m]
		}
	}
	return chosen
}

// resolveChoices resolves a relative URL against each of the servers. Many operations have
// the same.
func (base baseURL) resolveChoices(raw string, u *url.URL) (clean, why string) {
	known, ok := base.b.relatives[raw]
	if !ok {
		known.clean, known.why = base.resolveEach(raw, u)
		base.b.relatives[raw] = known
	}
	return known.clean, known.why
}

// resolvedURL is what a relative URL was resolved to, or why it was not.
type resolvedURL struct{ clean, why string }

func (base baseURL) resolveEach(raw string, u *url.URL) (clean, why string) {
	if base.b.columnsFull(urlColumn + strings.ToUpper(ident.Hash(raw))) {
		return "", tooManyServers
	}
	resolved := slices.Clone(base.choices)
	for i, c := range base.choices {
		if resolved[i].url, why = c.resolve(raw, u); why != "" {
			return "", why
		}
	}
	return base.b.column(urlColumn+strings.ToUpper(ident.Hash(raw)), resolved)
}

// followChoice makes a list of a path or an operation follow the launch's choice, if it
// has a server that goes by the name of one of the document's.
func (b *builder) followChoice(servers []spec.Server) (baseURL, bool) {
	if b.choice == nil || len(servers) == 0 {
		return baseURL{}, false
	}
	places, found := b.placesOfChoice(servers)
	if !found {
		return baseURL{}, false
	}
	var base baseURL
	key := ""
	bases := make([]baseURL, len(b.choice.servers))
	known := make(map[int]baseURL) // most lists have fewer servers than the document
	for i, at := range places {
		if at < 0 {
			base.note(diagnostic.ServerFirst, spec.Warning, servers[0].Position, "replace it (ServerURLs, context key serverUrls), or add the server to the list",
				"this list of servers has no %q; its first, %q, is taken", b.choice.names[i], servers[0].URL)
		}
		at = max(at, 0)
		if _, ok := known[at]; !ok {
			known[at] = b.orTwin(servers, at)
		}
		if bases[i] = known[at]; bases[i].problem != nil {
			return bases[i], true
		}
		base.notes = append(base.notes, bases[i].notes...)
		key += bases[i].url + "\n"
	}
	base.b, base.choices = b, bases
	if !slices.ContainsFunc(bases, func(other baseURL) bool { return other.url != bases[0].url }) {
		base.url = bases[0].url
		return base, true
	}
	text, why := b.column(urlColumn+strings.ToUpper(ident.Hash(key)), bases)
	if why != "" {
		return failing(diagnostic.LaunchServer, servers[0].Position, "give values (ServerVariables, context key serverVariables)",
			"this list of servers cannot follow the launch's choice: %s", why), true
	}
	base.url = text
	return base, true
}

// placesOfChoice are the places in a list of the servers that the launch chooses from, -1 for
// those that it lacks; whether it has any.
func (b *builder) placesOfChoice(servers []spec.Server) (places []int, found bool) {
	for _, s := range b.choice.servers {
		at := slices.IndexFunc(servers, func(own spec.Server) bool { return sameName(own, s) })
		places, found = append(places, at), found || at >= 0
	}
	return places, found
}

func sameName(a, b spec.Server) bool {
	return a.Name != "" && a.Name == b.Name || a.Description != "" && a.Description == b.Description || a.URL == b.URL
}

// addChoice adds the choice to the plan, with the columns in use.
func (b *builder) addChoice(used map[string]bool) {
	if b.choice == nil {
		return
	}
	rows := make([]plan.ServerChoice, len(b.choice.names))
	inUse := false
	for i, name := range b.choice.names {
		rows[i] = plan.ServerChoice{Name: name, Columns: make(map[string]string)}
		for _, c := range b.choice.columns {
			text := "${" + plan.ServerParameter + "." + c.key + "}"
			if c.key == urlColumn {
				text = "${" + plan.ServerParameter + "}"
			}
			if used[text] {
				rows[i].Columns[c.key], inUse = c.rows[i], true
			}
		}
	}
	if !inUse {
		return
	}
	b.plan.Servers = rows
	preferred := b.choice.names[b.choice.preferred]
	b.plan.Parameters = append([]plan.LaunchParameter{{
		Name: plan.ServerParameter, Label: "Server", Description: "Which of the API's servers to call",
		AllowedValues: b.choice.names, Default: &preferred,
		Constraint: safe.Clean("One of: "+strings.Join(b.choice.names, ", "), limits.DescriptionLength),
	}}, b.plan.Parameters...)
}

// rows are the texts that a URL may be, one for each server that the launch chooses from.
func (b *builder) rows(text string) []string {
	if b.choice == nil || !strings.Contains(text, "${"+plan.ServerParameter) {
		return []string{text}
	}
	var pairs [][2]int // places in launch and in the choice's columns
	for i, v := range b.launch {
		if v.Column == "" || !strings.Contains(text, v.placeholder()) {
			continue
		}
		for j, c := range b.choice.columns {
			if v.Column == c.key {
				pairs = append(pairs, [2]int{i, j})
			}
		}
	}
	out := make([]string, len(b.choice.names))
	for i := range out {
		out[i] = text
		for _, p := range pairs {
			out[i] = strings.ReplaceAll(out[i], b.launch[p[0]].placeholder(), b.choice.columns[p[1]].rows[i])
		}
	}
	return out
}
