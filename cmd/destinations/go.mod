module github.com/openapi-destinations/openapidestinations/cmd/destinations

go 1.26.0

require github.com/openapi-destinations/openapidestinations v0.0.0

require github.com/pb33f/go-yaml v0.1.1 // indirect
