module github.com/openapi-destinations/openapidestinations/cmd/destinations

go 1.26.0

require (
	github.com/openapi-destinations/openapidestinations v0.0.0
	github.com/santhosh-tekuri/jsonschema/v6 v6.0.3
	golang.org/x/text v0.43.0
)

require github.com/pb33f/go-yaml v0.1.1 // indirect
