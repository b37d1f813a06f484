package spec

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/openapi-destinations/openapidestinations/internal/diagnostic"
)

// versionPattern matches the versions of OpenAPI 3. A document may say `openapi:
// 3.0`, which is not a version by the letter, but clear.
var versionPattern = regexp.MustCompile(`^3(?:\.(\d{1,3})(?:\.\d.*)?)?$`)

// latestMinor is the newest OpenAPI 3.y that this package knows.
const latestMinor = 2

// version takes the document's OpenAPI version, or says why it cannot be read.
func (r *reader) version(root node) *Diagnostic {
	notOpenAPI := func(at node, message, hint string) *Diagnostic {
		return r.fatal(diagnostic.NotOpenAPI, at.position(), message, hint)
	}
	const give = "give an OpenAPI 2.0, 3.0, 3.1 or 3.2 document"
	if !root.isMap() {
		return notOpenAPI(root, "the document is "+root.kind()+", not an object", give)
	}
	stated := root.field("openapi")
	if !stated.isScalar() || !stated.given() {
		if swagger := root.field("swagger"); swagger.isScalar() && swagger.given() {
			return r.swaggerVersion(swagger)
		}
		if old := root.field("swaggerVersion"); old.isScalar() && old.given() {
			return r.swaggerVersion(old)
		}
		if root.field("asyncapi").given() {
			return notOpenAPI(root.field("asyncapi"), "this is an AsyncAPI document, not OpenAPI", give)
		}
		return notOpenAPI(root, `the document has no "openapi" field with a version`, give)
	}
	text := strings.TrimSpace(stated.yaml.Value)
	found := versionPattern.FindStringSubmatch(text)
	if found == nil && swaggerPattern.MatchString(text) {
		return notOpenAPI(stated, diagnostic.Message("OpenAPI version %q is not read", text), `OpenAPI 2.0 says swagger: "2.0"`)
	}
	if found == nil {
		return notOpenAPI(stated, diagnostic.Message("OpenAPI version %q is not read", text), give)
	}
	r.minor, _ = strconv.Atoi(found[1])
	if r.minor > latestMinor {
		r.report(Diagnostic{
			Code: diagnostic.NotOpenAPI, Severity: Warning, Position: stated.position(),
			Message: diagnostic.Message("OpenAPI %s is read as if it were 3.%d", text, latestMinor),
			Hint:    "what is new in that version is not seen",
		})
		r.minor = latestMinor
	}
	r.doc.OpenAPI = text
	return nil
}

// swaggerVersion takes the version of Swagger 2.0; earlier ones are another format.
func (r *reader) swaggerVersion(stated node) *Diagnostic {
	text := strings.TrimSpace(stated.yaml.Value)
	if !swaggerPattern.MatchString(text) {
		return r.fatal(diagnostic.NotOpenAPI, stated.position(), diagnostic.Message("Swagger %q is not read", text),
			"convert it to OpenAPI 3 first; of Swagger, only 2.0 is read")
	}
	r.doc.OpenAPI = text
	r.swagger = &swagger{parameters: map[node]node{}, parts: map[node]partList{}, bodies: map[bodyKey]requestBody{}}
	return nil
}

// readDocument reads everything below root.
func (r *reader) readDocument(root node) *Document {
	if r.swagger != nil {
		r.readSwagger(root)
	}
	if r.minor >= 2 {
		r.self = root.file.self()
	}
	r.rootFields(root)
	info := r.object(root, "info")
	r.infoFields(info)
	r.doc.Title = r.text(info, "title")
	r.doc.Version = r.text(info, "version")
	r.doc.Description = r.prose(info, "description")
	r.doc.SecuritySchemes = r.securitySchemes(root)
	r.doc.Extensions = r.extensions(root)
	r.dialect(root.field("jsonSchemaDialect"))
	r.operations(root)
	r.webhooks(root)
	r.hidden(root)
	r.doc.Definitions = r.closure()
	r.nameNeeded()
	for i := range r.doc.Diagnostics {
		r.doc.Diagnostics[i].clean()
	}
	r.doc.Diagnostics = SortDiagnostics(r.doc.Diagnostics)
	return r.doc
}

// servers are the servers that n itself lists.
func (r *reader) servers(n node) []Server {
	if r.swagger != nil {
		r.notSwagger(n, "servers")
		return nil
	}
	var servers []Server
	for _, item := range r.list(n, "servers") {
		if !item.isMap() {
			r.lost++
			r.malformed(Warning, item, "a server is an object with a url", "a server is %s, not an object", item.kind())
			continue
		}
		if !item.field("url").given() {
			r.lost++
			r.malformed(Warning, item, "give the server a url", "a server has no url")
			continue
		}
		r.spend(3)
		servers = append(servers, Server{
			Name:        r.text(item, "name"),
			Description: r.prose(item, "description"),
			URL:         r.text(item, "url"),
			Variables:   r.variables(item),
			Position:    item.position(),
		})
	}
	return servers
}

func (r *reader) variables(server node) []ServerVariable {
	var variables []ServerVariable
	for f := range r.object(server, "variables").fields() {
		if !f.value.isMap() {
			r.malformed(Warning, f.value, "a server variable is an object with a default",
				"the server variable %q is %s, not an object", f.name, f.value.kind())
			continue
		}
		r.spend(2)
		variables = append(variables, ServerVariable{
			Name:        f.name,
			Default:     r.text(f.value, "default"),
			HasDefault:  f.value.field("default").given(),
			Enum:        r.texts(f.value, "enum"),
			Description: r.prose(f.value, "description"),
			Position:    f.key.position(),
		})
	}
	return variables
}
