package delivery

import "strings"

// tokenRequest is the request for an access token, as the assumption about it
// says: client credentials (RFC 6749, 4.4) as a form, in the query for GET.
func tokenRequest(oauth *value, connection string) *Request {
	extra := oauth.get("OAuthHttpParameters")
	r := &Request{Method: oauth.get("HttpMethod").string(), Connection: connection}
	read := func(p *value) (string, Text) {
		v := Text{}
		if field := p.get("Value"); field.scalar() {
			v = field.asText()
		}
		if !strings.EqualFold(p.get("IsValueSecret").string(), "false") {
			v = v.asSecret()
		}
		return p.get("Key").string(), v
	}
	client := oauth.get("ClientParameters")
	form := []pair{{"grant_type", plain("client_credentials")}, {"client_id", textOf(client.get("ClientID"))}, {"client_secret", textOf(client.get("ClientSecret")).asSecret()}}
	for _, p := range extra.get("BodyParameters").list() {
		name, v := read(p)
		form = setPair(form, name, v)
	}
	var query []pair
	for _, p := range extra.get("QueryStringParameters").list() {
		name, v := read(p)
		query = setPair(query, name, v)
	}
	headers := headerList{{"Content-Type", plain("application/x-www-form-urlencoded")}}
	for _, p := range extra.get("HeaderParameters").list() {
		headers.set(read(p))
	}
	if r.Method == "GET" {
		query = append(query, form...)
		headers = headers[1:]
	} else {
		r.Body = encodePairs(form)
	}
	var url builder
	endpoint := textOf(oauth.get("AuthorizationEndpoint"))
	url.text(endpoint)
	if len(query) > 0 {
		if strings.Contains(endpoint.Reveal(), "?") {
			url.str("&")
		} else {
			url.str("?")
		}
		url.text(encodePairs(query))
	}
	r.URL, r.Headers = url.done(), headers
	r.Credentials = []Credential{{map[bool]string{true: "query", false: "body"}[r.Method == "GET"], "client_secret", "OAUTH_CLIENT_CREDENTIALS"}}
	return r
}

func textOf(v *value) Text {
	if !v.scalar() {
		return Text{}
	}
	return v.asText()
}

func setPair(pairs []pair, name string, v Text) []pair {
	for i := range pairs {
		if pairs[i].name == name {
			pairs[i].value = v
			return pairs
		}
	}
	return append(pairs, pair{name, v})
}

func encodePairs(pairs []pair) Text {
	var b builder
	for i, p := range pairs {
		if i > 0 {
			b.str("&")
		}
		b.str(percentEncode(p.name) + "=")
		b.text(p.value.transform(percentEncode))
	}
	return b.done()
}
