package limits

// Methods are those that an API destination takes (API model, ApiDestinationHttpMethod).
var Methods = []string{"GET", "HEAD", "POST", "OPTIONS", "PUT", "DELETE", "PATCH"}
