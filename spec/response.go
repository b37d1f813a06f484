package spec

import "strings"

// responses are the answers of the operation n that a request may ask for by its Accept:
// those of success and the default. One that cannot be read is said, and costs nothing.
func (r *reader) responses(n node) []Response {
	list := r.answer(n.field("responses"), "responses")
	produces := r.produces(n)
	var responses []Response
	for f := range list.fields() {
		if !strings.HasPrefix(f.name, "2") && f.name != "default" {
			continue // no Accept asks for an answer of failure
		}
		response := Response{Status: f.name, MediaTypes: produces, Position: f.key.position()}
		if r.swagger == nil {
			response.MediaTypes = r.answered(f.value)
		}
		if r.wantsAnswers {
			response.Content = r.contentOf(f.value, produces)
		}
		r.spend(1 + len(response.MediaTypes))
		responses = append(responses, response)
	}
	return responses
}

// answered are the media types of a response, which are read once for all that refer to it.
func (r *reader) answered(n node) []string {
	target := r.answer(n, "a response")
	known, ok := r.answers[target]
	if !ok {
		for f := range target.field("content").fields() {
			known = append(known, f.name)
		}
		r.answers[target] = known
	}
	return known
}

// answer is n, its reference followed.
func (r *reader) answer(n node, what string) node {
	target, problem := r.follow(n)
	if problem != nil {
		problem.Severity = Info
		r.report(*problem)
	} else if target.given() && !target.isMap() {
		r.malformed(Info, target, "write an object", "%s: %s, not an object; nothing is read of it", what, target.kind())
	}
	return target
}

// produces are the media types that Swagger 2.0 has for all answers of the operation n.
func (r *reader) produces(n node) []string {
	if r.swagger == nil {
		return nil
	}
	own := n.field("produces")
	if !own.given() {
		return r.swagger.produces
	}
	return textsOf(r.mediaTypes(n, "produces").types)
}

func textsOf(types []node) []string {
	names := make([]string, len(types))
	for i, n := range types {
		names[i] = n.yaml.Value
	}
	return names
}

// contentOf is what a response holds, read once for all that refer to it. Requests don't hang on it.
func (r *reader) contentOf(n node, produces []string) []MediaType {
	target := r.answer(n, "a response")
	if known, ok := r.contents[target]; ok && r.swagger == nil {
		return known
	}
	before := r.lost
	content := []MediaType{}
	if r.swagger != nil {
		content = append(content, r.swaggerContent(target, produces)...)
	} else {
		for f := range target.field("content").fields() {
			media := r.answer(f.value, "a media type")
			content = append(content, r.answerType(f.name, media, f.key.position()))
		}
	}
	r.lost = before
	r.contents[target] = content
	return content
}

func (r *reader) answerType(name string, media node, at Position) MediaType {
	r.spend(5)
	schema := r.schemaOf(media)
	return MediaType{Type: name, Dangling: schema.dangling, Schema: schema, Example: r.example(media, schema), Position: at}
}

// swaggerContent is that of a response of Swagger 2.0: one schema for whatever the operation produces, and
// none where there is no body.
func (r *reader) swaggerContent(target node, produces []string) []MediaType {
	if !target.field("schema").given() {
		return nil
	}
	if len(produces) == 0 {
		produces = []string{jsonType}
	}
	examples := target.field("examples")
	content := make([]MediaType, len(produces))
	for i, name := range produces {
		content[i] = r.answerType(name, target, target.position())
		if example := examples.field(name); example.yaml != nil {
			content[i].Example = r.exampleValue(example, content[i].Schema)
		}
	}
	return content
}
