package server

import (
	"fmt"
	"maps"
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
func (c *Chooser) chooseAtLaunch(servers []spec.Server, at spec.Position) baseURL {
	preferred := c.chooseServer(servers, at)
	if preferred.problem != nil {
		return preferred
	}
	var choice launchChoice
	var base baseURL
	known := map[URL]bool{}
	for i, s := range servers {
		one := c.orTwin(servers, i)
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
			return failing(diagnostic.LaunchServer, servers[0].Position, "name one with Server (context key server)",
				"the choice among the servers cannot be left to the launch: %s", tooManyServers)
		}
		known[one.url] = true
		base.choices = append(base.choices, one)
		base.notes = append(base.notes, one.notes...)
		if one.url == preferred.url {
			choice.preferred = len(choice.servers)
		}
		choice.servers = append(choice.servers, s)
	}
	if len(base.choices) < 2 {
		c.log.Report(diagnostic.NothingSelected, spec.Warning, c.log.File(), "leave AskServer (context key askServer) out",
			"the choice of a server was not left to the launch: the document has one that can be called")
		return preferred
	}
	choice.nameServers(base.choices)
	c.choice = &choice
	chosen, why := c.column(urlColumn, base.choices)
	if why != "" {
		return failing(diagnostic.LaunchServer, servers[0].Position,
			"give values (ServerVariables, context key serverVariables), or leave either the variables or the server to the launch",
			"the choice among the servers cannot be left to the launch: %s", why)
	}
	base.url = chosen
	base.values = c.chosenValues(base.choices)
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
			c.names[i] = strings.TrimPrefix(name+"-"+ident.Hash(bases[i].url.String()), "-")
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
func (c *Chooser) column(key string, bases []baseURL) (of URL, why string) {
	if c.columnsFull(key) || len(bases) > limits.MappingAttributes {
		return URL{}, tooManyServers
	}
	parts := bases[0].url.placeholders()
	texts := make([][]string, len(bases))
	for i, base := range bases {
		if !slices.Equal(base.url.placeholders(), parts) {
			return URL{}, diagnostic.Message("the variables that the launch is asked for are %s in %q, and %s in %q",
				listed(parts), c.choice.servers[0].URL, listed(base.url.placeholders()), c.choice.servers[i].URL)
		}
		texts[i] = base.url.literals()
	}
	if len(parts) == 0 {
		return c.launch.url(c.addColumn(key, texts, 0)), ""
	}
	text := ""
	for n := range texts[0] {
		if slices.ContainsFunc(texts, func(row []string) bool { return row[n] != texts[0][n] }) {
			text += c.addColumn(fmt.Sprintf("%s%d", key, n+1), texts, n)
		} else {
			text += texts[0][n]
		}
		if n < len(parts) {
			text += parts[n]
		}
	}
	return c.launch.url(text), ""
}

// columnsFull tells whether there is no room for columns of a key.
func (c *Chooser) columnsFull(key string) bool {
	has := func(one column) bool { return strings.HasPrefix(one.key, key) }
	return c.choice != nil && len(c.choice.columns) >= limits.MappingAttributes && !slices.ContainsFunc(c.choice.columns, has)
}

func listed(placeholders []string) string {
	if len(placeholders) == 0 {
		return "none"
	}
	return strings.Join(placeholders, ", ")
}

// addColumn adds the n-th of each row's texts and gives its placeholder.
func (c *Chooser) addColumn(key string, texts [][]string, n int) string {
	name := plan.ServerParameter
	if key != urlColumn {
		name += "." + key
	}
	p := c.launch.add(plan.Placeholder{Name: name, Column: key}, wholeURL)
	if !strings.Contains(texts[0][n], "://") {
		p.slot = hostLabel
	}
	if !slices.ContainsFunc(c.choice.columns, func(one column) bool { return one.key == key }) {
		added := column{key: key}
		for _, row := range texts {
			added.rows = append(added.rows, row[n])
		}
		c.choice.columns = append(c.choice.columns, added)
	}
	return p.placeholder()
}

// chosenValues are the values of variables that all servers have.
func (c *Chooser) chosenValues(bases []baseURL) values {
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
			chosen.text[m] = c.addColumn("Variable"+ident.Camel(m)+strings.ToUpper(ident.Hash(m)), rows, 0)
		default:
			chosen.text[m] = first.text[m]
		}
	}
	return chosen
}

// resolveChoices resolves a reference against each of the servers. Many operations have the same.
func (c *Chooser) resolveChoices(base baseURL, ref URL) (URL, string) {
	known, ok := c.relatives[ref]
	if !ok {
		known.url, known.why = c.resolveEach(base, ref)
		c.relatives[ref] = known
	}
	return known.url, known.why
}

// resolvedURL is what a reference was resolved to, or why it was not.
type resolvedURL struct {
	url URL
	why string
}

func (c *Chooser) resolveEach(base baseURL, ref URL) (URL, string) {
	// The key is made of the plain text: it stands in templates that are deployed.
	key := urlColumn + strings.ToUpper(ident.Hash(ref.plain()))
	if c.columnsFull(key) {
		return URL{}, tooManyServers
	}
	resolved := slices.Clone(base.choices)
	for i, one := range base.choices {
		var why string
		if resolved[i].url, why = c.resolve(one, ref); why != "" {
			return URL{}, why
		}
	}
	return c.column(key, resolved)
}

// followChoice makes a list of a path or an operation follow the launch's choice, if it
// has a server that goes by the name of one of the document's.
func (c *Chooser) followChoice(servers []spec.Server) (baseURL, bool) {
	if c.choice == nil || len(servers) == 0 {
		return baseURL{}, false
	}
	places, found := c.placesOfChoice(servers)
	if !found {
		return baseURL{}, false
	}
	var base baseURL
	key := ""
	bases := make([]baseURL, len(c.choice.servers))
	known := make(map[int]baseURL) // most lists have fewer servers than the document
	for i, at := range places {
		if at < 0 {
			base.note(diagnostic.ServerFirst, spec.Warning, servers[0].Position, "replace it (ServerURLs, context key serverUrls), or add the server to the list",
				"this list of servers has no %q; its first, %q, is taken", c.choice.names[i], servers[0].URL)
		}
		at = max(at, 0)
		if _, ok := known[at]; !ok {
			known[at] = c.orTwin(servers, at)
		}
		if bases[i] = known[at]; bases[i].problem != nil {
			return bases[i], true
		}
		base.notes = append(base.notes, bases[i].notes...)
		key += bases[i].url.text + "\n"
	}
	base.choices = bases
	if !slices.ContainsFunc(bases, func(other baseURL) bool { return other.url != bases[0].url }) {
		base.url = bases[0].url
		return base, true
	}
	chosen, why := c.column(urlColumn+strings.ToUpper(ident.Hash(key)), bases)
	if why != "" {
		return failing(diagnostic.LaunchServer, servers[0].Position, "give values (ServerVariables, context key serverVariables)",
			"this list of servers cannot follow the launch's choice: %s", why), true
	}
	base.url = chosen
	return base, true
}

// placesOfChoice are the places in a list of the servers that the launch chooses from, -1 for
// those that it lacks; whether it has any.
func (c *Chooser) placesOfChoice(servers []spec.Server) (places []int, found bool) {
	for _, s := range c.choice.servers {
		at := slices.IndexFunc(servers, func(own spec.Server) bool { return sameName(own, s) })
		places, found = append(places, at), found || at >= 0
	}
	return places, found
}

func sameName(s, t spec.Server) bool {
	return s.Name != "" && s.Name == t.Name || s.Description != "" && s.Description == t.Description || s.URL == t.URL
}

// inUse are the servers with the columns in use; none if nothing is left to the choice.
func (c *launchChoice) inUse(used map[string]bool) []plan.ServerChoice {
	if c == nil {
		return nil
	}
	rows := make([]plan.ServerChoice, len(c.names))
	inUse := false
	for i, name := range c.names {
		rows[i] = plan.ServerChoice{Name: name, Columns: make(map[string]string)}
		for _, column := range c.columns {
			text := "${" + plan.ServerParameter + "." + column.key + "}"
			if column.key == urlColumn {
				text = "${" + plan.ServerParameter + "}"
			}
			if used[text] {
				rows[i].Columns[column.key], inUse = column.rows[i], true
			}
		}
	}
	if !inUse {
		return nil
	}
	return rows
}

// parameter asks the launch for the server.
func (c *launchChoice) parameter() plan.LaunchParameter {
	preferred := c.names[c.preferred]
	return plan.LaunchParameter{
		Name: plan.ServerParameter, Label: "Server", Description: "Which of the API's servers to call",
		AllowedValues: c.names, Default: &preferred,
		Constraint: safe.Clean("One of: "+strings.Join(c.names, ", "), limits.DescriptionLength),
	}
}

// rows are the texts that a URL may be, one for each server that the launch chooses from.
func (c *Chooser) rows(text string) []string {
	if c.choice == nil || !strings.Contains(text, "${"+plan.ServerParameter) {
		return []string{text}
	}
	var pairs [][2]int // places in launch and in the choice's columns
	for i, v := range c.launch.values {
		if v.Column == "" || !strings.Contains(text, v.placeholder()) {
			continue
		}
		for j, column := range c.choice.columns {
			if v.Column == column.key {
				pairs = append(pairs, [2]int{i, j})
			}
		}
	}
	out := make([]string, len(c.choice.names))
	for i := range out {
		out[i] = text
		for _, p := range pairs {
			out[i] = strings.ReplaceAll(out[i], c.launch.values[p[0]].placeholder(), c.choice.columns[p[1]].rows[i])
		}
	}
	return out
}
