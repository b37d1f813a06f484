package limits

// ReservedInOr are the names that EventBridge's matcher takes for operators
// inside an alternative of `$or` (measured, event-ruler 1.8.1), and $or itself.
var ReservedInOr = map[string]bool{
	"exactly": true, "prefix": true, "suffix": true, "exists": true, "wildcard": true,
	"numeric": true, "cidr": true, "regex": true, "anything-but": true,
	"equals-ignore-case": true, "not-equals-ignore-case": true, "not-wildcard": true,
	"date-after": true, "date-before": true, "date-on-or-after": true,
	"date-on-or-before": true, "in-date-range": true, "ip-address-in-range": true,
	"ip-address-not-in-range": true, "=": true, "<": true, "<=": true, ">": true, ">=": true,
	"$or": true,
}
